/** The other side of the page: computes runs, keeps the last one, and answers questions about any moment of it. */
import { builtIn } from '../../sim/builtIn.ts';
import { DetectorError, type Engine } from '../../sim/engine.ts';
import { version } from '../../sim/version.ts';
import { measure } from '../../sim/qos.ts';
import type { Registry } from '../../sim/registry.ts';
import { judge } from '../../sim/report.ts';
import { begin, finished } from '../../sim/run.ts';
import { ScenarioError, type Scenario, type ScenarioFile } from '../../sim/scenario.ts';
import { pool } from '../../sim/statistics.ts';
import { warnings } from '../../sim/warnings.ts';
import { index, instant, type Pair } from './model.ts';
import type { Answers, FromWorker, LevelSeries, Question, Shown, ToWorker, Watched } from './protocol.ts';
import type { Failure } from './state.ts';
import { tablesOf } from './tables.ts';

/** Slices of a run between two reports of progress. */
const slices = 100;
/** A run that sends more than this is traced without its single packets: their columns would fill the memory. */
const packetLimit = 700_000;

let engine: Engine | null = null;

const post = (message: FromWorker, handedOver: Transferable[] = []): void => self.postMessage(message, { transfer: handedOver });

self.onmessage = (event: MessageEvent<ToWorker>) => {
  const { serial, ...question } = event.data;
  try {
    const answer = reply(question, share => post({ serial, progress: share }));
    post({ serial, answer }, question.ask === 'run' ? columnsOf((answer as Shown).index) : []);
  } catch (error) {
    post({ serial, failure: failureOf(error) });
  }
};

post({ tables: tablesOf(builtIn) });

function reply(question: Question, progress: (share: number) => void): Answers[Question['ask']] {
  if (question.ask === 'run') return compute(question.file, progress);
  if (!engine) throw new Error('no run is held');
  if (question.ask === 'levels') return levels(engine, question);
  engine.seek(question.at);
  if (question.ask === 'digest') return { digest: engine.digest(), replayed: engine.replayed };
  return watched(engine, question);
}

function compute(file: ScenarioFile, progress: (share: number) => void): Shown {
  engine = null;
  const done = advanced(file, progress);
  const run = finished(done.engine);
  const { scenario } = run;
  engine = done.engine;
  const report = pool([measure(run)], { scenario, version, warnings: warnings(scenario) });
  return {
    index: index(run.trace, scenario, registryOf(scenario)), load: structuredClone(run.load), report, judgements: judge(report, scenario.expect),
    digest: run.digest, file, packets: done.packets,
  };
}

/** Only what this run is made of: it says what each kind of message is for. */
function registryOf({ detector, service }: Scenario): Registry {
  const inner = detector ? builtIn.detectors[detector.kind]! : null;
  const whole = service ? builtIn.services[service.kind]!.over(inner) : inner;
  return { ...builtIn, services: {}, detectors: whole ? { whole } : {} };
}

/** To the horizon; begun again without single packets if there are too many of them. */
function advanced(file: ScenarioFile, progress: (share: number) => void): { readonly engine: Engine; readonly packets: boolean } {
  for (const packets of [true, false]) {
    const next = begin(file, { seekable: true, trace: packets ? 'full' : 'verdicts' });
    const { horizon } = next.scenario;
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
function watched(at: Engine, { monitor, peer }: Pair): Watched | null {
  const seen = at.watch(monitor, peer);
  const estimator = seen && builtIn.estimators[seen.estimator];
  if (!seen || !estimator) return null;
  const { state, localNow } = seen;
  return {
    estimator: seen.estimator, at: at.now, level: estimator.level(state, localNow),
    deadline: at.now + estimator.freshUntil(state) - localNow, explained: estimator.explain?.(state, localNow) ?? {},
  };
}

/** The level on an even grid, and just before and at each beat. */
function levels(from: Engine, question: Extract<Question, { ask: 'levels' }>): LevelSeries {
  const { window, samples, beats } = question;
  const step = Math.max(1, (window.to - window.from) / samples);
  const grid = Array.from({ length: samples + 1 }, (_, i) => Math.round(window.from + i * step));
  const around = beats.slice(-4 * samples).flatMap(at => [at - 1, at]);
  const time = Float64Array.from(new Set([...grid, ...around].filter(at => at >= 0 && at <= from.scenario.horizon))).sort();
  const level = new Float64Array(time.length);
  if (time.length > 0) from.seek(time[0]!);
  time.forEach((at, i) => {
    from.advance(at);
    level[i] = watched(from, question)?.level ?? Number.NaN;
  });
  return { time, level };
}

function failureOf(error: unknown): Failure {
  if (error instanceof ScenarioError) return { path: error.path, problem: error.problem };
  if (error instanceof DetectorError) return { path: '', problem: `the run stopped at ${instant(error.at)}, in process ${error.process}: ${error.problem}` };
  return { path: '', problem: error instanceof Error ? error.message : String(error) };
}

/** The memory of all columns: it is handed over, not copied. */
function columnsOf(value: unknown, found = new Set<ArrayBufferLike>()): Transferable[] {
  if (ArrayBuffer.isView(value)) found.add(value.buffer);
  else if (typeof value === 'object' && value !== null && !Array.isArray(value)) for (const part of Object.values(value)) columnsOf(part, found);
  return [...found] as ArrayBuffer[];
}
