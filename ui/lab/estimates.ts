/** What the estimators of a run say, at any moment of it: asked of the worker that holds the run. */
import type { AnyEstimator, Duration, Time } from '../../src/contract.ts';
import type { Engine } from '../../sim/engine.ts';
import type { Registry } from '../../sim/registry.ts';
import type { Pair } from './model.ts';
import type { AllLevels, LevelSeries, Portrayed, Question, Told, Watched } from './protocol.ts';

/** A run, and what it is made of. */
export interface Held { readonly engine: Engine; readonly registry: Registry }

/** The estimator of a pair where the engine now stands, or at a moment soon after, if nothing has happened since. */
export function watched({ engine, registry }: Held, { monitor, peer }: Pair, at: Time = engine.now): Watched | null {
  const seen = engine.watch(monitor, peer);
  const estimator = seen && registry.estimators[seen.estimator];
  if (!seen || !estimator) return null;
  const { state, due, read, when } = seen, now = read(at);
  const deadline = when(estimator.freshUntil(state));
  return {
    estimator: seen.estimator, at, level: estimator.level(state, now), deadline, decides: Math.max(deadline, due === undefined ? 0 : when(due)),
    explained: estimator.explain?.(state, now) ?? {}, portrait: portrayed(estimator, state, now),
  };
}

/** Of every pair that is watched, where the engine now stands. */
export function everyone({ engine, registry }: Held): AllLevels {
  const { watches } = engine.scenario, count = engine.scenario.processes.length, level = new Float32Array(count * count).fill(Number.NaN);
  watches.forEach((peers, monitor) => peers.forEach(peer => {
    const seen = engine.watch(monitor, peer), estimator = seen && registry.estimators[seen.estimator];
    if (seen && estimator) level[monitor * count + peer] = estimator.level(seen.state, seen.read(engine.now));
  }));
  return { at: engine.now, level };
}

/** In how many places a density is drawn. */
const places = 160;

function portrayed(estimator: AnyEstimator, state: unknown, now: Time): Portrayed | null {
  const portrait = estimator.portrait?.(state);
  if (!portrait) return null;
  const { since, samples, parts, ...rest } = portrait;
  const reach = reachOf(samples, parts.map(({ length }) => length));
  const density = Float64Array.from({ length: estimator.density ? places + 1 : 0 }, (_, i) => estimator.density!(state, reach * i / places));
  return { ...rest, parts, silent: now - since, samples: Float64Array.from(samples), reach, density };
}

/** From nothing to a little beyond all that is remembered and the deadline, unless that is very far. */
function reachOf(samples: readonly number[], parts: readonly Duration[]): Duration {
  const most = samples.reduce((longest, sample) => Math.max(longest, sample), 0), whole = parts.reduce((sum, part) => sum + part, 0);
  return Math.max(1, 1.12 * Math.max(most, most > 0 ? Math.min(whole, 40 * most) : whole));
}

/** What a message carries, and how its receiver judged its sender just before it came, or would have. */
export function told(from: Held, { message, until }: Extract<Question, { ask: 'message' }>): Told {
  const at = Math.min(until, from.engine.scenario.horizon);
  return { carried: from.engine.carried(message) ?? null, before: decisions(from, [{ monitor: message.to, peer: message.from, at }])[0]! };
}

/** What each was about to say just before the moment: with what it had heard by then, judged at the moment itself. */
export function decisions(from: Held, moments: Extract<Question, { ask: 'decisions' }>['moments']): (Watched | null)[] {
  const answers: (Watched | null)[] = moments.map(() => null);
  const inOrder = moments.map((moment, i) => ({ ...moment, i })).sort((one, other) => one.at - other.at);
  let begun = false;
  for (const { i, at, ...pair } of inOrder) {
    const before = Math.max(0, at - 1);
    if (begun) from.engine.advance(before);
    else from.engine.seek(before);
    begun = true;
    answers[i] = watched(from, pair, at);
  }
  return answers;
}

/** The level on an even grid, and just before and at each beat. */
export function levels(from: Held, question: Extract<Question, { ask: 'levels' }>): LevelSeries {
  const { engine } = from;
  const { window, samples, beats } = question;
  const step = Math.max(1, (window.to - window.from) / samples);
  const grid = Array.from({ length: samples + 1 }, (_, i) => Math.round(window.from + i * step));
  const around = beats.slice(-4 * samples).flatMap(at => [at - 1, at]);
  const time = Float64Array.from(new Set([...grid, ...around].filter(at => at >= 0 && at <= engine.scenario.horizon))).sort();
  const level = new Float64Array(time.length);
  if (time.length > 0) engine.seek(time[0]!);
  time.forEach((at, i) => {
    engine.advance(at);
    level[i] = levelAt(from, question);
  });
  return { time, level };
}

function levelAt({ engine, registry }: Held, { monitor, peer }: Pair): number {
  const seen = engine.watch(monitor, peer);
  return seen ? registry.estimators[seen.estimator]?.level(seen.state, seen.read(engine.now)) ?? Number.NaN : Number.NaN;
}
