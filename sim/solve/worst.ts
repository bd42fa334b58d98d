/** The run to look at: where the tightest goal came off worst. */
import type { Measured } from '../measures/measured.ts';
import type { Expectation } from '../scenario.ts';
import { lookup } from '../report.ts';
import { pool, type Meta } from '../statistics.ts';
import { bare } from './limits.ts';
import { excess, goalCost, slack } from './order.ts';
import type { Outcome, Point } from './problem.ts';

export interface Worst { readonly goal: Expectation; readonly run: Measured; readonly value: number | null }

/** Goals, the tightest first: broken ones by how far, then those kept by how little room there is. */
export function byTightness(goals: readonly Expectation[], { goals: outcomes }: Point): Expectation[] {
  const room = (i: number): number => {
    const beyond = excess(goals[i]!, outcomes[i]!);
    return beyond > 0 ? -beyond : slack(goals[i]!, outcomes[i]!);
  };
  return goals.map((goal, i) => ({ goal, room: room(i) })).sort((a, b) => (a.room === b.room ? 0 : a.room - b.room)).map(({ goal }) => goal);
}

/** By the tightest goal that tells its runs apart; the first run where none does. */
export function worstRun(goals: readonly Expectation[], runsOf: (goal: Expectation) => readonly Measured[], meta: Meta): Worst | undefined {
  for (const goal of goals) {
    const scored = runsOf(goal).map(run => ({ goal, run, ...scoreOf(goal, run, meta) }));
    const worst = scored.reduce((most, each) => (each.cost > most.cost ? each : most), scored[0]!);
    if (scored.some(({ cost }) => cost < worst.cost)) return { goal, run: worst.run, value: worst.value };
  }
  const goal = goals[0];
  const run = goal && runsOf(goal)[0];
  return run && { goal, run, value: scoreOf(goal, run, meta).value };
}

/** Of lengths, the longest of the run; one that is only known to be longer counts as that long. */
function scoreOf(goal: Expectation, run: Measured, meta: Meta): { readonly cost: number; readonly value: number | null } {
  const report = pool([run], meta);
  const path = bare(goal.path);
  const longest = lookup(report, `${path.replace(/\.(mean|p\d+)$/, '')}.max`);
  const found = 'figure' in longest ? longest : lookup(report, path);
  if ('problem' in found) return { cost: -Infinity, value: null };
  const value = typeof found.figure === 'number' ? found.figure : found.figure.value ?? found.figure.bound?.atLeast ?? null;
  if (value === null) return { cost: -Infinity, value };
  const outcome: Outcome = { goal: goal.text, value, low: null, high: null, verdict: 'open' };
  return { cost: goalCost(goal, outcome), value };
}
