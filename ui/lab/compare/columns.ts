/** What a comparison is: one weather, and in each column what watches it. */
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { variantLabels } from '../../../sim/variants.ts';
import { same } from '../patch.ts';
import type { Script } from '../state.ts';

export type Written = Readonly<Record<string, unknown>>;

/** What one column runs. `service` is null where nobody leads; `detector` is null where the service needs none. */
export interface Choice { readonly detector: Written | null; readonly service: Written | null }
/** `id` tells a column from one that is like it, as long as the page is open. */
export interface Column extends Choice { readonly id: number }

export interface Comparison {
  /** The preset that the weather came from; '' for none. */
  readonly preset: string;
  /** Everything but detectors and service. */
  readonly weather: ScenarioFile;
  readonly columns: readonly Column[];
}

export const fewest = 2, most = 4;

/** "A", "B", "C", "D". */
export const letter = (place: number): string => 'ABCD'[place] ?? String(place + 1);

/** The columns that a scenario asks for: its own detectors, or its one beside a sensible second. */
export function comparisonOf({ preset, file }: Script): Comparison {
  const { detector, detectors, service, ...weather } = file;
  const listed = detectors ?? (detector ? [detector] : [null]);
  const own = listed.slice(0, most).map((one): Choice => ({ detector: one, service: service ?? null }));
  const choices = own.length < fewest ? [...own, another(weather, own)] : own;
  return { preset, weather, columns: choices.map((choice, id) => ({ id, ...choice })) };
}

/** The scenario of one column: what the engine runs. */
export function fileOf(weather: ScenarioFile, { detector, service }: Choice): ScenarioFile {
  return { ...weather, ...(detector && { detector }), ...(service && { service }) };
}

/** The whole comparison as one scenario: the command compares its `detectors` too. Null where the services differ, which no scenario can say. */
export function asScenario({ weather, columns }: Comparison): ScenarioFile | null {
  const detectors = columns.map(column => column.detector);
  const service = columns[0]!.service;
  if (detectors.some(one => one === null) || columns.some(column => !same(column.service, service))) return null;
  return { ...weather, detectors: detectors as Written[], ...(service && { service }) };
}

/** What tells the columns apart, in a few words each. */
export function labels(columns: readonly Choice[]): readonly string[] {
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
