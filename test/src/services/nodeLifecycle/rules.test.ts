import { describe, expect, test } from 'vitest';
import { limiter, swapped, tryAccept } from '../../../../src/services/nodeLifecycle/limiter.ts';
import { isSilent, type Health } from '../../../../src/services/nodeLifecycle/monitoring.ts';
import { firstStore, isNode, zoneOf, type NodeObject } from '../../../../src/services/nodeLifecycle/objects.ts';
import { jittered, rateOf, renewEvery, requestTimeout, unknownWindow, zoneState } from '../../../../src/services/nodeLifecycle/rules.ts';
import { NEVER, sec } from '../../../../src/time.ts';

describe('the state of a zone', () => {
  test('by a naive count, in single precision', () => {
    const threshold = Math.fround(0.55);
    for (let ready = 0; ready <= 60; ready++) {
      for (let notReady = 0; notReady <= 60; notReady++) {
        const share = Math.fround(notReady / (notReady + ready));
        const expected = ready === 0 && notReady > 0 ? 'FullDisruption' : notReady >= 3 && share >= threshold ? 'PartialDisruption' : 'Normal';
        expect(zoneState(ready, notReady, 0.55), `${ready} and ${notReady}`).toBe(expected);
      }
    }
  });

  test('at the threshold it is disrupted; two lost nodes never are a disruption while one is ready', () => {
    expect(zoneState(9, 11, 0.55)).toBe('PartialDisruption');
    expect(zoneState(1, 2, 0.55)).toBe('Normal');
    expect(zoneState(0, 0, 0.55)).toBe('Normal');
    expect(zoneState(1, 3, 1)).toBe('Normal');
  });
});

describe('the rate of evictions', () => {
  const rates = { evictionRate: 0.1, secondaryEvictionRate: 0.01, largeClusterSize: 50 };

  test('is the usual one, but while a zone is disrupted in part, or all are wholly', () => {
    expect(rateOf('Normal', 3, false, rates)).toBe(0.1);
    expect(rateOf('Initial', 3, false, rates)).toBe(0.1);
    expect(rateOf('FullDisruption', 3, false, rates)).toBe(0.1);
    expect(rateOf('FullDisruption', 3_000, true, rates)).toBe(0);
    expect([50, 51].map(size => rateOf('PartialDisruption', size, false, rates))).toEqual([0, 0.01]);
  });
});

describe('the token bucket', () => {
  test('begins with its token, and gives one each ten seconds at 0.1 Hz, however long nobody asked', () => {
    const bucket = limiter(0.1, 5 * sec);
    const taken = [5, 6, 14.9, 15, 15, 100, 101, 109, 110].map(at => tryAccept(bucket, at * sec));
    expect(taken).toEqual([true, false, false, true, false, true, false, false, true]);
  });

  test('a swap keeps who waits waiting', () => {
    const empty = limiter(0.1, 0);
    tryAccept(empty, 0);
    expect(swapped(empty, 0.01, 1 * sec).readyAt).toBe(101 * sec);
    expect(swapped(limiter(0.1, 0), 0.01, 1 * sec).readyAt).toBe(1 * sec);
    expect(swapped(empty, 0.1, 1 * sec)).toBe(empty);
  });

  test('without a rate nothing comes; afterwards the first token takes its time', () => {
    const never = swapped(limiter(0.1, 0), 0, 0);
    expect(tryAccept(never, NEVER - 1)).toBe(false);
    expect(swapped(never, 0.1, 60 * sec).readyAt).toBe(70 * sec);
  });

  test('flowcontrol: the limiter that never accepts says that its rate is 1, so a rate of 1 never comes back', () => {
    const never = swapped(limiter(1, 0), 0, 0);
    expect(swapped(never, 1, 60 * sec)).toBe(never);
  });
});

describe('heartbeats', () => {
  test('a lease of 40 s is renewed every 10 to 10.4 s, and a request has 10 s', () => {
    expect(renewEvery(40 * sec)).toBe(10 * sec);
    expect([0, 0.5, 0.999_999].map(draw => jittered(10 * sec, draw))).toEqual([10 * sec, 10.2 * sec, 10_399_999]);
    expect(requestTimeout(10 * sec, 40 * sec)).toBe(10 * sec);
    expect(requestTimeout(60 * sec, 40 * sec)).toBe(40 * sec);
  });

  const node = (renewTime: number | null, rest: Partial<NodeObject> = {}): NodeObject =>
    ({ id: 3, version: 1, createdAt: 7 * sec, ready: 'True', heartbeatAt: 0, taint: 'none', renewTime, ...rest });
  const limits = { grace: 40 * sec, startupGrace: 60 * sec };

  test.each([-3_600, -50, 0, 50, 1_000_000])('a kubelet whose clock is %i s off is judged like any other: what counts is that the time grows', skew => {
    const health = new Map<number, Health>();
    const renewals = (now: number): NodeObject => node((Math.floor(Math.min(now, 100) / 10) * 10 + skew) * sec);
    const silent = Array.from({ length: 40 }, (_, i) => 5 * i).filter(now => isSilent(health, renewals(now), now * sec, limits));
    // the last renewal is seen at 100, and 40 s later it is exactly the grace
    expect(silent[0]).toBe(145);
  });

  test('a clock that was set back renews nothing until it has caught up', () => {
    const health = new Map<number, Health>();
    const silent = Array.from({ length: 40 }, (_, i) => 5 * i).filter(now => isSilent(health, node((now < 50 ? now : now - 60) * sec), now * sec, limits));
    // newest before: 45, seen then; at 110 its clock says 50
    expect(silent).toEqual([90, 95, 100, 105]);
  });

  test('a node without a status has the startup grace from its creation on', () => {
    const health = new Map<number, Health>();
    const unheard = node(null, { ready: null, heartbeatAt: null });
    const silent = Array.from({ length: 100 }, (_, now) => now).filter(now => isSilent(health, unheard, now * sec, limits));
    expect(silent[0]).toBe(68);
    // one that renews its lease and never posts is thought well of
    expect(isSilent(health, node(1, { ready: null, heartbeatAt: null }), 99 * sec, limits)).toBe(false);
  });

  test('after a new status the old lease counts once more', () => {
    const health = new Map<number, Health>();
    const probed = (now: number, heartbeatAt: number): number => {
      isSilent(health, node(1, { heartbeatAt }), now * sec, limits);
      return health.get(3)!.probedAt / sec;
    };
    expect([probed(0, 0), probed(5, 0), probed(10, 9), probed(15, 9), probed(20, 9)]).toEqual([0, 0, 10, 15, 15]);
  });

  test('a controller that begins counts from its beginning', () => {
    const health = new Map<number, Health>();
    expect(isSilent(health, node(1), 900 * sec, limits)).toBe(false);
    expect(health.get(3)!.probedAt).toBe(900 * sec);
  });
});

test('the window to Ready = Unknown holds for every phase of renewals and of passes, and both ends are reached', () => {
  const [renew, monitor, grace] = [10, 5, 40];
  const delays: number[] = [];
  for (let phase = 0; phase < monitor; phase += 0.25) {
    for (let end = 0.25; end <= renew; end += 0.25) {
      // it renews at 0 and ends at `end`; passes are at phase + 5k
      const seen = phase;
      let pass = seen;
      while (pass <= seen + grace) pass += monitor;
      delays.push(pass - end);
    }
  }
  const [least, most] = unknownWindow({ grace, renew, monitor });
  expect([least, most]).toEqual([30, 50]);
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(least);
  expect(Math.max(...delays)).toBeLessThanOrEqual(most);
  expect(Math.max(...delays)).toBeGreaterThan(most - 1);
});

test('a role may name its zone', () => {
  expect(['node', 'node@east', 'nodes', 'controller', ''].map(isNode)).toEqual([true, true, false, false, false]);
  expect([0, 1, 2, 3].map(ordinal => zoneOf('node', ordinal, 3))).toEqual(['zone0', 'zone1', 'zone2', 'zone0']);
  expect(zoneOf('node@east', 5, 3)).toBe('east');
});

test('a new cluster knows its nodes by name only', () => {
  const [made, run] = [false, true].map(isEstablished => firstStore([0, 1], isEstablished, 9).nodes[1]!);
  expect(made).toMatchObject({ ready: null, heartbeatAt: null, renewTime: null, createdAt: 9 });
  expect(run).toMatchObject({ ready: 'True', renewTime: 9 });
});
