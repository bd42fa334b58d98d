/** One worker of a sweep in the page: the same rows as a thread of the command computes, by the same function. */
import { builtIn } from '../../sim/builtIn.ts';
import { columnsOf } from '../../sim/sweep/columns.ts';
import { planOf, type Asked, type Plan } from '../../sim/sweep/plan.ts';
import { lineOf, rowsOf } from '../../sim/sweep/rows.ts';

/** To it: what is asked, which it answers with the plan; the plan to work by; the number of a task of it. */
export type ToSweepWorker = { readonly asked: Asked } | { readonly plan: Plan } | { readonly task: number };
/** From it: a row is a line of JSONL. */
export type FromSweepWorker = { readonly plan: Plan } | { readonly task: number; readonly line: string } | { readonly problem: string };

let line: (task: number) => string = () => { throw new Error('there is no plan yet'); };

const say = (message: FromSweepWorker): void => self.postMessage(message);

function follow(plan: Plan): void {
  const rows = rowsOf(plan, builtIn);
  const names = columnsOf(plan).map(({ name }) => name);
  line = task => lineOf(names, rows(task));
}

self.onmessage = ({ data }: MessageEvent<ToSweepWorker>) => {
  try {
    if ('asked' in data) say({ plan: planOf(data.asked, builtIn) });
    else if ('plan' in data) follow(data.plan);
    else say({ task: data.task, line: line(data.task) });
  } catch (error) {
    say({ problem: error instanceof Error ? error.message : String(error) });
  }
};
