/**
 * The levels of splitting: how near a pair is to a mistake. What counts is how many beats may still prevent it: those that
 * leave, and can arrive, before the monitor decides. Each beat that is known to miss takes the pair one step up; where
 * delays can be drawn digit by digit, so does each digit that makes the delay of the present beat longer.
 */
import type { Lane, Particle } from './lane.ts';

export interface Ladder {
  /** By how many beats may still prevent it, from 0 on: the level, and of how many digits the next delay is drawn. More are level 0. */
  readonly first: readonly number[];
  readonly digits: readonly number[];
  /** By level: into how many a particle that reaches it is split, and what a mistake there weighs. */
  readonly copies: readonly number[];
  readonly weights: readonly number[];
  /** Where a pair stays for a while after a mistake: another one may follow from the same weather. */
  readonly aftermath: number;
}

/** So many beats in a row must arrive after a mistake until the pair counts as calm. */
export const lingering = 16;

/** No splitting yet. */
export function bare(digits: readonly number[]): Ladder {
  const first: number[] = [];
  let level = 1;
  for (let left = digits.length - 1; left >= 0; left--) {
    first[left] = level;
    level += 1 + digits[left]!;
  }
  return split({ first, digits, aftermath: 0 }, Array.from({ length: level }, () => 1));
}

/** The same levels with these numbers of copies. */
export function split({ first, digits, aftermath }: Pick<Ladder, 'first' | 'digits' | 'aftermath'>, copies: readonly number[]): Ladder {
  let weight = 1;
  return { first, digits, aftermath, copies, weights: copies.map(count => (weight /= count)) };
}

export const topOf = ({ copies }: Ladder): number => copies.length - 1;

/** The first level at which a particle is split: who gets there is the root of a tree. */
export const rootOf = ({ copies }: Ladder): number => Math.max(1, copies.findIndex(count => count > 1));

/** Of how many digits the delay of the next beat is drawn, at this level. */
export const digitsAt = ({ first, digits }: Ladder, level: number): number => digits[first.findIndex(each => each <= level)] ?? 0;

/** How many beats may still prevent a mistake; −1 if one is known to, or nothing was heard yet. */
export function chancesLeft(lane: Lane, particle: Particle): number {
  if (particle.newest < 0) return -1;
  const decides = lane.decidesAt(particle);
  for (const { at, seq } of particle.flights) {
    if (at > decides) break;
    if (seq > particle.newest) return -1;
  }
  return Math.max(0, Math.floor((decides - lane.leastDelay - particle.sendsAt) / lane.params.interval) + 1);
}

export function levelOf(lane: Lane, ladder: Ladder, particle: Particle): number {
  if (particle.list.trusted[0] === 0) return ladder.aftermath;
  const left = chancesLeft(lane, particle);
  const level = left < 0 || left >= ladder.first.length ? 0 : ladder.first[left]! + Math.max(0, particle.digits);
  return particle.calm < lingering ? Math.max(level, ladder.aftermath) : level;
}
