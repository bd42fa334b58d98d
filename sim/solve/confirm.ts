/** The claim about the best of a search, on seeds that the search never saw. */
import type { Ledger, Order } from './ledger.ts';
import type { Done, Point, Setting, Want } from './problem.ts';
import type { Search } from './search.ts';
import type { Trial } from './trial.ts';

/**
 * How the chance of a false claim is shared out: the first choice is held to a little more than was asked for, so that
 * others may be tried when it fails, and all together are wrong no more often than was said.
 */
const attempts = [0.7, 0.15, 0.1, 0.05] as const;
/** The worst of fewer is not worth looking at. */
const leastFresh = 64;

export interface Confirmed {
  readonly chosen: { readonly trial: Trial; readonly point: Point } | undefined;
  readonly refused: readonly Point[];
}

/** Searches, and holds what was found to twice its runs on fresh seeds; if it fails, searches on for one that is better assured. */
export function* confirmed(search: Search, ledger: Ledger, trialOf: (setting: Setting) => Trial): Generator<Want, Confirmed, Done> {
  const refused: Point[] = [];
  const { tail: allowed } = search;
  for (const [attempt, share] of attempts.entries()) {
    if (attempt > 0) search.tail = allowed * share;
    yield* search.run();
    const [best] = search.with('meets');
    if (!best) break;
    const trial = trialOf(best.setting);
    if (!(yield* ledger.fresh(ordersFor(trial, best), attempt + 1))) break;
    const point = trial.point(allowed * share);
    if (point.verdict === 'meets') return { chosen: { trial, point }, refused };
    refused.push(point);
    best.isRefused = true;
  }
  search.tail = allowed;
  return { chosen: undefined, refused };
}

function ordersFor(trial: Trial, { runs: { asIs, quiet } }: Trial): Order[] {
  return [{ trial, field: 'asIs', count: Math.max(leastFresh, 2 * asIs.length) }, { trial, field: 'quiet', count: 2 * quiet.length }];
}
