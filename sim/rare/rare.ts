/** Mistakes too rare to wait for: how often one pair makes them, by splitting. */
import { ms, sec } from '../../src/time.ts';
import { builtIn } from '../builtIn.ts';
import { ratio, ratioInterval, type Part } from '../intervals/jackknife.ts';
import type { Registry } from '../registry.ts';
import type { Figure } from '../report.ts';
import { seedOf } from '../run.ts';
import { ScenarioError, type Scenario } from '../scenario.ts';
import { checkEligible } from './eligible.ts';
import type { Ladder } from './ladder.ts';
import { Lane, shares, type Pair } from './lane.ts';
import { pilot, type Pilot } from './pilot.ts';
import { reachedBy, Splitter, type Stretch } from './splitter.ts';

export interface RareOptions {
  readonly registry?: Registry;
  /** The first that is watched, by default. */
  readonly pair?: Pair;
  /** Half of the interval's length, as a share of the value: at most so much is aimed at; a tenth by default. */
  readonly error?: number;
  /** How many independent roots to grow, whatever error that comes to. */
  readonly roots?: number;
  /** No more beats than about these; 200 million by default. */
  readonly mostBeats?: number;
  /** Called now and then, with the share of the work that is done. */
  readonly onProgress?: (share: number) => void;
}

/** A level, from the pair at rest to the mistake. `chances`: how many beats may still prevent it. */
export interface Rung {
  readonly chances: number;
  /** The next one's delay, in ms, is known to be longer than this; null where nothing is known of it. */
  readonly beyond: number | null;
  /** How many particles rose to it, and into how many each was split. */
  readonly hits: number;
  readonly copies: number;
}

export interface RareReport {
  readonly pair: Pair;
  /** Per second; the time between two, in ms; and per heartbeat. */
  readonly mistakeRate: Figure;
  readonly mistakeRecurrence: Figure;
  readonly perHeartbeat: Figure;
  readonly rungs: readonly Rung[];
  /** Mistakes seen, in how many independent stretches, from how many independent roots; the heaviest root's share of the sum. */
  readonly hits: number;
  readonly stretches: number;
  readonly roots: number;
  readonly heaviest: number;
  /** Heartbeats walked, the pilot's included, and how many plain simulation would want for the same interval. */
  readonly beats: number;
  readonly plainBeats: number | null;
}

/** No root may carry more than this share of the sum. */
const heaviestAllowed = 0.2;
const [fewestStretches, usualStretches] = [20, 50] as const;
/** With fewer, the sum is too skew for its interval, however wide that may be. */
const fewestRoots = 600;
/** A trial of few stretches knows its own error only so well. */
const caution = 1.2;
const z = 1.96;
const square = (x: number): number => x * x;

/** @throws ScenarioError for what cannot be split */
export function rare(scenario: Scenario, options: RareOptions = {}): RareReport {
  const { registry = builtIn, pair = firstPair(scenario) } = options;
  checkEligible(scenario, pair);
  const lane = new Lane(scenario, registry, pair);
  const warmUp = beatsToSettle(lane);
  const tried = pilot(lane, `${scenario.seed} pilot`, warmUp * lane.params.interval);
  if (tried.refused !== undefined) return reported(lane, tried.ladder, [], tried.refused);
  const { stretches: trial, beats } = sized(lane, tried, warmUp, options);
  return reported(lane, tried.ladder, run(lane, tried, warmUp, beats, options, trial.length));
}

/**
 * How many beats the error wants, by a trial of a third of what the pilot foresees. The trial itself does not count, and what
 * counts is never repeated for being inexact: heavy sums are, so to choose the exact ones would be to choose the small.
 */
function sized(lane: Lane, tried: Pilot, warmUp: number, options: RareOptions): { stretches: readonly Stretch[]; beats: number } {
  const { error = 0.1, roots, mostBeats = 2e8 } = options;
  const most = mostBeats / tried.effort;
  if (roots !== undefined) return { stretches: [], beats: Math.min(most, roots / tried.rootRate) };
  const foreseen = Math.max(tried.variance * square(z / error), fewestRoots / tried.rootRate);
  const stretches = run(lane, tried, warmUp, Math.min(most, foreseen / 3), {}, 0);
  const walked = stretches.reduce((sum, { time }) => sum + time, 0) / lane.params.interval;
  const wanted = walked * square(Math.min(10, errorOf(stretches)) / error) * caution;
  return { stretches, beats: Math.min(most, Math.max(foreseen, Math.min(8 * foreseen, wanted))) };
}

export function firstPair({ watches }: Scenario): Pair {
  const monitor = watches.findIndex(peers => peers.length > 0);
  if (monitor < 0) throw new ScenarioError('$.watches', 'nobody watches anybody: there is no pair to split');
  return { monitor, monitored: watches[monitor]![0]! };
}

/** Beats until what came before does not matter: MEASURES.md, "Warm-up". */
function beatsToSettle(lane: Lane): number {
  const { interval } = lane.params;
  const { window = 0, timeout = 0, acceptableHeartbeatPause = 0 } = lane.judge.estimator.params as Readonly<Record<string, number>>;
  const { meanBurst = 0, meanLength = 0, toBad = -1, toGood = 0 } = (lane.spec.loss?.params ?? {}) as Readonly<Record<string, number>>;
  const chain = toBad < 0 ? meanLength : 1 / Math.max(1e-6, toBad + toGood);
  return Math.ceil(Math.max(20, window, (timeout + acceptableHeartbeatPause) / interval, (10 * meanBurst) / interval, 10 * chain));
}

function run(lane: Lane, { ladder }: Pilot, warmUp: number, beats: number, { onProgress }: RareOptions, from: number): Stretch[] {
  const count = Math.round(Math.min(usualStretches, Math.max(fewestStretches, beats / (4 * warmUp))));
  const { interval } = lane.params;
  const length = Math.ceil(Math.max(beats / count, warmUp)) * interval;
  const splitter = new Splitter(lane, ladder);
  return Array.from({ length: count }, (_, i) => {
    onProgress?.(i / count);
    return splitter.stretch(seedOf(`${lane.scenario.seed} rare`, from + i), warmUp * interval, length);
  });
}

const partsOf = (stretches: readonly Stretch[]): Part[] => stretches.map(({ mistakes, time }) => ({ over: mistakes, under: time }));

/** Half of the interval's length, as a share of the value. */
function errorOf(stretches: readonly Stretch[]): number {
  const parts = partsOf(stretches);
  const interval = ratioInterval(parts, 'log');
  return interval === null ? Infinity : (interval[1] - interval[0]) / 2 / ratio(parts);
}

function reported(lane: Lane, ladder: Ladder, stretches: readonly Stretch[], refused?: string): RareReport {
  const sum = (of: (stretch: Stretch) => number): number => stretches.reduce((total, each) => total + of(each), 0);
  const [hits, roots, total] = [sum(each => each.hits), sum(each => each.roots), sum(each => each.mistakes)];
  const heaviest = total > 0 ? Math.max(...stretches.map(each => each.heaviest)) / total : 0;
  const why = refused ?? reasonAgainst(hits, heaviest, roots);
  const figure = (factor: number, inverse = false): Figure => figureOf(stretches, hits, factor, inverse, why);
  const { interval } = lane.params;
  const error = errorOf(stretches);
  return {
    pair: lane.pair, mistakeRate: figure(sec), mistakeRecurrence: figure(1e-3, true), perHeartbeat: figure(interval),
    rungs: rungs(lane, ladder, stretches), hits, stretches: stretches.length, roots, heaviest, beats: lane.beats,
    plainBeats: why === undefined && error > 0 ? square(z / error) / (ratio(partsOf(stretches)) * interval) : null,
  };
}

function reasonAgainst(hits: number, heaviest: number, roots: number): string | undefined {
  if (hits === 0) return 'no branch came to a mistake: give it more roots';
  if (heaviest > heaviestAllowed) return `one root of ${roots} carries ${Math.round(100 * heaviest)} % of the sum, where a fifth is allowed: give it more roots`;
  return undefined;
}

function figureOf(stretches: readonly Stretch[], hits: number, factor: number, inverse: boolean, why: string | undefined): Figure {
  const n = { runs: stretches.length, mistakes: hits };
  if (why !== undefined) return { value: null, ci95: null, n, why };
  const parts = partsOf(stretches);
  const scaled = (rate: number): number => (inverse ? factor / rate : factor * rate);
  const interval = ratioInterval(parts, 'log')?.map(scaled).sort((a, b) => a - b);
  return { value: scaled(ratio(parts)), ci95: interval ? [interval[0]!, interval[1]!] : null, n };
}

function rungs(lane: Lane, ladder: Ladder, stretches: readonly Stretch[]): Rung[] {
  const reached = reachedBy(stretches, ladder);
  const list = ladder.first.flatMap((first, chances) =>
    Array.from({ length: ladder.digits[chances]! + 1 }, (_, digits): Rung =>
      ({ chances, beyond: digits === 0 ? null : lane.delayBeyond(shares[digits]!) / ms, hits: reached[first + digits]!, copies: ladder.copies[first + digits]! })));
  return list.sort((a, b) => b.chances - a.chances || (a.beyond ?? 0) - (b.beyond ?? 0));
}
