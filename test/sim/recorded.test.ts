import { describe, expect, it } from 'vitest';
import { Draw } from '../../sim/random.ts';
import { isExtrapolated, supportedByRecording, type RecordedMistake } from '../../sim/recorded.ts';

const second = 1_000_000;
const hour = 3_600 * second;

/** Bursts of mistakes of one millisecond: `burst` of them, 10 ms apart. */
function bursts(seed: number, count: number, burst: number, exposure: number): RecordedMistake[] {
  const draw = new Draw().start(seed, 5);
  const starts = Array.from({ length: count }, () => Math.floor(draw.next() * (exposure - burst * 10_000))).sort((x, y) => x - y);
  const all = starts.flatMap(start => Array.from({ length: burst }, (_, i) => start + i * 10_000));
  return all.sort((x, y) => x - y).map(from => ({ from: from + 7, to: from + 1_007, begun: true }));
}

describe('what a recording supports', () => {
  it('is at most 3/H per hour where it holds no mistake', () => {
    const { mistakeRate, queryAccuracy } = supportedByRecording([], 0, 5 * hour);
    expect(mistakeRate.value).toBe(0);
    expect(mistakeRate.bound!.atMost! * 3_600).toBeCloseTo(2.9957 / 5, 4);
    expect(mistakeRate.ci95![1] * 3_600).toBeCloseTo(3.6889 / 5, 4);
    expect(queryAccuracy.value).toBe(1);
  });

  it('is Poisson’s for few, the blocks’ for many', () => {
    const few = supportedByRecording(bursts(1, 10, 1, hour), 7, 7 + hour).mistakeRate;
    expect(few.ci95![0] * 3_600).toBeCloseTo(4.795, 2);
    const many = supportedByRecording(bursts(1, 400, 1, hour), 7, 7 + hour).mistakeRate;
    // single mistakes: close to 400 ± 1.96 × 20
    expect(many.ci95![0] * 3_600).toBeGreaterThan(340);
    expect(many.ci95![1] * 3_600).toBeLessThan(460);
    expect(many.ci95![1] * 3_600).toBeGreaterThan(420);
  });

  it('is wider where mistakes cluster', () => {
    const width = ([low, high]: readonly [number, number]): number => high - low;
    const alone = supportedByRecording(bursts(2, 400, 1, hour), 7, 7 + hour);
    const together = supportedByRecording(bursts(2, 40, 10, hour), 7, 7 + hour);
    expect(together.mistakeRate.value).toBe(alone.mistakeRate.value);
    expect(width(together.mistakeRate.ci95!)).toBeGreaterThan(2 * width(alone.mistakeRate.ci95!));
    expect(width(together.queryAccuracy.ci95!)).toBeGreaterThan(2 * width(alone.queryAccuracy.ci95!));
  });

  it('covers the truth of a clustered recording', () => {
    let inside = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const count = new Draw().start(seed, 9).next();
      // about Poisson(60) bursts of three
      const { ci95 } = supportedByRecording(bursts(seed, Math.round(60 + (count - 0.5) * 27), 3, hour), 7, 7 + hour).mistakeRate;
      if (ci95![0] * 3_600 <= 180 && 180 <= ci95![1] * 3_600) inside++;
    }
    // 95 % of 60 is 57, and blocks of so few bursts cover a little less
    expect(inside).toBeGreaterThanOrEqual(50);
  });

  it('counts in time, not in number, what had begun before', () => {
    const open: RecordedMistake = { from: 0, to: second, begun: false };
    const { mistakeRate, queryAccuracy } = supportedByRecording([open], 0, 10 * second);
    expect(mistakeRate.n.mistakes).toBe(0);
    expect(queryAccuracy.value).toBe(0.9);
  });

  it('is the same each time, and nothing where nothing was measured', () => {
    const mistakes = bursts(3, 50, 2, hour);
    expect(supportedByRecording(mistakes, 7, 7 + hour)).toEqual(supportedByRecording(mistakes, 7, 7 + hour));
    expect(supportedByRecording([], 5, 5).mistakeRate).toMatchObject({ value: null, ci95: null });
  });

  it('tells what rests on more than the recording', () => {
    const supported = supportedByRecording([], 0, hour);
    expect(isExtrapolated(1 / 3_600, supported)).toBe(true);
    expect(isExtrapolated(4 / 3_600, supported)).toBe(false);
    const many = supportedByRecording(bursts(1, 400, 1, hour), 7, 7 + hour);
    expect(isExtrapolated(300 / 3_600, many)).toBe(true);
    expect(isExtrapolated(900 / 3_600, many)).toBe(false);
  });
});
