import { expect, test } from 'vitest';
import { fitted } from '../../../../ui/lab/charts/lanes.ts';

test('what fits stays as it is', () => expect(fitted('n0 watches n3', 200, 11)).toBe('n0 watches n3'));

test('names that begin alike are told apart when they are cut', () => {
  const cut = ['sentinelA', 'sentinelB', 'sentinelC'].map(name => fitted(name, 40, 11));
  for (const name of cut) expect(name).toMatch(/^s.*….*[ABC]$/);
  expect(new Set(cut).size).toBe(3);
});

test('where there is no room at all, the first letter stays', () => expect(fitted('sentinelA', 1, 11)).toBe('s…'));
