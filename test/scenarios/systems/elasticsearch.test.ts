/** What Elasticsearch's rules say of the instants, by the arithmetic of its checks, elections and publications. */
import { describe, expect, test } from 'vitest';
import { defaultIn } from '../../../scenarios/systems/options.ts';
import { elasticsearch } from '../../../scenarios/systems/elasticsearch.ts';
import { systemNamed } from '../../../scenarios/systems/index.ts';
import { play, type Question } from '../../../scenarios/systems/play.ts';
import { sec } from '../../../src/time.ts';

const ask = (more: Omit<Question, 'system'>) => play({ system: elasticsearch, runs: 15, ...more });

test('OpenSearch goes by its name too', () => expect(systemNamed('OpenSearch')).toBe(elasticsearch));

describe('a node', () => {
  test('that is killed is removed within round trips', () => {
    const { milestones } = ask({ target: 'node' });
    expect(milestones['nodeFailed']!.max).toBeLessThan(1);
    expect(milestones['nodeRemoved']!).toMatchObject({ missing: 0 });
    expect(milestones['nodeRemovedEverywhere']!.max).toBeLessThan(10);
  });

  test.each(['hang', 'blackhole'] as const)('%s: after 32 s, and what is left of the second before the next check', fault => {
    const { milestones, counts } = ask({ target: 'node', fault, runs: 40 });
    const { min, max, missing } = milestones['nodeRemoved']!;
    expect(missing).toBe(0);
    expect(min).toBeGreaterThan(31_999);
    expect(max).toBeLessThan(33_010);
    expect(max! - min!).toBeGreaterThan(800);
    expect(counts['masters']!.max).toBe(0);
  });

  test('its settings decide: 2 s, twice, and 500 ms between them', () => {
    const settings = { 'cluster.fault_detection.follower_check.timeout': '2s', 'cluster.fault_detection.follower_check.retry_count': '2', 'cluster.fault_detection.follower_check.interval': '500ms' };
    const { min, max } = ask({ target: 'node', fault: 'hang', settings }).milestones['nodeRemoved']!;
    expect(min).toBeGreaterThan(4_499);
    expect(max).toBeLessThan(5_010);
  });

  test('with changes every second it is removed only when two publications have timed out', () => {
    const { milestones } = ask({ target: 'node', fault: 'hang', settings: { 'update-every': '1s' }, runs: 5 });
    expect(milestones['nodeFailed']!.max).toBeLessThan(33_010);
    expect(milestones['nodeRemoved']!.min).toBeGreaterThan(59_000);
    expect(milestones['firstWrite']!.min).toBeGreaterThan(29_900);
  });

  test('Linux gives the connection up first where tcp_retries2 is 5', () => {
    const { min, max } = ask({ target: 'node', fault: 'blackhole', settings: { 'net.ipv4.tcp_retries2': '5' } }).milestones['nodeRemoved']!;
    expect(min).toBeGreaterThan(12_000);
    expect(max).toBeLessThan(14_000);
  });

  test('that comes back joins again', () => {
    const { milestones } = ask({ target: 'node', fault: 'blackhole', lasts: 50 * sec });
    expect(milestones['rejoined']).toMatchObject({ missing: 0 });
    // the retransmission timer of the connection has doubled to some 25 s by then
    expect(milestones['rejoined']!.max).toBeLessThan(70_000);
  });
});

describe('the master', () => {
  test('killed: another within a tenth of a second, or half a second later if votes split', () => {
    const { milestones } = ask({ runs: 40 });
    expect(milestones['masterFailed']!.max).toBeLessThan(1);
    expect(milestones['newMaster']!.p50).toBeLessThan(110);
    expect(milestones['newMaster']!.max).toBeLessThan(1_500);
    expect(milestones['newMaster']!.missing).toBe(0);
  });

  test('hung: half a minute, and another half until the first state of the next is through', () => {
    const { milestones } = ask({ fault: 'hang' });
    expect(milestones['masterFailed']!.min).toBeGreaterThan(31_999);
    expect(milestones['newMaster']!.min).toBeGreaterThan(32_000);
    expect(milestones['newMaster']!.max).toBeLessThan(35_000);
    expect(milestones['takesChanges']!.min).toBeGreaterThan(62_000);
    // its checks begin with that state
    expect(milestones['nodeRemoved']!.min! - milestones['elected']!.min!).toBeGreaterThan(31_000);
  });

  test('cut off: it steps down when its checks have failed, or when the state without the first node has timed out', () => {
    const { milestones } = ask({ fault: 'partition' });
    expect(milestones['stepsDown']!.min).toBeGreaterThan(31_999);
    expect(milestones['stepsDown']!.max).toBeLessThan(63_100);
    expect(milestones['stepsDown']!.missing).toBe(0);
  });
});

describe('before 7.0', () => {
  test('the checks took 90 s: three of 30 s, repeated at once', () => {
    for (const name of ['leader_check', 'follower_check']) expect(defaultIn(elasticsearch.options[`cluster.fault_detection.${name}.timeout`]!, '6.8')).toBe(30 * sec);
    const { min, max } = ask({ release: '6.8', target: 'node', fault: 'hang', runs: 8 }).milestones['nodeRemoved']!;
    expect(min).toBeGreaterThan(89_999);
    expect(max).toBeLessThan(91_010);
  });
});

test('nothing is said wrongly under loss, since streams make loss delay', () => {
  const { falseVerdicts } = ask({ fault: 'loss', loss: 0.02, lasts: 120 * sec, runs: 3 });
  expect(falseVerdicts['removed']!.count).toBe(0);
  expect(falseVerdicts['masterChange']!.count).toBe(0);
});
