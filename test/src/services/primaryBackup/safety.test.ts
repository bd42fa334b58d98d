/** Whatever the faults: with a quorum or a lease no two act at once, and what a majority stored is never lost. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ms, sec } from '../../../../src/time.ts';
import type { PrimaryBackupParams } from '../../../../src/services/primaryBackup.ts';
import { database, lostWrites, overlap } from '../../../support/database.ts';
import type { MiniCluster } from '../../../support/miniCluster.ts';

const replica = fc.integer({ min: 0, max: 2 });
const fault = fc.oneof(
  fc.record({ kind: fc.constant('kill' as const), process: replica }),
  fc.record({ kind: fc.constant('restart' as const), process: replica }),
  fc.record({ kind: fc.constant('pause' as const), process: replica }),
  fc.record({ kind: fc.constant('resume' as const), process: replica, order: fc.constantFrom('messages' as const, 'timers' as const) }),
  fc.record({ kind: fc.constant('cut' as const), process: replica, from: fc.integer({ min: 0, max: 4 }) }),
  fc.record({ kind: fc.constant('heal' as const) }),
);
const script = fc.array(fc.record({ after: fc.integer({ min: 1, max: 900 }), fault }), { minLength: 1, maxLength: 14 });

function play(cluster: MiniCluster, lines: readonly { after: number; fault: typeof fault extends fc.Arbitrary<infer F> ? F : never }[]): void {
  const off = new Set<number>();
  const paused = new Set<number>();
  for (const { after, fault: line } of lines) {
    cluster.run(cluster.now + after * ms);
    if (line.kind === 'heal') cluster.heal();
    else if (line.kind === 'cut') cluster.cutOneWay(line.from, line.process);
    else if (line.kind === 'kill' && !off.has(line.process) && !paused.has(line.process)) { cluster.kill(line.process); off.add(line.process); }
    else if (line.kind === 'restart' && off.delete(line.process)) cluster.restart(line.process);
    else if (line.kind === 'pause' && !off.has(line.process) && !paused.has(line.process)) { cluster.pause(line.process); paused.add(line.process); }
    else if (line.kind === 'resume' && paused.delete(line.process)) cluster.resume(line.process, line.order);
  }
  cluster.heal();
  for (const process of off) cluster.restart(process);
  for (const process of paused) cluster.resume(process, 'messages');
  cluster.run(cluster.now + 6 * sec);
}

/** Messages overtake each other, and some are lost. */
function roughen(cluster: MiniCluster, seed: number): void {
  let word = seed;
  const draw = (): number => {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) | 0;
    return (word >>> 8) / 0x100_0000;
  };
  cluster.weather = () => (draw() < 0.1 ? null : 1 * ms + Math.floor(draw() * 30 * ms));
}

const recovered = (cluster: MiniCluster): number =>
  cluster.notes('acknowledged').filter(({ at }) => at > cluster.now - 1 * sec).length;

describe.each<[string, Partial<PrimaryBackupParams>]>([
  ['quorum', { quorum: true, quorumTimeout: 600 * ms, replication: 'majority' }],
  ['lease', { lease: 600 * ms, replication: 'async' }],
  ['quorum and lease', { quorum: true, lease: 600 * ms, replication: 'majority', fencing: true }],
])('%s', (_, params) => {
  test('never two at once, and in the end one that serves all', () => {
    fc.assert(fc.property(script, fc.integer(), (lines, seed) => {
      const cluster = database({ clients: 2, every: 40 * ms, ...params }, { latency: 3 * ms });
      if (seed % 2 === 0) roughen(cluster, seed);
      play(cluster, lines);
      expect(overlap(cluster)).toBe(0);
      if (params.quorum) expect(lostWrites(cluster)).toEqual([]);
      expect(recovered(cluster)).toBeGreaterThan(seed % 2 === 0 ? 0 : 40);
    }), { numRuns: 60, seed: 7 });
  });
});

test.each([{}, { fencing: true }])('without either, all is well again in the end: %o', params => {
  fc.assert(fc.property(script, lines => {
    const cluster = database({ clients: 2, every: 40 * ms, ...params }, { latency: 3 * ms });
    play(cluster, lines);
    expect(recovered(cluster)).toBeGreaterThan(40);
  }), { numRuns: 30, seed: 7 });
});
