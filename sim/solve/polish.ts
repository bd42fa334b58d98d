/** The front, and the runs that it takes for luck to put nobody there. */
import { front } from './front.ts';
import type { Ledger } from './ledger.ts';
import { goalCost, objectiveCost } from './order.ts';
import type { Done, Problem, Want } from './problem.ts';
import type { Search } from './search.ts';
import type { Trial } from './trial.ts';

/** More of the front than this is as it is. */
const polished = 24;

/** The trials that no other beats in every goal's measure and every objective. */
export function frontOf({ trials, tail }: Search, { goals, objectives }: Problem): Trial[] {
  return front(trials, trial => [
    ...goals.map((goal, i) => goalCost(goal, trial.point(tail).goals[i]!)),
    ...objectives.map(({ sense }, i) => objectiveCost(trial.point(tail).objectives[i]!, sense)),
  ]);
}

/** Those that seem unbeaten after few runs get more, while there is budget; and so do those that take their place. */
export function* polish(search: Search, ledger: Ledger, problem: Problem, chosen: Trial | undefined): Generator<Want, void, Done> {
  const target = { asIs: 64, quiet: chosen && chosen.runs.quiet.length > 0 ? 16 : 0 };
  for (let pass = 0; pass < 2; pass++) {
    const orders = frontOf(search, problem).filter(trial => !trial.isSettled).slice(0, polished).flatMap(trial =>
      (['asIs', 'quiet'] as const).map(field => ({ trial, field, count: Math.max(0, target[field] - trial.runs[field].length) })));
    const due = orders.filter(({ count }) => count > 0);
    if (due.length === 0 || due.reduce((sum, { count }) => sum + count, 0) > ledger.left) return;
    if (!(yield* ledger.search(due))) return;
  }
}

