import { NEVER, ms, sec, us, type Duration } from './time.ts';

export type ParameterKind =
  | 'duration' | 'count' | 'number' | 'share' | 'choice' | 'flag' | 'estimator'
  // the world's own kinds: `sim` reads them, a detector never needs them
  | 'bandwidth' | 'bytes' | 'law' | 'loss' | 'parts' | 'quantiles' | 'series' | 'process' | 'processes' | 'groups' | 'pairs' | 'text' | 'todo';

/** One option, as parser, schema, controls, sweep axes, `describe` and the documentation all read it. */
export interface Parameter<T> {
  /** `undefined` where the option has no default and must be given; NEVER for "none". */
  readonly default: T | undefined;
  readonly kind: ParameterKind;
  /** Inclusive bounds, in the parameter's internal unit (durations: microseconds). */
  readonly min?: number;
  readonly max?: number;
  readonly choices?: readonly string[];
  /** Where another option decides: the default beside those values of it for which it is not `default`. */
  readonly by?: { readonly option: string; readonly defaults: Readonly<Record<string, T>> };
  /** What goes wrong when it is too low, and when it is too high: one sentence each. */
  readonly low: string;
  readonly high: string;
  /** The paper and section, or the system and version, that the default comes from. */
  readonly source?: string;
}

export type ParameterTable<P> = { readonly [K in keyof P]-?: Parameter<P[K]> };

/** An estimator chosen by name, with its parameters resolved: plain data, safe to keep in a state. */
export interface EstimatorChoice {
  readonly kind: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const units: Readonly<Record<string, Duration>> = {
  us, µs: us, ms, s: sec, m: 60 * sec, h: 3_600 * sec, d: 86_400 * sec,
};

/** Reads "250ms", "1.5s", "-30ms", "10m". Undefined when it is no duration: the caller knows the place to name. */
export function parseDuration(text: string): Duration | undefined {
  const match = /^(-?\d+(?:\.\d+)?)(us|µs|ms|s|m|h|d)$/.exec(text.trim());
  if (!match) return text === 'never' ? NEVER : undefined;
  const value = Math.round(Number(match[1]) * units[match[2]!]!);
  return Number.isSafeInteger(value) ? value : undefined;
}

/** The shortest exact spelling that {@link parseDuration} reads back. */
export function formatDuration(value: Duration): string {
  if (value === NEVER) return 'never';
  for (const [name, unit] of [['h', 3_600 * sec], ['m', 60 * sec], ['s', sec], ['ms', ms]] as const) {
    const enough = name === 's' || name === 'ms' ? Math.abs(value) >= unit : value !== 0 && value % unit === 0;
    if (enough && Number.isInteger((value / unit) * 1_000)) return `${value / unit}${name}`;
  }
  return value === 0 ? '0s' : `${value}us`;
}

/** The default of one option, beside what is given of the others: see {@link Parameter.by}. */
export function defaultOf<P>(table: ParameterTable<P>, key: keyof P, given: Partial<P> = {}): P[keyof P] | undefined {
  const { by, default: usual } = table[key] as Parameter<P[keyof P]>;
  if (!by) return usual;
  const deciding = given[by.option as keyof P] ?? (table[by.option as keyof P] as Parameter<unknown>).default;
  return by.defaults[String(deciding)] ?? usual;
}

/** Every parameter at its default, beside what is given of the others. Those without one are left out. */
export function defaults<P>(table: ParameterTable<P>, given: Partial<P> = {}): Partial<P> {
  const entries = (Object.keys(table) as (keyof P)[]).map(key => [key, defaultOf(table, key, given)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Partial<P>;
}
