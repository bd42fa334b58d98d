/**
 * The model "leader lease with clock drift": for how long at most two leaders act at once, when each is right by its own
 * clock. It is the database of `primaryBackup` with three replicas, a lease, and nothing else.
 *
 * On paper, from the instant s at which the leader asks for its last grant:
 * - The leader counts from s (`send`), or from hearing the answer, no later than s + d_rt_max (`ack`). Its clock is slow,
 *   so its length L_leader takes L_leader / (1 − ρ), and no longer.
 * - No grantor counts from before s + d_req_min. Its clock is fast, so its length takes at least L_follower / (1 + ρ).
 *   Then it asks the other follower, and acts when that has answered, at least e_min later.
 *
 *   overlap ≤ max(0, (send: 0, ack: d_rt_max) + L_leader / (1 − ρ) − d_req_min − L_follower / (1 + ρ) − e_min)
 *
 * The corner is reached exactly: constant delays (a request takes d_req_min, its answer the rest of d_rt_max; between
 * the followers each way takes half of e_min), extreme clocks, and a cut that falls after an answer left and before the
 * next request. The followers suspect long before their grant ends, and the service promotes itself the instant it
 * does. Without a quorum its announcement is what asks, and the answer is what it may act on: the election. Where
 * d_req_min or e_min is zero, the world's least delay of a microsecond takes its place.
 */
import { histories } from '../../../sim/leadership.ts';
import { Draw, hashText } from '../../../sim/random.ts';
import { simulate } from '../../../sim/run.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { us } from '../../oracle/star.ts';
import type { Reader } from './case.ts';
import type { Figure, Group } from './models.ts';

export interface Lease {
  /** How long the leader relies on it, and for how long whoever granted it is bound: each by its own clock. */
  readonly leader: number;
  readonly follower: number;
  /** The greatest error of a clock's rate. */
  readonly rho: number;
  readonly countFrom: 'send' | 'answer';
  /** Least delay of a request; greatest of a request and its answer; least of an election. */
  readonly request: number;
  readonly roundTrip: number;
  readonly election: number;
}

/** Delays from the leader, to it, and between the followers: the least and the greatest. */
type Range = readonly [low: number, high: number];
interface Circumstances {
  readonly ppm: readonly number[];
  readonly out: Range;
  readonly back: Range;
  readonly between: readonly [there: Range, back: Range];
  readonly cut: Range;
}

const law = ([low, high]: Range): object =>
  ({ kind: 'uniform', low: us(Math.max(1, Math.floor(low))), high: us(Math.max(1, Math.floor(low), Math.floor(high))) });

/**
 * True time from one request to the next of a leader whose clock is slow. In whole seconds where there is room: then
 * both clocks read whole microseconds when it asks, and nothing is rounded away.
 */
function rhythm({ follower, request }: Lease): number {
  const quarter = Math.max(follower / 4, 2 * request);
  return quarter >= 1e6 ? Math.floor(quarter / 1e6) * 1e6 : Math.ceil(quarter);
}

/** The leader is process 0. Its cut lasts to the end. */
function story(lease: Lease, { ppm, out, back, between: [there, again], cut }: Circumstances): ScenarioFile {
  const every = rhythm(lease);
  const length = Math.max(lease.leader, lease.follower);
  const link = (from: number, to: number, range: Range): Record<string, unknown> => ({ from, to, latency: law(range) });
  return {
    flatline: 1, title: 'lease', horizon: us(cut[1] + length / (1 - lease.rho) + 4 * (lease.roundTrip + lease.election + every)),
    // both lengths are given, so no bound of the drift is needed to make the shorter from the longer
    processes: [lease.leader, lease.follower, lease.follower].map((own, i) => ({ name: `n${i}`, params: { lease: us(own) } })),
    hosts: ppm.map((driftPpm, process) => ({ process, clock: { driftPpm } })),
    detector: { kind: 'push', interval: us(every / 2), estimator: { kind: 'fixed', timeout: us(every) } },
    service: {
      kind: 'primaryBackup', clients: 0, driftBound: 0, countFrom: lease.countFrom, quorumTimeout: '1us', announceEvery: us(every * (1 - lease.rho)),
    },
    links: [link(0, 1, out), link(0, 2, out), link(1, 0, back), link(2, 0, back), link(1, 2, there), link(2, 1, again)],
    faults: [{ id: 'cut', kind: 'partition', groups: [[0], [1, 2]], at: law(cut) }],
  };
}

/** The cut follows the `nth` request, and the answer to it. */
export function corner(lease: Lease, nth: number): ScenarioFile {
  const { request, roundTrip, election, rho } = lease;
  const cut = nth * rhythm(lease) + (request + rhythm(lease)) / 2;
  const there = Math.floor(election / 2);
  const fixed = (value: number): Range => [value, value];
  return story(lease, {
    ppm: [-rho * 1e6, rho * 1e6, rho * 1e6], out: fixed(request), back: fixed(roundTrip - request),
    between: [fixed(there), fixed(election - there)], cut: fixed(cut),
  });
}

/** Anything within the bounds; in every other story the clocks are as wrong as they may be. */
export function within(lease: Lease, seed: string): ScenarioFile {
  const { request, roundTrip, election, rho } = lease;
  const draw = new Draw().start(hashText('lease'), hashText(seed));
  const middle = (request + roundTrip) / 2;
  const each: Range = [Math.ceil(election / 2), 5 * election / 2];
  const worst = draw.next() < 0.5;
  return story(lease, {
    ppm: [-1, 1, 1].map(sign => (worst ? sign : 2 * draw.next() - 1) * rho * 1e6), out: [request, middle], back: [1, roundTrip - middle],
    between: [each, each], cut: [2 * rhythm(lease), 4 * rhythm(lease)],
  });
}

/** The longest time for which two act. */
export function overlap(file: ScenarioFile, seed: string): number {
  const { scenario, trace } = simulate(file, { seed });
  return Math.max(0, ...histories(scenario, trace).flatMap(({ splitBrain }) => splitBrain).map(({ from, to }) => to - from));
}

/** Of the corner after each of some requests, and of a few hundred others. */
function overlaps(lease: Lease, seed: string): number[] {
  const corners = Array.from({ length: 8 }, (_, nth) => overlap(corner(lease, nth), `${seed}#${nth}`));
  const others = Array.from({ length: 250 }, (_, i) => overlap(within(lease, `${seed}#${i}`), `${seed}#${i}`));
  return [...corners, ...others];
}

export function leaseOf(params: Reader): Lease {
  const [request, election] = [params.time('d_req_min', 0), params.time('e_min', 0)].map(Math.round) as [number, number];
  const countFrom = params.choice('count_from', ['send', 'ack'], 'send') === 'send' ? 'send' : 'answer';
  // authority that counts from the send does not depend on it
  const roundTrip = params.time('d_rt_max', countFrom === 'send' ? 2 * (request + election) / params.unit : undefined);
  return {
    leader: params.time('L_leader'), follower: params.time('L_follower'), rho: params.number('rho', 0), countFrom, request, roundTrip, election,
  };
}

/** A supremum: nothing exceeds it, and the corner reaches it. */
export function leaderLease(params: Reader): Group {
  const lease = leaseOf(params);
  const { unit } = params;
  // a tick of rounding either way; below, also what the world's least delays add
  const least = Math.max(0, 1 - lease.request) + Math.max(0, 2 - lease.election);
  return {
    own: {
      max_overlap(seed): Figure {
        const seen = overlaps(lease, seed);
        return { value: Math.max(...seen) / unit, error: 0, count: seen.length, over: 1 / unit, under: (1 + least) / unit };
      },
    },
  };
}
