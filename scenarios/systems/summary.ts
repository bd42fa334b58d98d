/** What comes out: quantiles of milestones over runs, and false verdicts per process and minute. */
import type { FaultName, Span } from './system.ts';
import type { History } from './history.ts';

export interface Distribution {
  /** null where it never came. */
  readonly p10: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
  readonly min: number | null;
  readonly max: number | null;
  /** In how many runs it came, and in how many it did not. */
  readonly n: number;
  readonly missing: number;
  /** All of them, in the order of the runs; those that did not come are left out. */
  readonly samples: readonly number[];
}

export interface Rate {
  readonly count: number;
  /** Processes of the system (its clients apart) times the minutes that were looked at. */
  readonly processMinutes: number;
  readonly perProcessMinute: number;
  readonly perMinute: number;
  /** In ms, of those that ended. */
  readonly length: Distribution;
}

/** Times in ms. */
export interface Answer {
  readonly system: string;
  readonly version: string;
  readonly release?: string;
  readonly options: Readonly<Record<string, string>>;
  readonly fault: FaultName;
  readonly target: string | null;
  readonly seed: string;
  readonly runs: number;
  readonly milestones: Readonly<Record<string, Distribution>>;
  readonly counts: Readonly<Record<string, Distribution>>;
  readonly falseVerdicts: Readonly<Record<string, Rate>>;
  readonly advice: readonly string[];
}

/** Between the samples around it, by linear interpolation. */
export function quantile(sorted: readonly number[], level: number): number | null {
  if (sorted.length === 0) return null;
  const place = level * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!];
  return below + (place - Math.floor(place)) * (above - below);
}

/** Milliseconds to the microsecond. */
const thousandths = (value: number): number => Math.round(value * 1_000) / 1_000;

export function distribution(all: readonly (number | undefined)[]): Distribution {
  const samples = all.filter(sample => sample !== undefined).map(thousandths);
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (level: number): number | null => {
    const value = quantile(sorted, level);
    return value === null ? null : thousandths(value);
  };
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9), min: at(0), max: at(1), n: samples.length, missing: all.length - samples.length, samples };
}

export function rateOf(histories: readonly History[], spansOf: (history: History) => readonly Span[]): Rate {
  const spans = histories.flatMap(history => spansOf(history));
  const minutes = histories.reduce((sum, { faultAt, end }) => sum + (end - faultAt) / 60_000_000, 0);
  const members = histories[0]?.scenario.processes.filter(({ role }) => role !== 'client').length ?? 0;
  const processMinutes = members * minutes;
  return {
    count: spans.length, processMinutes, perProcessMinute: processMinutes > 0 ? spans.length / processMinutes : 0,
    perMinute: minutes > 0 ? spans.length / minutes : 0,
    length: distribution(spans.map(({ from, to }) => (to === null ? undefined : (to - from) / 1_000))),
  };
}
