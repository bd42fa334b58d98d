/** Ctrl-C, as a terminal sends it. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const built = fileURLToPath(new URL('../../dist/cli/flatline.js', import.meta.url));

const begun = /[1-9]\d* %/;

/** Interrupted once it says that a hundredth of the runs has been made. */
function interrupted(...args: string[]): Promise<{ out: string; err: string; exit: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [built, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => { said.out += text; });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      const before = said.err;
      said.err += text;
      if (!begun.test(before) && begun.test(said.err)) child.kill('SIGINT');
    });
    child.on('error', reject).on('close', exit => resolve({ ...said, exit }));
  });
}

describe('Ctrl-C prints what there is', () => {
  test('of many runs', async () => {
    const { out, err, exit } = await interrupted('run', 'burstyLoss', '--runs', '20000', '--json');
    expect(exit).toBe(130);
    const { runs, ended } = JSON.parse(out) as { runs: number; ended: object };
    expect(ended).toEqual({ by: 'interrupt', runs, atMost: 20_000 });
    expect(err).toContain('flatline: stopping; once more to end at once\n');
    expect(err).toContain(`flatline: interrupted after ${runs} of 20000 runs\n`);
  });

  test('of a check', async () => {
    const { out, err, exit } = await interrupted('check', 'splitBrain', '--runs', '1000');
    expect(exit).toBe(130);
    expect(out).toMatch(/bounds? (?:holds?|is broken)/);
    expect(err).toContain('flatline: interrupted: not every file, or not every run of it, is in this\n');
  });
});
