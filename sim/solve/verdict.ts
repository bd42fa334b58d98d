import ln from '@stdlib/math-base-special-ln';
import type { Measured } from '../measures/measured.ts';
import type { Expectation } from '../scenario.ts';
import type { Report } from '../report.ts';
import type { Meta } from '../statistics.ts';
import { bare, limitsOf, type Limits } from './limits.ts';
import type { Lack, Outcome, Verdict } from './problem.ts';

/** Fewer runs than this prove nothing of what has no interval. */
export const leastByValue = 30;

/** Whether the limits lie wholly within the goal, wholly without, or neither. */
export function decide({ operator, value: bound }: Expectation, { value, low, high, byValue }: Limits, runs: number): Verdict {
  const settled = (holds: boolean): Verdict => (!holds ? 'fails' : byValue && runs < leastByValue ? 'open' : 'meets');
  if (operator === '==') return value === null ? 'open' : low !== high && low !== null && high !== null && low <= bound && bound <= high ? 'open' : settled(value === bound);
  if (byValue) return settled(inside(operator, value!, bound));
  const below = operator === '<' || operator === '<=';
  const [far, near] = below ? [high, low] : [low, high];
  if (far !== null && inside(operator, far, bound)) return 'meets';
  return near !== null && !inside(operator, near, bound) ? 'fails' : 'open';
}

function inside(operator: Expectation['operator'], x: number, bound: number): boolean {
  if (operator === '<') return x < bound;
  if (operator === '<=') return x <= bound;
  return operator === '>' ? x > bound : operator === '>=' ? x >= bound : x === bound;
}

/** How often a verdict may be wrong, and how often the claim in the end. */
export interface Tails { readonly tail: number; readonly claim: number }

/** Holds one goal against these runs. `report` is theirs, made when it is wanted. */
export function judgeGoal(goal: Expectation, runs: readonly Measured[], meta: Meta, { tail, claim }: Tails, report: () => Report): Outcome {
  const limits = limitsOf(goal.path, runs, meta, tail, report);
  const verdict = decide(goal, limits, runs.length);
  const lacks = verdict === 'open' ? lackOf(goal, limits, runs.length, claim) : undefined;
  const { value, low, high, why, byValue, isCount } = limits;
  const kind = { ...(byValue && { byValue }), ...(isCount && { isCount }) };
  return { goal: goal.text, value, low, high, verdict, ...kind, ...(why !== undefined && { why }), ...(lacks && { lacks }) };
}

/** The rate per second, at most, that a goal asks for; undefined where it is of something else. */
export function rateWanted({ path, operator, value }: Expectation): number | undefined {
  const below = operator === '<' || operator === '<=';
  if (/^(suspected\.)?mistakeRate(\.|$)/.test(bare(path)) && below && value > 0) return value;
  if (/^(suspected\.)?mistakeRecurrence(\.mean)?$/.test(bare(path)) && !below && value > 0) return 1_000 / value;
  return undefined;
}

/** What an open verdict wants: by the rule of three for a rate, by ranks for a quantile. */
function lackOf(goal: Expectation, { exposure, needed, byValue }: Limits, runs: number, claim: number): Lack | undefined {
  const rate = rateWanted(goal);
  if (rate !== undefined && exposure !== undefined) {
    const quiet = (-ln(claim) / rate) * 1_000;
    return exposure < quiet ? { what: 'exposure', needed: quiet, had: exposure } : undefined;
  }
  const wanted = byValue ? leastByValue : needed;
  return wanted !== undefined && wanted > runs ? { what: 'runs', needed: wanted, had: runs } : undefined;
}
