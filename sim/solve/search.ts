/**
 * Which settings meet the goals: few runs of each under common weather, then twice as many of those that are undecided and
 * could still be the best, and so on; those whose interval lies wholly outside a goal get no more.
 */
import { refuseMeaningless } from './meaning.ts';
import { compareSettings, type Ranked } from './order.ts';
import type { Ledger, Order } from './ledger.ts';
import type { Done, Problem, Setting, Verdict, Want } from './problem.ts';
import { ofMistakes, type Quiet } from './quiet.ts';
import { Trial, type Field } from './trial.ts';

/** How many undecided settings are looked at side by side: from the most wanted on. */
const breadth = 16;
/** A setting that is still undecided after so many runs lies on the boundary. */
const most = 4_096;
const firstQuiet = 8;
/** Half-way settings, in all. */
const mostRefined = 60;

export class Search {
  readonly trials: Trial[] = [];
  private refined = 0;
  private readonly known = new Set<string>();

  constructor(
    private readonly problem: Problem, private readonly ledger: Ledger, private readonly first: number,
    private readonly quiet: Quiet | null, /** How often a verdict may be wrong. */ public tail: number, private readonly trialOf: (setting: Setting) => Trial,
  ) {}

  /**
   * Everything that was given, until the best is decided; then what lies between it and the better ones that fail. Called
   * again, it goes on from there: with a stricter `tail`, or with a setting refused.
   */
  *run(): Generator<Want, void, Done> {
    if (this.trials.length === 0) {
      yield* this.admit(this.problem.settings);
      refuseMeaningless(this.trials.map(trial => trial.point(this.tail)), this.problem.objectives);
    }
    yield* this.narrow();
    while (this.refined < mostRefined && this.ledger.left > 0) {
      const between = this.halfWay();
      if (between.length === 0) return;
      this.refined += between.length;
      yield* this.admit(between);
      yield* this.narrow();
    }
  }

  ranked(trial: Trial): Ranked {
    return { values: trial.setting.values, objectives: trial.point(this.tail).objectives };
  }

  /** Those of a verdict, best first. */
  with(verdict: Verdict): Trial[] {
    return this.sorted(this.trials.filter(trial => trial.verdict(this.tail) === verdict));
  }

  sorted(trials: readonly Trial[]): Trial[] {
    return trials.toSorted((a, b) => this.compare(a, b));
  }

  /** Runs that a trial still wants: of the scenario, of the quiet one, or of both. */
  wants(trial: Trial): Order[] {
    const { goals } = this.problem;
    const open = trial.point(this.tail).goals.flatMap(({ verdict }, i) => (verdict === 'open' ? [goals[i]!] : []));
    const fields = new Set(open.map((goal): Field => (this.quiet !== null && ofMistakes(goal) ? 'quiet' : 'asIs')));
    return [...fields].flatMap(field => {
      const had = trial.runs[field].length;
      const count = Math.min((field === 'quiet' ? this.quiet!.most : most) - had, Math.max(had, field === 'quiet' ? firstQuiet : this.first));
      return count > 0 ? [{ trial, field, count }] : [];
    });
  }

  private *admit(settings: readonly Setting[]): Generator<Want, void, Done> {
    const fresh = settings.filter(setting => !this.known.has(keyOf(setting)));
    fresh.forEach(setting => this.known.add(keyOf(setting)));
    const trials = fresh.map(this.trialOf);
    for (let i = 0; i < trials.length; i += breadth) {
      const some = trials.slice(i, i + breadth);
      if (!(yield* this.ledger.search(some.map(trial => ({ trial, field: 'asIs', count: this.first }))))) return;
      this.trials.push(...some);
      this.settle();
    }
  }

  /** Until no undecided setting could be better than the best of those that meet all goals. */
  private *narrow(): Generator<Want, void, Done> {
    for (;;) {
      const orders = this.affordable(this.undecided().flatMap(trial => this.wants(trial)));
      if (orders.length === 0) return;
      if (!(yield* this.ledger.search(orders))) return;
      this.settle();
    }
  }

  private undecided(): Trial[] {
    const [best] = this.with('meets');
    const open = this.with('open').filter(trial => this.wants(trial).length > 0);
    const before = best ? open.filter(trial => this.compare(trial, best) < 0) : open;
    return before.slice(0, breadth);
  }

  private affordable(orders: readonly Order[]): Order[] {
    let { left } = this.ledger;
    return orders.filter(({ count }) => (left -= count) >= 0);
  }

  private settle(): void {
    for (const trial of this.trials) if (!trial.isSettled && trial.point(this.tail).verdict === 'fails') trial.settle(this.tail);
  }

  /**
   * Between neighbours that fail for different reasons, for a setting that meets all may lie there; and between the best and
   * its nearest better neighbours that fail.
   */
  private halfWay(): Setting[] {
    const { between } = this.problem;
    if (!between) return [];
    const [best] = this.with('meets');
    const better = this.with('fails').filter(trial => !best || this.compare(trial, best) < 0);
    const pairs = [...this.opposites(better), ...(best ? nearestFailing(best, better).map(other => [other, best] as const) : [])];
    const settings = pairs.map(([a, b]) => between(a.setting, b.setting)).filter(setting => setting !== undefined);
    return [...new Map(settings.map(setting => [keyOf(setting), setting])).values()]
      .filter(setting => !this.known.has(keyOf(setting))).slice(0, mostRefined - this.refined);
  }

  private opposites(failing: readonly Trial[]): (readonly [Trial, Trial])[] {
    const broken = (trial: Trial): string[] => trial.point(this.tail).goals.flatMap(({ verdict, goal }) => (verdict === 'fails' ? [goal] : []));
    return failing.flatMap(a => a.setting.values.flatMap((value, axis) => {
      const above = this.trials.filter(b => differsOnlyIn(axis, a, b) && b.setting.values[axis]!.size > value.size);
      const [b] = nearest(a, above, axis);
      return b && broken(b).length > 0 && !broken(b).some(goal => broken(a).includes(goal)) ? [[a, b] as const] : [];
    }));
  }

  private compare(a: Trial, b: Trial): number {
    return compareSettings(this.ranked(a), this.ranked(b), this.problem.objectives);
  }
}

const nearestFailing = (best: Trial, better: readonly Trial[]): Trial[] =>
  best.setting.values.flatMap((_, axis) => nearest(best, better.filter(trial => differsOnlyIn(axis, trial, best)), axis).slice(0, 1));

export const keyOf = ({ values }: Setting): string => values.map(({ path, text }) => `${path}=${text}`).join('\n');

const differsOnlyIn = (axis: number, a: Trial, b: Trial): boolean =>
  a.setting.values.every(({ text }, i) => (text === b.setting.values[i]!.text) === (i !== axis));

const nearest = (to: Trial, all: readonly Trial[], axis: number): Trial[] => {
  const distance = (trial: Trial): number => Math.abs(trial.setting.values[axis]!.size - to.setting.values[axis]!.size);
  return all.toSorted((a, b) => distance(a) - distance(b));
};
