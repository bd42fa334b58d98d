import { describe, expect, test } from 'vitest';
import { NEVER, ms, sec } from '../../../src/time.ts';
import { services } from '../../../src/services/index.ts';
import { primaryBackup, type PrimaryBackupState } from '../../../src/services/primaryBackup.ts';
import { database, lostWrites, overlap, reigns } from '../../support/database.ts';
import type { MiniCluster } from '../../support/miniCluster.ts';
import { plainBeats } from '../../support/plainBeats.ts';

/** "at process kind epoch", times in ms, of claims and yields. */
const offices = (cluster: MiniCluster): string[] => cluster.notes()
  .flatMap(({ at, process, note }) => (note.kind === 'claims' || note.kind === 'yields' ? [`${at / ms} ${process} ${note.kind} ${note.epoch}`] : []));

/** What each replica has stored last, in order, and how many in all. */
const logs = (cluster: MiniCluster): readonly { readonly end: number; readonly last: readonly number[] }[] => [0, 1, 2].map(id => {
  const { part } = cluster.state<PrimaryBackupState>(id);
  return part?.role === 'replica' ? { end: part.log.end, last: part.log.chunks.flat().slice(-150) } : { end: -1, last: [] };
});

describe('the service', () => {
  test('is registered, and adds its clients behind the replicas', () => {
    expect(services.primaryBackup).toBe(primaryBackup);
    const params = { clients: 2 } as Parameters<typeof primaryBackup.roles>[0];
    expect(primaryBackup.roles(params, 3)).toEqual(['replica', 'replica', 'replica', 'client', 'client']);
  });

  test('says that it needs a detector', () => {
    expect(() => primaryBackup.over(null)).toThrow('needs a detector');
  });

  test('every option tells what is too low and what is too high, and its default keeps its bounds', () => {
    for (const [name, option] of Object.entries(primaryBackup.parameters)) {
      expect(option.low.length, name).toBeGreaterThan(10);
      expect(option.high.length, name).toBeGreaterThan(10);
      if (typeof option.default !== 'number') continue;
      expect(option.default).toBeGreaterThanOrEqual(option.min ?? -Infinity);
      expect(option.default).toBeLessThanOrEqual(option.max ?? Infinity);
    }
  });
});

describe('failover', () => {
  test('replica 0 leads from the start, and acts without end where nothing bounds it', () => {
    const cluster = database({}).run(1 * sec);
    expect(offices(cluster)).toEqual(['0 0 claims 1']);
    expect(cluster.notes('acts')).toEqual([{ at: 0, process: 0, note: { kind: 'acts', resource: 0, epoch: 1, until: NEVER } }]);
  });

  test('the lowest replica takes over at the very instant of its suspicion', () => {
    const cluster = database({}).run(1 * sec);
    cluster.kill(0);
    cluster.run(2 * sec);
    // the last beat left at 1000 ms, took 1 ms, and was good for 350 ms
    expect(offices(cluster)).toEqual(['0 0 claims 1', '1351 1 claims 2']);
    expect(cluster.notes('reaches', 2).map(({ note }) => note)).toEqual([{ kind: 'reaches', milestone: 'newLeader', about: 1 }]);
  });

  test('the next in rank waits as long as it trusts one of lower rank', () => {
    const cluster = database({});
    cluster.cut([0], [1], [2]);
    cluster.heal();
    cluster.cutOneWay(0, 2);
    cluster.run(2 * sec);
    expect(cluster.effects.some(({ what, process, detail }) => what === 'suspect' && process === 2 && detail === 0)).toBe(true);
    expect(offices(cluster)).toEqual(['0 0 claims 1']);
  });

  test('with both lower replicas gone, replica 2 leads the third epoch', () => {
    const cluster = database({}).run(1 * sec);
    cluster.kill(0);
    cluster.kill(1);
    cluster.run(2 * sec);
    expect(offices(cluster)).toEqual(['0 0 claims 1', '1351 2 claims 3']);
  });

  test('a leader that is suspected and yet announces itself is replaced when that stops too', () => {
    const cluster = database({ clients: 0 });
    cluster.weather = (from, to, { kind }) => (kind === 'plain.beat' && from + to === 3 ? null : 1 * ms);
    cluster.run(1 * sec);
    cluster.kill(0);
    cluster.run(2_005 * ms);
    // both suspected each other and the primary; the newer epoch holds
    expect(offices(cluster).slice(1)).toEqual(['1351 1 claims 2', '1351 2 claims 3', '1352 1 yields 2']);
    cluster.kill(2);
    cluster.run(3 * sec);
    // last announced at 1951 ms, and heard 1 ms later
    expect(offices(cluster).slice(4)).toEqual(['2252 1 claims 5']);
  });

  test('clients follow the announcement, and go on', () => {
    const cluster = database({}).run(1 * sec);
    cluster.kill(0);
    cluster.run(3 * sec);
    const acknowledged = cluster.notes('acknowledged').map(({ at }) => at);
    expect(acknowledged.filter(at => at > 1_002 * ms && at < 1_351 * ms)).toEqual([]);
    expect(acknowledged.filter(at => at > 1_500 * ms && at < 2_500 * ms).length).toBe(50);
  });

  test('a restarted primary that nobody replaced listens, and leads again under a new epoch', () => {
    const cluster = database({}).run(1 * sec);
    cluster.kill(0);
    cluster.run(1_050 * ms);
    cluster.restart(0);
    cluster.run(3 * sec);
    expect(offices(cluster)).toEqual(['0 0 claims 1', '1350 0 claims 4']);
    expect(lostWrites(cluster)).toEqual([]);
  });

  test('a restarted primary that was replaced follows, and its log becomes that of the new one', () => {
    const cluster = database({}).run(1 * sec);
    cluster.kill(0);
    cluster.run(2 * sec);
    cluster.restart(0);
    cluster.run(4 * sec);
    expect(offices(cluster)).toEqual(['0 0 claims 1', '1351 1 claims 2']);
    const [log, ...others] = logs(cluster);
    expect(others).toEqual([log, log]);
    const accepted = cluster.notes('accepts').map(({ note }) => ('operation' in note ? note.operation : -1));
    expect(log).toEqual({ end: accepted.length, last: accepted.slice(-150) });
    expect(lostWrites(cluster)).toEqual([]);
  });
});

describe('a partition without a quorum', () => {
  const parted = (length: number, clients = 2): MiniCluster => {
    const cluster = database({ clients }).run(1 * sec);
    cluster.cut([0, 3], [1, 2, 4]);
    cluster.run(1 * sec + length);
    cluster.heal();
    return cluster.run(1 * sec + length + 2 * sec);
  };

  test('has two primaries, both of which accept writes', () => {
    const cluster = parted(2 * sec);
    expect(overlap(cluster)).toBeGreaterThan(1.6 * sec);
    const accepted = (process: number): number => cluster.notes('accepts', process).filter(({ at }) => at > 1_400 * ms && at < 3 * sec).length;
    expect(accepted(0)).toBe(80);
    // and what its clients had asked the old one in vain
    expect(accepted(1)).toBeGreaterThanOrEqual(80);
  });

  test('loses, after healing, exactly what the old primary alone had stored', () => {
    const cluster = parted(2 * sec);
    const lost = lostWrites(cluster);
    const alone = cluster.notes('accepts', 0).filter(({ at }) => at > 1 * sec).map(({ note }) => 'operation' in note ? note.operation : -1);
    expect(lost.length).toBeGreaterThan(95);
    expect(alone).toEqual(expect.arrayContaining(lost));
    const discarded = cluster.notes('discards', 0).map(({ note }) => 'operation' in note ? note.operation : -1);
    expect(discarded).toEqual(expect.arrayContaining(lost));
    // the others had stored, for want of a fence, no more than what was on its way when the partition healed
    const elsewhere = cluster.notes('discards').filter(({ process }) => process !== 0);
    expect(elsewhere.length).toBeLessThanOrEqual(4);
    expect(alone).toEqual(expect.arrayContaining(elsewhere.map(({ note }) => ('operation' in note ? note.operation : -1))));
  });

  test('leaves, after healing, one log: that of the new primary', () => {
    const cluster = database({ clients: 2, every: 100 * ms }).run(1 * sec);
    cluster.cut([0, 3], [1, 2, 4]);
    cluster.run(3 * sec);
    cluster.heal();
    cluster.run(5 * sec);
    const [old, ...others] = logs(cluster);
    expect(others).toEqual([old, old]);
    expect(old!.end).toBe(old!.last.length);
    const lost = lostWrites(cluster);
    expect(lost.length).toBeGreaterThanOrEqual(19);
    expect(old!.last.filter(operation => lost.includes(operation))).toEqual([]);
  });

  test('heals once: who yields does not take over again because the new primary\'s beats come last', () => {
    const cluster = database({ clients: 2 });
    cluster.weather = (from, to, { kind }) => (kind === 'plain.beat' && from === 1 && to === 0 ? 80 * ms : 1 * ms);
    cluster.run(1 * sec);
    cluster.cut([0, 3], [1, 2, 4]);
    cluster.run(3 * sec);
    cluster.heal();
    cluster.run(5 * sec);
    const trusts = cluster.effects.filter(({ at, what, process }) => what === 'trust' && process === 0 && at > 3 * sec);
    expect(trusts.map(({ detail }) => detail)).toEqual([2, 1]);
    expect(offices(cluster).slice(2)).toEqual(['3012.001 0 yields 1']);
  });

  test('shorter than the detection time, does nothing', () => {
    const cluster = parted(200 * ms);
    expect(offices(cluster)).toEqual(['0 0 claims 1']);
    expect(lostWrites(cluster)).toEqual([]);
  });

  // two processes, beats and announcements every h: dual time = max(0, W − T_D), and until the new primary is heard after it
  test.each([100, 240, 300, 349, 360, 401, 1_000, 1_234, 5_000])('of %d ms has a dual time of its length less the detection time, and the healing', length => {
    for (const phase of [0, 40, 99]) {
      const cluster = database({ clients: 0 }, { replicas: 2 }).run((1_000 + phase) * ms);
      cluster.cut([0], [1]);
      const healed = 1_000 + phase + length;
      cluster.run(healed * ms);
      cluster.heal();
      cluster.run((healed + 1_000) * ms);
      const promoted = 1_000 + 1 + 350;
      const nextBeat = (Math.floor(healed / 100) + 1) * 100 + 1;
      const heard = healed < promoted ? promoted + 1 : promoted + (Math.floor((healed - promoted) / 100) + 1) * 100 + 1;
      expect(overlap(cluster), `phase ${phase}`).toBe(nextBeat <= promoted ? 0 : (heard - promoted) * ms);
    }
  });
});

describe('reads', () => {
  const reader = (): MiniCluster => database({ clients: 2, readShare: 1 }, { random: 0.2 });

  test('are served by who acts, and reflect the newest write; −1 before the first', () => {
    expect(reader().run(1 * sec).notes('serves')[0]!.note).toMatchObject({ reflects: -1, epoch: 1 });
    const both = database({ readShare: 0.5 }, { random: 0.5 }).run(1 * sec);
    expect(both.notes('serves')).toEqual([]);
    expect(both.notes('accepts').length).toBeGreaterThan(40);
  });

  test('on the old side of a partition do not see the new side\'s writes', () => {
    // client 3 writes, client 4 reads
    const cluster = database({ clients: 2, readShare: 0.5 }, { random: process => (process === 4 ? 0.2 : 0.7) }).run(1 * sec);
    cluster.cut([0, 4], [1, 2, 3]);
    cluster.run(2 * sec);
    const served = cluster.notes('serves', 0).filter(({ at }) => at > 1_500 * ms).map(({ note }) => 'reflects' in note ? note.reflects : -1);
    const newest = cluster.notes('accepts', 1).at(-1)!.note;
    expect(served.length).toBeGreaterThan(20);
    expect(new Set(served).size).toBe(1);
    expect(served[0]).toBeLessThan('operation' in newest ? newest.operation : -1);
  });
});

describe('the contract', () => {
  const eventful = (options: Parameters<typeof database>[1]): MiniCluster => {
    const cluster = database({ clients: 2, quorum: true, lease: 400 * ms, fencing: true, replication: 'majority' }, options).run(1 * sec);
    cluster.cut([0, 3], [1, 2, 4]);
    cluster.run(2 * sec);
    cluster.heal();
    cluster.run(2_500 * ms);
    cluster.kill(1);
    cluster.run(3_500 * ms);
    cluster.restart(1);
    return cluster.run(5 * sec);
  };

  test('a state is plain data: cloned after every step, it does the same', () => {
    const plain = eventful({});
    expect(plain.effects.length).toBeGreaterThan(1_000);
    expect(eventful({ cloning: true }).effects).toEqual(plain.effects);
  });

  test('waking early does nothing', () => {
    expect(eventful({ restless: true }).effects).toEqual(eventful({}).effects);
  });

  test('passes the inner opinions on, and the inner detector through', () => {
    const cluster = database({}).run(1 * sec);
    cluster.kill(0);
    cluster.run(2 * sec);
    const suspicions = cluster.effects.filter(({ what }) => what === 'suspect').map(({ at, process, detail }) => `${at / ms} ${process} ${String(detail)}`);
    expect(suspicions).toEqual(['1351 1 0', '1351 2 0']);
    const detector = primaryBackup.over(plainBeats);
    const state = cluster.state<PrimaryBackupState>(1);
    expect([0, 2].map(peer => detector.opinion(state, peer))).toEqual(['suspected', 'trusted']);
    expect(detector.watch!(state, 0)).toEqual({ estimator: 'plain', state: 1_351 * ms });
    expect(detector.watch!(cluster.state(3), 0)).toBeUndefined();
    expect(detector.messages['plain.beat']).toBe(plainBeats.messages['plain.beat']);
  });

  test('what is durable changes by replacement only, and keeps the inner detector\'s', () => {
    const cluster = database({}).run(500 * ms);
    const { disk } = cluster.state<PrimaryBackupState>(1);
    const before = structuredClone(disk);
    cluster.run(1 * sec);
    expect(disk).toEqual(before);
    expect(cluster.state<PrimaryBackupState>(1).disk).not.toEqual(before);
    expect(cluster.state<PrimaryBackupState>(1).disk.inner).toBe((cluster.state<PrimaryBackupState>(1).inner as { beats: unknown }).beats);
    cluster.kill(1);
    cluster.run(1_100 * ms);
    const { received } = cluster.state<{ inner: { beats: { received: number } } }>(1).inner.beats;
    cluster.restart(1);
    expect(cluster.state<{ inner: { beats: { received: number } } }>(1).inner.beats.received).toBe(received);
  });

  test('runs on the inner detector\'s clock', () => {
    const clockOf = (clock: (typeof plainBeats)['clock'], inner: unknown) => {
      const asked = primaryBackup.over({ ...plainBeats, ...(clock && { clock }) }).clock;
      return typeof asked === 'function' ? asked({ inner }) : asked;
    };
    expect(clockOf(undefined, {})).toBe('monotonic');
    expect(clockOf('wall', {})).toBe('wall');
    expect(clockOf(params => ((params as unknown as { wall: boolean }).wall ? 'wall' : 'monotonic'), { wall: true })).toBe('wall');
  });

  test('every message that it sends is listed, with bytes', () => {
    const { messages } = primaryBackup.over(plainBeats);
    const cluster = eventful({});
    const kinds = new Set<string>();
    for (const { what, detail } of cluster.effects) {
      if (what !== 'send') continue;
      const message = detail as { kind: string };
      kinds.add(message.kind);
      const { bytes } = messages[message.kind]!;
      expect(typeof bytes === 'number' ? bytes : bytes(message)).toBeGreaterThan(0);
    }
    expect(Object.keys(messages)).toEqual(expect.arrayContaining([...kinds]));
    expect(kinds.size).toBe(10);
  });

  test('a process of another role only runs the inner detector', () => {
    const cluster = database({}, { roles: ['replica', 'replica', 'replica', 'client', 'witness'] }).run(1 * sec);
    expect(cluster.notes(undefined, 4)).toEqual([]);
    expect(cluster.effects.some(({ what, detail }) => what === 'send' && (detail as { to: number }).to === 4)).toBe(false);
  });
});

test('memory stays bounded: what every replica has is forgotten', () => {
  const cluster = database({ clients: 5, every: 2 * ms }).run(5 * sec);
  for (const id of [0, 1, 2]) {
    const { part } = cluster.state<PrimaryBackupState>(id);
    if (part?.role !== 'replica') throw new Error('no replica');
    expect(part.log.end).toBeGreaterThan(12_000);
    expect(part.log.end - part.log.base).toBeLessThan(1_000);
    expect(part.log.runs.length).toBe(1);
    expect(part.office?.pending.length ?? 0).toBeLessThan(50);
  }
});

test('one replica alone has nobody to ask', () => {
  const cluster = database({ quorum: true, lease: 1 * sec, replication: 'majority' }, { replicas: 1 }).run(1 * sec);
  expect(reigns(cluster)).toEqual([{ process: 0, from: 0, to: 1 * sec }]);
  expect(cluster.notes('acknowledged').length).toBeGreaterThan(45);
});
