import type { Asked, Plan } from '../../../sim/sweep/plan.ts';
import type { FromSweepWorker, ToSweepWorker } from '../sweepWorker.ts';

/** What a sweep tells while it lasts. */
export interface SweepHeard {
  planned?(plan: Plan): void;
  /** A line of JSONL; lines come in the order of the plan. */
  row(line: string, task: number): void;
}

const hire = (): Worker => new Worker(new URL('../sweepWorker.ts', import.meta.url), { type: 'module', name: 'flatline sweep' });

/**
 * Runs a sweep on so many workers. The lines are those that the command writes, byte for byte, whatever `jobs` is.
 * `signal` gives it up. Rejects with what is wrong.
 */
export function sweep(asked: Asked, heard: SweepHeard, jobs = navigator.hardwareConcurrency, signal?: AbortSignal): Promise<void> {
  const workers: Worker[] = [];
  return new Promise<void>((resolve, reject) => {
    const early = new Map<number, string>();
    let [plan, begun, told] = [undefined as Plan | undefined, 0, 0];
    const tell = (worker: Worker, message: ToSweepWorker): void => worker.postMessage(message);
    const feed = (worker: Worker): void => { if (begun < plan!.tasks) tell(worker, { task: begun++ }); };
    const begin = (made: Plan): void => {
      plan = made;
      heard.planned?.(made);
      while (workers.length < Math.min(jobs, made.tasks)) workers.push(listening(hire()));
      for (const worker of workers) {
        tell(worker, { plan: made });
        feed(worker);
      }
    };
    const listening = (worker: Worker): Worker => {
      worker.onerror = event => reject(new Error(event.message || 'a worker could not be loaded'));
      worker.onmessage = ({ data }: MessageEvent<FromSweepWorker>) => {
        if ('problem' in data) return reject(new Error(data.problem));
        if ('plan' in data) return begin(data.plan);
        early.set(data.task, data.line);
        feed(worker);
        for (let line = early.get(told); line !== undefined; line = early.get(told)) {
          early.delete(told);
          heard.row(line, told++);
        }
        if (told === plan!.tasks) resolve();
      };
      return worker;
    };
    signal?.addEventListener('abort', () => reject(signal.reason as Error));
    workers.push(listening(hire()));
    tell(workers[0]!, { asked });
  }).finally(() => { for (const worker of workers) worker.terminate(); });
}
