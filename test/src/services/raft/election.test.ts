/** Elections, terms and the lease, in a network that does as it is told. */
import { describe, expect, test } from 'vitest';
import type { ProcessId } from '../../../../src/contract.ts';
import { ms, sec } from '../../../../src/time.ts';
import { raft } from '../../../../src/services/raft.ts';
import { lostWrites, overlap, reigns } from '../../../support/database.ts';
import type { MiniCluster } from '../../../support/miniCluster.ts';
import { plainBeats } from '../../../support/plainBeats.ts';
import { leaderOf, leadersByTerm, raftCluster, server, term, usual } from '../../../support/raftCluster.ts';

const others = (leader: ProcessId, count = 3): ProcessId[] => Array.from({ length: count }, (_, id) => id).filter(id => id !== leader);
const milestones = (cluster: MiniCluster, milestone: string) =>
  cluster.notes('reaches').flatMap(({ at, process, note }) => (note.kind === 'reaches' && note.milestone === milestone ? [{ at, process, about: note.about }] : []));
const sent = (cluster: MiniCluster, process: ProcessId, kind: string) =>
  cluster.effects.filter(({ what, process: by, detail }) => what === 'send' && by === process && (detail as { kind: string }).kind === kind);

test('stands over no detector', () => {
  expect(raft.inner).toBe('none');
  expect(() => raft.over(plainBeats)).toThrow('takes no detector');
});

describe('the first election', () => {
  test.each([1, 2, 3, 5])('%i servers elect one, which acts once a quorum has answered it', servers => {
    const cluster = raftCluster({}, { servers }).run(8 * sec);
    const leader = leaderOf(cluster, servers);
    expect(leader).toBeGreaterThanOrEqual(0);
    expect(others(leader, servers).map(id => server(cluster, id).lead)).toEqual(others(leader, servers).map(() => leader));
    const [claim] = cluster.notes('claims', leader);
    const [act] = cluster.notes('acts', leader);
    // an append there and its answer back; a server alone needs none
    expect(act!.at - claim!.at).toBe(servers === 1 ? 0 : 6 * ms);
    expect(cluster.notes('acknowledged').length).toBeGreaterThan(100);
  });

  test('nobody stands before E ticks, and the first by 2E − 1', () => {
    for (let seed = 0; seed < 40; seed++) {
      const cluster = raftCluster({ clients: 0 }, { seed }).run(2_100 * ms);
      const [first] = milestones(cluster, 'candidate');
      expect(first!.at).toBeGreaterThan(900 * ms);
      expect(first!.at).toBeLessThanOrEqual(1_900 * ms);
    }
  });

  test('authority counts from the sending of what a quorum answered', () => {
    const cluster = raftCluster({ clients: 0 }).run(5 * sec);
    const leader = leaderOf(cluster);
    const acts = cluster.notes('acts', leader).at(-1)!;
    const beats = new Set(sent(cluster, leader, 'raft.heartbeat').map(({ at }) => at));
    expect(acts.note.kind === 'acts' && beats.has(acts.note.until - 800 * ms)).toBe(true);
    expect(acts.note.kind === 'acts' && acts.note.until - acts.at).toBe(800 * ms - 6 * ms);
  });
});

describe('a leader that is gone', () => {
  test.each([3, 5])('of %i servers: another leads within two timeouts, and the old one follows it', servers => {
    for (let seed = 0; seed < 10; seed++) {
      const cluster = raftCluster({}, { servers, seed }).run(6 * sec);
      const leader = leaderOf(cluster, servers);
      cluster.kill(leader);
      cluster.run(8 * sec);
      expect(milestones(cluster, 'candidate').filter(({ at }) => at > 6 * sec)[0]!.about).toBe(leader);
      cluster.run(14 * sec);
      const takeOver = cluster.notes('claims').filter(({ at }) => at > 6 * sec);
      expect(takeOver.length).toBeGreaterThan(0);
      expect(takeOver.every(({ process }) => process !== leader)).toBe(true);
      cluster.restart(leader);
      cluster.run(17 * sec);
      expect(server(cluster, leader).lead).toBe(leaderOf(cluster, servers));
      expect(overlap(cluster)).toBe(0);
      expect(lostWrites(cluster)).toEqual([]);
    }
  });

  test('followers suspect it and trust it again; it suspects whom it does not hear', () => {
    const cluster = raftCluster({ clients: 0 }).run(4 * sec);
    const leader = leaderOf(cluster);
    cluster.cut([leader], others(leader));
    cluster.run(8 * sec);
    const suspects = (by: ProcessId): unknown[] => cluster.effects.filter(({ what, process }) => what === 'suspect' && process === by).map(({ detail }) => detail);
    expect(suspects(leader)).toEqual(expect.arrayContaining(others(leader)));
    expect(others(leader).some(id => suspects(id).includes(leader))).toBe(true);
    cluster.heal();
    cluster.run(12 * sec);
    expect(others(leader).map(id => server(cluster, id).opinions[leader])).toEqual(['trusted', 'trusted']);
  });
});

describe('CheckQuorum', () => {
  test('a leader that nobody answers steps back within E to 2E ticks, and acts no longer than its last answers carry', () => {
    for (let seed = 0; seed < 20; seed++) {
      const cluster = raftCluster({ clients: 0 }, { seed }).run(4 * sec + seed * 37 * ms);
      const [leader, cutAt] = [leaderOf(cluster), cluster.now];
      if (leader < 0) continue;
      for (const id of others(leader)) cluster.cutOneWay(id, leader);
      cluster.run(cutAt + 2_300 * ms);
      const yields = cluster.notes('yields', leader).at(-1)!;
      expect(yields.at - cutAt).toBeGreaterThanOrEqual(900 * ms);
      expect(yields.at - cutAt).toBeLessThanOrEqual(2_000 * ms);
      const reign = reigns(cluster).filter(({ process }) => process === leader).at(-1)!;
      expect(reign.to - cutAt).toBeLessThanOrEqual(800 * ms);
    }
  });

  test('without it the leader claims for ever, but does not act', () => {
    const cluster = raftCluster({ checkQuorum: false, clients: 0 }).run(4 * sec);
    const leader = leaderOf(cluster);
    cluster.cut([leader], others(leader));
    cluster.run(30 * sec);
    expect(server(cluster, leader).office).not.toBeNull();
    expect(cluster.notes('claims')).toHaveLength(2);
    expect(reigns(cluster).find(({ process }) => process === leader)!.to).toBeLessThan(5 * sec);
    expect(overlap(cluster)).toBe(0);
  });
});

/** A follower that hears nobody for ten seconds, and is back for five. */
function isolated(preVote: boolean): { cluster: MiniCluster; leader: ProcessId; follower: ProcessId; before: number; apart: number } {
  const cluster = raftCluster({ preVote, clients: 0 }).run(4 * sec);
  const leader = leaderOf(cluster);
  const [follower, other] = others(leader) as [ProcessId, ProcessId];
  const before = term(cluster, follower);
  cluster.cut([follower], [leader, other]);
  cluster.run(14 * sec);
  const apart = term(cluster, follower);
  cluster.heal();
  cluster.run(19 * sec);
  return { cluster, leader, follower, before, apart };
}

describe('a server that was cut off', () => {
  test('keeps its term with PreVote, and disturbs nobody on its return', () => {
    const { cluster, leader, before, apart } = isolated(true);
    expect(apart).toBe(before);
    expect(leaderOf(cluster)).toBe(leader);
    expect(cluster.notes('yields')).toEqual([]);
  });

  test('raises its term without, is ignored for the leader\'s sake, and is freed by an election that it brings about', () => {
    const { cluster, leader, follower, before, apart } = isolated(false);
    expect(apart).toBeGreaterThanOrEqual(before + 4);
    expect(cluster.notes('yields', leader).length).toBe(1);
    expect(server(cluster, follower).term).toBeGreaterThan(apart);
    expect(new Set([0, 1, 2].map(id => term(cluster, id))).size).toBe(1);
  });

  test('one that hears but is not heard raises no term, and one that is heard but hears nothing neither, with PreVote', () => {
    for (const deaf of [true, false]) {
      const cluster = raftCluster({ clients: 0 }).run(4 * sec);
      const leader = leaderOf(cluster);
      const [follower] = others(leader) as [ProcessId];
      for (const id of others(follower)) if (deaf) cluster.cutOneWay(id, follower); else cluster.cutOneWay(follower, id);
      cluster.run(20 * sec);
      expect([0, 1, 2].map(id => term(cluster, id))).toEqual([1, 1, 1]);
      expect(leaderOf(cluster)).toBe(leader);
    }
  });

  test('one that hears nothing deposes the leader again and again without PreVote and CheckQuorum', () => {
    const cluster = raftCluster({ clients: 0, preVote: false, checkQuorum: false }).run(4 * sec);
    const [follower] = others(leaderOf(cluster)) as [ProcessId];
    for (const id of others(follower)) cluster.cutOneWay(id, follower);
    cluster.run(30 * sec);
    expect(Math.max(...[0, 1, 2].map(id => term(cluster, id)))).toBeGreaterThan(8);
    expect(cluster.notes('yields').length).toBeGreaterThan(3);
  });
});

describe('partial connectivity', () => {
  /** The two ends do not reach each other; all others reach everyone. */
  const bridge = (cluster: MiniCluster, a: ProcessId, b: ProcessId): void => { cluster.cutOneWay(a, b); cluster.cutOneWay(b, a); };

  test('in a chain of three, one leads and stays: whoever hears it through the middle keeps to it', () => {
    for (let seed = 0; seed < 10; seed++) {
      const cluster = raftCluster({}, { seed }).run(4 * sec);
      const leader = leaderOf(cluster);
      const [, end] = others(leader) as [ProcessId, ProcessId];
      bridge(cluster, leader, end);
      cluster.run(30 * sec);
      expect(overlap(cluster)).toBe(0);
      expect(leadersByTerm(cluster).size).toBe(1);
      expect(leaderOf(cluster)).toBe(leader);
      expect(cluster.notes('acknowledged').filter(({ at }) => at > 28 * sec).length).toBeGreaterThan(30);
    }
  });

  test('in a star of five that a leader at a tip does not span, only the middle can lead, and it does', () => {
    for (let seed = 0; seed < 10; seed++) {
      const cluster = raftCluster({}, { servers: 5, seed }).run(5 * sec);
      const leader = leaderOf(cluster, 5);
      const [middle, ...tips] = others(leader, 5) as [ProcessId, ...ProcessId[]];
      for (const a of [leader, ...tips]) for (const b of [leader, ...tips]) if (a < b) bridge(cluster, a, b);
      cluster.run(30 * sec);
      expect(leaderOf(cluster, 5)).toBe(middle);
      expect(overlap(cluster)).toBe(0);
      for (const leaders of leadersByTerm(cluster).values()) expect(leaders.size).toBe(1);
      expect(cluster.notes('acknowledged').filter(({ at }) => at > 28 * sec).length).toBeGreaterThan(30);
    }
  });
});

describe('what survives a crash', () => {
  test('term, vote and log; not the role, the leader or the commit index', () => {
    const cluster = raftCluster().run(6 * sec);
    const leader = leaderOf(cluster);
    const { term: before, vote, log } = server(cluster, leader);
    expect(vote).toBe(leader);
    cluster.kill(leader);
    cluster.restart(leader);
    const after = server(cluster, leader);
    expect([after.term, after.vote, after.log]).toEqual([before, vote, log]);
    expect([after.stance, after.lead, after.office]).toEqual(['follower', -1, null]);
  });

  test('no second vote in a term: a voter that comes back refuses another candidate', () => {
    const cluster = raftCluster({ preVote: false, checkQuorum: false, clients: 0 });
    const deliver = raft.over(null);
    const state = cluster.state<ReturnType<typeof deliver.init>>(0);
    const answers: unknown[] = [];
    const port = { random: () => 0.5, send: (_: ProcessId, message: unknown) => { answers.push(message); }, close() {}, trust() {}, suspect() {}, fail() {}, note() {} };
    deliver.receive(state, 1, 1, { kind: 'raft.vote', term: 5, lastTerm: 0, end: 0 } as never, port);
    const durable = structuredClone(deliver.durable!(state));
    const params = { service: usual, inner: null };
    const start = { self: 0, roles: ['replica', 'replica', 'replica'], peers: [1, 2], watches: [], watchedBy: [], params, now: 2, incarnation: 1, durable };
    const again = deliver.init(start, port);
    deliver.receive(again, 3, 2, { kind: 'raft.vote', term: 5, lastTerm: 0, end: 0 } as never, port);
    deliver.receive(again, 4, 1, { kind: 'raft.vote', term: 5, lastTerm: 0, end: 0 } as never, port);
    expect(answers).toEqual([
      { kind: 'raft.voted', term: 5, granted: true }, { kind: 'raft.voted', term: 5, granted: false }, { kind: 'raft.voted', term: 5, granted: true },
    ]);
  });
});

describe('a stop', () => {
  test('of a follower is no reason to stand: the ticks that fell into it are gone', () => {
    for (const order of ['messages', 'timers'] as const) {
      const cluster = raftCluster({ clients: 0 }).run(4 * sec);
      const leader = leaderOf(cluster);
      const [follower] = others(leader) as [ProcessId];
      cluster.pause(follower);
      cluster.run(14 * sec);
      cluster.resume(follower, order);
      cluster.run(20 * sec);
      expect(leaderOf(cluster)).toBe(leader);
      expect(milestones(cluster, 'candidate').filter(({ at }) => at > 4 * sec)).toEqual([]);
    }
  });

  test('of the leader ends its reign; it learns so when it wakes', () => {
    const cluster = raftCluster().run(4 * sec);
    const leader = leaderOf(cluster);
    cluster.pause(leader);
    cluster.run(10 * sec);
    cluster.resume(leader, 'messages');
    cluster.run(14 * sec);
    expect(leaderOf(cluster)).not.toBe(leader);
    expect(overlap(cluster)).toBe(0);
    expect(lostWrites(cluster)).toEqual([]);
  });
});

test.each([{ cloning: true }, { restless: true }])('a snapshot for the state, and wakes at any time, change nothing: %o', odd => {
  const play = (options: object): unknown[] => raftCluster({}, options).run(5 * sec).effects;
  expect(play(odd)).toEqual(play({}));
});

describe('what it does not promise', () => {
  /** A candidate about to stand again, the leader cut off, and the one voter between them started anew or not. */
  function rivals(restarts: boolean): number {
    const cluster = raftCluster({ clients: 0 }).run(4 * sec);
    const leader = leaderOf(cluster);
    const [voter, candidate] = others(leader) as [ProcessId, ProcessId];
    cluster.cut([candidate], [leader, voter]);
    cluster.run(6 * sec);
    while (server(cluster, candidate).timeout - server(cluster, candidate).elapsed > 1) cluster.run(cluster.now + 10 * ms);
    cluster.heal();
    cluster.cut([leader], [voter, candidate]);
    if (restarts) {
      cluster.kill(voter);
      cluster.restart(voter);
    }
    cluster.run(cluster.now + 5 * sec);
    expect(leaderOf(cluster)).not.toBe(leader);
    return overlap(cluster);
  }

  test('a voter that restarts forgets whom it heeded: two act, for less than the promise was long', () => {
    expect(rivals(false)).toBe(0);
    expect(rivals(true)).toBeGreaterThan(0);
    expect(rivals(true)).toBeLessThan(800 * ms);
  });
});
