import { describe, expect, test } from 'vitest';
import { histories } from '../../../sim/leadership.ts';
import { simulate } from '../../../sim/run.ts';
import { corner, overlap, within, type Lease } from './lease.ts';
import { accepted, runOracleCase } from './runOracle.ts';

const ms = 1_000;
const plain: Lease = {
  leader: 10_000 * ms, follower: 10_000 * ms, rho: 0.01, countFrom: 'send', request: 1 * ms, roundTrip: 20 * ms, election: 2 * ms,
};

/** On paper. */
const bound = ({ leader, follower, rho, countFrom, request, roundTrip, election }: Lease): number =>
  Math.max(0, (countFrom === 'send' ? 0 : roundTrip) + leader / (1 - rho) - request - follower / (1 + rho) - election);

const leases: readonly Partial<Lease>[] = [
  {}, { countFrom: 'answer' }, { countFrom: 'answer', rho: 0 }, { countFrom: 'answer', rho: 0.0001, request: 7 * ms, election: 5 * ms },
  { leader: 9_900 * ms }, { leader: 11_000 * ms, rho: 0 }, { leader: 700 * ms, follower: 700 * ms },
  { leader: 60_000 * ms, follower: 60_000 * ms, rho: 0.05, countFrom: 'answer', roundTrip: 3_000 * ms },
];

describe('the corner', () => {
  test.each(leases)('reaches the bound to a tick: %j', changes => {
    const lease = { ...plain, ...changes };
    expect(bound(lease)).toBeGreaterThan(0);
    for (const nth of [0, 3]) expect(Math.abs(overlap(corner(lease, nth), 'corner') - bound(lease))).toBeLessThanOrEqual(1);
  });

  test.each<Partial<Lease>>([{ leader: 9_000 * ms }, { rho: 0 }, { countFrom: 'answer', leader: 9_780 * ms }])('of a lease that is safe: %j', changes => {
    const lease = { ...plain, ...changes };
    const { scenario, trace } = simulate(corner(lease, 2));
    const [history] = histories(scenario, trace);
    expect(history!.splitBrain).toEqual([]);
    // not for want of a second leader
    expect(new Set(history!.acting.map(({ process }) => process))).toEqual(new Set([0, 1]));
  });

  test('it takes a slow leader and fast followers', () => {
    const file = corner(plain, 2);
    expect(overlap({ ...file, hosts: file.hosts!.toReversed().map((host, process) => ({ ...host, process })) }, 'fast')).toBeLessThan(1 * ms);
    expect(overlap({ ...file, hosts: [] }, 'exact')).toBe(0);
  });

  test('the leader may also make its length from the followers\' by a bound of the drift', () => {
    const lease: Lease = { ...plain, leader: 9_000 * ms, countFrom: 'answer', roundTrip: 1_500 * ms };
    const file = corner(lease, 2);
    const bounded = { ...file, processes: 3, service: { ...file.service, lease: '10s', driftBound: 0.1 / 1.9 } };
    expect(Math.abs(overlap(bounded, 'bounded') - bound(lease))).toBeLessThanOrEqual(2);
  });
});

test.each<Partial<Lease>>([{}, { countFrom: 'answer' }])('nothing within the bounds exceeds it, and some comes near: %j', changes => {
  const lease = { ...plain, ...changes };
  const seen = Array.from({ length: 60 }, (_, i) => overlap(within(lease, `${i}`), `${i}`));
  expect(Math.max(...seen)).toBeLessThanOrEqual(bound(lease) + 1);
  expect(Math.max(...seen)).toBeGreaterThan(0.9 * bound(lease));
  expect(Math.min(...seen)).toBe(0);
});

describe('the case', () => {
  const one = (params: object, expected: number) => ({
    id: 'lease', model: 'leader lease with clock drift', time_unit: 'ms', metric: 'max_overlap', expected,
    params: { L_leader: 10_000, L_follower: 10_000, rho: 0.01, d_req_min: 1, e_min: 2, ...params },
  });

  test.each([
    one({}, 10_000 / 0.99 - 10_000 / 1.01 - 3), one({ L_leader: 9_000 }, 0),
    one({ count_from: 'ack', d_rt_max: 20, rho: 0 }, 17),
  ])('passes what is right: $params', right => {
    const { status, ...rest } = runOracleCase(right);
    expect(status, JSON.stringify(rest)).toBe('pass');
  });

  test('fails what is not', () => {
    expect(runOracleCase(one({ count_from: 'ack', d_rt_max: 20, rho: 0 }, 17.1))).toMatchObject({ status: 'fail', measured: 17 });
  });

  test('owns to what it is not told', () => {
    expect(runOracleCase(one({ count_from: 'ack' }, 17)).measured).toBe('d_rt_max is undefined');
    expect(runOracleCase({ ...one({}, 17), metric: 'E_TD' }).measured).toBe('does not know the metric E_TD');
  });

  test('a bound may be exceeded by a tick, and missed by no more than is stated', () => {
    const found = { error: 0, count: 1, over: 0.001, under: 0.003 };
    const verdicts = [19.001, 19.0011, 18.997, 18.9969].map(value => accepted({ ...found, value }, 19));
    expect(verdicts).toEqual([true, false, true, false]);
  });
});
