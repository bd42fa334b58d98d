/** The watched pairs of a scenario, numbered in the order of its `watches`. */
import type { ProcessId } from '../../src/contract.ts';
import type { PairColumns } from './measured.ts';

export class Pairs {
  readonly count: number;
  readonly monitor: Int32Array;
  readonly monitored: Int32Array;
  /** By process: the first pair in which it watches; the next process's is behind its last. */
  readonly first: Int32Array;
  /** By process, its monitors. */
  readonly watchedBy: readonly (readonly ProcessId[])[];
  /** Rows that do not ascend. */
  private readonly unsorted = new Map<ProcessId, ReadonlyMap<ProcessId, number>>();

  constructor(watches: readonly (readonly ProcessId[])[]) {
    this.count = watches.reduce((sum, row) => sum + row.length, 0);
    this.monitor = new Int32Array(this.count);
    this.monitored = new Int32Array(this.count);
    this.first = new Int32Array(watches.length + 1);
    let pair = 0;
    watches.forEach((row, q) => {
      this.monitor.fill(q, pair, pair + row.length);
      this.monitored.set(row, pair);
      if (!isAscending(row)) this.unsorted.set(q, new Map(row.map((p, i) => [p, this.first[q]! + i])));
      pair += row.length;
      this.first[q + 1] = pair;
    });
    this.watchedBy = this.inverse(watches.length);
  }

  /**
   * Undefined for two who do not watch each other: their opinions enter no measure. In a row that ascends, the i-th is no
   * less than the first and i: whoever is watched with all others is found at once.
   */
  find(monitor: ProcessId, monitored: ProcessId): number | undefined {
    const row = this.unsorted.size > 0 && this.unsorted.get(monitor);
    if (row) return row.get(monitored);
    const ids = this.monitored;
    let low = this.first[monitor]!;
    let high = this.first[monitor + 1]! - 1;
    if (low > high || monitored < ids[low]!) return undefined;
    high = Math.min(high, low + monitored - ids[low]!);
    if (ids[high] === monitored) return high;
    if (high > low && ids[high - 1] === monitored) return high - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ids[middle]! < monitored) low = middle + 1;
      else high = middle;
    }
    return ids[low] === monitored ? low : undefined;
  }

  private inverse(processes: number): ProcessId[][] {
    const lists: ProcessId[][] = [];
    for (let pair = 0; pair < this.count; pair++) {
      const p = this.monitored[pair]!;
      const monitors = lists[p];
      if (monitors) monitors.push(this.monitor[pair]!);
      else lists[p] = [this.monitor[pair]!];
    }
    for (let process = 0; process < processes; process++) lists[process] ??= [];
    return lists;
  }
}

const isAscending = (row: readonly ProcessId[]): boolean => row.every((p, i) => i === 0 || row[i - 1]! < p);

export function emptyColumns({ count, monitor, monitored }: Pairs): PairColumns {
  const zeroes = (): Float64Array => new Float64Array(count);
  return {
    monitor, monitored, exposure: zeroes(), wrong: zeroes(), mistakes: zeroes(),
    detected: zeroes(), detectionSum: zeroes(), detectionMax: zeroes(), missed: zeroes(),
    censored: zeroes(), censoredSum: zeroes(), censoredMax: zeroes(),
  };
}
