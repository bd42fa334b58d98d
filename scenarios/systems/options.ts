/** A system's own options, as they are typed and as they are printed. */
import { parseDuration, formatDuration } from '../../src/parameters.ts';
import { NEVER } from '../../src/time.ts';
import { nearestName } from '../../sim/reading/nearestName.ts';
import type { BareUnit, Option, System, Value, Values } from './system.ts';

/** What is wrong with what was asked of a system. */
export class SystemError extends Error {
  override readonly name = 'SystemError';
}

const bare: Readonly<Record<BareUnit, number>> = { us: 1, ms: 1_000, cs: 10_000, s: 1_000_000, min: 60_000_000 };

/** Its default in that release of the system; in the modelled version by default. */
export function defaultIn({ default: usual, history = [] }: Option, release?: string): Value {
  if (release === undefined) return usual;
  return [...history].reverse().find(({ before }) => isBefore(release, before))?.default ?? usual;
}

/** "1.9" before "1.32": part by part, as numbers. */
function isBefore(a: string, b: string): boolean {
  const [mine, other] = [a, b].map(text => text.split(/[^0-9]+/).filter(part => part !== '').map(Number)) as [number[], number[]];
  for (let i = 0; i < Math.max(mine.length, other.length); i++) {
    const difference = (mine[i] ?? 0) - (other[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function inUnits(text: string, { kind, unit }: Option): number | undefined {
  if (kind === 'duration') {
    if (unit !== undefined && /^-?\d+(\.\d+)?$/.test(text)) return Math.round(Number(text) * bare[unit]);
    return parseDuration(text.replace(/min$/, 'm'));
  }
  if (kind === 'share' && /\d%$/.test(text)) return Number(text.slice(0, -1)) / 100;
  const value = text === '' ? NaN : Number(text);
  return Number.isFinite(value) && (kind !== 'count' || Number.isInteger(value)) ? value : undefined;
}

/** Of a duration: whether what it rules may be left out altogether. */
const mayNever = ({ kind, default: usual, max }: Option): boolean => kind === 'duration' && (max === NEVER || usual === NEVER);

const flags: ReadonlyMap<string, boolean> = new Map([['true', true], ['yes', true], ['on', true], ['false', false], ['no', false], ['off', false]]);

function read(text: string, option: Option): Value | undefined {
  if (option.kind === 'flag') return flags.get(text.toLowerCase());
  if (option.kind === 'choice') return option.choices?.includes(text) ? text : undefined;
  const value = inUnits(text, option);
  if (value === NEVER && !mayNever(option)) return undefined;
  const [low, high] = [option.min ?? (option.kind === 'number' ? -Infinity : 0), option.max ?? (option.kind === 'share' ? 1 : Infinity)];
  return value !== undefined && value >= low && value <= high ? value : undefined;
}

/** As the system's users write it: a bare number where it has a unit of its own. */
export function spelt(value: Value, { kind, unit }: Option): string {
  if (kind !== 'duration') return String(value);
  if (value === NEVER) return 'never';
  return unit === undefined ? formatDuration(value as number) : String((value as number) / bare[unit]);
}

const unitNames: Readonly<Record<BareUnit, string>> = { us: 'microseconds', ms: 'milliseconds', cs: 'hundredths of a second', s: 'seconds', min: 'minutes' };

/** What may be written: "milliseconds, at least 1". */
export function allowed(option: Option): string {
  const { kind, unit, min, max, choices = [] } = option;
  if (kind === 'choice') return `one of ${choices.join(', ')}`;
  if (kind === 'flag') return 'true or false';
  const what = kind === 'duration' ? (unit ? unitNames[unit] : 'a duration with its unit, such as 10s')
    : kind === 'count' ? 'a whole number' : kind === 'share' ? 'a share from 0 to 1, or a percentage' : 'a number';
  const parts = [
    min === undefined || min === 0 ? '' : `at least ${spelt(min, option)}`, max === undefined || max === NEVER ? '' : `at most ${spelt(max, option)}`,
    mayNever(option) ? 'or never' : '',
  ];
  return [what, ...parts.filter(part => part !== '')].join(', ');
}

/** Every option: as set, or at its default in that release. @throws SystemError */
export function readSettings({ name, options, rules }: System, settings: Readonly<Record<string, string>>, release?: string): Values {
  if (release !== undefined && !/\d/.test(release)) throw new SystemError(`${name}: a release is a number such as 1.31, not "${release}"`);
  const stranger = Object.keys(settings).find(key => !Object.hasOwn(options, key));
  if (stranger !== undefined) throw new SystemError(`${name} has no option "${stranger}"${nearestName(stranger, Object.keys(options))}`);
  const values = Object.fromEntries(Object.entries(options).map(([key, option]) => {
    const text = settings[key];
    const value = text === undefined ? defaultIn(option, release) : read(text, option);
    if (value === undefined) throw new SystemError(`${name}: ${key} is ${allowed(option)}, not "${text}"`);
    return [key, value];
  }));
  const broken = rules.find(({ strength, holds }) => strength === 'refuses' && !holds(values));
  if (broken) throw new SystemError(`${name} refuses this: ${broken.says}`);
  return values;
}

/** What is unwise in these options. */
export const advice = ({ rules }: System, values: Values): string[] =>
  rules.filter(({ strength, holds }) => strength === 'advises' && !holds(values)).map(({ says }) => says);
