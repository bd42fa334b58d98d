/** What became of each client operation on one resource: who accepted, stored, discarded and acknowledged it. */
import type { Note, ProcessId, Time } from '../../src/contract.ts';
import type { Reign } from './authority.ts';
import { Roster } from './rivalry.ts';

export interface Operation {
  readonly write: boolean;
  invokedAt: Time | null;
  acknowledgedAt: Time | null;
  /** The place of its newest acceptance among all; −1 before the first. */
  order: number;
  /** Accepted while another process acted. */
  overlap: boolean;
  fenced: boolean;
  late: boolean;
  /** Who noted that it has it: true as long as nothing says that it lost it again. */
  readonly holders: Map<ProcessId, boolean>;
  /** When the last holder lost it, if all have. */
  lostAt: Time | null;
}

/** An acceptance in an overlap. */
export interface Clash { readonly at: Time; readonly process: ProcessId }
export interface Serve { readonly operation: number; readonly at: Time; readonly reflects: number; readonly reflectsOrder: number }

/** The notes about one resource, in the order of time. */
export class Operations {
  readonly byId = new Map<number, Operation>();
  readonly clashes: Clash[] = [];
  /** Acknowledged reads and what they had been served, and the writes acknowledged: in the order of time. */
  readonly serves = new Map<number, Serve>();
  readonly overlapWrites: Record<number, number> = {};
  private readonly roster: Roster;
  private readonly histories = new Map<ProcessId, number[]>();
  private acceptances = 0;
  private newestEpoch = -Infinity;
  /** Who acted with it. */
  private newestActor: ProcessId = -1;

  constructor(acting: readonly Reign[], private readonly warmUp: Time) {
    this.roster = new Roster(acting);
  }

  /** `restarted`: this very instant is the beginning of a new incarnation of the process. */
  note(process: ProcessId, now: Time, note: Note, restarted: boolean): void {
    switch (note.kind) {
      case 'acts': this.act(process, note.epoch); break;
      case 'invokes': this.find(note.operation, note.access === 'write').invokedAt ??= now; break;
      case 'acknowledged': this.find(note.operation, note.access === 'write').acknowledgedAt ??= now; break;
      case 'accepts': this.accept(process, now, note); break;
      case 'stores':
        if (restarted) this.recover(process, note.operation, now);
        else this.hold(process, note.operation, note.epoch);
        break;
      case 'fences': this.find(note.operation, true).fenced = true; break;
      case 'discards': this.lose(process, note.operation, now); break;
      case 'serves': this.serve(now, note); break;
    }
  }

  private act(process: ProcessId, epoch: number): void {
    if (epoch < this.newestEpoch) return;
    this.newestEpoch = epoch;
    this.newestActor = process;
  }

  private find(id: number, write: boolean): Operation {
    let operation = this.byId.get(id);
    if (!operation) {
      operation = {
        write, invokedAt: null, acknowledgedAt: null, order: -1, overlap: false, fenced: false, late: false, holders: new Map(), lostAt: null,
      };
      this.byId.set(id, operation);
    }
    return operation;
  }

  private accept(process: ProcessId, now: Time, { operation: id, epoch }: { operation: number; epoch: number }): void {
    const operation = this.hold(process, id, epoch);
    operation.order = this.acceptances++;
    if (!this.roster.othersThan(process, now)) return;
    operation.overlap = true;
    if (now < this.warmUp) return;
    this.clashes.push({ at: now, process });
    if (operation.write) this.overlapWrites[process] = (this.overlapWrites[process] ?? 0) + 1;
  }

  private hold(process: ProcessId, id: number, epoch: number): Operation {
    const operation = this.find(id, true);
    // what the newest leader has is old, but it was handed on by it; late is what comes past it
    if (epoch < this.newestEpoch && !operation.holders.get(this.newestActor)) operation.late = true;
    operation.holders.set(process, true);
    operation.lostAt = null;
    const history = this.histories.get(process) ?? [];
    history.push(id);
    this.histories.set(process, history);
    return operation;
  }

  private lose(process: ProcessId, id: number, now: Time): void {
    const operation = this.byId.get(id);
    if (!operation || !operation.holders.get(process)) return;
    operation.holders.set(process, false);
    if ([...operation.holders.values()].every(has => !has)) operation.lostAt = now;
  }

  /**
   * What `stores` means in the instant of a restart: the newest operation that survived; −1 for none. Without such a
   * note everything has survived, as with a log that is written before it is answered for.
   */
  private recover(process: ProcessId, newest: number, now: Time): void {
    const history = this.histories.get(process) ?? [];
    const kept = history.lastIndexOf(newest) + 1;
    const still = new Set(history.slice(0, kept));
    for (const id of history.slice(kept)) if (!still.has(id)) this.lose(process, id, now);
    history.length = kept;
  }

  private serve(now: Time, { operation, reflects }: { operation: number; reflects: number }): void {
    this.find(operation, false);
    this.serves.set(operation, { operation, at: now, reflects, reflectsOrder: this.byId.get(reflects)?.order ?? -1 });
  }
}
