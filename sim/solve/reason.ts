/** Why no setting can be reported: which goal fails everywhere, or which goals are met only apart. */
import type { Expectation } from '../scenario.ts';
import { excess } from './order.ts';
import type { Conflict, Point, Reason, Unreachable } from './problem.ts';

/** Points in order, the most wanted first. `tried`: what fresh seeds refused. */
export function reasonOf(points: readonly Point[], goals: readonly Expectation[], tried: readonly Point[]): Reason {
  if (tried.length > 0) return { kind: 'unconfirmed', tried };
  const unreachable = goals.flatMap((goal, i): Unreachable[] => {
    const all = points.map(point => point.goals[i]!.verdict);
    if (all.includes('meets')) return [];
    return [{ goal: goal.text, closest: closest(points, goals, [i]), undecided: all.includes('open') }];
  });
  const hopeless = unreachable.filter(({ undecided }) => !undecided);
  if (hopeless.length > 0) return { kind: 'unreachable', goals: hopeless };
  if (unreachable.length > 0) return { kind: 'unreachable', goals: unreachable };
  const pairs = goals.flatMap((_, i) => goals.slice(i + 1).map((_goal, k) => [i, i + 1 + k]));
  const conflicts = (pairs.length === 1 ? pairs : [...pairs, goals.map((_, i) => i)]).filter(set => neverTogether(points, set));
  const smallest = conflicts.filter(set => set.length === 2);
  const told = (smallest.length > 0 ? smallest : conflicts).map(set => conflict(points, goals, set));
  return told.length > 0 ? { kind: 'conflict', conflicts: told } : { kind: 'undecided', closest: closest(points, goals, goals.map((_, i) => i)) };
}

const neverTogether = (points: readonly Point[], set: readonly number[]): boolean =>
  points.every(point => set.some(i => point.goals[i]!.verdict === 'fails'));

function conflict(points: readonly Point[], goals: readonly Expectation[], set: readonly number[]): Conflict {
  return {
    goals: set.map(i => goals[i]!.text), closest: closest(points, goals, set),
    alone: set.map(i => closest(points.filter(point => point.goals[i]!.verdict === 'meets'), goals, set)),
  };
}

/** The point whose worst goal of these is least broken; the first of equals. */
export function closest(points: readonly Point[], goals: readonly Expectation[], set: readonly number[]): Point {
  const worst = (point: Point): number => set.reduce((most, i) => Math.max(most, excess(goals[i]!, point.goals[i]!)), 0);
  return points.reduce((best, point) => (worst(point) < worst(best) ? point : best));
}
