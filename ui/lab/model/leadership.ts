import type { ProcessId, Time } from '../../../src/contract.ts';
import { histories, type Reign } from '../../../sim/leadership.ts';
import type { Scenario } from '../../../sim/scenario.ts';
import type { Trace } from '../../../sim/trace.ts';
import type { LeadershipSegment, Window } from './slices.ts';
import type { TraceIndex } from './traceIndex.ts';

/** Two or more acted on one resource at once. */
export interface SplitBrain {
  readonly resource: number;
  readonly from: Time;
  readonly to: Time;
  readonly acting: readonly { readonly process: ProcessId; readonly epoch: number }[];
}

export interface Leadership {
  /** Acting and claiming, in the order of their beginnings. */
  readonly segments: readonly LeadershipSegment[];
  readonly splitBrains: readonly SplitBrain[];
  /** Nobody acts: as long as somebody could. */
  readonly leaderless: readonly Leaderless[];
  /** What there is to lead, in rising order. */
  readonly resources: readonly number[];
}

export interface Leaderless extends Window { readonly resource: number }

export function leadershipSegments(index: TraceIndex, window: Window): LeadershipSegment[] {
  return index.leadership.segments.filter(segment => segment.to > window.from && segment.from <= window.to);
}

export function splitBrainSegments(index: TraceIndex, window: Window): SplitBrain[] {
  return index.leadership.splitBrains.filter(span => span.to >= window.from && span.from <= window.to);
}

export const leaderlessWithin = (index: TraceIndex, window: Window): Leaderless[] =>
  index.leadership.leaderless.filter(span => span.to > window.from && span.from <= window.to);

export const leadersAt = (index: TraceIndex, t: Time): LeadershipSegment[] =>
  index.leadership.segments.filter(segment => segment.from <= t && t < segment.to);

export const splitBrainsAt = (index: TraceIndex, t: Time): SplitBrain[] =>
  index.leadership.splitBrains.filter(span => span.from <= t && t < span.to);

/** As the measures find it, told as stretches to draw. */
export function leadership(trace: Trace, scenario: Scenario): Leadership {
  const segments: LeadershipSegment[] = [], splitBrains: SplitBrain[] = [], empty: Leaderless[] = [];
  for (const { resource, acting, claiming, splitBrain, leaderless } of histories(scenario, trace)) {
    const acts = joined(acting, true);
    segments.push(...acts, ...joined(claiming, false).flatMap(claim => without(claim, acts)));
    for (const { from, to, processes } of splitBrain) splitBrains.push({ resource, from, to, acting: partiesOf(acts, processes, from, to) });
    if (acts.length > 0) empty.push(...leaderless.map(({ from, to }) => ({ resource, from, to })));
  }
  segments.sort(byBeginning);
  return {
    segments, splitBrains: splitBrains.sort((one, other) => one.from - other.from), leaderless: empty.sort((one, other) => one.from - other.from),
    resources: [...new Set(segments.map(({ resource }) => resource))].sort((one, other) => one - other),
  };
}

const byBeginning = (one: Reign, other: Reign): number => one.from - other.from || one.process - other.process;

function partiesOf(acts: readonly LeadershipSegment[], processes: readonly ProcessId[], from: Time, to: Time): SplitBrain['acting'] {
  return processes.map(process => {
    const reign = acts.find(act => act.process === process && act.from <= Math.max(from, to - 1) && act.to > from);
    return { process, epoch: reign?.epoch ?? 0 };
  });
}

/** A renewal is no new beginning: stretches of one authority that touch are one. */
function joined(reigns: readonly Reign[], acts: boolean): LeadershipSegment[] {
  const whole: LeadershipSegment[] = [], last = new Map<string, number>();
  for (const { process, resource, epoch, from, to } of [...reigns].sort(byBeginning)) {
    const key = `${process} ${epoch}`, i = last.get(key);
    if (i !== undefined && whole[i]!.to === from) whole[i] = { ...whole[i]!, to };
    else last.set(key, whole.push({ process, resource, epoch, acts, from, to }) - 1);
  }
  return whole;
}

/** A claim where it is no more than that: not while the same process acts on the same resource. */
function without(claim: LeadershipSegment, acts: readonly LeadershipSegment[]): LeadershipSegment[] {
  const left: LeadershipSegment[] = [];
  let from = claim.from;
  for (const act of acts) {
    if (act.process !== claim.process || act.to <= from || act.from >= claim.to) continue;
    if (act.from > from) left.push({ ...claim, from, to: act.from });
    from = act.to;
  }
  return from < claim.to ? [...left, { ...claim, from }] : left;
}
