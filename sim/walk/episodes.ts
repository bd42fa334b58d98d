/** Mistakes that overlap in time, whoever makes them, are one episode: counted from the silences that made them. */
import type { Time } from '../../src/contract.ts';

/** So many silences are kept. Timeouts that have more mistakes rest their intervals on runs and batches anyway. */
const most = 1 << 12;

interface Silence { readonly from: Time; readonly to: Time }

export class Episodes {
  /** Silences no longer than this are not wanted (any more). */
  beyond: number;
  private silences: Silence[] = [];
  private isSorted = true;

  /** `timeouts` must rise. */
  constructor(private readonly timeouts: readonly number[]) {
    this.beyond = timeouts[0]!;
  }

  /** A silence, or as much of one as lies within the exposure of its pair. */
  add(from: Time, to: Time): void {
    if (to - from <= this.beyond) return;
    if (this.silences.length === most) this.thin();
    this.silences.push({ from, to });
    this.isSorted = false;
  }

  /** Where the episodes at `timeout` begin, from `since` on; undefined where there are too many mistakes to tell. */
  beginnings(timeout: number, since: Time): Time[] | undefined {
    if (timeout < this.beyond) return undefined;
    const beginnings: Time[] = [];
    let until = -1;
    for (const { from, to } of this.sorted()) {
      const begin = from + timeout;
      if (begin >= to || begin < since) continue;
      // where one mistake ends as another begins, somebody is wrong throughout
      if (begin > until) beginnings.push(begin);
      until = Math.max(until, to);
    }
    return beginnings;
  }

  private sorted(): readonly Silence[] {
    if (!this.isSorted) this.silences.sort((a, b) => a.from - b.from);
    this.isSorted = true;
    return this.silences;
  }

  /** Gives up the shortest timeouts, until half of the room is free again. */
  private thin(): void {
    while (this.silences.length > most / 2) {
      this.beyond = this.timeouts.find(timeout => timeout > this.beyond) ?? Infinity;
      this.silences = this.silences.filter(({ from, to }) => to - from > this.beyond);
    }
  }
}
