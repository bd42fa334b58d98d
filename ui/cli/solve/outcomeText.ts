/** One goal of one setting in words, and the setting itself. */
import type { Expectation } from '../../../sim/scenario.ts';
import type { Lack, Outcome, Point } from '../../../sim/solve/problem.ts';
import { digits, quantity, type Quantity } from '../figures.ts';
import { quantityOf } from '../leaves.ts';

/** How it is to look. */
export interface Looks { readonly columns: number; bold(text: string): string; readonly saved: string | undefined }

/** What a path is measured in; a count has no unit. */
export function unitOf(path: string, isCount = false): Quantity | 'count' {
  if (isCount) return 'count';
  return path === 'load' ? 'messages' : path === 'bytes' ? 'bytes' : quantityOf(path.endsWith('load.messages') || path.endsWith('load.bytes') ? `${path}.total` : path);
}

export const written = (value: number, unit: Quantity | 'count'): string => (unit === 'count' ? digits(value) : quantity(value, unit));

export function valueText({ path }: Pick<Expectation, 'path'>, { value, low, isCount }: Outcome): string {
  if (value !== null) return written(value, unitOf(path, isCount));
  return low === null ? '–' : `> ${written(low, unitOf(path, isCount))}`;
}

/** "≤ 8.09 s": the limit that the goal asks about. */
export function limitText({ path, operator }: Expectation, { low, high, byValue, isCount }: Outcome): string {
  const below = operator === '<' || operator === '<=';
  const limit = below ? high : low;
  if (byValue || operator === '==') return 'in every run';
  return limit === null ? 'not bounded yet' : `${below ? '≤' : '≥'} ${written(limit, unitOf(path, isCount))}`;
}

export const goalBound = ({ text, path }: Expectation): string => text.slice(text.indexOf(path) + path.length).trim();

export const valuesText = ({ values }: Point): string => Object.entries(values).map(([path, text]) => `${path}=${text}`).join(' ');

export function lackText({ what, needed, had }: Lack): string {
  if (what === 'runs') return `wants ${digits(needed)} runs, and had ${digits(had)}`;
  const days = (length: number): string => quantity(length, 'time').replace(/ d$/, ' days');
  return `needs ${days(needed)} of quiet watching, and had ${days(had)}`;
}
