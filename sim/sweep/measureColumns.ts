/**
 * What a run is measured by, as columns: the figures of MEASURES.md for this one run, and the plain sums behind them.
 * To pool rows, add the sums and then divide: Σ mistakes / Σ exposure_s, never a mean of rates.
 */
import { sec } from '../../src/time.ts';
import type { QualityData, Slice } from '../measures/measured.ts';
import { judge, type Figure } from '../report.ts';
import type { Cell, Column, ColumnKind } from './columns.ts';
import type { Ran } from './ran.ts';

/** What the report says there; null where it says nothing. The steps are fixed: for paths that people write there is `lookup`. */
function reported({ report }: Ran, steps: readonly string[]): number | null {
  const found = steps.reduce<unknown>((here, step) => (here as Readonly<Record<string, unknown>> | undefined)?.[step], report.pooled);
  return typeof found === 'number' ? found : (found as Figure | undefined)?.value ?? null;
}

const reading = (kind: ColumnKind) => (name: string, path: string, meaning: string): Column => {
  const steps = path.split('.');
  return { name, kind, meaning, of: ran => reported(ran, steps) };
};
const figure = reading('number'), count = reading('whole');

const sum = (list: readonly number[]): number => list.reduce((total, each) => total + each, 0);
const sliced = ({ slices }: QualityData, of: (slice: Slice) => number): number => sum(slices.map(of));
const decisive = ({ measured }: Ran): QualityData => (measured.usesFailed ? measured.failed : measured.suspected);
const raw = (name: string, kind: 'whole' | 'number', meaning: string, of: (ran: Ran) => Cell): Column => ({ name, kind, meaning, of });

const spans = (name: string, path: string, of: string): readonly Column[] => [
  count(`${name}_count`, `${path}.count`, `how often ${of}`),
  figure(`${name}_total_ms`, `${path}.total`, `how long ${of}, together`),
  figure(`${name}_longest_ms`, `${path}.longest`, `how long ${of}, at most`),
];

const pairs: readonly Column[] = [
  { name: 'opinion', kind: 'text', meaning: 'which opinion the figures of pairs are on: failed where the detector ever said so in this run, else suspected',
    of: ({ measured }) => (measured.usesFailed ? 'failed' : 'suspected') },
  raw('exposure_s', 'number', 'E: time in which a mistake could be made, over all watched pairs', ran => sliced(decisive(ran), ({ exposure }) => exposure) / sec),
  count('mistakes', 'mistakes', 'N: suspicions of a running process that began within the exposure'),
  raw('episodes', 'whole', 'of mistakes that overlap in time, over all pairs', ran => sliced(decisive(ran), ({ episodes }) => episodes[0]!)),
  raw('wrong_s', 'number', 'U: how much of the exposure was spent in suspicion', ran => sliced(decisive(ran), ({ wrong }) => wrong) / sec),
  figure('mistake_rate_per_s', 'mistakeRate.total', 'λ_M = N / E'),
  figure('mistake_recurrence_ms', 'mistakeRecurrence.mean', 'E(T_MR) = E / N'),
  figure('mistake_duration_mean_ms', 'mistakeDuration.mean', 'E(T_M) = U / N'),
  figure('mistake_duration_max_ms', 'mistakeDuration.max', 'the longest T_M'),
  figure('good_period_mean_ms', 'goodPeriod.mean', 'E(T_G) = (E − U) / N'),
  figure('query_accuracy', 'queryAccuracy', 'P_A = 1 − U / E'),
  ...['observer_paused', 'peer_paused', 'no_path', 'innocent'].map((cause, i) =>
    raw(`mistakes_${cause}`, 'whole', `of the mistakes, those whose cause is ${cause.replace('_', ' ')}`, ran => sliced(decisive(ran), ({ mistakes }) => mistakes[i + 1]!))),
];

const detections: readonly Column[] = [
  count('crashes', 'detectionTime.crashes', 'crashes to be detected, counted by running monitor'),
  count('detected', 'detectionTime.samples', 'of these, detected'),
  count('missed', 'detectionTime.missed', 'recovered unsuspected'),
  count('censored', 'detectionTime.censored', 'still undetected at the horizon, or at the crash of the monitor'),
  count('undetected', 'undetected', 'missed + censored'),
  raw('detection_time_sum_ms', 'number', 'Σ T_D over the detected', ran => sum(decisive(ran).detection.each.detected) / 1_000),
  figure('detection_time_mean_ms', 'detectionTime.mean', 'mean T_D; null if any is censored'),
  figure('detection_time_p50_ms', 'detectionTime.p50', 'median T_D, a censored one being the longest'),
  figure('detection_time_p99_ms', 'detectionTime.p99', 'T_D that 99 % do not exceed'),
  figure('detection_time_max_ms', 'detectionTime.max', 'the longest T_D'),
  figure('detection_time_first_mean_ms', 'detectionTime.first.mean', 'until the first monitor of the crashed process suspects it'),
  figure('detection_time_majority_mean_ms', 'detectionTime.majority.mean', 'until a majority does'),
  figure('detection_time_last_mean_ms', 'detectionTime.last.mean', 'until the last does'),
  figure('recovery_detection_mean_ms', 'recoveryDetection.mean', 'from a recovery to the first trust'),
  figure('recovery_detection_max_ms', 'recoveryDetection.max', 'the longest of these'),
  figure('unheard_mean_ms', 'unheard.mean', 'from joining to the first accepted evidence'),
  ...spans('accusation', 'accusation', 'somebody wrongly suspected a process'),
  ...spans('collective', 'collective', 'a majority wrongly suspected a process'),
];

/** Of a detector with three opinions these are of the earlier one; else they repeat the decisive one. */
const earlier: readonly Column[] = [
  raw('suspected_exposure_s', 'number', 'E of the opinion suspected', ({ measured }) => sliced(measured.suspected, ({ exposure }) => exposure) / sec),
  raw('suspected_mistakes', 'whole', 'N of the opinion suspected', ({ measured }) => sliced(measured.suspected, ({ mistakes }) => mistakes[0]!)),
  raw('suspected_wrong_s', 'number', 'U of the opinion suspected', ({ measured }) => sliced(measured.suspected, ({ wrong }) => wrong) / sec),
  raw('suspected_detected', 'whole', 'crashes that were suspected', ({ measured }) => measured.suspected.detection.each.detected.length),
  raw('suspected_detection_time_sum_ms', 'number', 'Σ T_D of the opinion suspected', ({ measured }) => sum(measured.suspected.detection.each.detected) / 1_000),
];

const services: readonly Column[] = [
  ...spans('split_brain', 'splitBrain', 'two or more acted on one resource'),
  count('split_brain_writes', 'splitBrain.writes', 'writes accepted while another process acted'),
  ...spans('dual_claim', 'dualClaim', 'two or more claimed one resource'),
  ...spans('leaderless', 'leaderless', 'nobody acted'),
  count('acknowledged_writes', 'acknowledgedWrites', 'writes that a client was told had happened'),
  count('lost_writes', 'lostWrites.total', 'acknowledged writes that nobody holds any more'),
  count('stale_reads', 'staleReads', 'reads that missed an acknowledged write'),
  count('fenced_writes', 'fencedWrites', 'writes refused because a newer token had been seen'),
  count('late_effects', 'lateEffects', 'writes with an old token accepted because the newer one had not arrived'),
  figure('reads_unavailable_total_ms', 'unavailability.reads.total', 'for clients, together'),
  figure('writes_unavailable_total_ms', 'unavailability.writes.total', 'for clients, together'),
  figure('writes_unavailable_longest_ms', 'unavailability.writes.longest', 'for a client, at most'),
  count('failovers', 'failover.count', 'changes of the acting process'),
  figure('failover_mean_ms', 'failover.total.mean', 'from the fault to the first acknowledged operation'),
  figure('failover_max_ms', 'failover.total.max', 'the longest of these'),
  count('routed', 'routed', 'requests sent to a backend'),
  count('misroutes', 'misroutes', 'of these, sent to one that had crashed'),
  figure('wrongly_excluded_total_ms', 'wronglyExcluded.total', 'backends left out that had not crashed, together'),
  figure('fail_open_total_ms', 'failOpen.total', 'balancers that trusted too few and used all, together'),
];

const load: readonly Column[] = [
  raw('load_span_s', 'number', 'how long the load was counted: the whole run', ({ measured }) => measured.load.span / sec),
  raw('load_processes', 'whole', 'how many processes it is of', ({ measured }) => measured.load.processes),
  raw('messages', 'whole', 'sent by all processes', ({ measured }) => sum(measured.load.messagesByProcess)),
  raw('bytes', 'whole', 'sent by all processes', ({ measured }) => sum(measured.load.bytesByProcess)),
  figure('messages_per_s', 'load.messages.total', 'sent per second and process'),
  figure('bytes_per_s', 'load.bytes.total', 'sent per second and process'),
  count('drops', 'load.selfInflicted.drops', 'packets for which a link had no room'),
  count('delayed', 'load.selfInflicted.delayed', 'packets that waited for a link'),
  figure('longest_wait_ms', 'load.selfInflicted.longestWait', 'of a packet for its link'),
];

export const measureColumns: readonly Column[] = [
  ...pairs, ...detections, ...earlier, ...services, ...load,
  raw('expectations_unmet', 'whole', 'of what the scenario states under expect, how much did not hold', ({ report, entry }) =>
    judge(report, entry.scenario.expect).filter(({ holds }) => !holds).length),
  { name: 'digest', kind: 'text', meaning: 'of the run: 16 hexadecimal digits, equal if and only if the runs are', of: ({ report }) => String(report.digest) },
];
