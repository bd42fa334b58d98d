/** BFD, VRRP and the ring of Corosync, under their users' option names: what each fault does to each, as their sources have it. */
import { describe, expect, test } from 'vitest';
import { bfd } from '../../../scenarios/systems/bfd.ts';
import { birdBfd } from '../../../scenarios/systems/birdBfd.ts';
import { corosync } from '../../../scenarios/systems/corosync.ts';
import { keepalived } from '../../../scenarios/systems/keepalived.ts';
import { play, type Question } from '../../../scenarios/systems/play.ts';
import type { Distribution } from '../../../scenarios/systems/summary.ts';
import { sec } from '../../../src/time.ts';

const ask = (question: Question) => play({ runs: 20, ...question });
const within = ({ min, max, missing }: Distribution, least: number, most: number): void => {
  expect(missing).toBe(0);
  expect(min).toBeGreaterThanOrEqual(least);
  expect(max).toBeLessThanOrEqual(most);
};

describe('BFD', () => {
  const settings = { 'min tx interval': '50ms', 'min rx interval': '50ms', multiplier: '4', sessions: '4' };

  test('cannot tell a kill from a hang or from silence: four intervals, less the age of the last packet', () => {
    for (const fault of ['kill', 'hang', 'blackhole'] as const) {
      const { milestones: { down, downFirst, downLast } } = ask({ system: birdBfd, settings, fault });
      within(down!, 200 - 46, 203);
      expect(downFirst!.p50!).toBeLessThan(down!.p50!);
      expect(downLast!.p50!).toBeGreaterThan(down!.p50!);
    }
  });

  test('counts each fall once, at one end', () => {
    const { counts, milestones } = ask({ system: birdBfd, settings, fault: 'blackhole', lasts: 5 * sec });
    expect(milestones.up!.n).toBe(20);
    within(counts.downs!, 4, 4);
  });

  test('waits by the other\'s multiplier and the slower of the two intervals', () => {
    const { milestones } = ask({ system: bfd, settings: { 'transmit-interval': '100', 'receive-interval': '200', 'detect-multiplier': '5' } });
    within(milestones.down!, 1_000 - 201, 1_002);
  });

  test('is up again within some idle intervals', () => {
    const { milestones } = ask({ system: birdBfd, settings, fault: 'blackhole', lasts: 5 * sec });
    within(milestones.up!, 0, 3_000);
  });

  test('goes down by loss as often as all packets of a detection time are lost', () => {
    const settings3 = { 'transmit-interval': '100', 'receive-interval': '100' };
    const { falseVerdicts } = ask({ system: bfd, settings: settings3, fault: 'loss', loss: 0.15, runs: 6 });
    // three in a row, on either way; some 684 packets a minute each way
    const expected = 2 * 684 * 0.15 ** 3 * 0.85;
    expect(falseVerdicts.down!.perMinute).toBeGreaterThan(0.7 * expected);
    expect(falseVerdicts.down!.perMinute).toBeLessThan(1.2 * expected);
    expect(ask({ system: bfd, fault: 'none', runs: 2 }).falseVerdicts.down!.count).toBe(0);
  });
});

describe('keepalived', () => {
  test('takes over after three intervals and the skew, whatever became of the master', () => {
    for (const fault of ['kill', 'hang', 'blackhole'] as const) within(ask({ system: keepalived, fault }).milestones.master!, 2_609, 3_610);
  });

  test('after the skew alone where the master said that it stops', () => {
    within(ask({ system: keepalived, settings: { term: 'true' } }).milestones.master!, 609, 611);
  });

  test('a master that was killed comes back as backup, one that hung or was cut off as master', () => {
    const back = (fault: 'kill' | 'hang' | 'blackhole', settings = {}) =>
      ask({ system: keepalived, fault, settings, lasts: 10 * sec }).milestones;
    within(back('kill').backupYields!, 3_218 + 30, 3_219 + 111);
    within(back('kill', { term: 'true' }).backupYields!, 3_218 + 30, 3_219 + 111);
    within(back('hang').backupYields!, 0, 2);
    within(back('blackhole').backupYields!, 0, 1_002);
    expect(back('kill', { nopreempt: 'true' }).backupYields!.n).toBe(0);
  });

  test('in version 3 all is in parts of the interval', () => {
    const settings = { vrrp_version: '3', advert_int: '0.2' };
    within(ask({ system: keepalived, settings }).milestones.master!, 400 + 121, 600 + 123);
  });

  test('has two masters when three advertisements in a row are lost, for each address by itself', () => {
    const instances = 6;
    const { perMinute } = ask({
      system: keepalived, settings: { vrrp_version: '3', advert_int: '0.1', instances: `${instances}` }, fault: 'loss', loss: 0.2, runs: 3,
    }).falseVerdicts.dualMaster!;
    const expected = instances * 600 * 0.2 ** 3 * 0.8;
    expect(perMinute).toBeGreaterThan(0.9 * expected);
    expect(perMinute).toBeLessThan(1.1 * expected);
  });

  test('in a partition two are master, once, until it heals', () => {
    const { counts, milestones } = ask({ system: keepalived, fault: 'partition', lasts: 20 * sec });
    within(counts.dualMasters!, 1, 1);
    within(milestones.backupYields!, 0, 1_002);
  });

  test('refuses what keepalived refuses', () => {
    expect(() => ask({ system: keepalived, settings: { advert_int: '0.5' } })).toThrow('whole seconds');
    expect(() => ask({ system: keepalived, settings: { nopreempt: 'yes', preempt_delay: '5' } })).toThrow('exclude');
  });
});

describe('Corosync', () => {
  const settings = { token: '1000' };

  test('misses the token a token timeout after it was last seen, and forms a ring a consensus timeout later', () => {
    for (const fault of ['kill', 'hang', 'blackhole'] as const) {
      const { tokenTimeout, newMembership, newMembershipLast } = ask({ system: corosync, settings, fault }).milestones;
      within(tokenTimeout!, 1_650 - 306, 1_651);
      // Thirteen hops more, each of 0.3 ms. If who gave up first is not the first node of the new ring, that one leaves the
      // third out only as it hears so, and has to hear once more that the other agrees: with the next join, after 50 ms.
      const [soon, late] = [1_980 + 13 * 0.3, 1_980 + 50 + 12 * 0.3];
      const after = newMembership!.samples.map((at, run) => Number((at - tokenTimeout!.samples[run]!).toFixed(3)));
      expect([...new Set(after)].sort()).toEqual([soon, late]);
      within(newMembershipLast!, newMembership!.min!, newMembership!.max! + 5);
    }
  });

  test('a kernel that refuses takes links down soon, silence after a ping timeout: at a look every 200 ms', () => {
    const links = (fault: 'kill' | 'hang') => ask({ system: corosync, settings, fault }).milestones;
    expect(links('kill').linkDown!.p50!).toBeLessThan(350);
    within(links('hang').linkDown!, 825 - 600, 1_025);
    within(links('hang').linkDownLast!, 825 - 600, 1_025);
  });

  test('each node beyond the second makes it slower, unless the coefficient is none', () => {
    const token = (own: Readonly<Record<string, string>>): Distribution => ask({ system: corosync, settings: { ...settings, ...own } }).milestones.tokenTimeout!;
    within(token({ nodes: '5' }), 2_950 - 560, 2_951);
    within(token({ nodes: '5', token_coefficient: '0' }), 1_000 - 190, 1_001);
  });

  test('a node that returns is in the ring again', () => {
    const { milestones } = ask({ system: corosync, settings, lasts: 10 * sec, target: 'node2' });
    within(milestones.rejoined!, 1_200, 6_000);
  });

  test('calm weather leaves nobody out; loss takes links down, since one lost pong is enough', () => {
    expect(ask({ system: corosync, settings, fault: 'none', runs: 2 }).falseVerdicts.linkDown!.count).toBe(0);
    expect(ask({ system: corosync, settings, fault: 'loss', loss: 0.05, runs: 2 }).falseVerdicts.linkDown!.count).toBeGreaterThan(3);
  });
});
