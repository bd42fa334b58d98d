/** Systems of which each member watches others: what their options do, and what is said of a fault that is none of theirs. */
import { describe, expect, test } from 'vitest';
import { systemNamed } from '../../../scenarios/systems/index.ts';
import { advice, readSettings } from '../../../scenarios/systems/options.ts';
import { play, played, type Question } from '../../../scenarios/systems/play.ts';
import { sec } from '../../../src/time.ts';

const ask = (name: string, more: Partial<Question>) => play({ system: systemNamed(name), runs: 2, ...more });
const advised = (name: string, settings: Readonly<Record<string, string>>): string[] => advice(systemNamed(name), readSettings(systemNamed(name), settings));

describe('cassandra', () => {
  test('intervals above fd_max_interval_ms are never learnt, so the first one rules for ever', () => {
    const slow = { nodes: '3', gossip_interval: '3000', fd_initial_value_ms: '3000', fd_max_interval_ms: '10' };
    const down = ask('cassandra', { settings: slow }).milestones['down']!;
    // 8 × ln 10 × 3 s, from a beat that is up to some rounds old
    expect(down.max).toBeLessThan(55_263 + 3_000);
    expect(ask('cassandra', { settings: { ...slow, fd_initial_value_ms: '6000' } }).milestones['down']!.min).toBeGreaterThan(down.max! + 30_000);
    expect(advised('cassandra', slow)).toContain('fd_max_interval_ms is more than gossip_interval, or no interval is ever learnt');
  });

  test.each([['5', 1], ['8', 0], ['12', 0], ['13', 1]] as const)('phi_convict_threshold=%s: %d pieces of advice', (phi, count) =>
    expect(advised('cassandra', { phi_convict_threshold: phi })).toHaveLength(count));
});

describe('akka-cluster', () => {
  const unstable = (value: string): unknown => (played({ system: systemNamed('akka'), settings: { 'split-brain-resolver.down-all-when-unstable': value } }).service as Record<string, unknown>)['removeAllWhenUnstable'];

  test('down-all-when-unstable is three quarters of stable-after, or nothing', () => expect([unstable('on'), unstable('off')]).toEqual(['15s', 'never']));

  test('stable-after grows with the cluster', () => {
    const short = (members: string): number => advised('akka', { members, 'split-brain-resolver.stable-after': '10s' }).length;
    expect([short('5'), short('10'), short('11'), short('100')]).toEqual([0, 0, 1, 1]);
  });
});

describe('a blackhole is seen as a partition is', () => {
  test.each([['akka', 'twoSingletons', { 'split-brain-resolver.active-strategy': 'auto-down' }], ['keepalived', 'dualMaster', {}]] as const)('%s: %s', (name, verdict, settings) => {
    const spans = (fault: 'blackhole' | 'partition' | 'kill'): number => ask(name, { fault, lasts: 60 * sec, settings }).falseVerdicts[verdict]!.count;
    expect(spans('blackhole')).toBe(spans('partition'));
    expect(spans('partition')).toBeGreaterThan(0);
  });
});

describe('who comes back', () => {
  test.each(['kill', 'hang', 'blackhole', 'partition'] as const)('corosync: into the membership of the others, after a %s', fault =>
    expect(ask('corosync', { fault, lasts: 60 * sec }).milestones['rejoined']).toMatchObject({ n: 2 }));

  test('kafka-consumer: what it works on then is no late work on its old partitions', () => {
    const owners = (fault: 'kill' | 'hang'): { readonly n: number; readonly max: number | null } => ask('kafka-consumer', { fault, lasts: 60 * sec }).milestones['twoOwners']!;
    expect(owners('kill').n).toBe(0);
    // it stood still from before they moved, after 45 s and a round of 3.5 s, until 60 s
    expect(owners('hang').max).toBeLessThan(15_000);
  });

  test.each([['kafka-kraft', 'controller', 'fenced'], ['kafka-consumer', 'coordinator', 'sessionExpired']])('%s: what a %s that is cut off says is no false verdict', (name, target, verdict) =>
    expect(ask(name, { fault: 'blackhole', target }).falseVerdicts[verdict]!.count).toBe(0));
});

test('hazelcast before 3.9 waited five minutes', () => {
  const limit = (release: string): unknown => readSettings(systemNamed('hazelcast'), {}, release)['hazelcast.max.no.heartbeat.seconds'];
  expect([limit('3.8.9'), limit('3.9'), limit('5.0')]).toEqual([300 * sec, 60 * sec, 60 * sec]);
});

describe('who leads is not deposed by a fault that hits it, and not replaced by one that does not', () => {
  test.each([['etcd', 'leaderChange'], ['elasticsearch', 'masterChange'], ['kafka-controllers', 'leaderChange']])('%s: %s', (name, verdict) => {
    for (const lasts of [undefined, 20 * sec]) expect(ask(name, { fault: 'kill', ...(lasts !== undefined && { lasts }) }).falseVerdicts[verdict]!.count).toBe(0);
  });

  test('without pre-vote a follower that returns deposes the leader of etcd, and with it none', () => {
    const deposed = (preVote: string): number =>
      ask('etcd', { fault: 'partition', target: 'follower', lasts: 10 * sec, settings: { 'pre-vote': preVote, 'write-every': '1s' } }).falseVerdicts['leaderChange']!.count;
    expect([deposed('false'), deposed('true')]).toEqual([2, 0]);
  });

  test.each(['redis-sentinel', 'redis-cluster'])('%s: the master\'s own writes are not a new one\'s', name => {
    const timeout = name === 'redis-sentinel' ? { 'down-after-milliseconds': '1000' } : { 'cluster-node-timeout': '1000' };
    expect(ask(name, { target: 'replica', runs: 1, settings: { ...timeout, 'write-every': '200ms' } }).milestones['firstWrite']!.n).toBe(0);
  });

  test('a master of Redis that stood still takes a write when it goes on, and none before', () => {
    const { milestones } = ask('redis-cluster', { fault: 'hang', lasts: 20 * sec, settings: { 'cluster-node-timeout': '1000' } });
    expect([milestones['firstWrite']!.n, milestones['oldMasterLastWrite']!.n, milestones['splitBrain']!.n]).toEqual([2, 0, 0]);
  });
});
