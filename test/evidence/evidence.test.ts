/** `npm run evidence`: the lines that it prints, and that it passes what is right and only that. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { gilbert, independent } from '../oracle/chain.ts';
import { discarding, uniform } from '../oracle/delay.ts';
import { mistakes } from '../oracle/fixedTimeout.ts';
import { firstAfter } from '../oracle/missedInARow.ts';
import { evidence, line } from './evidence.ts';
import { runOracleCase } from './oracle/runOracle.ts';

const folder = mkdtempSync(join(tmpdir(), 'flatline-evidence-'));
afterAll(() => rmSync(folder, { recursive: true }));

function said(kind: string, content: unknown): { code: number; lines: string[] } {
  const path = join(folder, `${kind}.json`);
  writeFileSync(path, JSON.stringify(content));
  const lines: string[] = [];
  const code = evidence([kind, path], text => lines.push(text));
  return { code, lines };
}

const nfds = (metric: string, expected: number, params: object = {}) => ({
  id: `nfds:${metric}`, model: 'NFD-S (Chen freshness points)', time_unit: 'ms', metric, expected,
  params: { eta: 100, delta: 30, p: 0.2, delay: { type: 'constant', value: 30 }, ...params },
});

describe('oracle', () => {
  test('passes what is right', () => {
    const { code, lines } = said('oracle', { cases: [nfds('E_TMR', 625), nfds('E_TD', 30 + 100 - 50 - 20)] });
    expect(lines[0]).toMatch(/^pass nfds:E_TMR measured=6\d\d[\d.]* expected=625 se=[\d.]+$/);
    expect(lines.at(-1)).toMatch(/^oracle: \d pass, \d fail, 0 unsupported$/);
    expect(code).toBe(lines.some(text => text.startsWith('fail')) ? 1 : 0);
  });

  test('fails what is not, and says by how much', () => {
    const { code, lines } = said('oracle', { cases: [nfds('E_TMR', 125)] });
    expect(code).toBe(1);
    expect(lines[0]).toMatch(/^fail nfds:E_TMR measured=6\d\d[\d.]* expected=125 se=/);
    expect(lines[1]).toBe('oracle: 0 pass, 1 fail, 0 unsupported');
  });

  test('other units of time', () => {
    const params = { eta: 0.1, delta: 0.03, p: 0.2, delay: { type: 'constant', value: 0.03 } };
    expect(runOracleCase({ ...nfds('E_TMR', 0.625), params, time_unit: 's' }).status).toBe('pass');
  });

  test('owns to what it does not know', () => {
    const swim = { id: 'swim', model: 'SWIM in a ring', params: { n: 16 }, time_unit: 'ms', metric: 'E_periods', expected: 1.5 };
    const { code, lines } = said('oracle', { cases: [swim, nfds('load', 1), nfds('E_TMR', 625, { jitter: 3 }), nfds('E_TMR', 1, { delay: { type: 'weibull' } })] });
    expect(code).toBe(0);
    expect(lines).toEqual([
      'unsupported swim', 'unsupported nfds:load (does not know the metric load)', 'unsupported nfds:E_TMR (does not know jitter)',
      'unsupported nfds:E_TMR (type is "weibull")', 'oracle: 0 pass, 0 fail, 4 unsupported',
    ]);
  });

  const timeout = (metric: string, expected: number, params: object) =>
    ({ id: metric, model: 'fixed timeout since last heartbeat', time_unit: 'ms', metric, expected, params: { eta: 100, ...params } });
  const withCutoff = mistakes({
    interval: 100, timeout: 90, loss: independent(0), delay: discarding(uniform(0, 100), 50), restart: 'any',
  }).recurrence;
  const missed = { eta: 100, k: 2, a: 0.2, b: 0.4, hG: 0, hB: 1, w: 0 };
  const ping = { P: 100, to: 20, r: 1, p: 0.3, delay: { type: 'constant', value: 5 } };

  test.each([
    // a run of two losses, and what is left of the second interval and the beats lost after it
    timeout('E_TMR', 100 / (0.7 * 0.09), { TO: 250, p: 0.3 }),
    timeout('E_TM', 50 + 100 * 0.3 / 0.7, { TO: 250, p: 0.3, rule: 'newest' }),
    timeout('one_minus_PA', (50 + 100 * 0.3 / 0.7) / (100 / (0.7 * 0.09)), { TO: 250, p: 0.3, rule: 'any' }),
    timeout('TD_q0.95', 250 - 5, { TO: 250, p: 0 }),
    timeout('E_TMR', withCutoff, { TO: 90, p: 0, cutoff: 50, delay: { type: 'uniform', lo: 0, hi: 100 } }),
    { id: 'k', model: 'k consecutive missed heartbeats', time_unit: 'ms', metric: 'E_TMR', expected: 100 / (2 / 3 * 0.2 * 0.6), params: missed },
    { id: 'k', model: 'k consecutive missed heartbeats', time_unit: 'ms', metric: 'E_first_periods', expected: firstAfter(2, gilbert(0.2, 0.4)), params: missed },
    { id: 'p', model: 'ping/ack pull with retries', time_unit: 'ms', metric: 'fp_round', expected: 0.51 ** 2, params: { ...ping, late: 'ok' } },
    { id: 'p', model: 'ping/ack pull with retries', time_unit: 'ms', metric: 'msgs_per_round', expected: 1.51 * 1.7, params: ping },
    { id: 's', model: 'SWIM first detection, aligned periods, random targets', time_unit: 'ms', metric: 'E_periods', expected: 1 / (1 - (3 / 4) ** 4), params: { n: 5, T: 1_000 } },
    { id: 's', model: 'SWIM round-robin targets', time_unit: 'ms', metric: 'E_periods', expected: 1 + (3 / 4) ** 4 + (1 / 2) ** 4 + (1 / 4) ** 4, params: { n: 5 } },
    { id: 's', model: 'SWIM first ping, independent phases', time_unit: 'ms', metric: 'E_first_ping', expected: 500, params: { n: 2, T: 1_000 } },
    { id: 's', model: 'SWIM ping-req false positives / load', time_unit: 'ms', metric: 'fp_target_period', expected: 1 - (1 - 0.36 * (1 - 0.8 ** 4) / 5) ** 5, params: { n: 6, k: 1, p: 0.2 } },
    // two know after the first round, so the third is told with chance 3/4 in each further one
    { id: 'g', model: 'epidemic dissemination', time_unit: 'ms', metric: 'E_rounds', expected: 1 + 4 / 3, params: { N: 3, r_check: 2 } },
    { id: 's', model: 'SWIM ping-req false positives / load', time_unit: 'ms', metric: 'load', expected: 1.8 + 0.36 * (1 + 0.8 + 0.64 + 0.512), params: { n: 6, k: 1, p: 0.2 } },
  ])('$model, $metric', one => {
    const { status, ...rest } = runOracleCase(one);
    expect(status, JSON.stringify(rest)).toBe('pass');
  });
});

test('vectors: every case of a directory', () => {
  const lines: string[] = [];
  const content = { schema: 'fd-vectors/1', cases: [{ id: 'x', unit: 'no.such.unit', kind: 'value', input: {}, expect: 1 }] };
  writeFileSync(join(folder, 'some.json'), JSON.stringify(content));
  expect(evidence(['vectors', folder], text => lines.push(text))).toBe(0);
  expect(lines).toEqual(['unsupported x', 'vectors: 0 pass, 0 fail, 1 unsupported']);
});

test('real systems: none is modelled, and each row says so', () => {
  const { code, lines } = said('real', { systems: [], rows: [{ system: 'etcd', fault: 'kill', metric: 'fault to new leader', config: {} }] });
  expect(code).toBe(0);
  expect(lines).toEqual(['unsupported 0:etcd:kill:fault to new leader', 'real: 0 pass, 0 fail, 1 unsupported']);
});

test('anything else is a question of usage', () => {
  const lines: string[] = [];
  expect(evidence(['oracle'], text => lines.push(text))).toBe(2);
  expect(evidence(['dreams', 'x'], text => lines.push(text))).toBe(2);
  expect(lines[0]).toMatch(/^usage: npm run evidence/);
});

test('a line holds what was measured, expected, and how sure that is', () => {
  expect(line({ id: 'a', status: 'fail', measured: [1, null], expected: 'x', standardError: 0.5 })).toBe('fail a measured=[1,null] expected=x se=0.5');
});
