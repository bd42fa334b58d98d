import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { resolve } from '../../../sim/resolve.ts';
import { ranLines } from '../../../ui/cli/spelling.ts';

const scenario = {
  flatline: 1, title: 't', seed: 's', horizon: '2m', warmUp: '10s', processes: [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
  detector: { kind: 'push', interval: '500ms', estimator: { kind: 'fixed', timeout: '2s' } },
  network: { latency: { kind: 'lognormal', median: '1ms', p99: '20ms' }, loss: { kind: 'bursts', average: 0.1, meanBurst: '2s' }, duplicate: 0.01 },
  links: [{ from: 'a', to: 'b', loss: { kind: 'independent', average: 0.3 } }],
  faults: [
    { id: 'x', at: '40s', for: '4s', kind: 'pause', process: 'b' }, { id: 'y', at: { uniform: ['60s', '61s'] }, kind: 'crash', how: 'kill', process: 'c' },
    { id: 'z', at: '80s', for: '20s', kind: 'partition', groups: [['a'], ['b', 'c']] },
  ],
};
const lines = (change: object = {}) => ranLines(resolve({ ...scenario, ...change }, builtIn), builtIn);
const text = (name: string, change: object = {}) => lines(change).find(each => each[0] === name)?.[1];

describe('what was run, in words', () => {
  test('how many, who watches whom, and how long', () => {
    expect(text('Processes')).toBe('3; everyone watches everyone');
    expect(text('Processes', { watches: 'star' })).toBe('3; c watches 2 others');
    expect(text('Processes', { watches: [['a', 'b'], ['b', 'c']] })).toBe('3; 2 watched pairs');
    expect(text('Time')).toBe('2m, warm-up 10s');
  });

  test('the detector with its defaults filled in, but for those that are off, in the spelling of a scenario', () => {
    expect(text('Detector')).toMatch(/^push \(interval 500ms, phase uniform, pacing fixedRate, .*estimator fixed \(timeout 2s, restart newest\)/);
    expect(text('Detector')).not.toContain('never');
    expect(text('Detector', { detector: { kind: 'push', checkEvery: '1s' } })).toContain('checkEvery 1s');
  });

  test('the network and a link of its own', () => {
    expect(text('Network')).toBe('latency lognormal (median 1ms, p99 20ms); loss bursts (average 0.1, meanBurst 2s, applies all); duplicate 0.01');
    expect(text('Network', { network: { resend: 'early' } })).toBe('latency constant (value 1ms); no loss; lost segments of streams sent again early, as by Linux');
    expect(text('Network', { network: { keepaliveAfter: '5s', keepaliveProbes: 3 } })).toBe('latency constant (value 1ms); no loss; TCP keepalive after 5s, every 75s, 3 times');
    expect(text('')).toMatch(/^a → b: latency lognormal .*loss independent \(average 0\.3, applies all\)/);
  });

  test('the faults, with names for processes', () => {
    const faults = lines().slice(-3);
    expect(faults.map(([name]) => name)).toEqual(['Faults', '', '']);
    expect(faults[0]![1]).toMatch(/^40s for 4s: pause \(process b/);
    expect(faults[1]![1]).toMatch(/^1m … 61s: crash/);
    expect(faults[2]![1]).toBe('80s for 20s: partition (groups a | b, c)');
  });

  test('a script of many faults is cut short, and says so', () => {
    const many = Array.from({ length: 20 }, (_, i) => ({ id: `f${i}`, at: `${i}s`, for: '1s', kind: 'pause', process: 0 }));
    expect(lines({ faults: many }).at(-1)).toEqual(['', 'and 12 more']);
  });
});
