import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { Claim } from '../../../../ui/cli/sweep/claim.ts';

const folder = mkdtempSync(join(tmpdir(), 'flatline-claim-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'a.claim');
afterEach(() => rmSync(path, { force: true }));

const held = (holder: object): void => writeFileSync(path, JSON.stringify({ host: hostname(), process: 1, since: 'then', ...holder }));
const then = 1_700_000_000_000;
const touched = (): void => utimesSync(path, then / 1_000, then / 1_000);

test('is there while it is held, and gone after', () => {
  const claim = Claim.take(path);
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ host: hostname(), process: process.pid });
  claim.hold();
  claim.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a process at work on this machine keeps it, however long it is silent; one that has ended loses it at once', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await new Promise(resolve => { other.once('spawn', resolve); });
  held({ process: other.pid });
  touched();
  expect(() => Claim.take(path)).toThrow(`process ${other.pid} on ${hostname()} is at work there since then`);
  const ended = new Promise(resolve => { other.once('exit', resolve); });
  other.kill('SIGKILL');
  await ended;
  Claim.take(path, then).release();
  expect(existsSync(path)).toBe(false);
});

test('a process elsewhere keeps it while it touches it, and loses it a minute later', () => {
  held({ host: 'elsewhere' });
  touched();
  expect(() => Claim.take(path, then + 59_000)).toThrow('on elsewhere is at work there');
  Claim.take(path, then + 61_000).release();
});

test.each(['', '{"host":'])('a claim cut off by a kill (%j) is none', text => {
  writeFileSync(path, text);
  Claim.take(path).release();
});

test('whoever stood still while another took over does not go on writing, nor takes the claim away', () => {
  const claim = Claim.take(path);
  held({ host: 'elsewhere' });
  const later = Date.now() + 60_000;
  expect(() => claim.hold(later)).toThrow('another has taken over');
  claim.release();
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ host: 'elsewhere' });
});
