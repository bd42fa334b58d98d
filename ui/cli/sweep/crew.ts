/** Who computes the rows of a sweep. Rows land as they are finished, in any order. */
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { builtIn } from '../../../sim/builtIn.ts';
import type { Plan } from '../../../sim/sweep/plan.ts';
import { rowsOf, type Cells } from '../../../sim/sweep/rows.ts';
import { asFailure, retold, threadError } from '../failure.ts';
import type { Given, Said } from './sweepWorker.ts';

/** Called for each row; what it throws ends the work. */
export type Landed = (task: number, cells: Cells) => void;

export interface Crew {
  /** Resolves when every task has landed, or soon after `stop`. @throws Failure */
  perform(tasks: Iterator<number>, landed: Landed): Promise<void>;
  /** What is under way is given up. */
  stop(): void;
}

/** How many tasks a thread has before it: one under way, one that waits, so that it never idles. */
const inHand = 2;
/** How far the first unfinished task may lie behind the last begun: this many rows at most wait for their turn. */
const ahead = 1_000;

interface Thread { readonly worker: Worker; load: number }

/** Worker threads. */
export class Threads implements Crew {
  private readonly threads: readonly Thread[];
  /** By task, in the order in which they were begun: who has it, and how many were begun before it. */
  private readonly underWay = new Map<number, { readonly thread: Thread; readonly begun: number }>();
  private begun = 0;
  private settle: (error?: unknown) => void = () => undefined;

  /** @param entry the command's own file, beside which the thread's lies */
  constructor(entry: string, jobs: number, given: Given) {
    const file = join(dirname(entry), 'sweepWorker.js');
    this.threads = Array.from({ length: jobs }, () => ({ worker: new Worker(file, { workerData: given }), load: 0 }));
  }

  async perform(tasks: Iterator<number>, landed: Landed): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.settle = error => (error === undefined ? resolve() : reject(error as Error));
        for (const { worker } of this.threads) {
          worker.on('error', error => this.settle(threadError(error)));
          worker.on('message', (said: Said) => this.hear(said, tasks, landed));
        }
        this.feed(tasks);
      });
    } finally {
      await Promise.all(this.threads.map(({ worker }) => worker.terminate()));
    }
  }

  stop(): void {
    this.settle();
  }

  private hear(said: Said, tasks: Iterator<number>, landed: Landed): void {
    if ('exit' in said) return this.settle(retold(said));
    this.underWay.get(said.task)!.thread.load--;
    this.underWay.delete(said.task);
    try {
      landed(said.task, said.cells);
      this.feed(tasks);
    } catch (error) {
      this.settle(error);
    }
  }

  private feed(tasks: Iterator<number>): void {
    while (!this.isFarAhead()) {
      const thread = this.threads.reduce((least, each) => (each.load < least.load ? each : least));
      if (thread.load === inHand) return;
      const { value: task, done } = tasks.next() as IteratorResult<number, undefined>;
      if (done) break;
      thread.load++;
      this.underWay.set(task, { thread, begun: this.begun++ });
      thread.worker.postMessage(task);
    }
    if (this.underWay.size === 0) this.settle();
  }

  private isFarAhead(): boolean {
    const [oldest] = this.underWay.values();
    return oldest !== undefined && this.begun - oldest.begun > ahead;
  }
}

/** This very thread: where the command is not built, and so has no others. */
export class Alone implements Crew {
  private stopped = false;
  constructor(private readonly plan: Plan, private readonly name: string) {}

  async perform(tasks: Iterator<number>, landed: Landed): Promise<void> {
    const rows = rowsOf(this.plan, builtIn);
    for (let next = tasks.next(); !next.done && !this.stopped; next = tasks.next()) {
      try {
        landed(next.value, rows(next.value));
      } catch (error) {
        throw asFailure(error, this.name);
      }
      await new Promise(resolve => { setImmediate(resolve); });
    }
  }

  stop(): void {
    this.stopped = true;
  }
}
