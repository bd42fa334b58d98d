import { describe, expect, it } from 'vitest';
import { mayJudge, type LocalPause } from '../../../src/detectors/localPause.ts';

const judged = (guard: LocalPause, looks: readonly number[]) => looks.map(at => mayJudge(guard, at));

describe('the guard against one’s own pauses', () => {
  it('judges while looks are regular; a gap of just the longest is no pause', () => {
    expect(judged({ longest: 5_000, lastLook: 100_000, lastPause: 0 }, [101_000, 102_000, 107_000])).toEqual([true, true, true]);
  });

  it('after a longer gap judges nobody until as much time has passed again', () => {
    expect(judged({ longest: 5_000, lastLook: 100_000, lastPause: 0 }, [105_001, 106_000, 110_000, 110_001])).toEqual([false, false, false, true]);
  });

  it('a second pause begins the wait anew', () => {
    expect(judged({ longest: 5_000, lastLook: 0, lastPause: -5_000 }, [6_000, 12_000, 16_999, 17_000])).toEqual([false, false, false, true]);
  });
});
