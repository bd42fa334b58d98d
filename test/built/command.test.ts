/** The built command, verb by verb: what it writes where, and how it ends. */
import { spawnSync } from 'node:child_process';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { simulate } from '../../sim/run.ts';
import type { Report } from '../../sim/report.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { flatline, flatlineJson } from '../support/flatline.ts';

const scenario = {
  flatline: 1, title: 'A pause, then a crash', seed: 'built', horizon: '40s', processes: 3,
  detector: { kind: 'push', interval: '500ms', estimator: { kind: 'fixed', timeout: '2s' } },
  network: { latency: { kind: 'lognormal', median: '5ms', p99: '40ms' }, loss: { kind: 'independent', average: 0.2 } },
  faults: [{ id: 'pause', at: '8s', for: '4s', kind: 'pause', process: 1 }, { id: 'crash', at: '20s', kind: 'crash', how: 'kill', process: 2 }],
} satisfies ScenarioFile;
const input = (change: object = {}): string => JSON.stringify({ ...scenario, ...change });
const read = (text: string): Record<string, string>[] => parse(text, { columns: true });

describe('run', () => {
  test('tells the story, the figures, the digest and what to try next, and nothing on the side', async () => {
    const { out, err, exit } = await flatline(['run', 'splitBrain']);
    expect([exit, err]).toEqual([0, '']);
    for (const part of ['Split-brain: two act at once', 'Lost writes', 'Mistake rate λ_M', 'Query accuracy P_A', 'holds', 'Digest ', 'npx flatline run splitBrain --set service.quorum=true']) {
      expect(out).toContain(part);
    }
    expect(Math.max(...out.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
  });

  test('writes no escape sequences where nobody looks', async () => {
    const { out, err } = await flatline(['run', 'oneCrash', '--runs', '20'], '', { FORCE_COLOR: '1' });
    // eslint-disable-next-line no-control-regex -- that is what is looked for
    expect(out + err).not.toMatch(/\u001b/);
  });

  test('as JSON every leaf is a figure, a count, or null with a reason', async () => {
    const report = await flatlineJson<Report>(['run', 'splitBrain', '--runs', '3']);
    expect(report).toMatchObject({ scenario: 'Two kings', seed: 'two-kings', runs: 3, version: expect.stringMatching(/^\d+\.\d+\.\d+/) as string });
    expect(report.digest).toHaveLength(3);
    expect(report.pooled.detectionTime.p99).toMatchObject({ value: null, why: expect.any(String) as string });
    expect(oddLeaves(report.pooled, 'pooled')).toEqual([]);
  });

  test('as CSV each figure is a line', async () => {
    const { out, exit } = await flatline(['run', '-', '--csv'], input());
    const rows = read(out);
    expect(exit).toBe(0);
    expect(rows.find(row => row.measure === 'mistakeRate.total')).toMatchObject({ scenario: scenario.title, unit: '1/s', runs: '1' });
    expect(rows.filter(row => row.measure!.startsWith('pairs.0>1.') || row.measure!.startsWith('pairs.n0>n1.')).length).toBeGreaterThan(4);
    for (const { value } of rows) expect(value === '' || Number.isFinite(Number(value))).toBe(true);
  });

  test('a scenario of several detectors gives a report for each', async () => {
    const reports = await flatlineJson<Report[]>(['run', 'threeTimeouts']);
    expect(reports.map(({ detector }) => detector)).toHaveLength(3);
    expect(new Set(reports.map(({ digest }) => digest)).size).toBe(3);
  });

  test('an assertion that does not hold: the report all the same, and exit 1', async () => {
    const { out, err, exit } = await flatline(['run', '-'], input({ expect: ['mistakes < 0', 'undetected == 0'] }));
    expect(exit).toBe(1);
    expect(out).toMatch(/FAILED {2}mistakes < 0: mistakes is \d+/);
    expect(out).toMatch(/holds {3}undetected == 0 \(0\)/);
    expect(err).toMatch(/^flatline: not as stated: mistakes < 0: mistakes is \d+\n$/);
  });

  test('what is legal but unwise warns, and runs; --quiet keeps still', async () => {
    const unwise = input({ detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '500ms' } } });
    const { err, exit } = await flatline(['run', '-'], unwise);
    expect([exit, err]).toEqual([0, expect.stringMatching(/^flatline: warning: The timeout \(500ms\) is not longer than the interval/) as string]);
    expect((await flatline(['run', '-', '--quiet'], unwise)).err).toBe('');
  });
});

/** Leaves that are neither a whole count nor part of a figure. A figure without a value says why. */
function oddLeaves(part: unknown, path: string): string[] {
  if (typeof part === 'number') return Number.isInteger(part) ? [] : [`${path}: ${part}`];
  if (part === null) return path === 'pooled.load.busiest' ? [] : [`${path}: null`];
  if (typeof part !== 'object') return [`${path}: ${String(part)}`];
  if (!('value' in part)) return Object.entries(part).flatMap(([key, each]) => oddLeaves(each, `${path}.${key}`));
  const { value, ci95, n, why } = part as { value: unknown; ci95?: unknown; n?: { runs?: unknown }; why?: unknown };
  const isKnown = typeof value === 'number' ? Number.isFinite(value) : value === null && typeof why === 'string';
  const isFit = ci95 === null || (Array.isArray(ci95) && ci95.length === 2 && ci95.every(Number.isFinite));
  return isKnown && isFit && Number.isInteger(n?.runs) ? [] : [`${path}: ${JSON.stringify(part)}`];
}

describe('digest', () => {
  const digestOf = async (...args: string[]): Promise<string> => (await flatline(['digest', '-', ...args], input())).out.trim();

  test('is that of the library, the same every time', async () => {
    const expected = simulate(scenario as unknown as ScenarioFile).digest;
    expect(await digestOf()).toBe(expected);
    expect(await digestOf()).toBe(expected);
    expect(await digestOf('--seed', 'built')).toBe(expected);
    expect((await flatlineJson<Report>(['run', '-'], input())).digest).toBe(expected);
  });

  test('changes with the seed and with the scenario', async () => {
    const all = await Promise.all([digestOf(), digestOf('--seed', 'other'), digestOf('--set', 'faults[0].at=9s'), digestOf('--set', 'detector.interval=400ms')]);
    expect(new Set(all).size).toBe(4);
  });

  test('of several runs, beside their seeds', async () => {
    const rows = read((await flatline(['digest', '-', '--runs', '3', '--csv'], input())).out);
    expect(rows.map(({ seed }) => seed)).toEqual(['built', 'built#1', 'built#2']);
    expect(rows[0]!.digest).toBe(await digestOf());
    expect(rows[2]!.digest).toBe(await digestOf('--seed', 'built#2'));
  });
});

describe('compare', () => {
  test('pairs each later detector with the first, under the same weather', async () => {
    const { reports, paired } = await flatlineJson<{ reports: Report[]; paired: { a: string; b: string; runs: number; differences: Record<string, { difference: { value: number } }> }[] }>(
      ['compare', '-', '--detector', 'push:fixed', '--detector', 'push:fixed,timeout=4s', '--detector', 'pull', '--runs', '5'], input());
    expect(reports.map(({ detector }) => detector)).toEqual(['push:fixed', 'push:fixed,timeout=4s', 'pull']);
    expect(paired.map(({ a, b, runs }) => [a, b, runs])).toEqual([['push:fixed', 'push:fixed,timeout=4s', 5], ['push:fixed', 'pull', 5]]);
    const { value } = paired[0]!.differences['detectionTime.mean']!.difference;
    expect(value).toBeGreaterThan(1_500);
    expect(value).toBeLessThan(2_500);
  });

  test('the first is what run says of it', async () => {
    const { reports } = await flatlineJson<{ reports: Report[] }>(['compare', '-', '--detector', 'push', '--detector', 'pull', '--runs', '2'], input());
    const alone = await flatlineJson<Report>(['run', '-', '--runs', '2'], input());
    expect(reports[0]!.pooled).toEqual(alone.pooled);
  });

  test('as a table and as CSV', async () => {
    const args = ['compare', '-', '--estimator', 'fixed', '--estimator', 'phi', '--runs', '3', '-q'];
    const { out, exit } = await flatline(args, input());
    expect(exit).toBe(0);
    expect(out).toMatch(/^B minus A +difference +95 % interval +variance ratio$/m);
    expect(read((await flatline([...args, '--csv'], input())).out).some(row => row.detector === 'phi minus fixed')).toBe(true);
  });

  test('one detector is not two', async () => {
    expect(await flatline(['compare', '-', '--detector', 'push'], input())).toMatchObject({ exit: 2, out: '' });
  });
});

describe('list and describe', () => {
  test('list names everything, and each of it can be described', async () => {
    const all = await flatlineJson<Record<string, { name: string; summary: string }[]>>(['list']);
    expect(Object.keys(all)).toEqual(['scenarios', 'systems', 'detectors', 'estimators', 'services', 'latencies', 'losses', 'faults']);
    expect(all.scenarios!.length).toBeGreaterThanOrEqual(10);
    for (const [family, entries] of Object.entries(all)) {
      for (const { name, summary } of entries) expect(summary, `${family} ${name} says what it is`).not.toBe('');
    }
    const { out, exit } = await flatline(['describe', all.scenarios![0]!.name]);
    expect([exit, out]).toEqual([0, expect.stringContaining(`flatline run ${all.scenarios![0]!.name}`) as string]);
  });

  test('list of one family, as text and as CSV', async () => {
    expect((await flatline(['list', 'estimators'])).out).toMatch(/^estimators\n {2}fixed +\S/);
    expect(read((await flatline(['list', 'faults', '--csv'])).out).map(({ name }) => name)).toEqual(expect.arrayContaining(['crash', 'pause', 'partition']));
  });

  test('describe explains each parameter: unit, default, too low, too high', async () => {
    const { out } = await flatline(['describe', 'fixed']);
    expect(out).toMatch(/timeout {3}default 3s\n {4}duration, such as "250ms", at least 1us\n {4}Too low: .+\n(.*\n)* {4}Too high: /);
    const [phi] = await flatlineJson<{ family: string; parameters: Record<string, { default: string; low: string; high: string; source: string }> }[]>(['describe', 'phi']);
    expect(phi).toMatchObject({ family: 'estimators', parameters: { threshold: { default: '8', source: expect.stringContaining('Akka') as string } } });
    const rows = read((await flatline(['describe', 'phi', '--csv'])).out);
    expect(rows.find(row => row.parameter === 'window')).toMatchObject({ kind: 'count', default: '1000' });
  });
});

describe('trace', () => {
  test('tells what happened, a line an event', async () => {
    const { out, exit } = await flatline(['trace', '-'], input());
    expect(exit).toBe(0);
    expect(out).toMatch(/^ {3}20\.000000 s {2}\w+ crashes \(kill\)$/m);
    const full = await flatline(['trace', '-', '--full', '--csv'], input());
    expect(read(full.out).length).toBeGreaterThan(out.split('\n').length);
  });
});

test('a reader that stops reading is no mistake', () => {
  const built = new URL('../../dist/cli/flatline.js', import.meta.url).pathname;
  const { stdout, stderr, status } = spawnSync('bash', ['-c', `set -o pipefail; "${process.execPath}" "${built}" trace splitBrain --full | head -n 1`], { encoding: 'utf8' });
  expect(stdout.split('\n')).toHaveLength(2);
  expect([stderr, status]).toEqual(['', 0]);
});
