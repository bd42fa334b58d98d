import { describe, expect, test } from 'vitest';
import { services } from '../../../../src/services/index.ts';
import { kraft, type KraftParams } from '../../../../src/services/kraft.ts';
import { ms, sec } from '../../../../src/time.ts';
import { plainBeats } from '../../../support/plainBeats.ts';
import { recordingPort } from '../../../support/recordingPort.ts';
import { kraftCluster, leaderOf, server } from '../../../support/kraftCluster.ts';
import { milestones, sent } from '../../../support/sessionCluster.ts';

const instantOf = (line: string | undefined): number => Number(line?.split(' ')[0]);
const silent: Partial<KraftParams> = { clients: 0 };

describe('the service', () => {
  test('is registered, with its servers first', () => {
    expect(services.kraft).toBe(kraft);
    expect(kraft.roles({ clients: 2 } as KraftParams, 3)).toEqual(['replica', 'replica', 'replica', 'client', 'client']);
    expect(() => kraft.over(plainBeats)).toThrow('a heartbeat of its own');
    for (const option of Object.values(kraft.parameters)) expect(Math.min(option.low.length, option.high.length)).toBeGreaterThan(10);
  });
});

describe('fetching', () => {
  test('one fetch is out, always; with nothing to fetch it is answered after 500 ms', () => {
    const cluster = kraftCluster({ ...silent, idle: 0 }).run(10 * sec);
    const leader = leaderOf(cluster);
    const follower = leader === 0 ? 1 : 0;
    const fetches = sent(cluster, 'kraft.fetch', follower, leader).slice(2);
    expect(new Set(fetches.slice(1).map((at, i) => Math.round(at - fetches[i]!)))).toEqual(new Set([506]));
  });

  test('an entry answers it at once, and the next fetch is its acknowledgement', () => {
    const cluster = kraftCluster({ readShare: 0, every: 1 * sec, idle: 0 }).run(10 * sec);
    const invoked = cluster.notes('invokes').filter(({ at }) => at > 5 * sec);
    const acknowledged = cluster.notes('acknowledged').filter(({ at }) => at > 5 * sec);
    // to the leader, to a follower, its fetch, and the answer
    expect(acknowledged.map(({ at }, i) => at - invoked[i]!.at)).toEqual(acknowledged.map(() => 12 * ms));
    expect(acknowledged.length).toBeGreaterThan(3);
  });

  test('an idle leader writes for itself every 500 ms', () => {
    const cluster = kraftCluster(silent).run(10 * sec);
    const before = server(cluster, leaderOf(cluster)).log.end;
    cluster.run(20 * sec);
    expect(server(cluster, leaderOf(cluster)).log.end - before).toBe(20);
  });
});

describe('a leader that is killed', () => {
  test.each([1, 2, 3, 4, 5])('is replaced when a follower has had no answer for 2 s: seed %i', seed => {
    const cluster = kraftCluster(silent, { seed }).run(10 * sec);
    const leader = leaderOf(cluster);
    const followers = [0, 1, 2].filter(id => id !== leader);
    const last = Math.min(...followers.map(id => sent(cluster, 'kraft.fetched', leader, id).at(-1)! + 3));
    cluster.kill(leader);
    cluster.run(20 * sec);
    const stood = instantOf(milestones(cluster, 'candidate').find(line => instantOf(line) > 10_000));
    expect(stood - last).toBeCloseTo(2_000, 6);
    expect(stood).toBeGreaterThan(11_490);
    expect(leaderOf(cluster)).not.toBe(leader);
    expect(cluster.effects.filter(({ what, detail, at }) => what === 'suspect' && detail === leader && at > 10 * sec).length).toBeGreaterThan(0);
  });

  test('and the votes that two candidates lose by each other are asked for again after waits that grow', () => {
    const cluster = kraftCluster(silent, { servers: 4, seed: 3 }).run(10 * sec);
    const leader = leaderOf(cluster, 4);
    cluster.kill(leader);
    // of three none has more than two votes, and three are needed
    const [cut] = [0, 1, 2, 3].filter(id => id !== leader);
    cluster.cut([cut!], [0, 1, 2, 3].filter(id => id !== cut));
    cluster.run(60 * sec);
    expect(leaderOf(cluster, 4)).toBe(leader);
    const mine = [0, 1, 2, 3].find(id => id !== leader && id !== cut)!;
    const stood = milestones(cluster, 'candidate').filter(line => line.split(' ')[1] === `${mine}` && instantOf(line) > 10_000).map(instantOf);
    expect(stood.length).toBeGreaterThan(5);
    const gaps = stood.slice(1).map((at, i) => at - stood[i]!);
    // an election, a wait; or both of the other, and an election of its own
    expect(Math.max(...gaps)).toBeLessThanOrEqual(2 * (2_000 + 1_001) + 2_000);
    cluster.heal();
    cluster.run(75 * sec);
    expect(leaderOf(cluster, 4)).not.toBe(leader);
  });
});

describe('a leader that is cut off', () => {
  test('resigns three seconds after the last fetch of a majority, and another leads soon', () => {
    const cluster = kraftCluster(silent).run(10 * sec);
    const leader = leaderOf(cluster);
    const others = [0, 1, 2].filter(id => id !== leader);
    cluster.cut([leader], others);
    cluster.run(20 * sec);
    const heard = Math.max(...others.map(id => sent(cluster, 'kraft.fetch', id, leader).filter(at => at < 10_000).at(-1)!)) + 3;
    const resigned = milestones(cluster, 'resigned');
    expect(resigned).toEqual([expect.stringMatching(new RegExp(` ${leader} resigned ${leader}$`))]);
    expect(instantOf(resigned[0]) - heard).toBeCloseTo(3_000, 6);
    const leads = milestones(cluster, 'newLeader').find(line => instantOf(line) > 10_000)!;
    // both stand at once, as both were answered at once: each refuses the other, and then it is 100 ms or none for each
    expect(instantOf(leads) - heard).toBeLessThan(2_000 + 2_000);
  });

  test('and deposes the new one when it returns: nobody asks whether it could win', () => {
    const cluster = kraftCluster(silent).run(10 * sec);
    const old = leaderOf(cluster);
    cluster.cut([old], [0, 1, 2].filter(id => id !== old));
    cluster.run(30 * sec);
    const epoch = Math.max(...[0, 1, 2].filter(id => id !== old).map(id => server(cluster, id).epoch));
    expect(server(cluster, old).epoch).toBeGreaterThan(epoch);
    cluster.heal();
    cluster.run(45 * sec);
    expect(Math.min(...[0, 1, 2].map(id => server(cluster, id).epoch))).toBeGreaterThan(epoch);
    expect(leaderOf(cluster)).not.toBe(-1);
  });

  test('with one follower of two left goes on', () => {
    const cluster = kraftCluster(silent).run(10 * sec);
    const leader = leaderOf(cluster);
    const [gone] = [0, 1, 2].filter(id => id !== leader);
    cluster.kill(gone!);
    cluster.run(60 * sec);
    expect(leaderOf(cluster)).toBe(leader);
    expect(milestones(cluster, 'resigned', 'candidate').filter(line => instantOf(line) > 10_000)).toEqual([]);
  });
});

describe('a leader that resigns', () => {
  const standsAfter = (place: (follower: number, other: number) => readonly number[]): number => {
    const cluster = kraftCluster(silent).run(10 * sec);
    const leader = leaderOf(cluster);
    const [follower, other] = [0, 1, 2].filter(id => id !== leader) as [number, number];
    const part = server(cluster, follower);
    const message = { kind: 'kraft.end', epoch: part.epoch, successors: place(follower, other) } as const;
    kraft.over(null).receive(cluster.state(follower), 10 * sec, leader, message, recordingPort());
    return (part.timerAt - 10 * sec - 1) / ms;
  };

  test('has the first of its successors stand at once, the second half a second later, and any other after one', () => {
    expect(standsAfter((follower, other) => [follower, other])).toBe(0);
    expect(standsAfter((follower, other) => [other, follower])).toBe(500);
    expect(standsAfter((_, other) => [other])).toBe(1_000);
  });

  test('tells both, the one whose log goes further first', () => {
    const cluster = kraftCluster({ clients: 0, idle: 100 * ms }).run(10 * sec);
    const leader = leaderOf(cluster);
    const [near, far] = [0, 1, 2].filter(id => id !== leader) as [number, number];
    cluster.cut([near], [leader, far]);
    cluster.run(11 * sec);
    cluster.cut([far], [leader]);
    cluster.run(16 * sec);
    const ends = cluster.effects.filter(({ what, detail }) => what === 'send' && (detail as { kind: string }).kind === 'kraft.end');
    expect(ends.map(({ detail }) => (detail as { successors: number[] }).successors)).toEqual([[far, near], [far, near]]);
  });
});
