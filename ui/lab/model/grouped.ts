import type { Time } from '../../../src/contract.ts';
import type { Trace } from '../../../sim/trace.ts';

/** Rows of the trace by group, each in the order in which they happened: group g is rows[start[g] … start[g + 1] − 1]. */
export interface Grouped {
  readonly start: Int32Array;
  readonly rows: Int32Array;
}

/** Rows after each of which something is in a state that holds until the next. */
export interface Tracked extends Grouped {
  readonly state: Uint8Array;
}

/** A counting sort: two passes, and each group keeps the order of the trace. `key` answers −1 for a row of no group. */
export function group(trace: Trace, codes: readonly number[], groups: number, key: (row: number) => number): Grouped {
  const wanted = new Uint8Array(256);
  for (const code of codes) wanted[code] = 1;
  const start = new Int32Array(groups + 1);
  eachWanted(trace, wanted, row => { const g = key(row); if (g >= 0) start[g + 1]! += 1; });
  for (let g = 0; g < groups; g++) start[g + 1]! += start[g]!;
  const rows = new Int32Array(start[groups]!);
  const next = start.slice();
  eachWanted(trace, wanted, row => {
    const g = key(row);
    if (g >= 0) rows[next[g]!++] = row;
  });
  return { start, rows };
}

function eachWanted(trace: Trace, wanted: Uint8Array, visit: (row: number) => void): void {
  for (let row = 0; row < trace.length; row++) if (wanted[trace.code[row]!]) visit(row);
}

/** Gives every grouped row the state that it leads to; `next` hears `fresh` at the first row of each group. */
export function track(grouped: Grouped, next: (row: number, group: number, fresh: boolean) => number): Tracked {
  const state = new Uint8Array(grouped.rows.length);
  for (let g = 0; g + 1 < grouped.start.length; g++) {
    const first = grouped.start[g]!;
    for (let i = first; i < grouped.start[g + 1]!; i++) state[i] = next(grouped.rows[i]!, g, i === first);
  }
  return { ...grouped, state };
}

/** How many of the rising `values` between `low` and `high` are ≤ `limit`, as the position after them. */
export function after(values: ArrayLike<number>, limit: number, low = 0, high = values.length): number {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= limit) low = middle + 1; else high = middle;
  }
  return low;
}

/** The position after the last row of the group at or before `t`. */
export function afterTime(trace: Trace, grouped: Grouped, g: number, t: Time): number {
  return afterRows(trace, grouped.rows, t, grouped.start[g]!, grouped.start[g + 1]!);
}

/** The same in any rising list of rows. */
export function afterRows(trace: Trace, rows: Int32Array, t: Time, low = 0, high = rows.length): number {
  while (low < high) {
    const middle = (low + high) >> 1;
    if (trace.time[rows[middle]!]! <= t) low = middle + 1; else high = middle;
  }
  return low;
}

/** The state in which the group is after every row at or before `t`; `otherwise` where there is none. */
export function stateAt(trace: Trace, tracked: Tracked, g: number, t: Time, otherwise: number): number {
  const position = afterTime(trace, tracked, g, t);
  return position > tracked.start[g]! ? tracked.state[position - 1]! : otherwise;
}
