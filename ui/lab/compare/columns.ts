/** What a comparison is: one weather, and in each column what watches it. */
import type { FaultLine, ScenarioFile } from '../../../sim/scenario.ts';
import { variantLabels } from '../../../sim/variants.ts';
import { switched } from '../branches.ts';
import { same } from '../patch.ts';
import type { Branch, Future, Script } from '../state.ts';

export type Written = Readonly<Record<string, unknown>>;

/** A future that was kept in the Lab, by its name: the same weather under another fault script. */
export interface Kept { readonly name: string; readonly faults: readonly FaultLine[] }
/** What one column runs. `service` is null where nobody leads; `detector` is null where the service needs none; without `branch` its script is the open one. */
export interface Choice { readonly detector: Written | null; readonly service: Written | null; readonly branch?: Kept }
/** `id` tells a column from one that is like it, as long as the page is open. */
export interface Column extends Choice { readonly id: number }

export interface Comparison {
  /** The preset that the weather came from; '' for none. */
  readonly preset: string;
  /** Everything but detectors and service. */
  readonly weather: ScenarioFile;
  readonly columns: readonly Column[];
  /** The futures of the Lab, so that coming back finds them; the open one is the scenario of this comparison. */
  readonly branches?: readonly Branch[];
}

export const fewest = 2, most = 4;

/** "A", "B", "C", "D". */
export const letter = (place: number): string => 'ABCD'[place] ?? String(place + 1);

/** The columns that a scenario asks for: the open future beside those that were kept, its own detectors, or its one beside a sensible second. */
export function comparisonOf(script: Script): Comparison {
  const { preset, file, branches } = script;
  const { detector, detectors, service, ...weather } = file;
  const kept = (branches ?? []).flatMap(branch => branchChoice(weather, branch) ?? []);
  if (kept.length > 0) {
    const open: Choice = { detector: detectorOf(script), service: service ?? null };
    return { preset, weather, columns: [open, ...kept].slice(0, most).map((choice, id) => ({ id, ...choice })), branches: branches! };
  }
  const listed = detectors ?? (detector ? [detector] : [null]);
  const own = listed.slice(0, most).map((one): Choice => ({ detector: one, service: service ?? null }));
  const choices = own.length < fewest ? [...own, another(weather, own)] : own;
  return { preset, weather, columns: choices.map((choice, id) => ({ id, ...choice })), ...(branches && { branches }) };
}

const detectorOf = ({ file: { detector, detectors }, variant }: Future): Written | null => detectors?.[variant] ?? detector ?? null;

/** What can differ between columns; all else is the weather. */
function sky({ detector: _one, detectors: _several, service: _service, faults: _faults, title: _title, story: _story, expect: _expect, ...rest }: ScenarioFile): ScenarioFile {
  return rest;
}

/** A kept future as a column. Null for the open one, and where more than script, detector and service differ: that is another weather. */
export function branchChoice(weather: ScenarioFile, { name, future }: Branch): Choice | null {
  if (!future || !same(sky(future.file), sky(weather))) return null;
  return { detector: detectorOf(future), service: future.file.service ?? null, branch: { name, faults: future.file.faults ?? [] } };
}

/** What runs without a kept script: the first column that does, else what the first watches with. */
export function openOf({ columns }: Comparison): Choice {
  const { detector, service } = columns.find(one => !one.branch) ?? columns[0]!;
  return { detector, service };
}

/** What the Lab is to open with: this column, and the other futures beside it. */
export function scriptOf(comparison: Comparison, column = openOf(comparison)): Script {
  const { preset, weather, branches } = comparison;
  const whole: Script = { preset, file: fileOf(weather, openOf(comparison)), variant: 0, ...(branches && { branches }) };
  return { ...(column.branch ? switched(whole, column.branch.name) : whole), file: fileOf(weather, column) };
}

/** The scenario of one column: what the engine runs. */
export function fileOf(weather: ScenarioFile, { detector, service, branch }: Choice): ScenarioFile {
  return { ...weather, ...(branch && { faults: branch.faults }), ...(detector && { detector }), ...(service && { service }) };
}

/** The whole comparison as one scenario: the command compares its `detectors` too. Null where services or scripts differ, which no scenario can say. */
export function asScenario({ weather, columns }: Comparison): ScenarioFile | null {
  const detectors = columns.map(column => column.detector);
  const service = columns[0]!.service;
  if (detectors.some(one => one === null) || columns.some(column => !same(column.service, service) || column.branch)) return null;
  return { ...weather, detectors: detectors as Written[], ...(service && { service }) };
}

/** What tells the columns apart, in a few words each: the name of a future, what watches it, or both. `open`: of the future that is open. */
export function labels(columns: readonly Choice[], open = 'open'): readonly string[] {
  if (!columns.some(({ branch }) => branch)) return watchers(columns);
  const alike = columns.every(({ detector, service }) => same([detector, service], [columns[0]!.detector, columns[0]!.service]));
  return columns.map(({ branch }, i) => `${branch?.name ?? open}${alike ? '' : `: ${watchers(columns)[i]!}`}`);
}

function watchers(columns: readonly Choice[]): readonly string[] {
  const detectors = columns.some(({ detector }) => detector);
  return variantLabels({ detectors: columns.map(({ detector, service }) => (detectors ? detector ?? {} : service ?? {})) });
}

const fixed: Written = { kind: 'fixed', timeout: '3s' };
const learning: Written = { kind: 'phi', flavour: 'akka', threshold: 8, acceptableHeartbeatPause: '1s' };

/** Something worth having beside these: the first of a few that none of them has. */
export function another({ processes }: ScenarioFile, columns: readonly Choice[]): Choice {
  const { detector, service } = columns.at(-1)!;
  // a service that stands alone has no detector to exchange, and options of single processes fit no other: the reader changes this one
  if (!detector || (Array.isArray(processes) && processes.some(one => 'params' in (one as object)))) return { detector, service };
  const unlike = others(detector).find(one => !columns.some(column => column.detector && family(column.detector) === family(one)));
  return { detector: unlike ?? detector, service };
}

/** Which rule it follows, whatever its options. */
const family = ({ kind, estimator }: Written): string => `${String(kind)} ${String((estimator as Written | undefined)?.['kind'])}`;

function others(detector: Written): readonly Written[] {
  const interval = detector['interval'] ?? '1s';
  const push = (estimator: Written): Written => ({ kind: 'push', interval, estimator });
  const kin = detector['kind'] === 'swim' ? [{ kind: 'lifeguard' }] : detector['kind'] === 'lifeguard' ? [{ kind: 'swim' }] : [];
  return [...kin, push(learning), push(fixed), push({ kind: 'chen', interval, margin: '500ms' }), push({ kind: 'bertier', interval })];
}
