/** When a process beats: known for all time from its first instant. */
import type { ProcessId, Time } from '../../src/contract.ts';
import type { PushParams } from '../../src/detectors/pushWith.ts';
import { driftOf, localTime, trueTime, type ClockData } from '../clock.ts';
import { ownDraw } from '../ownDraw.ts';
import type { Key } from '../random.ts';

/** A fixed-rate schedule, in true time. Beats go out at rising instants, before `until`. */
export class Schedule {
  /** Of the beat at hand: its place, when it is sent, what the sender's clock then says, and its ordinal at that instant. */
  seq = -1;
  time: Time = -1;
  stamp: Time = 0;
  copy = 0;
  readonly first: Time;
  /** The same step in true time for ever: its clock does not drift. */
  readonly steady: boolean;

  constructor(
    private readonly clock: ClockData, private readonly process: ProcessId, root: Key, { phase, interval }: PushParams, readonly until: Time,
  ) {
    this.interval = interval;
    const ahead = phase === 'zero' ? 0 : Math.floor(ownDraw(root, process, 0, 0) * interval);
    this.first = localTime(clock, process, 0) + ahead;
    this.steady = driftOf(clock, process) === 0;
  }

  readonly interval: Time;

  /** Turns to the next beat; false when there is none. */
  advance(): boolean {
    const time = this.instantOf(this.seq + 1);
    if (time >= this.until) return false;
    this.copy = time === this.time ? this.copy + 1 : 0;
    this.seq++;
    this.time = time;
    this.stamp = localTime(this.clock, this.process, time);
    return true;
  }

  /** When the next beat leaves, or would if the process still ran. */
  get next(): Time { return this.instantOf(this.seq + 1); }

  /** How many beats go out. */
  count(): number {
    let beats = 0;
    if (this.steady) return Math.max(0, Math.ceil((this.until - this.instantOf(0)) / this.interval));
    while (this.instantOf(beats) < this.until) beats++;
    return beats;
  }

  /** A clock may pass several beats in one microsecond: they leave together. */
  private instantOf(seq: number): Time {
    return trueTime(this.clock, this.process, this.first + seq * this.interval);
  }
}
