import type { Measured } from '../../../../sim/measures/measured.ts';
import { ownTraffic } from '../../../../sim/solve/limits.ts';
import type { Measure } from '../model/cells.ts';

/**
 * What one run contributes, in ms or per second: its longest detection time (one that never ended counts as long as it is
 * known to have lasted), its mistakes per pair and second, its messages per process and second. Null where there was nothing to measure.
 * `usesFailed`: whether any run of the setting did.
 */
export function ownFigure(measure: Measure, run: Measured, usesFailed = run.usesFailed): number | null {
  const { slices, detection: { each: { detected, censored } } } = usesFailed ? run.failed : run.suspected;
  if (measure === 'load') return ownTraffic('messages', [run]);
  if (measure === 'detection') {
    const times = [...detected, ...censored];
    return times.length === 0 ? null : Math.max(...times) / 1_000;
  }
  const mistakes = slices.reduce((sum, slice) => sum + slice.mistakes[0]!, 0);
  const exposure = slices.reduce((sum, slice) => sum + slice.exposure, 0);
  return exposure === 0 ? null : (mistakes / exposure) * 1_000_000;
}
