/** Ground truth, one row at a time: what the world knows of every process and link. */
import type { ProcessId, Time } from '../../src/contract.ts';
import { Row, type Trace } from '../trace.ts';

export class Truth {
  readonly crashed: Uint8Array;
  readonly paused: Uint8Array;
  /** Since when it is crashed, if it is. */
  readonly crashedAt: Float64Array;
  private readonly recoveredAt: Float64Array;
  private readonly pausedAt: Float64Array;
  private readonly resumedAt: Float64Array;
  /** Until when a suspicion is still put down to its last pause. */
  private readonly settledAt: Float64Array;
  private readonly cut = new Set<number>();
  /** The processes whose state a row of this instant has touched. */
  readonly touched: ProcessId[] = [];
  /** Nobody was ever crashed or paused. */
  isCalm = true;

  constructor(private readonly processes: number) {
    this.crashed = new Uint8Array(processes);
    this.paused = new Uint8Array(processes);
    this.crashedAt = new Float64Array(processes).fill(-1);
    this.recoveredAt = new Float64Array(processes).fill(-1);
    this.pausedAt = new Float64Array(processes).fill(-1);
    this.resumedAt = new Float64Array(processes).fill(-1);
    this.settledAt = new Float64Array(processes).fill(-1);
  }

  apply(trace: Trace, row: number): void {
    const at = trace.time[row]!;
    const a = trace.a[row]!;
    this.isCalm &&= trace.code[row] === Row.cuts || trace.code[row] === Row.joins;
    switch (trace.code[row]) {
      case Row.crashes: this.crash(a, at); break;
      case Row.recovers: this.recover(a, at); break;
      case Row.pauses: this.pause(a, at); break;
      case Row.resumes: this.resume(a, at); break;
      case Row.cuts: this.cut.add(a * this.processes + trace.b[row]!); break;
      case Row.joins: this.cut.delete(a * this.processes + trace.b[row]!); break;
    }
  }

  running(process: ProcessId): boolean {
    return this.crashed[process] === 0 && this.paused[process] === 0;
  }

  isCut(from: ProcessId, to: ProcessId): boolean {
    return this.cut.size > 0 && this.cut.has(from * this.processes + to);
  }

  /**
   * It is paused, or has just resumed: no longer ago than the pause had lasted. What queued meanwhile is worked off by
   * then, if the process is busy for at most half of its time.
   */
  feelsPause(process: ProcessId, at: Time): boolean {
    return this.paused[process] === 1 || at <= this.settledAt[process]!;
  }

  /** Why q suspects p, though wrongly: the first that applies, as its place in `mistakeCauses`. */
  cause(q: ProcessId, p: ProcessId, at: Time): number {
    if (this.feelsPause(q, at)) return 0;
    if (this.paused[p] === 1) return 1;
    return this.isCut(p, q) ? 2 : 3;
  }

  // What ends and begins again in one instant has never ended: states are read after all rows of an instant.

  private crash(process: ProcessId, at: Time): void {
    if (this.crashed[process] === 1) return;
    this.crashed[process] = 1;
    if (this.recoveredAt[process] !== at) this.crashedAt[process] = at;
    this.touched.push(process);
  }

  private recover(process: ProcessId, at: Time): void {
    this.crashed[process] = 0;
    this.recoveredAt[process] = at;
    this.touched.push(process);
  }

  private pause(process: ProcessId, at: Time): void {
    if (this.paused[process] === 1) return;
    this.paused[process] = 1;
    if (this.resumedAt[process] !== at) this.pausedAt[process] = at;
    this.touched.push(process);
  }

  private resume(process: ProcessId, at: Time): void {
    if (this.paused[process] === 0) return;
    this.paused[process] = 0;
    this.resumedAt[process] = at;
    const length = at - this.pausedAt[process]!;
    if (length > 0) this.settledAt[process] = at + length;
    this.touched.push(process);
  }
}
