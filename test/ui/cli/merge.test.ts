/** A sweep cut into shards, planned, missed and put together again, by the command itself. */
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Manifest } from '../../../sim/sweep/shards.ts';
import { perform } from '../../support/perform.ts';

const of = 16;
let folder = '';
let scenario: readonly string[] = [];
const at = (...names: string[]): string => join(folder, ...names);
const bytes = (...names: string[]): string => readFileSync(at(...names)).toString('base64');
const shard = (index: number, into = 'sweep') => perform(['sweep', ...scenario, '--shard', `${index}/${of}`, '-o', at(into), '-q']);

/** A folder with a copy of every part but those. */
function without(into: string, ...lacking: readonly number[]): string {
  const keep = new Set(lacking.map(index => `part-${index}-of-${of}`));
  cpSync(at('sweep'), at(into), { recursive: true, filter: file => ![...keep].some(name => file.includes(`${name}.`)) });
  return at(into);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flatline-shards-'));
  writeFileSync(at('small.json'), JSON.stringify({
    flatline: 1, title: 'Small', horizon: '5s', processes: 2, seed: 's', detector: { kind: 'push', interval: '500ms', estimator: { kind: 'fixed', timeout: '1s' } },
    network: { loss: { kind: 'independent', average: 0.3 } }, faults: [{ id: 'a', at: '4s', kind: 'crash', process: 0 }],
  }));
  scenario = [at('small.json'), '--vary', 'detector.interval=200ms..1s:7', '--vary', 'detector.estimator.timeout=1s,2s,3s', '--runs', '2'];
  for (const format of ['jsonl', 'csv', 'parquet']) expect((await perform(['sweep', ...scenario, '-o', at(`whole.${format}`), '-q'])).exit).toBe(0);
  for (let index = 1; index <= of; index += 1) expect((await shard(index)).exit).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('merge', () => {
  test.each(['jsonl', 'csv', 'parquet'])('gives the bytes of the sweep that was never cut, and its manifest, in %s', async format => {
    const { err, exit } = await perform(['merge', at('sweep'), '-o', at(`merged.${format}`)]);
    expect([exit, err]).toEqual([0, `42 rows in ${at(`merged.${format}`)}, of 16 shards\n`]);
    expect(bytes(`merged.${format}`)).toBe(bytes(`whole.${format}`));
    expect(bytes(`merged.${format}.manifest.json`)).toBe(bytes(`whole.${format}.manifest.json`));
  });

  test('turns the whole into another format, and into itself', async () => {
    await perform(['merge', at('whole.jsonl'), '-o', at('again.parquet'), '-q']);
    expect(bytes('again.parquet')).toBe(bytes('whole.parquet'));
    await perform(['merge', at('whole.jsonl'), '-o', at('again.jsonl'), '-q']);
    expect(bytes('again.jsonl')).toBe(bytes('whole.jsonl'));
  });

  test('goes on with what was merged in part, in any grouping', async () => {
    const first = await perform(['merge', ...[9, 2, 16].map(index => at('sweep', `part-${index}-of-16.jsonl`)), '-o', at('first.jsonl'), '--partial']);
    expect(first).toEqual({ exit: 0, out: '', err: `8 rows in ${at('first.jsonl')}, with 13 shards of 16 missing: 1,3-8,10-15\n` });
    const rest = without('rest', 9, 16, 4);
    await perform(['merge', rest, at('first.jsonl'), '-o', at('second.jsonl'), '--partial', '-q']);
    await perform(['merge', at('sweep', 'part-4-of-16.jsonl'), at('second.jsonl'), at('first.jsonl'), '-o', at('third.jsonl'), '-q']);
    expect(bytes('third.jsonl')).toBe(bytes('whole.jsonl'));
    expect(bytes('third.jsonl.manifest.json')).toBe(bytes('whole.jsonl.manifest.json'));
  });

  test('refuses what is not all there, and says what is lacking', async () => {
    const { err, exit } = await perform(['merge', without('lacking', 3, 7, 8), '-o', at('no.csv')]);
    expect(exit).toBe(4);
    expect(err).toBe(`flatline: ${at('lacking')}: 3 shards of 16 missing: 3,7-8. flatline missing ${at('lacking')} tells how to run what is missing; --partial merges what is there\n`);
    expect(readdirSync(folder)).not.toContain('no.csv');
  });

  /** A folder in which one part's manifest says something else. */
  function forged(into: string, changed: Partial<Manifest>): string {
    const file = at(into, 'part-5-of-16.manifest.json');
    without(into);
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')) as Manifest, ...changed }));
    return at(into);
  }

  test.each([
    ['version', { flatline: '0.0.1' }, /made by Flatline [\d.]+, .*part-5-of-16\.jsonl made by Flatline 0\.0\.1: they are no parts of one sweep/],
    ['plan', { plan: 'feedfeedfeedfeed' }, /part-5-of-16\.jsonl of the plan feedfeedfeedfeed/],
    ['sum', { sha256: '0'.repeat(64) }, /part-5-of-16\.jsonl: its SHA-256 is [0-9a-f]{12}…, and its manifest says 000000000000…/],
    ['format', { format: 'csv' as const }, /part-5-of-16\.csv: only parts in JSONL can be merged/],
  ])('refuses another %s', async (what, changed, message) => {
    const { err, exit } = await perform(['merge', forged(`forged-${what}`, changed), '-o', at('no.csv')]);
    expect(exit).toBe(4);
    expect(err).toMatch(message);
  });

  test('leaves no file where rows turn out not to be in their place', async () => {
    const swapped = without('swapped');
    cpSync(at('sweep', 'part-2-of-16.jsonl'), join(swapped, 'part-1-of-16.jsonl'));
    const two = JSON.parse(readFileSync(join(swapped, 'part-2-of-16.manifest.json'), 'utf8')) as Manifest;
    writeFileSync(join(swapped, 'part-1-of-16.manifest.json'), JSON.stringify({ ...two, shard: { index: 1, of } }));
    const { err, exit } = await perform(['merge', swapped, '-o', at('swapped.jsonl')]);
    expect([exit, err]).toEqual([4, expect.stringContaining('part-1-of-16.jsonl: the row of task 0 is not in its place')]);
    expect(readdirSync(folder).filter(name => name.startsWith('swapped.'))).toEqual([]);
  });

  test.each([
    [['nowhere', '-o', 'x.csv'], 3, 'nowhere: there is no such file or directory'],
    [['.', '-o', 'x.txt'], 2, 'expected a name that ends in .jsonl, .csv or .parquet'],
    [['.'], 2, "required option '-o, --output <file>' not specified"],
  ])('%s', async (args, code, message) => {
    const { err, exit } = await perform(['merge', ...args.map(arg => (arg === '.' ? at('sweep') : arg))]);
    expect([exit, err]).toEqual([code, expect.stringContaining(message)]);
  });
});

describe('missing', () => {
  test('has nothing to say where all are there', async () => {
    expect(await perform(['missing', at('sweep'), '-q'])).toEqual({ out: '', err: '', exit: 0 });
  });

  test('prints the array to submit again, and what is damaged, and ends with 75', async () => {
    const some = without('some', 3, 8);
    writeFileSync(join(some, 'part-8-of-16.journal'), '');
    appendFileSync(join(some, 'part-9-of-16.jsonl'), '\n');
    writeFileSync(join(some, 'part-1-of-16.manifest.json'), '{');
    const { out, err, exit } = await perform(['missing', some]);
    expect([out, exit]).toEqual(['1,3,8-9\n', 75]);
    expect(err).toMatch(/^flatline: .*part-1-of-16\.manifest\.json: is no manifest of a part of a sweep\nflatline: .*part-9-of-16\.jsonl: its SHA-256 is /);
    expect(err.split('\n').slice(2).join('\n')).toBe(`Missing: 4 of 16 shards (1 begun: what they finished is kept). To run them again:
  Slurm         FLATLINE_SHARDS=16 sbatch --array=1,3,8-9 slurm.sh
  Kubernetes    completions: 4, env FLATLINE_SHARDS=16 FLATLINE_SHARD_LIST=1,3,8-9
  AWS Batch     --array-properties size=4, env FLATLINE_SHARDS=16 FLATLINE_SHARD_LIST=1,3,8-9
  GNU parallel  FLATLINE_SHARDS=16 ./gnuParallel.sh
`);
    for (const index of [1, 3, 8, 9]) expect((await shard(index, 'some')).exit).toBe(0);
    expect(await perform(['missing', some, '-q'])).toEqual({ out: '', err: '', exit: 0 });
  });

  test('says it as the fields of each scheduler, and of one shard as no array', async () => {
    const { out, exit } = await perform(['missing', without('one', 11), '--json', '-q']);
    const environment = [{ name: 'FLATLINE_SHARDS', value: '16' }, { name: 'FLATLINE_SHARD_LIST', value: '11' }];
    expect([exit, JSON.parse(out)]).toEqual([75, {
      shards: 16, missing: [11], slurm: { array: '11' }, kubernetes: { completions: 1, env: environment }, awsBatch: { containerOverrides: { environment } },
    }]);
  });

  test('of a sweep of which nothing is finished, is everything', async () => {
    const begun = mkdtempSync(at('begun-'));
    writeFileSync(join(begun, 'part-2-of-3.journal'), '');
    expect(await perform(['missing', begun, '-q'])).toMatchObject({ out: '1-3\n', exit: 75 });
  });

  test('refuses what is no folder of one sweep', async () => {
    expect(await perform(['missing', folder])).toMatchObject({ exit: 3, err: `flatline: ${folder}: holds no part of a sweep, such as part-1-of-16.jsonl\n` });
    expect(await perform(['missing', at('nowhere')])).toMatchObject({ exit: 3, err: `flatline: ${at('nowhere')}: there is no such directory\n` });
    const two = without('two', 1);
    writeFileSync(join(two, 'part-1-of-8.journal'), '');
    expect(await perform(['missing', two])).toMatchObject({ exit: 4, err: expect.stringContaining('holds shards of 8 and of 16, and so of several sweeps') as string });
  });
});

describe('a folder keeps the shards of one sweep', () => {
  test('not of another number', async () => {
    const { err, exit } = await perform(['sweep', ...scenario, '--shard', 'auto', '-o', at('sweep')], {
      SLURM_ARRAY_TASK_ID: '1', SLURM_ARRAY_TASK_MIN: '1', SLURM_ARRAY_TASK_MAX: '2', SLURM_ARRAY_TASK_STEP: '1', SLURM_ARRAY_TASK_COUNT: '2',
    });
    expect([exit, err]).toEqual([4, `flatline: ${at('sweep')}: holds shards of 16, and this is one of 2. Is FLATLINE_SHARDS set, or is it another sweep's folder?\n`]);
  });

  test('nor of another plan', async () => {
    const { err, exit } = await perform(['sweep', ...scenario, '--seed', 'other', '--shard', '1/16', '-o', at('sweep')]);
    expect([exit, err]).toEqual([4, expect.stringMatching(/holds shards of the plan [0-9a-f]{16}, and this is one of [0-9a-f]{16}; give another folder\n$/)]);
  });
});

describe('plan', () => {
  const plan = (...args: string[]) => perform(['plan', ...scenario, ...args]);

  test('lists every run as the sweep makes it, and whose it is', async () => {
    const { out, err, exit } = await plan('--shards', '16');
    expect(exit).toBe(0);
    const listed = out.trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, unknown>);
    const swept = readFileSync(at('whole.jsonl'), 'utf8').trimEnd().split('\n').map(line => JSON.parse(line) as Record<string, unknown>);
    const identity = ['run_id', 'setting', 'config_hash', 'detector', 'seed', 'replicate'];
    const only = (rows: readonly Record<string, unknown>[]) => rows.map(row => identity.map(name => row[name]));
    expect(only(listed)).toEqual(only(swept));
    const held = readFileSync(at('sweep', 'part-3-of-16.jsonl'), 'utf8').trimEnd().split('\n').map(line => (JSON.parse(line) as { run_id: string }).run_id);
    expect(listed.filter(({ shard: whose }) => whose === '3/16').map(({ run_id: id }) => id)).toEqual(held);
    expect(listed[2]).toMatchObject({ task: 2, 'detector.interval': '200ms', 'detector.estimator.timeout': '2s' });
    expect(err).toContain('42 runs in 16 shards. To submit them:\n  Slurm         FLATLINE_SHARDS=16 sbatch --array=1-16 slurm.sh\n');
  });

  test('counts them', async () => expect(await plan('--count')).toEqual({ out: '42\n', err: '', exit: 0 }));
  test('refuses what sweep refuses', async () => {
    expect(await plan('--vary', 'detector.intervall=1s')).toMatchObject({ exit: 3, err: expect.stringContaining('"intervall"') as string });
  });
});
