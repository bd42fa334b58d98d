import { describe, expect, it } from 'vitest';
import { normalPhi, normalPhiInverse } from '../../src/normal.ts';

describe('φ of the normal, in log space', () => {
  // −log₁₀ of the survival function to 24 digits, evaluated elsewhere in high precision
  it.each([
    [-10, 3.309260121306722e-24], [-6, 4.284695703651578e-10], [-3, 5.866493137900667e-4], [-1, 0.07502601295781802],
    [0, 0.3010299956639812], [0.25, 0.3965376860943207], [3, 2.869699035929369], [5, 6.542645672390655],
    [8.3, 16.283531730414623], [10, 23.118053405486076], [25, 137.51474765099553], [60, 783.9074291641107],
  ])('at %f deviations', (y, phi) => {
    expect(Math.abs(normalPhi(y) / phi - 1)).toBeLessThan(1e-14);
  });

  it('is 8.000 at 5.6120 deviations beyond the mean (Hayashibara’s threshold 8)', () => {
    expect(normalPhi(5.6120)).toBeCloseTo(8, 3);
    expect(normalPhiInverse(8)).toBeCloseTo(5.6120, 4);
  });

  it('rises without bound where one minus the distribution function has long been zero', () => {
    let last = 0;
    for (let y = -12; y < 2_000; y += 0.25) {
      const phi = normalPhi(y);
      expect(phi).toBeGreaterThan(last);
      last = phi;
    }
    expect(last).toBeGreaterThan(800_000);
  });

  it.each([1e-9, 1e-3, 0.1, 0.3010299956639812, 0.5, 1, 3, 8, 10, 16, 100, 323, 10_000])('is inverted at %f', phi => {
    expect(Math.abs(normalPhi(normalPhiInverse(phi)) / phi - 1)).toBeLessThan(1e-12);
  });
});
