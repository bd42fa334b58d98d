/** Sentinels over a master and replicas on the tiny network, for the tests of that service. */
import type { ProcessId } from '../../src/contract.ts';
import { defaults } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { sentinel, type SentinelParams } from '../../src/services/sentinel.ts';
import { MiniCluster, type MiniClusterOptions } from './miniCluster.ts';

const all = defaults(sentinel.parameters) as SentinelParams;

/** Of the usual layout of `sentinels` sentinels, then master and replicas, then clients. */
export const places = (sentinels = 3, servers = 3): { master: ProcessId; replicas: readonly ProcessId[]; client: ProcessId } => ({
  master: sentinels, replicas: Array.from({ length: servers - 1 }, (_, i) => sentinels + 1 + i), client: sentinels + servers,
});

/** Every sentinel draws a number of its own, always the same: the phases of the timers are 20, 45 and 70 ms. */
export const drawOf = (process: ProcessId): number => [0.2, 0.45, 0.7, 0.95, 0.1][process] ?? 0.5;

/** Three sentinels at 10 Hz, master, two replicas, one client that only writes. */
export function sentinels(params: Partial<SentinelParams>, options: Partial<MiniClusterOptions> & { sentinels?: number } = {}): MiniCluster {
  const service: SentinelParams = {
    ...all, suspectAfter: 1 * sec, failoverTimeout: 10 * sec, timer: 'steady', every: 20 * ms, readShare: 0, retryAfter: 100 * ms, ...params,
  };
  const { sentinels: count = 3, ...rest } = options;
  return new MiniCluster({
    detector: sentinel.over(null), params: { service, inner: null }, roles: sentinel.roles(service, count), random: drawOf, ...rest,
  });
}

/** "at process milestone about", times in ms. */
export const milestones = (cluster: MiniCluster, ...kinds: readonly string[]): string[] => cluster.notes('reaches').flatMap(({ at, process, note }) =>
  (note.kind === 'reaches' && (kinds.length === 0 || kinds.includes(note.milestone)) ? [`${at / ms} ${process} ${note.milestone} ${note.about}`] : []));
