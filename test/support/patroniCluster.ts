/** Hosts with a Patroni and a PostgreSQL each, and one etcd, on the tiny network: for the tests of that service. */
import type { ProcessId } from '../../src/contract.ts';
import { defaults } from '../../src/parameters.ts';
import { patroni, type PatroniParams, type PatroniState } from '../../src/services/patroni.ts';
import type { Agent } from '../../src/services/patroni/state.ts';
import type { Postgres } from '../../src/services/patroni/postgres.ts';
import { ms, sec } from '../../src/time.ts';
import { MiniCluster, type MiniClusterOptions } from './miniCluster.ts';

export const usualPatroni = defaults(patroni.parameters) as PatroniParams;

/** Two hosts, and one client that only writes. Every message takes 1 ms. */
export function patroniCluster(params: Partial<PatroniParams> = {}, options: Partial<MiniClusterOptions> & { hosts?: number } = {}): MiniCluster {
  const { hosts = 2, ...rest } = options;
  const service: PatroniParams = { ...usualPatroni, every: 100 * ms, readShare: 0, retryAfter: 100 * ms, opTimeout: 1 * sec, ...params };
  return new MiniCluster({ detector: patroni.over(null), params: { service, inner: null }, roles: patroni.roles(service, hosts), ...rest });
}

/** Of host 0, 1 …: its agent and its database; and the others. */
export const places = (hosts = 2): { agent: (host: number) => ProcessId; database: (host: number) => ProcessId; etcd: ProcessId; client: ProcessId } =>
  ({ agent: host => host, database: host => hosts + host, etcd: 2 * hosts, client: 2 * hosts + 1 });

export function agentOf(cluster: MiniCluster, process: ProcessId): Agent {
  const { part } = cluster.state<PatroniState>(process);
  if (part?.role !== 'patroni') throw new Error('no agent');
  return part;
}

export function databaseAt(cluster: MiniCluster, process: ProcessId): Postgres {
  const { part } = cluster.state<PatroniState>(process);
  if (part?.role !== 'postgres') throw new Error('no database');
  return part;
}

/** "at process milestone about", times in ms. */
export const steps = (cluster: MiniCluster, from = 0): string[] => cluster.notes('reaches').flatMap(({ at, process, note }) =>
  (note.kind === 'reaches' && at >= from && note.milestone !== 'routed' ? [`${at / ms} ${process} ${note.milestone}`] : []));
