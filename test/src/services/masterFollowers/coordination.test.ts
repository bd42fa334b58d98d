/** How a cluster finds, elects and loses its master, step by step. */
import { describe, expect, test } from 'vitest';
import type { ProcessId, Signal } from '../../../../src/contract.ts';
import { masterFollowers } from '../../../../src/services/masterFollowers.ts';
import type { Join } from '../../../../src/services/masterFollowers/messages.ts';
import { count, release, voteFor } from '../../../../src/services/masterFollowers/voting.ts';
import { ms, sec } from '../../../../src/time.ts';
import { masterCluster, masterOf, node, steps } from '../../../support/masterCluster.ts';
import { lostWrites, overlap } from '../../../support/database.ts';
import type { MiniCluster } from '../../../support/miniCluster.ts';
import { recordingPort } from '../../../support/recordingPort.ts';

/** A cluster that has stood for 5 s, its master, and the others. */
function settled(params: Parameters<typeof masterCluster>[0] = {}, options: Parameters<typeof masterCluster>[1] = {}) {
  const cluster = masterCluster(params, options).run(5 * sec);
  const count = options?.nodes ?? 3;
  const master = masterOf(cluster, count);
  const others = Array.from({ length: count }, (_, id) => id).filter(id => id !== master);
  return { cluster, master, others };
}

/** What a connection that ends tells its two ends; the tiny network does not do that by itself. */
function signal(cluster: MiniCluster, to: ProcessId, from: ProcessId, kind: Signal['kind']): ReturnType<ReturnType<typeof recordingPort>['take']> {
  const port = recordingPort();
  masterFollowers.over(null).receive(cluster.state(to), cluster.local(to), from, { kind }, port);
  return port.take();
}

test('is a service alone', () => {
  expect(() => masterFollowers.over({} as never)).toThrow('masterFollowers has checks of its own, so it takes no detector');
});

describe('the beginning', () => {
  test('one master, whom all follow, and who acts; three voters, and all nodes in the cluster', () => {
    const { cluster, master, others } = settled();
    expect(node(cluster, master).office!.until).toBeGreaterThan(cluster.now);
    for (const other of others) expect(node(cluster, other)).toMatchObject({ mode: 'follower', master, appliedMaster: master, appliedNodes: [0, 1, 2] });
    expect(node(cluster, master).accepted.voting).toEqual({ committed: [0, 1, 2], accepted: [0, 1, 2] });
    expect(cluster.notes('acknowledged').length).toBeGreaterThan(30);
  });

  test('nobody is elected without a quorum of voters in sight', () => {
    const cluster = masterCluster({}, { nodes: 5 });
    cluster.cut([0, 1], [2], [3, 4]);
    cluster.run(20 * sec);
    expect(steps(cluster, 0, 'electionStarted', 'claims')).toEqual([]);
    cluster.heal();
    cluster.run(55 * sec);
    expect(masterOf(cluster, 5)).toBeGreaterThanOrEqual(0);
  });

  test('data nodes follow and are checked, but neither stand nor vote', () => {
    const { cluster, master } = settled({ dataNodes: 2 });
    expect(master).toBeLessThan(3);
    expect(node(cluster, master).accepted).toMatchObject({ nodes: [0, 1, 2, 3, 4], voting: { accepted: [0, 1, 2] } });
    expect(node(cluster, master).office!.checks.map(({ peer }) => peer).sort()).toEqual([0, 1, 2, 3, 4].filter(id => id !== master));
    cluster.kill(master);
    cluster.run(75 * sec);
    for (const data of [3, 4]) expect(node(cluster, data)).toMatchObject({ mode: 'follower', master: masterOf(cluster) });
  });
});

describe('silence', () => {
  test('a follower that falls silent is failed three timeouts and two intervals after the check that it did not answer, and removed', () => {
    const { cluster, master, others: [quiet] } = settled({ clients: 0 });
    const since = cluster.now;
    cluster.kill(quiet!);
    cluster.run(since + 40 * sec);
    const [failed] = steps(cluster, since, 'nodeFailed');
    expect(failed!.text).toBe(`${master} nodeFailed ${quiet}`);
    expect(failed!.at).toBeGreaterThan(32_000);
    expect(failed!.at).toBeLessThan(33_003);
    const removed = steps(cluster, since, 'nodeRemoved');
    expect(removed).toHaveLength(2);
    expect(removed.at(-1)!.at).toBeLessThan(failed!.at + 10);
    expect(cluster.effects.filter(({ what, at, detail }) => what === 'suspect' && at > since && detail === quiet)).toHaveLength(2);
  });

  test('a publication under way holds that up until its timeout: it still waits for the node', () => {
    const { cluster, others: [quiet] } = settled({ every: 1 * sec, opTimeout: 60 * sec });
    const since = cluster.now;
    cluster.kill(quiet!);
    cluster.run(since + 70 * sec);
    const [failed] = steps(cluster, since, 'nodeFailed');
    const [removed] = steps(cluster, since, 'nodeRemoved');
    // one write begins before the checks fail, ends after 30 s, and is followed by those that waited; then the node goes
    expect(failed!.at).toBeLessThan(33_003);
    expect(removed!.at).toBeGreaterThan(60_000);
    expect(removed!.at).toBeLessThan(61_300);
  });

  test('a master that falls silent is given up by its followers, who elect one of them', () => {
    const { cluster, master } = settled({ clients: 0 });
    const since = cluster.now;
    cluster.kill(master);
    cluster.run(since + 80 * sec);
    const [first, second] = steps(cluster, since, 'masterFailed');
    for (const { at } of [first!, second!]) {
      expect(at).toBeGreaterThan(32_000);
      expect(at).toBeLessThan(33_003);
    }
    const [claims] = steps(cluster, since, 'claims');
    expect(claims!.at).toBeGreaterThan(second!.at);
    // the probe, up to 100 ms of chance, and the two rounds; or a second attempt
    expect(claims!.at).toBeLessThan(second!.at + 830);
    // its first state waits for the old master until publish.timeout; that one is removed when its checks have failed
    const applied = steps(cluster, since, 'newMaster').at(-1)!;
    expect(applied.at - claims!.at).toBeGreaterThan(29_999);
    expect(steps(cluster, since, 'nodeRemoved')[0]!.at - claims!.at).toBeGreaterThan(32_000);
  });

  test('a quorum that falls silent makes the master step down', () => {
    const { cluster, master, others } = settled();
    const since = cluster.now;
    cluster.cut([master], others);
    cluster.run(since + 65 * sec);
    const [down] = steps(cluster, since, 'stepsDown');
    expect(down!.text).toBe(`${master} stepsDown ${master}`);
    expect(down!.at).toBeLessThanOrEqual(30_200);
    expect(node(cluster, master).mode).toBe('candidate');
    expect(overlap(cluster)).toBe(0);
  });

  test('without anything to publish it does so when its checks have failed', () => {
    const { cluster, master, others } = settled({ clients: 0 });
    const since = cluster.now;
    cluster.cut([master], others);
    cluster.run(since + 65 * sec);
    const [down] = steps(cluster, since, 'stepsDown');
    const failed = steps(cluster, since, 'nodeFailed').filter(({ text }) => text.startsWith(`${master} `));
    expect(failed).toHaveLength(2);
    // the second fails 4 ms later: the state without the first waits for it until publish.timeout
    expect(down!.at - failed[0]!.at).toBeCloseTo(30_000, 3);
    expect(overlap(cluster)).toBe(0);
  });

  test('who comes back is told of the master, and joins', () => {
    const { cluster, master, others: [quiet] } = settled({ clients: 0 });
    const since = cluster.now;
    cluster.cut([quiet!], [0, 1, 2].filter(id => id !== quiet));
    cluster.run(since + 60 * sec);
    expect(node(cluster, master).accepted.nodes).not.toContain(quiet);
    const healed = cluster.now;
    cluster.heal();
    cluster.run(healed + 40 * sec);
    const joined = steps(cluster, healed, 'joined');
    expect(joined.map(({ text }) => text)).toContain(`${quiet} joined ${master}`);
    expect(node(cluster, quiet!)).toMatchObject({ mode: 'follower', master });
    expect(node(cluster, master).accepted.nodes).toEqual([0, 1, 2]);
    expect(steps(cluster, since, 'stepsDown')).toEqual([]);
  });
});

describe('answers', () => {
  test('a node that is unhealthy is failed at its next check, and does not stand', () => {
    const { cluster, master, others: [sick] } = settled();
    const since = cluster.now;
    Object.assign(node(cluster, sick!), { sickAt: since });
    cluster.run(since + 3 * sec);
    const [failed] = steps(cluster, since, 'nodeFailed');
    expect(failed!.text).toBe(`${master} nodeFailed ${sick}`);
    expect(failed!.at).toBeLessThan(1_100);
    expect(node(cluster, master).accepted.nodes).not.toContain(sick);
    cluster.run(since + 20 * sec);
    expect(node(cluster, sick!).mode).toBe('candidate');
    expect(steps(cluster, since, 'electionStarted')).toEqual([]);
  });

  test('an unhealthy master is given up at once, steps down, and another is elected', () => {
    const { cluster, master } = settled({ diskFailsAfter: 5 * sec + 1 });
    for (const id of [0, 1, 2]) if (id !== master) Object.assign(node(cluster, id), { sickAt: Infinity });
    cluster.run(9 * sec);
    expect(masterOf(cluster)).not.toBe(master);
    expect(steps(cluster, 5 * sec, 'masterFailed')[0]!.at).toBeLessThan(1_200);
    expect(overlap(cluster)).toBe(0);
    expect(lostWrites(cluster)).toEqual([]);
  });

  test('the settings say when: 500 ms, twice', () => {
    const { cluster, others: [quiet] } = settled({ clients: 0, followerTimeout: 500 * ms, followerRetries: 2, followerInterval: 200 * ms });
    const since = cluster.now;
    cluster.kill(quiet!);
    cluster.run(since + 3 * sec);
    const [failed] = steps(cluster, since, 'nodeFailed');
    expect(failed!.at).toBeGreaterThan(1_200);
    expect(failed!.at).toBeLessThan(1_403);
  });
});

describe('connections', () => {
  test('a follower that loses the connection to its master gives it up at once, and looks for peers', () => {
    const { cluster, master, others: [one] } = settled();
    const effects = signal(cluster, one!, master, 'transport.reset');
    expect(effects).toContainEqual({ kind: 'suspect', peer: master });
    expect(effects).toContainEqual({ kind: 'note', event: { kind: 'reaches', milestone: 'masterFailed', about: master } });
    expect(effects.flatMap(effect => (effect.kind === 'send' ? [effect.message.kind] : []))).toEqual(['masterFollowers.probe', 'masterFollowers.probe']);
    expect(node(cluster, one!).mode).toBe('candidate');
  });

  test('a master that loses the connection to a node removes it at once; of the quorum, and it steps down', () => {
    const { cluster, master, others: [one, two] } = settled({ clients: 0 });
    signal(cluster, master, one!, 'transport.reset');
    expect(node(cluster, master).office!.publication!.state.nodes).not.toContain(one);
    signal(cluster, master, two!, 'transport.refused');
    expect(node(cluster, master).office).toBeNull();
  });

  test('everything goes by stream', () => {
    const vias: unknown[] = [];
    const port = { ...recordingPort(), send: (_to: number, _message: unknown, via?: string) => { vias.push(via); } };
    const { cluster, master } = settled();
    masterFollowers.over(null).wake(cluster.state(master), cluster.now + 2 * sec, port as never);
    expect(vias).toEqual(['stream', 'stream']);
  });
});

describe('the lag detector', () => {
  test('a node that accepts but never applies a state is removed 90 s after its publication', () => {
    const { cluster, master, others: [slow] } = settled({ clients: 0 });
    cluster.weather = (_from, to, { kind }) => (to === slow && kind === 'masterFollowers.commit' ? null : 1 * ms);
    const since = cluster.now;
    signal(cluster, master, [0, 1, 2].find(id => id !== master && id !== slow)!, 'transport.opened');
    Object.assign(node(cluster, master).office!.tasks, { joining: [slow] });
    cluster.run(since + 119 * sec);
    expect(steps(cluster, since, 'nodeLags')).toEqual([]);
    cluster.run(since + 125 * sec);
    const [lags] = steps(cluster, since, 'nodeLags');
    expect(lags!.text).toBe(`${master} nodeLags ${slow}`);
    // begun at its next check, at the latest a second later; 30 s of publication, 90 s of patience
    expect(lags!.at).toBeGreaterThan(120_000);
    expect(lags!.at).toBeLessThan(121_100);
  });
});

describe('terms', () => {
  test('a master that hears of a later term stands again, in one that is later still', () => {
    const { cluster, master, others: [one] } = settled({ clients: 0 });
    const term = node(cluster, master).term;
    const port = recordingPort();
    masterFollowers.over(null).receive(cluster.state(master), cluster.now, one!, { kind: 'masterFollowers.preVote', term: term + 5, round: 1 } as never, port);
    expect(node(cluster, master)).toMatchObject({ mode: 'candidate', term: term + 6 });
    expect(port.take()).toContainEqual({ kind: 'note', event: { kind: 'yields', resource: 0, epoch: term } });
  });

  test('a follower grants no pre-vote but to its own master; a candidate grants any', () => {
    const { cluster, master, others: [one, two] } = settled({ clients: 0 });
    const asks = (voter: ProcessId, candidate: ProcessId): number => {
      const port = recordingPort();
      masterFollowers.over(null).receive(cluster.state(voter), cluster.now, candidate, { kind: 'masterFollowers.preVote', term: 1, round: 1 } as never, port);
      return port.take().filter(effect => effect.kind === 'send').length;
    };
    expect([asks(one!, two!), asks(one!, master), asks(master, one!)]).toEqual([0, 1, 0]);
    signal(cluster, one!, master, 'transport.reset');
    expect(asks(one!, two!)).toBe(1);
  });
});

test('a restart keeps the term and the accepted state, and forgets the vote that it got', () => {
  const { cluster, master } = settled();
  const { term, accepted } = node(cluster, master);
  cluster.kill(master);
  cluster.restart(master);
  expect(node(cluster, master)).toMatchObject({ term, mode: 'candidate', voted: false, votes: [] });
  expect(node(cluster, master).accepted).toBe(accepted);
});

describe('authority', () => {
  test('who leaves a master that it promised to follow tells the next one for how long; and that one does not act before', () => {
    const { cluster, master, others: [next, voter] } = settled({ clients: 0 });
    const term = node(cluster, master).term + 1;
    const port = recordingPort();
    masterFollowers.over(null).receive(cluster.state(voter!), cluster.now, next!, { kind: 'masterFollowers.startJoin', term } as never, port);
    const join = port.take().flatMap(effect => (effect.kind === 'send' && effect.message.kind === 'masterFollowers.join' ? [effect.message as unknown as Join] : []))[0]!;
    const [promised] = join.vote!.promised;
    expect(promised!.to).toBe(master);
    expect(promised!.for).toBeGreaterThan(31 * sec);
    expect(promised!.for).toBeLessThanOrEqual(33 * sec);
    const state = node(cluster, next!);
    voteFor(state, cluster.now, next!, term, port);
    expect(count(state, cluster.now, voter!, join.vote!, port)).toBe(true);
    expect(state.awaited).toEqual([{ to: master, until: cluster.now + promised!.for }]);
    release(state, master);
    expect(state.awaited).toEqual([]);
  });

  test('a vote of an earlier term, or of one who has accepted more, does not count', () => {
    const { cluster, others: [next, voter] } = settled({ clients: 0 });
    const state = node(cluster, next!);
    const port = recordingPort();
    const term = state.term + 1;
    voteFor(state, cluster.now, next!, term, port);
    const { term: acceptedTerm, version: acceptedVersion } = state.accepted;
    const vote = { term, acceptedTerm, acceptedVersion, promised: [] };
    const counts = (other: Partial<typeof vote>): boolean => count(state, cluster.now, voter!, { ...vote, ...other }, port);
    expect([counts({ term: term - 1 }), counts({ acceptedTerm: acceptedTerm + 1 }), counts({ acceptedVersion: acceptedVersion + 1 })]).toEqual([false, false, false]);
    expect(counts({ acceptedVersion: acceptedVersion - 1 })).toBe(true);
    expect(state.votes).toEqual([voter]);
  });
});
