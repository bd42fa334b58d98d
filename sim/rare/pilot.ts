/**
 * What is tried before anything is counted: which levels there are, how likely it is to pass from each to the next, and into
 * how many copies it pays to split. By fixed effort: so many trials a level, from the states in which others reached it
 * (Garvels 2000). None of it enters the estimate, which is unbiased with any levels.
 */
import { Draw, rootKey } from '../random.ts';
import { bare, chancesLeft, digitsAt, levelOf, lingering, split, topOf, type Ladder } from './ladder.ts';
import { shares, type Lane, type Particle } from './lane.ts';

export interface Pilot {
  readonly ladder: Ladder;
  /** The variance of the estimate, relative, times the beats of the original: how many of these an error wants. */
  readonly variance: number;
  /** Roots per beat of the original. */
  readonly rootRate: number;
  /** Beats that all particles walk for each of the original. */
  readonly effort: number;
  /** Why there is nothing to split, or no way to a mistake. */
  readonly refused?: string;
}

/** One level: the share of the particles there that reach the next, and the beats that a trial takes. */
interface Passage { readonly share: number; readonly beats: number; readonly onward: readonly Particle[] }

const [surveyed, mostSurveyed, fewest, enough, mostTrials] = [2_000, 5_000_000, 60, 25, 20_000] as const;

export function pilot(lane: Lane, seed: string, warmUp: number): Pilot {
  const plain = bare(survey(lane, seed, warmUp));
  const { rates, rare, pool: first } = entrances(lane, plain, `${seed} levels`, warmUp);
  const passages = rates.slice(1, rare).map((rate, i): Passage => ({ share: rates[i + 2]! / rate, beats: 0, onward: [] }));
  for (let level = rare, pool = first; level <= topOf(plain); level++) {
    const passage = level < topOf(plain) ? pass(lane, plain, level, pool, seed) : fall(lane, plain, pool, seed);
    if (passage.share === 0 || pool.length === 0) return refusal(plain, level);
    passages.push(passage);
    pool = passage.onward;
  }
  return planned(plain, rates[1]!, rare, passages);
}

const refusal = (ladder: Ladder, level: number): Pilot => ({
  ladder, variance: Infinity, rootRate: 0, effort: Infinity,
  refused: `nothing got beyond level ${level} of ${topOf(ladder)}: there is nothing there to split`,
});

/** How many beats could at most still prevent a mistake, and of how many digits it pays to draw the delay of each. */
function survey(lane: Lane, seed: string, warmUp: number): number[] {
  const particle = walked(lane, seed, warmUp);
  const slack: number[] = [];
  let most = 0;
  for (const until = lane.beats + surveyed; lane.beats < until;) {
    lane.step(particle, 0);
    if (particle.list.trusted[0] === 0) continue;
    const left = Math.min(longest, chancesLeft(lane, particle));
    if (left > 0) slack[left] = lane.decidesAt(particle) - particle.sendsAt;
    most = Math.max(most, left);
  }
  const room = slack[most] ?? 0;
  return Array.from({ length: most + 1 }, (_, left) => (left === 0 ? 0 : digitsFor(lane, room - (most - left) * lane.params.interval)));
}

/** More chances than these are as good as none left out. */
const longest = 300;

/** The digits that a delay longer than this begins with; none where a loss is likelier by far. */
function digitsFor(lane: Lane, slack: number): number {
  if (!lane.hasTail || slack <= 0) return 0;
  const digits = shares.findLastIndex(share => share < 1 && lane.delayBeyond(share) <= slack);
  return digits < 1 || shares[digits]! < lane.averageLoss / 20 ? 0 : digits;
}

function walked(lane: Lane, seed: string, warmUp: number): Particle {
  const particle = lane.start(seed);
  while (particle.now < warmUp) lane.step(particle, 0);
  return particle;
}

/** How often the original rises to each level, per beat; and the states in which it first reaches one that is rare for it. */
interface Entrances { readonly rates: readonly number[]; readonly rare: number; readonly pool: readonly Particle[] }

/** Walks the original until it has reached, often enough, a level that it reaches half as often as the first. */
function entrances(lane: Lane, ladder: Ladder, seed: string, warmUp: number): Entrances {
  const particle = walked(lane, seed, warmUp);
  const pools = ladder.copies.map((): Particle[] => []);
  const counts = ladder.copies.map(() => 0);
  const isRare = (count: number, level: number): boolean => level > 0 && 2 * count < counts[1]! + 1;
  const from = lane.beats;
  let rare = 1;
  for (let level = levelOf(lane, ladder, particle); lane.beats - from < surveyed || (counts[rare]! < enough && lane.beats - from < mostSurveyed);) {
    lane.step(particle, digitsAt(ladder, level));
    const next = levelOf(lane, ladder, particle);
    for (let rung = level + 1; rung <= next; rung++) {
      if (counts[rung]!++ < fewest && rung > 1) pools[rung]!.push(lane.part(particle, 0));
    }
    if (next > level) rare = Math.max(1, counts.findIndex(isRare));
    level = next;
  }
  return { rates: counts.map(count => count / (lane.beats - from)), rare, pool: pools[rare]! };
}

/** Trials from one level until the next is reached or this one is lost. */
function pass(lane: Lane, ladder: Ladder, level: number, pool: readonly Particle[], seed: string): Passage {
  const draw = chooser(seed, level);
  const onward: Particle[] = [];
  const from = lane.beats;
  let [trials, passed] = [0, 0];
  while (pool.length > 0 && trials < mostTrials && (trials < fewest || passed < enough)) {
    const particle = lane.branch(pool[Math.floor(draw.next() * pool.length)]!, ++trials);
    let at = levelOf(lane, ladder, particle);
    while (at === level) {
      lane.step(particle, digitsAt(ladder, at));
      at = levelOf(lane, ladder, particle);
    }
    if (at < level) continue;
    passed++;
    onward.push(particle);
  }
  return { share: passed / Math.max(1, trials), beats: (lane.beats - from) / Math.max(1, trials), onward };
}

/** From the top: the mistake, and how many others follow before all is calm; `share` counts them all. */
function fall(lane: Lane, ladder: Ladder, pool: readonly Particle[], seed: string): Passage {
  const draw = chooser(seed, topOf(ladder));
  const from = lane.beats;
  let [trials, mistakes] = [0, 0];
  while (pool.length > 0 && trials < fewest && lane.beats - from < mostTrials) {
    const particle = lane.branch(pool[Math.floor(draw.next() * pool.length)]!, ++trials);
    const before = mistakes;
    do if (lane.step(particle, 0)) mistakes++;
    while (mistakes === before ? levelOf(lane, ladder, particle) > 0 : particle.calm < lingering && lane.beats - from < mostTrials);
  }
  return { share: mistakes / Math.max(1, trials), beats: (lane.beats - from) / Math.max(1, trials), onward: [] };
}

const chooser = (seed: string, level: number): Draw => {
  const { a, b } = rootKey(`${seed} pilot`);
  return new Draw().start(a, b).absorb(level);
};

/**
 * Copies that make the product of variance and effort small. With f the rate at which a level is reached and m = f × copies,
 * the next passage of share p adds (1/p − 1)/m to the variance and m × beats to the effort: by Lagrange, m is as the root of
 * (1/p − 1)/beats. What is not split rests on the original alone, whose effort is one.
 */
function planned(plain: Ladder, rate: number, rare: number, passages: readonly Passage[]): Pilot {
  const copies = [1];
  let [reached, product, unsplit, variance, effort, rootRate] = [rate, 1, 0, 0, 1, rate];
  for (const { share, beats } of passages) {
    const odds = Math.max(0, 1 / share - 1);
    const ideal = copies.length >= rare && unsplit > 0 ? Math.sqrt(odds / Math.max(0.1, beats) / unsplit) / reached : 1;
    const here = Math.min(100_000, Math.max(1, Math.round(ideal / product)));
    copies.push(here);
    if (product === 1) rootRate = reached;
    product *= here;
    if (product === 1) unsplit += odds / reached;
    else effort += reached * product * beats;
    variance += odds / (reached * product);
    reached *= share;
  }
  const clumps = Math.max(0.01, passages.at(-1)!.share - 1);
  return { ladder: split({ ...plain, aftermath: aftermath(passages, clumps) }, copies), variance: variance + 1 / (reached * product), rootRate, effort };
}

/** The level from which a mistake is about as likely as after one. */
function aftermath(passages: readonly Passage[], clumps: number): number {
  let onward = 1;
  for (let level = passages.length - 1; level > 0; level--) {
    onward *= Math.min(1, passages[level - 1]!.share);
    if (onward < clumps) return level + 1;
  }
  return 0;
}
