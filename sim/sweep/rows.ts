/** The unit of work of a sweep, in a worker thread and in the page alike: the number of a task in, its row out. */
import { measure } from '../qos.ts';
import type { Registry } from '../registry.ts';
import { seedOf, simulate } from '../run.ts';
import { pool } from '../statistics.ts';
import { columnsOf, type Cell } from './columns.ts';
import { placeOf, reader, type Plan, type Setting } from './plan.ts';

/** A row without its header: the cells in the order of {@link columnsOf}. */
export type Cells = readonly Cell[];

/**
 * Computes rows by the numbers of their tasks. A row depends on nothing but the plan and the number; the last setting
 * is kept, because its other runs come next. The calls throw ScenarioError, DetectorError and PlanError.
 */
export function rowsOf(plan: Plan, registry: Registry): (task: number) => Cells {
  const columns = columnsOf(plan);
  const read = reader(plan, registry);
  let last: { readonly number: number; readonly setting: Setting } | undefined;
  return task => {
    const place = placeOf(plan, task);
    if (last?.number !== place.setting) last = { number: place.setting, setting: read(place.setting) };
    const { values, entries } = last.setting;
    const entry = entries[place.detector]!;
    const seed = seedOf(plan.seed, place.replicate);
    const measured = measure(simulate(entry.scenario, { registry, seed }));
    const pairs = entry.scenario.expect.some(({ path }) => path.includes('pairs'));
    const report = pool([measured], { scenario: entry.scenario, version: plan.version, detector: entry.label, pairs });
    return columns.map(column => plain(column.of({ plan, task, place, values, entry, seed, measured, report })));
  };
}

/** No NaN, no Infinity, no minus zero: what JSON, CSV and Parquet all give back. */
const plain = (cell: Cell): Cell => (typeof cell === 'number' ? (Number.isFinite(cell) ? cell + 0 : null) : cell);

/** A row as a line of JSONL, without the line feed. */
export const lineOf = (names: readonly string[], cells: Cells): string =>
  JSON.stringify(Object.fromEntries(names.map((name, i) => [name, cells[i]!])));
