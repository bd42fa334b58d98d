/** From what is asked to the plan of a map: everything filled in, everything checked. */
import { formatDuration } from '../../../../src/parameters.ts';
import { measure } from '../../../../sim/qos.ts';
import { readGoal } from '../../../../sim/reading/goal.ts';
import type { Registry } from '../../../../sim/registry.ts';
import { resolve } from '../../../../sim/resolve.ts';
import { seedOf, simulate } from '../../../../sim/run.ts';
import { ScenarioError, type Scenario, type ScenarioFile } from '../../../../sim/scenario.ts';
import { quietRuns } from '../../../../sim/solve/quiet.ts';
import { walkable } from '../../../../sim/walk/walkable.ts';
import { ms, sec } from '../../../../src/time.ts';
import { spelt } from '../model/axis.ts';
import { measures, pathOf, type Asked, type Goals, type Measure, type Plan } from '../model/cells.ts';
import { axisOf } from './axes.ts';
import { knobsOf, usualAxes } from './knobs.ts';
import { ownFigure } from './ownFigure.ts';

/** How sure a limit is, on its side. */
export const confidence = 0.95;

/** Beats in one quiet run, over all pairs: as many as the Lab opens without a wait. */
const mostBeats = 300_000;
/** In so many quiet runs a setting without a mistake has shown that it keeps the goal. */
const quietEnough = 16;
const walkedRuns = [8, 32, 128, 512] as const;
const simulatedRuns = [4, 16, 64, 256] as const;

/** @throws ScenarioError, PlanError; an Error about a goal */
export function planOf(asked: Asked, registry: Registry): Plan {
  const single = singled(asked.file, asked.variant);
  const canCalm = single.detector !== undefined;
  const calm = asked.calm && canCalm;
  const plain = completed(single, resolve(single, registry));
  const file = calm ? calmed(plain, resolve(plain, registry)) : plain;
  const scenario = resolve(file, registry);
  const knobs = knobsOf(scenario, registry);
  const usual = usualAxes(knobs);
  if (!usual) throw new Error('has fewer than two numbers that could be tuned');
  const x = axisOf(asked.x, knobs, usual[0]);
  const y = axisOf(asked.y, knobs, usual[1].path === x.path ? usual[0] : usual[1]);
  if (x.path === y.path) throw new Error(`cannot be tuned by ${x.path} against itself: choose another for one of the axes`);
  const crashes = scenario.faults.some(({ kind }) => kind === 'crash');
  const walks = walkable(scenario);
  const wanted = asked.goals ?? usualGoals(scenario, walks.walks, registry);
  const goals = goalsOf(crashes ? wanted : { ...wanted, detection: '' });
  const quiet = walks.walks && goals.mistakes ? quietOf(scenario, x, y, goals) : null;
  return {
    file, title: scenario.title, seed: scenario.seed, knobs, x, y, wanted, goals, calm, canCalm, crashes, lockstep: isLockstep(file, scenario),
    simulated: walks.walks ? null : walks.why, quiet: quiet?.horizon ?? null,
    ladders: { asIs: walks.walks ? walkedRuns : simulatedRuns, quiet: quiet?.ladder ?? [] },
  };
}

function isLockstep({ faults = [] }: ScenarioFile, { detector }: Scenario): boolean {
  const crashes = faults.filter(({ kind }) => kind === 'crash');
  return detector?.params['phase'] === 'zero' && crashes.length > 0 && crashes.every(({ at }) => typeof at === 'string');
}

/** One of several detectors: the map is of one. */
function singled({ detectors, ...rest }: ScenarioFile, variant: number): ScenarioFile {
  return detectors ? { ...rest, detector: detectors[Math.min(variant, detectors.length - 1)]! } : rest;
}

/** An estimator that the file leaves to its default is named, so that its numbers can be written. */
function completed(file: ScenarioFile, { detector }: Scenario): ScenarioFile {
  const estimator = detector?.params['estimator'] as { readonly kind: string } | undefined;
  return !estimator || file.detector?.['estimator'] ? file : { ...file, detector: { ...file.detector, estimator: { kind: estimator.kind } } };
}

/** The weather and the detector of a scenario, with nothing but one crash for good, so that there is a time to detect it. */
function calmed({ faults: _faults, service: _service, expect: _expect, ...rest }: ScenarioFile, { horizon, watches, processes }: Scenario): ScenarioFile {
  const long = Math.max(horizon, 60 * sec);
  const watched = processes.map((_, p) => watches.filter(each => each.includes(p)).length);
  const process = watched.lastIndexOf(Math.max(...watched));
  const [from, to] = [long / 4, long / 2].map(at => formatDuration(Math.round(at)));
  return { ...rest, horizon: formatDuration(long), faults: [{ id: 'end', at: { uniform: [from, to] }, kind: 'crash', how: 'kill', process }] };
}

/** What the scenario's own setting can do, and a little more time: the map then shows what does as well, and costs less. */
function usualGoals(scenario: Scenario, walks: boolean, registry: Registry): Goals {
  const seeds = Array.from({ length: 4 }, (_, i) => seedOf(scenario.seed, i));
  const runs = seeds.map(seed => measure(simulate(scenario, { registry, seed, trace: 'verdicts' })));
  const most = (of: Measure): number => Math.max(0, ...runs.map(run => ownFigure(of, run) ?? 0));
  const perHour = most('mistakes') * 3_600;
  const [time, rate] = [tidy(most('detection') * 1.5 * ms), walks || perHour === 0 ? '1/d' : `${tidy(perHour * 1.2)}/h`];
  return { detection: time > 0 ? spelt('duration', time) : '', mistakes: rate, load: '' };
}

/** To one digit, upwards. */
function tidy(value: number): number {
  if (value <= 0) return 0;
  const step = 10 ** Math.floor(Math.log10(value));
  return Math.ceil(value / step) * step;
}

function goalsOf(wanted: Goals): Plan['goals'] {
  const read = (measure: Measure): Plan['goals'] => {
    const text = wanted[measure].trim();
    if (text === '') return {};
    return { [measure]: readGoal(`${pathOf[measure]} <= ${text}`, () => { throw new Error(said[measure](text)); }) };
  };
  return Object.assign({}, ...measures.map(read)) as Plan['goals'];
}

const said: Readonly<Record<Measure, (text: string) => string>> = {
  detection: text => `has “${text}” as the longest detection time: write a duration, such as 3s or 800ms`,
  mistakes: text => `has “${text}” as the most mistakes: write a rate, such as 1/d, 2/h or 1/30d`,
  load: text => `has “${text}” as the highest load: write messages a second, such as 10`,
};

/** Long enough that some runs tell whether the goal is kept, short enough to be looked at. */
function quietOf(scenario: Scenario, x: Plan['x'], y: Plan['y'], goals: Plan['goals']): { readonly horizon: number; readonly ladder: readonly number[] } | null {
  const found = quietRuns(scenario, [goals.mistakes!], 1 - confidence);
  if (!found) return null;
  const pairs = scenario.watches.reduce((sum, watched) => sum + watched.length, 0);
  const interval = [x, y].find(({ path }) => path.endsWith('.interval'))?.values[0] ?? (scenario.detector?.params['interval'] as number | undefined) ?? sec;
  const wanted = found.horizon * 64;
  const short = Math.min(wanted / quietEnough, (mostBeats * interval) / pairs);
  const horizon = Math.max(scenario.horizon, Math.ceil(short / (10 * sec)) * 10 * sec);
  const most = Math.max(quietEnough, Math.ceil((4 * wanted) / horizon));
  const ladder: number[] = [];
  for (let runs = 4; runs < most; runs *= 4) ladder.push(runs);
  return { horizon, ladder: [...ladder, most] };
}

/** What is wrong, to be said after "this scenario" or with its place. */
export const problemOf = (error: unknown): string =>
  (error instanceof ScenarioError ? `${error.path}: ${error.problem}` : error instanceof Error ? error.message : String(error));
