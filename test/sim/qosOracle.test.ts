import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QualityData, Samples } from '../../sim/measures/measured.ts';
import { quality } from '../../sim/qos.ts';
import { stories, type Story } from '../support/arbitraryTrace.ts';
import { scan, type Scanned, type Spells } from '../support/qosScan.ts';

const sorted = ({ ended, censored }: Samples | Spells): Spells =>
  ({ ended: [...ended].sort((x, y) => x - y), censored: [...censored].sort((x, y) => x - y) });
const tally = (lengths: readonly number[]): { count: number; total: number; longest: number } =>
  ({ count: lengths.length, total: lengths.reduce((sum, x) => sum + x, 0), longest: Math.max(0, ...lengths) });
const sum = (data: QualityData, of: (slice: QualityData['slices'][number]) => number): number =>
  data.slices.reduce((total, slice) => total + of(slice), 0);
const detections = (of: { crashes: number; detected: readonly number[]; censored: readonly number[]; missed: number }): unknown =>
  ({ crashes: of.crashes, missed: of.missed, ...sorted({ ended: [...of.detected], censored: [...of.censored] }) });

/** Both in one shape, so that a difference prints as one. */
function folded(data: QualityData): unknown {
  const { accusation, collective, detection } = data;
  const span = (s: typeof accusation): unknown => ({ count: s.count, total: s.total, longest: s.longest });
  return {
    exposure: sum(data, s => s.exposure), wrong: sum(data, s => s.wrong),
    mistakes: [0, 1, 2, 3, 4].map(i => sum(data, s => s.mistakes[i]!)), episodes: [0, 1, 2, 3, 4].map(i => sum(data, s => s.episodes[i]!)),
    slices: data.slices.map(({ exposure, wrong, mistakes }) => ({ exposure, wrong, mistakes })),
    duration: sorted(data.mistakeDuration), good: sorted(data.goodPeriod), recurrence: sorted(data.mistakeRecurrence),
    recovery: sorted(data.recovery), unheard: sorted(data.unheard),
    detection: Object.fromEntries(Object.entries(detection).map(([name, of]) => [name, detections(of)])),
    accusation: span(accusation), collective: span(collective),
  };
}

function scanned(found: Scanned): unknown {
  return {
    exposure: found.exposure, wrong: found.wrong, mistakes: found.mistakes, episodes: found.episodes, slices: found.slices,
    duration: sorted(found.duration), good: sorted(found.good), recurrence: sorted(found.recurrence),
    recovery: sorted(found.recovery), unheard: sorted(found.unheard),
    detection: Object.fromEntries(Object.entries(found.detection).map(([name, of]) => [name, detections(of)])),
    accusation: tally(found.accusation), collective: tally(found.collective),
  };
}

function agree({ setting, trace, text }: Story): void {
  const measured = quality(setting, trace);
  for (const level of ['suspected', 'failed'] as const) {
    expect(folded(measured[level]), `${level}, warm-up ${setting.warmUp}\n${text}`).toEqual(scanned(scan(setting, trace, level)));
  }
}

describe('the fold against a scan of every microsecond', () => {
  it('of two processes', () => {
    fc.assert(fc.property(stories(2, 60), agree), { numRuns: 400, seed: 1 });
  });

  it('of four processes that watch one another', () => {
    fc.assert(fc.property(stories(4, 120), agree), { numRuns: 250, seed: 2 });
  });

  it('keeps P_A = 1 − E(T_M) / E(T_MR), and the sums of the pairs are the sums of the run', () => {
    fc.assert(fc.property(stories(3, 150), ({ setting, trace }) => {
      const { suspected } = quality(setting, trace);
      const [exposure, wrong, mistakes] = [sum(suspected, s => s.exposure), sum(suspected, s => s.wrong), sum(suspected, s => s.mistakes[0]!)];
      const total = (column: Float64Array): number => column.reduce((x, y) => x + y, 0);
      expect(total(suspected.pairs.exposure)).toBe(exposure);
      expect(total(suspected.pairs.wrong)).toBe(wrong);
      expect(total(suspected.pairs.mistakes)).toBe(mistakes);
      expect(sum(suspected, s => s.mistakes[1]! + s.mistakes[2]! + s.mistakes[3]! + s.mistakes[4]!)).toBe(mistakes);
      if (mistakes === 0) return;
      expect(1 - wrong / exposure).toBeCloseTo(1 - (wrong / mistakes) / (exposure / mistakes), 12);
    }), { numRuns: 300, seed: 3 });
  });
});
