/** What the worker knows: it computes runs, keeps the last one, and answers questions about any moment of it. */
import { Engine } from '../../sim/engine.ts';
import { finished } from '../../sim/finished.ts';
import type { Registry } from '../../sim/registry.ts';
import { resolve } from '../../sim/resolve.ts';
import type { Run } from '../../sim/run.ts';
import type { Scenario, ScenarioFile } from '../../sim/scenario.ts';
import { index, type Pair } from './model.ts';
import type { measures } from './measures.ts';
import type { Answers, LevelSeries, Question, Shown, Watched } from './protocol.ts';

/** Slices of a run between two reports of progress. */
const slices = 100;
/** A run that sends more than this is traced without its single packets: their columns would fill the memory. */
const packetLimit = 700_000;

interface Held { readonly engine: Engine; readonly registry: Registry; readonly run: Run }
let held: Held | null = null;

/** A run is made of what is in the registry, and measured if that can be done already. @throws ScenarioError, DetectorError */
export function reply(question: Exclude<Question, { ask: 'system' }>, registry: Registry, progress: (share: number) => void, measured: typeof measures | null): Answers[Question['ask']] {
  if (question.ask === 'run') return compute(question.file, registry, progress, measured);
  if (!held) throw new Error('no run is held');
  if (question.ask === 'measures') return measured!(held.run, held.registry);
  if (question.ask === 'levels') return levels(held, question);
  const { engine } = held;
  engine.seek(question.at);
  if (question.ask === 'digest') return { digest: engine.digest(), replayed: engine.replayed };
  return watched(held, question);
}

function compute(file: ScenarioFile, registry: Registry, progress: (share: number) => void, measured: typeof measures | null): Shown {
  held = null;
  const scenario = resolve(file, registry);
  const { engine, packets } = advanced(scenario, registry, progress);
  const run = finished(engine);
  held = { engine, registry, run };
  return {
    index: index(run.trace, scenario, onlyOf(scenario, registry)), load: structuredClone(run.load), measured: measured?.(run, registry) ?? null,
    digest: run.digest, file, packets,
  };
}

/** Only what this run is made of: it says what each kind of message is for. */
function onlyOf({ detector, service }: Scenario, registry: Registry): Registry {
  const inner = detector ? registry.detectors[detector.kind]! : null;
  const whole = service ? registry.services[service.kind]!.over(inner) : inner;
  return { ...registry, services: {}, detectors: whole ? { whole } : {} };
}

/** To the horizon; begun again without single packets if there are too many of them. */
function advanced(scenario: Scenario, registry: Registry, progress: (share: number) => void): { readonly engine: Engine; readonly packets: boolean } {
  const { horizon } = scenario;
  for (const packets of [true, false]) {
    const next = new Engine(scenario, { registry, seekable: true, trace: packets ? 'full' : 'verdicts' });
    let part = 1;
    while (part <= slices && !(packets && sent(next) > packetLimit)) {
      next.advance(Math.floor((horizon * part) / slices));
      progress(part++ / slices);
    }
    if (part > slices) return { engine: next, packets };
  }
  throw new Error('unreachable: the second engine goes to the horizon');
}

const sent = (at: Engine): number => at.load().messages.reduce((sum, count) => sum + count, 0);

/** The estimator of a pair where the engine now stands. */
function watched({ engine, registry }: Held, { monitor, peer }: Pair): Watched | null {
  const seen = engine.watch(monitor, peer);
  const estimator = seen && registry.estimators[seen.estimator];
  if (!seen || !estimator) return null;
  const { state, localNow } = seen;
  return {
    estimator: seen.estimator, at: engine.now, level: estimator.level(state, localNow),
    deadline: engine.now + estimator.freshUntil(state) - localNow, explained: estimator.explain?.(state, localNow) ?? {},
  };
}

/** The level on an even grid, and just before and at each beat. */
function levels(from: Held, question: Extract<Question, { ask: 'levels' }>): LevelSeries {
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
    level[i] = watched(from, question)?.level ?? Number.NaN;
  });
  return { time, level };
}
