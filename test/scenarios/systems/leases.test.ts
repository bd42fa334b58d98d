/** Patroni, and the locks of Kubernetes, Consul and etcd: what their rules say of the instants, by the arithmetic of each. */
import { describe, expect, test } from 'vitest';
import { systemNamed } from '../../../scenarios/systems/index.ts';
import { advice, readSettings } from '../../../scenarios/systems/options.ts';
import { play, type Question } from '../../../scenarios/systems/play.ts';
import type { Distribution } from '../../../scenarios/systems/summary.ts';
import { sec } from '../../../src/time.ts';

type Asked = Omit<Question, 'system'>;
/** Few writes: they only tell who takes any, and make a run slow. */
const ask = (name: string, { settings, ...more }: Asked = {}) => play({ system: systemNamed(name), runs: 12, ...more, settings: { 'write-every': '500ms', ...settings } });

/** All within, and from one end towards the other. */
function fills({ min, max, missing }: Distribution, low: number, high: number, share = 0.4): void {
  expect(missing).toBe(0);
  expect(min).toBeGreaterThanOrEqual(low);
  expect(max).toBeLessThanOrEqual(high);
  expect(max! - min!).toBeGreaterThan(share * (high - low));
}

describe('patroni', () => {
  test('a host that is killed: the lock is taken when ttl has passed since the last loop, and half a second', () => {
    const { milestones, counts } = ask('patroni', { fault: 'host' });
    fills(milestones['lockTaken']!, 20_000, 30_510);
    expect(milestones['firstWrite']!.p50! - milestones['lockTaken']!.p50!).toBeLessThan(600);
    expect(counts['failovers']).toMatchObject({ min: 1, max: 1 });
    expect(counts['lostWrites']!.max).toBe(0);
  });

  test('one that is cut off: its primary is stopped 8.5 to 10 s into its next loop, and the other asks it for 2 s in vain', () => {
    const { milestones } = ask('patroni', { fault: 'blackhole' });
    fills(milestones['oldPrimaryStops']!, 8_000, 20_010);
    fills(milestones['lockTaken']!, 22_000, 32_510);
    expect(milestones['splitBrain']!.max).toBe(0);
  });

  test('a Patroni alone: both take writes for as long as anybody watches', () => {
    const { milestones } = ask('patroni', { fault: 'kill', target: 'patroni' });
    expect(milestones['splitBrain']!.min).toBeGreaterThan(14_400);
    expect(milestones['demoted']!.n).toBe(0);
  });

  test('but for a watchdog, or a standby that writes wait for', () => {
    const guarded = ask('patroni', { fault: 'kill', target: 'patroni', settings: { watchdog: 'true' } }).milestones;
    fills(guarded['oldPrimaryStops']!, 14_400, 25_010);
    expect(guarded['splitBrain']!.max).toBe(0);
    const synchronous = ask('patroni', { fault: 'kill', target: 'patroni', settings: { synchronous_mode: 'true' } }).milestones;
    expect(synchronous['splitBrain']!.max).toBe(0);
    expect(ask('patroni', { fault: 'blackhole', settings: { synchronous_mode: 'true' } }).milestones['oldPrimaryStops']!.max).toBe(0);
  });

  test('a PostgreSQL alone: it is started again at the next loop, without a failover', () => {
    const { milestones, counts } = ask('patroni', { fault: 'kill', target: 'postgres' });
    fills(milestones['restarted']!, 500, 11_100);
    expect(counts['failovers']!.max).toBe(0);
    expect(ask('patroni', { fault: 'kill', target: 'postgres', settings: { primary_start_timeout: '0' } }).counts['failovers']).toMatchObject({ min: 1, max: 1 });
  });

  test('before 3.2 options that do not fit are taken as they are, and from then on adjusted', () => {
    const settings = { ttl: '20', loop_wait: '10', retry_timeout: '10' };
    const system = systemNamed('patroni');
    expect(advice(system, readSettings(system, settings, '3.0.2'))).toHaveLength(1);
    expect(advice(system, readSettings(system, settings))).toEqual([]);
    const [before, since] = ['3.0.2', '3.2.0'].map(release => ask('patroni', { fault: 'host', settings, release }).milestones['lockTaken']!);
    fills(before!, 10_000, 20_510);
    // its loop is a second long now
    fills(since!, 19_000, 20_510);
  });

  test('the watchdog is refused where the loop is longer than its timeout', () => {
    const system = systemNamed('patroni');
    expect(() => readSettings(system, { watchdog: 'true', loop_wait: '28', retry_timeout: '3', adjusts: 'false' })).toThrow('cannot be used');
  });

  test('without a fault nothing happens', () => {
    const { falseVerdicts } = ask('patroni', { fault: 'none', runs: 2, lasts: 300 * sec });
    expect(Object.values(falseVerdicts).map(({ count }) => count)).toEqual([0, 0]);
  });
});

describe('kubernetes-leader-election', () => {
  const name = 'kubernetes-leader-election';

  test('another takes the lease 15 s after it was last seen to change, at its next look', () => {
    const { milestones } = ask(name, { fault: 'kill' });
    // seen to change up to one look late, and taken up to one look late
    fills(milestones['lockTaken']!, 13_000, 15_000 + 2 * 4_400, 0.1);
  });

  test('a holder that is cut off stops a retry period and the renew deadline after its last renewal', () => {
    const { milestones } = ask(name, { fault: 'blackhole' });
    fills(milestones['oldHolderStops']!, 9_990, 12_010);
    expect(milestones['splitBrain']!.max).toBe(0);
  });

  test('one that was paused goes on for the renew deadline, and only the token stops its writes', () => {
    const paused: Asked = { fault: 'pause', lasts: 40 * sec, runs: 10 };
    const { milestones } = ask(name, paused);
    expect(milestones['splitBrain']).toMatchObject({ p50: 10_000, max: 10_000 });
  });

  test('refuses what client-go refuses, and warns of what it ought to', () => {
    const system = systemNamed(name);
    const set = (lease: string, renew: string, retry: string) =>
      ({ 'leader-elect-lease-duration': lease, 'leader-elect-renew-deadline': renew, 'leader-elect-retry-period': retry });
    expect(() => readSettings(system, set('10s', '10s', '2s'))).toThrow('greater than the renew deadline');
    expect(() => readSettings(system, set('15s', '2s', '2s'))).toThrow('1.2 retry periods');
    expect(advice(system, readSettings(system, set('15s', '14s', '2s')))).toHaveLength(1);
    const { milestones } = ask(name, { fault: 'blackhole', runs: 30, settings: set('15s', '14s', '2s') });
    expect(milestones['splitBrain']!.max).toBeGreaterThan(0);
  });
});

describe('consul-session', () => {
  test('a silent session ends after twice its time to live, and its lock is delayed', () => {
    const { milestones } = ask('consul-lock', { fault: 'kill' });
    fills(milestones['released']!, 22_490, 30_010);
    fills(milestones['lockTaken']!, 37_490, 45_110);
  });

  test('a holder that is cut off is never told', () => {
    const { milestones } = ask('consul-session', { fault: 'blackhole', runs: 5 });
    expect(milestones['oldHolderStops']!.n).toBe(0);
    expect(milestones['splitBrain']!.min).toBeGreaterThan(20_000);
  });

  test('a TTL below 10 s is refused', () => {
    expect(() => readSettings(systemNamed('consul-session'), { TTL: '9s' })).toThrow('session_ttl_min');
  });
});

describe('etcd-lease', () => {
  test('the next in line leads at the half second after the time to live', () => {
    const { milestones } = ask('etcd-lease', { fault: 'kill', settings: { ttl: '15' } });
    fills(milestones['lockTaken']!, 9_490, 15_510);
  });

  test('each side looks at its own clock at its own ticks: for part of a second two may act', () => {
    const { milestones } = ask('etcd-lease', { fault: 'blackhole', settings: { ttl: '15' } });
    expect(milestones['splitBrain']!.max).toBeGreaterThan(0);
    expect(milestones['splitBrain']!.max).toBeLessThan(1_010);
  });

  test('a ttl below the least is lengthened to it', () => {
    const { milestones, advice: told } = ask('etcd-lease', { fault: 'kill', settings: { ttl: '1' } });
    expect(told).toHaveLength(1);
    fills(milestones['lockTaken']!, 1_000, 2_510);
  });
});

describe('consul', () => {
  const asks = (multiplier: number, more: Asked = {}) =>
    play({ system: systemNamed('consul'), runs: 20, ...more, settings: { raft_multiplier: `${multiplier}`, 'write-every': '200ms' } });

  test('a killed leader is missed after one to three heartbeat timeouts, of which the multiplier says how long they are', () => {
    for (const multiplier of [1, 5]) {
      const { milestones } = asks(multiplier, { fault: 'kill' });
      fills(milestones['firstCandidate']!, 800 * multiplier, 3_000 * multiplier, 0.2);
      expect(milestones['newLeader']!.min!).toBeGreaterThanOrEqual(milestones['firstCandidate']!.min!);
    }
  });

  test('one that is cut off steps back when its lease is over, before another leads', () => {
    const { milestones } = asks(1, { fault: 'blackhole' });
    fills(milestones['stepsDown']!, 300, 1_010, 0.1);
    expect(milestones['stepsDown']!.max!).toBeLessThan(milestones['newLeader']!.min!);
  });
});
