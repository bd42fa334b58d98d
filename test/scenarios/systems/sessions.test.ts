/** Systems that keep sessions: what their rules say of the instants, by the arithmetic of each. */
import { describe, expect, test } from 'vitest';
import { systemNamed } from '../../../scenarios/systems/index.ts';
import { defaultIn, readSettings } from '../../../scenarios/systems/options.ts';
import { play, type Question } from '../../../scenarios/systems/play.ts';
import type { Answer, Distribution } from '../../../scenarios/systems/summary.ts';
import { sec } from '../../../src/time.ts';

type Asked = Omit<Question, 'system'>;
const ask = (name: string, more: Asked): Answer => play({ system: systemNamed(name), runs: 20, ...more });

/** All within, and over much of it. */
function fills({ min, max, missing }: Distribution, low: number, high: number): void {
  expect(missing).toBe(0);
  expect(min).toBeGreaterThanOrEqual(low);
  expect(max).toBeLessThanOrEqual(high);
  expect(max! - min!).toBeGreaterThan(0.5 * (high - low));
}

describe('zookeeper', () => {
  const settings = { servers: '1', sessionTimeout: '6000', 'write-every': '1s' };

  test.each(['hang', 'kill', 'blackhole'] as const)('by a %s a session ends within a tick after its timeout, counted from the last ping', fault => {
    const { milestones } = ask('zookeeper', { settings, fault });
    fills(milestones['ephemeralGoneAfterLastMessage']!, 6_000, 8_001);
    fills(milestones['ephemeralGone']!, 4_000, 8_001);
  });

  test('of a follower\'s client the leader hears up to half a tick later', () => {
    const { milestones } = ask('zookeeper', { settings: { ...settings, servers: '3' }, fault: 'hang', runs: 30 });
    fills(milestones['ephemeralGoneAfterLastMessage']!, 6_000, 9_003);
  });

  test('a longer tick is a longer wait, and the least timeout is two of them', () => {
    const { milestones } = ask('zk', { settings: { ...settings, tickTime: '4000' }, fault: 'hang' });
    fills(milestones['ephemeralGoneAfterLastMessage']!, 8_000, 12_001);
  });

  test('a leader that is killed costs nobody a session; one that hangs is left after syncLimit ticks', () => {
    const killed = ask('zookeeper', { settings: { sessionTimeout: '12s', 'write-every': '1s' }, fault: 'kill', target: 'leader', runs: 6 });
    expect(killed.counts['expired']!.max).toBe(0);
    expect(killed.milestones['newLeader']!.max).toBeLessThan(2_000);
    const hung = ask('zookeeper', { settings: { sessionTimeout: '30s', 'write-every': '1s' }, fault: 'hang', target: 'leader', runs: 6 });
    expect(hung.counts['expired']!.max).toBe(0);
    expect(hung.milestones['looking']!.min).toBeGreaterThan(8_900);
    expect(hung.milestones['looking']!.max).toBeLessThan(10_001);
  });

  test('two hold the lock while the old holder is paused, and after it until it is told: by belief, or never', () => {
    const paused = (more: Record<string, string>): Answer => ask('zookeeper', { settings: { ...settings, 'write-every': '100ms', ...more }, fault: 'pause', lasts: 20 * sec, runs: 8 });
    expect(paused({}).counts['lateWrites']!.max).toBeGreaterThan(0);
    expect(paused({ 'holder-stops': 'session' }).counts['lateWrites']!.max).toBe(0);
    const fenced = paused({ fencing: 'true' });
    expect(fenced.counts['lateWrites']!.max).toBe(0);
    expect(fenced.counts['fencedWrites']!.max).toBeGreaterThan(0);
  });

  test('refuses bounds that cross', () => {
    expect(() => readSettings(systemNamed('zookeeper'), { minSessionTimeout: '50000' })).toThrow('minSessionTimeout');
  });
});

describe('kafka-consumer', () => {
  test('had other defaults before 3.0', () => {
    const { options } = systemNamed('kafka-consumer');
    expect([defaultIn(options['session.timeout.ms']!, '2.8'), defaultIn(options['session.timeout.ms']!, '3.0')]).toEqual([10 * sec, 45 * sec]);
  });

  test.each([['classic', 45, 3], ['consumer', 45, 5]] as const)('%s: a consumer is missed a session after its last heartbeat', (protocol, session, heartbeat) => {
    const { milestones } = ask('kafka-consumer', { settings: { 'group.protocol': protocol }, fault: 'kill' });
    fills(milestones['sessionExpired']!, 1_000 * (session - heartbeat) - 5, 1_000 * session + 1);
    expect(milestones['allMoved']!.max! - milestones['sessionExpired']!.min!).toBeLessThan(1_000 * (2 * heartbeat + 1.5));
  });

  test('only the classic group stands still while it is rebalanced', () => {
    const moves = (protocol: string) => ask('kafka-consumer', { settings: { 'group.protocol': protocol, 'session.timeout.ms': '10000', 'group.consumer.session.timeout.ms': '10000' }, fault: 'pause', lasts: 20 * sec, runs: 6 });
    expect(moves('classic').counts['rebalances']!.min).toBeGreaterThanOrEqual(2);
    expect(moves('classic').counts['fencedWrites']!.max).toBeGreaterThan(0);
    expect(moves('consumer').milestones['rejoined']!.missing).toBe(0);
  });

  test('one that does not come to poll leaves by itself: no session ends', () => {
    const { milestones, counts } = ask('kafka-consumer', { settings: { 'max.poll.interval.ms': '10000', batch: '30s' }, fault: 'none', lasts: 120 * sec, runs: 2 });
    expect(counts['left']!.min).toBeGreaterThan(0);
    expect(counts['expired']!.max).toBe(0);
    expect(milestones).toEqual({});
  });

  test('refuses what the broker and the client refuse', () => {
    const refuses = (settings: Record<string, string>, says: string): void => expect(() => readSettings(systemNamed('kafka-consumer'), settings)).toThrow(says);
    refuses({ 'session.timeout.ms': '3000' }, 'less than session.timeout.ms');
    refuses({ 'session.timeout.ms': '5000' }, 'group.min.session.timeout.ms');
  });
});

describe('kafka-kraft', () => {
  test('a broker is fenced nine seconds after its last heartbeat, and its partitions move at once', () => {
    const { milestones } = ask('kafka-kraft', { fault: 'hang' });
    fills(milestones['fenced']!, 6_995, 9_001);
    expect(milestones['newLeader']!.max! - milestones['fenced']!.max!).toBeLessThan(1);
  });

  test('one that comes back soon is refused as a duplicate until its old session is over', () => {
    const { milestones } = ask('kafka-kraft', { fault: 'kill', lasts: 3 * sec, runs: 10 });
    expect(milestones['duplicateRegistration']!.missing).toBe(0);
    expect(milestones['registered']!.min).toBeGreaterThan(9_000 - 2_000 - 3_000 - 10);
    expect(milestones['unfenced']!.max).toBeLessThan(13_000);
  });
});

describe('kafka-controllers', () => {
  test('the leader is missed two seconds after its last answer, and resigns after three without a fetch', () => {
    const settings = { 'metadata.max.idle.interval.ms': '500', 'write-every': '1s' };
    const { milestones } = ask('kafka-controllers', { settings, fault: 'partition', runs: 8 });
    expect(milestones['firstCandidate']!.min).toBeGreaterThan(1_490);
    expect(milestones['firstCandidate']!.max).toBeLessThanOrEqual(2_001);
    expect(milestones['resigned']!.min).toBeGreaterThan(2_490);
    expect(milestones['resigned']!.max).toBeLessThanOrEqual(3_001);
    expect(milestones['newLeader']!.missing).toBe(0);
  });
});

describe('eureka', () => {
  test('an instance of twenty is evicted by the first sweep after twice its lease', () => {
    const { milestones } = ask('eureka', { fault: 'kill' });
    fills(milestones['evicted']!, 150_000, 240_001);
    expect(milestones['selfPreservation']!.n).toBe(0);
  });

  test('one of eight is kept until the count is made anew, a quarter of an hour after the start', () => {
    const { milestones } = ask('eureka', { settings: { instances: '8', servers: '2' }, fault: 'hang', runs: 8 });
    expect(milestones['selfPreservation']!.missing).toBe(0);
    expect(milestones['evicted']!.min).toBeGreaterThan(600_000);
    expect(ask('eureka', { settings: { instances: '8' }, fault: 'hang', runs: 4 }).milestones['evicted']!.n).toBe(0);
  });

  test('and in a registry that counts nobody for ever', () => {
    expect(ask('eureka', { settings: { 'default-open-for-traffic-count': '0' }, fault: 'kill', runs: 4 }).milestones['evicted']!.n).toBe(0);
  });

  test('without self-preservation a sweep comes to it', () => {
    expect(ask('eureka', { settings: { instances: '8', 'enable-self-preservation': 'false' }, fault: 'kill', runs: 4 }).milestones['evicted']!.max).toBeLessThan(240_001);
  });
});
