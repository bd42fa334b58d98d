/** Why no setting can be reported: which goal fails everywhere, or which goals are met only apart. */
import type { Expectation } from '../scenario.ts';
import { excess } from './order.ts';
import type { Conflict, Point, Reason, Unreachable, Verdict } from './problem.ts';

/** Points in order, the most wanted first. `tried`: what fresh seeds refused. */
export function reasonOf(points: readonly Point[], goals: readonly Expectation[], tried: readonly Point[]): Reason {
  if (tried.length > 0) return { kind: 'unconfirmed', tried };
  if (points.every(({ verdict }) => verdict === 'fails')) return whyNone(points, goals);
  const unmet = unreachable(points, goals, verdicts => !verdicts.includes('meets'));
  return unmet.length > 0 ? { kind: 'unreachable', goals: unmet } : { kind: 'undecided', closest: closest(points, goals, goals.map((_, i) => i)) };
}

/** Every setting fails a goal: the same one everywhere, or one where it keeps another. */
function whyNone(points: readonly Point[], goals: readonly Expectation[]): Reason {
  const hopeless = unreachable(points, goals, verdicts => verdicts.every(verdict => verdict === 'fails'));
  if (hopeless.length > 0) return { kind: 'unreachable', goals: hopeless };
  const pairs = goals.flatMap((_, i) => goals.slice(i + 1).map((_goal, k) => [i, i + 1 + k])).filter(set => neverTogether(points, set));
  const sets = pairs.length > 0 ? pairs : [goals.map((_, i) => i)];
  return { kind: 'conflict', conflicts: sets.map(set => conflict(points, goals, set)) };
}

function unreachable(points: readonly Point[], goals: readonly Expectation[], says: (verdicts: readonly Verdict[]) => boolean): Unreachable[] {
  return goals.flatMap((goal, i): Unreachable[] => {
    const verdicts = points.map(point => point.goals[i]!.verdict);
    return says(verdicts) ? [{ goal: goal.text, closest: closest(points, goals, [i]), undecided: verdicts.includes('open') }] : [];
  });
}

const neverTogether = (points: readonly Point[], set: readonly number[]): boolean =>
  points.every(point => set.some(i => point.goals[i]!.verdict === 'fails'));

function conflict(points: readonly Point[], goals: readonly Expectation[], set: readonly number[]): Conflict {
  return {
    goals: set.map(i => goals[i]!.text), closest: closest(points, goals, set),
    alone: set.map(i => closest(points.filter(point => point.goals[i]!.verdict !== 'fails'), goals, set)),
  };
}

/** The point whose worst goal of these is least broken; the first of equals. */
export function closest(points: readonly Point[], goals: readonly Expectation[], set: readonly number[]): Point {
  const worst = (point: Point): number => set.reduce((most, i) => Math.max(most, excess(goals[i]!, point.goals[i]!)), 0);
  return points.reduce((best, point) => (worst(point) < worst(best) ? point : best));
}
