import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultOf, defaults, formatDuration, parseDuration, type ParameterTable } from '../../src/parameters.ts';
import { NEVER, ms, sec } from '../../src/time.ts';

describe('durations as people write them', () => {
  it.each([['250ms', 250 * ms], ['1.5s', 1_500 * ms], ['-30ms', -30 * ms], ['10m', 600 * sec], ['7us', 7], ['2d', 172_800 * sec], ['never', NEVER]])(
    '%s', (text, value) => expect(parseDuration(text)).toBe(value));

  it.each(['', '5', '5 s', 's', '1e3s', '1.s', '.5s', '5S', '99999999999999d', 'forever'])('refuses %j', text => expect(parseDuration(text)).toBeUndefined());

  it('are written so that they read back, to the microsecond', () => {
    fc.assert(fc.property(fc.integer({ min: -1e15, max: 1e15 }), value => {
      expect(parseDuration(formatDuration(value))).toBe(value);
    }), { seed: 3, numRuns: 2_000 });
    expect([0, 1, 1_500, sec, 90 * sec, 3_600 * sec, NEVER].map(formatDuration)).toEqual(['0s', '1us', '1.5ms', '1s', '90s', '1h', 'never']);
  });
});

describe('defaults', () => {
  interface Params { readonly make: 'small' | 'large'; readonly size: number; readonly name: string }
  const texts = { low: '', high: '' };
  const table: ParameterTable<Params> = {
    make: { default: 'small', kind: 'choice', choices: ['small', 'large'], ...texts },
    size: { default: 1, by: { option: 'make', defaults: { large: 100 } }, kind: 'count', ...texts },
    name: { default: undefined, kind: 'text', ...texts },
  };

  it('leave out what must be given', () => expect(defaults(table)).toEqual({ make: 'small', size: 1 }));

  it('follow the option that decides', () => {
    expect(defaults(table, { make: 'large' })).toEqual({ make: 'small', size: 100 });
    expect(defaultOf(table, 'size', { make: 'small' })).toBe(1);
  });
});
