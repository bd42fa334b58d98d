import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { linesOf } from '../../../ui/cli/lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'flatline-lines-'));
const file = join(folder, 'lines');
afterAll(() => rmSync(folder, { recursive: true }));

/** Around the size that is read at once, in letters of one to four bytes. */
const line = fc.tuple(fc.constantFrom('', 'a', 'é', '€', '𝄞', 'aλ'), fc.oneof(fc.nat(9), fc.integer({ min: 8_000, max: 40_000 }))).map(([letters, times]) => letters.repeat(times));

test('the lines of a file are what was written, wherever a read ends', () => {
  fc.assert(fc.property(fc.array(line, { maxLength: 12 }), fc.constantFrom('', 'torn €'), (lines, torn) => {
    writeFileSync(file, lines.map(each => `${each}\n`).join('') + torn);
    expect([...linesOf(file)].map(each => each.length)).toEqual(lines.map(each => each.length));
    expect([...linesOf(file)].join('\n') === lines.join('\n')).toBe(true);
  }), { numRuns: 25 });
});
