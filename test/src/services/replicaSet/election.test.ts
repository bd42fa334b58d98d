/** How a replica set elects, loses and replaces its primary. */
import { describe, expect, test } from 'vitest';
import { replicaSet } from '../../../../src/services/replicaSet.ts';
import { ms, sec } from '../../../../src/time.ts';
import { lostWrites, overlap } from '../../../support/database.ts';
import { steps } from '../../../support/masterCluster.ts';
import { recordingPort } from '../../../support/recordingPort.ts';
import { member, primaryOf, replicas } from '../../../support/replicaSetCluster.ts';

/** A set that has stood for 15 s, its primary, and the others. */
function settled(params: Parameters<typeof replicas>[0] = {}, options: Parameters<typeof replicas>[1] = {}) {
  const cluster = replicas(params, options).run(15 * sec);
  const count = options?.members ?? 3;
  const primary = primaryOf(cluster, count);
  return { cluster, primary, others: Array.from({ length: count }, (_, id) => id).filter(id => id !== primary) };
}

test('is a service alone', () => {
  expect(() => replicaSet.over({} as never)).toThrow('replicaSet has heartbeats of its own, so it takes no detector');
});

describe('an election', () => {
  test('the first comes with the first timer, by a dry run and a vote; then writes are taken', () => {
    const { cluster, primary, others } = settled();
    const [started] = steps(cluster, 0, 'electionStarted');
    expect(started!.at).toBeGreaterThanOrEqual(10_000);
    expect(started!.at).toBeLessThan(11_500);
    expect(steps(cluster, 0, 'elected')[0]!.at - started!.at).toBeCloseTo(4, 5);
    for (const other of others) expect(member(cluster, other)).toMatchObject({ office: null, primary, term: 1 });
    expect(cluster.notes('acknowledged').length).toBeGreaterThan(20);
  });

  test('a dry run changes nobody\'s term or vote', () => {
    const { cluster, others: [one, two] } = settled({ clients: 0 });
    const { term, vote, log } = member(cluster, one!);
    const port = recordingPort();
    const asks = { kind: 'replicaSet.requestVotes', term, dryRun: true, optime: { term, end: log.end } };
    replicaSet.over(null).receive(cluster.state(one!), cluster.now, two!, asks as never, port);
    expect(port.take()).toEqual([expect.objectContaining({ message: { kind: 'replicaSet.voted', term, dryRun: true, of: term, granted: true } })]);
    expect(member(cluster, one!)).toMatchObject({ term, vote });
  });

  test('who sees no majority does not stand, and who has priority 0 never', () => {
    const { cluster, primary, others } = settled({ priority: 0 });
    expect([primary, ...others]).toEqual([-1, 0, 1, 2]);
    expect(steps(cluster, 0, 'electionStarted')).toEqual([]);
    const alone = replicas();
    alone.cut([0], [1], [2]);
    alone.run(60 * sec);
    expect(steps(alone, 0, 'electionStarted')).toEqual([]);
  });

  test('of nine members seven vote', () => {
    const { cluster, primary } = settled({}, { members: 9 });
    expect(member(cluster, 8).voters).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(primary).toBeLessThan(7);
    expect(member(cluster, 8).primary).toBe(primary);
  });
});

describe('the primary falls silent', () => {
  test('another is elected an election timeout and its chance after the last sign of it', () => {
    const { cluster, primary } = settled({ every: 20 * ms });
    const since = cluster.now;
    cluster.kill(primary);
    cluster.run(since + 30 * sec);
    const [elected] = steps(cluster, since, 'elected');
    expect(elected!.at).toBeGreaterThan(9_950);
    expect(elected!.at).toBeLessThan(11_510);
    expect(lostWrites(cluster)).toEqual([]);
  });

  test('where nothing is written, its last sign is an answer to a heartbeat or an empty fetch', () => {
    const { cluster, primary } = settled({ clients: 0 });
    const since = cluster.now;
    cluster.kill(primary);
    cluster.run(since + 30 * sec);
    const [elected] = steps(cluster, since, 'elected');
    expect(elected!.at).toBeGreaterThan(7_990);
    expect(elected!.at).toBeLessThan(11_510);
  });

  test('the next one takes writes at once if its heartbeat to it is under way, else when the one that it sends has failed', () => {
    const waits = Array.from({ length: 30 }, (_, i) => {
      const { cluster, primary } = settled({ every: 400 * ms }, { seed: i + 1 });
      const since = cluster.now;
      cluster.kill(primary);
      cluster.run(since + 40 * sec);
      return steps(cluster, since, 'takesWrites')[0]!.at - steps(cluster, since, 'elected').at(-1)!.at;
    });
    expect(waits.filter(wait => wait < 5).length).toBeGreaterThan(0);
    expect(waits.filter(wait => Math.abs(wait - 10_000) < 5).length).toBeGreaterThan(0);
    expect(waits.filter(wait => wait >= 5 && Math.abs(wait - 10_000) >= 5)).toEqual([]);
  });

  test('where heartbeats time out sooner than that, it waits no longer than for one of them', () => {
    const waits = Array.from({ length: 12 }, (_, i) => {
      const { cluster, primary } = settled({ electionTimeout: 2 * sec, heartbeatInterval: 500 * ms, heartbeatTimeout: 1 * sec, every: 400 * ms }, { seed: i + 1 });
      const since = cluster.now;
      cluster.kill(primary);
      cluster.run(since + 10 * sec);
      return steps(cluster, since, 'takesWrites')[0]!.at - steps(cluster, since, 'elected').at(-1)!.at;
    });
    expect(Math.max(...waits)).toBeLessThan(1_010);
  });

  test('without time for catching up it takes them at once', () => {
    const { cluster, primary } = settled({ catchUp: 0 });
    const since = cluster.now;
    cluster.kill(primary);
    cluster.run(since + 30 * sec);
    expect(steps(cluster, since, 'takesWrites')[0]!.at).toBe(steps(cluster, since, 'elected')[0]!.at);
  });
});

describe('a primary that is cut off', () => {
  test('steps down an election timeout after its last sign of a majority, and rolls back what nobody else has', () => {
    const { cluster, primary, others } = settled();
    const since = cluster.now;
    cluster.cut([primary], others);
    cluster.run(since + 30 * sec);
    const [down] = steps(cluster, since, 'stepDown');
    expect(down!.text).toBe(`${primary} stepDown ${primary}`);
    expect(down!.at).toBeGreaterThan(9_900);
    expect(down!.at).toBeLessThan(10_010);
    cluster.heal();
    cluster.run(since + 45 * sec);
    expect(member(cluster, primary)).toMatchObject({ office: null, primary: primaryOf(cluster) });
    expect(cluster.notes('discards', primary).length).toBeGreaterThan(50);
    expect(lostWrites(cluster)).toEqual([]);
  });

  test('acknowledged by it alone, writes are lost: that is write concern one', () => {
    // the tiny network's only client stands on everybody's side
    const { cluster, primary, others } = settled({ writeConcern: 'one' });
    cluster.cut([primary], others);
    cluster.run(cluster.now + 30 * sec);
    cluster.heal();
    cluster.run(cluster.now + 15 * sec);
    expect(lostWrites(cluster).length).toBeGreaterThan(50);
  });

  test('from one member alone, it is deposed by that member: nobody refuses for the sake of a primary', () => {
    const { cluster, primary, others: [one] } = settled({ clients: 0 });
    const since = cluster.now;
    cluster.cut([primary], [one!]);
    cluster.run(since + 20 * sec);
    expect(steps(cluster, since, 'elected')[0]!.text).toBe(`${one} elected ${one}`);
    expect(steps(cluster, since, 'stepDown').map(({ text }) => text)).toContain(`${primary} stepDown ${primary}`);
  });
});

describe('heartbeats', () => {
  test('a refused one is repeated twice at once; then the member is down, and nothing else happens', () => {
    const { cluster, primary, others: [one] } = settled({ clients: 0 });
    const detector = replicaSet.over(null);
    const state = cluster.state<object>(one!);
    const port = recordingPort();
    const peer = member(cluster, one!).peers.find(({ id }) => id === primary)!;
    while (peer.sentAt === null) detector.wake(state, detector.deadline(state), port);
    const at = peer.sentAt;
    port.take();
    for (let attempt = 1; attempt <= 2; attempt++) {
      detector.receive(state, at, primary, { kind: 'transport.refused' }, port);
      expect(port.take()).toEqual([]);
      detector.wake(state, at, port);
      expect(port.take()).toHaveLength(1);
      expect(peer).toMatchObject({ misses: attempt, sentAt: at, startedAt: at });
    }
    detector.receive(state, at, primary, { kind: 'transport.refused' }, port);
    expect(port.take()).toEqual([{ kind: 'suspect', peer: primary }, { kind: 'note', event: { kind: 'reaches', milestone: 'memberDown', about: primary } }]);
    expect(member(cluster, one!)).toMatchObject({ primary: -1, campaign: null });
    // from then on it has no source, and asks four times as often
    expect(peer.nextAt - at).toBe(2 * sec);
    while (peer.sentAt === null) detector.wake(state, detector.deadline(state), port);
    for (let attempt = 1; attempt <= 3; attempt++) {
      detector.receive(state, peer.sentAt!, primary, { kind: 'transport.refused' }, port);
      if (attempt < 3) detector.wake(state, at + 2 * sec, port);
    }
    expect(peer.nextAt - at).toBe(2_500 * ms);
  });
});

test('a member of higher priority takes over an election timeout and its chance later', () => {
  const cluster = replicas({ clients: 0 });
  for (const id of [0, 1]) Object.assign(member(cluster, id), { params: { ...member(cluster, id).params, priority: 0.5 } });
  Object.assign(member(cluster, 2), { electionAt: 14 * sec });
  cluster.run(13 * sec);
  const before = primaryOf(cluster);
  expect(before).not.toBe(2);
  const elected = steps(cluster, 0, 'elected')[0]!.at;
  cluster.run(30 * sec);
  expect(primaryOf(cluster)).toBe(2);
  const taken = steps(cluster, 0, 'electionStarted').find(({ text }) => text === '2 electionStarted 2')!.at;
  expect(taken - elected).toBeGreaterThanOrEqual(10_000);
  expect(taken - elected).toBeLessThan(13_600);
  expect(overlap(cluster)).toBe(0);
});

test('a restart keeps the term, the vote and the oplog', () => {
  const { cluster, primary } = settled();
  const { term, vote, log } = member(cluster, primary);
  cluster.kill(primary);
  cluster.restart(primary);
  expect(member(cluster, primary)).toMatchObject({ term, vote, office: null });
  expect(member(cluster, primary).log).toBe(log);
});
