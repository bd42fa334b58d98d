import { describe, expect, test } from 'vitest';
import type { ProcessId } from '../../../../src/contract.ts';
import { expiryBucket } from '../../../../src/services/session/rules.ts';
import type { Store } from '../../../../src/services/session/store.ts';
import type { ZookeeperClient } from '../../../../src/services/session/zookeeper/client.ts';
import type { ZookeeperServer } from '../../../../src/services/session/zookeeper/state.ts';
import { grantsOf } from '../../../../src/services/session/zookeeper/table.ts';
import { NEVER, ms, sec } from '../../../../src/time.ts';
import type { MiniCluster } from '../../../support/miniCluster.ts';
import { draws } from '../../../support/raftCluster.ts';
import { milestones, notes, partOf, sent, sessions } from '../../../support/sessionCluster.ts';

const server = (cluster: MiniCluster, id: ProcessId): ZookeeperServer => partOf<ZookeeperServer>(cluster, id);
const client = (cluster: MiniCluster, id: ProcessId): ZookeeperClient => partOf<ZookeeperClient>(cluster, id);
const serverOf = (cluster: MiniCluster, id: ProcessId): ProcessId => client(cluster, id).order[client(cluster, id).at]!;
const instantOf = (line: string | undefined): number => Number(line?.split(' ')[0]);

/** Whom the members believe to hold the lock. */
const holders = (cluster: MiniCluster, members: readonly ProcessId[]): ProcessId[] => members.filter(id => client(cluster, id).work.held.length > 0);

describe('a session', () => {
  test.each([[1, 4], [5, 5], [39, 39], [100, 40]])('of %i s is granted as one of %i s, with ticks of 2 s', (asked, granted) => {
    const cluster = sessions({ timeout: asked * sec, members: 1 }).run(1 * sec);
    expect(client(cluster, 1).timeout).toBe(granted * sec);
    expect(server(cluster, 0).table.sessions.map(({ member, timeout }) => [member, timeout])).toEqual([[1, granted * sec]]);
  });

  test('is bounded by what the server is told', () => {
    const bounded = sessions({ timeout: 30 * sec, members: 1, minTimeout: 6 * sec, maxTimeout: 10 * sec }).run(1 * sec);
    expect(client(bounded, 1).timeout).toBe(10 * sec);
  });

  test.each([[6, 2_000], [30, 10_000], [40, 13_333]])('of %i s is pinged for every %i ms', (timeout, every) => {
    const cluster = sessions({ timeout: timeout * sec, members: 1, every: NEVER }).run(60 * sec);
    const pings = sent(cluster, 'session.beat', 1);
    expect(pings.slice(0, 3)).toEqual([every, 2 * every, 3 * every]);
  });

  test.each([10.1, 10.9, 11.7, 12.3, 13.9])('of a client that is killed at %d s ends in the bucket of its last ping', at => {
    const cluster = sessions({ timeout: 6 * sec, members: 2, every: NEVER }).run(at * sec);
    const ping = sent(cluster, 'session.beat', 1).at(-1)!;
    cluster.kill(1);
    cluster.run(30 * sec);
    const expired = milestones(cluster, 'sessionExpired');
    expect(expired).toEqual([`${expiryBucket((ping + 1) * ms, 6 * sec, 2 * sec) / ms} 0 sessionExpired 1`]);
    const lived = instantOf(expired[0]) - ping;
    expect(lived).toBeGreaterThan(6_000);
    expect(lived).toBeLessThanOrEqual(8_001);
  });

  test('takes its ephemeral nodes with it, and the lock passes on with a newer token', () => {
    const cluster = sessions({ timeout: 6 * sec, members: 3, every: NEVER }).run(10 * sec);
    const [first] = holders(cluster, [1, 2, 3]);
    cluster.kill(first!);
    cluster.run(30 * sec);
    const claims = notes(cluster, 'claims').map(line => line.split(' '));
    expect(claims).toHaveLength(2);
    expect(claims[1]![1]).not.toBe(`${first}`);
    expect(Number(claims[1]![4])).toBeGreaterThan(Number(claims[0]![4]));
    // in one step of the server the node is gone, and a millisecond later the next one knows
    expect(Number(claims[1]![0]) - instantOf(milestones(cluster, 'nodeDeleted')[0])).toBe(1);
  });

  test('that asks again before the answer came is the same session', () => {
    const cluster = sessions({ timeout: 6 * sec, members: 1, every: NEVER });
    cluster.weather = (_, to) => (to === 1 && cluster.now < 5 * sec ? null : 1_000);
    cluster.run(12 * sec);
    expect(sent(cluster, 'session.join', 1).length).toBeGreaterThan(1);
    expect(server(cluster, 0).table.sessions).toHaveLength(1);
    expect(client(cluster, 1).session).toBe(server(cluster, 0).table.sessions[0]!.id);
  });
});

describe('an ensemble', () => {
  const ensemble = (options = {}): MiniCluster => sessions({ timeout: 6 * sec, members: 2, every: NEVER, ...options }, { servers: 3 });

  test('elects the highest id of those with the longest log, after waiting for a better vote', () => {
    const cluster = ensemble().run(10 * sec);
    expect(milestones(cluster, 'newLeader', 'following')).toEqual(['204 2 newLeader 2', '205 0 following 2', '205 1 following 2'].map(line => expect.stringContaining(line.slice(line.indexOf(' ')))));
    expect([0, 1, 2].map(id => server(cluster, id).stance)).toEqual(['following', 'following', 'leading']);
    expect(new Set([0, 1, 2].map(id => JSON.stringify(server(cluster, id).table))).size).toBe(1);
  });

  test('hears of a follower\'s clients with the next half tick', () => {
    const cluster = ensemble({ members: 6 }).run(20 * sec);
    const away = [3, 4, 5, 6, 7, 8].find(id => serverOf(cluster, id) !== 2)!;
    const before = server(cluster, 2).tracked.find(({ id }) => id === client(cluster, away).session)!.expiresAt;
    const ping = sent(cluster, 'session.beat', away).at(-1)!;
    const half = sent(cluster, 'session.touched', serverOf(cluster, away)).findLast(at => at >= ping + 1);
    expect(before).toBe(expiryBucket(((half ?? ping) + 1) * ms, 6 * sec, 2 * sec));
    cluster.kill(away);
    cluster.run(40 * sec);
    const lived = instantOf(milestones(cluster, 'sessionExpired')[0]) - sent(cluster, 'session.beat', away).at(-1)!;
    expect(lived).toBeGreaterThan(6_000);
    expect(lived).toBeLessThanOrEqual(6_000 + 2_000 + 1_000 + 3);
  });

  test('keeps the session of a client that moves to another server', () => {
    const cluster = ensemble({ timeout: 12 * sec }).run(20 * sec);
    const [id, at] = [client(cluster, 3).session, serverOf(cluster, 3)];
    cluster.cut([3], [at]);
    cluster.run(60 * sec);
    const gone = instantOf(milestones(cluster, 'disconnected').find(line => line.includes(' 3 disconnected ')));
    const heard = sent(cluster, 'session.beaten', at, 3).findLast(instant => instant < 20_000)! + 1;
    expect(gone - heard).toBe(8_000);
    expect(serverOf(cluster, 3)).not.toBe(at);
    expect(client(cluster, 3)).toMatchObject({ session: id, stance: 'connected' });
    expect(milestones(cluster, 'sessionExpired')).toEqual([]);
  });

  test('has another leader after syncLimit ticks without one, and gives every session its time anew', () => {
    const cluster = ensemble({ timeout: 30 * sec }).run(20 * sec);
    const ids = [3, 4].map(id => client(cluster, id).session);
    cluster.kill(2);
    cluster.run(40 * sec);
    const looking = instantOf(milestones(cluster, 'looking').find(line => instantOf(line) > 1));
    expect(looking - 20_000).toBeGreaterThan(10_000 - 1_001);
    expect(looking - 20_000).toBeLessThanOrEqual(10_001);
    const leads = milestones(cluster, 'newLeader').at(-1)!;
    expect(leads).toMatch(/ 1 newLeader 1$/);
    expect(server(cluster, 1).table.sessions.map(row => row.id).sort()).toEqual([...ids].sort());
    for (const { expiresAt } of server(cluster, 1).tracked) expect(expiresAt).toBeGreaterThan(instantOf(leads) * ms + 30 * sec);
    cluster.run(70 * sec);
    expect(milestones(cluster, 'sessionExpired')).toEqual([]);
    expect([3, 4].map(id => client(cluster, id).session)).toEqual(ids);
  });

  test('that has lost its majority lets its clients go, and expires nobody', () => {
    const cluster = ensemble({ timeout: 30 * sec }).run(20 * sec);
    const [holder] = holders(cluster, [3, 4]);
    cluster.cut([2], [0, 1]);
    cluster.cut([0], [1]);
    cluster.run(60 * sec);
    expect([0, 1, 2].map(id => server(cluster, id).isServing)).toEqual([false, false, false]);
    expect(milestones(cluster, 'sessionExpired')).toEqual([]);
    expect(holders(cluster, [3, 4])).toEqual([holder]);
    cluster.heal();
    cluster.run(90 * sec);
    expect(holders(cluster, [3, 4])).toEqual([holder]);
    expect(milestones(cluster, 'learnsExpired')).toEqual([]);
  });

  test('remembers its sessions through a crash of all its servers', () => {
    const cluster = ensemble({ timeout: 30 * sec }).run(20 * sec);
    const before = server(cluster, 2).table;
    for (const id of [0, 1, 2]) cluster.kill(id);
    cluster.run(25 * sec);
    for (const id of [0, 1, 2]) cluster.restart(id);
    cluster.run(60 * sec);
    for (const id of [0, 1, 2]) expect(server(cluster, id).table).toEqual(before);
    expect(server(cluster, 2).epoch).toBe(2);
    expect([3, 4].map(id => client(cluster, id).stance)).toEqual(['connected', 'connected']);
  });
});

describe('a holder that is paused', () => {
  const paused = (params: object): MiniCluster => {
    const cluster = sessions({ timeout: 6 * sec, members: 2, every: 100 * ms, ...params }).run(10 * sec);
    cluster.pause(1);
    cluster.run(25 * sec);
    cluster.resume(1, 'timers');
    return cluster.run(40 * sec);
  };
  const late = (cluster: MiniCluster): string[] => notes(cluster, 'stores', 'fences').filter(line => instantOf(line) > 25_000 && line.endsWith(' 1000000001'));

  test('believes that it has the lock beside the new holder until it is told, and its write is taken', () => {
    const cluster = paused({});
    expect(notes(cluster, 'claims').map(line => line.split(' ')[1])).toEqual(['1', '2']);
    expect(notes(cluster, 'yields')).toEqual([expect.stringMatching(/ 1 yields 0 1000000001$/)]);
    const told = instantOf(milestones(cluster, 'learnsExpired')[0]);
    expect(late(cluster).length).toBeGreaterThan(5);
    expect(late(cluster)[0]).toMatch(/^25001 3 stores 0 /);
    expect(instantOf(late(cluster).at(-1))).toBeLessThanOrEqual(told + 1);
    // it gives its server up first, and hears from the next connection
    expect(milestones(cluster, 'disconnected', 'learnsExpired').map(line => line.split(' ')[2])).toEqual(['disconnected', 'learnsExpired']);
    expect(client(cluster, 1).instance).toBe(1);
    expect(server(cluster, 0).table.sessions.map(({ member }) => member)).toEqual([2, 1]);
  });

  test('is stopped by the token where the storage looks at it', () => {
    const cluster = paused({ fencing: true });
    expect(late(cluster).filter(line => !/^25001(\.001)? 3 fences 0 /.test(line))).toEqual([]);
    expect(late(cluster).length).toBeGreaterThan(0);
    // a refusal is an answer: it yields before any server tells it
    expect(notes(cluster, 'yields')).toEqual([expect.stringMatching(/^25002 1 yields /)]);
    expect(partOf<Store>(cluster, 3).newest[0]).toBe(1_000_000_003);
  });

  test.each([['session', 6_000], ['connected', 4_000]] as const)('stops by its own clock where it believes for its %s', (belief, length) => {
    const cluster = paused({ belief });
    expect(late(cluster)).toEqual([]);
    const acts = cluster.notes('acts', 1).filter(({ at }) => at < 20 * sec).at(-1)!;
    expect(acts.note).toMatchObject({ until: acts.at + length * ms });
    expect(notes(cluster, 'yields')).toEqual([expect.stringMatching(/^25000 1 yields /)]);
  });

  test('and has its session still when the pause was short', () => {
    const cluster = sessions({ timeout: 6 * sec, members: 2, every: 100 * ms }).run(10 * sec);
    cluster.pause(1);
    cluster.run(13 * sec);
    cluster.resume(1, 'messages');
    cluster.run(40 * sec);
    expect(milestones(cluster, 'sessionExpired', 'learnsExpired')).toEqual([]);
    expect(holders(cluster, [1, 2])).toEqual([1]);
  });
});

describe('a leader that is cut off', () => {
  test('may hold a session to be expired, but without a majority its nodes stay', () => {
    const cluster = sessions({ timeout: 6 * sec, members: 2, every: NEVER }, { servers: 3 }).run(20 * sec);
    cluster.cut([2], [0, 1, 3, 4]);
    cluster.run(31 * sec);
    expect(milestones(cluster, 'sessionExpired').filter(line => line.includes(' 2 '))).not.toEqual([]);
    expect(milestones(cluster, 'nodeDeleted').filter(line => line.includes(' 2 '))).toEqual([]);
  });
});

describe('whatever the network does', () => {
  test.each(Array.from({ length: 12 }, (_, seed) => [seed]))('one log, one holder in it, and in the end one who believes it: seed %i', seed => {
    const cluster = sessions({ timeout: 6 * sec, members: 3, every: NEVER, phase: 'uniform' }, { servers: 3, seed, cloning: true });
    const chance = draws(seed + 100);
    cluster.weather = () => (chance(0) < 0.15 ? null : 1 + Math.floor(chance(1) * 40 * ms));
    const logs = new Map<number, string>();
    for (let at = 1; at <= 120; at++) {
      cluster.run(at * sec / 2);
      if (chance(2) < 0.04) cluster.kill(Math.floor(chance(3) * 3));
      if (chance(4) < 0.05) for (const id of [0, 1, 2]) { cluster.kill(id); cluster.restart(id); }
      for (const id of [0, 1, 2]) {
        const { table } = server(cluster, id);
        const known = logs.get(table.zxid) ?? JSON.stringify(table);
        expect(JSON.stringify(table)).toBe(known);
        logs.set(table.zxid, known);
      }
    }
    for (const id of [0, 1, 2]) { cluster.kill(id); cluster.restart(id); }
    cluster.weather = () => 1_000;
    cluster.run(150 * sec);
    const [leader] = [0, 1, 2].filter(id => server(cluster, id).stance === 'leading');
    const { table } = server(cluster, leader!);
    const holder = table.sessions.find(({ id }) => grantsOf(table, id).length > 0)!.member;
    expect(holders(cluster, [3, 4, 5])).toEqual([holder]);
    expect([3, 4, 5].map(id => client(cluster, id).stance)).toEqual(['connected', 'connected', 'connected']);
    const tokens = cluster.notes('claims').map(({ note }) => ('epoch' in note ? note.epoch : 0));
    expect(Math.max(...tokens)).toBe(table.locks[0]!.since);
  });
});
