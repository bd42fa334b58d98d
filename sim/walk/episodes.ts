/** Mistakes that overlap in time, whoever makes them, are one episode: counted from the silences that made them. */
import type { Time } from '../../src/contract.ts';

/** So many silences are kept. Timeouts that have more mistakes rest their intervals on runs and batches anyway. */
const most = 1 << 12;

export class Episodes {
  /** Silences no longer than this are not wanted (any more). */
  beyond: number;
  private readonly from: Time[] = [];
  private readonly to: Time[] = [];

  /** `timeouts` must rise. */
  constructor(private readonly timeouts: readonly number[]) {
    this.beyond = timeouts[0]!;
  }

  /** A silence, or as much of one as lies within the exposure of its pair. */
  add(from: Time, to: Time): void {
    if (to - from <= this.beyond) return;
    if (this.from.length === most) this.thin();
    this.from.push(from);
    this.to.push(to);
  }

  /** Where the episodes at `timeout` begin, from `since` on; undefined where there are too many mistakes to tell. */
  beginnings(timeout: number, since: Time): Time[] | undefined {
    if (timeout < this.beyond) return undefined;
    const { from, to } = this;
    const silences = [...from.keys()].filter(i => to[i]! - from[i]! > timeout && from[i]! + timeout >= since).sort((i, j) => from[i]! - from[j]!);
    const beginnings: Time[] = [];
    let until = -1;
    for (const i of silences) {
      // where one mistake ends as another begins, somebody is wrong throughout
      if (from[i]! + timeout > until) beginnings.push(from[i]! + timeout);
      until = Math.max(until, to[i]!);
    }
    return beginnings;
  }

  /** Gives up the shortest timeouts, until half of the room is free again. */
  private thin(): void {
    const { from, to, timeouts } = this;
    while (from.length > most / 2) {
      this.beyond = timeouts.find(timeout => timeout > this.beyond) ?? Infinity;
      let kept = 0;
      for (let i = 0; i < from.length; i++) {
        if (to[i]! - from[i]! <= this.beyond) continue;
        from[kept] = from[i]!;
        to[kept++] = to[i]!;
      }
      from.length = kept;
      to.length = kept;
    }
  }
}
