/** The claim about the best of a search, on seeds that the search never saw. */
import type { Ledger, Order } from './ledger.ts';
import type { Done, Point, Setting, Want } from './problem.ts';
import type { Search } from './search.ts';
import type { Trial } from './trial.ts';

/**
 * How the chance of a false claim is shared out: the first choice is held to a little more than was asked for, so that
 * others may be tried when it fails, and all together are wrong no more often than was said.
 */
export const attempts = [0.7, 0.15, 0.1, 0.05] as const;
/** The search asks for more: what has passed it by luck would only use up an attempt. */
const strictness = 0.25;
/** A first look at twice the runs of the search; where that leaves it open, a second at six times as many. */
const looks = [{ share: 0.6, times: 2 }, { share: 0.4, times: 6 }] as const;
/** The worst of fewer is not worth looking at. */
const leastFresh = 64;

export interface Confirmed {
  readonly chosen: { readonly trial: Trial; readonly point: Point } | undefined;
  readonly refused: readonly Point[];
}

/** Searches, and holds what was found to fresh seeds; if it fails there, searches on for one that is better assured. */
export function* confirmed(search: Search, ledger: Ledger, allowed: number, trialOf: (setting: Setting) => Trial): Generator<Want, Confirmed, Done> {
  const refused: Point[] = [];
  for (const [attempt, share] of attempts.entries()) {
    search.tail = allowed * Math.min(strictness, share);
    yield* search.run();
    const [best] = search.with('meets');
    if (!best) break;
    const trial = trialOf(best.setting);
    const point = yield* again(trial, best, ledger, attempt + 1, allowed * share);
    if (!point) break;
    if (point.verdict === 'meets') return { chosen: { trial, point }, refused };
    refused.push(point);
    best.isRefused = true;
  }
  return { chosen: undefined, refused };
}

/** How the same setting does on fresh seeds; undefined where the time was up before the first look. */
function* again(trial: Trial, best: Trial, ledger: Ledger, attempt: number, tail: number): Generator<Want, Point | undefined, Done> {
  let point: Point | undefined;
  for (const { share, times } of looks) {
    const orders = (['asIs', 'quiet'] as const).map((field): Order => {
      const wanted = Math.max(field === 'asIs' ? leastFresh : 0, times * best.runs[field].length);
      return { trial, field, count: wanted - trial.runs[field].length };
    });
    if (point && orders.reduce((sum, { count }) => sum + count, 0) > ledger.rest) return point;
    if (!(yield* ledger.fresh(orders, attempt))) return point;
    point = trial.point(tail * share);
    if (point.verdict !== 'open') return point;
  }
  return point;
}
