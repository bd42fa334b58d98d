/** A sweep as it is shipped: threads, signals and kills. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Draw } from '../../sim/random.ts';
import { flatline } from '../support/flatline.ts';

const built = fileURLToPath(new URL('../../dist/cli/flatline.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'flatline-swept-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

/** Small, so that a kill is what costs. */
const small = at('small.json');
const sweep = ['sweep', small, '--vary', 'detector.estimator.timeout=1200ms..3s:10', '--vary', 'network.loss.average=0.1,0.3', '--runs', '5'];
const tasks = 100;
let whole = '';
beforeAll(async () => {
  writeFileSync(small, JSON.stringify({
    flatline: 1, title: 'Small', seed: 'small', horizon: '30s', processes: 3, detector: { kind: 'push', estimator: { kind: 'fixed', timeout: '3s' } },
    network: { latency: { kind: 'exponential', mean: '50ms' }, loss: { kind: 'independent', average: 0.1 } },
    faults: [{ id: 'a', at: '20s', kind: 'crash', process: 1 }],
  }));
  const { out, exit } = await flatline([...sweep, '--jobs', '1', '-q']);
  expect(exit).toBe(0);
  whole = out;
});

test.each([2, 8])('%i threads write the same bytes as one', async jobs => {
  expect(whole.split('\n').length).toBe(tasks + 1);
  expect((await flatline([...sweep, '--jobs', String(jobs), '-q'])).out).toBe(whole);
});

interface Ended { readonly code: number | null; readonly signal: NodeJS.Signals | null; readonly err: string }

/** Starts it, and sends the signal once its journal is that long. Answers when it has ended, by the signal or before it. */
function until(bytes: number, signal: NodeJS.Signals, args: readonly string[], journal: string): Promise<Ended> {
  return new Promise(resolve => {
    const child: ChildProcess = spawn(process.execPath, [built, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let err = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => { err += text; });
    const look = setInterval(() => {
      if ((statSync(journal, { throwIfNoEntry: false })?.size ?? 0) < bytes) return;
      clearInterval(look);
      child.kill(signal);
    }, 1);
    child.on('close', (code, by) => {
      clearInterval(look);
      resolve({ code, signal: by, err });
    });
  });
}

/** Whole lines but the first. */
const rowsIn = (journal: string): number => (existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length - 2 : 0);

describe('killed with -9', () => {
  test('at twenty moments it loses nothing, shows nothing half-written, and ends with the same bytes', async () => {
    const [file, journal] = [at('killed.jsonl'), at('killed.jsonl.journal')];
    const draw = new Draw().start(1, 2);
    const row = Buffer.byteLength(whole) / tasks;
    let held = 0;
    for (let kills = 0; kills < 20;) {
      // somewhere within the next rows, and within a line as well as between two
      const bytes = (statSync(journal, { throwIfNoEntry: false })?.size ?? 0) + draw.next() * 6 * row;
      const { signal, code } = await until(bytes, 'SIGKILL', [...sweep, '--jobs', String(1 + kills % 2), '-o', file, '-q'], journal);
      if (signal !== 'SIGKILL') {
        // a slow killer: it had ended, and begins again
        expect([code, readFileSync(file, 'utf8') === whole]).toEqual([0, true]);
        for (const name of [file, `${file}.manifest.json`]) rmSync(name);
        held = 0;
        continue;
      }
      kills++;
      expect(existsSync(file)).toBe(false);
      expect(rowsIn(journal)).toBeGreaterThanOrEqual(held);
      held = rowsIn(journal);
    }
    const { err, exit } = await flatline([...sweep, '-o', file]);
    expect(exit).toBe(0);
    expect(Number(/^flatline: (\d+) of 100 runs are there already\n/.exec(err)?.[1])).toBe(held);
    expect(readFileSync(file, 'utf8')).toBe(whole);
    expect(readdirSync(folder).filter(name => name.startsWith('killed')).sort()).toEqual(['killed.jsonl', 'killed.jsonl.manifest.json']);
  });
});

describe.skipIf(process.platform === 'win32')('asked to end', () => {
  test.each([['SIGTERM', 143], ['SIGINT', 130]] as const)('by %s it says where it is, exits with %i, and goes on later', async (signal, code) => {
    const [file, journal] = [at(`${signal}.jsonl`), at(`${signal}.jsonl.journal`)];
    const ended = await until(12_000, signal, [...sweep, '-o', file], journal);
    expect(ended).toMatchObject({ code, signal: null });
    expect(ended.err).toMatch(/flatline: stopped after \d+ of 100 runs; the same command goes on from there\n$/);
    expect(existsSync(file)).toBe(false);
    const { err } = await flatline([...sweep, '-o', file]);
    expect(err).toContain(`${/after (\d+) of/.exec(ended.err)![1]} of 100 runs are there already`);
    expect(readFileSync(file, 'utf8')).toBe(whole);
  });
});

test('a mistake in one setting ends it with its place, and what is finished is kept', async () => {
  const file = at('mistake.jsonl');
  // horizon and warm-up are each possible with the other's first value, but not together
  const args = ['sweep', small, '--vary', 'horizon=30s,10s', '--vary', 'warmUp=0s,20s', '-o', file, '--jobs', '1'];
  const { err, exit } = await flatline(args);
  expect(exit).toBe(3);
  expect(err).toContain('(with horizon=10s, warmUp=20s)');
  expect(rowsIn(`${file}.journal`)).toBe(3);
});
