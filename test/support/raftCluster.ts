/** A Raft cluster in the tiny network, for the tests of that service. */
import type { ProcessId } from '../../src/contract.ts';
import { defaults } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { raft, type RaftParams } from '../../src/services/raft.ts';
import type { RaftState } from '../../src/services/raft.ts';
import type { Server } from '../../src/services/raft/state.ts';
import { MiniCluster, type MiniClusterOptions } from './miniCluster.ts';

export const usual = defaults(raft.parameters) as RaftParams;

/** The same draws in every run of a seed, a stream for each process. */
export function draws(seed: number): (process: ProcessId) => number {
  const words = new Map<ProcessId, number>();
  return process => {
    const word = (Math.imul((words.get(process) ?? Math.imul(seed + 1, 0x9e37_79b1) ^ Math.imul(process + 1, 0x85eb_ca6b)), 1_664_525) + 1_013_904_223) | 0;
    words.set(process, word);
    const mixed = Math.imul(word ^ (word >>> 15), 0x2c1b_3c6d);
    return ((mixed ^ (mixed >>> 12)) >>> 8) / 0x100_0000;
  };
}

export function raftCluster(params: Partial<RaftParams> = {}, options: Partial<MiniClusterOptions> & { servers?: number; seed?: number } = {}): MiniCluster {
  const { servers = 3, seed = 1, ...rest } = options;
  const service: RaftParams = { ...usual, every: 40 * ms, retryAfter: 100 * ms, opTimeout: 1 * sec, readShare: 0.25, ...params };
  return new MiniCluster({
    detector: raft.over(null), params: { service, inner: null }, roles: raft.roles(service, servers), latency: 3 * ms, random: draws(seed),
    watches: id => (id < servers ? Array.from({ length: servers }, (_, peer) => peer).filter(peer => peer !== id) : []), ...rest,
  });
}

export const server = (cluster: MiniCluster, process: ProcessId): Server => cluster.state<RaftState>(process).part as Server;
export const term = (cluster: MiniCluster, process: ProcessId): number => server(cluster, process).term;

/** Who leads in the newest term that anyone leads. */
export function leaderOf(cluster: MiniCluster, servers = 3): ProcessId {
  const leading = Array.from({ length: servers }, (_, id) => id).filter(id => server(cluster, id).office);
  return leading.sort((a, b) => term(cluster, b) - term(cluster, a))[0] ?? -1;
}

/** The processes that claimed to lead, by term. */
export function leadersByTerm(cluster: MiniCluster): Map<number, Set<ProcessId>> {
  const leaders = new Map<number, Set<ProcessId>>();
  for (const { process, note } of cluster.notes('claims')) {
    if (note.kind === 'claims') leaders.set(note.epoch, (leaders.get(note.epoch) ?? new Set()).add(process));
  }
  return leaders;
}
