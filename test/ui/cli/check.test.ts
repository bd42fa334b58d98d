/** The verb within this process: see command.test.ts. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check } from '../../../ui/cli/check.ts';
import { checkMarkdown } from '../../../ui/cli/checkMarkdown.ts';
import { command } from '../../../ui/cli/command.ts';
import { Pulse } from '../../../ui/cli/pulse.ts';
import type { Request } from '../../../ui/cli/verb.ts';

const home = fileURLToPath(new URL('../../../scenarios', import.meta.url));
let folder = '';
beforeAll(() => { folder = mkdtempSync(join(tmpdir(), 'flatline-check-')); });
afterAll(() => rmSync(folder, { recursive: true }));

async function flatline(...args: string[]): Promise<{ out: string; err: string; exit: number }> {
  const said = { out: '', err: '' };
  const stream = (to: 'out' | 'err') => ({ write: (text: string) => { said[to] += text; return true; }, on: () => undefined, isTTY: false });
  const from = { stdout: stream('out'), stderr: stream('err'), env: {} } as unknown as Parameters<typeof command>[1];
  return { exit: await command(args, from, { entry: '', home }), ...said };
}

/** Every third heartbeat is lost, and three missed are a mistake. */
const document = (expect: readonly string[]): object => ({
  flatline: 1, title: 'Lossy | <b>', seed: 'a b', horizon: '30s', processes: 2, watches: [[0, 1]],
  detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '3s' } },
  network: { latency: { kind: 'constant', value: '1ms' }, loss: { kind: 'independent', average: 0.3 } },
  faults: [{ id: 'a', at: '25s', kind: 'crash', process: 1 }], expect,
});

function scenario(name: string, ...expect: string[]): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(document(expect)));
  return file;
}

describe('flatline check', () => {
  test('is content where every interval is inside', async () => {
    const { out, err, exit } = await flatline('check', scenario('good.json', 'mistakeRate <= 1/s', 'detectionTime.max <= 10s'));
    expect([exit, err]).toEqual([0, '']);
    expect(out).toMatch(/^Lossy \| <b>\n.*\n {2}holds {6}mistakeRate <= 1\/s\n {13}\d.*\/min, 95 % interval [\d.]+ … [\d.]+\n/);
    expect(out).toMatch(/\n {2}holds {6}detectionTime.max <= 10s\n {13}so in each of 30 runs; not so in at most 9\.5 % of all \(95 %\)\n\n2 bounds hold\.\n$/);
  });

  test('ends with 1 where one is broken, and says how to see the worst', async () => {
    const file = scenario('bad.json', 'mistakeRate <= 1/d', 'mistakes == 0');
    const { out, exit } = await flatline('check', file, '--runs', '12');
    expect(exit).toBe(1);
    const [, seed] = /BROKEN {5}mistakes == 0\n {13}not so in \d+ of 12 runs\n {13}worst: (a b#\d+) \(\d+\), /.exec(out)!;
    expect(out).toContain(`npx flatline run ${file} --seed '${seed!}'`);
    expect(out.endsWith('\n0 bounds hold, 2 are broken.\n')).toBe(true);
    const shown = JSON.parse((await flatline('run', file, '--seed', seed!, '--json')).out) as { pooled: { mistakes: number } };
    expect(out).toContain(`worst: ${seed!} (${shown.pooled.mistakes})`);
  });

  test('leaves an open question open, unless it is to be strict', async () => {
    const file = scenario('open.json', 'detectionTime.p99 <= 4s');
    const { out, err, exit } = await flatline('check', file);
    expect(exit).toBe(0);
    expect(err).toBe('flatline: warning: 1 of 1 bounds is undecided; --strict would fail\n');
    expect(out).toContain('an interval wants 368 independent samples\n             at least 338 more runs would decide: --runs 368\n');
    expect(await flatline('check', file, '--strict')).toMatchObject({ exit: 1, err: '' });
  });

  test('takes several files, and counts over all', async () => {
    const { out, exit } = await flatline('check', scenario('one.json', 'undetected == 0'), scenario('two.json', 'undetected > 3'), '--runs', '5', '--json');
    expect(exit).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ holds: 1, broken: 1, undecided: 0, checks: [
      { runs: 5, bounds: [{ assertion: 'undetected == 0', verdict: 'holds', runByRun: { runs: 5, broken: 0 } }] }, { bounds: [{ verdict: 'broken', measured: 0 }] },
    ] });
  });

  test('writes a count as one, also where a group stands for it', async () => {
    const { out } = await flatline('check', 'splitBrain', '-q', '--runs', '5');
    expect(out).toMatch(/lostWrites > 0\n {13}[\d.]+, 95 % interval [\d.]+ … [\d.]+ a run\n/);
  });

  test('expands a pattern that no shell has', async () => {
    scenario('glob-1.json', 'undetected == 0');
    scenario('glob-2.json', 'undetected == 0');
    expect((await flatline('check', join(folder, 'glob-*.json'), '--runs', '2')).out).toMatch(/\n2 bounds hold\.\n$/);
  });

  test('is no wider than a terminal', async () => {
    const { out } = await flatline('check', scenario('wide.json', 'nonsense < 3', 'mistakeRate <= 1/d', 'pairs.n0>n1.mistakeRate <= 1/d'), '-q', '--runs', '3');
    const text = out.split('\n').filter(line => !line.includes('npx flatline') && !line.includes(folder));
    expect(Math.max(...text.map(line => line.length))).toBeLessThanOrEqual(80);
  });

  test.each([[[], 2], [['nothing.json'], 3]])('%j ends with %i', async (args, exit) => expect((await flatline('check', ...args)).exit).toBe(exit));

  test('names the file that is wrong, and one that states nothing', async () => {
    const [good, silent, wrong] = [scenario('g.json', 'undetected == 0'), scenario('silent.json'), scenario('wrong.json', 'undetected = 0')];
    expect((await flatline('check', good, wrong, '--runs', '2')).err).toMatch(/wrong\.json: \$\.expect\[0\]: must read like/);
    expect((await flatline('check', good, silent, '--runs', '2')).err).toContain('silent.json states nothing under "expect"');
    expect(await flatline('check', silent, '--runs', '2')).toMatchObject({ exit: 3, err: expect.stringContaining('so there is nothing to check') as string });
  });
});

describe('the summary of a job', () => {
  test('is a table whose cells cannot break it', async () => {
    const summary = join(folder, 'summary.md');
    await flatline('check', scenario('md.json', 'mistakeRate <= 1/d', 'undetected == 0'), '-q', '--runs', '4', '--markdown', summary);
    const text = readFileSync(summary, 'utf8');
    expect(text).toMatch(/^## Flatline: 1 bound holds, 1 is broken\n\n### Lossy \\\| &lt;b&gt;\n/);
    const rows = text.split('\n').filter(line => line.startsWith('|'));
    expect(rows).toHaveLength(4);
    for (const line of rows) expect(line.replaceAll('\\|', '').split('|')).toHaveLength(6);
    expect(text).toContain('| ❌ **broken** |');
    expect(text).toMatch(/```sh\nnpx flatline run \S+ --seed '?a b(#\d)?'?\n```\n$/);
  });

  test('says so where it cannot be written', async () => {
    expect(await flatline('check', scenario('m.json', 'undetected == 0'), '--runs', '2', '--markdown', join(folder, 'no', 'where.md')))
      .toMatchObject({ exit: 3, err: expect.stringMatching(/where\.md: cannot be written \(ENOENT\)/) as string });
  });

  test('of nothing is only a title', () => expect(checkMarkdown([])).toBe('## Flatline: 0 bounds hold'));
});

test('Ctrl-C shows the files that were checked', async () => {
  let calls = 0;
  const input = (name: string) => ({ name, document: document(['undetected == 0']) });
  const request = {
    verb: 'check', input: input('a'), check: { inputs: [input('a'), input('b')], markdown: undefined, strict: false }, subject: 'a', form: 'table', seed: undefined, settings: [], runs: 2,
    full: false, warmUp: undefined, detectors: [], estimators: [], home, columns: 80, paints: false,
  } as unknown as Request;
  // two runs of the first file say a hundred times each that they go on
  const { out, said, exit } = await check.answer(request, { pulse: new Pulse(), progressed: () => undefined, stopped: () => calls++ > 250 });
  expect(exit).toBe(130);
  expect(out).toMatch(/^Lossy \| <b>\na: push fixed, 2 runs/);
  expect(out).not.toContain('\nb: ');
  expect(said!.at(-1)).toContain('interrupted');
});
