/**
 * Mistakes that only a long fault causes. A length is a single draw, which leaves nothing to split: so its law is cut into
 * strata, each half as likely as the one before, a run of each stratum is forced to have a length from it, and counts for
 * the stratum's probability. How many runs each gets follows Neyman (J. Royal Statistical Society 97(4), 1934).
 */
import exp from '@stdlib/math-base-special-exp';
import type { Duration } from '../../src/contract.ts';
import { sec } from '../../src/time.ts';
import { builtIn } from '../builtIn.ts';
import { measure } from '../qos.ts';
import { Draw, hashText, rootKey } from '../random.ts';
import type { Registry } from '../registry.ts';
import type { Figure } from '../report.ts';
import { simulate } from '../run.ts';
import { ScenarioError, type Choice, type Fault, type Scenario } from '../scenario.ts';

export interface StrataOptions {
  readonly registry?: Registry;
  /** Half of the interval's length, as a share of the value; a tenth by default. */
  readonly error?: number;
  /** How many runs at most; 20 000 by default. */
  readonly mostRuns?: number;
  readonly onProgress?: (share: number) => void;
}

export interface Stratum {
  /** The share of faults that are this long. */
  readonly share: number;
  readonly shortest: Duration;
  readonly longest: Duration;
  readonly runs: number;
  /** Runs with a mistake, and mistakes together. */
  readonly hits: number;
  readonly mistakes: number;
}

export interface StrataReport {
  /** The fault line that is stratified. */
  readonly fault: string;
  /** What is counted: mistakes that such a fault causes, or all. */
  readonly counted: 'caused' | 'all';
  /** The share of runs, each with one such fault, that have a mistake; mistakes a run; and per second of exposure. */
  readonly perRun: Figure;
  readonly mistakesPerRun: Figure;
  readonly mistakeRate: Figure;
  readonly strata: readonly Stratum[];
  readonly hits: number;
  /** The heaviest run's share of the sum. */
  readonly heaviest: number;
  /** Runs, the pilot's included, and how many plain simulation would want for the same interval. */
  readonly runs: number;
  readonly plainRuns: number | null;
}

/** Each half as likely as the one before: the last, and all beyond it, one in 10¹². */
const count = 40;
const [trial, fewest, mostRuns, heaviestAllowed, z] = [4, 30, 20_000, 0.2, 1.96] as const;

/** What the runs of one stratum came to. */
class Tally {
  runs = 0;
  hits = 0;
  mistakes = 0;
  squares = 0;
  exposure = 0;
  largest = 0;

  add(mistakes: number, exposure: number): void {
    this.runs++;
    if (mistakes > 0) this.hits++;
    this.mistakes += mistakes;
    this.squares += mistakes * mistakes;
    this.exposure += exposure;
    this.largest = Math.max(this.largest, mistakes);
  }

  get mean(): number { return this.mistakes / Math.max(1, this.runs); }
  get variance(): number { return Math.max(0, this.squares / this.runs - this.mean * this.mean) * (this.runs / Math.max(1, this.runs - 1)); }
  get hitShare(): number { return this.hits / Math.max(1, this.runs); }
}

/** The one fault whose length is random; undefined where there is none. @throws ScenarioError where it cannot be stratified */
export function stratifiable({ faults }: Scenario, registry: Registry = builtIn): Fault | undefined {
  const random = faults.flatMap((fault, i) => (typeof fault.lasts === 'object' && fault.lasts !== null ? [{ fault, i }] : []));
  const [first, second] = random;
  if (!first) return undefined;
  const { fault, i } = first;
  if (second) throw new ScenarioError(`$.faults[${second.i}].for`, 'is random, and so is that of another fault: strata are of one length, so fix the others');
  if (fault.every !== null) throw new ScenarioError(`$.faults[${i}].every`, 'lets the fault come again: strata are of one fault a run, so leave it out and multiply by how often it comes');
  const { kind } = fault.lasts as Choice;
  if (!registry.latencies[kind]?.beyond) throw new ScenarioError(`$.faults[${i}].for`, `"${kind}" cannot be read from its slow end: choose another law`);
  return fault;
}

/** The shares of faults that are longer than the shortest of each stratum; none is longer than the longest of the last. */
const edges: readonly number[] = Array.from({ length: count }, (_, stratum) => Array.from({ length: stratum }).reduce((share: number) => share / 2, 1));
const shareFrom = (stratum: number): number => edges[stratum + 1] ?? 0;
const shareTo = (stratum: number): number => edges[stratum]!;
const square = (x: number): number => x * x;

class Experiment {
  private readonly lengths: (share: number) => Duration;
  private readonly key;
  readonly counted: 'caused' | 'all';
  runs = 0;

  constructor(private readonly scenario: Scenario, private readonly fault: Fault, private readonly registry: Registry) {
    const { kind, params } = fault.lasts as Choice;
    this.lengths = share => Math.max(1, registry.latencies[kind]!.beyond!(params, share));
    this.key = rootKey(`${scenario.seed} strata`);
    this.counted = ['pause', 'freeze', 'partition'].includes(fault.kind) ? 'caused' : 'all';
  }

  bounds(stratum: number): readonly [Duration, Duration] {
    return [this.lengths(stratum === 0 ? 1 - 2 ** -30 : shareTo(stratum)), this.lengths(Math.max(shareFrom(stratum), 2 ** -60))];
  }

  /** One run whose fault is as long as a random one of that stratum. */
  run(stratum: number, tally: Tally): void {
    const u = new Draw().start(this.key.a, this.key.b).absorb(hashText(this.fault.id)).absorb(this.runs).next();
    const from = shareFrom(stratum);
    const lasts = this.lengths(from + (shareTo(stratum) - from) * u);
    const faults = this.scenario.faults.map(fault => (fault === this.fault ? { ...fault, lasts } : fault));
    const seed = `${this.scenario.seed} strata#${this.runs++}`;
    const measured = measure(simulate({ ...this.scenario, faults }, { seed, registry: this.registry }));
    const { slices } = measured.usesFailed ? measured.failed : measured.suspected;
    const sum = (of: (mistakes: readonly number[]) => number): number => slices.reduce((total, { mistakes }) => total + of(mistakes), 0);
    tally.add(sum(([all, ...causes]) => (this.counted === 'all' ? all! : causes[0]! + causes[1]! + causes[2]!)), slices.reduce((total, { exposure }) => total + exposure, 0));
  }
}

/** How often one fault of random length causes a mistake. @throws ScenarioError, DetectorError */
export function rareByLength(scenario: Scenario, fault: Fault, options: StrataOptions = {}): StrataReport {
  const { registry = builtIn, onProgress } = options;
  const experiment = new Experiment(scenario, fault, registry);
  const pilot = strata(stratum => {
    onProgress?.((0.1 * stratum) / count);
    return repeated(experiment, stratum, trial);
  });
  const closer = strata(stratum => stratum).filter(stratum => near(pilot, stratum));
  for (const stratum of closer) repeated(experiment, stratum, fewest, pilot[stratum]!);
  const plan = allotted(pilot, options);
  const all = plan.reduce((sum, runs) => sum + runs, 0);
  let done = 0;
  const tallies = strata(stratum => {
    onProgress?.(0.2 + (0.8 * done) / all);
    done += plan[stratum]!;
    return repeated(experiment, stratum, plan[stratum]!);
  });
  return reported(experiment, fault, tallies);
}

const strata = <T>(of: (stratum: number) => T): T[] => Array.from({ length: count }, (_, stratum) => of(stratum));

function repeated(experiment: Experiment, stratum: number, runs: number, tally = new Tally()): Tally {
  for (let i = 0; i < runs; i++) experiment.run(stratum, tally);
  return tally;
}

const shareOf = (stratum: number): number => shareTo(stratum) - shareFrom(stratum);

/** Whether a stratum lies near the shortest length with a mistake, where some of its runs have one and others have none. */
function near(pilot: readonly Tally[], stratum: number): boolean {
  const first = pilot.findIndex(({ mistakes }) => mistakes > 0);
  return first >= 0 && Math.abs(stratum - first) <= 2;
}

/**
 * Runs by stratum, as Neyman has it: by share and deviation. A pilot of few runs without a mistake, or with none but such,
 * does not prove that all are: the share of runs with one is taken to be (hits + 1) / (runs + 2), after Laplace.
 */
function allotted(pilot: readonly Tally[], { error = 0.1, mostRuns: most = mostRuns }: StrataOptions): number[] {
  if (pilot.every(({ mistakes }) => mistakes === 0)) return pilot.map(() => trial);
  const spreads = pilot.map(({ runs, hits, mean, variance }, stratum) => {
    const share = near(pilot, stratum) ? (hits + 1) / (runs + 2) : 0;
    return shareOf(stratum) * Math.sqrt(Math.max(variance, share * (1 - share) * square(Math.max(1, mean))));
  });
  const together = spreads.reduce((sum, spread) => sum + spread, 0);
  const value = pilot.reduce((sum, { mean }, stratum) => sum + shareOf(stratum) * mean, 0);
  const runs = Math.min(most, square(z * together / (error * value)) * 1.2);
  return spreads.map((spread, stratum) => Math.ceil(Math.max(near(pilot, stratum) ? fewest : trial, (runs * spread) / together)));
}

function reported(experiment: Experiment, fault: Fault, tallies: readonly Tally[]): StrataReport {
  const over = (of: (tally: Tally) => number): number => tallies.reduce((sum, tally, stratum) => sum + shareOf(stratum) * of(tally), 0);
  const total = over(({ mean }) => mean);
  const heaviest = total > 0 ? Math.max(...tallies.map(({ largest, runs }, stratum) => (shareOf(stratum) * largest) / runs)) / total : 0;
  const hits = tallies.reduce((sum, tally) => sum + tally.hits, 0);
  const why = reasonAgainst(experiment, hits, heaviest);
  const runs = tallies.reduce((sum, tally) => sum + tally.runs, 0);
  const figure = (value: number, variance: number, factor = 1): Figure => figureOf(value * factor, Math.sqrt(variance) / value, { runs, mistakes: hits }, why);
  const spread = tallies.reduce((sum, tally, stratum) => sum + square(shareOf(stratum)) * tally.variance / tally.runs, 0);
  const exposure = over(tally => tally.exposure / tally.runs);
  const perRun = over(({ hitShare }) => hitShare);
  const shareSpread = tallies.reduce((sum, { hitShare, runs: n }, stratum) => sum + square(shareOf(stratum)) * hitShare * (1 - hitShare) / n, 0);
  return {
    fault: fault.id, counted: experiment.counted,
    perRun: figure(perRun, shareSpread), mistakesPerRun: figure(total, spread), mistakeRate: figure(total, spread, sec / exposure),
    strata: tallies.map((tally, stratum) => stratumOf(experiment, tally, stratum)), hits, heaviest,
    runs: experiment.runs, plainRuns: why === undefined && shareSpread > 0 ? perRun / shareSpread : null,
  };
}

function reasonAgainst(experiment: Experiment, hits: number, heaviest: number): string | undefined {
  if (hits === 0) return `no length causes a mistake, not even the longest of 10¹²: ${experiment.bounds(count - 1)[0] / sec} s and more`;
  if (heaviest > heaviestAllowed) return `one run carries ${Math.round(100 * heaviest)} % of the sum, where a fifth is allowed: ask for a smaller error`;
  return undefined;
}

/** On the scale of logarithms, as every rate here. */
function figureOf(value: number, relative: number, n: Figure['n'], why: string | undefined): Figure {
  if (why !== undefined) return { value: null, ci95: null, n, why };
  return { value, ci95: [value * exp(-z * relative), value * exp(z * relative)], n };
}

function stratumOf(experiment: Experiment, { runs, hits, mistakes }: Tally, stratum: number): Stratum {
  const [shortest, longest] = experiment.bounds(stratum);
  return { share: shareOf(stratum), shortest, longest, runs, hits, mistakes };
}
