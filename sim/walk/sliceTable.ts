/** Sums by slice of a run and by timeout. */
import type { Time } from '../../src/contract.ts';
import type { Slice } from '../measures/measured.ts';
import { emptySlice, sliceCount } from '../measures/slices.ts';
import { mistakeCauses } from '../report.ts';

/** Nobody pauses and no path is cut, so that every mistake is innocent: its place in a tally. */
const innocent = 1 + mistakeCauses.indexOf('innocent');

export class SliceTable {
  /** The instants that part the slices. */
  readonly bounds: Float64Array;
  /** By slice, then by how many timeouts are shorter: silences wholly within the slice, and their length in all. */
  readonly counts: Float64Array;
  readonly lengths: Float64Array;
  // by slice, then by timeout: what no such silence tells
  private readonly mistakes: Float64Array;
  private readonly wrong: Float64Array;
  private readonly exposure: Float64Array;
  /** By slice: exposure at every timeout. */
  private readonly common = new Float64Array(sliceCount);
  private readonly width: number;
  private readonly perSlice: number;

  constructor(readonly from: Time, to: Time, private readonly timeouts: readonly number[]) {
    this.bounds = Float64Array.from({ length: sliceCount + 1 }, (_, i) => from + Math.floor(((to - from) * i) / sliceCount));
    this.width = timeouts.length + 1;
    this.perSlice = to > from ? sliceCount / (to - from) : 0;
    const column = (): Float64Array => new Float64Array(sliceCount * this.width);
    [this.counts, this.lengths, this.mistakes, this.wrong, this.exposure] = [column(), column(), column(), column(), column()];
  }

  /** The first for what comes before it, the last for what comes after. */
  sliceOf(time: Time): number {
    const { bounds } = this;
    let slice = Math.max(0, Math.min(sliceCount - 1, Math.floor((time - this.from) * this.perSlice)));
    while (slice > 0 && time < bounds[slice]!) slice--;
    while (slice < sliceCount - 1 && time >= bounds[slice + 1]!) slice++;
    return slice;
  }

  /** At the i-th timeout somebody is wrong from `begin` to `end`; what began before all slices was not their mistake. */
  mistake(i: number, begin: Time, end: Time): void {
    if (begin >= this.from) this.mistakes[this.sliceOf(begin) * this.width + i]!++;
    this.add(this.wrong, this.width, i, begin, end);
  }

  /** A pair is exposed until `end`, since it was first heard, at `first`, or first suspected. */
  expose(first: Time, end: Time): void {
    const { timeouts, exposure, width } = this;
    const known = Math.min(first, timeouts.at(-1)!);
    this.add(this.common, 1, 0, known, end);
    for (let i = 0; timeouts[i]! < known; i++) this.add(exposure, width, i, timeouts[i]!, Math.min(known, end));
  }

  /** The slices at the i-th timeout. `episodes`: where they begin; undefined where each mistake is to count as one. */
  slices(i: number, episodes: readonly Time[] | undefined): Slice[] {
    const { mistakes, wrong, exposure, common, width } = this;
    const slices = Array.from({ length: sliceCount }, (_, slice) => {
      const { count, length } = this.beyond(slice, i);
      const sums = emptySlice();
      sums.exposure = common[slice]! + exposure[slice * width + i]!;
      sums.wrong = wrong[slice * width + i]! + length - count * this.timeouts[i]!;
      for (const tally of [0, innocent]) sums.mistakes[tally] = mistakes[slice * width + i]! + count;
      if (!episodes) for (const tally of [0, innocent]) sums.episodes[tally] = sums.mistakes[tally]!;
      return sums;
    });
    for (const begin of episodes ?? []) for (const tally of [0, innocent]) slices[this.sliceOf(begin)]!.episodes[tally]!++;
    return slices;
  }

  /** The silences within a slice that the i-th timeout does not bear. */
  private beyond(slice: number, i: number): { count: number; length: number } {
    let [count, length] = [0, 0];
    for (let place = i + 1; place < this.width; place++) {
      count += this.counts[slice * this.width + place]!;
      length += this.lengths[slice * this.width + place]!;
    }
    return { count, length };
  }

  private add(column: Float64Array, width: number, i: number, begin: Time, end: Time): void {
    const { bounds } = this;
    for (let slice = this.sliceOf(begin); slice < sliceCount && bounds[slice]! < end; slice++) {
      const length = Math.min(end, bounds[slice + 1]!) - Math.max(begin, bounds[slice]!);
      if (length > 0) column[slice * width + i]! += length;
    }
  }
}
