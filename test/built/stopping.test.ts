/** Ctrl-C, as a terminal sends it. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const built = fileURLToPath(new URL('../../dist/cli/flatline.js', import.meta.url));

/** Interrupted at its first sign of progress. */
function interrupted(...args: string[]): Promise<{ out: string; err: string; exit: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [built, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => { said.out += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (said.err === '') child.kill('SIGINT');
      said.err += text;
    });
    child.on('error', reject).on('close', exit => resolve({ ...said, exit }));
  });
}

describe('Ctrl-C prints what there is', () => {
  test('of many runs', async () => {
    const { out, err, exit } = await interrupted('run', 'burstyLoss', '--runs', '1000000', '--json');
    expect(exit).toBe(130);
    const { runs, ended } = JSON.parse(out) as { runs: number; ended: object };
    expect(ended).toEqual({ by: 'interrupt', runs, atMost: 1_000_000 });
    expect(err).toContain('flatline: stopping; once more to end at once\n');
    expect(err).toContain(`flatline: interrupted after ${runs} of 1000000 runs\n`);
  });

  test('of a check', async () => {
    const { out, err, exit } = await interrupted('check', 'splitBrain', '--runs', '1000000');
    expect(exit).toBe(130);
    expect(out).toMatch(/bounds? (?:holds?|is broken)/);
    expect(err).toContain('flatline: interrupted: not every file, or not every run of it, is in this\n');
  });
});
