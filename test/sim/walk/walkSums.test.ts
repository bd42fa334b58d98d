/** Sums over silences are the sums that a simulation measures, one timeout after the other. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import type { DetectionData, QualityData } from '../../../sim/measures/measured.ts';
import { measure } from '../../../sim/qos.ts';
import { resolve } from '../../../sim/resolve.ts';
import { seedOf, simulate } from '../../../sim/run.ts';
import { settingsOf } from '../../../sim/walk/settings.ts';
import type { Sums } from '../../../sim/walk/silenceSums.ts';
import { walkSums } from '../../../sim/walk/walkSums.ts';
import { files } from './walkedFiles.ts';

/** Lists of times in no order. */
const sorted = (data: DetectionData): DetectionData => ({
  ...data, detected: data.detected.toSorted((a, b) => a - b), censored: data.censored.toSorted((a, b) => a - b),
});
const plain = ({ slices, detection: { each, first, majority, last } }: QualityData | Sums): unknown =>
  ({ slices, each: sorted(each), first: sorted(first), majority: sorted(majority), last: sorted(last) });

const anyFixed = files(fc.constant({ kind: 'fixed', timeout: '1s' }), true);
const timeouts = fc.uniqueArray(fc.constantFrom(1, 90_000, 97_000, 98_000, 200_000, 500_000, 500_001, 620_000, 1_000_000, 2_000_000, 30_000_000), { minLength: 1 });

test('slice by slice, the sums of every timeout and every detection time', () => {
  fc.assert(fc.property(anyFixed, timeouts, (file, wanted) => {
    const scenario = resolve(file, builtIn);
    const settings = settingsOf(scenario, { parameter: 'timeout', values: wanted }, builtIn);
    const walked = walkSums(scenario, { timeouts: wanted, runs: 2 });
    expect(walked.map(({ timeout }) => timeout)).toEqual(wanted);
    walked.forEach(({ runs }, i) => runs.forEach((sums, run) => {
      const { suspected } = measure(simulate(settings[i]!.scenario, { seed: seedOf(scenario.seed, run) }));
      expect(plain(sums)).toEqual(plain(suspected));
    }));
  }), { numRuns: 25 });
});
