import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readArrivals } from '../../scenarios/traces/arrivals.ts';
import { mistakes, replay, suddenDeaths, type RecordedBeat, type Replay } from '../../sim/replay.ts';
import { replayFigures } from '../../sim/replayFigures.ts';
import { builtIn } from '../../sim/builtIn.ts';
import { Place } from '../../sim/reading/place.ts';
import { readEstimator } from '../../sim/reading/choose.ts';
import { simulate } from '../../sim/run.ts';
import { Row } from '../../sim/trace.ts';
import { ms, NEVER, sec } from '../../src/time.ts';

/** Beats every second that take 10 ms, but for those whose delay is named; null is lost. */
function beats(count: number, delays: Readonly<Record<number, number | null>> = {}): RecordedBeat[] {
  return Array.from({ length: count }, (_, seq) => {
    const delay = seq in delays ? delays[seq]! : 10 * ms;
    return { seq, sent: seq * sec, received: delay === null ? null : seq * sec + delay };
  });
}
const fixed = (timeout: string, more: object = {}): Parameters<typeof replay>[1] => readEstimator(new Place({ kind: 'fixed', timeout, ...more }), { registry: builtIn });
/** So that each has something to say about the recording below; other estimators as they come. */
const sharp: Readonly<Record<string, object>> = {
  fixed: { timeout: '1500ms' }, missed: { k: 1, offset: '200ms' }, chen: { margin: '250ms' }, phi: { acceptableHeartbeatPause: '0s', window: 20 },
};
const over = (recording: readonly RecordedBeat[], choice = fixed('1500ms')): Replay => replay(recording, choice, builtIn.estimators);
/** Replays count from 1 s. */
const said = (played: Replay): [number, string][] => played.transitions.map(({ at, to }) => [at - sec, to]);

describe('a replay', () => {
  test('of a perfect recording says nothing', () => expect(over(beats(10))).toMatchObject({ transitions: [], trustedAtFirst: true }));
  test('suspects at the freshness point and trusts at the next beat', () => {
    expect(said(over(beats(10, { 4: null })))).toEqual([[4_510 * ms, 'suspected'], [5_010 * ms, 'trusted']]);
  });
  test('counts an arrival at the deadline as received', () => {
    expect(said(over(beats(5, { 2: 510 * ms })))).toEqual([]);
    expect(said(over(beats(5, { 2: 510 * ms + 1 })))).toEqual([[2_510 * ms, 'suspected'], [2_510 * ms + 1, 'trusted']]);
  });
  test('does not mind where the clocks begin, nor the order of the rows', () => {
    const moved = beats(10, { 4: null, 7: 900 * ms }).map(({ seq, sent, received }) => ({ seq, sent: sent - 5e15, received: received === null ? null : received - 5e15 }));
    expect(over(moved.toReversed()).transitions).toEqual(over(beats(10, { 4: null, 7: 900 * ms })).transitions);
  });
  test('hears a beat that was overtaken as its estimator does', () => {
    const recording = beats(6, { 2: 1_900 * ms, 4: null });
    expect(said(over(recording, fixed('1500ms', { restart: 'newest' })))).toEqual([[2_510 * ms, 'suspected'], [3_010 * ms, 'trusted'], [4_510 * ms, 'suspected'], [5_010 * ms, 'trusted']]);
    expect(said(over(recording, fixed('1500ms', { restart: 'any' })))).toEqual([[2_510 * ms, 'suspected'], [3_010 * ms, 'trusted']]);
  });
  test('of nothing, or by nobody, is refused', () => {
    expect(() => over([{ seq: 0, sent: 0, received: null }])).toThrow('no arrival');
    expect(() => replay(beats(3), { kind: 'oracle', params: {} }, builtIn.estimators)).toThrow('no estimator is called "oracle"');
  });
  test.each(Object.keys(builtIn.estimators))('%s judges a recording as the engine judges the same arrivals', kind => {
    const delays = { 7: 300 * ms, 15: 700 * ms, 16: 20 * ms, 23: null, 30: null, 31: null, 40: 950 * ms };
    const recording = beats(60, delays);
    const choice = { kind, ...sharp[kind] };
    const faults = Object.entries(delays).map(([seq, delay]) => ({
      id: seq, kind: 'message', from: 0, to: 1, sent: `${seq}s`, message: 'push.beat', do: delay === null ? 'drop' : { delay: `${delay - 10 * ms}us` },
    }));
    const { trace } = simulate({
      flatline: 1, horizon: '59100ms', processes: 2, watches: 'star', detector: { kind: 'push', phase: 'zero', estimator: choice },
      network: { latency: '10ms' }, faults,
    });
    const played = over(recording, readEstimator(new Place(choice), { registry: builtIn }));
    const judged: [number, string][] = [];
    for (let i = 0; i < trace.length; i++) {
      const to = trace.code[i] === Row.trusts ? 'trusted' : 'suspected';
      if ((trace.code[i] === Row.trusts || trace.code[i] === Row.suspects) && trace.time[i]! > 10 * ms) judged.push([trace.time[i]!, to]);
    }
    const before = said(played).filter(([at]) => at < 59 * sec);
    // an estimator that begins suspecting says "trusted" at the first beat, and the engine says it then too
    expect(judged.filter(([at]) => at < 59 * sec)).toEqual(before);
    if (kind in sharp) expect(before.length).toBeGreaterThan(1);
  });
});

describe('figures', () => {
  const played = over(beats(101, { 20: null, 50: null, 51: null }));
  const figures = replayFigures(played);
  test('are those of the definitions, in milliseconds and per second', () => {
    expect(figures.mistakes).toBe(2);
    expect(figures.exposure.value).toBe(100_000);
    expect(figures.mistakeRate.value).toBeCloseTo(0.02, 12);
    expect(figures.mistakeRecurrence.value).toBe(50_000);
    expect(figures.mistakeDuration.mean.value).toBe((500 + 1_500) / 2);
    expect(figures.mistakeDuration.max.value).toBe(1_500);
    expect(figures.queryAccuracy.value).toBeCloseTo(1 - 2 / 100, 12);
  });
  test('fulfil P_A = 1 − E(T_M)/E(T_MR)', () => {
    expect(figures.queryAccuracy.value).toBeCloseTo(1 - figures.mistakeDuration.mean.value! / figures.mistakeRecurrence.value!, 12);
  });
  test('carry the exact Poisson interval while mistakes are few', () => {
    const [low, high] = figures.mistakeRate.ci95!;
    expect([low * 100, high * 100].map(value => value.toFixed(4))).toEqual(['0.2422', '7.2247']);
  });
  test('of no mistake say how many there may be', () => {
    const { mistakeRate, mistakeDuration } = replayFigures(over(beats(101)));
    expect(mistakeRate).toMatchObject({ value: 0, bound: { atMost: expect.closeTo(2.9957 / 100, 5) as number } });
    expect(mistakeRate.ci95![1]).toBeCloseTo(3.6889 / 100, 5);
    expect(mistakeDuration.mean).toMatchObject({ value: null, why: 'there was no mistake' });
  });
  test('leave out the warm-up, but not what goes on after it', () => {
    expect(replayFigures(played, 30 * sec)).toMatchObject({ mistakes: 1, exposure: { value: 70_000 } });
    expect(mistakes(played, 51 * sec).map(({ from, to, begun }) => [to - from, begun])).toEqual([[sec, false]]);
    expect(replayFigures(played, 1_000 * sec).mistakeRate).toMatchObject({ value: null });
  });
  test('cover a mistake that is still open at the end', () => {
    const open = [...beats(10), { seq: 20, sent: 20 * sec, received: 20 * sec + 10 * ms }];
    expect(mistakes(over(open)).map(({ from, to }) => [from - sec, to - sec])).toEqual([[10_510 * ms, 20_010 * ms]]);
  });
  test('of many mistakes take their interval from twenty parts of the recording', () => {
    const often = Object.fromEntries(Array.from({ length: 80 }, (_, i) => [[i * 10 + 3, null], [i * 10 + (i % 3 === 0 ? 4 : 3), null]]).flat());
    const { mistakes: count, mistakeRate, queryAccuracy } = replayFigures(over(beats(801, often)));
    expect(count).toBe(80);
    expect(mistakeRate.ci95![0]).toBeLessThan(0.1);
    expect(mistakeRate.ci95![1]).toBeGreaterThan(0.1);
    expect(queryAccuracy.ci95![0]).toBeLessThan(queryAccuracy.value!);
    expect(queryAccuracy.ci95![1]).toBeGreaterThan(queryAccuracy.value!);
  });
});

describe('had the sender crashed', () => {
  test('T_D lies between timeout − interval and timeout, plus the latency', () => {
    const { mean, worst, beats: count } = suddenDeaths(over(beats(101)));
    expect(worst).toBe(1_510 * ms);
    expect(mean).toBe(1_010 * ms);
    expect(count).toBe(100);
  });
  test('a beat lost just before the crash shortens it', () => {
    const { mean, worst } = suddenDeaths(over(beats(101, { 50: null })));
    expect(worst).toBe(1_510 * ms);
    // in that second T_D falls from 510 ms to 0, where it stays: 0.51² / 2 instead of 1.01
    expect(mean).toBeCloseTo((99 * 1_010 * ms + (0.51 ** 2 / 2) * sec) / 100, 3);
  });
  test('a rule that never suspects is never right', () => {
    const { detectionTime } = replayFigures({ ...over(beats(5)), freshness: [{ seq: 0, until: NEVER }] });
    expect(detectionTime.mean).toMatchObject({ value: null, why: expect.stringContaining('never') as string });
  });
});

test('a real recording: pauses of the sender are found by the timeout that they exceed, and only those', () => {
  const text = readFileSync(new URL('../../scenarios/data/heartbeats-50ms-paused.csv', import.meta.url), 'utf8');
  const { beats: recording } = readArrivals(text);
  const arrivals = recording.map(beat => beat.received!);
  const longGaps = arrivals.filter((at, i) => i > 0 && at - arrivals[i - 1]! > 300 * ms).length;
  const { mistakes: count, detectionTime } = replayFigures(over(recording, fixed('300ms')));
  expect(count).toBe(longGaps);
  expect(count).toBeGreaterThan(5);
  expect(detectionTime.mean.value).toBeGreaterThan(250);
});
