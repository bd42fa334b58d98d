import ln from '@stdlib/math-base-special-ln';
import type { Expectation } from '../scenario.ts';
import type { Objective, Outcome, SettingValue } from './problem.ts';

/** What has been measured of a setting, as far as an order of settings needs it. */
export interface Ranked {
  readonly values: readonly SettingValue[];
  readonly objectives: readonly (number | null)[];
}

/** Loads that differ by less are the same: a run ends with one message more or less in the air. */
const equal = 1e-3;

/** Better first: by each objective in turn, then by the values themselves, the smaller first. */
export function compareSettings(a: Ranked, b: Ranked, objectives: readonly Objective[]): number {
  for (const [i, { sense }] of objectives.entries()) {
    const [x, y] = [objectiveCost(a.objectives[i]!, sense), objectiveCost(b.objectives[i]!, sense)];
    if (x !== y && !(Math.abs(x - y) <= equal * Math.max(Math.abs(x), Math.abs(y)))) return x - y;
  }
  for (const [i, { size }] of a.values.entries()) {
    if (size !== b.values[i]!.size) return size - b.values[i]!.size;
  }
  return 0;
}

/** The smaller, the better. */
export const objectiveCost = (value: number | null, sense: Objective['sense']): number =>
  (value === null ? Infinity : sense === 'minimize' ? value : -value);

/** The smaller, the better. */
export function goalCost({ operator, value: bound }: Expectation, { value, low }: Outcome): number {
  if (operator === '==') return value === null ? Infinity : Math.abs(value - bound);
  const below = operator === '<' || operator === '<=';
  if (value !== null) return below ? value : -value;
  return below || low === null ? Infinity : -low;
}

/** How far a value lies beyond its goal, as a logarithm: 0 within it; a factor of two is 0.69. */
export function excess({ operator, value: bound }: Expectation, { value, low, high }: Outcome): number {
  const below = operator === '<' || operator === '<=';
  const at = value ?? (below ? low ?? high : high ?? low);
  if (at === null) return Infinity;
  if (operator === '==') return at === bound ? 0 : Math.abs(at - bound);
  const beyond = below ? at - bound : bound - at;
  if (beyond <= 0) return 0;
  return at > 0 && bound > 0 ? Math.abs(ln(at / bound)) : beyond;
}

/** How much room the limits leave within the goal, on the same scale; Infinity where they cannot reach it. */
export function slack({ operator, value: bound }: Expectation, { low, high }: Outcome): number {
  const below = operator === '<' || operator === '<=';
  const at = below ? high : low;
  if (operator === '==' || at === null) return Infinity;
  return at > 0 && bound > 0 ? (below ? 1 : -1) * ln(bound / at) : Math.abs(bound - at);
}
