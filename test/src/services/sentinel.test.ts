import { describe, expect, test } from 'vitest';
import type { Note } from '../../../src/contract.ts';
import { services } from '../../../src/services/index.ts';
import { sentinel, type SentinelParams, type SentinelState } from '../../../src/services/sentinel.ts';
import type { Sentinel } from '../../../src/services/sentinel/state.ts';
import { ms, sec } from '../../../src/time.ts';
import type { MiniCluster } from '../../support/miniCluster.ts';
import { plainBeats } from '../../support/plainBeats.ts';
import { lostWrites, overlap, reigns } from '../../support/database.ts';
import { milestones, sentinels } from '../../support/sentinelCluster.ts';

const operationsOf = (cluster: MiniCluster, kind: Note['kind'], process: number, from = 0): number[] =>
  cluster.notes(kind, process).flatMap(({ at, note }) => ('operation' in note && at >= from ? [note.operation] : []));
const partOf = (cluster: MiniCluster, process: number): Sentinel => {
  const { part } = cluster.state<SentinelState>(process);
  if (part?.role !== 'sentinel') throw new Error('no sentinel');
  return part;
};
const sent = (cluster: MiniCluster, kind: string, from: number, to: number): number[] => cluster.effects.flatMap(({ at, what, process, detail }) =>
  (what === 'send' && process === from && (detail as { kind: string }).kind === kind && (detail as { to: number }).to === to ? [at] : []));

describe('the service', () => {
  test('is registered; servers and clients stand behind the sentinels', () => {
    expect(services.sentinel).toBe(sentinel);
    expect(sentinel.roles({ servers: 2, clients: 1 } as SentinelParams, 3)).toEqual(['sentinel', 'sentinel', 'sentinel', 'master', 'replica', 'client']);
    expect(sentinel.roles({ servers: 0, clients: 1 } as SentinelParams, 2)).toEqual(['sentinel', 'sentinel', 'client']);
  });

  test('takes no detector inside, and says why', () => {
    expect(() => sentinel.over(plainBeats)).toThrow('a rule of its own');
  });

  test('every option tells what is too low and what is too high', () => {
    for (const [name, option] of Object.entries(sentinel.parameters)) {
      expect(option.low.length, name).toBeGreaterThan(10);
      expect(option.high.length, name).toBeGreaterThan(10);
    }
  });
});

describe('watching', () => {
  test('pings at the first run of the timer more than a period after the last answer', () => {
    const cluster = sentinels({ clients: 0 }).run(5 * sec);
    // its timer runs at 20 ms and every 100 ms after; the answer comes 2 ms after the ping
    expect(sent(cluster, 'sentinel.ping', 0, 3).map(at => (at - 1) / ms)).toEqual([20, 1_120, 2_220, 3_320, 4_420]);
  });

  test('pings more often where suspicion comes sooner than a second', () => {
    const cluster = sentinels({ clients: 0, suspectAfter: 300 * ms }).run(1_500 * ms);
    expect(sent(cluster, 'sentinel.ping', 0, 3).map(at => (at - 1) / ms)).toEqual([20, 420, 820, 1_220]);
  });

  test('publishes every 2 s through every server, which hands it to the other sentinels', () => {
    const cluster = sentinels({ clients: 0 }).run(7 * sec);
    expect(sent(cluster, 'sentinel.hello', 0, 3).map(at => (at - 1) / ms)).toEqual([2_020, 4_120, 6_220]);
    expect(sent(cluster, 'sentinel.hello', 3, 1).length).toBeGreaterThan(5);
    expect(sent(cluster, 'sentinel.hello', 3, 4)).toEqual([]);
  });

  test('asks INFO every 10 s, and the replicas of a lost master every second', () => {
    const cluster = sentinels({ clients: 0, quorum: 3 }).run(5 * sec);
    expect(sent(cluster, 'sentinel.info', 0, 4)).toEqual([20 * ms + 1]);
    cluster.kill(3);
    cluster.run(10 * sec);
    expect(sent(cluster, 'sentinel.info', 0, 4).length).toBeGreaterThan(2);
  });

  test('suspects from the oldest unanswered ping, strictly later, at a run of the timer', () => {
    const cluster = sentinels({}).run(5 * sec);
    cluster.kill(3);
    cluster.run(6_700 * ms);
    // unanswered since 5 520, and asked again since; at 6 520 it is exactly a second
    expect(milestones(cluster, 'sdown')).toEqual(['6620.001 0 sdown 3', '6645.001 1 sdown 3', '6670.001 2 sdown 3']);
    const suspicions = cluster.effects.filter(({ what }) => what === 'suspect').map(({ process, detail }) => [process, detail]);
    expect(suspicions).toEqual([[0, 3], [1, 3], [2, 3]]);
  });

  test('an answer ends the suspicion at the next run', () => {
    const cluster = sentinels({ quorum: 4 }).run(5 * sec);
    cluster.cut([3], [0, 1, 2]);
    cluster.run(8 * sec);
    cluster.heal();
    cluster.run(10 * sec);
    const trusts = cluster.effects.filter(({ at, what, process, detail }) => what === 'trust' && process === 0 && detail === 3 && at > 5 * sec);
    expect(trusts).toHaveLength(1);
    expect(trusts[0]!.at % (100 * ms)).toBe(20 * ms + 1);
  });

  test('one that never answered is suspected too, and so is another sentinel', () => {
    const cluster = sentinels({ quorum: 4 });
    cluster.kill(3);
    cluster.kill(2);
    cluster.run(2 * sec);
    expect(cluster.effects.filter(({ what, process }) => what === 'suspect' && process === 0).map(({ at, detail }) => [at, detail]))
      .toEqual([[1_020 * ms + 1, 3], [1_020 * ms + 1, 2]]);
  });

  test('the jittered timer waits 52 to 100 ms', () => {
    const cluster = sentinels({ timer: 'jittered', clients: 0, suspectAfter: 60 * ms }, { random: process => [0.95, 0.2, 0.7][process] ?? 0.5 }).run(5 * sec);
    const gaps = sent(cluster, 'sentinel.ping', 0, 3).slice(1).map((at, i, all) => (i === 0 ? 0 : at - all[i - 1]!)).slice(1);
    // a ping leaves at every second run, when 60 ms have passed
    expect(new Set(gaps)).toEqual(new Set([104 * ms]));
  });
});

describe('failover after a kill', () => {
  const killed = sentinels({}).run(5 * sec);
  killed.kill(3);
  killed.run(20 * sec);
  killed.restart(3);
  killed.run(40 * sec);

  test('takes these steps, each at a run of somebody\'s timer', () => {
    expect(milestones(killed, 'odown', 'tryFailover', 'elected', 'promoted', 'switchMaster', 'aborted')).toEqual([
      // asked at 6 645, answered, counted at the next run; a vote takes one more
      '6745.001 1 odown 3', '6745.001 1 tryFailover 1', '6770.001 2 odown 3', '6845.001 1 elected 1', '7820.001 0 odown 3',
      // INFO comes once a second; the others learn it by hello, the leader when the last replica follows
      '7847.001 1 promoted 4', '7946.001 0 switchMaster 4', '7946.001 2 switchMaster 4', '9045.001 1 switchMaster 4',
    ]);
  });

  test('the old master returns as one, and is made a replica when it has called itself master for 8 s', () => {
    expect(milestones(killed, 'demoted')).toEqual(['30122.001 0 demoted 3']);
    expect(killed.notes('claims', 3).map(({ at }) => at)).toEqual([0, 20 * sec]);
    expect(killed.notes('yields', 3).map(({ at }) => at)).toEqual([30_123 * ms + 1]);
  });

  test('clients go on with the new master, and nothing that was replicated is lost', () => {
    expect(operationsOf(killed, 'accepts', 4).length).toBeGreaterThan(1_500);
    expect(lostWrites(killed)).toEqual([]);
  });

  test('every server ends with the same history', () => {
    const logs = [3, 4, 5].map(id => {
      const { part } = killed.state<SentinelState>(id);
      return part?.role === 'server' ? { end: part.log.end, runs: part.log.runs.at(-1)!.epoch } : null;
    });
    expect(logs[0]!.runs).toBe(2);
    expect(new Set(logs.map(log => log!.runs)).size).toBe(1);
    expect(Math.max(...logs.map(log => log!.end)) - Math.min(...logs.map(log => log!.end))).toBeLessThanOrEqual(1);
  });
});

describe('failover after a hang', () => {
  test('the hung master wakes as one, and acts beside the other until it is told', () => {
    const cluster = sentinels({}).run(5 * sec);
    cluster.pause(3);
    cluster.run(20 * sec);
    cluster.resume(3, 'messages');
    cluster.run(45 * sec);
    expect(milestones(cluster, 'promoted')).toEqual(['7847.001 1 promoted 4']);
    expect(milestones(cluster, 'demoted')).toHaveLength(1);
    const [old] = cluster.notes('yields', 3);
    expect(old!.at).toBeGreaterThan(28 * sec);
    expect(old!.at).toBeLessThan(31 * sec);
    expect(operationsOf(cluster, 'accepts', 3, 20 * sec).length).toBeGreaterThan(0);
  });
});

describe('a partition', () => {
  const parted = (params: Partial<SentinelParams>): MiniCluster => {
    const cluster = sentinels({ clients: 2, ...params }).run(5 * sec);
    cluster.cut([3, 6], [0, 1, 2, 4, 5, 7]);
    cluster.run(30 * sec);
    cluster.heal();
    return cluster.run(60 * sec);
  };

  test('leaves two masters, and what the old one alone accepted is lost when it is told to follow', () => {
    const cluster = parted({});
    expect(overlap(cluster)).toBeGreaterThan(23 * sec);
    const lost = lostWrites(cluster);
    const alone = operationsOf(cluster, 'accepts', 3, 5 * sec);
    expect(lost.length).toBeGreaterThan(1_200);
    expect(alone).toEqual(expect.arrayContaining(lost));
    expect(operationsOf(cluster, 'discards', 3)).toEqual(expect.arrayContaining(lost));
    expect(milestones(cluster, 'demoted')).toHaveLength(1);
  });

  test.each([1, 3, 10])('with min-replicas-to-write and a lag of %i s the old one stops within that and two seconds', lag => {
    const cluster = parted({ minReplicasToWrite: 1, minReplicasMaxLag: lag * sec });
    const accepted = cluster.notes('accepts', 3).map(({ at }) => at);
    expect(Math.max(...accepted)).toBeGreaterThan(5 * sec);
    expect(Math.max(...accepted)).toBeLessThanOrEqual((5 + lag + 2) * sec);
    const [reign] = reigns(cluster);
    expect(reign!.process).toBe(3);
    expect(reign!.to).toBeLessThanOrEqual((5 + lag + 2) * sec);
    // 50 writes a second, of the one client on that side
    expect(lostWrites(cluster).length).toBeLessThanOrEqual((lag + 2) * 50);
  });

  test('that leaves the sentinels without a majority changes nothing, whatever the quorum', () => {
    const cluster = sentinels({ quorum: 1 }).run(5 * sec);
    cluster.cut([0, 4, 5], [1, 2, 3, 6]);
    cluster.run(60 * sec);
    expect(milestones(cluster, 'odown')[0]).toMatch(/ 0 odown 3$/);
    expect(milestones(cluster, 'tryFailover').length).toBeGreaterThan(1);
    expect(milestones(cluster, 'elected')).toEqual([]);
    expect(cluster.notes('claims').map(({ process }) => process)).toEqual([3]);
  });

  test('a quorum above the number of sentinels is never reached', () => {
    const cluster = sentinels({ quorum: 4 }).run(5 * sec);
    cluster.kill(3);
    cluster.run(30 * sec);
    expect(milestones(cluster, 'sdown')).toHaveLength(3);
    expect(milestones(cluster, 'odown', 'tryFailover')).toEqual([]);
  });
});

describe('attempts that fail', () => {
  /** Nobody hears what is asked, so the one that suspects alone goes on alone. */
  const alone = (failoverTimeout: number): string[] => {
    const cluster = sentinels({ quorum: 1, clients: 0, failoverTimeout });
    cluster.kill(3);
    cluster.kill(1);
    cluster.kill(2);
    return milestones(cluster.run(120 * sec), 'tryFailover', 'aborted');
  };

  test('end after min(10 s, failover-timeout) from their start, and come again after twice the timeout', () => {
    // it draws 200 ms of desynchronisation each time
    expect(alone(20 * sec).slice(0, 3)).toEqual(['1020.001 0 tryFailover 0', '11320.001 0 aborted 0', '41220.001 0 tryFailover 0']);
    expect(alone(3 * sec).slice(0, 3)).toEqual(['1020.001 0 tryFailover 0', '4320.001 0 aborted 0', '7220.001 0 tryFailover 0']);
  });

  test('a vote for another puts one\'s own attempt off', () => {
    const cluster = sentinels({}).run(5 * sec);
    cluster.kill(3);
    cluster.run(6_800 * ms);
    expect(partOf(cluster, 1).failover?.epoch).toBe(2);
    expect(partOf(cluster, 2)).toMatchObject({ leader: 1, leaderEpoch: 2, failover: null, failoverAt: 6_746 * ms + 1 + 700 * ms });
  });

  test('without a good replica there is no promotion', () => {
    const cluster = sentinels({ priority: 0 }).run(5 * sec);
    cluster.kill(3);
    cluster.run(20 * sec);
    expect(milestones(cluster, 'elected', 'aborted')).toEqual(['6845.001 1 elected 1', '6945.001 1 aborted 1']);
  });
});

describe('TILT', () => {
  test('a sentinel that stood still for more than 2 s judges nobody, and answers no, for 30 s', () => {
    const cluster = sentinels({ quorum: 2 }).run(5 * sec);
    cluster.pause(0);
    cluster.pause(1);
    cluster.run(8 * sec);
    cluster.resume(0, 'timers');
    cluster.resume(1, 'timers');
    cluster.kill(3);
    cluster.run(37_900 * ms);
    expect(milestones(cluster, 'tilt')).toEqual(['8000 0 tilt 0', '8000 1 tilt 1']);
    expect(milestones(cluster, 'sdown')).toHaveLength(1);
    expect(milestones(cluster, 'odown')).toEqual([]);
    cluster.run(42 * sec);
    expect(milestones(cluster, 'promoted')).toHaveLength(1);
  });

  test('a shorter pause is none', () => {
    const cluster = sentinels({}).run(5 * sec);
    cluster.pause(0);
    cluster.run(6_900 * ms);
    cluster.resume(0, 'messages');
    cluster.run(10 * sec);
    expect(milestones(cluster)).toEqual([]);
  });
});

describe('the contract', () => {
  // no two timers ever ring together
  const untied = (process: number): number => (0.37 * process + 0.123_457) % 1;
  const eventful = (options: Parameters<typeof sentinels>[1]): MiniCluster => {
    const cluster = sentinels({ clients: 2, minReplicasToWrite: 1, timer: 'jittered', every: 300 * ms, readShare: 0.5 }, { random: untied, latency: 1_003, ...options }).run(3 * sec);
    cluster.cut([3, 6], [0, 1, 2, 4, 5, 7]);
    cluster.run(12 * sec);
    cluster.heal();
    cluster.run(25 * sec);
    cluster.kill(4);
    cluster.kill(1);
    cluster.run(40 * sec);
    cluster.restart(4);
    cluster.restart(1);
    return cluster.run(60 * sec);
  };
  const plain = eventful({});

  test('a state is plain data: cloned after every step, it does the same', () => {
    expect(plain.effects.length).toBeGreaterThan(2_000);
    expect(eventful({ cloning: true }).effects).toEqual(plain.effects);
  });

  test('waking early does nothing', () => {
    expect(eventful({ restless: true }).effects).toEqual(plain.effects);
  });

  test('every message that it sends is listed, with bytes', () => {
    const { messages } = sentinel.over(null);
    const kinds = new Set<string>();
    for (const { what, detail } of plain.effects) {
      if (what !== 'send') continue;
      const message = detail as { kind: string };
      kinds.add(message.kind);
      const { bytes } = messages[message.kind]!;
      expect(typeof bytes === 'number' ? bytes : bytes(message)).toBeGreaterThan(0);
    }
    expect([...kinds].sort()).toEqual(Object.keys(messages).sort());
  });

  test('what is durable survives: a restarted sentinel keeps its master and its epochs', () => {
    const before = sentinels({}).run(5 * sec);
    before.kill(3);
    before.run(15 * sec);
    const { master, epoch, configEpoch, leaderEpoch } = partOf(before, 2);
    before.kill(2);
    before.restart(2);
    expect(partOf(before, 2)).toMatchObject({ master, epoch, configEpoch, leaderEpoch });
    expect(master).toBe(4);
  });

  test('a process of another role does nothing', () => {
    const cluster = sentinels({}, { roles: ['sentinel', 'master', 'replica', 'witness'] }).run(3 * sec);
    expect(cluster.state<SentinelState>(3).part).toBeNull();
    expect(cluster.effects.filter(({ process }) => process === 3)).toEqual([]);
  });
});
