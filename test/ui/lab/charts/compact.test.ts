import { expect, test } from 'vitest';
import { compact } from '../../../../ui/lab/charts/compact.ts';

test.each([[0, '0 '], [4.5, '4.5 '], [9.96, '10 '], [240, '240 '], [999.4, '999 '], [999.6, '1 k'], [3_630, '3.6 k'], [12_700, '12.7 k'], [320_166, '320 k'], [35e6, '35 M'], [2.5e9, '2.5 G']])(
  '%f in few letters, and a unit may follow', (value, words) => { expect(compact(value)).toBe(words); });
