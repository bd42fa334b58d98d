/** The watched pairs of a scenario, numbered in the order of its `watches`. */
import type { ProcessId } from '../../src/contract.ts';

export class Pairs {
  readonly count: number;
  readonly monitor: Int32Array;
  readonly monitored: Int32Array;
  /** By process: its monitors, the pairs in which it watches and those in which it is watched. */
  readonly watchedBy: readonly ProcessId[][];
  readonly ofMonitor: readonly number[][];
  readonly ofMonitored: readonly number[][];
  private readonly numbers = new Map<number, number>();

  constructor(private readonly watches: readonly (readonly ProcessId[])[]) {
    this.count = watches.reduce((sum, row) => sum + row.length, 0);
    this.monitor = new Int32Array(this.count);
    this.monitored = new Int32Array(this.count);
    this.watchedBy = watches.map(() => []);
    this.ofMonitor = watches.map(() => []);
    this.ofMonitored = watches.map(() => []);
    let pair = 0;
    watches.forEach((row, q) => row.forEach(p => this.add(pair++, q, p)));
  }

  /** Undefined for two who do not watch each other: their opinions enter no measure. */
  find(monitor: ProcessId, monitored: ProcessId): number | undefined {
    return this.numbers.get(monitor * this.watches.length + monitored);
  }

  private add(pair: number, monitor: ProcessId, monitored: ProcessId): void {
    this.monitor[pair] = monitor;
    this.monitored[pair] = monitored;
    this.numbers.set(monitor * this.watches.length + monitored, pair);
    this.watchedBy[monitored]!.push(monitor);
    this.ofMonitor[monitor]!.push(pair);
    this.ofMonitored[monitored]!.push(pair);
  }
}
