import type { Time } from '../../../src/contract.ts';
import { Row, type Trace } from '../../../sim/trace.ts';
import { after } from './grouped.ts';
import { beliefs, truths, type Excuse, type LaneSegment, type Pair, type Verdict, type Window } from './slices.ts';
import { suspects, truthCodeAt } from './truth.ts';
import { beliefAfter, beliefCode, truthCode, type TraceIndex } from './traceIndex.ts';

const crashed = truthCode('crashed'), paused = truthCode('paused'), unheard = beliefCode('unheard');

/** The lane of one pair: truth and belief, and what the two together mean. Only the stretches that touch the window. */
export function laneSegments(index: TraceIndex, pair: Pair, window: Window): readonly LaneSegment[] {
  const lane = wholeLane(index, pair);
  const first = after(lane.ends, window.from);
  let last = first;
  while (last < lane.segments.length && lane.segments[last]!.from <= window.to) last++;
  return lane.segments.slice(first, last);
}

interface Lane { readonly segments: readonly LaneSegment[]; readonly ends: Float64Array }

/** A lane is walked once: the index never changes, so what was walked holds as long as it does. */
const walked = new WeakMap<TraceIndex, Map<number, Lane>>();

export function wholeLane(index: TraceIndex, pair: Pair): Lane {
  let lanes = walked.get(index);
  if (!lanes) walked.set(index, lanes = new Map());
  const key = pair.monitor * index.count + pair.peer;
  let lane = lanes.get(key);
  if (!lane) {
    const segments = walk(index, pair);
    lanes.set(key, lane = { segments, ends: Float64Array.from(segments, segment => segment.to) });
  }
  return lane;
}

/** What is known of a pair while its rows are read in order. */
interface Reading {
  belief: number;
  peer: number;
  monitor: number;
  cut: boolean;
  excuse: Excuse | null;
}

function walk(index: TraceIndex, pair: Pair): LaneSegment[] {
  const { time } = index.trace;
  const rows = rowsOf(index, pair);
  const reading: Reading = { belief: unheard, peer: 0, monitor: 0, cut: false, excuse: null };
  const segments: LaneSegment[] = [];
  let from: Time = 0;
  for (let i = 0; i <= rows.length; i++) {
    const at = i < rows.length ? time[rows[i]!]! : index.end;
    if (at > from) {
      append(segments, segmentOf(index, reading, from, at));
      from = at;
    }
    if (i < rows.length) i = readInstant(index, pair, rows, i, reading);
  }
  return segments;
}

/** The rows that can change this lane, in the order of the trace. */
function rowsOf(index: TraceIndex, { monitor, peer }: Pair): Int32Array {
  const { opinions, truths: truth, cuts, count } = index;
  const of = (grouped: typeof opinions, g: number): Int32Array => grouped.rows.subarray(grouped.start[g], grouped.start[g + 1]);
  const parts = [of(opinions, monitor * count + peer), of(truth, peer), of(truth, monitor), of(cuts, peer * count + monitor)];
  const rows = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let next = 0;
  for (const part of parts) {
    rows.set(part, next);
    next += part.length;
  }
  return rows.sort();
}

/** All rows of one instant, and then what they come to; answers the last of them. */
function readInstant(index: TraceIndex, pair: Pair, rows: Int32Array, first: number, reading: Reading): number {
  const { trace } = index;
  const at = trace.time[rows[first]!]!;
  const suspected = suspects(index, reading.belief), peerWas = reading.peer, monitorWas = reading.monitor;
  let i = first;
  do read(trace, rows[i]!, reading); while (++i < rows.length && trace.time[rows[i]!] === at);
  reading.peer = truthCodeAt(index, pair.peer, at);
  reading.monitor = truthCodeAt(index, pair.monitor, at);
  if (!suspects(index, reading.belief) || reading.peer === crashed) reading.excuse = null;
  else if (suspected && peerWas === crashed) reading.excuse = 'recovered';
  else if (!suspected) reading.excuse = excuseOf(reading, monitorWas);
  return i - 1;
}

function read(trace: Trace, row: number, reading: Reading): void {
  const code = trace.code[row]!;
  if (code <= Row.fails) reading.belief = beliefAfter(trace, row);
  else if (code === Row.cuts || code === Row.joins) reading.cut = code === Row.cuts;
}

/** The first that applies when a suspicion of a running process begins, as in the measures; null for a plain mistake. */
function excuseOf(reading: Reading, monitorWas: number): Excuse | null {
  if (reading.monitor === paused || monitorWas === paused) return 'observerPaused';
  if (reading.peer === paused) return 'peerPaused';
  return reading.cut ? 'noPath' : null;
}

function segmentOf(index: TraceIndex, reading: Reading, from: Time, to: Time): LaneSegment {
  return {
    truth: truths[reading.peer]!, belief: beliefs[reading.monitor === crashed ? beliefCode('none') : reading.belief]!,
    verdict: verdictOf(index, reading), excuse: reading.excuse, from, to, complete: false,
  };
}

function verdictOf(index: TraceIndex, { belief, peer, monitor, excuse }: Reading): Verdict {
  if (monitor === crashed) return 'absent';
  if (belief === unheard) return 'unheard';
  const suspected = suspects(index, belief);
  if (peer === crashed) return suspected ? 'truePositive' : 'undetected';
  if (!suspected) return 'trueNegative';
  return excuse ? 'excused' : 'falsePositive';
}

/** Joins a stretch to one that says the same; and where a new verdict begins, the one before may be complete. */
function append(segments: LaneSegment[], next: LaneSegment): void {
  const last = segments.at(-1);
  if (!last) segments.push(next);
  else if (last.verdict === next.verdict && last.truth === next.truth && last.belief === next.belief && last.excuse === next.excuse) {
    segments[segments.length - 1] = { ...next, from: last.from };
  } else {
    segments[segments.length - 1] = { ...last, complete: last.verdict !== next.verdict && endedBy(last.verdict, next.verdict) };
    segments.push(next);
  }
}

/** An undetected crash is over when it is suspected, a mistake when trust returns: anything else cut it short. */
function endedBy(verdict: Verdict, next: Verdict): boolean {
  if (verdict === 'undetected') return next === 'truePositive';
  return (verdict === 'falsePositive' || verdict === 'excused') && next === 'trueNegative';
}

/** Neighbours of one verdict as one: the length of the whole is what a figure in the margin says. */
export function verdictSpans(segments: readonly LaneSegment[]): LaneSegment[] {
  const spans: LaneSegment[] = [];
  for (const segment of segments) {
    const last = spans.at(-1);
    if (last && last.verdict === segment.verdict && last.excuse === segment.excuse) spans[spans.length - 1] = { ...segment, from: last.from };
    else spans.push(segment);
  }
  return spans;
}
