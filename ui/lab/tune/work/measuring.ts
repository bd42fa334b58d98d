/** What the runs of some settings come to. The same answer wherever it is worked out: it is a function of the plan and the task. */
import type { Measured, PairColumns, QualityData, Samples } from '../../../../sim/measures/measured.ts';
import { together } from '../../../../sim/measures/slices.ts';
import { measureLoad } from '../../../../sim/measures/load.ts';
import type { Registry } from '../../../../sim/registry.ts';
import { resolve } from '../../../../sim/resolve.ts';
import { seedOf } from '../../../../sim/run.ts';
import { ScenarioError, type Scenario, type ScenarioFile } from '../../../../sim/scenario.ts';
import { evaluator } from '../../../../sim/solve/evaluate.ts';
import { limitsOf } from '../../../../sim/solve/limits.ts';
import { quietFile } from '../../../../sim/solve/quiet.ts';
import { judgeGoal } from '../../../../sim/solve/verdict.ts';
import { pool } from '../../../../sim/statistics.ts';
import { written } from '../../../../sim/sweep/written.ts';
import { version } from '../../../../sim/version.ts';
import { summable, walkSums } from '../../../../sim/walk/walkSums.ts';
import { WalkedWorld } from '../../../../sim/walk/world.ts';
import { spelt } from '../model/axis.ts';
import { fieldOf, measures, pathOf, type Field, type Found, type Measure, type Plan, type Reading, type Task } from '../model/cells.ts';
import { confidence } from './plan.ts';
import { ownFigure } from './ownFigure.ts';

/** The scenario of one setting, as it is run for that field. @throws ScenarioError */
export function fileAt({ file, x, y, quiet }: Plan, field: Field, a: number, b: number, registry: Registry): ScenarioFile {
  const set = written(file, [x.path, y.path], [inFile(x.kind, a), inFile(y.kind, b)], registry) as ScenarioFile;
  return field === 'quiet' && quiet !== null ? quietFile(set, { horizon: quiet, most: 1 }) : set;
}

/** As a scenario has it. */
export const inFile = (kind: Plan['x']['kind'], number: number): string | number => (kind === 'duration' ? spelt(kind, number) : number);

/** The seed of a run: what `flatline run --runs` and a search would give it. */
export const seedAt = ({ seed }: Plan, field: Field, run: number): string => seedOf(field === 'quiet' ? `${seed}/quiet` : seed, run);

type Progress = (share: number) => void;

/** @throws DetectorError */
export function found(plan: Plan, task: Task, registry: Registry, onProgress: Progress = () => {}): Found {
  const settings = task.ys.map(y => settingAt(plan, task.field, task.x, y, registry));
  const good = settings.flatMap(setting => ('file' in setting ? [setting] : []));
  const runs = runsOf(plan, task, good, registry, onProgress);
  return settings.map(setting => {
    // Load is that of the first look: it hardly varies.
    const own = measures.filter(measure => fieldOf(plan, measure) === task.field && (measure !== 'load' || task.runs <= plan.ladders.asIs[0]!));
    const readings = own.map(measure => [measure, 'problem' in setting ? impossible(setting.problem)
      : readingOf(plan, measure, setting.scenario, runs[good.indexOf(setting)]!)] as const);
    return Object.fromEntries(readings);
  });
}

interface Setting { readonly y: number; readonly file: ScenarioFile; readonly scenario: Scenario }

function settingAt(plan: Plan, field: Field, x: number, y: number, registry: Registry): Setting | { readonly problem: string } {
  try {
    const file = fileAt(plan, field, x, y, registry);
    return { y, file, scenario: resolve(file, registry) };
  } catch (error) {
    if (error instanceof ScenarioError) return { problem: error.problem };
    throw error;
  }
}

/** What cannot be set cannot meet a goal. */
const impossible = (why: string): Reading => ({ goal: '', value: null, low: null, high: null, verdict: 'fails', why, runs: 0, kept: 0, worst: null });

function runsOf(plan: Plan, task: Task, settings: readonly Setting[], registry: Registry, onProgress: Progress): readonly (readonly Measured[])[] {
  if (settings.length === 0) return [];
  if (plan.y.path === 'detector.estimator.timeout' && summable(settings[0]!.scenario).walks) return summed(plan, task, settings, registry, onProgress);
  const all: Measured[][] = settings.map(() => []);
  // some at a time: of a run only its sums and its detection times are kept
  const step = task.field === 'quiet' ? 1 : 8;
  const evaluate = evaluator({ registry });
  for (let done = 0; done < task.runs; done += step) {
    const seeds = Array.from({ length: Math.min(step, task.runs - done) }, (_, i) => seedAt(plan, task.field, done + i));
    evaluate(settings.map(({ file }) => ({ file, seeds }))).forEach((runs, i) => all[i]!.push(...runs.map(lean)));
    onProgress(Math.min(1, (done + step) / task.runs));
  }
  return all;
}

/** All timeouts in one walk, which keeps nothing but sums. */
function summed(plan: Plan, { field, runs }: Task, settings: readonly Setting[], registry: Registry, onProgress: Progress): readonly (readonly Measured[])[] {
  const [seed, { scenario }] = [seedAt(plan, field, 0), settings[0]!];
  const sums = walkSums(scenario, { registry, timeouts: settings.map(({ y }) => y), runs, seed, onProgress });
  const loads = Array.from({ length: field === 'asIs' && runs <= plan.ladders.asIs[0]! ? runs : 0 }, (_, run) => {
    const own = { ...scenario, seed: seedOf(seed, run) };
    return measureLoad(own, new WalkedWorld(own, registry).load());
  });
  return sums.map(({ runs: each }) => each.map((data, run): Measured => {
    const lean = leanData({ ...nothing, ...data });
    return { seed: seedOf(seed, run), digest: '', usesFailed: false, suspected: lean, failed: lean, leadership: null, load: loads[run] ?? idle };
  }));
}

const none: Samples = { ended: [], censored: [] };
const span = { count: 0, total: 0, longest: 0, room: 0 };
const [ids, column] = [new Int32Array(), new Float64Array()];
const pairs: PairColumns = {
  monitor: ids, monitored: ids, exposure: column, wrong: column, mistakes: column, detected: column, detectionSum: column, detectionMax: column,
  missed: column, censored: column, censoredSum: column, censoredMax: column,
};
const nothing = { mistakeRecurrence: none, mistakeDuration: none, goodPeriod: none, recovery: none, unheard: none, accusation: span, collective: span, pairs };
const idle: Measured['load'] = { span: 0, processes: 0, messages: {}, bytes: {}, messagesByProcess: [], bytesByProcess: [], busiest: null, queued: 0, queueWait: 0, drops: 0 };

const leanData = ({ slices, detection }: QualityData): QualityData => ({ ...nothing, slices: [together(slices)], detection });
const lean = (run: Measured): Measured => ({ ...run, leadership: null, suspected: leanData(run.suspected), failed: leanData(run.failed) });

function readingOf(plan: Plan, measure: Measure, scenario: Scenario, runs: readonly Measured[]): Reading {
  const goal = plan.goals[measure];
  const meta = { scenario, version };
  const report = (): ReturnType<typeof pool> => pool(runs, meta);
  const tail = 1 - confidence;
  const three = runs.some(run => run.usesFailed);
  const own = runs.map(run => ownFigure(measure, run, three));
  const worst = own.reduce<Reading['worst']>((most, each, run) => (each !== null && each > (most?.value ?? -1) ? { run, value: each } : most), null);
  const kept = goal ? own.filter(each => each !== null && each <= goal.value).length : runs.length;
  const counted = { runs: runs.length, kept, worst };
  if (goal) {
    const outcome = judgeGoal(goal, runs, meta, { tail, claim: tail }, report);
    // nothing random decides it, so that few runs are enough
    const verdict = measure === 'load' && outcome.value !== null ? (outcome.value <= goal.value ? 'meets' : 'fails') : outcome.verdict;
    return { ...outcome, verdict, ...counted };
  }
  const { value, low, high, why, byValue } = limitsOf(pathOf[measure], runs, meta, tail, report);
  return { goal: '', value, low, high, verdict: 'meets', ...(why !== undefined && { why }), ...(byValue && { byValue }), ...counted };
}
