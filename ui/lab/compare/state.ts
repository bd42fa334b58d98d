/** The view as plain data, and the one function that changes it. The runs are functions of `comparison`, and are held beside it. */
import type { Duration, Time } from '../../../src/contract.ts';
import { sec } from '../../../src/time.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { fastest, shortestSpan, slowest, type Pair, type Window } from '../state.ts';
import { another, fewest, fileOf, most, type Choice, type Column, type Comparison } from './columns.ts';
import type { Address } from './address.ts';

/** What the table is of. */
export type Scope = 'run' | 'seeds';

export interface CompareState {
  readonly comparison: Comparison;
  readonly cursor: Time;
  /** Whether somebody has chosen the moment: before, the view goes to the first divergence by itself. */
  readonly placed: boolean;
  readonly horizon: Time;
  readonly window: Window | null;
  readonly span: Duration;
  readonly speed: number;
  readonly playing: boolean;
  /** Whose lanes are shown; null to look at whom the newest difference, or fault, concerns. */
  readonly pair: Pair | null;
  readonly scope: Scope;
  readonly seeds: number;
}

export type Action =
  | { readonly type: 'open'; readonly comparison: Comparison }
  | { readonly type: 'weather'; readonly weather: ScenarioFile }
  | { readonly type: 'change'; readonly id: number; readonly choice: Choice }
  /** Without a choice: something worth having beside the others. */
  | { readonly type: 'add'; readonly choice?: Choice }
  | { readonly type: 'duplicate'; readonly id: number }
  | { readonly type: 'remove'; readonly id: number }
  | { readonly type: 'visit'; readonly address: Address }
  | { readonly type: 'ran'; readonly horizon: Time }
  | { readonly type: 'seek'; readonly to: Time }
  | { readonly type: 'arrive'; readonly to: Time }
  | { readonly type: 'tick'; readonly by: Duration }
  | { readonly type: 'play' } | { readonly type: 'pause' }
  | { readonly type: 'speed'; readonly speed: number }
  | { readonly type: 'window'; readonly window: Window | null }
  | { readonly type: 'span'; readonly span: Duration }
  | { readonly type: 'pair'; readonly pair: Pair | null }
  | { readonly type: 'scope'; readonly scope: Scope; readonly seeds: number };

export const usualSeeds = 30;
export const usualSpan = 60 * sec;

export function initialState(comparison: Comparison): CompareState {
  return {
    comparison, cursor: 0, placed: false, horizon: 0, window: null, span: usualSpan, speed: 1, playing: false, pair: null,
    scope: 'run', seeds: usualSeeds,
  };
}

export function update(state: CompareState, action: Action): CompareState {
  const { comparison } = state;
  switch (action.type) {
    case 'open': return { ...initialState(action.comparison), speed: state.speed, scope: state.scope, seeds: state.seeds };
    case 'weather': return { ...state, comparison: { ...comparison, weather: action.weather } };
    case 'change': return withColumns(state, comparison.columns.map(one => (one.id === action.id ? { ...one, ...action.choice } : one)));
    case 'add': return added(state, action.choice ?? another(comparison.weather, comparison.columns), comparison.columns.length);
    case 'duplicate': return duplicated(state, comparison.columns.findIndex(one => one.id === action.id));
    case 'remove': return comparison.columns.length <= fewest ? state : withColumns(state, comparison.columns.filter(one => one.id !== action.id));
    case 'visit': return visited(state, action.address);
    case 'ran': return { ...state, horizon: action.horizon, cursor: Math.min(state.cursor, action.horizon) };
    case 'seek': return { ...state, placed: true, cursor: inside(state, action.to) };
    case 'arrive': return state.placed ? state : { ...state, cursor: inside(state, action.to) };
    case 'tick': return ticked(state, action.by);
    case 'play': return { ...state, placed: true, playing: state.horizon > 0, cursor: state.cursor >= state.horizon ? 0 : state.cursor };
    case 'pause': return { ...state, playing: false };
    case 'speed': return { ...state, speed: Math.min(fastest, Math.max(slowest, action.speed)) };
    case 'window': return { ...state, window: action.window && spanInside(state, action.window) };
    case 'span': return { ...state, window: null, span: Math.min(Math.max(shortestSpan, Math.round(action.span)), state.horizon || action.span) };
    case 'pair': return { ...state, pair: action.pair };
    case 'scope': return { ...state, scope: action.scope, seeds: action.seeds };
  }
}

const withColumns = (state: CompareState, columns: readonly Column[]): CompareState => ({ ...state, comparison: { ...state.comparison, columns } });

function added(state: CompareState, choice: Choice, place: number): CompareState {
  const { columns } = state.comparison;
  if (columns.length >= most) return state;
  const id = 1 + Math.max(...columns.map(one => one.id));
  return withColumns(state, columns.toSpliced(place, 0, { detector: choice.detector, service: choice.service, ...(choice.branch && { branch: choice.branch }), id }));
}

const duplicated = (state: CompareState, place: number): CompareState => (place < 0 ? state : added(state, state.comparison.columns[place]!, place + 1));

/** A link, or a step through the history: what it does not say is as usual. */
function visited(state: CompareState, { comparison, seeds, cursor, ...looked }: Address): CompareState {
  const usual = { ...initialState(comparison ? kept(state.comparison, comparison) : state.comparison), speed: state.speed, horizon: state.horizon };
  return {
    ...usual, ...looked, ...(cursor !== undefined && { cursor, placed: true }), ...(seeds !== undefined && { seeds, scope: 'seeds' as const }),
  };
}

/** A column that stays what it was keeps its name, and with it its run. */
function kept(before: Comparison, after: Comparison): Comparison {
  const { weather, columns } = after;
  const text = (column: Choice): string => JSON.stringify([fileOf(weather, column), column.branch?.name]);
  const free = before.columns.map(column => ({ id: column.id, text: text(column) }));
  let next = 1 + Math.max(...before.columns.map(one => one.id));
  return { ...after, columns: columns.map(column => {
    const at = free.findIndex(one => one.text === text(column));
    return { ...column, id: at < 0 ? next++ : free.splice(at, 1)[0]!.id };
  }) };
}

const inside = ({ horizon }: CompareState, time: Time): Time => Math.min(Math.max(0, Math.round(time)), horizon || Math.round(time));

function ticked(state: CompareState, by: Duration): CompareState {
  if (state.horizon === 0) return state;
  const cursor = inside(state, state.cursor + Math.round(by * state.speed));
  return { ...state, cursor, playing: state.playing && cursor < state.horizon };
}

function spanInside(state: CompareState, { from, to }: Window): Window {
  const length = Math.max(shortestSpan, Math.round(to - from));
  const start = Math.max(0, Math.min(Math.round(from), (state.horizon || to) - length));
  return { from: start, to: Math.min(start + length, state.horizon || start + length) };
}
