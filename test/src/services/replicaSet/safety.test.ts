/** Whatever the faults: one primary a term, and with write concern majority nothing acknowledged is lost. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ms, sec } from '../../../../src/time.ts';
import type { ReplicaSetParams } from '../../../../src/services/replicaSet.ts';
import type { Member } from '../../../../src/services/replicaSet/state.ts';
import { lostWrites } from '../../../support/database.ts';
import { mastersByTerm } from '../../../support/masterCluster.ts';
import type { MiniCluster } from '../../../support/miniCluster.ts';
import { draws } from '../../../support/raftCluster.ts';
import { member, replicas } from '../../../support/replicaSetCluster.ts';

const process = fc.integer({ min: 0, max: 2 });
const fault = fc.oneof(
  fc.record({ kind: fc.constant('kill' as const), process }),
  fc.record({ kind: fc.constant('restart' as const), process }),
  fc.record({ kind: fc.constant('pause' as const), process }),
  fc.record({ kind: fc.constant('resume' as const), process, order: fc.constantFrom('messages' as const, 'timers' as const) }),
  fc.record({ kind: fc.constant('cut' as const), process, from: process }),
  fc.record({ kind: fc.constant('heal' as const) }),
);
type Fault = typeof fault extends fc.Arbitrary<infer F> ? F : never;
const script = fc.array(fc.record({ after: fc.integer({ min: 1, max: 2_000 }), fault }), { minLength: 1, maxLength: 14 });
const short: Partial<ReplicaSetParams> = { every: 40 * ms, heartbeatInterval: 80 * ms, heartbeatTimeout: 400 * ms, electionTimeout: 400 * ms };

function perform(cluster: MiniCluster, stopped: Set<number>, paused: Set<number>, line: Fault): void {
  if (line.kind === 'heal') return cluster.heal();
  const runs = !stopped.has(line.process) && !paused.has(line.process);
  if (line.kind === 'cut') cluster.cutOneWay(line.from, line.process);
  else if (line.kind === 'kill' && runs) { cluster.kill(line.process); stopped.add(line.process); }
  else if (line.kind === 'restart' && stopped.delete(line.process)) cluster.restart(line.process);
  else if (line.kind === 'pause' && runs) { cluster.pause(line.process); paused.add(line.process); }
  else if (line.kind === 'resume' && paused.delete(line.process)) cluster.resume(line.process, line.order);
}

/** With an even seed messages overtake each other, and some are lost: worse than any stream. */
function play(lines: readonly { after: number; fault: Fault }[], seed: number, params: Partial<ReplicaSetParams>): MiniCluster {
  const cluster = replicas({ ...short, ...params }, { latency: 2 * ms, seed });
  const draw = draws(seed);
  if (seed % 2 === 0) cluster.weather = () => (draw(0) < 0.1 ? null : 1 * ms + Math.floor(draw(1) * 15 * ms));
  const [stopped, paused] = [new Set<number>(), new Set<number>()];
  for (const { after, fault: line } of lines) {
    cluster.run(cluster.now + after * ms);
    perform(cluster, stopped, paused, line);
  }
  cluster.heal();
  for (const id of paused) cluster.resume(id, 'messages');
  for (const id of stopped) cluster.restart(id);
  return cluster.run(cluster.now + 12 * sec);
}

/** By index: what was committed there. */
const committed = ({ log, commit }: Member): Map<number, number> =>
  new Map(log.chunks.flat().map((operation, i): [number, number] => [log.base + i, operation]).filter(([index]) => index < commit));

const recovered = (cluster: MiniCluster): number => cluster.notes('acknowledged').filter(({ at }) => at > cluster.now - 1 * sec).length;

describe.each<[string, Partial<ReplicaSetParams>]>([['as it is', {}], ['without catching up', { catchUp: 0 }], ['with write concern one', { writeConcern: 'one' }]])('%s', (_, params) => {
  test('one primary a term, one history; none lost by a majority; and all is well again in the end', () => {
    fc.assert(fc.property(script, fc.integer({ min: 0, max: 1_000_000 }), (lines, seed) => {
      const cluster = play(lines, seed, params);
      for (const primaries of mastersByTerm(cluster).values()) expect(primaries.size).toBe(1);
      const histories = [0, 1, 2].map(id => committed(member(cluster, id)));
      for (const one of histories) for (const other of histories) expect([...one].filter(([index, operation]) => (other.get(index) ?? operation) !== operation)).toEqual([]);
      if (params.writeConcern !== 'one') expect(lostWrites(cluster)).toEqual([]);
      if (seed % 2 === 1) expect(recovered(cluster)).toBeGreaterThan(10);
    }), { numRuns: 25, seed: 3 });
  });
});
