import { describe, expect, test } from 'vitest';
import { patroni, type PatroniParams } from '../../../src/services/patroni.ts';
import { services } from '../../../src/services/index.ts';
import { ms, sec } from '../../../src/time.ts';
import { lostWrites, overlap } from '../../support/database.ts';
import type { MiniCluster } from '../../support/miniCluster.ts';
import { agentOf, databaseAt, patroniCluster, places, steps } from '../../support/patroniCluster.ts';
import { plainBeats } from '../../support/plainBeats.ts';

const { agent, database, etcd, client } = places();
type Groups = readonly [readonly number[], readonly number[]];
const sent = (cluster: MiniCluster, kind: string, from: number): number[] => cluster.effects.flatMap(({ at, what, process, detail }) =>
  (what === 'send' && process === from && (detail as { kind: string }).kind === kind ? [at] : []));
const instant = (cluster: MiniCluster, milestone: string, after = 0): number | undefined =>
  cluster.notes('reaches').find(({ at, note }) => at >= after && note.kind === 'reaches' && note.milestone === milestone)?.at;
const lastAccepted = (cluster: MiniCluster, process: number): number => Math.max(...cluster.notes('accepts', process).map(({ at }) => at));
/** The kernel of an ended process would answer; here nobody does, as of a host that fell silent. */
const killHost = (cluster: MiniCluster, host: number): void => [agent(host), database(host)].forEach(each => cluster.kill(each));

describe('the service', () => {
  test('is registered; each host has a patroni and a postgres, and one etcd stands beside them', () => {
    expect(services.patroni).toBe(patroni);
    expect(patroni.roles({ layout: 'paired', clients: 1 } as PatroniParams, 2)).toEqual(['patroni', 'patroni', 'postgres', 'postgres', 'etcd', 'client']);
    expect(patroni.roles({ layout: 'named', clients: 1 } as PatroniParams, 3)).toEqual(['', '', '', 'client']);
  });

  test('takes no detector inside, and says why', () => {
    expect(() => patroni.over(plainBeats)).toThrow('its own heartbeat');
  });

  test('every option tells what is too low and what is too high', () => {
    for (const [name, option] of Object.entries(patroni.parameters)) {
      expect(option.low.length, name).toBeGreaterThan(10);
      expect(option.high.length, name).toBeGreaterThan(10);
    }
  });
});

describe('while all is well', () => {
  const cluster = patroniCluster({}).run(45 * sec);

  test('the leader renews its lease once a loop', () => {
    const renewals = sent(cluster, 'patroni.keepalive', agent(0)).filter(at => at > 1 * sec);
    // the first loop begins as soon as the store has told how things stand
    expect(renewals.map(at => Math.round((at - renewals[0]!) / ms))).toEqual([0, 10_000, 20_000, 30_000]);
  });

  test('one primary takes all writes, and its replica has them', () => {
    expect(cluster.notes('claims').map(({ process }) => process)).toEqual([database(0)]);
    const [primary, replica] = [database(0), database(1)].map(each => databaseAt(cluster, each));
    expect(primary!.disk.log.end).toBeGreaterThan(440);
    expect(primary!.disk.log.end - replica!.disk.log.end).toBeLessThanOrEqual(1);
    expect(replica!.disk.log.runs).toEqual(primary!.disk.log.runs);
  });

  test('and nobody moves', () => expect(steps(cluster)).toEqual([]));
});

describe('a host that ends', () => {
  test('is replaced when its lease has expired: ttl, less the age of the last renewal, and half a second at most', () => {
    const cluster = patroniCluster({}, { hosts: 2 }).run(27 * sec);
    const renewed = Math.max(...sent(cluster, 'patroni.keepalive', agent(0))) + 1 * ms;
    killHost(cluster, 0);
    cluster.run(70 * sec);
    const expired = instant(cluster, 'leaseExpired')!;
    expect(expired - renewed).toBeGreaterThanOrEqual(30 * sec);
    expect(expired - renewed).toBeLessThan(30.5 * sec);
    // told, looked at its own database, asked the old leader for 2 s, took the key, promoted
    expect(instant(cluster, 'lockTaken')! - expired).toBe(1 * ms + 2 * ms + 2 * sec + 2 * ms);
    expect(instant(cluster, 'promoted')! - instant(cluster, 'lockTaken')!).toBe(1 * ms + 50 * ms);
    expect(cluster.notes('accepts', database(1))[0]!.at).toBeGreaterThanOrEqual(instant(cluster, 'promoted')!);
    expect(lostWrites(cluster)).toEqual([]);
    const opinions = cluster.effects.filter(({ what, process }) => what === 'suspect' && process === agent(1));
    expect(opinions.map(({ detail }) => detail)).toEqual([agent(0)]);
  });

  test('and comes back as a replica of the new one', () => {
    const cluster = patroniCluster().run(27 * sec);
    killHost(cluster, 0);
    cluster.run(70 * sec);
    [agent(0), database(0)].forEach(each => cluster.restart(each));
    cluster.run(90 * sec);
    expect(databaseAt(cluster, database(0))).toMatchObject({ mode: 'replica', upstream: database(1) });
    expect(databaseAt(cluster, database(0)).disk.log.end).toBeGreaterThan(databaseAt(cluster, database(1)).disk.log.end - 3);
    expect(cluster.notes('claims', database(0)).map(({ at }) => at)).toEqual([0]);
  });

  test('of two replicas the one that is ahead takes over', () => {
    const three = places(3);
    const cluster = patroniCluster({}, { hosts: 3 }).run(20 * sec);
    cluster.cut([three.database(1)], [three.database(0)]);
    cluster.run(25 * sec);
    [three.agent(0), three.database(0)].forEach(each => cluster.kill(each));
    cluster.run(70 * sec);
    expect(cluster.notes('claims').map(({ process }) => process)).toEqual([three.database(0), three.database(2)]);
    expect(databaseAt(cluster, three.database(1)).upstream).toBe(three.database(2));
  });

  test('of two that are equal one takes the key, and the other follows it', () => {
    const three = places(3);
    const cluster = patroniCluster({ clients: 0 }, { hosts: 3 }).run(20 * sec);
    [three.agent(0), three.database(0)].forEach(each => cluster.kill(each));
    cluster.run(70 * sec);
    const claims = cluster.notes('claims').map(({ process }) => process);
    expect(claims).toHaveLength(2);
    const other = claims[1] === three.database(1) ? three.database(2) : three.database(1);
    expect(databaseAt(cluster, other)).toMatchObject({ mode: 'replica', upstream: claims[1] });
  });
});

describe('a Patroni that ends alone', () => {
  const ended = (params: Partial<PatroniParams>): MiniCluster => {
    const cluster = patroniCluster({ clients: 2, ...params }).run(27 * sec);
    // one of the clients sees only the old primary
    cluster.cut([client], [database(1)]);
    cluster.kill(agent(0));
    return cluster.run(80 * sec);
  };

  test('leaves its PostgreSQL a primary beside the next one', () => {
    const cluster = ended({});
    expect(cluster.notes('claims').map(({ process }) => process)).toEqual([database(0), database(1)]);
    expect(cluster.notes('yields')).toEqual([]);
    expect(lastAccepted(cluster, database(0))).toBeGreaterThan(79 * sec);
    expect(overlap(cluster)).toBeGreaterThan(15 * sec);
  });

  test('but not past a watchdog, which bites before the lease ends', () => {
    const cluster = ended({ watchdog: true });
    const bitten = instant(cluster, 'watchdog')!;
    const renewed = Math.max(...sent(cluster, 'patroni.keepalive', agent(0)));
    expect(Math.round((bitten - renewed) / (10 * ms))).toBe(2_500);
    expect(bitten).toBeLessThan(instant(cluster, 'lockTaken')!);
    expect(overlap(cluster)).toBe(0);
  });

  test('and in synchronous mode the old one finds nobody to confirm its writes', () => {
    const cluster = ended({ synchronous: true });
    const promoted = instant(cluster, 'promoted')!;
    expect(lastAccepted(cluster, database(0))).toBeLessThan(promoted);
    expect(lastAccepted(cluster, database(0))).toBeGreaterThan(promoted - 200 * ms);
    expect(lostWrites(cluster)).toEqual([]);
  });
});

describe('a PostgreSQL that ends alone', () => {
  const ended = (params: Partial<PatroniParams>): MiniCluster => {
    const cluster = patroniCluster(params).run(27 * sec);
    cluster.kill(database(0));
    cluster.restart(database(0));
    return cluster.run(60 * sec);
  };

  test('is started again at the next loop, and nobody fails over', () => {
    const cluster = ended({});
    const loop = sent(cluster, 'patroni.check', agent(0)).find(at => at > 27 * sec)!;
    expect(instant(cluster, 'restarted')! - loop).toBe(500 * ms + 5 * ms);
    expect(instant(cluster, 'lockTaken')).toBeUndefined();
    expect(cluster.notes('accepts', database(0)).some(({ at }) => at > 40 * sec)).toBe(true);
    expect(lostWrites(cluster)).toEqual([]);
  });

  test('with primary_start_timeout 0 its Patroni gives the key away instead', () => {
    const cluster = ended({ primaryStartTimeout: 0 });
    const loop = sent(cluster, 'patroni.check', agent(0)).find(at => at > 27 * sec)!;
    expect(instant(cluster, 'restarted')).toBeUndefined();
    expect(instant(cluster, 'lockTaken')! - loop).toBeLessThan(1 * sec);
    expect(databaseAt(cluster, database(0)).upstream).toBe(database(1));
  });
});

describe('a primary that is cut off', () => {
  const hosts: Groups = [[agent(0), database(0), client], [agent(1), database(1), etcd]];
  const cutOff = (params: Partial<PatroniParams>, groups = hosts): MiniCluster => {
    const cluster = patroniCluster(params).run(27 * sec);
    cluster.cut(...groups);
    return cluster.run(80 * sec);
  };

  test('is stopped when the retries of its next loop are over, before another begins', () => {
    const cluster = cutOff({});
    const loop = sent(cluster, 'patroni.check', agent(0)).find(at => at > 27 * sec)!;
    const stopped = instant(cluster, 'demoted')!;
    expect(stopped - loop).toBeGreaterThan(8 * sec);
    expect(stopped - loop).toBeLessThan(10.1 * sec);
    expect(instant(cluster, 'lockTaken')!).toBeGreaterThan(stopped);
    expect(overlap(cluster)).toBe(0);
  });

  test('follows when it is back, and gives up what it alone had written', () => {
    const cluster = cutOff({});
    cluster.heal();
    cluster.run(120 * sec);
    expect(databaseAt(cluster, database(0))).toMatchObject({ mode: 'replica', upstream: database(1) });
    expect(cluster.notes('discards', database(0)).length).toBeGreaterThan(50);
    expect(lostWrites(cluster).length).toBeGreaterThan(50);
  });

  test('with a ttl below loop_wait + 2 × retry_timeout it may outlast its lease', () => {
    const cluster = patroniCluster({ ttl: 11 * sec, retryTimeout: 15 * sec }).run(29 * sec);
    cluster.cut([agent(0), database(0), client], [agent(1), database(1), etcd]);
    cluster.run(80 * sec);
    expect(overlap(cluster)).toBeGreaterThan(0);
  });

  test('from the store alone stops too; in failsafe mode it goes on, because all members say so', () => {
    const storeAlone: Groups = [[agent(0), database(0), agent(1), database(1), client], [etcd]];
    const cluster = cutOff({}, storeAlone);
    expect(instant(cluster, 'storeLost')).toBeDefined();
    const kept = cutOff({ failsafe: true }, storeAlone);
    expect(steps(kept, 27 * sec).filter(step => !step.endsWith('leaseExpired'))).toEqual([]);
    expect(lastAccepted(kept, database(0))).toBeGreaterThan(79 * sec);
    kept.heal();
    kept.run(110 * sec);
    expect(kept.notes('yields')).toEqual([]);
    expect(agentOf(kept, agent(0)).cluster!.leader).toBe(agent(0));
  });

  test('in failsafe mode too it stops when one member does not answer', () => {
    expect(instant(cutOff({ failsafe: true }), 'storeLost')).toBeDefined();
  });
});

describe('a Patroni that is stopped for a while', () => {
  test('finds another leader when it goes on, and stops its primary at once', () => {
    const cluster = patroniCluster({ clients: 2 }).run(27 * sec);
    cluster.pause(agent(0));
    cluster.run(70 * sec);
    expect(overlap(cluster)).toBeGreaterThan(8 * sec);
    cluster.resume(agent(0), 'timers');
    cluster.run(80 * sec);
    expect(instant(cluster, 'demoted', 70 * sec)! - 70 * sec).toBeLessThan(1.1 * sec);
    expect(databaseAt(cluster, database(0)).upstream).toBe(database(1));
  });
});

describe('synchronous mode', () => {
  test('a write is answered when the standby has it', () => {
    const cluster = patroniCluster({ synchronous: true }).run(30 * sec);
    cluster.cut([database(0)], [database(1)]);
    cluster.run(30 * sec + 500 * ms);
    expect(lastAccepted(cluster, database(0))).toBeLessThanOrEqual(30 * sec + 2 * ms);
    expect(agentOf(cluster, agent(1)).cluster!.standby).toBe(agent(1));
  });

  test('only the standby that was named may take over', () => {
    const three = places(3);
    const cluster = patroniCluster({ synchronous: true }, { hosts: 3 }).run(30 * sec);
    const { standby } = agentOf(cluster, three.agent(1)).cluster!;
    [three.agent(0), three.database(0)].forEach(each => cluster.kill(each));
    cluster.run(70 * sec);
    expect(cluster.notes('claims').map(({ process }) => process)).toEqual([three.database(0), three.database(standby)]);
    expect(lostWrites(cluster)).toEqual([]);
  });

  test('without any standby the primary goes on alone after its next loop', () => {
    const cluster = patroniCluster({ synchronous: true }).run(27 * sec);
    killHost(cluster, 1);
    cluster.run(110 * sec);
    expect(lastAccepted(cluster, database(0))).toBeGreaterThan(105 * sec);
  });
});

test('an agent without a store, or without a database of its own, does nothing', () => {
  const asked = (roles: readonly string[]): number => patroniCluster({}, { roles }).run(40 * sec).effects.filter(({ process, what }) => process === 0 && what === 'send').length;
  expect(asked(['patroni', 'postgres', 'etcd'])).toBeGreaterThan(0);
  expect(asked(['patroni', 'postgres'])).toBe(0);
  expect(asked(['patroni', 'etcd'])).toBe(0);
  expect(patroniCluster({}, { roles: ['etcd', 'client'] }).run(40 * sec).notes('reaches')).toEqual([]);
});

test('a state that is cloned, and wakes that come early, change nothing', () => {
  const played = (options: object): string[] => {
    const cluster = patroniCluster({}, options).run(14 * sec);
    killHost(cluster, 0);
    return steps(cluster.run(50 * sec));
  };
  expect(played({ cloning: true, restless: true })).toEqual(played({}));
});
