import { fetchedElsewhere } from '../fetchedElsewhere.ts';
import type { Measured } from '../../../sim/qos.ts';
import type { FromCompareWorker, Replicate, ToCompareWorker } from '../compareWorker.ts';

const hire = (): Worker => new Worker(new URL('../compareWorker.ts', import.meta.url), { type: 'module', name: 'flatline compare' });

/**
 * Runs and measures each of these on so many workers; they end in any order. A run that cannot be made is told as null.
 * `signal` gives the rest up, and then neither `done` nor `failed` is called.
 */
export function measureAll<R extends Replicate>(
  replicates: readonly R[],
  heard: { measured(replicate: R, measured: Measured | null): void; done(): void; failed(problem: string): void },
  signal: AbortSignal, jobs = navigator.hardwareConcurrency,
): void {
  const workers = Array.from({ length: Math.min(jobs, replicates.length) }, hire);
  const end = (): void => { for (const worker of workers) worker.terminate(); };
  let [begun, ended] = [0, 0];
  const fail = (problem: string): void => {
    if (signal.aborted) return;
    end();
    heard.failed(problem);
  };
  signal.addEventListener('abort', end);
  for (const worker of workers) {
    let at = begun++;
    const next = (): void => {
      const { file, index } = replicates[at]!;
      worker.postMessage({ file, index } satisfies ToCompareWorker);
    };
    worker.onerror = event => fail(event.message || 'a worker could not be loaded');
    worker.onmessage = ({ data }: MessageEvent<FromCompareWorker>) => {
      if (signal.aborted) return;
      heard.measured(replicates[at]!, 'measured' in data ? data.measured : null);
      if (++ended === replicates.length) {
        end();
        return heard.done();
      }
      at = begun++;
      if (at < replicates.length) next();
    };
    next();
  }
}

/** What the view shows to whoever drives it. */
export interface ComparisonProbe {
  readonly state: () => unknown;
  readonly seek: (to: number) => void;
  /** Of each column, up to an instant; of the whole run without one. */
  readonly digests: (at: number | undefined, answered: (digests: readonly string[]) => void) => void;
  readonly reports: () => unknown;
}

/** `window.__lab`, as the Lab has it: the answer tells when every column's run is shown. */
export function probe({ digests, ...page }: ComparisonProbe): () => void {
  let ready!: () => void;
  Object.assign(window, { __lab: {
    ...page, ready: new Promise<void>(resolve => { ready = resolve; }),
    digests: (at?: number) => new Promise<readonly string[]>(resolve => digests(at, resolve)),
    net: fetchedElsewhere,
  } });
  return ready;
}
