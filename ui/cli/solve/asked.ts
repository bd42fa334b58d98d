/** What a search is asked for on the command line, and the problem that it comes to. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { builtIn } from '../../../sim/builtIn.ts';
import { readGoal } from '../../../sim/reading/goal.ts';
import { resolve } from '../../../sim/resolve.ts';
import type { Expectation } from '../../../sim/scenario.ts';
import type { Objective, Problem } from '../../../sim/solve/problem.ts';
import { candidates } from '../../../sim/solve/settings.ts';
import type { Design } from '../../../sim/sweep/plan.ts';
import { PlanError } from '../../../sim/sweep/planError.ts';
import { asFailure, usage } from '../failure.ts';
import { readScenario } from '../input.ts';
import { duration, withQuiet, withScenario } from '../options.ts';
import { override } from '../override.ts';
import { counted } from '../sweep/asked.ts';

export interface SolveOptions {
  readonly want?: readonly string[];
  readonly minimize?: readonly string[];
  readonly maximize?: readonly string[];
  readonly vary?: readonly string[];
  readonly design?: Design['kind'];
  readonly samples?: number;
  readonly confidence?: number;
  readonly budget?: number;
  readonly runs?: number;
  /** Microseconds. */
  readonly timeBudget?: number;
  readonly jobs?: number;
  readonly saveWorst?: string;
  readonly json?: true;
  readonly seed?: string;
  readonly set?: readonly string[];
  readonly quiet?: true;
}

const most = 100_000_000;
const also = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

function confidence(text: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (!(value >= 0.5 && value <= 0.9999)) throw new InvalidArgumentError('Expected a share from 50% to 99.99%, such as 95%.');
  return value;
}

export const define = (command: Command): Command => withQuiet(withScenario(command
  .description('Find the smallest setting that meets goals, and say so on seeds of its own')
  .argument('<file>', 'a scenario: a file, the name of a shipped one, or - for standard input')
  .option('--want <goal>', 'what must hold, such as "detectionTime.p99 <= 10s" or\n"mistakeRate <= 1/30d" (repeatable; default: what the scenario expects)', also)
  .option('--vary <path=values>', 'what may be chosen, such as detector.interval=500ms,1s,2s or\ndetector.estimator.timeout=1s..20s (repeatable; a grid of all)', also)
  .option('--minimize <figure>', 'load, bytes, or any figure (default: load; repeatable)', also)
  .option('--maximize <figure>', 'any figure (repeatable; after those to minimize)', also)
  .addOption(new Option('--design <design>', 'every combination, or samples of the space').choices(['grid', 'lhs', 'sobol']))
  .option('--samples <n>', 'so many of a Latin hypercube (lhs) or of Sobol\'s sequence', counted(most))
  .option('--confidence <share>', 'how sure to be that the goals are met (default: 95%)', confidence)
  .option('--runs <n>', 'runs of each setting at the first look (default: 8)', counted(10_000))
  .option('--budget <runs>', 'so many runs in all, at most (default: 20000)', counted(most))
  .option('--time-budget <duration>', 'so long in real time, at most, such as 2m', duration)
  .option('--jobs <n>', 'so many threads (default: one a core)', counted(1_024))
  .option('--save-worst <file>', 'write the worst run of the answer as a scenario, to be opened')
  .option('--json', 'write JSON')))
  .addHelpText('after', `
Goals are any figures of the report: times, rates (1/30d, 2/h, 0.1/s), shares (99.9%).
Exit code: 0 found, 1 none exists or none could be shown, 2 usage, 3 bad input.`);

export interface Asked { readonly name: string; readonly title: string; readonly problem: Problem }

/** @throws Failure */
export async function asked(file: string, options: SolveOptions, home: string): Promise<Asked> {
  const { name, document } = await readScenario(file, home);
  const { vary = [], set = [], seed } = options;
  if (vary.length === 0) throw usage('solve: nothing may be chosen: give --vary path=values, such as --vary detector.estimator.timeout=1s..20s');
  try {
    const design = designOf(options);
    const { settings, between } = candidates({ document: override(document, set), vary, ...(design && { design }), seed }, builtIn);
    const { title, expect } = resolve(settings[0]!.file, builtIn);
    const goals = options.want?.map(goal) ?? expect;
    if (goals.length === 0) throw usage('solve: nothing is wanted: give --want, such as --want "detectionTime.p99 <= 10s"');
    return { name, title, problem: { settings, between, goals, objectives: objectivesOf(options), ...numbers(options) } };
  } catch (error) {
    throw error instanceof PlanError ? usage(error.message) : asFailure(error, name);
  }
}

const goal = (text: string): Expectation => readGoal(text, problem => { throw usage(`--want ${problem}`); });

function numbers({ confidence: sure, budget, runs }: SolveOptions): Partial<Problem> {
  return { ...(sure !== undefined && { confidence: sure }), ...(budget !== undefined && { budget }), ...(runs !== undefined && { runs }) };
}

function objectivesOf({ minimize = [], maximize = [] }: SolveOptions): Objective[] {
  const said = [
    ...minimize.map((path): Objective => ({ path, sense: 'minimize' })), ...maximize.map((path): Objective => ({ path, sense: 'maximize' })),
  ];
  return said.length > 0 ? said : [{ path: 'load', sense: 'minimize' }];
}

function designOf({ design, samples }: SolveOptions): Design | undefined {
  if (samples === undefined && (design === undefined || design === 'grid')) return undefined;
  if (design === 'grid') throw usage('--samples: a grid has as many settings as it has; choose --design lhs or sobol');
  if (samples === undefined) throw usage(`--design ${design} needs --samples N`);
  return { kind: design ?? 'lhs', samples };
}
