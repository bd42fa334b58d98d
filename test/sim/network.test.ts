import { describe, expect, test } from 'vitest';
import { simulate } from '../../sim/run.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { Row } from '../../sim/trace.ts';
import { rows } from '../support/rows.ts';

const s = 1_000_000;

/** The delays (ms) of the beats that 1 sends 0, every `interval` from 0 on; null for a lost one. */
function delays(network: Record<string, unknown>, interval = '100ms', rest: Partial<ScenarioFile> = {}): readonly (number | null)[] {
  const file: ScenarioFile = {
    flatline: 1, seed: 'network', horizon: '60s', processes: 2, watches: [[0, 1]],
    detector: { kind: 'push', interval, phase: 'zero', estimator: { kind: 'fixed', timeout: '5s' } }, network, ...rest,
  };
  const { trace } = simulate(file, { trace: 'full' });
  const lost = new Set(rows(trace, Row.loses).map(row => row.time));
  return rows(trace, Row.sends, Row.loses).filter(row => row.a === 1)
    .map(row => (lost.has(row.time) ? null : (row.x - row.time) / 1_000));
}

describe('coherence', () => {
  const network = (coherence?: string): Record<string, unknown> => ({ latency: { kind: 'exponential', mean: '50ms' }, ...(coherence && { coherence }) });

  test('sends within one slot share their luck, and the next slot has its own', () => {
    const found = delays(network('1s'));
    expect(new Set(found.slice(0, 10)).size).toBe(1);
    expect(new Set(found.slice(10, 20)).size).toBe(1);
    expect(new Set(found).size).toBe(61);
  });

  test('by default each send is its own', () => expect(new Set(delays(network()).slice(0, 10)).size).toBe(10));

  test('it leaves the mean where it is', () => {
    const found = delays(network('200ms'), '20ms', { horizon: '400s' }) as number[];
    // 2 000 slots: a standard error of 50 / √2000 = 1.1 ms
    expect(Math.abs(found.reduce((sum, x) => sum + x, 0) / found.length - 50)).toBeLessThan(4.5);
  });
});

test('reordering holds back its share of the messages by as long as it says, and overtakes', () => {
  const found = delays({ latency: { kind: 'constant', value: '10ms' }, reorder: 0.25, reorderBy: '150ms' });
  expect(new Set(found)).toEqual(new Set([10, 160]));
  // 601 sends: a standard error of √(601 ⋅ 0.25 ⋅ 0.75) = 10.6
  expect(Math.abs(found.filter(delay => delay === 160).length - 601 / 4)).toBeLessThan(43);
});

test('what other traffic takes of the bandwidth makes each message that much slower', () => {
  // 33 bytes are 264 bits
  const alone = delays({ latency: { kind: 'constant', value: '10ms' }, bandwidth: '26400bit/s' });
  const shared = delays({ latency: { kind: 'constant', value: '10ms' }, bandwidth: '26400bit/s', background: 0.75 });
  expect(new Set(alone)).toEqual(new Set([20]));
  expect(new Set(shared)).toEqual(new Set([50]));
});

test('two of one kind on one link at one instant have a luck each', () => {
  // a sender that slept sends all its late beats at once
  const file: ScenarioFile = {
    flatline: 1, seed: 'copies', horizon: '60s', processes: 2, watches: [[0, 1]],
    detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '5s' } },
    network: { latency: { kind: 'uniform', low: '1ms', high: '900ms' } },
    faults: [{ id: 'p', at: '10.5s', for: '10s', kind: 'pause', process: 1 }],
  };
  const burst = (more: Partial<ScenarioFile> = {}): readonly number[] =>
    rows(simulate({ ...file, ...more }, { trace: 'full' }).trace, Row.sends).filter(row => row.time === 20.5 * s).map(row => row.x);
  expect(burst()).toHaveLength(10);
  expect(new Set(burst()).size).toBe(10);
  const drop = { id: 'm', kind: 'message', from: 1, to: 0, sent: '20.5s', message: 'push.beat', copy: 3, do: { delay: '2s' } };
  const delayed = burst({ faults: [...file.faults!, drop] });
  expect(delayed.map((x, i) => x - burst()[i]!)).toEqual([0, 0, 0, 2 * s, 0, 0, 0, 0, 0, 0]);
});

test('one that loses its way takes nothing from the others’ luck', () => {
  const network = { latency: { kind: 'exponential', mean: '50ms' } };
  const lossy = delays({ ...network, loss: { kind: 'independent', average: 0.3 } });
  const whole = delays(network);
  expect(lossy.filter(delay => delay === null).length).toBeGreaterThan(100);
  expect(lossy).toEqual(whole.map((delay, i) => (lossy[i] === null ? null : delay)));
});

test('bursts of an overlay are those of its fault line and of its link: no two share them', () => {
  const bad = { kind: 'bursts', average: 0.5, meanBurst: '2s' };
  const file = (id: string): ScenarioFile => ({
    flatline: 1, seed: 'overlay', horizon: '60s', processes: 3, watches: [[0, 2], [1, 2]],
    detector: { kind: 'push', interval: '100ms', phase: 'zero', estimator: { kind: 'fixed', timeout: '5s' } },
    faults: [{ id, at: '0s', kind: 'link', from: 2, to: [0, 1], loss: bad }],
  });
  const lostAt = (id: string, to: number): string => rows(simulate(file(id), { trace: 'full' }).trace, Row.loses)
    .filter(row => row.b === to).map(row => row.time).join(' ');
  expect(lostAt('a', 0)).not.toBe('');
  expect(lostAt('a', 0)).toBe(lostAt('a', 0));
  expect(new Set([lostAt('a', 0), lostAt('a', 1), lostAt('b', 0)]).size).toBe(3);
});
