import { describe, expect, test } from 'vitest';
import { explained, glossary, labelled, termOf, type Term } from '../../../ui/lab/glossary.ts';

/** DESIGN.md, "Names". */
const symbols = {
  interval: 'η', margin: 'α', freshUntil: 'τ', expectedArrival: 'EA', level: 'φ', threshold: 'Φ', detectionTime: 'T_D',
  mistakeRecurrence: 'T_MR', mistakeDuration: 'T_M', goodPeriod: 'T_G', mistakeRate: 'λ_M', queryAccuracy: 'P_A', monitor: 'q', monitored: 'p',
  period: 'T′', indirect: 'k', localHealth: 'LHM',
};

describe('the glossary', () => {
  test.each(Object.entries(symbols))('%s is %s', (name, symbol) => {
    expect(termOf(name)?.symbol).toBe(symbol);
  });

  test.each(Object.entries<Term>(glossary))('%s is one plain sentence', (_, { label, meaning }) => {
    expect(meaning).toMatch(/^[A-Z][^.]+\.$/);
    expect(label).toMatch(/^[a-z]/);
    expect(`${label} ${meaning}`).not.toMatch(/\b(alive|dead|up|down)\b/i);
  });

  test('a label has its symbol, a title the sentence too', () => {
    expect(labelled('detectionTime')).toBe('detection time (T_D)');
    expect(labelled('splitBrain')).toBe('split-brain');
    expect(explained('mistakeDuration')).toBe('Mistake duration, T_M. How long a running process stays suspected.');
    expect(termOf('nothing like it')).toBeUndefined();
  });
});
