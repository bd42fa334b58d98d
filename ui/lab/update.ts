import type { Duration, ProcessId, Time } from '../../src/contract.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import type { Address } from './address.ts';
import { discarded, forked, mostBranches, openName, renamed, switched } from './branches.ts';
import { usualLook, type Look } from './look.ts';
import { same } from './patch.ts';
import {
  fastest, shortestSpan, slowest, undoLimit, type Banner, type Failure, type Filter, type LabState, type MessageName, type Pair, type Script, type Window, type Theme,
} from './state.ts';

export type Beginning = Partial<Pick<LabState, 'cursor' | 'window' | 'span' | 'speed' | 'pair' | 'nodes'>>;

export type Action =
  // the script: each of these is one step of undo
  /** `beginning`: how it is looked at first; from its start by default. */
  | { readonly type: 'open'; readonly script: Script; readonly said: string; readonly beginning?: Beginning }
  | { readonly type: 'edit'; readonly file: ScenarioFile; readonly said: string; /** See `Edit`. */ readonly at?: Time; readonly name?: string }
  | { readonly type: 'variant'; readonly variant: number }
  /** The script stays as a branch, and a copy of it is open. */
  | { readonly type: 'fork' }
  | { readonly type: 'branch'; readonly name: string }
  | { readonly type: 'rename'; readonly name: string; readonly to: string }
  | { readonly type: 'discard'; readonly name: string }
  /** A link was opened, or the history gone through: what the address says, and the rest as it is. */
  | { readonly type: 'visit'; readonly address: Address }
  | { readonly type: 'undo' } | { readonly type: 'redo' }
  // the moment
  | { readonly type: 'seek'; readonly to: Time }
  | { readonly type: 'tick'; readonly by: number }
  | { readonly type: 'play' } | { readonly type: 'pause' }
  | { readonly type: 'speed'; readonly speed: number }
  | { readonly type: 'window'; readonly window: Window | null }
  | { readonly type: 'span'; readonly span: Duration }
  // what is looked at
  | { readonly type: 'beside'; readonly name: string | null }
  | { readonly type: 'look'; readonly look: Partial<Look> }
  | { readonly type: 'pair'; readonly pair: Pair | null }
  | { readonly type: 'message'; readonly message: MessageName | null }
  | { readonly type: 'node'; readonly node: ProcessId }
  | { readonly type: 'nodes'; readonly nodes: readonly ProcessId[] }
  | { readonly type: 'filter'; readonly filter: Filter }
  | { readonly type: 'present'; readonly on: boolean }
  | { readonly type: 'theme'; readonly theme: Theme }
  | { readonly type: 'shortcuts'; readonly on: boolean }
  // the run
  | { readonly type: 'computing'; readonly share: number; readonly late: boolean }
  | { readonly type: 'ran'; readonly digest: string; readonly horizon: Time; readonly processes: number }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'cancelled' }
  // what is said
  | { readonly type: 'say'; readonly text: string }
  | { readonly type: 'quiet' }
  | { readonly type: 'banner'; readonly banner: Banner | null };

/** The next state of the page. Pure: no clock, no chance, nothing outside its arguments. */
export function update(state: LabState, action: Action): LabState {
  switch (action.type) {
    case 'open': return edited({ ...state, cursor: 0, window: null, pair: null, message: null, nodes: [], ...action.beginning }, state, action.script, action.said);
    case 'edit': return done(state, action);
    case 'variant': return edited(state, state, { ...state.script, variant: action.variant }, '');
    case 'fork': return fork(state);
    case 'branch': return branched(state, action.name);
    case 'rename': return renaming(state, action.name, action.to);
    case 'discard': return discarding(state, action.name);
    case 'beside': return { ...state, beside: action.name };
    case 'visit': return visited(state, action.address);
    case 'undo': return undone(state);
    case 'redo': return redone(state);
    case 'seek': return reached(state, inside(state, action.to));
    case 'tick': return ticked(state, action.by);
    case 'play': return { ...state, playing: true, cursor: state.cursor >= state.horizon ? 0 : state.cursor };
    case 'pause': return { ...state, playing: false };
    case 'speed': return { ...state, speed: Math.min(fastest, Math.max(slowest, action.speed)) };
    case 'window': return { ...state, window: action.window && spanInside(state, action.window) };
    case 'span': return { ...state, window: null, span: Math.min(Math.max(shortestSpan, Math.round(action.span)), state.horizon || action.span) };
    case 'look': return { ...state, look: { ...state.look, ...action.look } };
    case 'pair': return { ...state, pair: action.pair, message: null };
    case 'message': return { ...state, message: action.message };
    case 'node': return { ...state, nodes: toggled(state.nodes, action.node) };
    case 'nodes': return { ...state, nodes: action.nodes };
    case 'filter': return { ...state, filter: action.filter };
    case 'present': return { ...state, presenting: action.on };
    case 'theme': return { ...state, theme: action.theme };
    case 'shortcuts': return { ...state, shortcuts: action.on };
    case 'computing': return { ...state, run: { kind: 'computing', share: action.share, late: action.late } };
    case 'ran': return ran(state, action);
    case 'failed': return { ...state, run: { kind: 'failed', failure: action.failure } };
    case 'cancelled': return { ...state, run: { kind: 'cancelled' } };
    case 'say': return { ...state, toast: { text: action.text, undo: false, serial: serialAfter(state) } };
    case 'quiet': return { ...state, toast: null };
    case 'banner': return { ...state, banner: action.banner };
  }
}

const serialAfter = (state: LabState): number => (state.toast?.serial ?? 0) + 1;

function edited(next: LabState, before: LabState, script: Script, said: string): LabState {
  return {
    ...next, script, past: [...before.past, before.script].slice(-undoLimit), future: [],
    toast: said ? { text: said, undo: true, serial: serialAfter(before) } : next.toast,
  };
}

/** What is done at a moment before the newest one that was looked at leaves an old future behind: it stays as a branch. */
function done(state: LabState, { file, said, at: moment, name }: Extract<Action, { type: 'edit' }>): LabState {
  const next = { ...state.script, file };
  if (moment === undefined || moment >= state.seen) return edited(state, state, next, said);
  const both = forked(state.script, next, name);
  const words = both ? `What was to come is kept as branch “${openName(state.script)}”` : `${mostBranches} branches are the most: what was to come is not kept`;
  return { ...edited(state, state, both ?? next, `${said}. ${words}`), seen: state.cursor };
}

function fork(state: LabState): LabState {
  const both = forked(state.script, state.script);
  if (!both) return update(state, { type: 'say', text: `${mostBranches} branches are the most: delete one first` });
  return edited(state, state, both, `“${openName(state.script)}” stays as it is: what you do now happens in “${openName(both)}”`);
}

/** Whoever goes back and forth between two sees each beside the other. */
function branched(state: LabState, name: string): LabState {
  const script = switched(state.script, name);
  if (script === state.script) return state;
  const beside = state.beside === name ? openName(state.script) : state.beside;
  return { ...edited(state, state, script, `This is branch “${name}”`), beside, seen: state.horizon };
}

function renaming(state: LabState, from: string, to: string): LabState {
  const script = renamed(state.script, from, to);
  if (script === state.script) return state;
  const at = state.script.branches?.findIndex(branch => branch.name === from) ?? 0;
  const name = script.branches![Math.max(0, at)]!.name;
  return { ...edited(state, state, script, `“${from}” is now “${name}”`), beside: state.beside === from ? name : state.beside };
}

function discarding(state: LabState, name: string): LabState {
  const script = discarded(state.script, name);
  return script === state.script ? state : edited(state, state, script, `Deleted: branch “${name}”`);
}

function visited(state: LabState, { script, cursor, pair, message, window, span, look, presenting, beside }: Address): LabState {
  const other = script && !sameScript(script, state.script);
  // what the page opens with is where it begins: there is nothing before it to go back to
  const next = !other ? state : state.horizon === 0 ? { ...state, script } : edited(state, state, script, '');
  return {
    ...reached(other ? { ...next, seen: 0 } : next, cursor ?? next.cursor), beside: script ? beside ?? null : next.beside,
    playing: cursor === undefined && next.playing, pair: pair ?? next.pair, message: message ?? null,
    window: window ?? null, span: span ?? next.span, look: look ?? usualLook, presenting: presenting ?? next.presenting, toast: null,
  };
}

const sameScript = (one: Script, other: Script): boolean =>
  one.preset === other.preset && one.variant === other.variant && same(one.file, other.file) && same(one.branches ?? null, other.branches ?? null);

function undone(state: LabState): LabState {
  const script = state.past.at(-1);
  if (!script) return state;
  const toast = { text: 'Undone', undo: false, serial: serialAfter(state) };
  return { ...state, script, past: state.past.slice(0, -1), future: [state.script, ...state.future], toast };
}

function redone(state: LabState): LabState {
  const [script, ...future] = state.future;
  if (!script) return state;
  const toast = { text: 'Done again', undo: true, serial: serialAfter(state) };
  return { ...state, script, past: [...state.past, state.script], future, toast };
}

/** The cursor stands there: so far this future was looked at. */
const reached = (state: LabState, cursor: Time): LabState => ({ ...state, cursor, seen: Math.max(state.seen, cursor) });

const inside = (state: LabState, time: Time): Time => Math.min(Math.max(0, Math.round(time)), state.horizon || Math.round(time));

/** Playing: `by` microseconds of real time have passed. */
function ticked(state: LabState, by: number): LabState {
  if (state.horizon === 0) return state;
  const cursor = inside(state, state.cursor + Math.round(by * state.speed));
  return { ...reached(state, cursor), playing: state.playing && cursor < state.horizon };
}

function spanInside(state: LabState, span: Window): Window {
  const length = Math.max(1, Math.round(span.to - span.from));
  const from = Math.max(0, Math.min(Math.round(span.from), (state.horizon || span.to) - length));
  return { from, to: Math.min(from + length, state.horizon || from + length) };
}

const toggled = (nodes: readonly ProcessId[], node: ProcessId): readonly ProcessId[] =>
  nodes.includes(node) ? nodes.filter(one => one !== node) : [...nodes, node].sort((p, q) => p - q);

/** A new run is shown: the cursor stays, and what is looked at stays where it still exists. */
function ran(state: LabState, { horizon, processes, digest }: Extract<Action, { type: 'ran' }>): LabState {
  const gone = (process: ProcessId): boolean => process >= processes;
  return {
    ...state, horizon, processes, run: { kind: 'ready', digest }, nodes: state.nodes.filter(node => !gone(node)),
    message: state.message && !gone(state.message.from) && !gone(state.message.to) ? state.message : null,
    pair: state.pair && !gone(state.pair.monitor) && !gone(state.pair.peer) ? state.pair : null,
    cursor: Math.min(state.cursor, horizon), window: state.window && state.window.from < horizon ? state.window : null,
  };
}
