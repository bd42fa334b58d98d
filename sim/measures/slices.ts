/** Running integrals over all pairs, cut into equal stretches of time. */
import type { Time } from '../../src/contract.ts';
import { mistakeCauses } from '../report.ts';
import type { Slice, Tally } from './measured.ts';

/** MEASURES.md, "Intervals": batch means want at least twenty. */
export const sliceCount = 20;

const zeroes = (): Tally => [0, ...mistakeCauses.map(() => 0)];
export const emptySlice = (): Slice => ({ exposure: 0, wrong: 0, mistakes: zeroes(), episodes: zeroes() });

/** Several as one. */
export function together(slices: readonly Slice[]): Slice {
  const sum = emptySlice();
  for (const slice of slices) {
    sum.exposure += slice.exposure;
    sum.wrong += slice.wrong;
    slice.mistakes.forEach((count, i) => { sum.mistakes[i]! += count; });
    slice.episodes.forEach((count, i) => { sum.episodes[i]! += count; });
  }
  return sum;
}

export class Slices {
  readonly slices: Slice[] = [];
  /** How many pairs are exposed now, and how many of these suspect. */
  exposed = 0;
  suspecting = 0;
  /** Counted mistakes that are open, in all and by cause; and what this instant changed. */
  private readonly open = zeroes();
  private readonly wasOpen = zeroes();
  private changed = false;
  private now: Time;
  private index = 0;
  /** Of the slice at hand. */
  private end: Time;

  constructor(private readonly from: Time, private readonly to: Time) {
    for (let i = 0; i < sliceCount; i++) this.slices.push(emptySlice());
    this.now = from;
    this.end = this.endOf(0);
  }

  /** Nothing has changed since the last call, until `until`. */
  advance(until: Time): void {
    while (this.now < until) {
      while (this.now >= this.end) this.turn();
      const next = Math.min(until, this.end);
      const slice = this.slices[this.index]!;
      slice.exposure += this.exposed * (next - this.now);
      slice.wrong += this.suspecting * (next - this.now);
      this.now = next;
    }
    while (this.index < sliceCount - 1 && this.now >= this.end) this.turn();
  }

  /** A mistake begins now. `cause`: its place in `mistakeCauses`. */
  begin(cause: number): void {
    this.changed = true;
    for (const i of [0, cause + 1]) {
      this.slices[this.index]!.mistakes[i]!++;
      this.open[i]!++;
    }
  }

  finish(cause: number): void {
    this.changed = true;
    this.open[0]!--;
    this.open[cause + 1]!--;
  }

  /** The instant is over: an episode has begun where nothing was open before it, and something is after. */
  settle(): void {
    if (!this.changed) return;
    this.changed = false;
    for (let i = 0; i < this.open.length; i++) {
      if (this.open[i]! > 0 && this.wasOpen[i] === 0) this.slices[this.index]!.episodes[i]!++;
      this.wasOpen[i] = this.open[i]!;
    }
  }

  private turn(): void {
    this.index++;
    this.end = this.endOf(this.index);
  }

  private endOf(index: number): Time {
    return this.from + Math.floor(((this.to - this.from) * (index + 1)) / sliceCount);
  }
}
