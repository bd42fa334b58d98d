/** A sweep in shards, one of them killed, as the built command does it: processes, threads and signals are real. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { flatline } from '../support/flatline.ts';

const built = fileURLToPath(new URL('../../dist/cli/flatline.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'flatline-killed-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sweep = ['sweep', 'pauseTakenForDeath', '--vary', 'detector.interval=100ms,200ms', '--runs', '18', '--jobs', '2'];
const shards = [...sweep, '--shard', 'auto', '-o', join(folder, 'sweep')];
/** As a task of a Slurm array of three. */
const task = (id: number) => ({ SLURM_ARRAY_TASK_ID: `${id}`, FLATLINE_SHARDS: '3' });

const rowsIn = (journal: string): number => (existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length - 2 : 0);

/** Kills the shard when it has finished some of its rows, and begins anew where it was sooner done than killed. */
async function killed(id: number): Promise<number> {
  const journal = join(folder, 'sweep', `part-${id}-of-3.journal`);
  for (let finished = 0; ;) {
    const child = spawn(process.execPath, [built, ...shards, '--force'], { env: { ...process.env, ...task(id) }, stdio: 'ignore' });
    const closed = once(child, 'close');
    while (rowsIn(journal) < 3 && child.exitCode === null) await pause(2);
    child.kill('SIGKILL');
    await closed;
    finished = rowsIn(journal);
    if (finished >= 3) return finished;
  }
}

test('a shard that was killed runs only what it lacks, and the whole has the bytes of the sweep never cut', async () => {
  expect(await flatline([...sweep, '-o', join(folder, 'whole.parquet'), '-q'])).toMatchObject({ exit: 0 });
  for (const id of [1, 3]) expect(await flatline(shards, '', task(id))).toMatchObject({ exit: 0 });

  const finished = await killed(2);
  expect(await flatline(['merge', join(folder, 'sweep'), '-o', join(folder, 'merged.parquet')])).toMatchObject({ exit: 4 });
  expect(await flatline(['missing', join(folder, 'sweep'), '-q'])).toEqual({ out: '2\n', err: '', exit: 75 });

  const again = await flatline(shards, '', task(2));
  expect(again.exit).toBe(0);
  expect(again.err).toMatch(new RegExp(`^flatline: ${finished} of 12 runs are there already$`, 'm'));
  expect(await flatline(['missing', join(folder, 'sweep'), '-q'])).toEqual({ out: '', err: '', exit: 0 });
  expect(await flatline(['merge', join(folder, 'sweep'), '-o', join(folder, 'merged.parquet'), '-q'])).toMatchObject({ exit: 0 });
  expect(readFileSync(join(folder, 'merged.parquet')).equals(readFileSync(join(folder, 'whole.parquet')))).toBe(true);
});
