/** The sweep within this process: what it writes, what it refuses, how it goes on. Threads and kills are in test/built. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { Manifest } from '../../../../sim/sweep/shards.ts';
import { command } from '../../../../ui/cli/command.ts';

const home = fileURLToPath(new URL('../../../../scenarios', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'flatline-sweep-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);
const text = (name: string): string => readFileSync(at(name), 'utf8');

beforeEach(() => {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  writeFileSync(at('small.json'), JSON.stringify({
    flatline: 1, title: 'Small, "quoted"', seed: 's', horizon: '10s', processes: 2, detector: { kind: 'push', estimator: { kind: 'fixed', timeout: '3s' } },
  }));
});

interface Said { readonly out: string; readonly err: string; readonly exit: number }

async function flatline(...args: string[]): Promise<Said> {
  const said = { out: '', err: '' };
  const stream = (to: 'out' | 'err') => ({ write: (bytes: string | Uint8Array) => { said[to] += typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString(); return true; }, on: () => undefined, isTTY: false });
  const from = { stdout: stream('out'), stderr: stream('err'), env: {} } as unknown as Parameters<typeof command>[1];
  const exit = await command(args, from, { entry: '', home });
  return { ...said, exit };
}

const vary = ['--vary', 'detector.interval=1s..2s:3', '--runs', '2'];
const sweep = (...more: string[]): Promise<Said> => flatline('sweep', at('small.json'), ...vary, ...more);

describe('rows', () => {
  test('go to standard output by default, and to a file the same; the journal is gone when they are all there', async () => {
    const { out, exit } = await sweep('-q');
    expect(exit).toBe(0);
    expect(out.split('\n').length).toBe(7);
    expect(await sweep('-o', at('a.jsonl'))).toMatchObject({ out: '', exit: 0, err: `flatline: ${at('a.jsonl')}: 6 rows\n` });
    expect(text('a.jsonl')).toBe(out);
    expect(readdirSync(folder).sort()).toEqual(['a.jsonl', 'a.jsonl.manifest.json', 'small.json']);
  });

  test('the manifest says what the file holds', async () => {
    await sweep('-o', at('a.csv'));
    const manifest = JSON.parse(text('a.csv.manifest.json')) as Manifest;
    expect(manifest).toMatchObject({ shard: { index: 1, of: 1 }, tasks: 6, planned: 6, finished: 6, format: 'csv' });
    expect(text('a.csv').split('\n')[0]).toBe(manifest.columns.map(({ name }) => name).join(','));
  });

  test('into a folder, as the one part', async () => {
    await sweep('-o', `${folder}/`, '-q');
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(['part-1-of-1.jsonl', 'part-1-of-1.manifest.json']));
  });

  test('of shards are together those of the whole', async () => {
    const { out } = await sweep('-q');
    for (const shard of ['1/4', '2/4', '3/4', '4/4']) expect((await sweep('-o', at('parts'), '--shard', shard, '-q')).exit).toBe(0);
    const parts = [1, 2, 3, 4].map(i => text(`parts/part-${i}-of-4.jsonl`).split('\n'));
    expect(parts.map(({ length }) => length - 1)).toEqual([2, 2, 1, 1]);
    expect(Array.from({ length: 6 }, (_, task) => parts[task % 4]![Math.floor(task / 4)]).join('\n') + '\n').toBe(out);
  });

  test('of several detectors, under the same weather', async () => {
    const { out } = await sweep('-q', '--detector', 'push:fixed,timeout=2s', '--detector', 'push:phi', '--detector', 'pull', '--vary', 'horizon=5s,10s');
    const rows = out.trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, unknown>);
    expect(rows.length).toBe(2 * 3 * 3 * 2);
    expect([...new Set(rows.map(row => row['detector']))]).toEqual(['push fixed, timeout 2s', 'push phi', 'pull']);
    for (const row of rows) expect(row['seed']).toBe(row['replicate'] === 0 ? 's' : 's#1');
  });

  test('sampled', async () => {
    const sampled = (...more: string[]) => flatline('sweep', at('small.json'), '--vary', 'detector.interval=100ms..2s:log', '--vary', 'processes=2..4', '-q', ...more);
    const { out } = await sampled('--samples', '5');
    expect(out.split('\n').length).toBe(6);
    expect((await sampled('--samples', '5', '--design', 'lhs')).out).toBe(out);
    expect((await sampled('--samples', '5', '--design', 'sobol')).out).not.toBe(out);
  });
});

describe('going on', () => {
  test('what is finished is not computed again', async () => {
    await sweep('-o', at('a.jsonl'), '-q');
    const before = text('a.jsonl');
    expect((await sweep('-o', at('a.jsonl'))).err).toBe(`flatline: ${at('a.jsonl')} is complete already: 6 rows\n`);
    writeFileSync(at('a.jsonl'), before.slice(0, -1));
    expect((await sweep('-o', at('a.jsonl'))).err).toContain('6 rows');
    expect(text('a.jsonl')).toBe(before);
  });

  /** The journal as a kill leaves it: whole lines, and the beginning of another. */
  async function killed(change = (cells: never[]): never[] => cells): Promise<{ rows: string; lines: string[] }> {
    const rows = (await sweep('-q')).out;
    await sweep('-o', at('journal.jsonl'), '-q');
    const { Journal } = await import('../../../../ui/cli/sweep/journal.ts');
    const { planned } = await import('../../../../ui/cli/sweep/asked.ts');
    const { plan } = await planned(at('small.json'), { vary: ['detector.interval=1s..2s:3'], runs: 2 }, home);
    const journal = Journal.open(at('a.jsonl.journal'), plan, { index: 1, of: 1 });
    const cells = rows.trimEnd().split('\n').map(line => Object.values(JSON.parse(line) as object) as never[]);
    for (const task of [5, 2, 0]) journal.add(task, change(cells[task]!));
    journal.close();
    return { rows, lines: text('a.jsonl.journal').split('\n') };
  }

  test('after a kill, with a torn line, and with half a file of another attempt beside it', async () => {
    const { rows, lines } = await killed();
    writeFileSync(at('a.jsonl.journal'), lines.slice(0, 3).join('\n') + '\n' + lines[3]!.slice(0, 40));
    writeFileSync(at('a.jsonl.partial'), 'half a fi');
    expect((await sweep('-o', at('a.jsonl'))).err).toBe(`flatline: 2 of 6 runs are there already\nflatline: ${at('a.jsonl')}: 6 rows\n`);
    expect(text('a.jsonl')).toBe(rows);
    expect(readdirSync(folder).filter(name => name.startsWith('a.')).sort()).toEqual(['a.jsonl', 'a.jsonl.manifest.json']);
  });

  test('nothing of another sweep is mixed in, or lost, unless --force says so', async () => {
    const { rows } = await killed();
    const other = () => flatline('sweep', at('small.json'), '--vary', 'detector.interval=1s,2s', '-o', at('a.jsonl'));
    expect(await other()).toMatchObject({ exit: 4, err: expect.stringMatching(/a\.jsonl\.journal is of another plan: [0-9a-f]{16}, and not [0-9a-f]{16}; --force begins anew\n$/) as string });
    expect((await sweep('-o', at('a.jsonl'))).exit).toBe(0);
    expect(text('a.jsonl')).toBe(rows);
    expect(await other()).toMatchObject({ exit: 4, err: expect.stringMatching(/holds the rows of plan [0-9a-f]{16}; --force replaces it\n$/) as string });
    const forced = await flatline('sweep', at('small.json'), '--vary', 'detector.interval=1s,2s', '-o', at('a.jsonl'), '--force');
    expect(forced).toMatchObject({ exit: 0, err: `flatline: ${at('a.jsonl')}: 2 rows\n` });
  });

  test('rows that another build would have made are found out', async () => {
    await killed(cells => [...cells.slice(0, -1), 'another digest' as never]);
    expect(await sweep('-o', at('a.jsonl'))).toMatchObject({ exit: 4, err: expect.stringContaining('run 0 comes to another row now, so another build made it; --force begins anew') as string });
    expect((await sweep('-o', at('a.jsonl'), '--force')).exit).toBe(0);
    expect(text('a.jsonl')).toBe((await sweep('-q')).out);
  });

  test('by --force, a journal begins anew too', async () => {
    await killed();
    expect((await flatline('sweep', at('small.json'), '--vary', 'detector.interval=1s,2s', '-o', at('a.jsonl'), '--force')).exit).toBe(0);
    expect(existsSync(at('a.jsonl.journal'))).toBe(false);
  });
});

describe('what it would do', () => {
  test('--count, of all and of a shard', async () => {
    expect((await sweep('--count')).out).toBe('6\n');
    expect((await sweep('--count', '--shard', '1/4')).out).toBe('2\n');
  });

  test('--dry-run', async () => {
    const { out } = await sweep('--dry-run', '--shard', '1/4');
    expect(out.replace(/[0-9a-f]{16}/, 'PLAN')).toBe([
      `${at('small.json')}: 3 settings × 2 runs = 6 runs`, '  detector.interval  1s, 1.5s, 2s', 'Design: every combination. Seed: s. Plan: PLAN.', 'Shard 1/4: 2 runs.', '',
    ].join('\n'));
  });

  test('--columns: each with its kind and its meaning', async () => {
    const { out } = await sweep('--columns');
    expect(out).toMatch(/^run_id +text: /);
    expect(out).toContain('detector.interval_ms');
    expect(out).not.toContain('undefined');
    expect(Math.max(...out.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
  });

  test('--progress jsonl: lines for a program, the last of them all done', async () => {
    const { err } = await sweep('-o', at('a.jsonl'), '--progress', 'jsonl');
    const told = err.split('\n').filter(line => line.startsWith('{')).map(line => JSON.parse(line) as Record<string, number>);
    expect(told.at(-1)).toMatchObject({ done: 6, of: 6, share: 1, left_s: 0 });
  });
});

describe('refused', () => {
  test.each([
    [[], 2, 'nothing varies'], [['--vary', 'detector.interval=2s..1s:3'], 2, '1s is not above 2s'], [['--vary', 'detector.interval=1s..2s'], 2, 'a grid needs a number of values'],
    [['--vary', 'horizon=1s,0s'], 3, 'not "0s" (with horizon=0s)'], [['--vary', 'detector.intervl=1s'], 3, 'did you mean "interval"'],
    [[...vary, '--design', 'sobol'], 2, 'needs --samples'], [[...vary, '--design', 'grid', '--samples', '3'], 2, 'choose --design lhs or sobol'], [[...vary, '--shard', '1/4'], 2, 'give -o FOLDER'],
    [[...vary, '--shard', '5/4', '-o', 'x'], 2, 'expected i/n'], [[...vary, '-o', 'a.csv', '--format', 'parquet'], 2, 'say two things'],
    [[...vary, '-o', '/nowhere/at/all.csv'], 2, 'cannot be written (ENOENT)'], [[...vary, '--shard', '1/4', '-o', 'x', '--format', 'csv'], 2, 'flatline merge'],
    [[...vary, '--jobs', '0'], 2, 'from 1 to'], [[...vary, '--detector', './mine.js#x'], 2, 'no code of your own'],
  ])('%j: %i', async (args, exit, problem) => {
    const said = await flatline('sweep', at('small.json'), ...args);
    expect(said.err).toContain(problem);
    expect(said.exit).toBe(exit);
  });
});
