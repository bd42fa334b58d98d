/** The run list of a sweep: which settings, how often each, and what identifies it. */
import { canonical } from '../canonical.ts';
import type { Registry } from '../registry.ts';
import { resolveAll } from '../resolve.ts';
import { ScenarioError, type Scenario } from '../scenario.ts';
import { version } from '../version.ts';
import { along, evenly, isRange, readAxis, type AskedAxis, type Axis, type Range } from './axes.ts';
import { contentHash } from './contentHash.ts';
import { gridSize, settingsOf } from './designs.ts';
import { PlanError } from './planError.ts';
import { sobolDimensions } from './sobol.ts';
import { written } from './written.ts';

/** Which settings are tried: every combination, or so many samples of the space. */
export type Design = { readonly kind: 'grid' } | { readonly kind: 'lhs' | 'sobol'; readonly samples: number };

/**
 * All that decides the rows of a sweep. Plain data, so that it crosses into workers. Tasks are counted from 0, by
 * setting, then detector, then replicate; one task is one run of one detector, and one row.
 */
export interface Plan {
  /** 16 hexadecimal digits over everything else here: equal plans, equal rows. */
  readonly hash: string;
  /** Of Flatline. */
  readonly version: string;
  /** The scenario as it is written, before an axis changes it. */
  readonly document: unknown;
  readonly axes: readonly Axis[];
  readonly design: Design;
  /** The root seed: the first replicate's own, as with `run --runs`. It also seeds the design. */
  readonly seed: string;
  /** How many replicates of each setting. */
  readonly runs: number;
  readonly settings: number;
  /** In each setting: more than 1 where the scenario lists several. */
  readonly detectors: number;
  /** settings × detectors × runs. */
  readonly tasks: number;
}

/** What a sweep is asked for. */
export interface Asked {
  readonly document: unknown;
  /** `path=values` each: see {@link readAxis}. */
  readonly vary: readonly string[];
  readonly design?: Design;
  /** Over the scenario's. */
  readonly seed?: string | undefined;
  /** 1 by default. */
  readonly runs?: number | undefined;
}

/** More tasks than anybody waits for; fewer than a counter of 32 bits holds. */
const mostTasks = 1_000_000_000;

/** @throws PlanError about what is to vary, ScenarioError about the scenario or a value that does not fit it */
export function planOf({ document, vary, design = { kind: 'grid' }, seed, runs = 1 }: Asked, registry: Registry): Plan {
  const asked = vary.map(readAxis);
  refuseTwice(asked);
  const axes = asked.map(axis => settled(axis, design, firstSetting(document, asked, registry), registry));
  if (design.kind === 'sobol' && axes.length > sobolDimensions) throw new PlanError(`Sobol's sequence is here in ${sobolDimensions} dimensions, and not in ${axes.length}`);
  if (design.kind !== 'grid' && axes.length === 0) throw new PlanError('there is nothing to sample: give --vary');
  const entries = resolvedAt(document, axes, axes.map(firstValue), registry);
  const settings = design.kind === 'grid' ? gridSize(axes) : design.samples;
  const tasks = settings * entries.length * runs;
  if (tasks > mostTasks) throw new PlanError(`${tasks} runs are more than the ${mostTasks} that a sweep may have`);
  const content = { version, document, axes, design, seed: seed ?? entries[0]!.scenario.seed, runs, settings, detectors: entries.length, tasks };
  return { hash: contentHash(canonical(content)), ...content };
}

function refuseTwice(axes: readonly AskedAxis[]): void {
  const paths = axes.map(({ path }) => path);
  const twice = paths.find((path, i) => paths.indexOf(path) !== i);
  if (twice !== undefined) throw new PlanError(`--vary ${twice}: is given twice`);
}

/** The list that a range stands for, or the continuum. */
function settled({ path, values }: AskedAxis, design: Design, first: unknown, registry: Registry): Axis {
  if (!isRange(values)) return { path, values };
  const { count, ...range } = values;
  if (count === undefined && design.kind === 'grid') {
    throw new PlanError(`--vary ${path}: a grid needs a number of values, such as ${path}=${spelt(range)}:10; without one, sample with --design lhs or sobol`);
  }
  const measured: Range = isWhole(range, path, first, registry) ? { ...range, measure: 'whole' } : range;
  return { path, values: count === undefined ? measured : evenly(measured, count) };
}

const spelt = (range: Range): string => `${String(along(range, 0))}..${String(along(range, 1))}${range.scale === 'log' ? ':log' : ''}`;

/** Both ends are whole, and the scenario takes a whole number there and nothing between. */
function isWhole({ measure, from, to }: Range, path: string, first: unknown, registry: Registry): boolean {
  if (measure !== 'number' || !Number.isSafeInteger(from) || !Number.isSafeInteger(to)) return false;
  const takes = (value: number): boolean => {
    try {
      resolveAll(written(first, [path], [value], registry), registry);
      return true;
    } catch (error) {
      if (error instanceof ScenarioError) return false;
      throw error;
    }
  };
  return takes(from) && !takes(from + 0.5);
}

const firstValue = ({ values }: Pick<Axis, 'values'>): unknown => (isRange(values) ? along(values, 0) : values[0]);

const firstSetting = (document: unknown, axes: readonly AskedAxis[], registry: Registry): unknown =>
  written(document, axes.map(({ path }) => path), axes.map(firstValue), registry);

/** The scenario of one setting, once for each detector. @throws ScenarioError that also says which setting */
function resolvedAt(document: unknown, axes: readonly Axis[], values: readonly unknown[], registry: Registry): ReturnType<typeof resolveAll> {
  try {
    return resolveAll(written(document, axes.map(({ path }) => path), values, registry), registry);
  } catch (error) {
    if (!(error instanceof ScenarioError) || axes.length === 0) throw error;
    throw new ScenarioError(error.path, `${error.problem} (with ${axes.map(({ path }, i) => `${path}=${textOf(values[i])}`).join(', ')})`);
  }
}

/** A value as `--vary` and `--set` read it. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : canonical(value));

/** Where a task stands. */
export interface Place { readonly setting: number; readonly detector: number; readonly replicate: number }

export function placeOf({ detectors, runs }: Pick<Plan, 'detectors' | 'runs'>, task: number): Place {
  const series = Math.floor(task / runs);
  return { setting: Math.floor(series / detectors), detector: series % detectors, replicate: task % runs };
}

/** One setting, ready to run: once for each detector. */
export interface Setting {
  readonly values: readonly unknown[];
  readonly entries: readonly { readonly label: string; readonly scenario: Scenario; readonly hash: string }[];
}

/** What decides a run, its seed apart: two settings with one hash are the same setting. */
function configHash({ seed: _seed, title: _title, story: _story, expect: _expect, ...rest }: Scenario): string {
  return contentHash(canonical(rest));
}

/** Resolves settings by number. */
export function reader(plan: Plan, registry: Registry): (setting: number) => Setting {
  const valuesAt = settingsOf(plan.axes, plan.design, plan.seed);
  return setting => {
    const values = valuesAt(setting);
    const entries = resolvedAt(plan.document, plan.axes, values, registry);
    if (entries.length !== plan.detectors) throw new PlanError(`setting ${setting} has ${entries.length} detectors, and the first has ${plan.detectors}: a sweep needs as many in each`);
    return { values, entries: entries.map(entry => ({ ...entry, hash: configHash(entry.scenario) })) };
  };
}

/**
 * Tries every value of every axis once, the others at their first, so that most of what cannot run is refused before
 * anything does. @throws ScenarioError
 */
export function check(plan: Plan, registry: Registry): void {
  const first = plan.axes.map(firstValue);
  plan.axes.forEach(({ values }, axis) => {
    for (const value of isRange(values) ? [along(values, 0), along(values, 1)] : values.slice(0, 1_000)) {
      resolvedAt(plan.document, plan.axes, first.with(axis, value), registry);
    }
  });
}
