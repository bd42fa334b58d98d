import { describe, expect, it } from 'vitest';
import { akkaPhi, akkaPhiInverse } from '../../../src/estimators/akkaPhi.ts';
import { phi, type PhiParams } from '../../../src/estimators/phi.ts';
import { NEVER, ms, sec } from '../../../src/time.ts';
import { beatOf, listened, regular } from '../../support/listen.ts';

const second = regular(1_100, sec);
const last = second.at(-1)!;
/** How long after its last beat a perfectly regular peer is suspected, in ms. */
const patience = (params: PhiParams, arrivals = second) => (phi.freshUntil(listened(phi, params, arrivals)) - arrivals.at(-1)!) / ms;

describe('published figures', () => {
  it('Akka’s defaults: a perfectly regular peer is suspected 4 522.6 ms after its last beat', () => {
    expect(patience({ flavour: 'akka' })).toBeCloseTo(4_522.6, 1);
  });

  it('the exact normal with the same floor and pause: 4 561.2 ms', () => {
    expect(patience({ flavour: 'normal' })).toBeCloseTo(4_561.2, 1);
  });

  it('Akka after one single heartbeat: 5 307 ms', () => {
    expect(Math.ceil(patience({ flavour: 'akka' }, [0]))).toBe(5_307);
  });

  it('Cassandra: 18.42 mean intervals', () => {
    expect(patience({ flavour: 'cassandra' }) / 1_000).toBeCloseTo(18.42, 2);
    expect(patience({ flavour: 'cassandra', threshold: 12 }) / 1_000).toBeCloseTo(27.63, 2);
  });

  it('Hazelcast: the huge pause makes it a deadline of about 65.6 s', () => {
    expect(patience({ flavour: 'hazelcast' }, regular(300, 5 * sec))).toBeCloseTo(65_600, -2);
  });

  it('Hayashibara’s spot values: 8.000 at mean + 5.6120 deviations, where the logistic has 9.310', () => {
    expect(akkaPhi(5.6120)).toBeCloseTo(9.310, 3);
    const state = listened(phi, { flavour: 'normal', acceptableHeartbeatPause: 0 }, second);
    expect(8 * phi.level(state, last + sec + 561_200)).toBeCloseTo(8, 3);
  });
});

describe('Akka’s logistic', () => {
  it.each([[10, 38, 1], [-5, 0.1, 0.1], [0, 0.3, 0.1], [6, 10.8, 0.1], [7, 15.3, 0.1]])('at %f deviations is %f ± %f, as its own tests say', (y, expected, within) => {
    expect(Math.abs(akkaPhi(y) - expected)).toBeLessThanOrEqual(within);
  });

  it('is 0 where the exponential overflows, and infinite where it vanishes: never NaN', () => {
    expect(akkaPhi(-25)).toBe(0);
    expect(akkaPhi(60)).toBe(Infinity);
  });

  it.each([0.001, 0.2, 0.301, 1, 8, 10, 14.9, 15.1, 100, 300])('is inverted at %f', value => {
    expect(Math.abs(akkaPhi(akkaPhiInverse(value)) / value - 1)).toBeLessThan(1e-9);
  });
});

describe('Akka and Hazelcast, a peer slower than the bootstrap tolerates', () => {
  const slow: PhiParams = { flavour: 'akka', threshold: 10, window: 200, acceptableHeartbeatPause: 0, firstHeartbeatEstimate: sec };
  const arrivals = regular(12, 5 * sec, sec);

  it('Akka never learns: each arrival finds it suspected', () => {
    const state = listened(phi, slow, arrivals);
    expect(phi.explain!(state, arrivals.at(-1)!)).toMatchObject({ samples: 2, mean: sec, deviation: sec / 4 });
  });

  it('Hazelcast records every interval, and learns', () => {
    const state = listened(phi, { ...slow, flavour: 'hazelcast' }, arrivals);
    const found = phi.explain!(state, 58 * sec);
    expect(found).toMatchObject({ samples: 13 });
    expect(found['mean']! / ms).toBeCloseTo(4_384.615384615385, 9);
    expect(found['deviation']! / ms).toBeCloseTo(1_446.5322745454987, 9);
    expect(found['phi']).toBeCloseTo(0.022160675835864955, 9);
  });
});

describe('Cassandra', () => {
  it('keeps an interval of the maximum, discards a longer one, and moves the timestamp all the same', () => {
    const kept = listened(phi, { flavour: 'cassandra' }, [sec, 3 * sec]);
    expect(phi.explain!(kept, 3 * sec)).toMatchObject({ samples: 2, mean: 2 * sec });
    const longer = listened(phi, { flavour: 'cassandra' }, [sec, 3 * sec + 1]);
    expect(phi.explain!(longer, 3 * sec + 1)).toMatchObject({ samples: 1, phi: 0 });
    const custom = listened(phi, { flavour: 'cassandra', maxInterval: 10 * sec }, [sec, 10 * sec]);
    expect(phi.explain!(custom, 10 * sec)).toMatchObject({ samples: 2, mean: 5.5 * sec });
  });

  it('convicts strictly beyond the threshold: with a mean of 2 s at 36 841.36 ms', () => {
    expect(patience({ flavour: 'cassandra' }, [sec])).toBeCloseTo(36_841.36, 2);
  });
});

describe('before the first beat', () => {
  it('is trusted with φ 0; Akka’s cluster then assumes a heartbeat, the bare detectors never do', () => {
    const state = phi.init({ flavour: 'akka' }, 0);
    expect(phi.level(state, sec)).toBe(0);
    expect(phi.freshUntil(state)).toBe(sec + Math.ceil(patience({ flavour: 'akka' }, [0]) * ms));
    expect(phi.freshUntil(phi.init({ flavour: 'akka', expectedResponseAfter: NEVER }, 0))).toBe(NEVER);
    expect(phi.freshUntil(phi.init({ flavour: 'cassandra' }, 0))).toBe(NEVER);
  });

  it('what was assumed leaves no interval behind', () => {
    const state = phi.init({ flavour: 'akka' }, 0);
    phi.observe(state, 1_010 * ms, beatOf(0));
    expect(phi.explain!(state, 1_010 * ms)['samples']).toBe(2);
  });
});

it('normal and Cassandra hear newer beats only; Akka and Hazelcast hear any', () => {
  const moved = (['normal', 'cassandra', 'akka', 'hazelcast'] as const).map(flavour => {
    const state = listened(phi, { flavour }, [0, sec]);
    const before = phi.freshUntil(state);
    phi.observe(state, 1_500 * ms, beatOf(0));
    return phi.freshUntil(state) !== before;
  });
  expect(moved).toEqual([false, false, true, true]);
});
