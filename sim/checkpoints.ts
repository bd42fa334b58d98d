/**
 * Checkpoints: whole worlds, spaced by how much work a replay from them is. Their number is bounded: when there are too
 * many, every second one goes and the spacing doubles.
 */
import type { Time } from '../src/contract.ts';
import type { World } from './world.ts';

/** All checkpoints together stay near this many bytes. */
const budget = 64e6;

export class Checkpoints {
  private kept: World[] = [];
  private readonly most: number;
  private spacing: number;
  private since = 0;

  /**
   * `size`: roughly how many numbers a world holds. To clone one costs about as much as a tenth of an event, so a
   * checkpoint every five events a number takes some 2 % of the run.
   */
  constructor(size: number) {
    this.spacing = Math.max(2_000, 5 * size);
    this.most = Math.max(4, Math.min(48, Math.floor(budget / (32 * size))));
  }

  /** To be called after every event of an instant, with how many they were. */
  consider(world: World, events: number): void {
    this.since += events;
    const last = this.kept.at(-1);
    // in rising order of time: a replay adds none
    if (last && (this.since < this.spacing || world.now <= last.now)) return;
    this.since = 0;
    this.kept.push(structuredClone(world));
    if (this.kept.length <= this.most) return;
    this.kept = this.kept.filter((_, i) => i % 2 === 0);
    this.spacing *= 2;
  }

  /** A copy of the latest one not after `time`, if it is later than `than`. */
  before(time: Time, than: Time = -1): World | undefined {
    const found = this.kept.findLast(world => world.now <= time);
    return found && found.now > than ? structuredClone(found) : undefined;
  }
}
