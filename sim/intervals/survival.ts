/**
 * Order-statistic intervals where some lengths are only known to be longer. What censoring and the likeness of a run's
 * samples cost is told as the number of independent, complete samples that would be as good (of Greenwood's variance, or
 * of Ying and Wei's for samples in clusters, J. Multivariate Analysis 50, 1994); it differs from place to place, because
 * fewer are left to see the longer ones. Without censoring, of one sample a run, the intervals are the exact ones.
 */
import type { Samples } from '../measures/measured.ts';
import { lowerRank, quantileRanks } from './binomial.ts';

/**
 * Up to and with `at`: the share that has ended, and the sum of d / (Y (Y − d)) over its ends; `left`: Y − d. The samples
 * before `past`, in the order of their lengths, are those that have ended by then or could be seen no longer.
 */
interface Step { readonly at: number; readonly reached: number; readonly sum: number; readonly left: number; readonly past: number }

/** Fewer runs do not tell how alike the samples of one are: then a run counts once. */
const enoughRuns = 20;
const slack = 1e-9;

export class Survival {
  private readonly steps: Step[] = [];
  /** By sample, in the order of lengths, an end before a leaving at the same: its run, and what it adds where it is past. */
  private readonly runOf: Int32Array;
  private readonly adds: Float64Array;
  private readonly clusters: number;
  private readonly sizes = new Map<number, number>();

  constructor(private readonly runs: readonly Samples[]) {
    const lengths = runs.flatMap(({ ended, censored }) => [...ended, ...censored]);
    const ended = Uint8Array.from(runs.flatMap(run => [...run.ended.map(() => 1), ...run.censored.map(() => 0)]));
    const owner = Int32Array.from(runs.flatMap((run, r) => Array<number>(run.ended.length + run.censored.length).fill(r)));
    const order = Uint32Array.from(lengths, (_, i) => i).sort((x, y) => lengths[x]! - lengths[y]! || ended[y]! - ended[x]!);
    this.clusters = runs.filter(run => run.ended.length + run.censored.length > 0).length;
    this.runOf = Int32Array.from(order, i => owner[i]!);
    this.adds = new Float64Array(order.length);
    for (let i = 0, past = 0; i < order.length; i = past) {
      const at = lengths[order[i]!]!;
      while (past < order.length && lengths[order[past]!] === at && ended[order[past]!] === 1) past++;
      if (past === i) this.adds[past++] = this.steps.at(-1)?.sum ?? 0;
      else {
        const step = this.step(at, order.length - i, past - i, past);
        this.steps.push(step);
        this.adds.fill(step.sum - 1 / step.left, i, past);
      }
    }
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

  /** `count` of the `risk` that are left end at `at`. */
  private step(at: number, risk: number, count: number, past: number): Step {
    const { reached, sum } = this.steps.at(-1) ?? { reached: 0, sum: 0 };
    const left = risk - count;
    return { at, reached: 1 - (1 - reached) * (left / risk), sum: left === 0 ? sum : sum + count / (risk * left), left, past };
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
    const total = this.runOf.length;
    const single = this.clusters === total;
    if (!single && this.clusters < 2) return 0;
    const here = this.steps[step];
    // nobody is left: as much is known as just before
    if (here === undefined || here.left === 0) return step > 0 ? this.size(step - 1) : this.clusters;
    const variance = this.variance(here) * (single ? 1 : this.clusters / (this.clusters - 1));
    const size = Math.min(total, Math.floor(here.reached / (1 - here.reached) / variance + slack));
    return single || this.clusters >= enoughRuns ? size : Math.min(size, this.clusters);
  }

  /** Of ln of the share that has not ended by that step: the squares of what each run adds to it. */
  private variance({ sum, past }: Step): number {
    const { runOf, adds } = this;
    const byRun = new Float64Array(this.runs.length);
    for (let i = 0; i < past; i++) byRun[runOf[i]!]! += adds[i]!;
    for (let i = past; i < runOf.length; i++) byRun[runOf[i]!]! += sum;
    return byRun.reduce((squares, each) => squares + each * each, 0);
  }
}
