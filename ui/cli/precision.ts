import { lookup, type Figure, type Report } from '../../sim/report.ts';
import type { Expectation } from '../../sim/scenario.ts';
import { firstLook, relativeReach, type Wanted } from '../../sim/sequential.ts';
import type { Ended } from './ended.ts';
import { usage } from './failure.ts';
import type { Until } from './verb.ts';

const usualPath = 'mistakeRate.total';

/** Whether there is an interval of it, or would be of more runs: not of counts, sums and extremes. */
export function isEstimate(report: Report, path: string): boolean {
  const found = lookup(report, path);
  return 'figure' in found && typeof found.figure === 'object' && (found.figure.ci95 !== null || found.figure.why !== undefined);
}

/** A figure that is to be precise, in each of several reports. */
export class Precision<T> {
  readonly within: number;
  private chosen: string | undefined;
  /** Of runs already made: how many would do. */
  private wanted = firstLook;

  constructor({ path, within }: Until, private readonly expectations: readonly Expectation[], private readonly reports: (of: readonly T[]) => readonly Report[]) {
    this.within = within;
    this.chosen = path;
  }

  /** After a first run: whether what was named can become precise at all. @throws Failure */
  check(runs: readonly T[]): void {
    if (this.chosen !== undefined) for (const report of this.reports(runs)) this.figureIn(report, this.chosen);
  }

  /** The least precise. @throws Failure where there is no such figure */
  figure(runs: readonly T[]): Figure {
    const reports = this.reports(runs);
    this.chosen ??= this.expectations.map(({ path }) => path).find(path => isEstimate(reports[0]!, path)) ?? usualPath;
    const path = this.chosen;
    const figures = reports.map(report => this.figureIn(report, path));
    const worst = figures.reduce((most, each) => ((relativeReach(each) ?? Infinity) > (relativeReach(most) ?? Infinity) ? each : most));
    const reach = relativeReach(worst);
    this.wanted = reach === null ? runs.length * 2 : runs.length * Math.max(1, (reach / this.within) ** 2);
    return worst;
  }

  /** What is to be said of it at the end. */
  told(runs: readonly T[]): Pick<Ended, 'figure' | 'within' | 'reached'> {
    const reached = relativeReach(this.figure(runs));
    return { figure: this.chosen ?? usualPath, within: this.within, reached };
  }

  /** How many runs it will come to, pilot and fresh ones together, as far as can be told. */
  expected({ sample, of: size }: Wanted, atMost: number): number {
    let whole = size;
    while (sample === 'pilot' && whole < this.wanted && whole * 2 <= atMost) whole *= 2;
    return whole * 2;
  }

  private figureIn(report: Report, path: string): Figure {
    const found = lookup(report, path);
    if ('problem' in found) throw usage(`--until-ci ${found.problem}`);
    if (typeof found.figure === 'object' && isEstimate(report, path)) return found.figure;
    throw usage(`--until-ci ${path}: is a count, a sum or an extreme, of which there is no interval; name a mean, a quantile, a rate or a share`);
  }
}
