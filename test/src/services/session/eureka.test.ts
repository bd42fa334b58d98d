import { describe, expect, test } from 'vitest';
import type { Registry } from '../../../../src/services/session/eureka/registry.ts';
import { isLapsed, renewedAt } from '../../../../src/services/session/rules.ts';
import { ms, sec } from '../../../../src/time.ts';
import type { MiniCluster } from '../../../support/miniCluster.ts';
import { milestones, partOf, sent, sessions } from '../../../support/sessionCluster.ts';

const instances = (params = {}, options = {}): MiniCluster => sessions({ flavour: 'eureka', members: 8, resources: 0, stores: 0, ...params }, options);
/** Whoever lapses goes at once. */
const never = { selfPreservation: false, preservation: 0 };
const registry = (cluster: MiniCluster, id = 0): Registry => partOf<Registry>(cluster, id);
const instantOf = (line: string | undefined): number => Number(line?.split(' ')[0]);

describe('a lease', () => {
  test('lasts twice its length after a renewal, and once where it was never renewed', () => {
    const [now, lease] = [1_000 * sec, 90 * sec];
    expect([now + 2 * lease, now + 2 * lease + 1].map(at => isLapsed(at, renewedAt(now, lease), lease, 0))).toEqual([false, true]);
    expect([now + lease, now + lease + 1].map(at => isLapsed(at, now, lease, 0))).toEqual([false, true]);
    expect(isLapsed(now + lease + 5 * sec, now, lease, 5 * sec)).toBe(false);
  });

  test('is renewed 30 s after the last answer', () => {
    const renewals = sent(instances({ members: 1 }).run(200 * sec), 'session.beat', 1);
    expect(renewals.slice(1).map((at, i) => Math.round(at - renewals[i]!))).toEqual([30_002, 30_002, 30_002, 30_002, 30_002]);
  });

  test.each([[200], [215], [229]])('of an instance that is killed at %i s ends at the first sweep after that', at => {
    const cluster = instances(never).run(at * sec);
    const last = sent(cluster, 'session.beat', 3).at(-1)! + 1;
    cluster.kill(3);
    cluster.run(700 * sec);
    const [evicted] = milestones(cluster, 'evicted');
    expect(evicted).toBe(`${60_000 * (Math.floor((last + 180_000) / 60_000) + 1)} 0 evicted 3`);
    expect(instantOf(evicted) - last).toBeGreaterThan(180_000);
  });

  test('that was never renewed ends after 90 s', () => {
    const cluster = instances(never).run(10 * sec);
    cluster.kill(3);
    cluster.run(300 * sec);
    expect(milestones(cluster, 'evicted')).toEqual(['120000 0 evicted 3']);
  });
});

describe('self-preservation', () => {
  test('keeps one dead instance of eight, though seven renew: 14 renewals are not more than 15', () => {
    const cluster = instances().run(200 * sec);
    expect(registry(cluster)).toMatchObject({ expected: 9, lastMinute: 16 });
    cluster.kill(3);
    cluster.run(890 * sec);
    expect(milestones(cluster, 'evicted')).toEqual([]);
    expect(milestones(cluster, 'selfPreservation')).toEqual([expect.stringMatching(/^420000 0 /)]);
    expect(registry(cluster).lastMinute).toBe(14);
    // a registry alone never counts anew
    cluster.run(2_000 * sec);
    expect(milestones(cluster, 'evicted')).toEqual([]);
  });

  test('of registries that fetch from each other ends when they count anew, after 15 minutes: of eight thirteen renewals are expected', () => {
    const cluster = instances({}, { servers: 2 }).run(200 * sec);
    cluster.kill(4);
    cluster.run(890 * sec);
    expect(milestones(cluster, 'evicted')).toEqual([]);
    cluster.run(1_000 * sec);
    expect(milestones(cluster, 'evicted')).toEqual(['900000 0 evicted 4', '900000 1 evicted 4']);
    expect(registry(cluster).expected).toBe(7);
  });

  test('lets one go of twenty, which is within its share', () => {
    const cluster = instances({ members: 20 }).run(200 * sec);
    cluster.kill(3);
    cluster.run(600 * sec);
    expect(milestones(cluster, 'evicted').map(line => line.split(' ')[3])).toEqual(['3']);
    expect(registry(cluster).expected).toBe(20);
  });

  test('when most are cut off keeps everybody, and all are still there when they come back', () => {
    const cluster = instances({ members: 20 }).run(200 * sec);
    const cut = Array.from({ length: 12 }, (_, i) => i + 1);
    cluster.cut([0], cut);
    cluster.run(800 * sec);
    expect(registry(cluster).leases).toHaveLength(20);
    cluster.heal();
    cluster.run(1_200 * sec);
    expect(milestones(cluster, 'evicted')).toEqual([]);
    expect(milestones(cluster, 'registered')).toHaveLength(20);
  });

  test('without it all that are silent go at one sweep', () => {
    const cluster = instances({ members: 20, ...never }).run(200 * sec);
    cluster.cut([0], Array.from({ length: 12 }, (_, i) => i + 1));
    cluster.run(500 * sec);
    expect(new Set(milestones(cluster, 'evicted').map(instantOf)).size).toBe(1);
    expect(registry(cluster).leases).toHaveLength(8);
  });

  test('off, a sweep still takes no more than its share', () => {
    const cluster = instances({ members: 20, selfPreservation: false }).run(200 * sec);
    cluster.cut([0], Array.from({ length: 12 }, (_, i) => i + 1));
    cluster.run(430 * sec);
    expect(milestones(cluster, 'evicted')).toHaveLength(3);
    cluster.run(490 * sec);
    // of seventeen another three
    expect(milestones(cluster, 'evicted')).toHaveLength(6);
  });

  test('with a share of nothing never sweeps, for a threshold of nothing is none', () => {
    const cluster = instances({ preservation: 0 }).run(200 * sec);
    cluster.kill(3);
    expect(milestones(cluster.run(600 * sec), 'evicted')).toEqual([]);
  });

  test('that never counts anybody never evicts anybody, as in a registry without a peer', () => {
    const cluster = instances({ expected: 0 }).run(200 * sec);
    cluster.kill(3);
    cluster.run(890 * sec);
    expect(registry(cluster).expected).toBe(0);
    expect(milestones(cluster, 'evicted')).toEqual([]);
  });
});

describe('a sweep', () => {
  test('takes no more than the share at once, in random order', () => {
    const cluster = instances({ members: 20, preservation: 0.5 }).run(200 * sec);
    for (let id = 1; id <= 9; id++) cluster.kill(id);
    cluster.run(500 * sec);
    const evicted = milestones(cluster, 'evicted');
    expect(evicted).toHaveLength(9);
    expect(new Set(evicted.map(instantOf)).size).toBe(1);
    const order = evicted.map(line => Number(line.split(' ')[3]));
    expect(order).not.toEqual([...order].sort((a, b) => a - b));
    expect([...order].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test('of twelve silent ones takes ten of twenty', () => {
    const cluster = instances({ members: 20, preservation: 0.5 }).run(200 * sec);
    const state = registry(cluster);
    // enough renewals to go on, whoever sends them
    state.renewals = 1_000;
    for (const lease of state.leases.slice(0, 12)) Object.assign(lease, { updatedAt: -1_000 * sec });
    cluster.cut([0], Array.from({ length: 20 }, (_, i) => i + 1));
    cluster.run(240 * sec);
    expect(milestones(cluster, 'evicted')).toHaveLength(10);
  });

  test('that comes late, its process having stood still, allows for that', () => {
    const evicted = (pause: number): string[] => {
      const cluster = instances(never).run(205 * sec);
      cluster.pause(0);
      cluster.cut([0], [1, 2, 3, 4, 5, 6, 7, 8]);
      cluster.run((205 + pause) * sec);
      cluster.resume(0, 'timers');
      return milestones(cluster.run((205 + pause + 1) * sec), 'evicted');
    };
    // 240 s of silence would be enough for a sweep that came in time
    expect(evicted(240)).toEqual([]);
  });
});

describe('peers', () => {
  test('pass on what they hear, and an instance whose server is silent goes to the next', () => {
    const cluster = instances(never, { servers: 2 }).run(200 * sec);
    expect(registry(cluster, 1).leases.map(({ member }) => member).sort((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    cluster.kill(0);
    cluster.run(900 * sec);
    expect(milestones(cluster, 'evicted')).toEqual([]);
    expect(sent(cluster, 'session.beat', 4, 1).length).toBeGreaterThan(15);
    // read timeout, then the other at once
    const [failed] = sent(cluster, 'session.beat', 4, 0).filter(at => at > 200_000);
    expect(sent(cluster, 'session.beat', 4, 1)[0]! - failed!).toBeCloseTo(8_000 + 1 / ms, 6);
  });

  test('agree on nothing: what one cannot hear it evicts, while the other keeps it', () => {
    const cluster = instances(never, { servers: 2 }).run(200 * sec);
    cluster.cut([0], [1]);
    cluster.run(600 * sec);
    expect(registry(cluster, 0).leases).toHaveLength(8);
    expect(registry(cluster, 1).leases).toHaveLength(0);
    cluster.heal();
    cluster.run(700 * sec);
    expect(registry(cluster, 1).leases).toHaveLength(8);
  });

  test('a registration that was forgotten is made again at the next renewal', () => {
    const cluster = instances().run(200 * sec);
    cluster.kill(0);
    cluster.run(201 * sec);
    cluster.restart(0);
    cluster.run(260 * sec);
    expect(registry(cluster).leases).toHaveLength(8);
  });
});
