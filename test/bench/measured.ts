/** Clocks and scales of the benches: CPU seconds, since others may use the machine too, and bytes after a collection. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Of this process, user and system. */
export function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
};

let collect: (() => void) | undefined;

/** What is in use after garbage was collected: the heap, and the buffers of typed arrays beside it. */
export function bytesInUse(): number {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** What the thing that is made holds. */
export function bytesOf(make: () => unknown): number {
  const before = bytesInUse();
  const made: unknown[] = [make()];
  const after = bytesInUse();
  made.pop();
  return after - before;
}
