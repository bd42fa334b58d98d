/**
 * Splitting by RESTART (Villén-Altamirano and Villén-Altamirano, "The rare event simulation method RESTART", LNCS 5233, 2011;
 * Garvels, "The splitting method in rare event simulation", thesis, Twente 2000; L'Ecuyer, Demers and Tuffin, "Splitting for
 * rare-event simulation", WSC 2006): who rises to a level goes on in several copies, each under weather of its own; a copy
 * ends when it falls below the level at which it was made, and what happens there counts for one over the number of copies.
 * The original goes on, so every sum over a stretch of time is unbiased, whatever the levels are; only how much it
 * scatters depends on them.
 */
import type { Time } from '../../src/contract.ts';
import { digitsAt, levelOf, rootOf, topOf, type Ladder } from './ladder.ts';
import type { Lane, Particle } from './lane.ts';

/** What one independent stretch of a pair's life contributed. */
export interface Stretch {
  /** The sum of the weights of its mistakes, and how many these were. */
  readonly mistakes: number;
  readonly hits: number;
  /** The length of the stretch. */
  readonly time: Time;
  /** How often the original rose to the first level that splits, and the largest share of the sum that came of one such rise. */
  readonly roots: number;
  readonly heaviest: number;
  /** By level: how many particles rose to it. */
  readonly reached: readonly number[];
}

export class Splitter {
  private end: Time = 0;
  private mistakes = 0;
  private hits = 0;
  private roots = 0;
  private inRoot = 0;
  private heaviest = 0;
  private reached: number[] = [];
  private readonly root: number;
  /** Of how many digits a delay is drawn, by level. */
  private readonly digits: readonly number[];

  constructor(private readonly lane: Lane, private readonly ladder: Ladder) {
    this.root = rootOf(ladder);
    this.digits = ladder.copies.map((_, level) => digitsAt(ladder, level));
  }

  /** Walks a pair for `length` after a time of `warmUp` that counts for nothing. */
  stretch(seed: string, warmUp: Time, length: Time): Stretch {
    const particle = this.lane.start(seed);
    let mistaken = false;
    while (particle.now <= warmUp) mistaken = this.lane.step(particle, 0);
    Object.assign(this, { end: warmUp + length, mistakes: 0, hits: 0, roots: 0, inRoot: 0, heaviest: 0, reached: this.digits.map(() => 0) });
    if (mistaken && particle.now <= this.end) this.count(1);
    this.rise(particle, 0, levelOf(this.lane, this.ladder, particle), 0);
    this.leaveRoot();
    return { mistakes: this.mistakes, hits: this.hits, time: length, roots: this.roots, heaviest: this.heaviest, reached: this.reached };
  }

  /** Goes on from `level`, to which the particle has just come from `from`: first its copies, then itself. */
  private rise(particle: Particle, from: number, level: number, birth: number): void {
    this.split(particle, from, level, birth);
    this.walk(particle, level, birth);
  }

  private split(particle: Particle, from: number, to: number, birth: number): void {
    if (birth === 0 && from < this.root && to >= this.root) this.enterRoot();
    for (let level = from + 1; level <= to; level++) {
      this.reached[level]!++;
      const copies = this.ladder.copies[level]!;
      for (let copy = 1; copy < copies; copy++) this.rise(this.lane.branch(particle, level * 0x10_0000 + copy), level, to, level);
    }
  }

  private walk(particle: Particle, at: number, birth: number): void {
    const { lane, ladder, digits } = this;
    for (let level = at; ;) {
      const mistaken = lane.step(particle, digits[level]!);
      if (particle.now > this.end) return;
      if (mistaken) this.count(ladder.weights[level]!);
      const next = levelOf(lane, ladder, particle);
      if (next < birth) return;
      if (next > level) this.split(particle, level, next, birth);
      level = next;
    }
  }

  private count(weight: number): void {
    this.mistakes += weight;
    this.hits++;
    this.inRoot += weight;
  }

  private enterRoot(): void {
    this.leaveRoot();
    this.roots++;
  }

  private leaveRoot(): void {
    this.heaviest = Math.max(this.heaviest, this.inRoot);
    this.inRoot = 0;
  }
}

/** Stretches of one ladder, by level: how many particles rose there. */
export const reachedBy = (stretches: readonly Stretch[], ladder: Ladder): number[] =>
  Array.from({ length: topOf(ladder) + 1 }, (_, level) => stretches.reduce((sum, { reached }) => sum + reached[level]!, 0));
