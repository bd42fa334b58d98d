import { describe, expect, test } from 'vitest';
import { advice, allowed, defaultIn, readSettings, spelt } from '../../../scenarios/systems/options.ts';
import type { Option, System } from '../../../scenarios/systems/system.ts';
import { NEVER } from '../../../src/time.ts';

const wait: Option = { kind: 'duration', unit: 'ms', default: 3_000_000, min: 1_000, max: 10_000_000, meaning: 'how long' };
const grace: Option = {
  kind: 'duration', default: 50_000_000, meaning: 'how long', history: [{ before: '1.32', default: 40_000_000 }, { before: '1.9', default: 30_000_000 }],
};
const system: System = {
  name: 'one', title: 'One', version: '1.0', summary: 'One.', roles: {}, milestones: {}, counts: {}, falseVerdicts: {},
  options: {
    wait, grace, tries: { kind: 'count', default: 3, min: 1, max: 9, meaning: 'how often' }, share: { kind: 'share', default: 0.5, meaning: 'how much' },
    mode: { kind: 'choice', default: 'a', choices: ['a', 'b'], meaning: 'how' }, on: { kind: 'flag', default: true, meaning: 'whether' },
    'net.ratio': { kind: 'number', default: -1, meaning: 'how much' },
  },
  rules: [
    { says: 'tries is not 7', strength: 'refuses', holds: ({ tries }) => tries !== 7 },
    { says: 'grace is more than wait', strength: 'advises', holds: ({ grace: long, wait: short }) => long! > short! },
  ],
  scenario: () => ({ file: {}, settled: 0, phase: 1, watch: 1 }),
};

describe('options as the system has them', () => {
  test('a bare number is in the option\'s own unit, and a unit may be written', () => {
    expect(readSettings(system, { wait: '250' }).wait).toBe(250_000);
    expect(readSettings(system, { wait: '2.5s', grace: '1m' })).toMatchObject({ wait: 2_500_000, grace: 60_000_000 });
    expect(spelt(250_000, wait)).toBe('250');
    expect(spelt(60_000_000, grace)).toBe('1m');
  });

  test('counts, shares, choices, flags and numbers', () => {
    const values = readSettings(system, { tries: '4', share: '25%', mode: 'b', on: 'no', 'net.ratio': '-1.5' });
    expect(values).toMatchObject({ tries: 4, share: 0.25, mode: 'b', on: false, 'net.ratio': -1.5 });
  });

  test.each([
    ['wait', '0', /one: wait is milliseconds, at least 1, at most 10000, not "0"/], ['wait', '11s', /at most 10000/], ['grace', '5', /a duration with its unit/],
    ['tries', '1.5', /a whole number, at least 1, at most 9/], ['share', '1.5', /a share from 0 to 1/], ['mode', 'c', /one of a, b/],
    ['on', 'maybe', /true or false/], ['tries', '', /whole number/], ['wiat', '5', /one has no option "wiat"; did you mean "wait"\?/],
    ['tries', '7', /one refuses this: tries is not 7/], ['on', 'constructor', /true or false/], ['share', '%', /a share from 0 to 1/], ['wait', 'never', /milliseconds/],
    ['grace', 'never', /a duration with its unit/],
  ])('%s=%s is refused, and what is allowed is said', (name, text, message) => {
    expect(() => readSettings(system, { [name]: text })).toThrow(message);
  });

  test('defaults changed with releases, which are compared part by part', () => {
    expect(['1.8.4', '1.9', '1.10.2', '1.31.0', '1.32', '2.0'].map(release => defaultIn(grace, release)))
      .toEqual([30_000_000, 40_000_000, 40_000_000, 40_000_000, 50_000_000, 50_000_000]);
    expect(readSettings(system, {}, '1.20').grace).toBe(40_000_000);
    expect(readSettings(system, { grace: '9s' }, '1.20').grace).toBe(9_000_000);
  });

  test.each(['', 'latest'])('a release is a number, and not "%s"', release =>
    expect(() => readSettings(system, {}, release)).toThrow(`one: a release is a number such as 1.31, not "${release}"`));

  test('what may be left out may be never', () => {
    const idle: Option = { kind: 'duration', default: NEVER, min: 1_000, meaning: 'how long' };
    expect(readSettings({ ...system, options: { ...system.options, idle } }, { idle: 'never' }).idle).toBe(NEVER);
    expect(allowed(idle)).toBe('a duration with its unit, such as 10s, at least 1ms, or never');
  });

  test('what is unwise is said, and played all the same', () => {
    expect(advice(system, readSettings(system, { grace: '1s' }))).toEqual(['grace is more than wait']);
    expect(advice(system, readSettings(system, {}))).toEqual([]);
  });

  test('what is allowed', () => expect(allowed(grace)).toBe('a duration with its unit, such as 10s'));
});
