/** Whatever the faults: one leader a term, nothing acknowledged is lost, and never two that act. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ms, sec } from '../../../../src/time.ts';
import type { RaftParams } from '../../../../src/services/raft.ts';
import { lostWrites, overlap } from '../../../support/database.ts';
import type { MiniCluster } from '../../../support/miniCluster.ts';
import { draws, leadersByTerm, raftCluster, server } from '../../../support/raftCluster.ts';

const process = fc.integer({ min: 0, max: 2 });
const fault = fc.oneof(
  fc.record({ kind: fc.constant('kill' as const), process }),
  fc.record({ kind: fc.constant('restart' as const), process }),
  fc.record({ kind: fc.constant('pause' as const), process }),
  fc.record({ kind: fc.constant('resume' as const), process, order: fc.constantFrom('messages' as const, 'timers' as const) }),
  fc.record({ kind: fc.constant('cut' as const), process, from: fc.integer({ min: 0, max: 2 }) }),
  fc.record({ kind: fc.constant('heal' as const) }),
);
type Fault = typeof fault extends fc.Arbitrary<infer F> ? F : never;
const script = fc.array(fc.record({ after: fc.integer({ min: 1, max: 1_500 }), fault }), { minLength: 1, maxLength: 14 });
const short: Partial<RaftParams> = { clients: 1, tick: 20 * ms, heartbeat: 20 * ms, election: 200 * ms };

class Director {
  private readonly stopped = new Map<number, number>();
  private readonly paused = new Set<number>();
  /** `amnesia`: a server may come back before its promise has run out, which it has forgotten. */
  constructor(private readonly cluster: MiniCluster, private readonly amnesia: boolean) {}

  play(lines: readonly { after: number; fault: Fault }[]): void {
    for (const { after, fault: line } of lines) {
      this.cluster.run(this.cluster.now + after * ms);
      this.perform(line);
    }
    this.cluster.heal();
    for (const id of this.paused) this.cluster.resume(id, 'messages');
    for (const id of this.stopped.keys()) this.restart(id);
    this.cluster.run(this.cluster.now + 4 * sec);
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
    if (!this.amnesia) this.cluster.run(Math.max(this.cluster.now, this.stopped.get(id)! + 220 * ms));
    this.stopped.delete(id);
    this.cluster.restart(id);
  }
}

/** Messages overtake each other, and some are lost. */
function roughen(cluster: MiniCluster, seed: number): void {
  const draw = draws(seed);
  cluster.weather = () => (draw(0) < 0.1 ? null : 1 * ms + Math.floor(draw(1) * 15 * ms));
}

function play(lines: readonly { after: number; fault: Fault }[], seed: number, params: Partial<RaftParams>, amnesia = false): MiniCluster {
  const cluster = raftCluster({ ...short, ...params }, { latency: 2 * ms, seed });
  if (seed % 2 === 0) roughen(cluster, seed);
  new Director(cluster, amnesia).play(lines);
  return cluster;
}

function expectSafety(cluster: MiniCluster): void {
  for (const leaders of leadersByTerm(cluster).values()) expect(leaders.size).toBe(1);
  expect(lostWrites(cluster)).toEqual([]);
  const histories = [0, 1, 2].map(id => server(cluster, id)).map(({ log, commit }) => log.chunks.flat().slice(0, commit - log.base).join());
  for (const history of histories) expect(histories.every(other => other.startsWith(history) || history.startsWith(other))).toBe(true);
}

const recovered = (cluster: MiniCluster): number => cluster.notes('acknowledged').filter(({ at }) => at > cluster.now - 1 * sec).length;

/** Acknowledged reads that do not reflect a write which was acknowledged before they were invoked. */
function staleReads(cluster: MiniCluster): number {
  const accepted = new Map<number, number>();
  const invoked = new Map<number, number>();
  const served = new Map<number, number>();
  let newest = -1;
  let stale = 0;
  for (const { note } of cluster.notes()) {
    if (note.kind === 'accepts') accepted.set(note.operation, accepted.size);
    else if (note.kind === 'invokes' && note.access === 'read') invoked.set(note.operation, newest);
    else if (note.kind === 'serves') served.set(note.operation, accepted.get(note.reflects) ?? -1);
    else if (note.kind === 'acknowledged' && note.access === 'write') newest = Math.max(newest, accepted.get(note.operation)!);
    else if (note.kind === 'acknowledged' && served.get(note.operation)! < invoked.get(note.operation)!) stale++;
  }
  return stale;
}

describe.each<[string, Partial<RaftParams>]>([
  ['as etcd has it', {}], ['without pre-votes', { preVote: false }], ['with lease reads', { reads: 'lease' }],
  ['with exact timers', { tick: 0, preVote: false }],
])('%s', (_, params) => {
  test('one leader a term, one history, none lost; one acts; and all is well again in the end', () => {
    fc.assert(fc.property(script, fc.integer({ min: 0, max: 1_000_000 }), (lines, seed) => {
      const cluster = play(lines, seed, params);
      expectSafety(cluster);
      expect(overlap(cluster)).toBe(0);
      expect(staleReads(cluster)).toBe(0);
      expect(recovered(cluster)).toBeGreaterThan(10);
    }), { numRuns: 40, seed: 11 });
  });
});

test.each<Partial<RaftParams>>([{ checkQuorum: false }, { checkQuorum: false, preVote: false }, { reads: 'leader' }, { phase: 'zero' }])(
  'whatever the options, and with restarts at any time: one leader a term, one history, none lost: %o', params => {
    fc.assert(fc.property(script, fc.integer({ min: 0, max: 1_000_000 }), (lines, seed) => {
      const cluster = play(lines, seed, params, true);
      expectSafety(cluster);
      expect(recovered(cluster)).toBeGreaterThan(10);
    }), { numRuns: 25, seed: 5 });
  });
