/**
 * The quality of service of a failure detector, from the trace of one run: MEASURES.md, version 1, after Chen, Toueg and
 * Aguilera (IEEE TC 51(5), 2002, §2) and, for crash and recovery, Ma, Hillston and Anderson (TDSC 7(3), 2010). One fold
 * over the rows; those of one instant are all applied before any opinion is read.
 */
import type { ProcessId, Time } from '../src/contract.ts';
import type { Load } from './engine.ts';
import { leadership } from './leadership.ts';
import { measureLoad } from './measures/load.ts';
import { routing } from './measures/routing.ts';
import type { Measured, QualityData } from './measures/measured.ts';
import { Pairs } from './measures/pairs.ts';
import { QualityFold } from './measures/qualityFold.ts';
import { Truth } from './measures/truth.ts';
import type { Scenario } from './scenario.ts';
import { Row, type Trace } from './trace.ts';

export type { Measured } from './measures/measured.ts';

/** What a run leaves behind. */
export interface Recorded {
  readonly scenario: Scenario;
  readonly trace: Trace;
  readonly load: Load;
  readonly seed: string;
  readonly digest: string;
}

/** The sums and samples of one run. */
export function measure(run: Recorded): Measured {
  const routed = routing(run.scenario, run.trace);
  return {
    seed: run.seed, digest: run.digest, ...quality(run.scenario, run.trace),
    leadership: leadership(run.scenario, run.trace), ...(routed && { routing: routed }), load: measureLoad(run.scenario, run.load),
  };
}

/** The measures of both opinions. The later is empty of mistakes, not absent, where nobody ever calls `fail`. */
export function quality(
  { watches, warmUp, horizon }: Pick<Scenario, 'watches' | 'warmUp' | 'horizon'>, trace: Trace,
): { usesFailed: boolean; suspected: QualityData; failed: QualityData } {
  const walk = new Walk(watches, warmUp, horizon);
  let usesFailed = false;
  let warm = warmUp === 0;
  walk.beginning();
  for (let row = 0; row < trace.length;) {
    const now = trace.time[row]!;
    if (now > 0) walk.settle();
    if (now >= horizon) break;
    if (!warm && now >= warmUp) warm = walk.warm(now === warmUp);
    walk.reach(now);
    for (; row < trace.length && trace.time[row] === now; row++) {
      if (trace.code[row] === Row.fails) usesFailed = true;
      walk.apply(trace, row);
    }
  }
  walk.settle();
  if (!warm && warmUp < horizon) walk.warm(false);
  return { usesFailed, ...walk.finish() };
}

/** What the two folds share: the instant, the truth, and which pairs its rows concern. */
class Walk {
  private now: Time = 0;
  private readonly pairs: Pairs;
  private readonly truth: Truth;
  private readonly folds: { readonly suspected: QualityFold; readonly failed: QualityFold };
  private readonly wasCrashed: Uint8Array;
  private readonly pairQueue: Marks;
  private readonly processQueue: Marks;

  constructor(watches: Scenario['watches'], private readonly warmUp: Time, horizon: Time) {
    this.pairs = new Pairs(watches);
    this.truth = new Truth(watches.length);
    const fold = (level: 'suspected' | 'failed'): QualityFold => new QualityFold(level, this.pairs, warmUp, horizon);
    this.folds = { suspected: fold('suspected'), failed: fold('failed') };
    this.wasCrashed = new Uint8Array(watches.length);
    this.pairQueue = new Marks(this.pairs.count);
    this.processQueue = new Marks(watches.length);
  }

  beginning(): void {
    for (let pair = 0; pair < this.pairs.count; pair++) this.pairQueue.add(pair);
  }

  /** The warm-up has ended: every exposure may begin. `sameInstant`: rows of that very instant are still to come. */
  warm(sameInstant: boolean): true {
    this.reach(this.warmUp);
    this.beginning();
    if (!sameInstant) this.settle();
    return true;
  }

  reach(now: Time): void {
    this.now = now;
    this.folds.suspected.advance(now);
    this.folds.failed.advance(now);
  }

  apply(trace: Trace, row: number): void {
    const code = trace.code[row]!;
    if (code > Row.fails) {
      if (code < Row.begins) this.truth.apply(trace, row);
      return;
    }
    const pair = this.pairs.find(trace.a[row]!, trace.b[row]!);
    if (pair === undefined) return;
    const initial = trace.m[row] === 1;
    const news = this.folds.suspected.opinion(pair, code, initial);
    if (this.folds.failed.opinion(pair, code, initial) || news) this.pairQueue.add(pair);
  }

  settle(): void {
    this.spread();
    for (const pair of this.pairQueue.list) {
      this.folds.suspected.settlePair(pair, this.now, this.truth);
      this.folds.failed.settlePair(pair, this.now, this.truth);
      this.processQueue.add(this.pairs.monitored[pair]!);
    }
    for (const process of this.processQueue.list) {
      this.folds.suspected.settleObservers(process, this.now, this.truth);
      this.folds.failed.settleObservers(process, this.now, this.truth);
    }
    this.folds.suspected.settle();
    this.folds.failed.settle();
    this.pairQueue.clear();
    this.processQueue.clear();
  }

  finish(): { suspected: QualityData; failed: QualityData } {
    return { suspected: this.folds.suspected.finish(this.truth), failed: this.folds.failed.finish(this.truth) };
  }

  /** What happened to a process concerns every pair that it is part of. */
  private spread(): void {
    for (const process of this.truth.touched) {
      const crashed = this.truth.crashed[process]!;
      if (crashed > this.wasCrashed[process]!) this.crash(process);
      this.wasCrashed[process] = crashed;
      for (const pair of this.pairs.ofMonitor[process]!) this.pairQueue.add(pair);
      for (const pair of this.pairs.ofMonitored[process]!) this.pairQueue.add(pair);
    }
    this.truth.touched.length = 0;
  }

  private crash(process: ProcessId): void {
    this.folds.suspected.crash(process, this.truth);
    this.folds.failed.crash(process, this.truth);
  }
}

/** Small numbers to be looked at, each once. */
class Marks {
  readonly list: number[] = [];
  private readonly marked: Uint8Array;
  constructor(count: number) { this.marked = new Uint8Array(count); }

  add(which: number): void {
    if (this.marked[which] === 1) return;
    this.marked[which] = 1;
    this.list.push(which);
  }

  clear(): void {
    for (const which of this.list) this.marked[which] = 0;
    this.list.length = 0;
  }
}
