/** Whatever the faults: one master a term, nothing acknowledged is lost, and never two that act. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ms, sec } from '../../../../src/time.ts';
import type { MasterFollowersParams } from '../../../../src/services/masterFollowers.ts';
import type { Node } from '../../../../src/services/masterFollowers/state.ts';
import { lostWrites, overlap } from '../../../support/database.ts';
import { masterCluster, mastersByTerm, node } from '../../../support/masterCluster.ts';
import type { MiniCluster } from '../../../support/miniCluster.ts';
import { draws } from '../../../support/raftCluster.ts';

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
const script = fc.array(fc.record({ after: fc.integer({ min: 1, max: 2_500 }), fault }), { minLength: 1, maxLength: 14 });
/** Checks fail after 900 ms of silence, and a publication after 1 s. */
const short: Partial<MasterFollowersParams> = {
  every: 40 * ms, leaderInterval: 100 * ms, leaderTimeout: 200 * ms, followerInterval: 100 * ms, followerTimeout: 200 * ms, publishTimeout: 1 * sec,
  findPeers: 100 * ms, peersTimeout: 300 * ms, probeTimeout: 300 * ms, lagTimeout: 2 * sec, electionDuration: 100 * ms,
};
/** The longest promise to follow: three timeouts, and the interval before each. */
const promise = 900 * ms;

class Director {
  private readonly stopped = new Map<number, number>();
  private readonly paused = new Set<number>();
  /** `amnesia`: a node may come back before its promise has run out, which it has forgotten. */
  constructor(private readonly cluster: MiniCluster, private readonly amnesia: boolean) {}

  play(lines: readonly { after: number; fault: Fault }[]): void {
    for (const { after, fault: line } of lines) {
      this.cluster.run(this.cluster.now + after * ms);
      this.perform(line);
    }
    this.cluster.heal();
    for (const id of this.paused) this.cluster.resume(id, 'messages');
    for (const id of this.stopped.keys()) this.restart(id);
    this.cluster.run(this.cluster.now + 8 * sec);
  }

  private perform(line: Fault): void {
    const { cluster, stopped, paused } = this;
    if (line.kind === 'heal') return cluster.heal();
    const runs = !stopped.has(line.process) && !paused.has(line.process);
    if (line.kind === 'cut') cluster.cutOneWay(line.from, line.process);
    else if (line.kind === 'kill' && runs) { cluster.kill(line.process); stopped.set(line.process, cluster.now); }
    else if (line.kind === 'restart' && stopped.has(line.process)) this.restart(line.process);
    else if (line.kind === 'pause' && runs) { cluster.pause(line.process); paused.add(line.process); }
    else if (line.kind === 'resume' && paused.delete(line.process)) cluster.resume(line.process, line.order);
  }

  private restart(id: number): void {
    if (!this.amnesia) this.cluster.run(Math.max(this.cluster.now, this.stopped.get(id)! + promise));
    this.stopped.delete(id);
    this.cluster.restart(id);
  }
}

/** Messages overtake each other, and some are lost: worse than any stream. */
function roughen(cluster: MiniCluster, seed: number): void {
  const draw = draws(seed);
  cluster.weather = () => (draw(0) < 0.1 ? null : 1 * ms + Math.floor(draw(1) * 15 * ms));
}

function play(lines: readonly { after: number; fault: Fault }[], seed: number, params: Partial<MasterFollowersParams>, amnesia = false): MiniCluster {
  const cluster = masterCluster({ ...short, ...params }, { latency: 2 * ms, seed });
  if (seed % 2 === 0) roughen(cluster, seed);
  new Director(cluster, amnesia).play(lines);
  return cluster;
}

/** By index: what was committed there. */
function committed({ accepted: { log }, committedEnd }: Node): Map<number, number> {
  return new Map(log.chunks.flat().map((operation, i): [number, number] => [log.base + i, operation]).filter(([index]) => index < committedEnd));
}

function expectSafety(cluster: MiniCluster): void {
  for (const masters of mastersByTerm(cluster).values()) expect(masters.size).toBe(1);
  expect(lostWrites(cluster)).toEqual([]);
  const histories = [0, 1, 2].map(id => committed(node(cluster, id)));
  for (const one of histories) for (const other of histories) expect([...one].filter(([index, operation]) => (other.get(index) ?? operation) !== operation)).toEqual([]);
}

const recovered = (cluster: MiniCluster): number => cluster.notes('acknowledged').filter(({ at }) => at > cluster.now - 1 * sec).length;

describe.each<[string, Partial<MasterFollowersParams>]>([
  ['as it is', {}], ['with a data node', { dataNodes: 1 }], ['with checks repeated at once', { retry: 'atOnce' }], ['with one check for all', { leaderRetries: 1, followerRetries: 1 }],
])('%s', (_, params) => {
  test('one master a term, one history, none lost; one acts; and all is well again in the end', () => {
    fc.assert(fc.property(script, fc.integer({ min: 0, max: 1_000_000 }), (lines, seed) => {
      const cluster = play(lines, seed, params);
      expectSafety(cluster);
      expect(overlap(cluster)).toBe(0);
      if (seed % 2 === 1) expect(recovered(cluster)).toBeGreaterThan(10);
    }), { numRuns: 25, seed: 11 });
  });
});

test('with restarts at any time: one master a term, one history, none lost', () => {
  fc.assert(fc.property(script, fc.integer({ min: 0, max: 1_000_000 }), (lines, seed) => {
    expectSafety(play(lines, seed, {}, true));
  }), { numRuns: 25, seed: 5 });
});
