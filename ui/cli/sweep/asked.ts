/** What a sweep is asked for on the command line, and the plan that it comes to. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { builtIn } from '../../../sim/builtIn.ts';
import { check, planOf, type Design, type Plan } from '../../../sim/sweep/plan.ts';
import { PlanError } from '../../../sim/sweep/planError.ts';
import { detectorChoice } from '../choose.ts';
import { asFailure, usage } from '../failure.ts';
import { readScenario } from '../input.ts';
import { withDetector, withQuiet, withScenario } from '../options.ts';
import { override } from '../override.ts';
import { combined } from '../plan.ts';
import { readSpec } from '../spec.ts';

/** Options that decide the rows. */
export interface PlanOptions {
  readonly seed?: string;
  readonly set?: readonly string[];
  readonly detector?: readonly string[];
  readonly estimator?: readonly string[];
  readonly vary?: readonly string[];
  readonly runs?: number;
  readonly design?: Design['kind'];
  readonly samples?: number;
  readonly quiet?: true;
}

/** Exact in 32 bits, and more than anybody draws. */
const mostSamples = 10_000_000;

export function counted(most: number): (text: string) => number {
  return text => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 1 || value > most) throw new InvalidArgumentError(`Expected a whole number from 1 to ${most}.`);
    return value;
  };
}

const also = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** The options that decide the rows of a sweep: whoever gives the same ones has the same plan. */
export const withPlan = (command: Command): Command => withQuiet(withDetector(withScenario(command
  .argument('<file>', 'a scenario: a file, the name of a shipped one, or - for standard input')
  .option('--vary <path=values>', 'what to vary, such as detector.interval=500ms,1s,2s or '
    + '1s..10s:10 or 100ms..10s:log:8 (repeatable; a grid of all)', also)
  .option('--runs <n>', 'so many runs of each setting, under as many seeds (default: 1)', counted(1_000_000))
  .addOption(new Option('--design <design>', 'every combination, or samples of the space').choices(['grid', 'lhs', 'sobol']))
  .option('--samples <n>', 'so many settings, by a Latin hypercube (lhs, the default) or Sobol\'s sequence', counted(mostSamples)))));

function designOf({ design, samples }: PlanOptions): Design {
  if (design === 'grid' && samples !== undefined) throw usage('--samples: a grid has as many settings as it has; choose --design lhs or sobol');
  if (design === 'grid' || (design === undefined && samples === undefined)) return { kind: 'grid' };
  if (samples === undefined) throw usage(`--design ${design} needs --samples N`);
  return { kind: design ?? 'lhs', samples };
}

/** The scenario with the detectors that were asked for; where there are several, each is run under the same weather. */
function chosen(document: unknown, { detector = [], estimator = [] }: PlanOptions): unknown {
  const specs = combined(detector.map(readSpec), estimator.map(readSpec), document, builtIn);
  if (specs.length === 0 || typeof document !== 'object' || document === null) return document;
  const own = specs.find(({ main, estimator: inner }) => (inner ?? main).module !== undefined || main.module !== undefined);
  if (own) throw usage(`${own.label}: a sweep runs what is built in, and no code of your own; \`flatline run\` and the library do`);
  const choices = specs.map(spec => detectorChoice(spec, document, builtIn, ({ name }) => name));
  const { detector: _single, detectors: _several, ...rest } = document as Record<string, unknown>;
  return choices.length === 1 ? { ...rest, detector: choices[0] } : { ...rest, detectors: choices };
}

/** A plan and the name of the scenario that it is of. */
export interface Planned { readonly name: string; readonly plan: Plan }

/** The plan of what was asked for. @throws Failure */
export async function planned(file: string, options: PlanOptions, home: string): Promise<Planned> {
  const { name, document } = await readScenario(file, home);
  const { vary = [], set = [], seed, runs } = options;
  if (vary.length === 0 && runs === undefined) throw usage('sweep: nothing varies: give --vary path=values, such as --vary detector.interval=500ms,1s,2s, or --runs N');
  return { name, plan: asked(name, () => planOf({ document: chosen(override(document, set), options), vary, design: designOf(options), seed, runs }, builtIn)) };
}

/** Refuses what cannot run before anything does. @throws Failure */
export const checked = ({ name, plan }: Planned): void => asked(name, () => check(plan, builtIn));

function asked<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof PlanError ? usage(error.message) : asFailure(error, name);
  }
}
