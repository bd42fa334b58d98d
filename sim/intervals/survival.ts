/**
 * Order-statistic intervals where some lengths are only known to be longer. What censoring and the likeness of a run's
 * samples cost is told as the number of independent, complete samples that would be as good (of Greenwood's variance, or
 * of Ying and Wei's for samples in clusters, J. Multivariate Analysis 50, 1994); it differs from place to place, because
 * fewer are left to see the longer ones. Without censoring, of one sample a run, the intervals are the exact ones.
 */
import type { Samples } from '../measures/measured.ts';
import { lowerRank, quantileRanks } from './binomial.ts';

interface Subject { readonly at: number; readonly ended: boolean; readonly run: number }
/** Up to and with `at`: the share that has ended, and the sum of d / (Y (Y − d)) over its ends. `left`: Y − d. */
interface Step { readonly at: number; readonly reached: number; readonly sum: number; readonly left: number }

/** Fewer runs do not tell how alike the samples of one are: then a run counts once. */
const enoughRuns = 20;
const slack = 1e-9;

export class Survival {
  private readonly subjects: readonly Subject[];
  private readonly steps: readonly Step[];
  /** Of each subject: how many steps lie at or before it. */
  private readonly passed: readonly number[];
  private readonly clusters: number;
  private readonly sizes = new Map<number, number>();

  constructor(private readonly runs: readonly Samples[]) {
    this.subjects = runs.flatMap((samples, run) => [
      ...samples.ended.map((at): Subject => ({ at, ended: true, run })), ...samples.censored.map((at): Subject => ({ at, ended: false, run })),
    ]).sort((x, y) => x.at - y.at || Number(y.ended) - Number(x.ended));
    this.clusters = runs.filter(run => run.ended.length + run.censored.length > 0).length;
    const steps: Step[] = [];
    let last = { reached: 0, sum: 0 };
    this.passed = this.subjects.map(({ at, ended }, i) => {
      if (ended && steps.at(-1)?.at !== at) steps.push({ at, ...(last = this.step(i, last)) });
      return steps.length;
    });
    this.steps = steps;
  }

  /** 95 %; null until there are enough, or where an end of it lies among those of which too few are left. */
  interval(share: number): [number, number] | null {
    const low = this.atLeast(share);
    const upper = this.first(i => {
      const size = this.size(i);
      const ranks = size < 1 ? null : quantileRanks(size, share);
      return ranks !== null && this.steps[i]!.reached >= ranks[1] / size - slack;
    });
    return low === null || upper === undefined ? null : [low, upper.at];
  }

  /** The lower end alone, 97.5 %. */
  atLeast(share: number): number | null {
    const rank = (i: number): number => (this.size(i) < 1 ? 0 : lowerRank(this.size(i), share));
    const low = this.first(i => this.steps[i]!.reached >= rank(i) / Math.max(1, this.size(i)) - slack);
    return low === undefined || rank(this.steps.indexOf(low)) < 1 ? null : low.at;
  }

  /** As many independent, complete samples would know as much of the share that has ended by then. */
  sizeAt(value: number): number {
    const step = this.steps.findLastIndex(({ at }) => at <= value);
    return this.size(Math.max(0, step));
  }

  private step(from: number, { reached, sum }: { reached: number; sum: number }): Omit<Step, 'at'> {
    const { at } = this.subjects[from]!;
    const risk = this.subjects.length - from;
    let count = 0;
    while (this.subjects[from + count]?.at === at && this.subjects[from + count]!.ended) count++;
    const left = risk - count;
    return { reached: 1 - (1 - reached) * (left / risk), sum: left === 0 ? sum : sum + count / (risk * left), left };
  }

  /** The first step of which `holds`; it does of all later ones. */
  private first(holds: (step: number) => boolean): Step | undefined {
    let low = -1;
    let high = this.steps.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (holds(middle)) high = middle;
      else low = middle;
    }
    return this.steps[high];
  }

  private size(step: number): number {
    const known = this.sizes.get(step);
    if (known !== undefined) return known;
    const size = this.computed(step);
    this.sizes.set(step, size);
    return size;
  }

  private computed(step: number): number {
    const total = this.subjects.length;
    const single = this.clusters === total;
    if (!single && this.clusters < 2) return 0;
    const here = this.steps[step];
    // nobody is left: as much is known as just before
    if (here === undefined || here.left === 0) return step > 0 ? this.size(step - 1) : this.clusters;
    const variance = this.variance(step, here.sum) * (single ? 1 : this.clusters / (this.clusters - 1));
    const size = Math.min(total, Math.floor(here.reached / (1 - here.reached) / variance + slack));
    return single || this.clusters >= enoughRuns ? size : Math.min(size, this.clusters);
  }

  /** Of ln of the share that has not ended by that step: the squares of what each run adds to it. */
  private variance(step: number, sum: number): number {
    const { at } = this.steps[step]!;
    const adds = new Float64Array(this.runs.length);
    this.subjects.forEach((subject, i) => {
      const passed = this.passed[i]!;
      const seen = passed > step ? sum : passed === 0 ? 0 : this.steps[passed - 1]!.sum;
      adds[subject.run]! += seen - (subject.ended && subject.at <= at ? 1 / this.steps[passed - 1]!.left : 0);
    });
    return adds.reduce((squares, add) => squares + add * add, 0);
  }
}
