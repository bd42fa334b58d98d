/**
 * What a recording supports by itself, whatever a model says: MEASURES.md, "From a recording". Its stretches are drawn
 * again in blocks (Künsch 1989), so that what clusters stays clustered.
 */
import type { Duration, Time } from '../src/contract.ts';
import { noneSeen, poissonInterval } from './intervals/poissonInterval.ts';
import { Draw, hashText } from './random.ts';
import type { Figure } from './report.ts';

/** A mistake of the recording; one that had begun before it was measured counts in time and not in number. */
export interface RecordedMistake { readonly from: Time; readonly to: Time; readonly begun: boolean }

export interface Supported {
  /** λ_M, per second. */
  readonly mistakeRate: Figure;
  /** P_A. */
  readonly queryAccuracy: Figure;
}

const perSecond = 1_000_000;
const resamples = 2_000;
const few = 30;

/** `mistakes` rise in time and lie within [from, until). The same recording gives the same intervals. */
export function supportedByRecording(mistakes: readonly RecordedMistake[], from: Time, until: Time): Supported {
  const exposure = until - from;
  const count = mistakes.filter(({ begun }) => begun).length;
  const n = { runs: 1, episodes: count, mistakes: count };
  if (exposure <= 0) {
    const none: Figure = { value: null, ci95: null, n, why: 'nothing of the recording was measured' };
    return { mistakeRate: none, queryAccuracy: none };
  }
  const rate = (x: number): number => (x / exposure) * perSecond;
  const wrong = mistakes.reduce((sum, mistake) => sum + mistake.to - mistake.from, 0);
  const value = { rate: rate(count), accuracy: 1 - wrong / exposure };
  if (count < few) {
    const [low, high] = poissonInterval(count);
    const bound = count === 0 ? { bound: { atMost: rate(noneSeen) } } : {};
    return { mistakeRate: { value: value.rate, ci95: [rate(low), rate(high)], n, ...bound }, queryAccuracy: { value: value.accuracy, ci95: null, n } };
  }
  const drawn = resample(mistakes, from, exposure, count);
  return {
    mistakeRate: { value: value.rate, ci95: middle(drawn.map(each => rate(each.count))), n },
    queryAccuracy: { value: value.accuracy, ci95: middle(drawn.map(each => 1 - each.wrong / exposure)), n },
  };
}

/** Whether a goal for λ_M asks for less than the recording alone can promise: then it rests on the model of the weather. */
export const isExtrapolated = (goal: number, { mistakeRate: { ci95, bound } }: Supported): boolean =>
  goal < (bound?.atMost ?? ci95?.[1] ?? Infinity);

/** Blocks of n^⅓ mistakes on average: long enough for what clusters, and enough of them. The end is joined to the beginning. */
function resample(mistakes: readonly RecordedMistake[], from: Time, exposure: Duration, count: number): { count: number; wrong: number }[] {
  const blocks = Math.max(10, Math.round(count / cubeRoot(count)));
  const length = exposure / blocks;
  const sums = new Sums(mistakes, from, exposure);
  const draw = new Draw().start(hashText('recording'), count).absorbTime(exposure);
  return Array.from({ length: resamples }, () => {
    const sum = { count: 0, wrong: 0 };
    for (let block = 0; block < blocks; block++) {
      const start = Math.floor(draw.next() * exposure);
      sum.count += sums.countBefore(start + length) - sums.countBefore(start);
      sum.wrong += sums.wrongBefore(start + length) - sums.wrongBefore(start);
    }
    return sum;
  });
}

function cubeRoot(x: number): number {
  let root = 1;
  while ((root + 1) * (root + 1) * (root + 1) <= x) root++;
  return root;
}

/** How much had happened before a time since the start, which may be in the second round. */
class Sums {
  private readonly begins: readonly Time[];
  private readonly wrongs: readonly Duration[];

  constructor(private readonly mistakes: readonly RecordedMistake[], private readonly from: Time, private readonly exposure: Duration) {
    this.begins = mistakes.filter(({ begun }) => begun).map(mistake => mistake.from);
    let sum = 0;
    this.wrongs = [0, ...mistakes.map(mistake => (sum += mistake.to - mistake.from))];
  }

  countBefore(time: Duration): number {
    const round = Math.floor(time / this.exposure);
    return round * this.begins.length + firstNotBefore(this.begins, this.from + time - round * this.exposure, at => at);
  }

  wrongBefore(time: Duration): number {
    const round = Math.floor(time / this.exposure);
    const at = this.from + time - round * this.exposure;
    const over = firstNotBefore(this.mistakes, at, mistake => mistake.to);
    const open = this.mistakes[over];
    return round * this.wrongs.at(-1)! + this.wrongs[over]! + (open && open.from < at ? at - open.from : 0);
  }
}

function firstNotBefore<T>(list: readonly T[], at: Time, of: (item: T) => Time): number {
  let low = -1;
  let high = list.length;
  while (low + 1 < high) {
    const between = (low + high) >> 1;
    if (of(list[between]!) >= at) high = between;
    else low = between;
  }
  return high;
}

function middle(values: readonly number[]): [number, number] {
  const sorted = values.toSorted((x, y) => x - y);
  return [sorted[Math.floor(0.025 * sorted.length)]!, sorted[Math.ceil(0.975 * sorted.length) - 1]!];
}
