import { describe, expect, test } from 'vitest';
import { judgementText, runText, type Told } from '../../../ui/cli/runText.ts';
import { figure, leadership, noCrash, noMistakes, pooled, report } from './exampleReport.ts';

const told = (change: Partial<Told> = {}): Told => ({ report: report(), story: '', ran: [], judged: [], next: [], ...change });
const plain = (change: Partial<Told> = {}, columns = 80): string => runText(told(change), columns, text => text);
const line = (text: string, begins: string): string => text.split('\n').find(each => each.trimStart().startsWith(begins)) ?? '';

describe('a run as people read it', () => {
  test('fits the width, story and all', () => {
    const story = 'A process of five stops for four seconds. '.repeat(10);
    for (const columns of [80, 100]) {
      const text = plain({ report: report({ pooled: pooled(leadership) }), story, ran: [['Detector', 'push (interval 1s, '.repeat(9)]] }, columns);
      expect(Math.max(...text.split('\n').map(each => each.length))).toBeLessThanOrEqual(columns);
    }
  });

  test('begins with the title and ends with what to try next', () => {
    const text = plain({ next: [['flatline run x --runs 30', 'intervals']] });
    expect(text.startsWith('One crash\n')).toBe(true);
    expect(text.endsWith('Next\n  flatline run x --runs 30\n      intervals')).toBe(true);
  });

  test('a crash shows each quantile of T_D, and the first, most and last of the monitors', () => {
    const text = plain();
    expect(line(text, 'Detection time T_D')).toMatch(/p50 +3\.1 s +4 samples$/);
    for (const name of ['p95', 'p99', 'max']) expect(line(text, name)).toMatch(/3\.21 s/);
    expect(line(text, 'first monitor')).toMatch(/2\.9 s/);
    expect(line(text, 'last monitor')).toMatch(/3\.21 s/);
  });

  test('mistakes have a rate with its interval, and a cause', () => {
    const text = plain();
    expect(line(text, 'Mistake rate λ_M')).toMatch(/6 \/h +0\.72 … 21\.6 +2 mistakes/);
    expect(line(text, 'loss or delay alone')).toMatch(/6 \/h/);
    expect(text).not.toContain('the observer was paused');
    expect(line(text, 'Query accuracy P_A')).toMatch(/99\.983 %/);
  });

  test('without crash or mistake it says so, and shows no empty quantiles', () => {
    const text = plain({ report: report({ pooled: pooled({ ...noMistakes, ...noCrash }) }) });
    expect(line(text, 'Detection time T_D')).toContain('no process crashed');
    expect(line(text, 'Mistakes')).toMatch(/ 0 /);
    expect(line(text, 'Mistake rate λ_M')).toMatch(/0 \/h +0 … 10\.8 \/h/);
    expect(text).not.toContain('T_M ');
  });

  test('undetected crashes and censored quantiles are said, never left out', () => {
    const usual = pooled().detectionTime;
    const censored = figure(null, { runs: 1, samples: 4, censored: 2 }, { bound: { atLeast: 20_000 }, why: 'falls among the censored' });
    const text = plain({ report: report({ pooled: pooled({ undetected: 2, detectionTime: { ...usual, censored: 2, p99: censored } }) }) });
    expect(line(text, 'p99')).toMatch(/> 20 s +4 samples$/);
    expect(line(text, 'Not detected')).toMatch(/2 +0 recovered, 2 at the end/);
  });

  test('a service shows split-brain, what it cost and the parts of a failover', () => {
    const text = plain({ report: report({ pooled: pooled(leadership) }) });
    expect(line(text, 'Split-brain')).toMatch(/1 +3\.2 s in all, longest 3\.2 s/);
    expect(line(text, 'writes accepted in it')).toMatch(/7 +n0 5, n1 2/);
    expect(line(text, 'Lost writes')).toMatch(/5 +of 120 acknowledged/);
    expect(line(text, 'detect')).toMatch(/3 s +least 2\.999 s, most 3\.001 s/);
  });

  test('a balancer shows where requests went, and others nothing of it', () => {
    const spans = { count: 2, total: figure(5_000), longest: figure(3_000), share: figure(0.02) };
    const text = plain({ report: report({ pooled: pooled({ routed: 900, misroutes: 12, wronglyExcluded: spans, failOpen: spans }) }) });
    expect(line(text, 'Requests sent')).toMatch(/900$/);
    expect(line(text, 'to a backend that had crashed')).toMatch(/12$/);
    expect(line(text, 'Left out by mistake')).toMatch(/2 +5 s in all, longest 3 s/);
    expect(plain({ report: report({ pooled: pooled(leadership) }) })).not.toContain('Where did requests go?');
  });

  test('a few pairs stand below each other, many do not', () => {
    const { pairs } = pooled();
    expect(plain()).not.toContain('Who watched whom?');
    const two = { ...pairs, 'n0>n2': { ...Object.values(pairs)[0]!, mistakes: 0 } };
    const text = plain({ report: report({ pooled: pooled({ pairs: two }) }) });
    expect(line(text, 'n0>n1')).toMatch(/2\.9 s +1 +6 \/min +900 ms +99 %/);
    const many = Object.fromEntries(Array.from({ length: 7 }, (_, i) => [`n0>n${i}`, Object.values(pairs)[0]!]));
    expect(plain({ report: report({ pooled: pooled({ pairs: many }) }) })).not.toContain('n0>n6');
  });

  test('a detector with two grades of suspicion shows both', () => {
    expect(plain({ report: report({ pooled: pooled({ suspected: pooled() }) }) })).toContain('And by the earlier verdict');
  });

  test('several runs name their seeds', () => {
    const text = plain({ report: report({ runs: 30, digest: Array.from({ length: 30 }, () => 'a'.repeat(16)) }) });
    expect(line(text, 'Weather')).toBe('Weather     30 runs, seeds one, one#1 … one#29');
    expect(text).toContain(`Digest ${'a'.repeat(16)} and 29 more`);
  });
});

describe('assertions', () => {
  const expectation = { text: 'splitBrain.count == 0', path: 'splitBrain.count', operator: '==', value: 0 } as const;

  test('one that holds', () => {
    expect(judgementText({ expectation, holds: true, measured: 0 }, 80)).toBe('  holds   splitBrain.count == 0 (0)');
  });

  test('one that fails says why', () => {
    const text = judgementText({ expectation, holds: false, measured: 2, why: 'splitBrain.count is 2' }, 80);
    expect(text).toBe('  FAILED  splitBrain.count == 0: splitBrain.count is 2');
  });

  test('they stand in the run', () => {
    expect(plain({ judged: [{ expectation, holds: false, measured: 2, why: 'it is 2' }] })).toContain('Stated assertions\n  FAILED');
    expect(plain({ report: report({ runs: 2 }), judged: [{ expectation, holds: true, measured: 0 }] })).toContain('of counts the mean per run\n  holds');
  });
});
