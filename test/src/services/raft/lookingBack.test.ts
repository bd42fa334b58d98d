/** hashicorp/raft: timers that look back, and a leader's lease. */
import { describe, expect, test } from 'vitest';
import { NEVER, ms, sec } from '../../../../src/time.ts';
import { overlap } from '../../../support/database.ts';
import type { MiniCluster } from '../../../support/miniCluster.ts';
import { leaderOf, leadersByTerm, raftCluster, server } from '../../../support/raftCluster.ts';

const usual = { flavour: 'hashicorp', preVote: false, clients: 0 } as const;
const cluster = (seed: number, params: object = {}): MiniCluster => raftCluster({ ...usual, ...params }, { seed });
const sent = (of: MiniCluster, kind: string, from: number, to: number): number[] => of.effects.flatMap(({ at, what, process, detail }) =>
  (what === 'send' && process === from && (detail as { kind: string; to: number }).kind === kind && (detail as { to: number }).to === to ? [at] : []));
const candidacies = (of: MiniCluster, after: number): number[] => of.notes('reaches').flatMap(({ at, note }) =>
  (at > after && note.kind === 'reaches' && note.milestone === 'candidate' ? [at] : []));

describe('a follower', () => {
  test('misses its leader one to three heartbeat timeouts after the last contact, and not at the first timer', () => {
    const delays = Array.from({ length: 60 }, (_, seed) => {
      const three = cluster(seed).run(8 * sec);
      const leader = leaderOf(three);
      const heard = Math.max(...[0, 1, 2].filter(id => id !== leader).map(id => Math.max(...sent(three, 'raft.heartbeat', leader, id)))) + 3 * ms;
      three.kill(leader);
      three.run(14 * sec);
      return candidacies(three, 8 * sec)[0]! - heard;
    });
    expect(Math.min(...delays)).toBeGreaterThan(900 * ms);
    expect(Math.max(...delays)).toBeLessThan(3 * sec);
    // of two followers the sooner: some of them only after a second look
    expect(Math.max(...delays)).toBeGreaterThan(1_500 * ms);
    expect(Math.min(...delays)).toBeLessThan(1_200 * ms);
  });

  test('that knows a leader votes for nobody else', () => {
    const three = cluster(3).run(8 * sec);
    const leader = leaderOf(three);
    const [loner, other] = [0, 1, 2].filter(id => id !== leader) as [number, number];
    three.cutOneWay(leader, loner);
    three.run(11 * sec);
    expect(candidacies(three, 8 * sec).length).toBeGreaterThan(0);
    expect(server(three, other).lead).toBe(leader);
    expect(leaderOf(three)).toBe(leader);
  });
});

describe('a leader', () => {
  test('sends heartbeats every tenth to fifth of the heartbeat timeout', () => {
    const three = cluster(1).run(20 * sec);
    const leader = leaderOf(three);
    const beats = sent(three, 'raft.heartbeat', leader, (leader + 1) % 3);
    const gaps = beats.slice(1).map((at, i) => at - beats[i]!);
    expect(gaps.length).toBeGreaterThan(80);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(100 * ms);
    expect(Math.max(...gaps)).toBeLessThan(200 * ms);
  });

  test('that is cut off steps back within its lease and the time to the next look, long before another is elected', () => {
    for (let seed = 0; seed < 20; seed++) {
      const three = cluster(seed).run(8 * sec);
      const leader = leaderOf(three);
      three.cut([leader], [0, 1, 2].filter(id => id !== leader));
      three.run(16 * sec);
      const [yielded] = three.notes('yields', leader).filter(({ at }) => at > 8 * sec);
      expect(yielded!.at - 8 * sec).toBeGreaterThan(300 * ms);
      expect(yielded!.at - 8 * sec).toBeLessThan(1 * sec);
      expect(leaderOf(three)).not.toBe(leader);
      expect(overlap(three)).toBe(0);
      for (const leaders of leadersByTerm(three).values()) expect(leaders.size).toBe(1);
    }
  });

  test('keeps its lease while one of two followers answers', () => {
    const three = cluster(2).run(8 * sec);
    const leader = leaderOf(three);
    three.kill((leader + 1) % 3);
    three.run(30 * sec);
    expect(leaderOf(three)).toBe(leader);
    expect(three.notes('yields').filter(({ at }) => at > 8 * sec)).toEqual([]);
  });
});

test('Consul multiplies all by its raft_multiplier, and all instants with it', () => {
  const [one, five] = [1, 5].map(times => {
    const three = cluster(4, { election: times * sec, lease: times * 500 * ms }).run(times * 8 * sec);
    return three.notes('claims')[0]!.at / times;
  }) as [number, number];
  expect(Math.abs(one - five)).toBeLessThan(20 * ms);
});

test('etcd\'s flavour has none of these timers', () => {
  const three = raftCluster({ clients: 0 }).run(5 * sec);
  for (const id of [0, 1, 2]) expect(server(three, id)).toMatchObject({ sendAt: NEVER });
});
