import type { Time } from '../../../src/contract.ts';
import { stateAt } from './grouped.ts';
import { leadersAt } from './leadership.ts';
import { freshMoving, packetsInFlight } from './packets.ts';
import type { Moment } from './slices.ts';
import { beliefCodeAt, truthCodeAt, truthSince } from './truth.ts';
import type { TraceIndex } from './traceIndex.ts';

export interface MomentOptions {
  /** For how much virtual time a message that arrived or was lost is still seen. */
  readonly fade?: number;
}

/** Everything at `t`. Give the last moment as `into`, and nothing large is allocated. */
export function moment(index: TraceIndex, t: Time, options: MomentOptions = {}, into: Moment = freshMoment(index.count)): Moment {
  const { count, watched } = index;
  into.time = t;
  for (let process = 0; process < count; process++) {
    into.truth[process] = truthCodeAt(index, process, t);
    into.since[process] = truthSince(index, process, t);
  }
  for (let monitor = 0, pair = 0; monitor < count; monitor++) {
    for (let peer = 0; peer < count; peer++, pair++) into.beliefs[pair] = watched[pair] ? beliefCodeAt(index, monitor, peer, t) : 0;
  }
  into.cutCount = fillCuts(index, t, into.cuts);
  packetsInFlight(index, t, options.fade ?? 0, into.moving);
  into.leaders = leadersAt(index, t);
  return into;
}

function fillCuts(index: TraceIndex, t: Time, cuts: Uint8Array): number {
  let count = 0;
  if (index.cuts.rows.length === 0) { cuts.fill(0); return 0; }
  for (let link = 0; link < cuts.length; link++) {
    cuts[link] = stateAt(index.trace, index.cuts, link, t, 0);
    count += cuts[link]!;
  }
  return count;
}

function freshMoment(count: number): Moment {
  return {
    time: 0, truth: new Uint8Array(count), since: new Float64Array(count), beliefs: new Uint8Array(count * count),
    cuts: new Uint8Array(count * count), cutCount: 0, moving: freshMoving(), leaders: [],
  };
}

