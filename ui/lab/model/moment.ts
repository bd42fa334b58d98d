import type { Time } from '../../../src/contract.ts';
import { afterRows, stateAt } from './grouped.ts';
import { leadersAt } from './leadership.ts';
import { freshMoving, packetsInFlight } from './packets.ts';
import type { Moment } from './slices.ts';
import { beliefAfter, beliefCode, truthCode, type TraceIndex } from './traceIndex.ts';
import { truthCodeAt, truthSince } from './truth.ts';

export interface MomentOptions {
  /** For how much virtual time a message that arrived or was lost is still seen. */
  readonly fade?: number;
}

/** Everything at `t`. Give the last moment of the same index as `into`: then nothing large is allocated, and only what changed is looked up. */
export function moment(index: TraceIndex, t: Time, options: MomentOptions = {}, into: Moment = freshMoment(index.count)): Moment {
  const { trace } = index;
  const from = into.of === index ? into.time : -1;
  const changed = from < 0 || afterRows(trace, index.worldly, from) !== afterRows(trace, index.worldly, t);
  if (changed || t < from) readAll(index, t, into, changed);
  else readOpinions(index, from, t, into);
  into.of = index;
  into.time = t;
  packetsInFlight(index, t, options.fade ?? 0, into.moving);
  into.leaders = leadersAt(index, t);
  return into;
}

function readAll(index: TraceIndex, t: Time, into: Moment, truthToo: boolean): void {
  const { count, watched, trace, opinions } = index;
  if (truthToo) {
    for (let process = 0; process < count; process++) {
      into.truth[process] = truthCodeAt(index, process, t);
      into.since[process] = truthSince(index, process, t);
    }
    into.cutCount = fillCuts(index, t, into.cuts);
  }
  for (let monitor = 0, pair = 0; monitor < count; monitor++) {
    const thinks = into.truth[monitor] !== crashed;
    for (let peer = 0; peer < count; peer++, pair++) {
      into.beliefs[pair] = watched[pair] && thinks ? stateAt(trace, opinions, pair, t, unheard) : none;
    }
  }
}

/** Forwards in time, with nobody crashed, paused or cut off on the way: only the opinions in between. */
function readOpinions(index: TraceIndex, from: Time, t: Time, into: Moment): void {
  const { trace, opinionRows, count } = index;
  for (let i = afterRows(trace, opinionRows, from); i < opinionRows.length; i++) {
    const row = opinionRows[i]!, monitor = trace.a[row]!;
    if (trace.time[row]! > t) break;
    if (into.truth[monitor] !== crashed) into.beliefs[monitor * count + trace.b[row]!] = beliefAfter(trace, row);
  }
}

const crashed = truthCode('crashed'), none = beliefCode('none'), unheard = beliefCode('unheard');

function fillCuts(index: TraceIndex, t: Time, cuts: Uint8Array): number {
  cuts.fill(0);
  if (index.cuts.rows.length === 0) return 0;
  let count = 0;
  for (let link = 0; link < cuts.length; link++) {
    cuts[link] = stateAt(index.trace, index.cuts, link, t, 0);
    count += cuts[link]!;
  }
  return count;
}

function freshMoment(count: number): Moment {
  return {
    of: null, time: 0, truth: new Uint8Array(count), since: new Float64Array(count), beliefs: new Uint8Array(count * count),
    cuts: new Uint8Array(count * count), cutCount: 0, moving: freshMoving(), leaders: [],
  };
}
