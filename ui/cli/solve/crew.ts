/** Who does the runs of a search: chunks of seeds go to threads, and come together again in their order. */
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Measured } from '../../../sim/measures/measured.ts';
import { evaluator } from '../../../sim/solve/evaluate.ts';
import type { Evaluator, Task } from '../../../sim/solve/problem.ts';
import { asFailure, retold, threadError } from '../failure.ts';
import type { Given, Said } from './solveWorker.ts';

type Results = readonly (readonly Measured[])[];

/** Some tasks of a batch, under some of their seeds. */
export interface Chunk { readonly places: readonly number[]; readonly from: number; readonly tasks: readonly Task[] }

export interface Crew {
  /** In any order; fewer than all of them where `isOver` says so. @throws Failure */
  perform(chunks: readonly Chunk[], landed: (chunk: Chunk, results: Results) => void, isOver: () => boolean): Promise<void>;
  end(): Promise<void>;
}

/** Runs in one chunk at most: so that the clock is looked at now and then. */
const mostRuns = 32;

/** Tasks under the same seeds stay together: they may share a walk. Independent of who does them. */
export function chunksOf(tasks: readonly Task[]): Chunk[] {
  const alike = new Map<string, number[]>();
  tasks.forEach(({ seeds }, i) => {
    const key = `${seeds.length} ${seeds[0]}`;
    alike.set(key, [...alike.get(key) ?? [], i]);
  });
  return [...alike.values()].flatMap(places => {
    const total = tasks[places[0]!]!.seeds.length;
    const size = Math.max(1, Math.min(Math.ceil(total / 8), Math.floor(mostRuns / places.length)));
    return Array.from({ length: Math.ceil(total / size) }, (_, i): Chunk => ({
      places, from: i * size,
      tasks: places.map(place => ({ file: tasks[place]!.file, seeds: tasks[place]!.seeds.slice(i * size, (i + 1) * size) })),
    }));
  });
}

/** The batch from its chunks; null where `isOver` came before the last of them. */
export async function performed(crew: Crew, tasks: readonly Task[], isOver: () => boolean, onShare: (share: number) => void): Promise<Results | null> {
  const chunks = chunksOf(tasks);
  const results = tasks.map((): Measured[] => []);
  let done = 0;
  await crew.perform(chunks, ({ places, from }, measured) => {
    places.forEach((place, i) => measured[i]!.forEach((run, k) => { results[place]![from + k] = run; }));
    onShare(++done / chunks.length);
  }, isOver);
  return done === chunks.length ? results : null;
}

/** Worker threads, which stay for the whole search. */
export class Threads implements Crew {
  private readonly workers: readonly Worker[];

  /** @param entry the command's own file, beside which the thread's lies */
  constructor(entry: string, jobs: number, given: Given) {
    const file = join(dirname(entry), 'solveWorker.js');
    this.workers = Array.from({ length: jobs }, () => new Worker(file, { workerData: given }));
  }

  async perform(chunks: readonly Chunk[], landed: (chunk: Chunk, results: Results) => void, isOver: () => boolean): Promise<void> {
    let next = 0;
    const take = (): Chunk | undefined => (isOver() ? undefined : chunks[next++]);
    await Promise.all(this.workers.map(async worker => {
      for (let chunk = take(); chunk; chunk = take()) landed(chunk, await asked(worker, chunk.tasks));
    }));
  }

  async end(): Promise<void> {
    await Promise.all(this.workers.map(worker => worker.terminate()));
  }
}

function asked(worker: Worker, tasks: readonly Task[]): Promise<Results> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => reject(threadError(error));
    worker.once('error', failed);
    worker.once('message', (said: Said) => {
      worker.off('error', failed);
      if ('measured' in said) resolve(said.measured);
      else reject(retold(said));
    });
    worker.postMessage(tasks);
  });
}

/** This very thread: where the command is not built, and so has no others. */
export class Alone implements Crew {
  private readonly evaluate: Evaluator;
  constructor(private readonly given: Given) { this.evaluate = evaluator({ keepsPairs: given.keepsPairs }); }

  async perform(chunks: readonly Chunk[], landed: (chunk: Chunk, results: Results) => void, isOver: () => boolean): Promise<void> {
    for (const chunk of chunks) {
      if (isOver()) return;
      try {
        landed(chunk, this.evaluate(chunk.tasks));
      } catch (error) {
        throw asFailure(error, this.given.name);
      }
      await new Promise(resolve => { setImmediate(resolve); });
    }
  }

  async end(): Promise<void> {
    await Promise.resolve();
  }
}
