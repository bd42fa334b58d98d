/** Kubernetes' nodes and probes: what their rules say of the instants, by the arithmetic of each. */
import { describe, expect, test } from 'vitest';
import { systemNamed } from '../../../scenarios/systems/index.ts';
import { play, played, type Question } from '../../../scenarios/systems/play.ts';
import type { Distribution } from '../../../scenarios/systems/summary.ts';
import { sec } from '../../../src/time.ts';

type Asked = Omit<Question, 'system'>;
const ask = (name: string, more: Asked) => play({ system: systemNamed(name), runs: 20, ...more });

/** All within, and from one end towards the other. */
function fills({ min, max, missing }: Distribution, low: number, high: number, share = 0.5): void {
  expect(missing).toBe(0);
  expect(min).toBeGreaterThanOrEqual(low);
  expect(max).toBeLessThanOrEqual(high);
  expect(max! - min!).toBeGreaterThan(share * (high - low));
}

const quick = { 'default-unreachable-toleration-seconds': '30', 'default-not-ready-toleration-seconds': '30' };

describe('kubernetes-node', () => {
  test('by its names', () => {
    for (const name of ['kubernetesNode', 'kubernetes-node', 'k8s', 'Kubernetes']) expect(systemNamed(name).name).toBe('kubernetes-node');
  });

  test('a node that is killed: marked after 40 to 60 s, tainted one pass later, evicted when that is tolerated no more', () => {
    const { milestones, counts } = ask('k8s', { settings: quick, fault: 'kill', runs: 60 });
    // renewals are up to 4 % late
    fills(milestones['notReady']!, 39_590, 60_020);
    fills(milestones['tainted']!, 44_590, 65_130);
    const gap = milestones['evicted']!.p50! - milestones['tainted']!.p50!;
    expect(gap).toBeCloseTo(30_000.6, 2);
    expect(milestones['replaced']!.n).toBe(0);
    expect(counts['marked']).toMatchObject({ min: 1, max: 1 });
  });

  test('before 1.32 the grace was ten seconds shorter', () => {
    const [before, since] = ['1.31', '1.32'].map(release => ask('k8s', { settings: quick, release, fault: 'hang' }));
    expect(since!.milestones['notReady']!.min! - before!.milestones['notReady']!.min!).toBeCloseTo(10_000, 3);
    expect(before!.options['node-monitor-grace-period']).toBe('40s');
    expect(before!.advice.join()).toContain('died silently');
    expect(since!.advice).toEqual([]);
  });

  test('every option reaches the service', () => {
    const settings = {
      'nodeLeaseDurationSeconds': '20', 'nodeStatusUpdateFrequency': '5s', 'nodeStatusReportFrequency': '1m', 'node-monitor-period': '2s', 'node-monitor-grace-period': '16s',
      'node-startup-grace-period': '20s', 'default-not-ready-toleration-seconds': '7', 'default-unreachable-toleration-seconds': '8', 'node-eviction-rate': '0.5',
      'secondary-node-eviction-rate': '0.02', 'unhealthy-zone-threshold': '0.6', 'large-cluster-size-threshold': '20', 'leader-elect': 'false', 'zones': '3', 'workload': 'forced',
      'leader-elect-lease-duration': '9s', 'leader-elect-renew-deadline': '6s', 'leader-elect-retry-period': '1s', 'HTTP2_READ_IDLE_TIMEOUT_SECONDS': '6', 'HTTP2_PING_TIMEOUT_SECONDS': '3',
    };
    expect(played({ system: systemNamed('k8s'), settings }).service).toEqual({
      kind: 'nodeLifecycle', controllers: 0, zones: 3, workload: 'forced', leaseDuration: '20s', statusEvery: '5s', reportEvery: '1m', readIdle: '6s', pingTimeout: '3s',
      monitorEvery: '2s', grace: '16s', startupGrace: '20s', notReadyToleration: '7s', unreachableToleration: '8s', evictionRate: 0.5, secondaryEvictionRate: 0.02,
      unhealthyZone: 0.6, largeClusterSize: 20, leaderElect: false, electionLease: '9s', renewDeadline: '6s', retryPeriod: '1s',
    });
    fills(ask('k8s', { settings, fault: 'kill', runs: 40 }).milestones['notReady']!, 16_000 - 5_000 - 210, 16_000 + 4_000 + 20);
  });

  test('a node that is cut off: a StatefulSet waits for it, a Deployment does not, and force makes two of one', () => {
    const cut = (workload: string) => ask('k8s', { settings: { ...quick, workload }, fault: 'partition', lasts: 150 * sec, runs: 8 });
    const [set, deployment, forced] = ['statefulSet', 'deployment', 'forced'].map(cut);
    expect(set!.milestones['replaced']!.min).toBeGreaterThan(150_000);
    expect(set!.milestones['runsTwice']!.n).toBe(0);
    for (const { milestones } of [deployment!, forced!]) {
      expect(milestones['replaced']!.max).toBeLessThan(97_000);
      expect(milestones['runsTwice']!.min).toBeGreaterThan(50_000);
    }
    expect(forced!.advice.join()).toContain('twice');
    expect(set!.milestones['ready']!.missing + set!.milestones['untainted']!.missing).toBe(0);
  });

  test('a host of three nodes: marked together, tainted ten seconds apart', () => {
    const { milestones, counts } = ask('k8s', { settings: { ...quick, 'nodes': '8', 'nodes-per-host': '3' }, fault: 'host', runs: 6 });
    expect(counts['marked']).toMatchObject({ min: 3, max: 3 });
    // the phases of their renewals
    expect(milestones['notReadyLast']!.max! - milestones['notReady']!.min!).toBeLessThan(22_000);
    expect(milestones['taintedLast']!.p50! - milestones['tainted']!.p50!).toBeGreaterThan(18_000);
    expect(milestones['partialDisruption']!.n).toBe(0);
  });

  test('of a small zone most nodes are lost: nothing more is tainted', () => {
    const { milestones, counts } = ask('k8s', { settings: { ...quick, 'nodes': '8', 'nodes-per-host': '6' }, fault: 'blackhole', runs: 6 });
    expect(milestones['partialDisruption']!.missing).toBe(0);
    expect(counts['marked']).toMatchObject({ min: 6, max: 6 });
    expect(counts['taints']!.max).toBeLessThanOrEqual(1);
  });

  test('a zone that is wholly lost, among others that are not: it is emptied at the usual rate', () => {
    const settings = { ...quick, 'nodes': '6', 'zones': '6' };
    const { milestones } = ask('k8s', { settings, fault: 'kill', runs: 6 });
    expect(milestones['fullDisruption']!.missing + milestones['evicted']!.missing).toBe(0);
    expect(milestones['masterDisruption']!.n).toBe(0);
  });

  test('an API server that is cut off with its controller: all are marked, none is tainted', () => {
    const { milestones, counts } = ask('k8s', { settings: quick, fault: 'partition', target: 'api-server', lasts: 100 * sec, runs: 8 });
    expect(counts['marked']).toMatchObject({ min: 6, max: 6 });
    expect(milestones['masterDisruption']!.missing).toBe(0);
    expect(counts['evictions']).toMatchObject({ min: 0, max: 0 });
    expect(milestones['readyLast']!.missing).toBe(0);
  });

  test('one that begins anew is another: it too waits for the lease to stand still for so long, from when it first saw it', () => {
    const back = (lease: string) => ask('k8s', { settings: { ...quick, 'leader-elect-lease-duration': lease }, fault: 'kill', target: 'controller', lasts: 60 * sec, runs: 8 }).milestones['leading']!;
    // it looks every 2 s to 4.4 s
    expect(back('15s').min).toBeGreaterThan(75_000);
    expect(back('15s').max).toBeLessThan(60_000 + 15_000 + 2 * 4_400 + 500);
    expect(back('40s').min).toBeGreaterThan(100_000);
  });

  test('a controller that is lost: another leads after its lease, and no node is marked', () => {
    const { milestones, counts } = ask('k8s', { settings: { ...quick, controllers: '2' }, fault: 'kill', target: 'controller', runs: 40 });
    // From the last renewal, up to 2 s before the end: a look, 2 s to 4.4 s after the one before, finds it; the lease begins there, and the first look after it takes it.
    fills(milestones['leading']!, 13_000, 4_400 + 15_000 + 4_400 + 20);
    expect(counts['marked']).toMatchObject({ min: 0, max: 0 });
  });

  test('election options that client-go refuses are refused', () => {
    expect(() => ask('k8s', { settings: { 'leader-elect-lease-duration': '10s' } })).toThrow('must be greater than leader-elect-renew-deadline');
    expect(() => ask('k8s', { settings: { 'leader-elect-retry-period': '9s' } })).toThrow('1.2 times');
    expect(ask('k8s', { settings: { 'leader-elect-lease-duration': '10s', 'leader-elect': 'false' }, fault: 'none', lasts: 20 * sec, runs: 1 }).runs).toBe(1);
  });

  test('no fault, no mark, with a tenth of the packets lost', () => {
    expect(ask('k8s', { fault: 'loss', loss: 0.1, lasts: 600 * sec, runs: 4 }).falseVerdicts['notReady']!.count).toBe(0);
  });
});

describe('kubernetes-probe', () => {
  const settings = { periodSeconds: '2', failureThreshold: '3', timeoutSeconds: '1' };

  test('a container that hangs: threshold − 1 periods and a timeout, and the phase', () =>
    fills(ask('kubernetesProbe', { settings, fault: 'hang', runs: 40 }).milestones['failure']!, 5_000, 7_002, 0.7));

  test('one that is killed: its kernel refuses, so a timeout less', () =>
    fills(ask('kubernetesProbe', { settings, fault: 'kill', runs: 40 }).milestones['failure']!, 4_000, 6_002, 0.7));

  test('a tcpSocket probe does not notice that it hangs, and says so', () => {
    const { milestones, advice } = ask('kubernetesProbe', { settings: { ...settings, handler: 'tcpSocket' }, fault: 'hang' });
    expect(milestones['failure']!.n).toBe(0);
    expect(advice.join()).toContain('hangs');
  });

  test('the way back: threshold − 1 periods more', () => {
    const back = (successThreshold: string) => ask('kubernetesProbe', { settings: { ...settings, successThreshold }, fault: 'blackhole', lasts: 20 * sec, runs: 40 }).milestones['success']!;
    fills(back('1'), 0, 3_002, 0.5);
    expect(back('4').min).toBeGreaterThanOrEqual(back('1').min! + 6_000);
  });

  test('initialDelaySeconds is rounded up to a tick', () =>
    fills(ask('kubernetesProbe', { settings: { ...settings, initialDelaySeconds: '5' }, fault: 'none', lasts: 10 * sec, runs: 40 }).milestones['firstSuccess']!, 6_000, 8_002, 0.7));

  test('a liveness probe with a success threshold is refused', () =>
    expect(() => ask('kubernetesProbe', { settings: { probe: 'liveness', successThreshold: '2' } })).toThrow('must be 1'));

  test('a liveness probe trusts until it has failed', () => {
    const { milestones } = ask('kubernetesProbe', { settings: { ...settings, probe: 'liveness' }, fault: 'hang' });
    fills(milestones['failure']!, 5_000, 7_002, 0.4);
  });
});
