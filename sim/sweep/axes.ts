/**
 * What a sweep varies: a path into the scenario, and the values it takes. A list, a range of so many values, or a
 * range without a number, which is a continuum that only a sampled design can draw from.
 */
import exp from '@stdlib/math-base-special-exp';
import ln from '@stdlib/math-base-special-ln';
import { formatDuration, parseDuration } from '../../src/parameters.ts';
import { NEVER } from '../../src/time.ts';
import { readValue, steps } from './path.ts';
import { PlanError } from './planError.ts';

/** What a range runs over: durations are whole microseconds. */
export type Measure = 'duration' | 'number' | 'whole';
export type Scale = 'linear' | 'log';

/** From one end to the other, both included. */
export interface Range { readonly measure: Measure; readonly from: number; readonly to: number; readonly scale: Scale }

export interface Axis {
  /** As in `--set`: "detector.interval", "faults[0].at". */
  readonly path: string;
  /** Values as a scenario spells them, or a continuum of them. */
  readonly values: readonly unknown[] | Range;
}

/** An axis as it was asked for: whether a range of numbers is one of whole numbers, only the scenario can tell. */
export interface AskedAxis { readonly path: string; readonly values: readonly unknown[] | (Range & { readonly count?: number }) }

export const isRange = <R extends Range>(values: readonly unknown[] | R): values is R => !Array.isArray(values);

/** More values than anybody varies one thing over. */
const mostValues = 100_000;

const example = 'expected path=values: a list such as detector.interval=500ms,1s,2s, or a range such as '
  + 'detector.interval=1s..10s:10 or detector.estimator.timeout=100ms..10s:log:8';

/** "detector.interval=1s..10s:10". @throws PlanError */
export function readAxis(text: string): AskedAxis {
  const fail = (problem: string): never => { throw new PlanError(`--vary ${text}: ${problem}`); };
  const equals = text.indexOf('=');
  const path = text.slice(0, equals).trim().replace(/^\$\./, '');
  const said = text.slice(equals + 1).trim();
  if (equals < 1 || said === '' || !steps(path)) return fail(example);
  if (path === 'seed' || path === 'flatline') fail(`${path} is nothing to vary; --runs tries several seeds`);
  const range = readRange(said, fail);
  return { path, values: range ?? readList(said, fail) };
}

/** "1s..10s:log:8". Undefined where it is no range. */
function readRange(said: string, fail: (problem: string) => never): (Range & { readonly count?: number }) | undefined {
  const match = /^([^,[{"]+?)\.\.([^,[{":]+)((?::[^:]*)*)$/.exec(said);
  if (!match) return undefined;
  const [from, to] = [readEnd(match[1]!), readEnd(match[2]!)];
  if (!from || !to || from.measure !== to.measure) return fail('the ends of a range are two durations with units, or two numbers; list other values');
  if (from.value >= to.value) fail(`a range rises, and ${match[2]!.trim()} is not above ${match[1]!.trim()}`);
  const modifiers = match[3]!.split(':').slice(1);
  const scale = modifiers[0] === 'log' || modifiers[0] === 'linear' ? modifiers.shift() as Scale : 'linear';
  if (scale === 'log' && from.value <= 0) fail('a logarithmic range begins above 0');
  if (modifiers.length > 1 || modifiers.some(each => !/^[1-9]\d*$/.test(each))) {
    fail('after a range stand :N for N values, :log:N for N evenly spaced on a logarithmic scale, or :log');
  }
  const count = modifiers.length === 1 ? Number(modifiers[0]) : undefined;
  if (count !== undefined && (count < 2 || count > mostValues)) fail(`a range holds from 2 to ${mostValues} values`);
  return { measure: from.measure, from: from.value, to: to.value, scale, ...(count !== undefined && { count }) };
}

function readEnd(text: string): { readonly measure: 'duration' | 'number'; readonly value: number } | undefined {
  const trimmed = text.trim();
  const duration = parseDuration(trimmed);
  if (duration !== undefined) return duration === NEVER ? undefined : { measure: 'duration', value: duration };
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(trimmed) ? { measure: 'number', value: Number(trimmed) } : undefined;
}

function readList(said: string, fail: (problem: string) => never): readonly unknown[] {
  const items = parts(said).map(item => item.trim());
  if (items.includes('')) fail('holds an empty value');
  if (items.length > mostValues) fail(`holds more than ${mostValues} values`);
  return items.map(readValue);
}

/** Splits at commas, but not at those within JSON: `{"kind":"push"},{"kind":"swim"}` are two. */
function parts(text: string): string[] {
  const found: string[] = [];
  let [start, depth, quoted] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (quoted) {
      if (sign === '\\') at++;
      else quoted = sign !== '"';
    } else if (sign === '"') quoted = true;
    else if ('[{'.includes(sign)) depth++;
    else if (']}'.includes(sign)) depth--;
    else if (sign === ',' && depth === 0) {
      found.push(text.slice(start, at));
      start = at + 1;
    }
  }
  return [...found, text.slice(start)];
}

/** The value at that share of the way from one end to the other, as a scenario spells it. */
export function along({ measure, from, to, scale }: Range, share: number): unknown {
  const value = share <= 0 ? from : share >= 1 ? to
    : scale === 'log' ? exp(ln(from) + share * (ln(to) - ln(from))) : from + share * (to - from);
  if (measure === 'duration') return formatDuration(Math.round(value));
  // twelve digits: 0.3, and not 0.30000000000000004
  return measure === 'whole' ? Math.round(value) : Number(value.toPrecision(12));
}

/** So many values, evenly spaced, both ends included; what rounds to the same is one. */
export function evenly(range: Range, count: number): readonly unknown[] {
  return [...new Set(Array.from({ length: count }, (_, i) => along(range, i / (count - 1))))];
}

/**
 * The value for a uniform draw from [0, 1): each of a list, and each whole number of a range, is as likely as the next
 * (on a logarithmic scale, as likely as its length there).
 */
export function drawn(values: Axis['values'], uniform: number): unknown {
  if (!isRange(values)) return values[Math.min(values.length - 1, Math.floor(uniform * values.length))];
  if (values.measure !== 'whole') return along(values, uniform);
  const { from, to } = values;
  const wider: Range = { ...values, measure: 'number', to: to + 1 };
  return Math.min(to, Math.max(from, Math.floor(along(wider, uniform) as number)));
}
