/** One thread of a search: tasks in, what was measured out. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Measured } from '../../../sim/measures/measured.ts';
import { evaluator } from '../../../sim/solve/evaluate.ts';
import type { Task } from '../../../sim/solve/problem.ts';
import { told, type ToldFailure } from '../failure.ts';

/** What a thread is started with. `name`: what messages call the scenario. */
export interface Given { readonly name: string; readonly keepsPairs: boolean }
export type Said = { readonly measured: readonly (readonly Measured[])[] } | ToldFailure;

const { name, keepsPairs } = workerData as Given;
const evaluate = evaluator({ keepsPairs });
const port = parentPort!;
const say = (said: Said): void => port.postMessage(said);

port.on('message', (tasks: readonly Task[]) => {
  try {
    say({ measured: evaluate(tasks) });
  } catch (error) {
    say(told(error, name));
  }
});
