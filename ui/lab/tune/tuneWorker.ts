/** One worker of the map: makes the plan, does the runs of a task, finds the moment to look at. It keeps nothing between two questions. */
import { builtIn } from '../../../sim/builtIn.ts';
import type { Asked, Found, Measure, Plan, Task } from './model/cells.ts';
import { found } from './work/measuring.ts';
import { momentOf, type Moment } from './work/moment.ts';
import { planOf, problemOf } from './work/plan.ts';

export type Question =
  | { readonly ask: 'plan'; readonly asked: Asked }
  | { readonly ask: 'task'; readonly plan: Plan; readonly task: Task }
  | { readonly ask: 'moment'; readonly plan: Plan; readonly measure: Measure; readonly x: number; readonly y: number; readonly run: number };

export interface Answers {
  readonly plan: Plan;
  readonly task: Found;
  readonly moment: Moment;
}

export type FromTuneWorker = { readonly answer: Answers[keyof Answers] } | { readonly progress: number } | { readonly problem: string };

const say = (message: FromTuneWorker): void => self.postMessage(message);

/** Every tenth, for hundreds of words would only keep the page busy. */
function sparing(tell: (share: number) => void): (share: number) => void {
  let next = 0.1;
  return share => {
    if (share < next) return;
    next = share + 0.1;
    tell(share);
  };
}

function answer(question: Question): Answers[keyof Answers] {
  if (question.ask === 'plan') return planOf(question.asked, builtIn);
  if (question.ask === 'task') return found(question.plan, question.task, builtIn, sparing(share => say({ progress: share })));
  return momentOf(question.plan, question.measure, question.x, question.y, question.run, builtIn);
}

self.onmessage = ({ data }: MessageEvent<Question>) => {
  try {
    say({ answer: answer(data) });
  } catch (error) {
    say({ problem: problemOf(error) });
  }
};
