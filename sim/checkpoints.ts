/**
 * Checkpoints: whole worlds, spaced by how much work a replay from them is. Their number is bounded: when there are too
 * many, every second one goes and the spacing doubles.
 */
import type { Time } from '../src/contract.ts';
import type { World } from './world.ts';

const most = 48;

export class Checkpoints {
  private kept: World[] = [];
  private spacing: number;
  private since = 0;

  /** `size`: roughly how many numbers a world holds; a checkpoint should cost less than the events between two. */
  constructor(size: number) {
    this.spacing = Math.max(2_000, 20 * size);
  }

  /** To be called after every event of an instant, with how many they were. */
  consider(world: World, events: number): void {
    this.since += events;
    if (this.kept.length > 0 && this.since < this.spacing) return;
    this.since = 0;
    this.kept.push(structuredClone(world));
    if (this.kept.length <= most) return;
    this.kept = this.kept.filter((_, i) => i % 2 === 0);
    this.spacing *= 2;
  }

  /** A copy of the latest one not after `time`. */
  before(time: Time): World | undefined {
    const found = this.kept.findLast(world => world.now <= time);
    return found && structuredClone(found);
  }
}
