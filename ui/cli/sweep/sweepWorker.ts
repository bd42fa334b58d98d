/** One thread of a sweep: numbers of tasks in, rows out. It reads nothing and writes nothing but messages. */
import { parentPort, workerData } from 'node:worker_threads';
import { builtIn } from '../../../sim/builtIn.ts';
import type { Plan } from '../../../sim/sweep/plan.ts';
import { rowsOf, type Cells } from '../../../sim/sweep/rows.ts';
import { told, type ToldFailure } from '../failure.ts';

/** What a thread is started with. */
export interface Given { readonly plan: Plan; /** What messages call the scenario. */ readonly name: string }
/** What it says of a task. */
export type Said = { readonly task: number; readonly cells: Cells } | ToldFailure;

const { plan, name } = workerData as Given;
const rows = rowsOf(plan, builtIn);
const port = parentPort!;
const say = (said: Said): void => port.postMessage(said);

port.on('message', (task: number) => {
  try {
    say({ task, cells: rows(task) });
  } catch (error) {
    say(told(error, name));
  }
});
