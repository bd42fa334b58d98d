/** How the map says numbers: always with a unit, and with how sure they are. */
import { digits, quantity } from '../../../cli/figures.ts';
import { nameOf, shown } from './axis.ts';
import type { Outcome } from '../../../../sim/solve/problem.ts';
import { measures, verdictOf, type Cell, type Measure, type Plan } from './cells.ts';

export const titles: Readonly<Record<Measure, string>> = { detection: 'detection time, 99th percentile', mistakes: 'mistakes per pair', load: 'load per process' };
export const shortTitles: Readonly<Record<Measure, string>> = { detection: 'T_D p99', mistakes: 'mistakes', load: 'load' };

/** "2.31 s", "0.42 /h", "4 messages/s". */
export function amount(measure: Measure, value: number): string {
  const text = measure === 'load' ? `${digits(value, 3)} messages/s` : measure === 'detection' ? quantity(Number(value.toPrecision(4)), 'time') : quantity(value, 'rate');
  return text.replace(' ', '\u00a0');
}

/** The figure; what it is at least, or at most, where that is all that is known. */
export function figure(measure: Measure, reading: Outcome | undefined): string {
  if (!reading) return 'not run yet';
  const { value, low, high, why } = reading;
  if (measure === 'mistakes' && value === 0) return high === null ? 'none seen' : `none seen, at most ${amount(measure, high)}`;
  if (value !== null) return amount(measure, value);
  return low === null ? why ?? 'not known' : `above ${amount(measure, low)}`;
}

/** "2.2 s to 2.5 s": each end is exceeded with a chance of 5 % at most. Empty where there is no chance in it. */
export function interval(measure: Measure, reading: Outcome | undefined): string {
  if (!reading || reading.byValue || reading.value === null) return '';
  const { low, high } = reading;
  if (measure === 'mistakes' && reading.value === 0) return '';
  const ends = [low, high].map(end => (end === null ? null : amount(measure, end)));
  if (ends[0] === null && ends[1] === null) return 'too few runs for an interval';
  return ends[0] === null ? `up to ${ends[1]}` : ends[1] === null ? `${ends[0]} or more, too few runs for the upper end` : `${ends[0]} to ${ends[1]}`;
}

/** "T_D p99 ≤ 3s". */
export const goalText = (plan: Plan, measure: Measure): string => `${shortTitles[measure]} ≤ ${plan.wanted[measure].trim()}`;

/** "interval 500 ms, timeout 2 s". */
export const settingText = ({ x, y }: Plan, a: number, b: number): string => `${nameOf(x.path)} ${shown(x.kind, a)}, ${nameOf(y.path)} ${shown(y.kind, b)}`;

export const verdictWords = { meets: 'meets every goal', fails: 'misses a goal', open: 'undecided' } as const;

/** All of a cell in a sentence, for whoever cannot see the map. */
export function cellText(plan: Plan, { column, row, readings }: Pick<Cell, 'column' | 'row' | 'readings'>): string {
  const each = measures.map(measure => `${shortTitles[measure]} ${figure(measure, readings[measure])}`);
  return `${settingText(plan, plan.x.values[column]!, plan.y.values[row]!)}: ${verdictWords[verdictOf(plan, readings)]}; ${each.join('; ')}`;
}
