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
  for (let row = told(trace, 0); row < trace.length;) {
    const now = trace.time[row]!;
    if (now > 0) walk.settle();
    if (now >= horizon) break;
    if (!warm && now >= warmUp) warm = walk.warm(now === warmUp);
    walk.reach(now);
    for (; row < trace.length && trace.time[row] === now; row = told(trace, row + 1)) {
      if (trace.code[row] === Row.fails) usesFailed = true;
      walk.apply(trace, row);
    }
  }
  walk.settle();
  if (!warm && warmUp < horizon) walk.warm(false);
  return { usesFailed, ...walk.finish() };
}

/** The first row from `row` on that tells of an opinion or of the truth: a full trace is mostly packets. */
function told({ code, length }: Trace, row: number): number {
  let next = row;
  while (next < length && code[next]! >= Row.begins) next++;
  return next;
}

/** What the two folds share: the instant, the truth, and which pairs its rows concern. */
class Walk {
  private now: Time = 0;
  private readonly pairs: Pairs;
  private readonly truth: Truth;
  private readonly suspected: QualityFold;
  /** One and the same until somebody is suspected. */
  private failed: QualityFold;
  private readonly wasCrashed: Uint8Array;
  private readonly pairQueue: Marks;
  private readonly processQueue: Marks;

  constructor(watches: Scenario['watches'], private readonly warmUp: Time, horizon: Time) {
    this.pairs = new Pairs(watches);
    this.truth = new Truth(watches.length);
    this.suspected = new QualityFold('suspected', this.pairs, warmUp, horizon);
    this.failed = this.suspected;
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
    this.suspected.advance(now);
    if (this.failed !== this.suspected) this.failed.advance(now);
  }

  apply(trace: Trace, row: number): void {
    const code = trace.code[row]!;
    if (code > Row.fails) return this.truth.apply(trace, row);
    const pair = this.pairs.find(trace.a[row]!, trace.b[row]!);
    if (pair === undefined) return;
    if (code === Row.suspects && this.failed === this.suspected) this.failed = this.suspected.fork();
    const initial = trace.m[row] === 1;
    let isNews = this.suspected.opinion(pair, code, initial);
    if (this.failed !== this.suspected) isNews = this.failed.opinion(pair, code, initial) || isNews;
    if (isNews) this.pairQueue.add(pair);
  }

  settle(): void {
    this.spread();
    for (let i = 0; i < this.pairQueue.size; i++) this.processQueue.add(this.pairs.monitored[this.pairQueue.list[i]!]!);
    this.settleFold(this.suspected);
    if (this.failed !== this.suspected) this.settleFold(this.failed);
    this.pairQueue.clear();
    this.processQueue.clear();
  }

  finish(): { suspected: QualityData; failed: QualityData } {
    if (this.failed === this.suspected) this.failed = this.suspected.fork();
    return { suspected: this.suspected.finish(this.truth), failed: this.failed.finish(this.truth) };
  }

  /** What happened to a process concerns every pair that it is part of. */
  private spread(): void {
    for (const process of this.truth.touched) {
      const crashed = this.truth.crashed[process]!;
      if (crashed > this.wasCrashed[process]!) this.crash(process);
      this.wasCrashed[process] = crashed;
      for (let pair = this.pairs.first[process]!; pair < this.pairs.first[process + 1]!; pair++) this.pairQueue.add(pair);
      for (const monitor of this.pairs.watchedBy[process]!) this.pairQueue.add(this.pairs.find(monitor, process)!);
    }
    this.truth.touched.length = 0;
  }

  private crash(process: ProcessId): void {
    this.suspected.crash(process, this.truth);
    if (this.failed !== this.suspected) this.failed.crash(process, this.truth);
  }

  private settleFold(fold: QualityFold): void {
    const { now, truth, pairQueue, processQueue } = this;
    for (let i = 0; i < pairQueue.size; i++) fold.settlePair(pairQueue.list[i]!, now, truth);
    for (let i = 0; i < processQueue.size; i++) fold.settleObservers(processQueue.list[i]!, now, truth);
    fold.settle();
  }
}

/** Small numbers to be looked at, each once. */
class Marks {
  readonly list: Int32Array;
  size = 0;
  private readonly marked: Uint8Array;

  constructor(count: number) {
    this.list = new Int32Array(count);
    this.marked = new Uint8Array(count);
  }

  add(which: number): void {
    if (this.marked[which] === 1) return;
    this.marked[which] = 1;
    this.list[this.size++] = which;
  }

  clear(): void {
    for (let i = 0; i < this.size; i++) this.marked[this.list[i]!] = 0;
    this.size = 0;
  }
}
