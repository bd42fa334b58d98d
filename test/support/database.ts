/** A primary/backup cluster over plain beats, for the tests of that service. */
import type { ProcessId } from '../../src/contract.ts';
import { defaults } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { primaryBackup, type PrimaryBackupParams } from '../../src/services/primaryBackup.ts';
import { MiniCluster, type MiniClusterOptions } from './miniCluster.ts';
import { plainBeats } from './plainBeats.ts';

export const beats = { interval: 100 * ms, timeout: 350 * ms };
const all = defaults(primaryBackup.parameters) as PrimaryBackupParams;

/** Three replicas and one client; only writes, unless `options.random` says otherwise. */
export function database(params: Partial<PrimaryBackupParams>, options: Partial<MiniClusterOptions> & { replicas?: number } = {}): MiniCluster {
  const service: PrimaryBackupParams = {
    ...all, every: 20 * ms, announceEvery: 100 * ms, quorumTimeout: 300 * ms, retryAfter: 100 * ms, opTimeout: 1 * sec, ...params,
  };
  const { replicas = 3, ...rest } = options;
  return new MiniCluster({
    detector: primaryBackup.over(plainBeats), params: { service, inner: beats },
    roles: primaryBackup.roles(service, replicas),
    watches: id => (id < replicas ? Array.from({ length: replicas }, (_, peer) => peer).filter(peer => peer !== id) : []),
    ...rest,
  });
}

/** When each process acted, on true clocks: from an `acts` to its `until`, `yields`, or the end. */
export function reigns(cluster: MiniCluster): { process: ProcessId; from: number; to: number }[] {
  const open = new Map<ProcessId, { process: ProcessId; from: number; to: number }>();
  const reigns: { process: ProcessId; from: number; to: number }[] = [];
  for (const { at, process, note } of cluster.notes()) {
    const current = open.get(process);
    if (note.kind === 'acts') {
      if (current && current.to >= at) current.to = note.until;
      else {
        const reign = { process, from: at, to: note.until };
        open.set(process, reign);
        reigns.push(reign);
      }
    } else if (note.kind === 'yields' && current) {
      current.to = Math.min(current.to, at);
      open.delete(process);
    }
  }
  for (const reign of reigns) reign.to = Math.min(reign.to, cluster.now);
  return reigns;
}

/** How long two act at once. */
export function overlap(cluster: MiniCluster): number {
  const all = reigns(cluster);
  return all.reduce((sum, a, i) => sum + all.slice(i + 1).reduce((part, b) => (
    a.process === b.process ? part : part + Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from))), 0), 0);
}

/** Acknowledged writes that nobody holds any more. */
export function lostWrites(cluster: MiniCluster): number[] {
  const holders = new Map<number, Set<ProcessId>>();
  const acknowledged: number[] = [];
  for (const { process, note } of cluster.notes()) {
    if (note.kind === 'accepts' || note.kind === 'stores') holders.set(note.operation, (holders.get(note.operation) ?? new Set()).add(process));
    else if (note.kind === 'discards') holders.get(note.operation)?.delete(process);
    else if (note.kind === 'acknowledged' && note.access === 'write') acknowledged.push(note.operation);
  }
  return acknowledged.filter(operation => !holders.get(operation)?.size);
}
