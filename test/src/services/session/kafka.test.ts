import { describe, expect, test } from 'vitest';
import type { ProcessId } from '../../../../src/contract.ts';
import { rangeOf, sticky } from '../../../../src/services/session/kafka/assignors.ts';
import type { Consumer } from '../../../../src/services/session/kafka/consumer.ts';
import type { Coordinator } from '../../../../src/services/session/kafka/coordinator.ts';
import type { GroupCoordinator } from '../../../../src/services/session/kafka/groupCoordinator.ts';
import type { Worker } from '../../../../src/services/session/work.ts';
import { NEVER, ms, sec } from '../../../../src/time.ts';
import type { MiniCluster } from '../../../support/miniCluster.ts';
import { draws } from '../../../support/raftCluster.ts';
import { milestones, notes, partOf, sent, sessions } from '../../../support/sessionCluster.ts';

const heldBy = (cluster: MiniCluster, members: readonly ProcessId[]): number[][] =>
  members.map(id => partOf<Worker>(cluster, id).work.held.map(({ resource }) => resource).sort((a, b) => a - b));
const instantOf = (line: string | undefined): number => Number(line?.split(' ')[0]);
const instants = (cluster: MiniCluster, milestone: string): number[] => milestones(cluster, milestone).map(instantOf);

describe('assignors', () => {
  test('range gives consecutive partitions, the first members one more', () => {
    expect([5, 1, 9].map(member => rangeOf(7, [9, 5, 1], member))).toEqual([[3, 4], [0, 1, 2], [5, 6]]);
    expect(rangeOf(1, [1, 2], 2)).toEqual([]);
  });

  test('sticky is balanced to one, and moves no more than it must', () => {
    expect(sticky([-1, -1, -1, -1, -1], [1, 2])).toEqual([1, 2, 1, 2, 1]);
    const moved = sticky([1, 2, 1, 2, 1], [1, 2, 3]);
    expect(moved.filter((owner, i) => owner !== [1, 2, 1, 2, 1][i])).toEqual([3]);
    expect(sticky([1, 2, 1], [2])).toEqual([2, 2, 2]);
    expect(sticky([1, 2], [])).toEqual([-1, -1]);
  });
});

describe('a classic group', () => {
  const group = (params = {}): MiniCluster => sessions({ flavour: 'kafkaClassic', every: NEVER, resources: 6, ...params });

  test('waits 3 s for its first members, and deals the partitions out in ranges', () => {
    const cluster = group().run(10 * sec);
    expect(milestones(cluster, 'rebalanced')).toEqual(['3003.001 0 rebalanced 0']);
    expect(heldBy(cluster, [1, 2, 3])).toEqual([[0, 1], [2, 3], [4, 5]]);
    expect(partOf<Coordinator>(cluster, 0)).toMatchObject({ stance: 'stable', generation: 1 });
  });

  test('beats every 3 s', () => {
    const beats = sent(group().run(20 * sec), 'session.beat', 1);
    expect(beats.slice(1).map((at, i) => at - beats[i]!)).toEqual([3_000, 3_000, 3_000, 3_000]);
  });

  test('loses a member exactly 45 s after its last heartbeat, and stands still until all others have joined again', () => {
    const cluster = group().run(20 * sec);
    const last = sent(cluster, 'session.beat', 2).at(-1)!;
    cluster.kill(2);
    cluster.run(90 * sec);
    expect(milestones(cluster, 'sessionExpired')).toHaveLength(1);
    expect(instants(cluster, 'sessionExpired')[0]! - last).toBeCloseTo(45_001, 6);
    // a heartbeat tells them, within 3 s, and the next poll joins
    const [begins, ends] = [instants(cluster, 'rebalancing').at(-1)!, instants(cluster, 'rebalanced').at(-1)!];
    expect(ends - begins).toBeGreaterThan(0);
    expect(ends - begins).toBeLessThanOrEqual(3_000 + 500 + 6);
    expect(heldBy(cluster, [1, 3])).toEqual([[0, 1, 2], [3, 4, 5]]);
    // everything was given up first: nobody has anything between the yields and the claims
    expect(notes(cluster, 'yields').map(line => line.split(' ').slice(1).join(' '))).toEqual(
      ['1 yields 0 1', '1 yields 1 1', '3 yields 4 1', '3 yields 5 1']);
  });

  test('that meets a slow batch waits for its end, and for no longer than maxPoll', () => {
    const slow = (batch: number): number => {
      const cluster = group({ batch: batch * sec, maxPoll: 20 * sec }).run(40 * sec);
      cluster.kill(2);
      cluster.run(140 * sec);
      return instants(cluster, 'rebalanced').at(-1)! - instants(cluster, 'sessionExpired')[0]!;
    };
    expect(slow(10)).toBeGreaterThan(500);
    expect(slow(10)).toBeLessThanOrEqual(10_005);
  });

  test('is left by a member that does not come to poll, by itself, while its heartbeats go on', () => {
    const cluster = group({ batch: 30 * sec, maxPoll: 20 * sec }).run(25 * sec);
    const assigned = instants(cluster, 'assigned');
    expect(instants(cluster, 'pollTimeout')).toEqual(assigned.map(at => at + 20_000));
    expect(milestones(cluster, 'sessionExpired')).toEqual([]);
    // it works on in its batch, and believes that it has its partitions until it polls
    expect(heldBy(cluster, [1, 2, 3])).toEqual([[0, 1], [2, 3], [4, 5]]);
    cluster.run(60 * sec);
    expect(partOf<Consumer>(cluster, 1).instance).toBeGreaterThan(0);
  });

  test('refuses a session outside its bounds', () => {
    const cluster = group({ timeout: 5 * sec }).run(10 * sec);
    expect(milestones(cluster, 'refused').map(line => line.split(' ')[1])).toEqual(['1', '2', '3']);
    expect(partOf<Coordinator>(cluster, 0).group).toEqual([]);
  });

  test('counts a consumer that was killed and restarted as another, and waits for the old one', () => {
    const cluster = group().run(20 * sec);
    const last = sent(cluster, 'session.beat', 2).at(-1)!;
    cluster.kill(2);
    cluster.run(22 * sec);
    cluster.restart(2);
    cluster.run(100 * sec);
    const [expired] = instants(cluster, 'sessionExpired');
    expect(expired! - last).toBeCloseTo(45_001, 6);
    expect(instants(cluster, 'rebalanced').filter(at => at > 22_000)).toEqual([expect.closeTo(expired!, -1)]);
    expect(partOf<Coordinator>(cluster, 0).group.map(({ member, instance }) => [member, instance])).toEqual([[1, 0], [3, 0], [2, 1_000_000]]);
  });

  test('refuses the old generation of one that was paused', () => {
    const cluster = sessions({ flavour: 'kafkaClassic', resources: 3, every: 100 * ms, fencing: true, timeout: 10 * sec }).run(20 * sec);
    cluster.pause(1);
    cluster.run(50 * sec);
    cluster.resume(1, 'timers');
    cluster.run(80 * sec);
    expect(milestones(cluster, 'sessionExpired')).toEqual([expect.stringMatching(/ 0 sessionExpired 1$/)]);
    expect(notes(cluster, 'fences').map(line => line.split(' ').slice(1).join(' '))).toContain('4 fences 0 1');
    expect(notes(cluster, 'stores').filter(line => instantOf(line) > 50_000 && line.endsWith(' 1'))).toEqual([]);
    expect(heldBy(cluster, [1, 2, 3]).flat().sort()).toEqual([0, 1, 2]);
  });
});

describe('a KIP-848 group', () => {
  const group = (params = {}): MiniCluster => sessions({ flavour: 'kafkaConsumer', every: NEVER, resources: 6, ...params });

  test('has its first member work at once, and moves only what must move', () => {
    const cluster = group().run(30 * sec);
    expect(heldBy(cluster, [1, 2, 3]).map(({ length }) => length)).toEqual([2, 2, 2]);
    expect(notes(cluster, 'claims').slice(0, 6).map(line => line.split(' ')[1])).toEqual(Array<string>(6).fill('1'));
    expect(notes(cluster, 'yields')).toHaveLength(4);
  });

  test('goes on with all the rest while one member is silent, and fences it after 45 s', () => {
    const cluster = group().run(30 * sec);
    const [kept] = heldBy(cluster, [1]);
    const last = sent(cluster, 'session.beat', 2).at(-1)!;
    cluster.kill(2);
    cluster.run(100 * sec);
    expect(milestones(cluster, 'sessionExpired')).toEqual([`${last + 1 + 45_000} 0 sessionExpired 2`]);
    expect(notes(cluster, 'yields').filter(line => instantOf(line) > 30_000)).toEqual([]);
    expect(heldBy(cluster, [1])[0]).toEqual(expect.arrayContaining(kept!));
    expect(heldBy(cluster, [1, 3]).flat().sort()).toEqual([0, 1, 2, 3, 4, 5]);
    // each hears with its next heartbeat, and begins with its next poll
    const gained = notes(cluster, 'claims').map(instantOf).filter(at => at > 30_000);
    expect(Math.max(...gained) - (last + 45_001)).toBeLessThanOrEqual(5_000 + 500 + 3);
  });

  test('never gives a partition to two: the second waits until the first has given it up', () => {
    const cluster = group({ members: 2 }).run(30 * sec);
    const reigns = new Map<string, string>();
    for (const line of notes(cluster, 'claims', 'yields')) {
      const [, process, kind, resource] = line.split(' ') as [string, string, string, string];
      if (kind === 'claims') expect(reigns.get(resource) ?? process).toBe(process);
      if (kind === 'claims') reigns.set(resource, process);
      else reigns.delete(resource);
    }
    expect(reigns.size).toBe(6);
  });

  test('puts out who does not give up in time what it was asked to', () => {
    const cluster = group({ members: 2, maxPoll: 100 * sec });
    cluster.kill(2);
    cluster.run(20 * sec);
    expect(heldBy(cluster, [1])[0]).toHaveLength(6);
    // the loop of the first hangs for good and nothing watches it, its heartbeats go on
    Object.assign(partOf<Consumer>(cluster, 1), { pollAt: NEVER, polledAt: 10_000 * sec });
    cluster.restart(2);
    cluster.run(110 * sec);
    expect(heldBy(cluster, [2])[0]).toEqual([]);
    cluster.run(200 * sec);
    const [removed] = instants(cluster, 'removed');
    const asked = sent(cluster, 'session.beat', 1).find(at => at > 20_000)! + 1;
    expect(removed! - asked).toBeCloseTo(100_000, 6);
    expect(partOf<GroupCoordinator>(cluster, 0).group.map(({ member }) => member)).toEqual([2]);
    expect(heldBy(cluster, [2])[0]).toHaveLength(6);
  });

  test('takes a member that it does not know any more back as another', () => {
    const cluster = group({ timeout: 10 * sec }).run(30 * sec);
    cluster.pause(1);
    cluster.run(60 * sec);
    cluster.resume(1, 'messages');
    cluster.run(100 * sec);
    expect(partOf<Consumer>(cluster, 1).instance).toBe(1);
    expect(heldBy(cluster, [1, 2, 3]).map(({ length }) => length)).toEqual([2, 2, 2]);
    expect(heldBy(cluster, [1, 2, 3]).flat().sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe.each(['kafkaClassic', 'kafkaConsumer'] as const)('%s, whatever the network does', flavour => {
  test.each(Array.from({ length: 8 }, (_, seed) => [seed]))('ends with every partition in one hand: seed %i', seed => {
    const cluster = sessions({ flavour, every: NEVER, resources: 5, timeout: 10 * sec, maxPoll: 20 * sec, phase: 'uniform' }, { seed, cloning: true });
    const chance = draws(seed + 7);
    cluster.weather = () => (chance(0) < 0.2 ? null : 1 + Math.floor(chance(1) * 200 * ms));
    for (let at = 1; at <= 100; at++) {
      cluster.run(at * sec);
      const member = 1 + Math.floor(chance(2) * 3);
      if (chance(3) < 0.04) cluster.kill(member);
      if (chance(4) < 0.04) { cluster.kill(member); cluster.restart(member); }
    }
    for (const id of [1, 2, 3]) { cluster.kill(id); cluster.restart(id); }
    cluster.weather = () => 1_000;
    cluster.run(200 * sec);
    expect(heldBy(cluster, [1, 2, 3]).flat().sort()).toEqual([0, 1, 2, 3, 4]);
    expect(heldBy(cluster, [1, 2, 3]).map(({ length }) => length).sort()).toEqual([1, 2, 2]);
  });
});
