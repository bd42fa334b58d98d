/** The verb `solve` within this process, where it has no threads. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../../sim/report.ts';
import type { Solution, Task } from '../../../sim/solve/problem.ts';
import { inProcess as flatline } from '../../support/inProcess.ts';
import { chunksOf } from '../../../ui/cli/solve/crew.ts';
import { lackText } from '../../../ui/cli/solve/outcomeText.ts';
import { lossyLink } from '../../support/solving.ts';

let folder = '';
let file = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flatline-solve-'));
  file = join(folder, 'lossy.json');
  writeFileSync(file, JSON.stringify(lossyLink(0.2, { expect: ['mistakeRate <= 2/h', 'detectionTime.p95 <= 6s'] })));
});
afterAll(() => rmSync(folder, { recursive: true }));

const timeouts = ['--vary', 'detector.estimator.timeout=2500ms,3500ms,4500ms,5500ms,6500ms'];
const narrow = (text: string): boolean => text.split('\n').every(line => line.length <= 80);

describe('found', () => {
  test('the setting, its figures on fresh seeds, the front and the worst run, in 80 columns', async () => {
    const worst = join(folder, 'worst.json');
    const { out, exit } = await flatline('solve', file, ...timeouts, '-q', '--save-worst', worst);
    expect(exit).toBe(0);
    expect(narrow(out)).toBe(true);
    expect(out).toContain('--set detector.estimator.timeout=5500ms');
    expect(out).toMatch(/On \d+ fresh runs and \d+ long ones, each limit at 95 %:\n {2}mistakeRate .*≤ .* wanted <= 2\/h\n {2}detectionTime\.p95 .*≤ .* wanted <= 6s\n {2}load/);
    expect(out).toMatch(/^> {2}5500ms .* meets$/m);
    expect(out).toMatch(/^ {3}2500ms .* fails$/m);
    const seen = await flatline('run', worst, '--json', '-q');
    const said = /Its worst run for (\w+)(?:\.p95)? \(([\d.]+) (s|\/\w+)\)/.exec(out.replaceAll('\n', ' '))!;
    const { pooled } = JSON.parse(seen.out) as Report;
    const value = said[1] === 'mistakeRate' ? pooled.mistakeRate.total.value! * ({ '/h': 3_600, '/min': 60, '/day': 86_400 }[said[3]!] ?? 1) : pooled.detectionTime.max.value! / 1_000;
    expect(value).toBeCloseTo(Number(said[2]), 1);
    expect(JSON.parse(readFileSync(worst, 'utf8'))).toMatchObject({ expect: [expect.stringMatching(new RegExp(said[1]!)) as string], seed: expect.stringContaining('fresh') as string });
  });
});

describe('not found', () => {
  test('because no timeout does it: exit 1, and why', async () => {
    const { out, exit } = await flatline('solve', file, ...timeouts, '-q', '--want', 'detectionTime.p50 <= 500ms');
    expect(exit).toBe(1);
    expect(narrow(out)).toBe(true);
    expect(out).toMatch(/None exists among these settings\ndetectionTime\.p50 <= 500ms fails at every setting; the closest is 2\.\d* s at\s+detector\.estimator\.timeout=2500ms\./);
  });

  test('because two goals exclude each other: which', async () => {
    const { out, exit } = await flatline('solve', file, ...timeouts, '-q', '--want', 'detectionTime.p50 <= 4s', '--want', 'mistakeRate <= 2/h');
    expect(exit).toBe(1);
    expect(out).toMatch(/detectionTime\.p50 <= 4s and mistakeRate <= 2\/h are never met together\./);
  });

  test('because it takes more watching than there was', async () => {
    const { out, exit } = await flatline('solve', file, ...timeouts, '-q', '--want', 'mistakeRate <= 1/90000d', '--budget', '60');
    expect(exit).toBe(1);
    expect(out.replace(/\s+/g, ' ')).toMatch(/None could be shown to meet them mistakeRate <= 1\/90000d was met by none for sure: it needs \d+ days of quiet watching, and had .* a setting/);
  });

  test('as JSON', async () => {
    const { out, exit } = await flatline('solve', file, ...timeouts, '-q', '--json', '--want', 'detectionTime.p50 <= 500ms');
    expect(exit).toBe(1);
    expect(JSON.parse(out) as Solution).toMatchObject({ kind: 'none', chosen: null, confidence: 0.95, objectives: [{ path: 'load', sense: 'minimize' }], settings: 5 });
  });
});

describe('what is refused', () => {
  test.each([
    ['nothing to choose', [], 2, 'solve: nothing may be chosen: give --vary path=values'],
    ['no value', ['--vary', 'detector.interval=1s,2s', '--want', 'mistakeRate <= often'], 2, '--want "often" is no value: write a number, a duration ("10s"), a rate ("3/h", "1/30d")'],
    ['no figure', ['--vary', 'detector.interval=1s,2s', '--want', 'mistaken <= 1'], 2, 'solve: mistaken <= 1: mistaken: no such figure here'],
    ['no range', ['--vary', 'detector.interval=2s..1s'], 2, 'a range rises'],
    ['no such option', ['--vary', 'detector.interva=1s,2s'], 3, 'detector.interva'],
    ['no confidence', [...timeouts, '--confidence', '120%'], 2, 'Expected a share from 50% to 99.99%'],
    ['too little', [...timeouts, '--budget', '12'], 2, '5 settings take 40 runs at the first look'],
  ])('%s', async (_, args, exit, message) => {
    const said = await flatline('solve', file, ...args);
    expect(said).toMatchObject({ exit, out: '' });
    expect(said.err.replace(/\s+/g, ' ')).toContain(message);
  });

  test('a scenario that expects nothing, with nothing wanted', async () => {
    const bare = join(folder, 'bare.json');
    writeFileSync(bare, JSON.stringify(lossyLink(0.2)));
    expect(await flatline('solve', bare, ...timeouts)).toMatchObject({ exit: 2, err: expect.stringContaining('nothing is wanted') as string });
  });
});

test('chunks hold every seed of every task once, tasks of the same seeds together', () => {
  const task = (name: string, seeds: number): Task => ({ file: { flatline: 1, horizon: '1s', title: name }, seeds: Array.from({ length: seeds }, (_, i) => `s#${i}`) });
  const tasks = [task('a', 100), task('b', 7), task('c', 100)];
  const chunks = chunksOf(tasks);
  expect(new Set(chunks.map(({ places }) => places.join()))).toEqual(new Set(['0,2', '1']));
  tasks.forEach(({ seeds }, place) => {
    const given = chunks.filter(({ places }) => places.includes(place)).sort((a, b) => a.from - b.from).flatMap(chunk => chunk.tasks[chunk.places.indexOf(place)]!.seeds);
    expect(given).toEqual(seeds);
  });
});

test('a lack is told in runs or in days', () => {
  expect(lackText({ what: 'runs', needed: 299, had: 128 })).toBe('wants 299 runs, and had 128');
  expect(lackText({ what: 'exposure', needed: 89.87 * 86_400_000, had: 12 * 86_400_000 })).toBe('needs 89.87 days of quiet watching, and had 12 days');
});
