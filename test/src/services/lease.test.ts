import { describe, expect, test } from 'vitest';
import type { Note } from '../../../src/contract.ts';
import { services } from '../../../src/services/index.ts';
import { lease, type LeaseParams } from '../../../src/services/lease.ts';
import { holdsFor } from '../../../src/services/lease/rules.ts';
import { ms, sec } from '../../../src/time.ts';
import { overlap } from '../../support/database.ts';
import { candidateOf, holders, leaseCluster, placesOf } from '../../support/leaseCluster.ts';
import type { MiniCluster } from '../../support/miniCluster.ts';
import { plainBeats } from '../../support/plainBeats.ts';

const { store, storage, client } = placesOf();
const sent = (cluster: MiniCluster, kind: string, from: number): number[] => cluster.effects.flatMap(({ at, what, process, detail }) =>
  (what === 'send' && process === from && (detail as { kind: string }).kind === kind ? [at] : []));
const instants = (cluster: MiniCluster, milestone: string, process?: number): number[] => cluster.notes('reaches', process).flatMap(({ at, note }) =>
  (note.kind === 'reaches' && note.milestone === milestone ? [at] : []));
const claimsAfter = (cluster: MiniCluster, from: number): { at: number; process: number }[] =>
  cluster.notes('claims').filter(({ at }) => at > from).map(({ at, process }) => ({ at, process }));
const epochs = (cluster: MiniCluster, kind: Note['kind'], process?: number): number[] =>
  cluster.notes(kind, process).flatMap(({ note }) => ('epoch' in note ? [note.epoch] : []));
const flavours = ['kubernetes', 'consul', 'etcd'] as const;

describe('the service', () => {
  test('is registered; store, storage and clients stand behind the candidates', () => {
    expect(services.lease).toBe(lease);
    expect(lease.roles({ clients: 1 } as LeaseParams, 2)).toEqual(['candidate', 'candidate', 'store', 'storage', 'client']);
  });

  test('takes no detector inside, and says why', () => {
    expect(() => lease.over(plainBeats)).toThrow('its own heartbeat');
  });

  test('every option tells what is too low and what is too high', () => {
    for (const [name, option] of Object.entries(lease.parameters)) {
      expect(option.low.length, name).toBeGreaterThan(10);
      expect(option.high.length, name).toBeGreaterThan(10);
    }
  });
});

describe.each(flavours)('%s', flavour => {
  test('the first to ask holds the lease for as long as it renews, and clients find it', () => {
    const cluster = leaseCluster({ flavour }).run(120 * sec);
    expect(holders(cluster)).toHaveLength(1);
    expect(holders(cluster)[0]).toMatch(/ 0 claims 1$/);
    expect(cluster.notes('acknowledged').length).toBeGreaterThan(1_100);
    expect(cluster.notes('stores', storage).length).toBe(cluster.notes('accepts', 0).length);
  });

  test('a holder that ends is followed by another, with a higher token', () => {
    const cluster = leaseCluster({ flavour }).run(30 * sec);
    cluster.kill(0);
    cluster.run(120 * sec);
    expect(claimsAfter(cluster, 30 * sec).map(({ process }) => process)).toEqual([1]);
    expect(epochs(cluster, 'claims')).toEqual([1, 2]);
    expect(epochs(cluster, 'stores').at(-1)).toBe(2);
    const suspicions = cluster.effects.filter(({ what, process }) => what === 'suspect' && process === 1);
    expect(suspicions.map(({ detail }) => detail)).toEqual([0]);
    expect(suspicions[0]!.at).toBeLessThanOrEqual(claimsAfter(cluster, 30 * sec)[0]!.at);
  });

  test('one that starts again is another to the store, and waits like everybody', () => {
    const cluster = leaseCluster({ flavour }, { candidates: 1 }).run(30 * sec);
    cluster.kill(0);
    cluster.run(30 * sec + 100 * ms);
    cluster.restart(0);
    cluster.run(120 * sec);
    const [again] = claimsAfter(cluster, 30 * sec);
    expect(again!.at).toBeGreaterThan(30 * sec + 9 * sec);
    expect(epochs(cluster, 'claims')).toEqual([1, 2]);
  });

  test('without the store nobody begins; when it is back, one does', () => {
    const cluster = leaseCluster({ flavour });
    cluster.kill(store);
    cluster.run(60 * sec);
    expect(holders(cluster)).toEqual([]);
    cluster.restart(store);
    cluster.run(120 * sec);
    expect(holders(cluster)).toHaveLength(1);
  });

  test('a state that is cloned, and wakes that come early, change nothing', () => {
    const played = (options: object): string[] => {
      const cluster = leaseCluster({ flavour }, options).run(20 * sec);
      cluster.kill(0);
      return holders(cluster.run(70 * sec));
    };
    expect(played({ cloning: true, restless: true })).toEqual(played({}));
  });
});

describe('kubernetes', () => {
  test('a holder renews a retry period after the last renewal, by a read and a compare-and-swap', () => {
    const cluster = leaseCluster({ clients: 0 }).run(9 * sec);
    expect(sent(cluster, 'lease.look', 0).map(at => (at - 1) / ms)).toEqual([0, 2_004, 4_008, 6_012, 8_016]);
    expect(sent(cluster, 'lease.update', 0).map(at => (at - 1) / ms)).toEqual([2, 2_006, 4_010, 6_014, 8_018]);
  });

  test('a candidate looks every 1 to 2.2 retry periods, and takes the lease when the record has stood still for its duration', () => {
    const cluster = leaseCluster({ clients: 0 }).run(30 * sec);
    const looks = sent(cluster, 'lease.look', 1);
    // it draws a half each time; the answer takes 2 ms
    expect(new Set(looks.slice(1).map((at, i) => at - looks[i]!))).toEqual(new Set([3_200 * ms + 2 * ms + 1]));
    cluster.kill(0);
    cluster.run(60 * sec);
    const lastChange = Math.max(...sent(cluster, 'lease.update', 0)) + 1 * ms;
    const seen = looks.find(at => at + 1 * ms > lastChange) ?? sent(cluster, 'lease.look', 1).find(at => at + 1 * ms > lastChange)!;
    const [taken] = claimsAfter(cluster, 30 * sec);
    expect(taken!.at - (seen + 2 * ms)).toBeGreaterThanOrEqual(15 * sec);
    expect(taken!.at - (seen + 2 * ms)).toBeLessThan(15 * sec + 2.2 * 2 * sec + 10 * ms);
  });

  test('a holder that is cut off acts until a retry period and the renew deadline have passed, and the next begins later', () => {
    const cluster = leaseCluster({}).run(30 * sec);
    cluster.cut([0, client], [1, store, storage]);
    cluster.run(60 * sec);
    const lastRenewal = Math.max(...sent(cluster, 'lease.update', 0)) + 2 * ms;
    expect(instants(cluster, 'stopped', 0)).toEqual([lastRenewal + holdsFor(10 * sec, 2 * sec)]);
    expect(claimsAfter(cluster, 30 * sec).map(({ process }) => process)).toEqual([1]);
    expect(overlap(cluster)).toBe(0);
  });

  test('what client-go accepts is not always safe: with a deadline of 14 s two act under a lease of 15 s', () => {
    const cutAt = (at: number): number => {
      const cluster = leaseCluster({ renewDeadline: 14 * sec, clients: 0 }, { candidates: 6, random: process => process / 10 }).run(at);
      cluster.cut([0], [1, 2, 3, 4, 5, 6, 7]);
      return overlap(cluster.run(at + 30 * sec));
    };
    // 16 s after its last renewal the old one stops; of the others the first to look after 15 s begins
    const overlaps = Array.from({ length: 10 }, (_, i) => cutAt(30 * sec + i * 1_700 * ms));
    expect(Math.max(...overlaps)).toBeGreaterThan(0);
    expect(Math.max(...overlaps)).toBeLessThanOrEqual(1 * sec);
  });

  test('a slow clock makes two act, and only its rate does', () => {
    const cutOff = (driftPpm: Record<number, number>): number => {
      const cluster = leaseCluster({ clients: 0 }, { driftPpm }).run(30 * sec);
      cluster.cut([0], [1, store, storage]);
      cluster.run(70 * sec);
      expect(cluster.notes('claims').map(({ process }) => process)).toEqual([0, 1]);
      return instants(cluster, 'stopped', 0)[0]! - claimsAfter(cluster, 30 * sec)[0]!.at;
    };
    // 12 s by its clock against 15 s by theirs, and the time until one of them looks
    expect(cutOff({ 0: -100_000 })).toBeLessThan(0);
    expect(cutOff({ 0: -100_000, 1: -100_000 })).toBeLessThan(0);
    expect(cutOff({ 0: -400_000 })).toBeGreaterThan(0);
    expect(cutOff({ 0: -400_000, 1: -400_000 })).toBeLessThan(0);
  });

  /** It stops between two renewals, and the other has the lease when it goes on. */
  const paused = (fencing: boolean): MiniCluster => {
    const cluster = leaseCluster({ fencing, clients: 2 }).run(30 * sec);
    cluster.pause(0);
    cluster.run(60 * sec);
    cluster.resume(0, 'messages');
    return cluster.run(90 * sec);
  };

  test('a holder that was paused serves its backlog, and goes on for the renew deadline though it reads of the other', () => {
    const cluster = paused(false);
    expect(instants(cluster, 'newLeader', 0)[0]).toBe(60 * sec + 2 * ms);
    expect(instants(cluster, 'stopped', 0)).toEqual([70 * sec]);
    expect(overlap(cluster)).toBeGreaterThan(9 * sec);
    const late = cluster.notes('stores').filter(({ at, note }) => at > 60 * sec && 'epoch' in note && note.epoch === 1);
    expect(late.length).toBeGreaterThan(0);
  });

  test('its token is refused where the storage looks', () => {
    const cluster = paused(true);
    expect(epochs(cluster, 'fences', storage).length).toBeGreaterThan(0);
    expect(new Set(epochs(cluster, 'fences', storage))).toEqual(new Set([1]));
    expect(cluster.notes('stores').filter(({ at, note }) => at > 60 * sec && 'epoch' in note && note.epoch === 1)).toEqual([]);
  });

  test('what was decided before the lease ended is sent after it', () => {
    const cluster = leaseCluster({ writeTime: 300 * ms }).run(30 * sec);
    while (candidateOf(cluster, 0).office!.unsent.length === 0) cluster.run(cluster.now + 10 * ms);
    cluster.pause(0);
    cluster.run(60 * sec);
    cluster.resume(0, 'timers');
    cluster.run(60 * sec + 2 * ms);
    const late = cluster.notes('stores', storage).filter(({ at }) => at > 60 * sec);
    expect(late.map(({ note }) => ('epoch' in note ? note.epoch : 0))).toContain(1);
  });

  test('of two that find the lease free one takes it: the swap of the other fails', () => {
    const cluster = leaseCluster({ clients: 0 }, { random: 0 }).run(20 * sec);
    expect(holders(cluster)).toHaveLength(1);
    expect(candidateOf(cluster, 1).holder).toBe(0);
  });
});

describe('consul', () => {
  const params = { flavour: 'consul', duration: 10 * sec } as const;

  test('renews at half the time to live', () => {
    const cluster = leaseCluster({ ...params, clients: 0 }).run(18 * sec);
    expect(sent(cluster, 'lease.renew', 0).map(at => (at - 1) / ms)).toEqual([0, 5_002, 10_004, 15_006]);
  });

  test('a silent session ends after twice the time to live, and the lock is free a lock delay later', () => {
    const cluster = leaseCluster(params).run(30 * sec);
    cluster.kill(0);
    cluster.run(90 * sec);
    const lastRenewal = Math.max(...sent(cluster, 'lease.renew', 0)) + 1 * ms;
    expect(instants(cluster, 'released', store)).toEqual([lastRenewal + 20 * sec]);
    // refused at once and after 5 and 10 s, each time a round trip later
    expect(sent(cluster, 'lease.acquire', 1).filter(at => at > 30 * sec)).toHaveLength(4);
    expect(claimsAfter(cluster, 30 * sec)[0]!.at).toBe(lastRenewal + 20 * sec + 1 * ms + 3 * (5 * sec + 4 * ms) + 2 * ms);
  });

  test('without a lock delay the next holder begins at once', () => {
    const cluster = leaseCluster({ ...params, lockDelay: 0 }).run(30 * sec);
    cluster.kill(0);
    cluster.run(90 * sec);
    expect(claimsAfter(cluster, 30 * sec)[0]!.at - instants(cluster, 'released')[0]!).toBe(3 * ms);
  });

  test('a holder that is cut off goes on until it is told: two act, and the token is the fence', () => {
    const cluster = leaseCluster({ ...params, fencing: true, clients: 2 }).run(30 * sec);
    cluster.cut([0, client], [1, store, client + 1]);
    cluster.run(100 * sec);
    expect(claimsAfter(cluster, 30 * sec).map(({ process }) => process)).toEqual([1]);
    expect(overlap(cluster)).toBeGreaterThan(30 * sec);
    expect(epochs(cluster, 'fences', storage)).not.toEqual([]);
    cluster.heal();
    cluster.run(130 * sec);
    expect(instants(cluster, 'stopped', 0)).toHaveLength(1);
  });
});

describe('etcd', () => {
  const params = { flavour: 'etcd', duration: 15 * sec } as const;

  test('keeps its lease at the half second after a third of the time to live', () => {
    const cluster = leaseCluster({ ...params, clients: 0 }).run(18 * sec);
    expect(sent(cluster, 'lease.renew', 0).map(at => (at - 1) / ms)).toEqual([0, 5_500, 11_000, 16_500]);
  });

  test('the server ends a lease at the first of its half seconds after the time to live', () => {
    const cluster = leaseCluster(params).run(30 * sec);
    cluster.kill(0);
    cluster.run(60 * sec);
    const lastRenewal = Math.max(...sent(cluster, 'lease.renew', 0)) + 1 * ms;
    const [released] = instants(cluster, 'released', store);
    expect(released! - lastRenewal).toBeGreaterThanOrEqual(15 * sec);
    expect(released! - lastRenewal).toBeLessThan(15.5 * sec);
    expect(released! % (500 * ms)).toBe(250 * ms + 1);
    // the one whose key is the oldest hears of it and leads
    expect(claimsAfter(cluster, 30 * sec)).toEqual([{ at: released! + 1 * ms, process: 1 }]);
  });

  test('candidates lead in the order of their keys, and one that has ended is passed over', () => {
    const cluster = leaseCluster({ ...params, clients: 0 }, { candidates: 4, random: process => process / 10 }).run(30 * sec);
    for (const each of [0, 1]) cluster.kill(each);
    cluster.run(60 * sec);
    expect(cluster.notes('claims').map(({ process }) => process)).toEqual([0, 2]);
  });

  test('a holder that is cut off stops by its own clock, within a second after the time to live', () => {
    const cluster = leaseCluster(params).run(30 * sec);
    cluster.cut([0, client], [1, store, storage]);
    cluster.run(60 * sec);
    const lastAnswer = Math.max(...sent(cluster, 'lease.renew', 0).filter(at => at < 30 * sec)) + 2 * ms;
    const [stopped] = instants(cluster, 'stopped', 0);
    expect(stopped! - lastAnswer).toBeGreaterThanOrEqual(15 * sec);
    expect(stopped! - lastAnswer).toBeLessThanOrEqual(16 * sec);
    // both sides look at ticks of their own, so for part of a second two may act
    expect(overlap(cluster)).toBeLessThan(1 * sec);
  });

  test('another server prolongs every lease: to its time to live and an election timeout', () => {
    const cluster = leaseCluster(params).run(30 * sec);
    cluster.kill(0);
    cluster.run(40 * sec);
    cluster.kill(store);
    cluster.restart(store);
    cluster.run(80 * sec);
    const [released] = instants(cluster, 'released', store);
    expect(released! - 40 * sec).toBeGreaterThanOrEqual(16 * sec);
    expect(released! - 40 * sec).toBeLessThan(16.5 * sec);
  });
});
