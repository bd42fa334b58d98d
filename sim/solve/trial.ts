import { builtIn } from '../builtIn.ts';
import type { Measured } from '../measures/measured.ts';
import type { Report } from '../report.ts';
import type { Registry } from '../registry.ts';
import { resolve } from '../resolve.ts';
import type { Scenario } from '../scenario.ts';
import { pool, type Meta } from '../statistics.ts';
import { version } from '../version.ts';
import { limitsOf } from './limits.ts';
import type { Objective, Outcome, Point, Problem, Setting, Verdict } from './problem.ts';
import { ofMistakes } from './quiet.ts';
import { judgeGoal } from './verdict.ts';

/** Runs of the scenario as it stands, and of the long quiet ones. */
export type Field = 'asIs' | 'quiet';

/** One setting, and the runs that it has had. */
export class Trial {
  readonly scenario: Scenario;
  runs: Readonly<Record<Field, readonly Measured[]>> = { asIs: [], quiet: [] };
  /** It met all goals in the search, and did not do so again on fresh seeds. */
  isRefused = false;
  private reports: Partial<Record<Field, Report>> = {};
  private judged: { readonly tail: number; readonly point: Point } | undefined;
  private readonly loads = new Map<string, number | null>();
  /** Its last word, once it has failed. */
  private settled: Point | undefined;

  /** @throws ScenarioError */
  constructor(readonly setting: Setting, private readonly problem: Problem, registry: Registry = builtIn) {
    this.scenario = resolve(setting.file, registry);
  }

  add(field: Field, measured: readonly Measured[]): void {
    this.runs = { ...this.runs, [field]: [...this.runs[field], ...measured] };
    this.reports = {};
    this.judged = undefined;
  }

  /** How it does; each limit is wrong with a chance of at most `tail`. */
  point(tail: number): Point {
    if (this.settled) return this.settled;
    if (this.judged?.tail === tail) return this.judged.point;
    const tails = { tail, claim: 1 - (this.problem.confidence ?? 0.95) };
    const goals = this.problem.goals.map(goal => {
      const field = this.fieldOf(goal.path);
      return judgeGoal(goal, this.runs[field], this.meta(), tails, () => this.report(field));
    });
    const point: Point = {
      values: Object.fromEntries(this.setting.values.map(({ path, text }) => [path, text])),
      objectives: this.problem.objectives.map(objective => this.objective(objective)), goals, verdict: verdictOf(goals),
      runs: this.runs.asIs.length, quietRuns: this.runs.quiet.length,
    };
    this.judged = { tail, point };
    return point;
  }

  /** It has failed and gets no further run: all but the first few are let go. */
  settle(tail: number): void {
    this.settled = this.point(tail);
    this.runs = { asIs: this.runs.asIs.slice(0, 16), quiet: [] };
    this.reports = {};
  }

  /** As the search goes on with it. */
  verdict(tail: number): Verdict { return this.isRefused ? 'fails' : this.point(tail).verdict; }

  get isSettled(): boolean { return this.settled !== undefined; }

  /** Where what `path` names is measured. */
  fieldOf(path: string): Field {
    return this.runs.quiet.length > 0 && ofMistakes({ path }) ? 'quiet' : 'asIs';
  }

  meta(): Meta { return { scenario: this.scenario, version }; }

  private report(field: Field): Report {
    return this.reports[field] ??= pool(this.runs[field], this.meta());
  }

  /** Load is that of the first look: it hardly varies, and less than what more runs of one setting than of another would change. */
  private objective({ path }: Objective): number | null {
    const known = this.loads.get(path);
    if (known !== undefined) return known;
    const value = this.measured(path);
    if (ofLoad(path)) this.loads.set(path, value);
    return value;
  }

  private measured(path: string): number | null {
    const field = this.fieldOf(path);
    return limitsOf(path, this.runs[field], this.meta(), 0.5, () => this.report(field)).value;
  }
}

const ofLoad = (path: string): boolean => path === 'bytes' || /^(pooled\.)?load(\.|$)/.test(path);

function verdictOf(goals: readonly Outcome[]): Verdict {
  if (goals.some(({ verdict }) => verdict === 'fails')) return 'fails';
  return goals.every(({ verdict }) => verdict === 'meets') ? 'meets' : 'open';
}
