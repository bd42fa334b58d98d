/** The command within this process: exit codes and streams, without the cost of a new one each time. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../../sim/report.ts';
import { command } from '../../../ui/cli/command.ts';
import { home, inProcess as flatline } from '../../support/inProcess.ts';

let folder = '';
let file = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flatline-command-'));
  file = join(folder, 'two words.json');
  writeFileSync(file, JSON.stringify({
    flatline: 1, title: 'Small', horizon: '20s', processes: 2, seed: 's', detector: { kind: 'push', estimator: { kind: 'fixed', timeout: '500ms' } },
    faults: [{ id: 'a', at: '10s', kind: 'crash', process: 0 }], expect: ['mistakes == 0'],
  }));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('streams and exit codes', () => {
  test('data and warnings part; a stated assertion that fails ends with 1', async () => {
    const { out, err, exit } = await flatline('run', file);
    expect(exit).toBe(1);
    expect(out.startsWith('Small\n\n')).toBe(true);
    expect(out.endsWith('\n')).toBe(true);
    expect(err).toMatch(/^flatline: warning: The timeout .*\nflatline: not as stated: mistakes == 0: mistakes is \d+\n$/);
  });

  test('under --quiet only the exit code tells', async () => {
    expect(await flatline('run', file, '-q', '--json')).toMatchObject({ exit: 1, err: '' });
  });

  test('what was overridden is what was run', async () => {
    const { out, exit } = await flatline('run', file, '--set', 'detector.estimator.timeout=3s', '--seed', 'other', '--json', '--runs', '2');
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ seed: 'other', runs: 2, warnings: [], expect: [{ assertion: 'mistakes == 0', holds: true, measured: 0 }] });
  });

  test('what to try next can be typed as it stands', async () => {
    const { out } = await flatline('run', file);
    expect(out).toContain(`  npx flatline run '${file}' --runs 30\n`);
    const { out: further } = await flatline('run', file, '--runs', '30', '--set', 'horizon=15s', '-q');
    expect(further).not.toContain('--runs 30\n');
  });

  test('one detector is labelled by what was typed', async () => {
    const { out } = await flatline('run', file, '--detector', 'push:fixed,timeout=2s', '--json');
    expect((JSON.parse(out) as Report).detector).toBe('push:fixed,timeout=2s');
  });

  test.each([
    [['run', 'nothing'], 3], [['run', '--nonsense'], 2], [['describe', 'nothing'], 3], [['list', 'nothing'], 2], [['run', '--help'], 0], [['list'], 0],
  ])('%j ends with %i', async (args, exit) => expect((await flatline(...args)).exit).toBe(exit));
});

describe('what comes with Flatline', () => {
  test('all of it is listed, and every entry can be described in three forms', async () => {
    const all = JSON.parse((await flatline('list', '--json')).out) as Record<string, { name: string }[]>;
    for (const [family, entries] of Object.entries(all)) {
      expect(entries.length, family).toBeGreaterThan(0);
      for (const { name } of entries) {
        const { out, err, exit } = await flatline('describe', `${family}/${name}`);
        expect([exit, err], name).toEqual([0, '']);
        expect(out, name).not.toMatch(/undefined|\[object|NaN/);
        expect(Math.max(...out.split('\n').map(line => line.length)), name).toBeLessThanOrEqual(80);
        expect((await flatline('describe', `${family}/${name}`, '--json')).exit).toBe(0);
      }
    }
  });

  test('a name borne twice is described twice, or by its family', async () => {
    const both = JSON.parse((await flatline('describe', 'pause', '--json')).out) as { family: string }[];
    expect(both.map(({ family }) => family)).toContain('faults');
    expect(JSON.parse((await flatline('describe', 'fault pause', '--json')).out)).toHaveLength(1);
  });

  test('a parameter shows its default, also where another option decides it', async () => {
    const { out } = await flatline('describe', 'phi');
    expect(out).toMatch(/threshold {3}default 8; 10 with flavour hazelcast/);
    expect(out).toMatch(/flavour {3}default akka\n {4}one of normal, akka, cassandra, hazelcast/);
  });

  test('several groups of options of which one is given are said to be so', async () => {
    expect((await flatline('describe', 'lognormal')).out).toContain('Give p99, or sigma, not more than one of these.');
  });
});

test('a mistake of our own is called one, and has its own exit code', async () => {
  const broken = { stdout: { write: () => { throw new Error('no such stream'); }, on: () => undefined }, env: {} };
  let err = '';
  const stderr = { write: (text: string) => { err += text; return true; } };
  const exit = await command(['list'], { ...broken, stderr } as unknown as Parameters<typeof command>[1], { entry: '', home });
  expect(exit).toBe(70);
  expect(err).toMatch(/^flatline: this is a mistake in Flatline itself; please report it\.\nError: no such stream/);
});
