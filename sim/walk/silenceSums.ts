/**
 * The measures of a fixed timeout, for many timeouts in one pass over each link: a silence of length g is a mistake of
 * every timeout below g, and lasts g less the timeout. Sums only, so memory does not grow with the run.
 */
import type { ProcessId, Time } from '../../src/contract.ts';
import { Detections } from '../measures/detections.ts';
import type { QualityData } from '../measures/measured.ts';
import { Episodes } from './episodes.ts';
import type { FreshArrivals } from './freshArrivals.ts';
import { SliceTable } from './sliceTable.ts';
import type { WalkedWorld } from './world.ts';

/** What one run comes to at one timeout: as in {@link QualityData}. */
export type Sums = Pick<QualityData, 'slices' | 'detection'>;

/** Where the search for a silence's place among the timeouts begins. */
const cells = 1 << 12;

export class SilenceSums {
  /** Rising, with one at the end that no silence reaches. */
  private readonly timeouts: Float64Array;
  private readonly table: SliceTable;
  private readonly episodes: Episodes;
  private readonly detections: readonly Detections[];
  private readonly places = new Uint16Array(cells + 1);
  private readonly perCell: number;
  // of the pair at hand: since when it is silent; its stretch of one slice; when its exposure and its hearing end
  private last: Time = 0;
  private low: Time = 0;
  private high: Time = 0;
  private row = 0;
  private end: Time = 0;
  private deafFrom: Time = 0;

  /** `timeouts` must rise. */
  constructor(private readonly world: WalkedWorld, timeouts: readonly number[]) {
    const { warmUp, horizon } = world.scenario;
    this.timeouts = Float64Array.from([...timeouts, Infinity]);
    this.table = new SliceTable(Math.min(warmUp, horizon), horizon, timeouts);
    this.episodes = new Episodes(timeouts);
    this.detections = timeouts.map(() => new Detections());
    world.crashAt.forEach((at, process) => { if (at < horizon) this.crash(process, at); });
    this.perCell = cells / timeouts.at(-1)!;
    for (let cell = 0, place = 0; cell <= cells; this.places[cell++] = place) {
      while (this.timeouts[place]! * this.perCell < cell) place++;
    }
  }

  /** Takes all that `fresh` brings of the link of this pair. */
  walk(pair: number, fresh: FreshArrivals): void {
    const { crashAt, pairs: { monitor, monitored }, scenario: { horizon } } = this.world;
    const [q, p] = [monitor[pair]!, monitored[pair]!];
    this.deafFrom = Math.min(crashAt[q]!, horizon);
    this.end = Math.min(crashAt[p]!, this.deafFrom);
    this.last = 0;
    this.turn(0);
    let first = Infinity;
    for (let more = true; more && fresh.advance();) {
      const heard = before(fresh.times, fresh.settled, this.deafFrom);
      if (heard > 0) first = Math.min(first, fresh.times[0]!);
      this.hear(fresh.times, heard);
      more = heard === fresh.settled;
    }
    this.spread(this.last, this.end);
    this.table.expose(first, this.end);
    if (crashAt[p]! < this.deafFrom) this.detect(p, crashAt[p]!);
  }

  /** By timeout. */
  finish(): readonly Sums[] {
    return this.detections.map((detections, i) => ({
      detection: detections.finish(), slices: this.table.slices(i, this.episodes.beginnings(this.timeouts[i]!, this.table.from)),
    }));
  }

  /** The first `count` of `times` end a silence each. */
  private hear(times: Float64Array, count: number): void {
    for (let i = 0; i < count; i++) {
      const within = this.last >= this.low ? endOf(times, i, count, this.high) : i;
      if (within > i) {
        this.tally(times, i, within);
        this.last = times[within - 1]!;
      }
      i = within;
      if (i < count) this.part(times[i]!);
    }
  }

  /** The silences that end at these arrivals lie within one slice, all of them. */
  private tally(times: Float64Array, from: number, to: number): void {
    const { timeouts, places, perCell, row, episodes, table: { counts, lengths } } = this;
    const least = timeouts[0]!;
    let last = this.last;
    for (let i = from; i < to; i++) {
      const time = times[i]!;
      const silence = time - last;
      if (silence > least) {
        let place = places[Math.min(silence * perCell, cells) | 0]!;
        while (timeouts[place]! < silence) place++;
        counts[row + place]!++;
        lengths[row + place]! += silence;
        if (silence > episodes.beyond) episodes.add(last, time);
      }
      last = time;
    }
  }

  /** The silence that ends at `time` reaches out of its slice. */
  private part(time: Time): void {
    this.spread(this.last, Math.min(time, this.end));
    this.turn(time);
    this.last = time;
  }

  /** Enters the slice of this instant: what is silent wholly within it need not be parted. */
  private turn(time: Time): void {
    const { table } = this;
    const slice = table.sliceOf(time);
    this.row = slice * this.timeouts.length;
    this.low = time < this.end ? table.bounds[slice]! : Infinity;
    this.high = Math.min(table.bounds[slice + 1]!, this.end);
  }

  /** A silence that some bound parts: slice by slice, for each timeout that it exceeds. */
  private spread(from: Time, to: Time): void {
    if (to <= this.table.from) return;
    this.episodes.add(from, to);
    for (let i = 0; from + this.timeouts[i]! < to; i++) this.table.mistake(i, from + this.timeouts[i]!, to);
  }

  private crash(process: ProcessId, at: Time): void {
    const { crashAt, pairs } = this.world;
    const running = pairs.watchedBy[process]!.filter(monitor => crashAt[monitor]! > at).length;
    for (const detections of this.detections) detections.crash(process, running);
  }

  /** Suspected for good once the last silence has lasted; if it lasts until somebody stops listening. */
  private detect(process: ProcessId, crash: Time): void {
    this.detections.forEach((detections, i) => {
      const since = this.last + this.timeouts[i]!;
      const group = detections.groupOf(process);
      if (since < this.deafFrom) detections.detected(group, Math.max(0, since - crash));
      else detections.censored(group, this.deafFrom - crash);
    });
  }
}

function before(times: Float64Array, count: number, end: Time): number {
  let left = count;
  while (left > 0 && times[left - 1]! >= end) left--;
  return left;
}

/** The end of those of `times`, from `from` to `to`, that are not later than `end`. */
function endOf(times: Float64Array, from: number, to: number, end: Time): number {
  if (times[to - 1]! <= end) return to;
  let [low, high] = [from, to - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! <= end) low = middle + 1;
    else high = middle;
  }
  return low;
}
