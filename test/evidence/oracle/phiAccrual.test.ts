/** The models against closed forms: the normal's tail, and Student's for a window. */
import { describe, expect, test } from 'vitest';
import { normalPhi, normalPhiInverse } from '../../../src/normal.ts';
import { accepted } from './runOracle.ts';
import { Reader, Unsupported } from './case.ts';
import { finiteWindow, knownParameters } from './phiAccrual.ts';

const ms = 1_000;

describe('with known parameters', () => {
  const iid = (PHI: number) => knownParameters(new Reader({ PHI, mu: 1_000, sigma: 100, mode: 'iid' }, ms));

  test('one gap in 10^Φ is too long', () => {
    for (const threshold of [1, 2, 3]) expect(accepted(iid(threshold).fp!('a'), 10 ** -threshold)).toBe(true);
    expect(accepted(iid(2).fp!('a'), 0.011)).toBe(false);
  });

  test('so mistakes come once in as many intervals', () => expect(accepted(iid(2).E_TMR!('b'), 100_000)).toBe(true));

  test('a steady sender: gaps that share a delay are as often too long', () => {
    const figures = knownParameters(new Reader({ PHI: 2, eta: 1_000, delay_mean: 50, delay_sd: 20, mode: 'ma1' }, ms));
    expect(accepted(figures.fp!('c'), 0.01)).toBe(true);
    // from 5 % to 95 % of the period goes by before the crash; delays are small beside it
    expect(Math.abs(figures['TD_q0.95']!('c').value - (1_000 + 28.28 * normalPhiInverse(2) + 50 - 50))).toBeLessThan(8);
  });

  test('what a crash finds: the rest of the patience, after a part of a gap that is the longer the more it is hit', () => {
    // without deviation: uniform between patience − 1000 and patience
    const figures = knownParameters(new Reader({ PHI: 3, mu: 1_000, sigma: 1, mode: 'iid' }, ms));
    const patience = 1_000 + normalPhiInverse(3);
    expect(accepted(figures['TD_q0.95']!('d'), patience - 50)).toBe(true);
    expect(accepted(figures['TD_q0.5']!('d'), patience - 500)).toBe(true);
  });

  test('what would never be seen is not waited for', () => expect(() => iid(8).fp!('e')).toThrow(Unsupported));
});

describe('with a window', () => {
  /** Of the two smallest, Student's law is elementary. */
  const tail: Readonly<Record<number, (x: number) => number>> = { 2: x => 0.5 - Math.atan(x) / Math.PI, 3: x => 0.5 * (1 - x / Math.sqrt(2 + x * x)) };

  test.each([[2, 1], [3, 1], [3, 0]])('of %i gaps, with %i taken off', (n, ddof) => {
    const further = normalPhiInverse(1) * Math.sqrt((n - 1) / (n - ddof)) / Math.sqrt(1 + 1 / n);
    expect(accepted(finiteWindow(new Reader({ PHI: 1, n, ddof }, ms)).fp!('f'), tail[n]!(further))).toBe(true);
  });

  test('a long one comes close to what is known', () => {
    const { value } = finiteWindow(new Reader({ PHI: 1, n: 1_000, ddof: 0 }, ms)).fp!('g');
    expect(-Math.log10(value)).toBeCloseTo(normalPhi(normalPhiInverse(1)), 1);
  });
});
