/** One worker of the map: makes the plan, does the runs of a task, finds the moment to look at. It keeps nothing between two questions but a search that is under way. */
import { builtIn } from '../../../sim/builtIn.ts';
import type { Measured } from '../../../sim/measures/measured.ts';
import { evaluator } from '../../../sim/solve/evaluate.ts';
import type { Done, Solution, Task as Runs, Want } from '../../../sim/solve/problem.ts';
import { solving } from '../../../sim/solve/solve.ts';
import type { Asked, Found, Measure, Plan, Task } from './model/cells.ts';
import { holdProblem } from './work/holding.ts';
import { found } from './work/measuring.ts';
import { momentOf, type Moment } from './work/moment.ts';
import { planOf, problemOf } from './work/plan.ts';

export type Question =
  | { readonly ask: 'plan'; readonly asked: Asked }
  | { readonly ask: 'task'; readonly plan: Plan; readonly task: Task }
  | { readonly ask: 'moment'; readonly plan: Plan; readonly measure: Measure; readonly x: number; readonly y: number; readonly run: number }
  /** Begins to hold a setting to fresh seeds; what it wants is run elsewhere, and told by `goOn`. */
  | { readonly ask: 'hold'; readonly plan: Plan; readonly x: number; readonly y: number; readonly confidence: number }
  | { readonly ask: 'goOn'; readonly runs: Done }
  | { readonly ask: 'runs'; readonly task: Runs };

export interface Answers {
  readonly plan: Plan;
  readonly task: Found;
  readonly moment: Moment;
  readonly hold: HoldStep;
  readonly goOn: HoldStep;
  readonly runs: readonly Measured[];
}

export type HoldStep = { readonly want: Want } | { readonly solution: Solution };

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

let search: Generator<Want, Solution, Done> | null = null;

function stepped({ done, value }: IteratorResult<Want, Solution>): HoldStep {
  if (!done) return { want: value };
  search = null;
  return { solution: value };
}

function answer(question: Question): Answers[keyof Answers] {
  if (question.ask === 'plan') return planOf(question.asked, builtIn);
  if (question.ask === 'task') return found(question.plan, question.task, builtIn, sparing(share => say({ progress: share })));
  if (question.ask === 'runs') return evaluator({ registry: builtIn })([question.task])[0]!;
  if (question.ask === 'goOn') return stepped(search!.next(question.runs));
  if (question.ask === 'hold') {
    search = solving(holdProblem(question.plan, question.x, question.y, question.confidence, builtIn), builtIn);
    return stepped(search.next());
  }
  return momentOf(question.plan, question.measure, question.x, question.y, question.run, builtIn);
}

self.onmessage = ({ data }: MessageEvent<Question>) => {
  try {
    say({ answer: answer(data) });
  } catch (error) {
    say({ problem: problemOf(error) });
  }
};
