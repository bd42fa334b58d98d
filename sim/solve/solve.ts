/** The inverse question: which setting meets the goals at the least cost, and is it true on seeds that the search never saw? */
import { builtIn } from '../builtIn.ts';
import type { Registry } from '../registry.ts';
import type { ScenarioFile } from '../scenario.ts';
import { evaluator } from './evaluate.ts';
import { front } from './front.ts';
import { Ledger, type Order } from './ledger.ts';
import { goalCost, objectiveCost } from './order.ts';
import { ProblemError, type Done, type Evaluator, type Point, type Problem, type Setting, type Solution, type Want } from './problem.ts';
import { quietHorizon } from './quiet.ts';
import { closest, reasonOf } from './reason.ts';
import { Search } from './search.ts';
import { Trial } from './trial.ts';
import { byTightness, worstRun } from './worst.ts';

/**
 * How the chance of a false claim is shared out: the first choice is held to a little more than was asked for, so that a
 * second and a third may be tried, and all together are wrong no more often than was said.
 */
const attempts = [0.8, 0.15, 0.05] as const;
/** The worst of fewer is not worth looking at. */
const leastFresh = 64;
/** Settings on the front that get as many runs as the chosen one, so that luck does not put them there. */
const polished = 24;

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
  const quiet = quietHorizon(scenario, goals, tail);
  const ledger = new Ledger(budget, quiet, scenario.seed);
  const search = new Search(problem, ledger, runs, quiet !== null, tail, trialOf);
  yield* search.run();
  if (search.trials.length === 0) throw new ProblemError('the time was up before the first runs had ended: allow more');
  complain(search, problem);
  const { chosen, refused } = yield* confirm(search, ledger, trialOf);
  yield* polish(search, ledger, problem, chosen);
  return answer({ problem, search, ledger, quiet, chosen, refused });
}

/** A goal that has no meaning here is a slip of the pen, not a finding. */
function complain({ trials, tail }: Search, { objectives }: Problem): void {
  const [first, ...rest] = trials.map(trial => trial.point(tail));
  first!.goals.forEach(({ value, low, why, goal }, i) => {
    const nowhere = value === null && low === null && why !== undefined && rest.every(point => point.goals[i]!.why === why);
    if (nowhere && why !== 'no mistake') throw new ProblemError(`${goal}: ${why}`);
  });
  first!.objectives.forEach((value, i) => {
    if (value === null && rest.every(point => point.objectives[i] === null)) throw new ProblemError(`${objectives[i]!.path}: cannot be measured in this scenario`);
  });
}

interface Confirmed { readonly chosen: { readonly trial: Trial; readonly point: Point } | undefined; readonly refused: readonly Point[] }

/** The best, with twice its runs on fresh seeds; if it fails, the best of those that are better assured. */
function* confirm(search: Search, ledger: Ledger, trialOf: (setting: Setting) => Trial): Generator<Want, Confirmed, Done> {
  const refused: Point[] = [];
  const tried = new Set<Trial>();
  for (const [attempt, share] of attempts.entries()) {
    const tail = search.tail * share;
    const found = search.with('meets', attempt === 0 ? search.tail : tail).find(trial => !tried.has(trial));
    if (!found) break;
    tried.add(found);
    const trial = trialOf(found.setting);
    const { asIs, quiet } = found.runs;
    const orders: Order[] = [
      { trial, field: 'asIs', count: Math.max(leastFresh, 2 * asIs.length) }, { trial, field: 'quiet', count: 2 * quiet.length },
    ];
    if (!(yield* ledger.fresh(orders, attempt + 1))) break;
    const point = trial.point(tail);
    if (point.verdict === 'meets') return { chosen: { trial, point }, refused };
    refused.push(point);
  }
  return { chosen: undefined, refused };
}

function frontOf({ trials, tail }: Search, { goals, objectives }: Problem): Trial[] {
  return front(trials, trial => [
    ...goals.map((goal, i) => goalCost(goal, trial.point(tail).goals[i]!)),
    ...objectives.map(({ sense }, i) => objectiveCost(trial.ranks(tail)[i]!, sense)),
  ]);
}

/** Those that seem unbeaten after few runs get more, while there is budget; and so do those that take their place. */
function* polish(search: Search, ledger: Ledger, problem: Problem, chosen: Confirmed['chosen']): Generator<Want, void, Done> {
  const target = { asIs: leastFresh, quiet: chosen && chosen.trial.runs.quiet.length > 0 ? 16 : 0 };
  for (let pass = 0; pass < 2; pass++) {
    const orders = frontOf(search, problem).filter(trial => !trial.isSettled).slice(0, polished).flatMap(trial =>
      (['asIs', 'quiet'] as const).map(field => ({ trial, field, count: Math.max(0, target[field] - trial.runs[field].length) })));
    const due = orders.filter(({ count }) => count > 0);
    if (due.length === 0 || due.reduce((sum, { count }) => sum + count, 0) > ledger.left) return;
    if (!(yield* ledger.search(due))) return;
  }
}

interface Found extends Confirmed { readonly problem: Problem; readonly search: Search; readonly ledger: Ledger; readonly quiet: number | null }

function answer(found: Found): Solution {
  const { problem, search, ledger, quiet, chosen, refused } = found;
  const { goals, objectives, confidence = 0.95 } = problem;
  const points = search.sorted(search.trials).map(trial => trial.point(search.tail));
  const open = refused.length > 0 || points.some(({ verdict }) => verdict !== 'fails');
  return {
    kind: chosen ? 'found' : open ? 'undecided' : 'none', confidence, goals: goals.map(({ text }) => text), objectives,
    settings: search.trials.length, runs: ledger.spent, quiet: quiet === null ? null : quiet / 1_000,
    chosen: chosen?.point ?? null, rejected: refused,
    front: search.sorted(frontOf(search, problem)).map(trial => trial.point(search.tail)),
    reason: chosen ? null : reasonOf(points, goals, refused),
    worst: worst(found, points),
  };
}

function worst({ problem: { goals }, search, ledger, chosen }: Found, points: readonly Point[]): Solution['worst'] {
  const trial = chosen?.trial ?? search.trials.find(each => each.point(search.tail) === closest(points, goals, goals.map((_, i) => i)));
  if (!trial || trial.runs.asIs.length === 0) return null;
  const point = chosen?.point ?? trial.point(search.tail);
  const found = worstRun(byTightness(goals, point), ({ path }) => trial.runs[trial.fieldOf(path)], trial.meta());
  if (!found) return null;
  const { story: _story, ...rest } = ledger.fileOf(trial, trial.fieldOf(found.goal.path));
  const scenario: ScenarioFile = { ...rest, seed: found.run.seed, expect: goals.map(({ text }) => text) };
  return { goal: found.goal.text, value: found.value, scenario };
}
