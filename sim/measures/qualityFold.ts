/**
 * The measures of one opinion over all pairs of one run: MEASURES.md, "A pair". Everything is read after all rows of an
 * instant, and an interval holds its first instant and not its last: exposure that ends at t holds no transition at t.
 */
import type { ProcessId, Time } from '../../src/contract.ts';
import { Row } from '../trace.ts';
import { copyOf } from './copyOf.ts';
import { Detections } from './detections.ts';
import type { PairColumns, QualityData, Samples } from './measured.ts';
import { Observers } from './observers.ts';
import { emptyColumns, type Pairs } from './pairs.ts';
import { checkSums } from './selfCheck.ts';
import { Slices } from './slices.ts';
import type { Truth } from './truth.ts';

type Level = 'suspected' | 'failed';
const none = -1;
const samples = (): Samples => ({ ended: [], censored: [] });

export class QualityFold {
  private readonly slices: Slices;
  private readonly observers: Observers;
  private readonly detections = new Detections();
  private readonly durations = samples();
  private readonly goods = samples();
  private readonly recurrences = samples();
  private readonly recoveries = samples();
  private readonly silences = samples();
  private readonly columns: PairColumns;

  // by pair. What its monitor thinks after the rows so far, and what it thought before this instant
  private readonly thinks: Uint8Array;
  private readonly thought: Uint8Array;
  private readonly suspectedAt: Float64Array;
  /** Flags of this instant: it has joined (again); evidence was accepted. */
  private readonly joins: Uint8Array;
  private readonly evidence: Uint8Array;
  private readonly heard: Uint8Array;
  private readonly joinedAt: Float64Array;
  /** The peer has recovered suspected, and is not trusted again yet; since when, where that is being timed. */
  private readonly awaits: Uint8Array;
  private readonly recoveredAt: Float64Array;
  private readonly monitorCrashed: Uint8Array;
  private readonly peerCrashed: Uint8Array;
  /** When the crash came that is being timed, and whether the monitor was running then. */
  private readonly crashAt: Float64Array;
  private readonly ranks: Uint8Array;
  // on the exposure clock: when the last counted mistake and the last good period began, and since when it runs
  private readonly exposedSince: Float64Array;
  private readonly mistakeAt: Float64Array;
  private readonly goodAt: Float64Array;
  /** The cause of the counted mistake that is open, plus 1; or 0. */
  private readonly open: Uint8Array;
  /** 1: exposed, 2: and suspecting. */
  private readonly mode: Uint8Array;

  constructor(private readonly level: Level, private readonly pairs: Pairs, private readonly warmUp: Time, private readonly horizon: Time) {
    const { count } = pairs;
    const flags = (): Uint8Array => new Uint8Array(count);
    const times = (fill: number): Float64Array => new Float64Array(count).fill(fill);
    this.slices = new Slices(Math.min(warmUp, horizon), horizon);
    this.observers = new Observers(pairs.watchedBy, Math.max(0, horizon - warmUp));
    this.columns = emptyColumns(pairs);
    [this.thinks, this.thought, this.joins, this.evidence, this.heard] = [flags(), flags(), flags(), flags(), flags()];
    [this.awaits, this.monitorCrashed, this.peerCrashed, this.ranks, this.open, this.mode] = [flags(), flags(), flags(), flags(), flags(), flags()];
    [this.suspectedAt, this.joinedAt, this.exposedSince] = [times(0), times(0), times(0)];
    [this.recoveredAt, this.crashAt, this.mistakeAt, this.goodAt] = [times(none), times(none), times(none), times(none)];
  }

  /** The fold of the later opinion, where nobody has suspected anybody so far: until then the two are the same. */
  fork(): QualityFold {
    const { level: _, pairs, warmUp, horizon, ...state } = this;
    return Object.assign(new QualityFold('failed', pairs, warmUp, horizon), copyOf(state, [pairs.watchedBy, pairs.monitor, pairs.monitored]));
  }

  /** A row about a pair. `initial`: what a detector starts with, neither evidence nor a transition. Returns whether it says anything new. */
  opinion(pair: number, code: number, initial: boolean): boolean {
    const suspects = code === Row.fails || (code === Row.suspects && this.level === 'suspected') ? 1 : 0;
    this.thinks[pair] = suspects;
    if (initial) {
      this.thought[pair] = suspects;
      this.joins[pair] = 1;
      this.evidence[pair] = 0;
    } else if (code === Row.trusts) this.evidence[pair] = 1;
    return initial || suspects !== this.thought[pair] || this.heard[pair] === 0;
  }

  /** Nothing happens before `now`. */
  advance(now: Time): void {
    this.slices.advance(now);
  }

  /** A process has crashed in this instant: before its pairs are settled. */
  crash(process: ProcessId, truth: Truth): void {
    this.detections.crash(process, this.observers.running(process, truth));
  }

  /** All rows of this instant are known: what do they mean for `pair`? */
  settlePair(pair: number, now: Time, truth: Truth): void {
    if (truth.isCalm && this.isOnlyHeard(pair, now)) return;
    const q = this.pairs.monitor[pair]!;
    const p = this.pairs.monitored[pair]!;
    this.accrue(pair, now);
    if (this.joins[pair] === 1) this.join(pair, now, truth.crashedAt[q]!);
    const before = this.thought[pair]!;
    const after = this.thinks[pair]!;
    this.crashesAndRecoveries(pair, now, truth, q, p);
    if (truth.crashed[q] === 1 || truth.crashed[p] === 1) this.endSpells(pair);
    if (this.heard[pair] === 0 && (this.evidence[pair] === 1 || after > before)) this.hear(pair, now);
    if (after < before) this.awaits[pair] = 0;
    const exposed = truth.running(q) && truth.crashed[p] === 0 && this.heard[pair] === 1 && this.awaits[pair] === 0 && now >= this.warmUp;
    if (after < before) this.trust(pair, now, exposed);
    if (after > before) this.suspect(pair, now, exposed, truth.cause(q, p, now));
    this.thought[pair] = after;
    this.evidence[pair] = 0;
    this.enter(pair, exposed ? 1 + after : 0, now, p);
  }

  /**
   * The short way for most pairs: while no process was ever disturbed, one that begins in trust at time 0 begins nothing
   * else, and its first evidence only begins its exposure.
   */
  private isOnlyHeard(pair: number, now: Time): boolean {
    if (this.thinks[pair] === 1 || this.thought[pair] === 1 || this.heard[pair] === 1) return false;
    if (this.joins[pair] === 1 && now > 0) return false;
    this.joins[pair] = 0;
    if (this.evidence[pair] === 0) return true;
    this.evidence[pair] = 0;
    this.hear(pair, now);
    if (now < this.warmUp) return true;
    this.exposedSince[pair] = now;
    this.mode[pair] = 1;
    this.slices.exposed++;
    return true;
  }

  settleObservers(process: ProcessId, now: Time, truth: Truth): void {
    this.observers.settle(process, now, truth);
  }

  settle(): void {
    this.slices.settle();
  }

  finish(truth: Truth): QualityData {
    this.slices.advance(this.horizon);
    for (let pair = 0; pair < this.pairs.count; pair++) this.finishPair(pair, truth);
    const data = {
      slices: this.slices.slices, mistakeRecurrence: this.recurrences, mistakeDuration: this.durations, goodPeriod: this.goods,
      detection: this.detections.finish(), recovery: this.recoveries, unheard: this.silences,
      ...this.observers.finish(this.horizon), pairs: this.columns,
    };
    checkSums(data);
    return data;
  }

  private finishPair(pair: number, truth: Truth): void {
    const q = this.pairs.monitor[pair]!;
    this.accrue(pair, this.horizon);
    this.endSpells(pair);
    if (this.crashAt[pair] !== none) this.endCrash(pair, this.horizon, false);
    if (this.recoveredAt[pair] !== none) this.recoveries.censored.push(this.horizon - this.recoveredAt[pair]!);
    const silentUntil = truth.crashed[q] === 1 ? truth.crashedAt[q]! : this.horizon;
    if (this.heard[pair] === 0 && silentUntil > this.joinedAt[pair]!) this.silences.censored.push(silentUntil - this.joinedAt[pair]!);
  }

  /** The monitor starts, or starts again with all forgotten: `monitorCrashedAt` tells how long the last life was silent. */
  private join(pair: number, now: Time, monitorCrashedAt: Time): void {
    if (this.heard[pair] === 0 && monitorCrashedAt > this.joinedAt[pair]!) {
      this.silences.censored.push(monitorCrashedAt - this.joinedAt[pair]!);
    }
    this.endSpells(pair);
    this.joins[pair] = 0;
    this.heard[pair] = 0;
    this.awaits[pair] = 0;
    this.joinedAt[pair] = now;
    this.suspectedAt[pair] = now;
  }

  private hear(pair: number, now: Time): void {
    this.heard[pair] = 1;
    this.silences.ended.push(now - this.joinedAt[pair]!);
  }

  /** Suspicion ends. */
  private trust(pair: number, now: Time, exposed: boolean): void {
    if (this.recoveredAt[pair] !== none) {
      this.recoveries.ended.push(now - this.recoveredAt[pair]!);
      this.recoveredAt[pair] = none;
    }
    const clock = this.columns.exposure[pair]!;
    if (this.open[pair] !== 0) this.durations.ended.push(clock - this.mistakeAt[pair]!);
    this.closeMistake(pair);
    this.goodAt[pair] = exposed ? clock : none;
  }

  /** A suspicion begins; within the exposure it is a mistake. */
  private suspect(pair: number, now: Time, exposed: boolean, cause: number): void {
    this.suspectedAt[pair] = now;
    if (!exposed) {
      this.endSpells(pair);
      return;
    }
    const clock = this.columns.exposure[pair]!;
    if (this.goodAt[pair] !== none) this.goods.ended.push(clock - this.goodAt[pair]!);
    if (this.mistakeAt[pair] !== none) this.recurrences.ended.push(clock - this.mistakeAt[pair]!);
    this.goodAt[pair] = none;
    this.mistakeAt[pair] = clock;
    this.open[pair] = cause + 1;
    this.columns.mistakes[pair]!++;
    this.slices.begin(cause);
  }

  private closeMistake(pair: number): void {
    if (this.open[pair] !== 0) this.slices.finish(this.open[pair]! - 1);
    this.open[pair] = 0;
  }

  /** The exposure has ended for good: what runs on its clock is only known to be longer. */
  private endSpells(pair: number): void {
    const clock = this.columns.exposure[pair]!;
    if (this.open[pair] !== 0) this.durations.censored.push(clock - this.mistakeAt[pair]!);
    if (this.goodAt[pair] !== none) this.goods.censored.push(clock - this.goodAt[pair]!);
    if (this.mistakeAt[pair] !== none) this.recurrences.censored.push(clock - this.mistakeAt[pair]!);
    this.closeMistake(pair);
    this.goodAt[pair] = none;
    this.mistakeAt[pair] = none;
  }

  private crashesAndRecoveries(pair: number, now: Time, truth: Truth, q: ProcessId, p: ProcessId): void {
    const monitorCrashes = truth.crashed[q]! > this.monitorCrashed[pair]!;
    const peerCrashes = truth.crashed[p]! > this.peerCrashed[pair]!;
    const peerRecovers = truth.crashed[p]! < this.peerCrashed[pair]!;
    if (this.crashAt[pair] !== none && (peerRecovers || monitorCrashes)) this.endCrash(pair, now, peerRecovers);
    if (this.recoveredAt[pair] !== none && (peerCrashes || monitorCrashes)) {
      this.recoveries.censored.push(now - this.recoveredAt[pair]!);
      this.recoveredAt[pair] = none;
    }
    if (peerCrashes && truth.crashed[q] === 0) {
      this.crashAt[pair] = now;
      this.ranks[pair] = truth.paused[q] === 1 ? 0 : 1;
    }
    if (peerCrashes) this.awaits[pair] = 0;
    if (peerRecovers) this.recover(pair, now, truth.crashed[q] === 0 && this.monitorCrashed[pair] === 0);
    this.monitorCrashed[pair] = truth.crashed[q]!;
    this.peerCrashed[pair] = truth.crashed[p]!;
  }

  private recover(pair: number, now: Time, monitored: boolean): void {
    this.awaits[pair] = this.thinks[pair]!;
    const suspected = this.thinks[pair] === 1 || this.thought[pair] === 1;
    if (suspected && monitored) this.recoveredAt[pair] = now;
  }

  /** T_D: by what the monitor thought just before `end`. */
  private endCrash(pair: number, end: Time, recovered: boolean): void {
    const { columns } = this;
    const crash = this.crashAt[pair]!;
    const group = this.ranks[pair] === 1 ? this.detections.groupOf(this.pairs.monitored[pair]!) : null;
    this.crashAt[pair] = none;
    if (this.thought[pair] === 1) {
      const after = Math.max(0, this.suspectedAt[pair]! - crash);
      this.detections.detected(group, after);
      columns.detected[pair]!++;
      columns.detectionSum[pair]! += after;
      columns.detectionMax[pair] = Math.max(columns.detectionMax[pair]!, after);
    } else if (recovered) {
      this.detections.missed();
      columns.missed[pair]!++;
    } else {
      this.detections.censored(group, end - crash);
      columns.censored[pair]!++;
      columns.censoredSum[pair]! += end - crash;
      columns.censoredMax[pair] = Math.max(columns.censoredMax[pair]!, end - crash);
    }
  }

  /** What ran until now goes to the pair's own clock. */
  private accrue(pair: number, now: Time): void {
    const mode = this.mode[pair]!;
    if (mode !== 0) {
      const length = now - this.exposedSince[pair]!;
      this.columns.exposure[pair]! += length;
      if (mode === 2) this.columns.wrong[pair]! += length;
    }
    this.exposedSince[pair] = now;
  }

  private enter(pair: number, mode: number, now: Time, p: ProcessId): void {
    const old = this.mode[pair]!;
    this.exposedSince[pair] = now;
    if (mode === old) return;
    this.mode[pair] = mode;
    this.slices.exposed += Math.sign(mode) - Math.sign(old);
    const wrong = (mode === 2 ? 1 : 0) - (old === 2 ? 1 : 0);
    this.slices.suspecting += wrong;
    if (wrong === 1 || wrong === -1) this.observers.change(p, wrong);
  }
}
