import type { Measured } from '../../../sim/qos.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import type { Replicate } from '../compareWorker.ts';
import { measureAll } from '../outside/comparing.ts';
import { canonical } from '../patch.ts';

export type SeedStatus =
  | { readonly kind: 'idle' }
  /** `left`: about how many milliseconds, once there is something to go by. */
  | { readonly kind: 'running'; readonly done: number; readonly of: number; readonly left: number | null }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly problem: string };

/** The measures of many runs of each column: kept, so that a column that comes or goes costs only its own runs. */
export interface Seeding {
  readonly status: () => SeedStatus;
  /** Runs what is missing of so many runs of each. */
  readonly run: (files: readonly ScenarioFile[], seeds: number) => void;
  readonly stop: () => void;
  /** By column, the runs that every column has, from the scenario's own seed on; at most `seeds`. */
  readonly rounds: (files: readonly ScenarioFile[], seeds: number) => readonly (readonly Measured[])[];
}

type Measure = typeof measureAll;
interface Task extends Replicate { readonly key: string }

/** Forgotten beyond this many scenarios: what a run leaves behind is some 250 bytes a pair. */
const kept = 12;

/** `now` is the page's own clock, in milliseconds. */
export function seedingOf(changed: () => void, now: () => number, measure: Measure = measureAll): Seeding {
  const known = new Map<string, (Measured | undefined)[]>();
  let status: SeedStatus = { kind: 'idle' };
  let current: AbortController | null = null;
  const set = (next: SeedStatus): void => {
    status = next;
    changed();
  };
  const halt = (): void => {
    current?.abort();
    current = null;
  };
  const remember = (keys: readonly string[]): void => {
    for (const key of keys) {
      const runs = known.get(key) ?? [];
      known.delete(key);
      known.set(key, runs);
    }
    for (const key of [...known.keys()].slice(0, Math.max(0, known.size - kept))) known.delete(key);
  };
  return {
    status: () => status,
    stop() {
      halt();
      if (status.kind === 'running') set({ kind: 'stopped' });
    },
    run(files, seeds) {
      halt();
      const keys = files.map(canonical);
      remember(keys);
      const tasks = missing(files, keys, seeds, known);
      if (tasks.length === 0) return set({ kind: 'idle' });
      const began = now();
      const end = new AbortController();
      let done = 0;
      current = end;
      set({ kind: 'running', done, of: tasks.length, left: null });
      measure(tasks, {
        measured({ key, index }, measured) {
          // why a run cannot be made, the column says that it is of
          if (measured) known.get(key)![index] = measured;
          done++;
          set({ kind: 'running', done, of: tasks.length, left: (now() - began) / done * (tasks.length - done) });
        },
        done() { current = null; set({ kind: 'idle' }); },
        failed(problem) { current = null; set({ kind: 'failed', problem }); },
      }, end.signal);
    },
    rounds(files, seeds) {
      const each = files.map(file => known.get(canonical(file)) ?? []);
      let whole = 0;
      while (whole < seeds && each.every(runs => runs[whole])) whole++;
      return each.map(runs => runs.slice(0, whole) as Measured[]);
    },
  };
}

/** A round after the other, so that whoever stops half-way has whole rounds; columns that are alike are run once. */
function missing(files: readonly ScenarioFile[], keys: readonly string[], seeds: number, known: ReadonlyMap<string, readonly (Measured | undefined)[]>): Task[] {
  const distinct = files.flatMap((file, i) => (keys.indexOf(keys[i]!) === i ? [{ file, key: keys[i]! }] : []));
  return Array.from({ length: seeds }, (_, index) => distinct.map(one => ({ ...one, index }))).flat().filter(({ key, index }) => !known.get(key)?.[index]);
}
