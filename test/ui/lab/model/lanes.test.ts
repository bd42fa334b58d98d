import { describe, expect, test } from 'vitest';
import { ms, sec, NEVER } from '../../../../src/time.ts';
import { Row } from '../../../../sim/trace.ts';
import { measure } from '../../../../sim/qos.ts';
import { simulate } from '../../../../sim/run.ts';
import { index, laneSegments, leadersAt, leadershipSegments, splitBrainSegments, verdictSpans, type LaneSegment, type Pair } from '../../../../ui/lab/model.ts';
import { Story, labStory } from '../../../support/labStory.ts';

const { trace, scenario } = labStory();
const story = index(trace, scenario);
const whole = { from: 0, to: 60 * sec };

const told = (segments: readonly LaneSegment[]): (string | number | boolean)[][] =>
  segments.map(({ verdict, from, to, complete }) => [verdict, from / sec, to / sec, complete]);
const lane = (monitor: number, peer: number, window = whole): (string | number | boolean)[][] => told(laneSegments(story, { monitor, peer }, window));

describe('a lane', () => {
  test('a false positive is as long as the mistake', () => {
    expect(lane(1, 3).slice(0, 4)).toEqual([
      ['unheard', 0, 0.01, false], ['trueNegative', 0.01, 22.01, false], ['falsePositive', 22.01, 23.01, true], ['trueNegative', 23.01, 47.01, false]]);
  });

  test('an undetected crash is as long as the detection time', () => {
    expect(lane(0, 4).slice(2)).toEqual([
      ['undetected', 40.5, 43.01, true], ['truePositive', 43.01, 52, false], ['excused', 52, 52.01, true], ['trueNegative', 52.01, 60, false]]);
  });

  test('a pause of the peer excuses, and truth changes within one verdict', () => {
    const segments = laneSegments(story, { monitor: 0, peer: 2 }, { from: 29 * sec, to: 36 * sec });
    expect(segments.map(({ truth, verdict, excuse }) => [truth, verdict, excuse])).toEqual([
      ['running', 'trueNegative', null], ['paused', 'trueNegative', null], ['paused', 'excused', 'peerPaused'],
      ['running', 'excused', 'peerPaused'], ['running', 'trueNegative', null]]);
    expect(told(verdictSpans(segments))).toEqual([['trueNegative', 0.01, 32.01, true], ['excused', 32.01, 34.51, true], ['trueNegative', 34.51, 47.01, false]]
      .map(([verdict, from, to, complete]) => [verdict, from, to, verdict === 'trueNegative' ? false : complete]));
  });

  test('a cut path excuses; a monitor that has crashed believes nothing', () => {
    const [cut] = laneSegments(story, { monitor: 1, peer: 3 }, { from: 48 * sec, to: 48 * sec });
    expect([cut!.verdict, cut!.excuse]).toEqual(['excused', 'noPath']);
    expect(lane(4, 0).slice(2, 4)).toEqual([['absent', 40.5, 52, false], ['unheard', 52, 53.01, false]]);
  });

  test('covers the run without gap or overlap, for every pair; a window takes what touches it', () => {
    for (let q = 0; q < 5; q++) {
      for (let p = 0; p < 5; p++) {
        if (q === p) continue;
        const segments = laneSegments(story, { monitor: q, peer: p }, whole);
        expect(segments[0]!.from).toBe(0);
        expect(segments.at(-1)!.to).toBe(60 * sec);
        segments.slice(1).forEach((segment, i) => expect(segment.from).toBe(segments[i]!.to));
      }
    }
    expect(lane(1, 3, { from: 22.5 * sec, to: 22.6 * sec })).toEqual([['falsePositive', 22.01, 23.01, true]]);
  });

  const short = (tell: (tale: Story) => void): LaneSegment[] => {
    const tale = new Story(2, 10 * sec).row(0, Row.trusts, 0, 1, 0, 1).row(10 * ms, Row.trusts, 0, 1);
    tell(tale);
    return [...laneSegments(index(tale.trace(), tale.scenario()), { monitor: 0, peer: 1 } satisfies Pair, { from: 0, to: 10 * sec })];
  };

  test('a mistake open at the end, or at a crash, is cut short and says so', () => {
    expect(told(short(tale => tale.row(4 * sec, Row.suspects, 0, 1))).at(-1)).toEqual(['falsePositive', 4, 10, false]);
    expect(told(short(tale => tale.row(4 * sec, Row.suspects, 0, 1).row(6 * sec, Row.crashes, 1))).slice(2))
      .toEqual([['falsePositive', 4, 6, false], ['truePositive', 6, 10, false]]);
  });

  test('a crash that is over before it is noticed is cut short', () => {
    expect(told(short(tale => tale.row(4 * sec, Row.crashes, 1).row(5 * sec, Row.recovers, 1, -1, 1)))[2]).toEqual(['undetected', 4, 5, false]);
  });

  test('a monitor that suspects as it wakes is excused; one that suspected before the pause is not', () => {
    const woken = short(tale => tale.row(2 * sec, Row.pauses, 0).row(6 * sec, Row.resumes, 0).row(6 * sec, Row.suspects, 0, 1).row(6.1 * sec, Row.trusts, 0, 1));
    expect(woken.find(({ belief }) => belief === 'suspected')!.excuse).toBe('observerPaused');
    const before = short(tale => tale.row(1 * sec, Row.suspects, 0, 1).row(2 * sec, Row.pauses, 1).row(6 * sec, Row.resumes, 1));
    expect(before.filter(({ belief }) => belief === 'suspected').map(({ verdict }) => verdict)).toEqual(['falsePositive', 'falsePositive', 'falsePositive']);
  });

  test('with three opinions only the strongest counts', () => {
    const segments = short(tale => tale.row(3 * sec, Row.suspects, 0, 1).row(5 * sec, Row.fails, 0, 1).row(6 * sec, Row.trusts, 0, 1));
    expect(segments.map(({ belief, verdict }) => [belief, verdict]).slice(1)).toEqual([
      ['trusted', 'trueNegative'], ['suspected', 'trueNegative'], ['failed', 'falsePositive'], ['trusted', 'trueNegative']]);
  });
});

describe('leadership', () => {
  test('acting is interrupted by a pause, and ends with the yield', () => {
    const segments = leadershipSegments(story, whole).filter(({ process }) => process === 2);
    expect(segments.map(({ epoch, acts, from, to }) => [epoch, acts, from / sec, to / sec])).toEqual([[1, true, 1, 30], [1, true, 34.5, 50.6]]);
  });

  test('a split-brain has its length and its parties', () => {
    const spans = splitBrainSegments(story, whole);
    expect(spans.map(({ from, to }) => [from / sec, to / sec])).toEqual([[47.2, 50.6]]);
    expect([...spans[0]!.acting].sort((a, b) => a.process - b.process)).toEqual([{ process: 0, epoch: 2 }, { process: 2, epoch: 1 }]);
    expect(splitBrainSegments(story, { from: 0, to: 47 * sec })).toEqual([]);
    expect(leadersAt(story, 48 * sec).map(({ process }) => process).sort()).toEqual([0, 2]);
  });

  test('a claim is drawn only where it is no more than that', () => {
    const tale = new Story(2, 10 * sec).note(sec, 0, { kind: 'claims', resource: 0, epoch: 3 }).note(2 * sec, 0, { kind: 'acts', resource: 0, epoch: 3, until: 5 * sec })
      .note(8 * sec, 0, { kind: 'yields', resource: 0, epoch: 3 }).note(9 * sec, 1, { kind: 'acts', resource: 0, epoch: 4, until: NEVER });
    const found = leadershipSegments(index(tale.trace(), tale.scenario()), whole);
    expect(found.map(({ process, acts, from, to }) => [process, acts, from / sec, to / sec])).toEqual([[0, false, 1, 2], [0, true, 2, 5], [0, false, 5, 8], [1, true, 9, 10]]);
  });
});

test('lanes and measures tell one story: the lengths of the lanes add up to the figures', () => {
  const file = {
    flatline: 1, seed: 'lanes', horizon: '5m', processes: 4, detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '1500ms' } },
    network: { latency: { kind: 'exponential', mean: '20ms' }, loss: { kind: 'independent', average: 0.1 } },
    faults: [{ id: 'a', at: '60s', for: '5s', kind: 'pause', process: 1 }, { id: 'b', at: '200s', kind: 'crash', process: 3 }],
  } as const;
  const run = simulate(file, { trace: 'full' });
  const seen = index(run.trace, run.scenario);
  const { suspected: measured } = measure(run);
  const segments = seen.scenario.watches.flatMap((peers, monitor) => peers.flatMap(peer => verdictSpans(laneSegments(seen, { monitor, peer }, { from: 0, to: seen.end }))));
  const lengths = (chosen: (segment: LaneSegment) => boolean): number[] => segments.filter(chosen).map(({ from, to }) => to - from).sort((a, b) => a - b);
  const detected = lengths(({ verdict, complete }) => verdict === 'undetected' && complete);
  const mistakes = lengths(({ verdict, excuse, complete }) => complete && (verdict === 'falsePositive' || (verdict === 'excused' && excuse !== 'recovered')));
  expect(detected).toHaveLength(3);
  expect(detected).toEqual([...measured.detection.each.detected].sort((a, b) => a - b));
  expect(mistakes.length).toBeGreaterThan(50);
  expect(mistakes).toEqual([...measured.mistakeDuration.ended].sort((a, b) => a - b));
});
