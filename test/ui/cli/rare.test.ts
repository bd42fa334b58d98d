import { describe, expect, it } from 'vitest';
import { small, spanText, large } from '../../../ui/cli/rareText.ts';
import { rare } from '../../../ui/cli/rare.ts';
import { Pulse } from '../../../ui/cli/pulse.ts';
import type { Answer, Request } from '../../../ui/cli/verb.ts';

const file = {
  flatline: 1, title: 'Once in years', seed: 'cli', horizon: '1h', processes: [{ name: 'watcher' }, { name: 'p' }], watches: [[0, 1]],
  detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '5500ms' } },
  network: { latency: { kind: 'constant', value: '5ms' }, loss: { kind: 'independent', average: 0.1 } },
};

function answer(document: object, change: Partial<Request> = {}): Promise<Answer> {
  const request: Request = {
    verb: 'rare', input: { name: 'a.json', document }, subject: 'a.json', form: 'table', seed: undefined, settings: [], runs: undefined, full: false, warmUp: undefined,
    detectors: [], estimators: [], home: '', columns: 80, paints: false, rarity: { pair: undefined, error: 0.3, roots: undefined },
    staged: { shows: 'answer', fault: undefined, target: undefined, lasts: undefined, loss: undefined, lossOf: undefined, roundTrip: undefined, release: undefined },
    ...change,
  };
  return rare.answer(request, { pulse: new Pulse(), progressed: () => undefined });
}

describe('rare', () => {
  it('says how often, from what, and what it saved, in eighty columns', async () => {
    const { out, said, exit } = await answer(file);
    expect(out).toMatch(/Once in +\S+ h +\S+ h … \S+ h\n/);
    expect(out).toMatch(/Per heartbeat +[89]\.\d\de-6/);
    expect(out).toMatch(/none: a mistake follows +\d+/);
    expect(out).toMatch(/independent roots/);
    expect(Math.max(...out.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
    expect([said, exit]).toEqual([[], 0]);
  });

  it('gives the same as JSON', async () => {
    const report = JSON.parse((await answer(file, { form: 'json' })).out) as Record<string, never>;
    expect(report).toMatchObject({ scenario: 'Once in years', seed: 'cli', method: 'splitting', pair: { monitor: 0, monitored: 1 }, perHeartbeat: { ci95: [expect.any(Number), expect.any(Number)] } });
  });

  it('stratifies where a length is random', async () => {
    const faults = [{ id: 'gc', at: '20s', kind: 'pause', process: 1, for: { kind: 'exponential', mean: '500ms' } }];
    const document = { ...file, horizon: '40s', network: { latency: { kind: 'constant', value: '5ms' } }, faults };
    const { out } = await answer(document, { rarity: { pair: undefined, error: 0.6, roots: undefined } });
    expect(out).toContain('How often does one fault "gc" cause a mistake?');
    expect(out).toMatch(/Chance of any, per fault +\S+e-5/);
    await expect(answer(document, { rarity: { pair: '0>1', error: undefined, roots: undefined } })).rejects.toThrow(/--pair and --roots are for splitting/);
  });

  it('ends with 1 and the reason where there is no figure', async () => {
    const { out, said, exit } = await answer({ ...file, network: { latency: { kind: 'constant', value: '5ms' } } });
    expect(exit).toBe(1);
    expect(said).toEqual([expect.stringMatching(/^flatline: no figure for .*nothing got beyond level/) as unknown]);
    expect(out).toMatch(/Once in +–/);
  });

  it('refuses a pair that is none, and comma-separated values', async () => {
    await expect(answer(file, { rarity: { pair: '1>0', error: undefined, roots: undefined } })).rejects.toThrow("--pair 1>0: there is no such pair; 'watcher>p' is one");
    await expect(answer(file, { rarity: { pair: '0', error: undefined, roots: undefined } })).rejects.toThrow("write who watches whom, such as '0>1'");
    await expect(answer(file, { form: 'csv' })).rejects.toThrow('--csv: rare answers');
  });
});

it('writes what is long and what is small so that it reads', () => {
  expect(spanText(3.2 * 365.25 * 86_400_000)).toBe('3.2 years');
  expect(spanText(90_000)).toBe('90 s');
  expect(small(7.4216e-10)).toBe('7.42e-10');
  expect(large(1_300_000)).toBe('1.3e6');
});
