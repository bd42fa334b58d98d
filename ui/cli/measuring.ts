import type { Measured } from '../../sim/qos.ts';
import { version } from '../../sim/version.ts';
import type { Report } from '../../sim/report.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { firstLook, sequence, type Sequence, type Wanted } from '../../sim/sequential.ts';
import { pool } from '../../sim/statistics.ts';
import { warnings } from '../../sim/warnings.ts';
import type { Ended } from './ended.ts';
import { Failure, exits, usage, type Exit } from './failure.ts';
import type { Plan } from './plan.ts';
import { Precision } from './precision.ts';
import { Rounds, type Round } from './rounds.ts';
import type { Request, Work } from './verb.ts';

/** One scenario, run and measured. */
export interface Outcome {
  readonly label: string;
  readonly scenario: Scenario;
  readonly measured: readonly Measured[];
  readonly report: Report;
}

/** `ended`: where it was open how many runs there would be. */
export interface Outcomes { readonly all: readonly Outcome[]; readonly ended?: Ended }

/** No more than this where the number is open: what a run leaves behind is kept until the end, some 250 bytes a pair. */
const usualCap = ({ entries }: Plan): number => {
  const pairs = entries.reduce((sum, { scenario }) => sum + scenario.watches.reduce((count, of) => count + of.length, 0), 0);
  return Math.max(firstLook, Math.min(10_000, Math.floor(2_000_000 / pairs)));
};

function outcome({ label, scenario }: Plan['entries'][number], measured: readonly Measured[]): Outcome {
  return { label, scenario, measured, report: pool(measured, { scenario, version, detector: label, warnings: warnings(scenario) }) };
}

type Steps = Generator<Wanted, Sequence<Round> | undefined, Round>;

function* counted(runs: number): Generator<Wanted, undefined, Round> {
  for (let index = 0; index < runs; index++) yield { sample: 'pilot', index, of: runs };
  return undefined;
}

/** Makes rounds as they are wanted; answers with what ended them. `first` is shown the first. */
function drive(steps: Steps, rounds: Rounds, expected: (wanted: Wanted) => number, first: (round: Round) => void): Ended['by'] {
  let step = steps.next();
  for (let i = 0; !step.done; i++) {
    if (rounds.isSpent()) return 'time';
    const round = rounds.make(step.value, expected(step.value));
    if (!round) return 'interrupt';
    if (i === 0) first(round);
    step = steps.next(round);
  }
  return step.value?.reached ? 'interval' : 'runs';
}

/** What to report on. Few fresh runs, because something came in between, are worth less than a pilot whose interval is a little short. */
const reported = ({ pilot, fresh }: Rounds['kept']): readonly Round[] => (fresh.length >= firstLook ? fresh : pilot);

type Asked = Pick<Request, 'runs' | 'until' | 'timeBudget'>;

/** Runs everything planned, all under the same seeds: as often as was asked for, as is wanted, or as there is time. */
export function outcomes(plan: Plan, { runs, until, timeBudget }: Asked, work: Work, usual = 1): Outcomes {
  const { entries } = plan;
  const atMost = runs ?? (until || timeBudget !== undefined ? usualCap(plan) : usual);
  if (until && atMost < firstLook) throw usage(`--until-ci looks at ${firstLook} runs first, and --runs allows ${atMost}`);
  const pooled = (of: readonly Round[]): Outcome[] => entries.map((entry, i) => outcome(entry, of.map(round => round[i]!)));
  const goal = until && new Precision<Round>(until, entries[0]!.scenario.expect, of => pooled(of).map(({ report }) => report));
  const rounds = new Rounds(plan, work, timeBudget === undefined ? Infinity : timeBudget / 1_000);
  const by = goal
    ? drive(sequence({ figure: of => goal.figure(of), within: goal.within, atMost }), rounds, wanted => goal.expected(wanted, atMost), round => goal.check([round]))
    : drive(counted(atMost), rounds, ({ of }) => of, () => undefined);
  const used = reported(rounds.kept);
  if (used.length === 0) throw new Failure(exits.interrupted, 'stopped before the first run had ended');
  const all = pooled(used);
  if (!goal && timeBudget === undefined && by === 'runs') return { all };
  const time = timeBudget === undefined ? {} : { timeBudget: timeBudget / 1_000 };
  const pilot = used === rounds.kept.fresh ? { pilot: rounds.kept.pilot.length } : {};
  return { all, ended: { by, runs: used.length, atMost, ...time, ...(goal && { ...goal.told(used), ...pilot }) } };
}

export const exitOf = ({ ended }: Outcomes, otherwise: Exit): Exit => (ended?.by === 'interrupt' ? exits.interrupted : otherwise);

/** Whether a request may last long enough to be stopped half-way. */
export const maySeveral = ({ runs, until, timeBudget }: Asked, usual: number): boolean =>
  (runs ?? usual) > 1 || until !== undefined || timeBudget !== undefined;

/** What is unwise in any of them, once each; where only some say it, who. */
export function allWarnings(of: readonly Outcome[]): string[] {
  const texts = [...new Set(of.flatMap(({ report }) => report.warnings))];
  return texts.map(text => {
    const by = of.filter(({ report }) => report.warnings.includes(text));
    return `flatline: warning: ${by.length === of.length ? '' : `${by.map(({ label }) => label).join(', ')}: `}${text}`;
  });
}
