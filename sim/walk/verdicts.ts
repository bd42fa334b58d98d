/** Opinions as they change, found pair by pair, and put into the order in which an engine would have written them. */
import type { Opinion, ProcessId, Time } from '../../src/contract.ts';
import { Rank } from '../core.ts';
import { Row, TraceWriter, type RowCode, type Trace } from '../trace.ts';
import type { WalkedWorld } from './world.ts';

/** Which of two things at one instant an opinion followed from: an arrival, or a deadline. */
export type Cause = typeof Rank.delivery | typeof Rank.wake;

export class Verdicts {
  /** By pair: what its monitor starts with. */
  readonly initial: Opinion[] = [];
  private readonly time: Time[] = [];
  private readonly pair: number[] = [];
  private readonly code: RowCode[] = [];
  private readonly cause: Cause[] = [];

  add(time: Time, pair: number, code: RowCode, cause: Cause): void {
    this.time.push(time);
    this.pair.push(pair);
    this.code.push(code);
    this.cause.push(cause);
  }

  /** The trace of the whole run, without packets. */
  trace({ truth, scenario, pairs }: WalkedWorld): Trace {
    const writer = new TraceWriter(truth.kinds, false);
    writer.clocks.push(...truth.clocks);
    this.initial.forEach((opinion, pair) => writer.row(0, opinion === 'trusted' ? Row.trusts : Row.suspects, pairs.monitor[pair]!, pairs.monitored[pair]!, 0, 1));
    let row = 0;
    const truthUntil = (now: Time): void => {
      for (; row < truth.length && truth.time[row]! <= now; row++) {
        writer.row(truth.time[row]!, truth.code[row] as RowCode, truth.a[row]!, truth.b[row]!, truth.x[row]!, truth.m[row]!);
      }
    };
    for (const i of this.order()) {
      truthUntil(this.time[i]!);
      writer.row(this.time[i]!, this.code[i]!, pairs.monitor[this.pair[i]!] as ProcessId, pairs.monitored[this.pair[i]!] as ProcessId, 0, 0);
    }
    truthUntil(scenario.horizon);
    return writer.finish();
  }

  /** By instant, then arrivals before deadlines, then by pair; of one pair, as they were added. */
  private order(): Uint32Array {
    const { time, pair, cause } = this;
    return Uint32Array.from(time.keys()).sort((i, j) => time[i]! - time[j]! || cause[i]! - cause[j]! || pair[i]! - pair[j]! || i - j);
  }
}
