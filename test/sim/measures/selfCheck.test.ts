import { expect, it } from 'vitest';
import type { QualityData } from '../../../sim/measures/measured.ts';
import { checkSums } from '../../../sim/measures/selfCheck.ts';
import { measured } from '../../support/measuredStory.ts';
import { Script } from '../../support/writeTrace.ts';

const data = (): QualityData =>
  measured(new Script().starts(0, 0, 1).trusts(0, 0, 1).suspects(100_000, 0, 1).trusts(200_000, 0, 1)).suspected;

it('passes what the fold made', () => {
  expect(() => { checkSums(data()); }).not.toThrow();
});

it('finds each sum that went astray', () => {
  const spoiled = (spoil: (data: QualityData) => void) => (): void => {
    const of = data();
    spoil(of);
    checkSums(of);
  };
  expect(spoiled(of => { of.pairs.exposure[0]!++; })).toThrow('exposure 1000000 and 1000001');
  expect(spoiled(of => { of.pairs.wrong[0]!--; })).toThrow('time in suspicion');
  expect(spoiled(of => { of.slices[3]!.mistakes[0]!++; })).toThrow('mistakes');
  expect(spoiled(of => { of.slices[2]!.mistakes[1]!++; })).toThrow('by cause');
  expect(spoiled(of => { of.mistakeDuration.ended.pop(); })).toThrow('their lengths');
  expect(spoiled(of => { of.mistakeDuration.ended[0]!++; })).toThrow('lasted 100001 µs of 100000');
});
