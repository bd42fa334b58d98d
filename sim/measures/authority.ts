/**
 * Who acts on a resource, and who claims it: from the notes, the clocks and the truth. An interval holds its first
 * instant and not its last.
 */
import type { Note, ProcessId, Time } from '../../src/contract.ts';
import { NEVER } from '../../src/time.ts';
import { clockOf, trueTime } from '../clock.ts';
import { Row, hows, type ClockSegment, type Trace } from '../trace.ts';
import type { Interval } from './spans.ts';

/** One process leads one resource. */
export interface Reign extends Interval { readonly process: ProcessId; readonly resource: number; readonly epoch: number }

/** The first true time, not before `now`, at which the clock of a process reads `local` or more. */
export function expiry(segments: readonly ClockSegment[], now: Time, local: Time): Time {
  if (local >= NEVER) return NEVER;
  if (segments.length === 0) return Math.max(now, local);
  for (let i = 0; i < segments.length; i++) {
    const next = segments[i + 1]?.from ?? NEVER;
    const time = Math.max(now, trueTime(clockOf(segments[i]!), 0, local));
    if (time < next) return time;
  }
  return NEVER;
}

/** By process, in the order of time. Of two segments that begin together the later holds. */
export function segmentsOf(trace: Pick<Trace, 'clocks'>): ReadonlyMap<ProcessId, readonly ClockSegment[]> {
  const segments = new Map<ProcessId, ClockSegment[]>();
  for (const segment of trace.clocks) {
    const list = segments.get(segment.process) ?? [];
    if (list.at(-1)?.from === segment.from) list.pop();
    segments.set(segment.process, [...list, segment]);
  }
  return segments;
}

interface Hold { readonly epoch: number; readonly until: Time; /** Null while it is interrupted. */ since: Time | null }

/** What one process holds, by resource. */
class Holder {
  readonly acts = new Map<number, Hold>();
  readonly claims = new Map<number, Hold>();
  interrupted = 0;
  incarnation = 0;
}

export interface Authority { readonly acting: readonly Reign[]; readonly claiming: readonly Reign[] }

/** Every reign in the trace until `horizon`, in the order in which they ended. */
export function authority(trace: Trace, processes: number, horizon: Time): Authority {
  const scan = new Scan(trace, processes);
  for (let row = 0; row < trace.length && trace.time[row]! < horizon; row++) scan.row(row);
  return scan.finish(horizon);
}

class Scan {
  private readonly acting: Reign[] = [];
  private readonly claiming: Reign[] = [];
  private readonly holders: Holder[];
  private readonly segments: ReadonlyMap<ProcessId, readonly ClockSegment[]>;

  constructor(private readonly trace: Trace, processes: number) {
    this.holders = Array.from({ length: processes }, () => new Holder());
    this.segments = segmentsOf(trace);
  }

  row(row: number): void {
    const { trace } = this;
    const now = trace.time[row]!;
    const process = trace.a[row]!;
    switch (trace.code[row]) {
      case Row.notes: this.note(process, now, trace.notes[trace.x[row]!]!); break;
      case Row.crashes: this.crash(process, now, hows[trace.x[row]!] === 'kill'); break;
      case Row.recovers: this.recover(process, now, trace.x[row]!); break;
      case Row.pauses: this.interrupt(process, now); break;
      case Row.resumes: this.goOn(process, now); break;
    }
  }

  finish(horizon: Time): Authority {
    this.holders.forEach((_, process) => this.end(process, horizon));
    return { acting: joined(this.acting), claiming: joined(this.claiming) };
  }

  private note(process: ProcessId, now: Time, note: Note): void {
    const holder = this.holders[process]!;
    if (note.kind === 'yields') {
      this.close(this.acting, process, note.resource, holder.acts, now);
      this.close(this.claiming, process, note.resource, holder.claims, now);
    } else if (note.kind === 'claims') {
      this.close(this.claiming, process, note.resource, holder.claims, now);
      holder.claims.set(note.resource, { epoch: note.epoch, until: NEVER, since: now });
    } else if (note.kind === 'acts') {
      this.close(this.acting, process, note.resource, holder.acts, now);
      const until = expiry(this.segments.get(process) ?? [], now, note.until);
      holder.acts.set(note.resource, { epoch: note.epoch, until, since: holder.interrupted > 0 ? null : now });
    }
  }

  private crash(process: ProcessId, now: Time, killed: boolean): void {
    if (killed) this.end(process, now);
    this.interrupt(process, now);
  }

  /** A new incarnation holds nothing of what the last one held. */
  private recover(process: ProcessId, now: Time, incarnation: number): void {
    const holder = this.holders[process]!;
    if (incarnation > holder.incarnation) this.end(process, now);
    holder.incarnation = incarnation;
    this.goOn(process, now);
  }

  private interrupt(process: ProcessId, now: Time): void {
    const holder = this.holders[process]!;
    holder.interrupted++;
    for (const [resource, hold] of holder.acts) {
      this.emit(this.acting, process, resource, hold, now);
      hold.since = null;
    }
  }

  private goOn(process: ProcessId, now: Time): void {
    const holder = this.holders[process]!;
    holder.interrupted--;
    if (holder.interrupted === 0) for (const hold of holder.acts.values()) hold.since = now;
  }

  private end(process: ProcessId, now: Time): void {
    const { acts, claims } = this.holders[process]!;
    for (const resource of acts.keys()) this.close(this.acting, process, resource, acts, now);
    for (const resource of claims.keys()) this.close(this.claiming, process, resource, claims, now);
  }

  private close(reigns: Reign[], process: ProcessId, resource: number, holds: Map<number, Hold>, now: Time): void {
    const hold = holds.get(resource);
    if (hold) this.emit(reigns, process, resource, hold, now);
    holds.delete(resource);
  }

  private emit(reigns: Reign[], process: ProcessId, resource: number, { since, until, epoch }: Hold, now: Time): void {
    const to = Math.min(now, until);
    if (since !== null && since < to) reigns.push({ process, resource, epoch, from: since, to });
  }
}

/** A renewal prolongs a reign. */
function joined(reigns: readonly Reign[]): Reign[] {
  const list: Reign[] = [];
  const last = new Map<string, number>();
  for (const reign of reigns) {
    const key = `${reign.process} ${reign.resource} ${reign.epoch}`;
    const at = last.get(key);
    if (at !== undefined && list[at]!.to === reign.from) list[at] = { ...list[at]!, to: reign.to };
    else last.set(key, list.push(reign) - 1);
  }
  return list;
}
