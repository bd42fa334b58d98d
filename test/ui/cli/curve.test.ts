import { describe, expect, it } from 'vitest';
import { curve } from '../../../ui/cli/curve.ts';
import { Pulse } from '../../../ui/cli/pulse.ts';
import type { Answer, Request } from '../../../ui/cli/verb.ts';

const file = {
  flatline: 1, title: 'A pair', seed: 'cli', horizon: '10m', warmUp: '20s', processes: [{ name: 'watcher' }, { name: 'p' }], watches: [[0, 1]],
  detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '3s' } },
  network: { latency: { kind: 'constant', value: '5ms' }, loss: { kind: 'independent', average: 0.1 } },
  faults: [{ id: 'c', at: '9m', kind: 'crash', process: 1 }],
};

function answer(document: object, timeouts?: string, change: Partial<Request> = {}): Promise<Answer> {
  const request: Request = {
    verb: 'curve', input: { name: 'a.json', document }, subject: 'a.json', form: 'table', seed: undefined, settings: [], runs: 3, full: false, warmUp: undefined,
    detectors: [], estimators: [], home: '', columns: 80, paints: false, curve: { timeouts, vary: undefined },
    staged: { shows: 'answer', fault: undefined, target: undefined, lasts: undefined, loss: undefined, lossOf: undefined, roundTrip: undefined, release: undefined },
    ...change,
  };
  return curve.answer(request, { pulse: new Pulse(), progressed: () => undefined });
}

describe('curve', () => {
  it('prints a setting a line, in eighty columns', async () => {
    const { out, said } = await answer(file, '1500ms,2500ms,30s');
    expect(out).toMatch(/ {2}1\.5 s +\S+ m?s +\S+ m?s +\d+ +\S+ \/min +\S+ … \S+ +9\d\.\d %\n/);
    expect(out).toMatch(/ {3}30 s +\S+ s +\S+ s +0 +≤ \S+ \/h +100 %\n/);
    expect(out).toContain('T_D over 3 detections');
    expect(out).toContain('Walked link by link');
    expect(Math.max(...out.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
    expect(said).toEqual([]);
  });

  it('tries timeouts around the interval where none are named', async () => {
    const { points } = JSON.parse((await answer(file, undefined, { form: 'json' })).out) as { points: { timeoutMs: number }[] };
    expect(points).toHaveLength(20);
    expect([points[0]!.timeoutMs, points[19]!.timeoutMs]).toEqual([500, 10_000]);
  });

  it('says why it simulates, and that nobody crashed', async () => {
    const { out, said } = await answer({ ...file, faults: [{ id: 'x', at: '1m', for: '1s', kind: 'pause', process: 1 }] }, '2s..4s:2');
    expect(said).toEqual(['flatline: push fixed: simulated once for each setting, because the fault "x" is a pause, and only crashes leave the other links as they are']);
    expect(out).toContain('Nobody crashes in this scenario');
  });

  it('writes CSV, a line for each setting and figure', async () => {
    const lines = (await answer(file, '2s', { form: 'csv' })).out.split('\n');
    expect(lines[0]).toMatch(/^scenario,detector,seed,parameter,setting,measure,value,unit,low95/);
    expect(lines.some(line => line.startsWith('A pair,push fixed,cli,timeoutMs,2000,mistakeRate,0.0') && line.includes(',1/s,'))).toBe(true);
  });

  it.each([
    ['5s..1s', '--timeouts 5s..1s: a range rises, and 1s is not above 5s'],
    ['soon', '--timeouts soon: "soon" is neither a number nor a duration with its unit'],
  ])('refuses %s', async (timeouts, message) => {
    await expect(answer(file, timeouts)).rejects.toThrow(message);
  });

  it('refuses both ways of saying what varies, and a number that the estimator does not have', async () => {
    await expect(answer(file, '1s', { curve: { timeouts: '1s', vary: 'threshold=1,2' } })).rejects.toThrow('--timeouts and --vary: choose one');
    await expect(answer(file, undefined, { curve: { timeouts: undefined, vary: 'threshold=1,2' } })).rejects.toThrow('curve: the estimator "fixed" has no threshold to vary: choose timeout, cutoff');
  });
});
