/** The inverse question: which setting meets the goals at the least cost, and is it true on seeds that the search never saw? */
import { builtIn } from '../builtIn.ts';
import type { Registry } from '../registry.ts';
import { answered } from './answer.ts';
import { confirmed } from './confirm.ts';
import { evaluator } from './evaluate.ts';
import { Ledger } from './ledger.ts';
import { polish } from './polish.ts';
import { ProblemError, type Done, type Evaluator, type Problem, type Setting, type Solution, type Want } from './problem.ts';
import { quietRuns } from './quiet.ts';
import { Search } from './search.ts';
import { Trial } from './trial.ts';

/** Runs the whole search with an evaluator that answers at once. @throws ProblemError, ScenarioError, DetectorError */
export function solve(problem: Problem, evaluate: Evaluator = evaluator(), registry: Registry = builtIn): Solution {
  const steps = solving(problem, registry);
  for (let step = steps.next(); ;) {
    if (step.done) return step.value;
    step = steps.next(evaluate(step.value.tasks));
  }
}

/** The search as a sequence of wants, so that whoever does the runs may do them side by side, and stop. */
export function* solving(problem: Problem, registry: Registry = builtIn): Generator<Want, Solution, Done> {
  const { goals, settings, confidence = 0.95, budget = 20_000, runs = 8 } = problem;
  if (settings.length === 0) throw new ProblemError('there is no setting to choose from');
  if (goals.length === 0) throw new ProblemError('there is no goal to meet');
  if (settings.length * runs > (2 * budget) / 3) {
    throw new ProblemError(`${settings.length} settings take ${settings.length * runs} runs at the first look, more than two thirds of a budget of ${budget}: allow more runs, or vary less`);
  }
  const tail = 1 - confidence;
  const trialOf = (setting: Setting): Trial => new Trial(setting, problem, registry);
  const { scenario } = trialOf(settings[0]!);
  const quiet = quietRuns(scenario, goals, tail);
  const ledger = new Ledger(budget, quiet, scenario.seed);
  const search = new Search(problem, ledger, runs, quiet, tail, trialOf);
  const { chosen, refused } = yield* confirmed(search, ledger, tail, trialOf);
  if (search.trials.length === 0) throw new ProblemError('the time was up before the first runs had ended: allow more');
  search.tail = tail;
  yield* polish(search, ledger, problem, chosen?.trial);
  return answered({ problem, search, ledger, quiet, chosen, refused });
}
