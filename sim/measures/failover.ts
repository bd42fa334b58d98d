/**
 * A change of the acting process, in four parts: detect (fault → the suspicion that triggers), agree (→ the decision),
 * act (→ the first `acts`), reach (→ the first operation that the new one accepted and a client saw acknowledged).
 */
import type { Note, ProcessId, Time } from '../../src/contract.ts';
import { Row, type Trace } from '../trace.ts';
import type { FailoverData } from './measured.ts';

interface Trouble { readonly from: Time; to: Time | null }
interface Open { readonly from: ProcessId; readonly to: ProcessId; readonly resource: number; readonly actsAt: Time
  readonly detect: number | null; readonly agree: number | null; readonly act: number | null; readonly operations: Set<number> }

/** What a monitor thinks of a peer: since when it suspects, or null. And what a process has claimed, by resource. */
export class Failovers {
  private readonly suspectedAt = new Map<number, Time | null>();
  private readonly crashes = new Map<number, Trouble[]>();
  private readonly pauses = new Map<number, Trouble[]>();
  private readonly cuts = new Map<number, Trouble[]>();
  private readonly incarnation = new Map<ProcessId, number>();
  private readonly claimedAt = new Map<string, Time>();
  /** Who has acted since its last claim, yield or start. */
  private readonly settled = new Set<string>();
  private readonly leader = new Map<number, ProcessId>();
  private readonly open: Open[] = [];
  private readonly done: FailoverData[] = [];

  row(trace: Trace, row: number): void {
    const now = trace.time[row]!;
    const a = trace.a[row]!;
    const pair = pairOf(a, trace.b[row]!);
    switch (trace.code[row]) {
      case Row.trusts: this.suspectedAt.set(pair, null); break;
      case Row.suspects: case Row.fails: this.suspectedAt.set(pair, this.suspectedAt.get(pair) ?? now); break;
      case Row.crashes: begin(this.crashes, a, now); break;
      case Row.recovers: this.recover(a, now, trace.x[row]!); break;
      case Row.pauses: begin(this.pauses, a, now); break;
      case Row.resumes: end(this.pauses, a, now); break;
      case Row.cuts: begin(this.cuts, pair, now); break;
      case Row.joins: end(this.cuts, pair, now); break;
      case Row.notes: this.note(a, now, trace.notes[trace.x[row]!]!); break;
    }
  }

  finish(): FailoverData[] {
    return [...this.done, ...this.open.map(each => part(each, null))];
  }

  private note(process: ProcessId, now: Time, note: Note): void {
    if (note.kind === 'claims') {
      this.claimedAt.set(`${process} ${note.resource}`, now);
      this.settled.delete(`${process} ${note.resource}`);
    } else if (note.kind === 'yields') this.settled.delete(`${process} ${note.resource}`);
    else if (note.kind === 'acts') this.acts(process, now, note.resource);
    else if (note.kind === 'accepts' || note.kind === 'serves') this.takes(process, note.resource, note.operation);
    else if (note.kind === 'acknowledged') this.acknowledged(now, note.resource, note.operation);
  }

  private acts(process: ProcessId, now: Time, resource: number): void {
    const key = `${process} ${resource}`;
    if (this.settled.has(key)) return;
    this.settled.add(key);
    const from = this.leader.get(resource);
    this.leader.set(resource, process);
    if (from === undefined || from === process) return;
    const decidedAt = this.claimedAt.get(key) ?? now;
    this.open.push({ from, to: process, resource, actsAt: now, ...this.parts(from, process, decidedAt, now), operations: new Set() });
  }

  /** The trigger is the new leader's own suspicion of the old; the fault, the earliest that was in force then. */
  private parts(from: ProcessId, to: ProcessId, decidedAt: Time, actsAt: Time): Pick<Open, 'detect' | 'agree' | 'act'> {
    const suspicion = this.suspectedAt.get(pairOf(to, from)) ?? null;
    const act = actsAt - decidedAt;
    if (suspicion === null || suspicion > decidedAt) return { detect: null, agree: null, act };
    const troubles = [this.crashes.get(from), this.pauses.get(from), this.cuts.get(pairOf(from, to))].flatMap(list => list ?? []);
    const fault = earliest(troubles, suspicion) ?? earliest(troubles, decidedAt);
    if (fault === null) return { detect: null, agree: decidedAt - suspicion, act };
    return { detect: Math.max(0, suspicion - fault), agree: decidedAt - Math.max(suspicion, fault), act };
  }

  private takes(process: ProcessId, resource: number, operation: number): void {
    for (const each of this.open) if (each.to === process && each.resource === resource) each.operations.add(operation);
  }

  private acknowledged(now: Time, resource: number, operation: number): void {
    for (const each of this.open.filter(o => o.resource === resource && o.operations.has(operation))) {
      this.open.splice(this.open.indexOf(each), 1);
      this.done.push(part(each, now - each.actsAt));
    }
  }

  /** A new incarnation has led nothing yet. */
  private recover(process: ProcessId, now: Time, incarnation: number): void {
    end(this.crashes, process, now);
    if (incarnation <= (this.incarnation.get(process) ?? 0)) return;
    this.incarnation.set(process, incarnation);
    for (const key of this.settled) if (key.startsWith(`${process} `)) this.settled.delete(key);
  }
}

const part = ({ from, to, detect, agree, act }: Open, reach: number | null): FailoverData => ({ from, to, detect, agree, act, reach });

const pairOf = (a: ProcessId, b: ProcessId): number => a * 0x100_0000 + b;

function begin(all: Map<number, Trouble[]>, key: number, now: Time): void {
  const list = all.get(key) ?? [];
  list.push({ from: now, to: null });
  all.set(key, list);
}

function end(all: Map<number, Trouble[]>, key: number, now: Time): void {
  for (const trouble of all.get(key) ?? []) trouble.to ??= now;
}

/** The earliest that is in force: since then the process is silent. */
function earliest(troubles: readonly Trouble[], at: Time): Time | null {
  const inForce = troubles.filter(trouble => trouble.from <= at && (trouble.to === null || trouble.to > at));
  return inForce.length === 0 ? null : Math.min(...inForce.map(trouble => trouble.from));
}
