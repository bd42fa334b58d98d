import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { builtIn } from '../../../sim/builtIn.ts';
import { ProblemError, type Problem, type Solution } from '../../../sim/solve/problem.ts';
import { solving } from '../../../sim/solve/solve.ts';
import { asFailure, badInput, exits, usage, type Exit } from '../failure.ts';
import type { Performer, Stage } from '../performer.ts';
import { boldFor } from '../verb.ts';
import { asked, define, type Asked, type SolveOptions } from './asked.ts';
import { Alone, performed, Threads, type Crew } from './crew.ts';
import { solveText } from './solveText.ts';

/** Of the time there is, so much is for the search, and the rest for the fresh seeds. */
const searchShare = 0.65;

/** When to end: by the clock, or because the person has seen enough. */
class Clock {
  private readonly began = Date.now();
  stopped = false;

  /** @param milliseconds of real time for all of it */
  constructor(private readonly milliseconds: number) {}

  get share(): number { return (Date.now() - this.began) / this.milliseconds; }
  isOver(stage: 'search' | 'fresh'): boolean {
    return this.stopped || this.share >= (stage === 'search' ? searchShare : 1);
  }
}

/** Drives the search: what it wants goes to the crew. @throws ProblemError, ScenarioError, Failure */
async function found(problem: Problem, crew: Crew, clock: Clock, progressed: (share: number) => void): Promise<Solution> {
  const { budget = 20_000 } = problem;
  const steps = solving(problem, builtIn);
  let step = steps.next();
  while (!step.done) {
    const { tasks, stage, share } = step.value;
    const runs = tasks.reduce((sum, { seeds }) => sum + seeds.length, 0);
    const results = await performed(crew, tasks, () => clock.isOver(stage), part => progressed(Math.max(clock.share, share + (part * runs) / budget)));
    step = steps.next(results);
  }
  return step.value;
}

async function perform(stage: Stage): Promise<Exit> {
  const options = stage.options as SolveOptions;
  const question = await asked(stage.subjects[0]!, options, stage.home);
  const clock = new Clock(options.timeBudget === undefined ? Infinity : options.timeBudget / 1_000);
  const solution = await interruptible(clock, stage, () => searched(question, options, clock, stage));
  if (options.saveWorst !== undefined && solution.worst) save(options.saveWorst, solution);
  const text = options.json ? JSON.stringify(solution, null, 2)
    : solveText(question, solution, { columns: stage.to.columns, bold: boldFor(stage.to.paints), saved: options.saveWorst });
  stage.to.out(text);
  return clock.stopped ? exits.interrupted : solution.kind === 'found' ? exits.ok : exits.unmet;
}

async function searched({ name, problem }: Asked, options: SolveOptions, clock: Clock, { entry, to }: Stage): Promise<Solution> {
  const given = { name, keepsPairs: [...problem.goals, ...problem.objectives].some(({ path }) => /(^|\.)pairs\./.test(path)) };
  const crew = entry === '' ? new Alone(given) : new Threads(entry, options.jobs ?? availableParallelism(), given);
  const bar = to.progress(`solve, ${problem.settings.length} settings`);
  try {
    return await found(problem, crew, clock, share => bar.update(share));
  } catch (error) {
    throw error instanceof ProblemError ? usage(`solve: ${error.message}`) : asFailure(error, name);
  } finally {
    bar.stop();
    await crew.end();
  }
}

/** The first Ctrl-C asks for what there is; the second ends the command as it always does. */
async function interruptible<T>(clock: Clock, { stderr }: Stage, body: () => Promise<T>): Promise<T> {
  const interrupt = (): void => {
    clock.stopped = true;
    stderr.write('\nflatline: stopping; once more to end at once\n');
  };
  process.once('SIGINT', interrupt);
  try {
    return await body();
  } finally {
    process.off('SIGINT', interrupt);
  }
}

function save(path: string, { worst }: Solution): void {
  try {
    writeFileSync(path, `${JSON.stringify(worst!.scenario, null, 2)}\n`);
  } catch (error) {
    throw badInput(`${path}: cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  }
}

export const solve: Performer = { name: 'solve', define, perform };
