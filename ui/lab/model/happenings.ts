/** What can be searched for in a run: each kind in the order of time, found once. */
import type { Time } from '../../../src/contract.ts';
import { Row, causes } from '../../../sim/trace.ts';
import { evidenceKinds } from './arrivals.ts';
import { after } from './grouped.ts';
import { beliefCode, truthCode, type TraceIndex } from './traceIndex.ts';
import { suspects, truthCodeAt } from './truth.ts';

export const happeningKinds = ['suspicion', 'mistake', 'detection', 'lostBeat', 'leader', 'splitBrain'] as const;
/** `mistake`: a wrong suspicion, as the measures count it; `detection`: a right one; `leader`: one begins to act, or ends. */
export type HappeningKind = (typeof happeningKinds)[number];

/** The rows in which it happened; of what has no row of its own (the end of an authority, a split), the first of that instant or after it. */
export interface Happenings { readonly at: Float64Array; readonly row: Int32Array }

const found = new WeakMap<TraceIndex, Map<HappeningKind, Happenings>>();

export function happenings(index: TraceIndex, kind: HappeningKind): Happenings {
  let kinds = found.get(index);
  if (!kinds) found.set(index, kinds = new Map());
  let one = kinds.get(kind);
  if (!one) kinds.set(kind, one = collect[kind](index));
  return one;
}

/** The place of the next one after `t`, or of the last one before; −1 if there is none. */
export function nearest({ at }: Happenings, t: Time, by: 1 | -1): number {
  const place = by > 0 ? after(at, t) : after(at, t - 1) - 1;
  return place < at.length ? place : -1;
}

const byRows = ({ trace }: TraceIndex, rows: readonly number[]): Happenings => ({ at: Float64Array.from(rows, row => trace.time[row]!), row: Int32Array.from(rows) });

const byTimes = ({ trace }: TraceIndex, times: readonly Time[]): Happenings =>
  ({ at: Float64Array.from(times), row: Int32Array.from(times, t => Math.min(after(trace.time, t - 1, 0, trace.length), trace.length - 1)) });

const collect: Readonly<Record<HappeningKind, (index: TraceIndex) => Happenings>> = {
  suspicion: index => byRows(index, [...index.verdicts].filter(row => index.trace.code[row] === Row.suspects || index.trace.code[row] === Row.fails)),
  mistake: index => byRows(index, decisive(index).filter(row => !rightly(index, row))),
  detection: index => byRows(index, decisive(index).filter(row => rightly(index, row))),
  lostBeat: index => byRows(index, lostBeats(index)),
  leader: index => byTimes(index, changes(index)),
  splitBrain: index => byTimes(index, index.leadership.splitBrains.map(({ from }) => from)),
};

const crashed = truthCode('crashed');

const rightly = (index: TraceIndex, row: number): boolean => truthCodeAt(index, index.trace.b[row]!, index.trace.time[row]!) === crashed;

/** Where the suspicion that the measures count begins, by one that has not crashed; what one instant takes back is none. */
function decisive(index: TraceIndex): number[] {
  const { opinions, trace } = index, rows: number[] = [];
  for (let g = 0; g + 1 < opinions.start.length; g++) {
    if (!index.watched[g]) continue;
    let before = beliefCode('unheard');
    for (let i = opinions.start[g]!; i < opinions.start[g + 1]!; i++) {
      const row = opinions.rows[i]!, belief = opinions.state[i]!;
      if (i + 1 < opinions.start[g + 1]! && trace.time[opinions.rows[i + 1]!] === trace.time[row]) continue;
      if (suspects(index, belief) && !suspects(index, before) && truthCodeAt(index, trace.a[row]!, trace.time[row]!) !== crashed) rows.push(row);
      before = belief;
    }
  }
  return rows.sort((one, other) => one - other);
}

const noProcess = causes.indexOf('noProcess');

/** Heartbeats to one who watches and runs, that did not come. */
function lostBeats(index: TraceIndex): number[] {
  const { trace, count, watched } = index, kinds = evidenceKinds(index), rows: number[] = [];
  for (let row = 0; row < trace.length; row++) {
    const code = trace.code[row]!;
    if ((code !== Row.loses && code !== Row.drops) || !kinds[trace.m[row]! & 0xffff]) continue;
    if (watched[trace.b[row]! * count + trace.a[row]!] && trace.m[row]! >>> 16 !== noProcess) rows.push(row);
  }
  return rows;
}

/** Each instant at which the set of those who act changes. */
function changes({ leadership, end }: TraceIndex): Time[] {
  const acting = leadership.segments.filter(({ acts }) => acts);
  const times = acting.flatMap(({ from, to }) => (to < end ? [from, to] : [from]));
  return [...new Set(times)].sort((one, other) => one - other);
}
