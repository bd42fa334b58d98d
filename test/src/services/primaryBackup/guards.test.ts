/** Quorum, lease and fencing: each by its own rule, to the microsecond. */
import { describe, expect, test } from 'vitest';
import { ms, sec } from '../../../../src/time.ts';
import { holderLease, epochAfter } from '../../../../src/services/primaryBackup/state.ts';
import type { PrimaryBackupParams, PrimaryBackupState } from '../../../../src/services/primaryBackup.ts';
import { database, lostWrites, overlap, reigns } from '../../../support/database.ts';
import type { MiniCluster } from '../../../support/miniCluster.ts';

/** The primary and one client on one side from 1 s on, until 3 s. */
function parted(params: Partial<PrimaryBackupParams>): MiniCluster {
  const cluster = database({ clients: 2, ...params }).run(1 * sec);
  cluster.cut([0, 3], [1, 2, 4]);
  cluster.run(3 * sec);
  cluster.heal();
  return cluster.run(5 * sec);
}

const operations = (cluster: MiniCluster, kind: 'fences' | 'stores' | 'accepts' | 'discards', process?: number): number[] =>
  cluster.notes(kind, process).map(({ note }) => ('operation' in note ? note.operation : -1));

describe('epochs', () => {
  test.each([[1, 1, 3, 2], [1, 2, 3, 3], [1, 0, 3, 4], [2, 0, 3, 4], [4, 1, 3, 5], [5, 1, 3, 8], [7, 0, 1, 8]])(
    'after %d, rank %d of %d leads %d', (seen, rank, count, expected) => expect(epochAfter(seen, rank, count)).toBe(expected));
});

describe('quorum', () => {
  test('a side without a majority stops acting, and only the other one goes on', () => {
    const cluster = parted({ quorum: true });
    expect(overlap(cluster)).toBe(0);
    expect(operations(cluster, 'accepts', 0).length).toBeGreaterThan(50);
    expect(cluster.notes('accepts', 0).filter(({ at }) => at > 1_200 * ms && at < 3 * sec)).toEqual([]);
  });

  test('authority counts from the sending of the last announcement that a majority answered', () => {
    const [first] = reigns(parted({ quorum: true, quorumTimeout: 300 * ms }));
    // answered announcements leave at 0, 100, … 900 ms; the one of 1 s went out, and its answers were cut off
    expect(first).toEqual({ process: 0, from: 2 * ms, to: 1_200 * ms });
  });

  test('one more replica than half must be heard: 3 of 5 go on, 2 of 5 stop', () => {
    for (const [near, stays] of [[[0, 1, 2], true], [[0, 1], false]] as const) {
      const cluster = database({ quorum: true }, { replicas: 5 }).run(1 * sec);
      cluster.cut(near, [0, 1, 2, 3, 4].filter(id => !near.some(other => other === id)));
      cluster.run(3 * sec);
      expect(reigns(cluster).some(({ process, to }) => process === 0 && to === 3 * sec), String(near)).toBe(stays);
    }
  });

  test('nobody votes who still hears the primary', () => {
    const cluster = database({ quorum: true }).run(1 * sec);
    cluster.weather = (from, to, message) => (from === 0 && to === 1 && message.kind === 'plain.beat' ? null : 1 * ms);
    cluster.cutOneWay(0, 1);
    cluster.run(4 * sec);
    expect(cluster.notes('reaches', 1).length).toBeGreaterThan(0);
    expect(cluster.notes('claims').length).toBe(1);
  });

  test('a vote waits until the voter\'s last yes has run out', () => {
    const cluster = database({ quorum: true, quorumTimeout: 900 * ms }).run(1 * sec);
    cluster.kill(0);
    cluster.run(4 * sec);
    // the last yes was given at 1001 ms, to the announcement of 1000 ms
    const second = cluster.notes('claims', 1)[0]!;
    expect(second.at).toBeGreaterThanOrEqual(1_901 * ms);
    expect(second.at).toBeLessThan(2_010 * ms);
  });

  test('who has voted heeds nothing older, even if the candidate is never heard again', () => {
    const cluster = database({ quorum: true }).run(1 * sec);
    cluster.cut([0], [1, 2]);
    cluster.weather = (from, to, { kind }) => (from === 1 && to === 2 && ['primaryBackup.lead', 'primaryBackup.replicate'].includes(kind) ? null : 1 * ms);
    cluster.run(1_400 * ms);
    expect(cluster.notes('claims', 1).length).toBe(1);
    expect(cluster.notes('reaches', 2)).toEqual([]);
    cluster.kill(1);
    // restarted, it still knows
    cluster.kill(2);
    cluster.restart(2);
    cluster.weather = (_, __, { kind }) => (kind === 'primaryBackup.canvass' ? null : 1 * ms);
    cluster.run(2_450 * ms);
    cluster.heal();
    cluster.run(5 * sec);
    expect(cluster.notes('yields', 0).map(({ at, note }) => [at, note])).toEqual([[2_502 * ms, { kind: 'yields', resource: 0, epoch: 1 }]]);
    expect(cluster.notes('acts', 0).filter(({ at, note }) => at > 2 * sec && 'epoch' in note && note.epoch === 1)).toEqual([]);
  });

  test('a primary that has lapsed may vote, and is one no longer', () => {
    const cluster = database({ clients: 0, quorum: true }).run(1 * sec);
    cluster.cut([0], [1, 2]);
    cluster.kill(2);
    cluster.run(2 * sec);
    expect(cluster.notes('claims').length).toBe(1);
    cluster.heal();
    cluster.cutOneWay(0, 1);
    cluster.run(2_200 * ms);
    expect(cluster.notes('yields', 0).length).toBe(1);
    expect(cluster.notes('claims').length).toBe(1);
    cluster.heal();
    cluster.run(3 * sec);
    expect(cluster.notes('claims').length).toBe(2);
  });

  test('two that stand at the same instants do not vote each other away for ever', () => {
    const cluster = database({ quorum: true, lease: 400 * ms }, { latency: 3 * ms }).run(1 * ms);
    cluster.kill(0);
    cluster.run(409 * ms);
    cluster.kill(1);
    cluster.restart(0);
    cluster.restart(1);
    cluster.run(3 * sec);
    expect(cluster.notes('acknowledged').filter(({ at }) => at > 2 * sec).length).toBeGreaterThan(40);
  });

  test('with two replicas, one crash stops the database', () => {
    const cluster = database({ quorum: true }, { replicas: 2 }).run(1 * sec);
    cluster.kill(0);
    cluster.run(4 * sec);
    expect(cluster.notes('claims', 1)).toEqual([]);
    expect(cluster.notes('acknowledged').filter(({ at }) => at > 1_010 * ms)).toEqual([]);
  });

  test('writes that a majority stored survive the primary, even if its successor had missed them', () => {
    const cluster = database({ quorum: true, replication: 'majority' });
    cluster.weather = (_, to, message) => (message.kind === 'primaryBackup.replicate' && to === 1 ? null : 1 * ms);
    cluster.run(1 * sec);
    expect(operations(cluster, 'stores', 1)).toEqual([]);
    cluster.kill(0);
    cluster.run(2 * sec);
    expect(cluster.notes('claims', 1).length).toBe(1);
    expect(operations(cluster, 'stores', 1).length).toBeGreaterThan(45);
    expect(lostWrites(cluster)).toEqual([]);
  });

  test('without one, the successor\'s missing writes are lost: no split-brain is needed for it', () => {
    const cluster = database({ replication: 'oneBackup' });
    cluster.weather = (from, to, message) => (message.kind === 'primaryBackup.replicate' && to === 1 && from === 0 ? null : 1 * ms);
    cluster.run(1 * sec);
    cluster.kill(0);
    cluster.run(2 * sec);
    cluster.restart(0);
    cluster.run(4 * sec);
    expect(lostWrites(cluster).length).toBeGreaterThan(45);
  });
});

describe('replication', () => {
  test.each([['async', true], ['oneBackup', false], ['majority', false]] as const)('%s: a primary alone acknowledges: %s', (replication, alone) => {
    const cluster = parted({ replication });
    const answered = cluster.notes('acknowledged', 3).filter(({ at }) => at > 1_010 * ms && at < 3 * sec);
    if (alone) expect(answered.length).toBeGreaterThanOrEqual(99);
    else expect(answered).toEqual([]);
    expect(lostWrites(cluster).length > 0).toBe(alone);
  });

  test('what was lost on the way is sent again', () => {
    const cluster = database({});
    let drops = 0;
    cluster.weather = (_, to, message) => (message.kind === 'primaryBackup.replicate' && to === 2 && drops++ % 3 === 0 ? null : 1 * ms);
    cluster.run(2 * sec);
    cluster.weather = () => 1 * ms;
    cluster.run(2_300 * ms);
    expect(drops).toBeGreaterThan(60);
    expect(operations(cluster, 'stores', 2).length).toBeGreaterThanOrEqual(operations(cluster, 'accepts').length - 1);
    expect(operations(cluster, 'stores', 2)).toEqual(operations(cluster, 'accepts').slice(0, operations(cluster, 'stores', 2).length));
  });

  test('a request that arrives twice is written once', () => {
    const cluster = database({ replication: 'majority' });
    // answers to the client are slow, so that it asks again
    cluster.weather = (_, __, message) => (message.kind === 'primaryBackup.answer' ? 150 * ms : 1 * ms);
    cluster.run(2 * sec);
    const accepted = operations(cluster, 'accepts');
    const asked = cluster.effects.filter(({ what, detail }) => what === 'send' && (detail as { kind: string }).kind === 'primaryBackup.write').length;
    expect(asked).toBeGreaterThan(1.5 * accepted.length);
    expect(new Set(accepted).size).toBe(accepted.length);
    expect(cluster.notes('acknowledged').length).toBeGreaterThan(80);
  });
});

describe('lease', () => {
  const params = { lease: 1_010 * ms, driftBound: 0.01, announceEvery: 100 * ms };

  test('the holder\'s is shorter than the grantor\'s by the drift of both clocks', () => {
    const { holder } = { holder: holderLease({ lease: 10 * sec, driftBound: 1 / 19 } as PrimaryBackupParams) };
    expect(Math.abs(holder - 9 * sec)).toBeLessThanOrEqual(1);
    expect(holderLease({ lease: 1_010 * ms, driftBound: 0.01 } as PrimaryBackupParams)).toBe(990 * ms);
    expect(holderLease({ lease: 1 * sec, driftBound: 0 } as PrimaryBackupParams)).toBe(1 * sec);
  });

  test('counts from the sending at the holder, and from the hearing at the grantor', () => {
    const cluster = database({ clients: 0, ...params }).run(1 * sec);
    cluster.cut([0], [1, 2]);
    cluster.run(4 * sec);
    const [first, second] = reigns(cluster);
    expect(first).toEqual({ process: 0, from: 2 * ms, to: (900 + 990) * ms });
    // its own yes, to the announcement of 1 s, ran out at 1001 + 1010; then one round trip for the yes of the other
    expect(cluster.notes('claims', 1)[0]!.at).toBe((1_001 + 1_010) * ms);
    expect(second).toMatchObject({ process: 1, from: (1_001 + 1_010 + 2) * ms });
  });

  test('counted from the answer instead, it outlives the grant by up to a round trip', () => {
    const late = (countFrom: 'send' | 'answer'): number => {
      const cluster = database({ clients: 0, lease: 1 * sec, driftBound: 0, countFrom });
      // the last yes before the cut takes 200 ms, and is answered to by nobody else
      cluster.weather = (_, __, { kind }) => (kind === 'primaryBackup.heed' ? 200 * ms : 1 * ms);
      cluster.run(1_050 * ms);
      cluster.cut([0], [1, 2]);
      cluster.run(4 * sec);
      return reigns(cluster)[0]!.to;
    };
    expect(late('send')).toBe(2_000 * ms);
    expect(late('answer')).toBe(2_201 * ms);
  });

  // holder slow, grantors fast: 2 ‰ apart. A bound of 1 ‰ each way just covers it.
  test.each([[0.001, 0, true], [0, 0, false], [0.002, 0, true]])('drift of ±1000 ppm under a bound of %d: safe is %s', (driftBound, _, safe) => {
    const cluster = database(
      { clients: 0, lease: 20 * sec, driftBound, announceEvery: 500 * ms }, { driftPpm: { 0: -1_000, 1: 1_000, 2: 1_000 } },
    ).run(5 * sec);
    cluster.cut([0], [1, 2]);
    cluster.run(60 * sec);
    // `until` is on the holder's clock
    const { to } = reigns(cluster).find(({ process }) => process === 0)!;
    const next = reigns(cluster).find(({ process }) => process === 1)!;
    expect(to / 0.999 <= next.from).toBe(safe);
  });

  test('without votes, a claimant does not act before it holds the lease', () => {
    const cluster = database({ clients: 0, lease: 2 * sec }).run(1 * sec);
    cluster.kill(0);
    cluster.run(5 * sec);
    const claimed = cluster.notes('claims', 1)[0]!.at;
    const acted = cluster.notes('acts', 1)[0]!.at;
    expect(acted).toBeGreaterThan(claimed);
    expect(acted).toBeGreaterThanOrEqual(3 * sec);
  });

  test('a grantor that restarts waits, for it no longer knows until when it granted', () => {
    const cluster = database({ clients: 0, lease: 2 * sec }).run(1 * sec);
    cluster.cut([0], [1, 2]);
    cluster.kill(1);
    cluster.kill(2);
    cluster.run(1_050 * ms);
    cluster.restart(1);
    cluster.restart(2);
    cluster.run(8 * sec);
    const [first, second] = reigns(cluster);
    expect(first).toMatchObject({ process: 0, to: 900 * ms + holderLease({ lease: 2 * sec, driftBound: 0.001 } as PrimaryBackupParams) });
    expect(second).toMatchObject({ process: 1, from: (1_050 + 2_000 + 100 + 2) * ms });
  });
});

describe('fencing', () => {
  /** The primary has accepted writes, and is paused before they leave; it wakes when another leads, whom it cannot hear. */
  function lateWrites(params: Partial<PrimaryBackupParams>, order: 'messages' | 'timers' = 'timers', cut = true): MiniCluster {
    const cluster = database({
      lease: 400 * ms, writeTime: 50 * ms, replication: 'majority', opTimeout: 5 * sec, retryAfter: 5 * sec, ...params,
    }).run(1_005 * ms);
    cluster.pause(0);
    if (cut) cluster.cut([0], [1]);
    cluster.run(3 * sec);
    cluster.resume(0, order);
    cluster.run(3_200 * ms);
    cluster.heal();
    return cluster.run(5 * sec);
  }
  const lateStores = (cluster: MiniCluster): number[] =>
    cluster.notes('stores').filter(({ at, note }) => at > 3 * sec && 'epoch' in note && note.epoch === 1).map(({ process }) => process);

  test('a lease alone does not stop writes that were under way: they are stored, acknowledged and lost', () => {
    const cluster = lateWrites({});
    expect(overlap(cluster)).toBe(0);
    expect(lateStores(cluster).length).toBeGreaterThan(0);
    expect(new Set(lateStores(cluster))).toEqual(new Set([2]));
    expect(lostWrites(cluster).length).toBe(lateStores(cluster).length);
  });

  test('a fence refuses them, and tells their sender, which yields', () => {
    const cluster = lateWrites({ fencing: true });
    expect(overlap(cluster)).toBe(0);
    const fenced = cluster.notes('fences').filter(({ at }) => at > 3 * sec);
    expect(fenced.length).toBe(lateStores(lateWrites({})).length);
    expect(fenced.every(({ process, note }) => process === 2 && 'epoch' in note && note.epoch === 1)).toBe(true);
    expect(lateStores(cluster)).toEqual([]);
    expect(cluster.effects.some(({ what, detail }) => what === 'send' && (detail as { kind: string }).kind === 'primaryBackup.stale')).toBe(true);
    expect(cluster.notes('yields', 0).map(({ at, note }) => [at, note])).toEqual([[3_002 * ms, { kind: 'yields', resource: 0, epoch: 1 }]]);
    expect(lostWrites(cluster)).toEqual([]);
  });

  test('resumed by its messages first, it learns of the new epoch before it can write', () => {
    const cluster = lateWrites({ fencing: true }, 'messages', false);
    expect(cluster.notes('fences').filter(({ at }) => at > 3 * sec)).toEqual([]);
    expect(cluster.notes('yields', 0).map(({ at }) => at)).toEqual([3 * sec]);
  });

  test('a paused primary without lease or quorum accepts its backlog: a split-brain within one step', () => {
    const cluster = database({ writeTime: 50 * ms }).run(1_005 * ms);
    cluster.pause(0);
    cluster.run(3 * sec);
    cluster.resume(0, 'messages');
    cluster.run(4 * sec);
    const together = cluster.notes('accepts', 0).filter(({ at }) => at === 3 * sec);
    expect(together.length).toBeGreaterThan(5);
    const guarded = lateWrites({}, 'messages', false);
    expect(guarded.notes('accepts', 0).filter(({ at }) => at >= 3 * sec)).toEqual([]);
  });

  test('does not stop two from leading: it stops the stale one\'s writes where a newer token was seen', () => {
    const cluster = parted({ fencing: true });
    expect(overlap(cluster)).toBeGreaterThan(1.6 * sec);
    expect(operations(cluster, 'fences', 2).length).toBeGreaterThan(0);
    expect(operations(cluster, 'stores', 2).some(operation => operations(cluster, 'fences', 2).includes(operation))).toBe(false);
  });

  test('a client\'s old token is refused; it learns the new one, and its write goes through', () => {
    const cluster = database({ fencing: true }).run(1 * sec);
    cluster.kill(0);
    cluster.weather = (_, to, { kind }) => (kind === 'primaryBackup.lead' && to === 3 ? null : 1 * ms);
    cluster.run(2 * sec);
    const fenced = operations(cluster, 'fences', 1);
    expect(fenced.length).toBeGreaterThan(0);
    expect(operations(cluster, 'accepts', 1)).toEqual(expect.arrayContaining(fenced));
  });

  test('a client that saw a newer epoch deposes the old primary', () => {
    const cluster = database({ clients: 1, fencing: true, announceEvery: 10 * sec }).run(1 * sec);
    cluster.cut([0], [1, 2]);
    cluster.run(2 * sec);
    expect(cluster.notes('claims', 1).length).toBe(1);
    const client = cluster.state<PrimaryBackupState>(3).part;
    if (client?.role !== 'client') throw new Error('no client');
    expect(client.token).toBe(2);
    Object.assign(client, { leader: 0 });
    cluster.run(2_100 * ms);
    expect(cluster.notes('yields', 0).length).toBe(1);
  });
});
