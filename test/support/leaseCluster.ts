/** Candidates for a lease on the tiny network, for the tests of that service. */
import type { ProcessId } from '../../src/contract.ts';
import { defaults } from '../../src/parameters.ts';
import { lease, type LeaseParams, type LeaseState } from '../../src/services/lease.ts';
import type { Candidate } from '../../src/services/lease/state.ts';
import { ms, sec } from '../../src/time.ts';
import { MiniCluster, type MiniClusterOptions } from './miniCluster.ts';

export const usualLease = defaults(lease.parameters) as LeaseParams;

/** Two candidates, the store, the storage and one client that only writes. Every message takes 1 ms. */
export function leaseCluster(params: Partial<LeaseParams> = {}, options: Partial<MiniClusterOptions> & { candidates?: number } = {}): MiniCluster {
  const { candidates = 2, ...rest } = options;
  const service: LeaseParams = { ...usualLease, every: 100 * ms, readShare: 0, retryAfter: 100 * ms, opTimeout: 1 * sec, ...params };
  return new MiniCluster({
    detector: lease.over(null), params: { service, inner: null }, roles: lease.roles(service, candidates),
    // the first is the first to ask
    random: process => (process === 0 ? 0 : 0.5), ...rest,
  });
}

export const placesOf = (candidates = 2): { store: ProcessId; storage: ProcessId; client: ProcessId } =>
  ({ store: candidates, storage: candidates + 1, client: candidates + 2 });

export function candidateOf(cluster: MiniCluster, process: ProcessId): Candidate {
  const { part } = cluster.state<LeaseState>(process);
  if (part?.role !== 'candidate') throw new Error('no candidate');
  return part;
}

/** Who held the lease, from when to when by the notes; in ms. */
export const holders = (cluster: MiniCluster): string[] => cluster.notes().flatMap(({ at, process, note }) =>
  (note.kind === 'claims' || note.kind === 'yields' ? [`${at / ms} ${process} ${note.kind} ${note.epoch}`] : []));
