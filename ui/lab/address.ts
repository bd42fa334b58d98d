/**
 * State ↔ URL: `#/lab?s=<base64url(deflate-raw(canonical JSON))>&v=…&t=…&sel=1-3&w=…&d=…`. `s` is the scenario, or the
 * name of a preset and what differs from it; the rest is the view. Times are milliseconds, exact to the microsecond.
 */
import { deflateSync, Inflate, strFromU8, strToU8 } from 'fflate';
import type { FaultLine, ScenarioFile } from '../../sim/scenario.ts';
import type { Duration, Time } from '../../src/time.ts';
import { lookFields, readMatrixLook, readStageView, usualLook, type Look } from './look.ts';
import { applied, canonical, difference, same } from './patch.ts';
import { shortestSpan, usualSpan, type LabState, type Pair, type Script, type Window } from './state.ts';

/** What a link says. What it leaves out is undefined. */
export interface Address {
  readonly script?: Script;
  readonly cursor?: Time;
  readonly pair?: Pair;
  readonly window?: Window;
  /** Without a window: how much of the time is shown. */
  readonly span?: Duration;
  /** Where it is not as usual. */
  readonly look?: Look;
  /** The first eight digits of the digest up to the cursor. */
  readonly digest?: string;
}

/** A field of a link that cannot be read, and why. */
export interface Damage { readonly field: string; readonly problem: string }

/** The presets by name. */
export type Presets = Readonly<Record<string, ScenarioFile>>;

/** A larger scenario does not fit a link: it is saved as a file. */
export const longest = 200_000;
const largest = 4_000_000;

export function addressOf(state: Pick<LabState, 'script' | 'cursor' | 'pair' | 'window' | 'span'> & Partial<Pick<LabState, 'look'>>, presets: Presets, digest = ''): string {
  const { script, cursor, pair, window, span, look } = state;
  const parts = [`s=${packed(script, presets)}`, `t=${millis(cursor)}`];
  if (script.variant) parts.push(`v=${script.variant}`);
  if (pair) parts.push(`sel=${pair.monitor}-${pair.peer}`);
  if (window) parts.push(`w=${millis(window.from)}-${millis(window.to)}`);
  else if (span !== usualSpan) parts.push(`w=${millis(span)}`);
  if (look) parts.push(...lookFields(look));
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
  const script = read('s', text => unpacked(text, presets)) ?? read('preset', text => byName(text, presets));
  const [stage, matrix] = [read('view', readStageView), read('matrix', readMatrixLook)];
  const look = stage || matrix ? { ...usualLook, ...stage, ...matrix } : undefined;
  const view = { cursor: read('t', readMillis), pair: read('sel', readPair), ...read('w', readWindow), look, digest: read('d', readDigest) };
  const known = Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined)) as Omit<Address, 'script'>;
  return { address: script ? { script: { ...script, variant }, ...known } : known, damage };
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

/** Any plain value as a field of a link. */
export const packedJson = (content: unknown): string => base64url(deflateSync(strToU8(canonical(content)), { level: 9 }));

/** Refuses what is too long, damaged, or unpacks to more than anybody wrote. */
export function unpackedJson(text: string): unknown {
  if (text.length > longest) throw new Error(`is ${text.length} characters long; at most ${longest} can be read`);
  return json(inflated(fromBase64url(text)));
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

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('holds no JSON: part of the link is missing or changed');
  }
}

/** Refuses to grow beyond `largest`, whatever the bytes promise. */
function inflated(bytes: Uint8Array): string {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let done = false;
  const stream = new Inflate((chunk, final) => {
    size += chunk.length;
    if (size > largest) throw new Error(`unpacks to more than ${largest} bytes`);
    chunks.push(chunk);
    done ||= final;
  });
  try {
    for (let at = 0; at < bytes.length; at += 16_384) stream.push(bytes.subarray(at, at + 16_384), at + 16_384 >= bytes.length);
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('unpacks')) throw error;
  }
  if (!done) throw new Error('does not unpack: part of the link is missing or changed');
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) { whole.set(chunk, at); at += chunk.length; }
  return strFromU8(whole);
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function base64url(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const group = digits[word >> 18]! + digits[(word >> 12) & 63]! + digits[(word >> 6) & 63]! + digits[word & 63]!;
    text += group.slice(0, Math.min(3, bytes.length - i) + 1);
  }
  return text;
}

export function fromBase64url(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let word = 0;
  let at = 0;
  for (const [i, letter] of [...text].entries()) {
    const digit = digits.indexOf(letter);
    if (digit < 0) throw new Error(`has a character that is no base64url: "${letter}" at ${i + 1}`);
    word = (word << 6) | digit;
    bits += 6;
    if (bits >= 8) { bits -= 8; bytes[at++] = (word >> bits) & 255; }
  }
  return bytes;
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

function readVariant(text: string): number {
  if (!/^\d{1,3}$/.test(text)) throw new Error(`"${text.slice(0, 30)}" is no number of a detector`);
  return Number(text);
}

function readDigest(text: string): string {
  if (!/^[0-9a-f]{8}$/.test(text)) throw new Error(`"${text.slice(0, 30)}" is no digest of eight hexadecimal digits`);
  return text;
}
