import { describe, expect, test } from 'vitest';
import type { ProcessId } from '../../../../src/contract.ts';
import type { Broker } from '../../../../src/services/session/kraft/broker.ts';
import type { Controller } from '../../../../src/services/session/kraft/controller.ts';
import { NEVER, ms, sec } from '../../../../src/time.ts';
import type { MiniCluster } from '../../../support/miniCluster.ts';
import { draws } from '../../../support/raftCluster.ts';
import { milestones, notes, partOf, sent, sessions } from '../../../support/sessionCluster.ts';

const brokers = (params = {}, options = {}): MiniCluster => sessions({ flavour: 'kraft', every: NEVER, resources: 6, ...params }, options);
const controller = (cluster: MiniCluster): Controller => partOf<Controller>(cluster, 0);
const broker = (cluster: MiniCluster, id: ProcessId): Broker => partOf<Broker>(cluster, id);
const leads = (cluster: MiniCluster, id: ProcessId): number[] => broker(cluster, id).work.held.map(({ resource }) => resource);
const instantOf = (line: string | undefined): number => Number(line?.split(' ')[0]);
const instants = (cluster: MiniCluster, milestone: string): number[] => milestones(cluster, milestone).map(instantOf);

describe('a broker', () => {
  test('registers, reads as far as its registration, is unfenced, and then beats every 2 s', () => {
    const cluster = brokers({ members: 1 }).run(9 * sec);
    expect(milestones(cluster).map(line => line.split(' ')[2])).toEqual(['registered', 'unfenced', ...Array<string>(6).fill('newLeader'), 'running']);
    const beats = sent(cluster, 'session.beat', 1);
    // the first wants to stay fenced; the second, 10 ms after its answer, does not
    expect(Math.round(beats[1]! - beats[0]!)).toBe(12);
    expect(beats.slice(2).map((at, i) => Math.round(at - beats[i + 1]!))).toEqual([2_002, 2_002, 2_002, 2_002]);
    expect(leads(cluster, 1)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('tries again after 0.1, 0.2, 0.4 … s when nobody answers within half a session', () => {
    const cluster = brokers({ members: 1 }).run(10 * sec);
    cluster.kill(0);
    cluster.run(40 * sec);
    const beats = sent(cluster, 'session.beat', 1).filter(at => at > 10_000);
    expect(beats.slice(1).map((at, i) => Math.round(at - beats[i]!))).toEqual([4_600, 4_700, 4_900, 5_300, 6_100]);
  });

  test('that was killed cannot register again before its session is over', () => {
    const cluster = brokers().run(10 * sec);
    const last = sent(cluster, 'session.beat', 2).at(-1)!;
    cluster.kill(2);
    cluster.run(12 * sec);
    cluster.restart(2);
    cluster.run(40 * sec);
    const refused = instants(cluster, 'duplicateRegistration');
    expect(refused.slice(1).map((at, i) => Math.round(at - refused[i]!))).toEqual([102, 202, 402, 802, 1_602, 3_202].slice(0, refused.length - 1));
    expect(Math.max(...refused)).toBeLessThanOrEqual(last + 9_003);
    expect(instants(cluster, 'registered').at(-1)).toBeGreaterThan(last + 9_000);
    expect(broker(cluster, 2).stance).toBe('running');
  });
});

describe('the controller', () => {
  test('fences a broker a microsecond after 9 s of silence: at nine it is valid', () => {
    const cluster = brokers().run(10 * sec);
    const heard = Math.round((sent(cluster, 'session.beat', 2).at(-1)! + 1) * ms);
    cluster.kill(2);
    cluster.run(30 * sec);
    expect(cluster.notes('reaches', 0).filter(({ note }) => note.kind === 'reaches' && note.milestone === 'fenced').map(({ at }) => at)).toEqual([heard + 9 * sec + 1]);
  });

  test('that looks eight times a session fences up to an eighth of it later', () => {
    const lived = [1, 2, 3, 4, 5, 6].map(seed => {
      const cluster = brokers({ checks: 8, phase: 'uniform' }, { seed }).run(12 * sec);
      const last = sent(cluster, 'session.beat', 2).at(-1)! + 1;
      cluster.kill(2);
      return instants(cluster.run(30 * sec), 'fenced')[0]! - last;
    });
    expect(Math.min(...lived)).toBeGreaterThan(9_000);
    expect(Math.max(...lived)).toBeLessThanOrEqual(1.125 * 9_000);
    expect(Math.max(...lived) - Math.min(...lived)).toBeGreaterThan(500);
  });

  test('fences one at a time, the longest silent first, and moves what each led', () => {
    const cluster = brokers({ members: 4, phase: 'uniform' }, { seed: 5 }).run(11 * sec);
    for (const id of [1, 2, 3]) cluster.kill(id);
    const silence = [1, 2, 3].map(id => sent(cluster, 'session.beat', id).at(-1)!);
    cluster.run(40 * sec);
    const order = [1, 2, 3].sort((a, b) => silence[a - 1]! - silence[b - 1]!);
    expect(milestones(cluster, 'fenced').map(line => Number(line.split(' ')[3]))).toEqual(order);
    expect(controller(cluster).leaders).toEqual(Array<number>(6).fill(4));
    expect(leads(cluster, 4)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('that wakes up late fences all that went stale meanwhile, in the same order', () => {
    const cluster = brokers({ members: 3 }).run(10 * sec);
    cluster.pause(0);
    for (const id of [1, 2, 3]) cluster.pause(id);
    cluster.run(60 * sec);
    cluster.resume(0, 'timers');
    expect(milestones(cluster, 'fenced').map(line => line.split(' ')[3])).toEqual(['1', '2', '3']);
    expect(controller(cluster).leaders).toEqual(Array<number>(6).fill(-1));
    for (const id of [1, 2, 3]) cluster.resume(id, 'messages');
    cluster.run(80 * sec);
    expect(milestones(cluster, 'unfenced').slice(-3).map(instantOf).every(at => at > 60_000)).toBe(true);
    expect(controller(cluster).leaders.includes(-1)).toBe(false);
  });

  test('keeps registrations and leaders through a crash, and gives every broker its time anew', () => {
    const cluster = brokers().run(10 * sec);
    const { offset, leaders, epochs } = structuredClone(controller(cluster));
    cluster.kill(0);
    cluster.run(30 * sec);
    cluster.restart(0);
    cluster.run(50 * sec);
    expect(controller(cluster)).toMatchObject({ offset, leaders, epochs });
    expect(milestones(cluster, 'fenced')).toEqual([]);
  });
});

describe('a leader that is cut off', () => {
  const cutOff = (params: object): MiniCluster => {
    const cluster = brokers({ members: 2, resources: 1, every: 100 * ms, ...params }).run(10 * sec);
    cluster.cut([1], [0]);
    cluster.run(30 * sec);
    return cluster;
  };
  const late = (cluster: MiniCluster): number => notes(cluster, 'stores').filter(line => instantOf(line) > 25_000 && line.endsWith(' 0 1')).length;

  test('leads on beside the new one until it reads the log, and what it writes is taken', () => {
    const cluster = cutOff({});
    expect(notes(cluster, 'claims').map(line => line.split(' ').slice(1).join(' '))).toEqual(['1 claims 0 1', '2 claims 0 2']);
    expect(late(cluster)).toBe(50);
    cluster.heal();
    cluster.run(40 * sec);
    expect(notes(cluster, 'yields').map(line => line.split(' ')[1])).toEqual(['1']);
    // its session is renewed and it is unfenced by its next heartbeat, but its partition stays where it is
    expect(milestones(cluster, 'unfenced').at(-1)).toMatch(/ 0 unfenced 1$/);
    expect(leads(cluster, 2)).toEqual([0]);
  });

  test('is stopped by its epoch where that is looked at', () => {
    const cluster = cutOff({ fencing: true });
    expect(late(cluster)).toBe(0);
    expect(notes(cluster, 'fences').length).toBeGreaterThan(0);
    expect(notes(cluster, 'yields').map(line => line.split(' ')[1])).toEqual(['1']);
  });
});

test.each(Array.from({ length: 8 }, (_, seed) => [seed]))('whatever the network does, in the end each partition has one leader: seed %i', seed => {
  const cluster = brokers({ phase: 'uniform' }, { seed, cloning: true });
  const chance = draws(seed + 31);
  cluster.weather = () => (chance(0) < 0.25 ? null : 1 + Math.floor(chance(1) * 500 * ms));
  for (let at = 1; at <= 80; at++) {
    cluster.run(at * sec);
    const id = Math.floor(chance(2) * 4);
    if (chance(3) < 0.06) { cluster.kill(id); cluster.restart(id); }
    expect(controller(cluster).epochs.every(epoch => epoch >= 0)).toBe(true);
  }
  cluster.weather = () => 1_000;
  cluster.run(160 * sec);
  expect([1, 2, 3].flatMap(id => leads(cluster, id)).sort()).toEqual([0, 1, 2, 3, 4, 5]);
  const { leaders, epochs } = controller(cluster);
  for (const id of [1, 2, 3]) {
    for (const { resource, epoch } of broker(cluster, id).work.held) expect([leaders[resource], epochs[resource]]).toEqual([id, epoch]);
  }
});
