/**
 * State ↔ URL: `#/lab?s=<base64url(deflate-raw(canonical JSON))>&v=…&t=…&sel=1-3&w=…&d=…`. `s` is the scenario, or the
 * name of a preset and what differs from it; `b` its branches, by what differs from `s`; the rest is the view (`msg`: a single message). Times are milliseconds, exact to the microsecond.
 */
import type { FaultLine, ScenarioFile } from '../../sim/scenario.ts';
import type { Duration, Time } from '../../src/time.ts';
import { lookFields, readMatrixLook, readStageView, usualLook, type Look } from './look.ts';
import { besideOf } from './branches.ts';
import { branchesIn, branchesText } from './branchLink.ts';
import type { Made } from './marks.ts';
import { packedJson, unpackedJson } from './packing.ts';
import { applied, difference, same } from './patch.ts';
import { shortestSpan, usualSpan, type Branch, type LabState, type MessageName, type Pair, type Script, type Window } from './state.ts';

/** What a link says. What it leaves out is undefined. */
export interface Address {
  readonly script?: Script;
  readonly cursor?: Time;
  /** The branch that is shown beside the open one. */
  readonly beside?: string;
  readonly pair?: Pair;
  readonly message?: MessageName;
  readonly window?: Window;
  /** Without a window: how much of the time is shown. */
  readonly span?: Duration;
  /** Where it is not as usual. */
  readonly look?: Look;
  readonly presenting?: true;
  /** The first eight digits of the digest up to the cursor. */
  readonly digest?: string;
  readonly made?: Made;
}

/** A field of a link that cannot be read, and why. */
export interface Damage { readonly field: string; readonly problem: string }

/** The presets by name. */
export type Presets = Readonly<Record<string, ScenarioFile>>;

export function addressOf(state: Pick<LabState, 'script' | 'cursor' | 'pair' | 'window' | 'span'> & Partial<Pick<LabState, 'message' | 'look' | 'beside' | 'presenting'>>, presets: Presets, digest = '', made?: Made): string {
  const { script, cursor, pair, message, window, span, look, presenting, beside = null } = state;
  const parts = [`s=${packed(script, presets)}`, `t=${millis(cursor)}`];
  if (script.variant) parts.push(`v=${script.variant}`);
  if (script.branches) parts.push(`b=${branchesText(script, script.branches)}`);
  const compared = besideOf({ script, beside });
  if (compared) parts.push(`c=${script.branches!.indexOf(compared)}`);
  if (pair) parts.push(`sel=${pair.monitor}-${pair.peer}`);
  if (message) parts.push(`msg=${messageText(message)}`);
  if (window) parts.push(`w=${millis(window.from)}-${millis(window.to)}`);
  else if (span !== usualSpan) parts.push(`w=${millis(span)}`);
  if (look) parts.push(...lookFields(look));
  if (presenting) parts.push('present=1');
  if (made) parts.push(`m=${made.engine}~${made.marks}`);
  if (digest) parts.push(`d=${digest.slice(0, 8)}`);
  return `#/lab?${parts.join('&')}`;
}

/** Reads every field that it can; what it cannot read is in `damage`, and left out. */
export function readAddress(hash: string, presets: Presets): { readonly address: Address; readonly damage: readonly Damage[] } {
  const damage: Damage[] = [];
  const fields = fieldsOf(hash);
  const read = <T>(field: string, reader: (text: string) => T): T | undefined => {
    const text = fields.get(field);
    if (text === undefined) return undefined;
    try {
      return reader(text);
    } catch (error) {
      damage.push({ field, problem: error instanceof Error ? error.message : String(error) });
      return undefined;
    }
  };
  const variant = read('v', readVariant) ?? 0;
  const bare = read('s', text => unpacked(text, presets)) ?? read('preset', text => byName(text, presets));
  const branches = bare && read('b', text => branchesIn(text, { ...bare, variant }));
  const script = bare && { ...bare, variant, ...(branches && { branches }) };
  const [stage, matrix] = [read('view', readStageView), read('matrix', readMatrixLook)];
  const look = stage || matrix ? { ...usualLook, ...stage, ...matrix } : undefined;
  const view = { cursor: read('t', readMillis), pair: read('sel', readPair), message: read('msg', readMessage), ...read('w', readWindow), look, digest: read('d', readDigest), made: read('m', readMade), presenting: read('present', readPresent),
    beside: branches && read('c', text => nameOf(text, branches)) };
  const known = Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined)) as Omit<Address, 'script'>;
  return { address: script ? { script, ...known } : known, damage };
}

function fieldsOf(hash: string): Map<string, string> {
  const query = hash.slice(hash.indexOf('?') + 1);
  if (!hash.includes('?')) return new Map();
  return new Map(query.split('&').filter(Boolean).map(part => {
    const at = part.indexOf('=');
    return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
  }));
}

/** A preset and what differs from it, where that says it all; lines added to its fault script count by themselves. */
function packed(script: Script, presets: Presets): string {
  const base = Object.hasOwn(presets, script.preset) ? presets[script.preset] : undefined;
  const more = base ? addedTo(base, script.file) : [];
  const patch = base && difference(base, more.length > 0 ? { ...script.file, faults: base.faults } : script.file);
  const short = patch && { preset: script.preset, ...(Object.keys(patch).length > 0 && { with: patch }), ...(more.length > 0 && { add: more }) };
  const content = short ?? (script.preset ? { ...script.file, from: script.preset } : script.file);
  return packedJson(content);
}

/** The lines behind those of the preset, if all of those still stand first. */
function addedTo({ faults: before = [] }: ScenarioFile, { faults: now = [] }: ScenarioFile): readonly FaultLine[] {
  return before.length > 0 && now.length > before.length && same(now.slice(0, before.length), before) ? now.slice(before.length) : [];
}

function unpacked(text: string, presets: Presets): Script {
  const content = unpackedJson(text);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) throw new Error('holds no scenario');
  if ('preset' in content) {
    const { preset, with: patch, add } = content as { preset: unknown; with?: unknown; add?: unknown };
    const { file } = byName(String(preset), presets);
    const patched = patch === undefined ? file : applied(file, patch) as ScenarioFile;
    const faults = Array.isArray(add) ? { faults: [...patched.faults ?? [], ...add as FaultLine[]] } : {};
    return { preset: String(preset), file: { ...patched, ...faults }, variant: 0 };
  }
  const { from, ...file } = content as Record<string, unknown>;
  return { preset: typeof from === 'string' ? from : '', file: file as unknown as ScenarioFile, variant: 0 };
}

function byName(name: string, presets: Presets): Script {
  const file = Object.hasOwn(presets, name) ? presets[name] : undefined;
  if (!file) throw new Error(`names the scenario "${name}", which this version does not have`);
  return { preset: name, file, variant: 0 };
}

const millis = (time: Time): string => String(time / 1_000);

function readMillis(text: string): Time {
  if (!/^\d+(\.\d{1,3})?$/.test(text)) throw new Error(`"${text.slice(0, 30)}" is no time in milliseconds`);
  const time = Math.round(Number(text) * 1_000);
  if (!Number.isSafeInteger(time)) throw new Error('is too large a time');
  return time;
}

/** "from-to", or the length of a window that follows the cursor. */
function readWindow(text: string): Pick<Address, 'window' | 'span'> {
  const [from, to, more] = text.split('-');
  if (from !== undefined && to === undefined) return { span: Math.max(shortestSpan, readMillis(from)) };
  if (from === undefined || to === undefined || more !== undefined) throw new Error(`"${text.slice(0, 30)}" is no pair of times`);
  const window = { from: readMillis(from), to: readMillis(to) };
  if (window.from >= window.to) throw new Error('ends before it begins');
  return { window };
}

function readPair(text: string): Pair {
  const match = /^(\d{1,6})-(\d{1,6})$/.exec(text);
  if (!match) throw new Error(`"${text.slice(0, 30)}" is no pair of processes`);
  return { monitor: Number(match[1]), peer: Number(match[2]) };
}

const messageText = ({ from, to, sent, kind, copy }: MessageName): string => `${from}-${to}-${millis(sent)}-${kind}${copy > 0 ? `-${copy}` : ''}`;

function readMessage(text: string): MessageName {
  const match = /^(\d{1,6})-(\d{1,6})-([\d.]+)-([\w.]{1,60})(?:-(\d{1,6}))?$/.exec(text);
  if (!match) throw new Error(`"${text.slice(0, 30)}" names no message`);
  return { from: Number(match[1]), to: Number(match[2]), sent: readMillis(match[3]!), kind: match[4]!, copy: Number(match[5] ?? 0) };
}

function nameOf(text: string, branches: readonly Branch[]): string {
  const branch = /^\d$/.test(text) ? branches[Number(text)] : undefined;
  if (!branch?.future) throw new Error(`"${text.slice(0, 30)}" is no number of a branch beside the open one`);
  return branch.name;
}

function readPresent(text: string): true {
  if (text !== '1') throw new Error(`"${text.slice(0, 30)}" is not 1: leave it out, or write present=1`);
  return true;
}

function readVariant(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new Error(`"${text.slice(0, 30)}" is no number of a detector`);
  return Number(text);
}

function readMade(text: string): Made {
  const [, engine, marks] = /^(\d{1,4}(?:\.[\w-]{1,20}){1,6})~((?:[0-9a-f]{2}){0,16})$/.exec(text) ?? [];
  if (engine === undefined || marks === undefined) throw new Error(`"${text.slice(0, 30)}" is no version of Flatline with the marks of its run`);
  return { engine, marks };
}

function readDigest(text: string): string {
  if (!/^[0-9a-f]{8}$/.test(text)) throw new Error(`"${text.slice(0, 30)}" is no digest of eight hexadecimal digits`);
  return text;
}
