import type { ProcessId, Time } from '../../../src/contract.ts';
import { NEVER } from '../../../src/time.ts';
import type { Scenario } from '../../../sim/scenario.ts';
import { Row, hows, type ClockSegment, type Trace } from '../../../sim/trace.ts';
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
}

export function leadershipSegments(index: TraceIndex, window: Window): LeadershipSegment[] {
  return index.leadership.segments.filter(segment => segment.to > window.from && segment.from <= window.to);
}

export function splitBrainSegments(index: TraceIndex, window: Window): SplitBrain[] {
  return index.leadership.splitBrains.filter(span => span.to > window.from && span.from <= window.to);
}

export const leadersAt = (index: TraceIndex, t: Time): LeadershipSegment[] =>
  index.leadership.segments.filter(segment => segment.from <= t && t < segment.to);

export const splitBrainsAt = (index: TraceIndex, t: Time): SplitBrain[] =>
  index.leadership.splitBrains.filter(span => span.from <= t && t < span.to);

export function leadership(trace: Trace, scenario: Scenario): Leadership {
  const held = new Authorities(true), claimed = new Authorities(false), incarnations = new Map<ProcessId, number>();
  for (let row = 0; row < trace.length && trace.notes.length > 0; row++) {
    const code = trace.code[row]!, t = trace.time[row]!, process = trace.a[row]!;
    if (code === Row.notes) hear(trace, row, held, claimed);
    else if (code === Row.pauses) held.stop(process, t);
    else if (code === Row.resumes) held.goOn(process, t);
    else if (code === Row.crashes && hows[trace.x[row]!] !== 'kill') held.stop(process, t);
    else if (code === Row.crashes) for (const each of [held, claimed]) each.endAll(process, t);
    else if (code === Row.recovers) {
      if (trace.x[row]! === (incarnations.get(process) ?? 0)) held.goOn(process, t);
      else for (const each of [held, claimed]) each.endAll(process, t);
      incarnations.set(process, trace.x[row]!);
    }
  }
  const acts = joined(held.finish(scenario.horizon));
  const claims = claimed.finish(scenario.horizon).flatMap(claim => without(claim, acts));
  return { segments: [...acts, ...claims].sort(byBeginning), splitBrains: overlaps(acts) };
}

function hear(trace: Trace, row: number, held: Authorities, claimed: Authorities): void {
  const note = trace.notes[trace.x[row]!]!, t = trace.time[row]!, process = trace.a[row]!;
  if (note.kind === 'acts') held.begin(process, note.resource, note.epoch, t, trueTimeOf(trace.clocks, process, note.until));
  else if (note.kind === 'claims') claimed.begin(process, note.resource, note.epoch, t, NEVER);
  else if (note.kind === 'yields') for (const each of [held, claimed]) each.end(process, note.resource, t);
}

/** An authority: since when it has been used without a break (null while its process is stopped), until when at the latest. */
interface Authority { readonly process: ProcessId; readonly resource: number; readonly epoch: number; from: Time | null; readonly until: Time }

/** It ends by `until`, a yield, a newer one, a kill or a restart; what only stops its process interrupts it. */
class Authorities {
  private readonly open = new Map<string, Authority>();
  private readonly done: LeadershipSegment[] = [];

  constructor(private readonly acts: boolean) {}

  begin(process: ProcessId, resource: number, epoch: number, from: Time, until: Time): void {
    this.end(process, resource, from);
    this.open.set(`${process} ${resource}`, { process, resource, epoch, from, until });
  }

  end(process: ProcessId, resource: number, t: Time): void {
    const key = `${process} ${resource}`, one = this.open.get(key);
    if (one) this.record(one, t);
    this.open.delete(key);
  }

  stop(process: ProcessId, t: Time): void {
    for (const one of this.open.values()) {
      if (one.process !== process) continue;
      this.record(one, t);
      one.from = null;
    }
  }

  goOn(process: ProcessId, t: Time): void {
    for (const one of this.open.values()) if (one.process === process) one.from ??= t;
  }

  endAll(process: ProcessId, t: Time): void {
    for (const one of [...this.open.values()]) if (one.process === process) this.end(process, one.resource, t);
  }

  finish(t: Time): LeadershipSegment[] {
    for (const one of [...this.open.values()]) this.end(one.process, one.resource, t);
    return this.done.sort(byBeginning);
  }

  private record({ process, resource, epoch, from, until }: Authority, t: Time): void {
    const to = Math.min(until, t);
    if (from !== null && to > from) this.done.push({ process, resource, epoch, acts: this.acts, from, to });
  }
}

const byBeginning = (one: LeadershipSegment, other: LeadershipSegment): number => one.from - other.from || one.process - other.process;

/** The first true instant at which this clock reads `local`: before that, it never has. */
export function trueTimeOf(clocks: readonly ClockSegment[], process: ProcessId, local: Time): Time {
  if (local >= NEVER) return NEVER;
  const own = clocks.filter(segment => segment.process === process);
  if (own.length === 0) return local;
  for (const [i, { from, local: start, driftPpm }] of own.entries()) {
    const t = from + Math.ceil((local - start) / (1 + driftPpm / 1_000_000));
    if (t < (own[i + 1]?.from ?? Infinity)) return Math.max(t, from);
  }
  return NEVER;
}

/** A renewal is no new beginning: stretches of one authority that touch are one. */
function joined(segments: readonly LeadershipSegment[]): LeadershipSegment[] {
  const whole: LeadershipSegment[] = [], last = new Map<string, number>();
  for (const segment of segments) {
    const key = `${segment.process} ${segment.resource} ${segment.epoch}`, i = last.get(key);
    if (i !== undefined && whole[i]!.to === segment.from) whole[i] = { ...segment, from: whole[i]!.from };
    else last.set(key, whole.push(segment) - 1);
  }
  return whole;
}

/** A claim where it is no more than that: not while the same process acts on the same resource. */
function without(claim: LeadershipSegment, acts: readonly LeadershipSegment[]): LeadershipSegment[] {
  const left: LeadershipSegment[] = [];
  let from = claim.from;
  for (const act of acts) {
    if (act.process !== claim.process || act.resource !== claim.resource || act.to <= from || act.from >= claim.to) continue;
    if (act.from > from) left.push({ ...claim, from, to: act.from });
    from = act.to;
  }
  return from < claim.to ? [...left, { ...claim, from }] : left;
}

/** Maximal intervals in which two or more act on one resource. */
function overlaps(acts: readonly LeadershipSegment[]): SplitBrain[] {
  return [...new Set(acts.map(segment => segment.resource))].flatMap(resource => overlapsOf(resource, acts.filter(segment => segment.resource === resource)));
}

function overlapsOf(resource: number, acts: readonly LeadershipSegment[]): SplitBrain[] {
  const edges = acts.flatMap(segment => [{ t: segment.from, by: 1, segment }, { t: segment.to, by: -1, segment }])
    .sort((one, other) => one.t - other.t || one.by - other.by);
  const found: SplitBrain[] = [], acting = new Set<LeadershipSegment>(), party = new Set<LeadershipSegment>();
  let from: Time | null = null;
  for (const { t, by, segment } of edges) {
    if (by > 0) acting.add(segment); else acting.delete(segment);
    if (acting.size >= 2) {
      from ??= t;
      for (const one of acting) party.add(one);
    } else if (from !== null) {
      if (t > from) found.push({ resource, from, to: t, acting: [...party].map(({ process, epoch }) => ({ process, epoch })) });
      party.clear();
      from = null;
    }
  }
  return found;
}
