/** What Raft promises, whatever the network does: one leader in an epoch, and nothing that was acknowledged is lost. */
import { describe, expect, test } from 'vitest';
import { epochAt, operationAt } from '../../../../src/services/primaryBackup/log.ts';
import { ms, sec } from '../../../../src/time.ts';
import type { MiniCluster } from '../../../support/miniCluster.ts';
import { draws } from '../../../support/raftCluster.ts';
import { kraftCluster, leaderOf, server } from '../../../support/kraftCluster.ts';

/** Entries that two servers both hold to be committed are the same. */
function agree(cluster: MiniCluster, servers: number): void {
  for (let one = 0; one < servers; one++) for (let other = one + 1; other < servers; other++) {
    const [a, b] = [server(cluster, one), server(cluster, other)];
    // of what everybody has the epochs are forgotten
    const from = Math.max(a.log.base, b.log.base, a.log.runs[0]!.from, b.log.runs[0]!.from, Math.min(a.commit, b.commit) - 300);
    for (let index = from; index < Math.min(a.commit, b.commit); index++) {
      expect([operationAt(a.log, index), epochAt(a.log.runs, index)]).toEqual([operationAt(b.log, index), epochAt(b.log.runs, index)]);
    }
  }
}

/** One leader an epoch. */
function single(cluster: MiniCluster): void {
  const leaders = new Map<number, number>();
  for (const { process, note } of cluster.notes('claims')) {
    if (!('epoch' in note)) continue;
    expect(leaders.get(note.epoch) ?? process).toBe(process);
    leaders.set(note.epoch, process);
  }
}

const restless = (cluster: MiniCluster, servers: number, seed: number, lossy: number): void => {
  const chance = draws(seed + 71);
  cluster.weather = () => (chance(0) < lossy ? null : 1 + Math.floor(chance(1) * 30 * ms));
  for (let at = 1; at <= 60; at++) {
    cluster.run(at * sec);
    const id = Math.floor(chance(2) * servers);
    if (chance(3) < 0.1) { cluster.kill(id); cluster.restart(id); }
    if (chance(4) < 0.1) {
      cluster.heal();
      cluster.cut([id], Array.from({ length: servers }, (_, each) => each).filter(each => each !== id));
    } else if (chance(5) < 0.3) cluster.heal();
    if (at % 5 === 0) agree(cluster, servers);
  }
  single(cluster);
};

describe.each([[3], [5]])('%i servers', servers => {
  test.each([0, 1, 2, 3, 4, 5, 6, 7])('with loss, cuts and crashes: seed %i', seed => {
    const cluster = kraftCluster({ readShare: 0, every: 100 * ms }, { servers, seed, cloning: seed === 0 });
    restless(cluster, servers, seed, seed % 2 === 0 ? 0 : 0.02);
    cluster.heal();
    cluster.weather = () => 1_000;
    for (let id = 0; id < servers; id++) { cluster.kill(id); cluster.restart(id); }
    cluster.run(90 * sec);
    const { log, commit } = server(cluster, leaderOf(cluster, servers));
    const stored = new Set(Array.from({ length: commit - log.base }, (_, i) => operationAt(log, log.base + i)));
    const acknowledged = cluster.notes('acknowledged').flatMap(({ note }) => ('operation' in note ? [note.operation] : []));
    expect(acknowledged.length).toBeGreaterThan(100);
    expect(acknowledged.filter(operation => !stored.has(operation) && log.base === 0)).toEqual([]);
    expect(cluster.notes('acknowledged').some(({ at }) => at > 85 * sec)).toBe(true);
    agree(cluster, servers);
  });
});
