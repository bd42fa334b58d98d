/** Detectors and estimators that are not in the registry, run by the built command: good ones, and every kind of bad one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { flatline, flatlineJson } from '../support/flatline.ts';
import type { Report } from '../../sim/report.ts';

const module = `
const plain = {
  name: 'plain',
  parameters: { timeout: { default: 2_000_000, kind: 'duration', min: 1, low: 'False alarms.', high: 'Late.' } },
  messages: { 'plain.beat': { purpose: 'heartbeat', bytes: 10 } },
  init: ({ self, watchedBy, watches, now, params }) => ({ self, watchedBy, watches, timeout: params.timeout, next: now,
    last: Object.fromEntries(watches.map(peer => [peer, now])), suspects: {} }),
  receive(state, now, from, message, port) {
    if (message.kind !== 'plain.beat') return;
    state.last[from] = now;
    if (state.suspects[from] !== false) port.trust(from);
    state.suspects[from] = false;
  },
  wake(state, now, port) {
    if (state.next <= now) {
      for (const peer of state.watchedBy) port.send(peer, { kind: 'plain.beat' });
      state.next = now + 500_000;
    }
    for (const peer of state.watches) {
      if (state.suspects[peer] === true || now - state.last[peer] < state.timeout) continue;
      state.suspects[peer] = true;
      port.suspect(peer);
    }
  },
  deadline: state => Math.min(state.next, ...state.watches.filter(peer => state.suspects[peer] !== true).map(peer => state.last[peer] + state.timeout)),
  opinion: (state, peer) => (state.suspects[peer] === true ? 'suspected' : 'trusted'),
};
const after = (mischief, at = 5_000_000) => ({ ...plain, wake(state, now, port) { if (now > at && state.self === 2) mischief(state, now, port); plain.wake(state, now, port); } });

export { plain };
export const throws = after(() => { throw new Error('I have had enough'); });
export const spins = after(() => { for (;;); });
export const misaddresses = after((state, now, port) => port.send(99, { kind: 'plain.beat' }));
export const leaves = after(() => process.exit(0));
export const stalls = { ...plain, wake: () => undefined };
export const talks = { ...plain, init(start, port) { console.log('hello'); return plain.init(start, port); } };
export const calm = { name: 'calm', parameters: {}, init: () => ({ last: 0 }), observe(state, now) { state.last = now; },
  freshUntil: state => state.last + 3_000_000, level: (state, now) => (now - state.last) / 3_000_000 };
export const torn = { ...calm, observe() { throw new TypeError('no beat for me'); } };
export const rapt = { ...calm, observe() { for (;;); } };
export const shapeless = { name: 'shapeless' };
`;
const scenario = JSON.stringify({
  flatline: 1, horizon: '20s', processes: 3, seed: 'own', detector: { kind: 'push', estimator: { kind: 'fixed', timeout: '3s' } },
  faults: [{ id: 'a', at: '8s', kind: 'crash', process: 1 }],
});

let folder = '';
let file = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flatline-own-'));
  file = join(folder, 'mine.mjs');
  writeFileSync(file, module);
  writeFileSync(join(folder, 'spinning.mjs'), 'for (;;);');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a detector of one’s own', () => {
  test('runs as a built-in one does, and its parameters can be set', async () => {
    const mean = async (spec: string): Promise<number> => {
      const { pooled } = await flatlineJson<Report>(['run', '-', '--detector', spec], scenario);
      expect(pooled.undetected).toBe(0);
      return pooled.detectionTime.mean.value!;
    };
    const [usual, patient] = [await mean(`${file}#plain`), await mean(`${file}#plain,timeout=5s`)];
    expect(patient - usual).toBeCloseTo(3_000, 6);
  });

  test('gives the same run each time, and stands beside a built-in one in a comparison', async () => {
    const digest = async (): Promise<string> => (await flatline(['digest', '-', '--detector', `${file}#plain`], scenario)).out;
    expect(await digest()).toBe(await digest());
    const { reports } = await flatlineJson<{ reports: Report[] }>(['compare', '-', '--detector', `${file}#plain`, '--detector', 'push', '--runs', '2'], scenario);
    expect(reports.map(({ detector }) => detector)).toEqual(['mine.mjs#plain', 'push']);
  });

  test('what it prints keeps out of the data', async () => {
    const { out, err, exit } = await flatline(['run', '-', '--json', '--detector', `${file}#talks`], scenario);
    expect([exit, err]).toEqual([0, 'hello\nhello\nhello\n']);
    expect(() => { JSON.parse(out); }).not.toThrow();
  });

  test.each([
    ['throws', /at 5\.?\d*s, process 2: I have had enough \(mine\.mjs:\d+\)/], ['spins', /at 5\.5s, process 2, in wake: has not returned within 1 s of real time, and was stopped/],
    ['misaddresses', /at 5\.?\d*s, process 2: sends plain\.beat to process 99, which is nobody/], ['leaves', /process 2, in wake: ended the run/],
    ['stalls', /at 0s, process 0: its deadline did not advance/], ['shapeless', /#shapeless is no detector: `init` must be a function; /], ['absent', /there is no such export; it exports /],
  ])('one that %s is stopped, with the time, the process and the cause', async (name, message) => {
    const said = await flatline(['run', '-', '--detector', `${file}#${name}`, '--patience', '1s'], scenario);
    expect(said).toMatchObject({ exit: 3, out: '', err: expect.stringMatching(message) as string });
    expect(said.err.trimEnd().split('\n')).toHaveLength(1);
  });

  test('a module that never finishes loading is stopped', async () => {
    const { err, exit } = await flatline(['run', '-', '--detector', `${join(folder, 'spinning.mjs')}#x`, '--patience', '1s'], scenario);
    expect([exit, err]).toEqual([3, 'flatline: standard input: while it was being loaded: has not returned within 1 s of real time, and was stopped\n']);
  });

  test('a module that there is not', async () => {
    expect(await flatline(['run', '-', '--detector', './nowhere.js#x'], scenario)).toMatchObject({ exit: 3, out: '', err: 'flatline: ./nowhere.js: there is no such file\n' });
  });
});

describe('an estimator of one’s own', () => {
  const recording = `seq,sent_us,received_us\n${Array.from({ length: 100 }, (_, i) => `${i},${i * 100_000},${i * 100_000 + 500}`).join('\n')}\n`;

  test('works inside push, and is the fixed timeout where it is one', async () => {
    const mean = async (spec: string): Promise<number | null> => (await flatlineJson<Report>(['run', '-', '--estimator', spec], scenario)).pooled.detectionTime.mean.value;
    expect(await mean(`${file}#calm`)).toBe(await mean('fixed'));
    expect(await mean(`${file}#calm`)).not.toBeNull();
  });

  test('replays a recording beside a built-in one', async () => {
    const { estimators } = await flatlineJson<{ estimators: { estimator: string; detectionTime: object }[] }>(['replay', '-', '--estimator', `${file}#calm`, '--estimator', 'fixed'], recording);
    expect(estimators.map(({ estimator }) => estimator)).toEqual(['mine.mjs#calm', 'fixed']);
    expect(estimators[0]!.detectionTime).toEqual(estimators[1]!.detectionTime);
  });

  test.each(['run', 'replay'])('one that throws or spins ends %s with time and cause', async verb => {
    const input = verb === 'run' ? scenario : recording;
    const torn = await flatline([verb, '-', '--estimator', `${file}#torn`], input);
    expect(torn).toMatchObject({ exit: 3, out: '', err: expect.stringMatching(/at \S+s.*no beat for me \(mine\.mjs:\d+\)/) as string });
    const rapt = await flatline([verb, '-', '--estimator', `${file}#rapt`, '--patience', '1s', '-q'], input);
    expect(rapt).toMatchObject({ exit: 3, out: '', err: expect.stringMatching(/at \S+s.*in observe: has not returned within 1 s/) as string });
  });
});
