/** The columns of a sweep, in order: from this one table come headers, CSV, the Parquet schema, the manifest and the documentation. */
import { parseDuration } from '../../src/parameters.ts';
import { ms, NEVER } from '../../src/time.ts';
import { canonical } from '../canonical.ts';
import { isRange, type Axis } from './axes.ts';
import { measureColumns } from './measureColumns.ts';
import type { Plan } from './plan.ts';
import type { Ran } from './ran.ts';

/** What a column holds; any may be null where the run did not measure it. */
export type ColumnKind = 'text' | 'whole' | 'number' | 'flag';
export type Cell = string | number | boolean | null;

export interface Column {
  /** With its unit: "detection_time_mean_ms". */
  readonly name: string;
  readonly kind: ColumnKind;
  readonly meaning: string;
  readonly of: (ran: Ran) => Cell;
}

const identity: readonly Column[] = [
  { name: 'run_id', kind: 'text', meaning: 'the plan and the number of the task: unique among all rows of all sweeps', of: ({ plan, task }) => `${plan.hash}-${task}` },
  { name: 'setting', kind: 'whole', meaning: 'number of the setting, from 0', of: ({ place }) => place.setting },
  { name: 'config_hash', kind: 'text', meaning: 'of the scenario with every default filled in, its seed apart: equal hashes, equal settings', of: ({ entry }) => entry.hash },
  { name: 'version', kind: 'text', meaning: 'of Flatline', of: ({ plan }) => plan.version },
  { name: 'scenario', kind: 'text', meaning: 'its title', of: ({ entry }) => entry.scenario.title },
  { name: 'detector', kind: 'text', meaning: 'what tells it apart from others of the same setting', of: ({ entry }) => entry.label },
  { name: 'seed', kind: 'text', meaning: 'of this run: a function of the root seed and the replicate, so that settings meet common weather', of: ({ seed }) => seed },
  { name: 'replicate', kind: 'whole', meaning: 'number of the run of this setting, from 0', of: ({ place }) => place.replicate },
];

/** All columns of the rows of a plan. */
export const columnsOf = ({ axes }: Pick<Plan, 'axes'>): readonly Column[] => [...identity, ...parameterColumns(axes), ...measureColumns];

/** Those that every sweep has: what lies between is one for each `--vary`. */
export const fixedColumns = { before: identity, after: measureColumns } as const;

function parameterColumns(axes: readonly Axis[]): readonly Column[] {
  const columns = axes.map(({ path, values }, axis): Column => {
    const { kind, ending, cell } = holding(values);
    return { name: path + ending, kind, meaning: `the value of ${path}`, of: ({ values: chosen }) => cell(chosen[axis]) };
  });
  const fixed = new Set([...identity, ...measureColumns].map(({ name }) => name));
  return columns.map(column => (fixed.has(column.name) ? { ...column, name: `${column.name}_varied` } : column));
}

interface Holding { readonly kind: ColumnKind; readonly ending: string; readonly cell: (value: unknown) => Cell }

const durations: Holding = { kind: 'number', ending: '_ms', cell: value => parseDuration(String(value))! / ms };
const isFinite = (value: unknown): boolean => {
  const duration = typeof value === 'string' ? parseDuration(value) : undefined;
  return duration !== undefined && duration !== NEVER;
};

/** One kind for a whole column, whatever the first rows hold. */
function holding(values: Axis['values']): Holding {
  if (isRange(values)) return values.measure === 'duration' ? durations : { kind: values.measure, ending: '', cell: value => value as number };
  if (values.every(isFinite)) return durations;
  const plain = (kind: ColumnKind): Holding => ({ kind, ending: '', cell: value => value as Cell });
  if (values.every(value => Number.isSafeInteger(value))) return plain('whole');
  if (values.every(value => typeof value === 'number')) return plain('number');
  if (values.every(value => typeof value === 'boolean')) return plain('flag');
  if (values.every(value => typeof value === 'string')) return plain('text');
  return { kind: 'text', ending: '_json', cell: value => canonical(value) };
}
