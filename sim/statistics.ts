/** From runs to a report: sums before quotients, and the run as the independent unit (MEASURES.md, "Intervals"). */
import { leadershipFigures } from './figures/leadership.ts';
import { loadFigures } from './figures/load.ts';
import { pairFigures } from './figures/pairs.ts';
import { quality } from './figures/quality.ts';
import { routingFigures } from './figures/routing.ts';
import type { Measured } from './measures/measured.ts';
import type { Pooled, Report } from './report.ts';
import type { Choice, Scenario } from './scenario.ts';

export { comparePaired, type PairedDifference, type PairedReport } from './figures/paired.ts';
export { poissonInterval } from './intervals/poissonInterval.ts';
export { quantileRanks, shareInterval } from './intervals/binomial.ts';

/** What a report says besides its figures. */
export interface Meta {
  readonly scenario: Pick<Scenario, 'title' | 'processes' | 'detector' | 'service'>;
  /** Of Flatline. */
  readonly version: string;
  /** How the detector is called; by default by its kind, and that of its estimator. */
  readonly detector?: string;
  readonly warnings?: readonly string[];
  /** Whether pairs are told apart, of which there may be very many; true by default. */
  readonly pairs?: boolean;
}

/** Pools runs of one scenario that differ in their seeds. @throws RangeError without a run */
export function pool(runs: readonly Measured[], meta: Meta): Report {
  if (runs.length === 0) throw new RangeError('there is no run to report on');
  const digests = runs.map(run => run.digest);
  return {
    measures: 1, scenario: meta.scenario.title, version: meta.version, seed: runs[0]!.seed, runs: runs.length,
    digest: digests.length === 1 ? digests[0]! : digests, detector: meta.detector ?? detectorLabel(meta.scenario),
    pooled: pooled(runs, meta.scenario.processes.map(process => process.name), meta.pairs ?? true), warnings: meta.warnings ?? [],
  };
}

function pooled(runs: readonly Measured[], names: readonly string[], pairs: boolean): Pooled {
  const three = runs.some(run => run.usesFailed);
  const decisive = runs.map(run => (three ? run.failed : run.suspected));
  const services = runs.map(run => run.leadership).filter(data => data !== null);
  const routed = runs.map(run => run.routing).filter(data => data !== undefined);
  return {
    ...quality(decisive),
    ...(three ? { suspected: quality(runs.map(run => run.suspected)) } : {}),
    pairs: pairs ? pairFigures(decisive.map(run => run.pairs), names) : {},
    ...(services.length > 0 ? leadershipFigures(services, names) : {}),
    ...(routed.length > 0 ? routingFigures(routed) : {}),
    load: loadFigures(runs.map(run => run.load), names),
  };
}

/** "push phi", "raft": what a scenario runs, in a few words. */
export function detectorLabel({ detector, service }: { readonly detector: Choice | null; readonly service: Choice | null }): string {
  const estimator = detector?.params['estimator'] as { kind?: string; params?: Record<string, unknown> } | undefined;
  const flavour = estimator?.params?.['flavour'] ?? estimator?.params?.['variant'];
  const words = [service?.kind, detector?.kind, estimator?.kind, typeof flavour === 'string' ? flavour : undefined];
  return words.filter(word => word !== undefined).join(' ') || 'none';
}
