/** What the lessons say, run: every number in their words. */
import { describe, expect, test } from 'vitest';
import { fewestForgiven, lognormalBeyond, mayStillHappen, mistakesPerBeat, noneInARow, normalBeyond, safeLease } from '../../../scenarios/lessons/forms.ts';
import { lessons } from '../../../scenarios/lessons/index.ts';
import type { Change, Lesson, Seen } from '../../../scenarios/lessons/lesson.ts';
import { deviation, mean, ratioAt } from '../../../scenarios/lessons/tail.ts';
import { mistakesAnHour } from '../../../scenarios/lessons/pickTwo.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { evaluate } from '../../../sim/evaluate.ts';
import { Row } from '../../../sim/trace.ts';
import { changed, figureIn, fileOf, ran, seenIn } from './ran.ts';

const { isItDead, heartbeat, lostPacket, tail, pickTwo, away, rhythm, twoKings } = lessons;
const beat = (lesson: Lesson, n: number, change: Change = {}): Seen => seenIn(changed(fileOf(lesson, lesson.beats[n - 1]!), change));
const knob = (lesson: Lesson, n: number, name: string, value: number): Change => lesson.beats[n - 1]!.knobs!.find(one => one.name === name)!.sets(value);
/** A figure of a beat, where nobody asks for single packets. */
const figure = (lesson: Lesson, n: number, change: Change, path: string): number => figureIn(changed(fileOf(lesson, lesson.beats[n - 1]!), change), path);
const both = (one: Change, other: Change): Change => changed(one as unknown as ScenarioFile, other) as unknown as Change;
const sec = 1_000_000;

describe('0, is it dead?', () => {
  test('until the tenth second, and longer, three causes are heard alike', () => {
    const { heard } = seenIn(isItDead.base);
    const before = [0, 1, 2].map(peer => heard(3, peer).filter(at => at < 14 * sec));
    expect(before[0]).toHaveLength(6);
    expect(before[1]).toEqual(before[0]);
    expect(before[2]).toEqual(before[0]);
    expect([0, 1, 2].map(peer => heard(3, peer).some(at => at > 14 * sec))).toEqual([true, false, true]);
  });
});

describe('1, the heartbeat', () => {
  const lengths = ({ lengths: of }: Seen): readonly number[] => of('undetected', 1, 0);
  test.each([[1_000, 5], [250, 5], [2_500, 5], [1_000, 3]])('a heartbeat every %i ms, a timeout of %i s: 200 crashes lie between timeout − interval and timeout, plus the 10 ms of the way', (interval, timeout) => {
    const found = lengths(beat(heartbeat, 5, both(knob(heartbeat, 5, 'interval', interval), knob(heartbeat, 5, 'timeout', timeout))));
    expect(found).toHaveLength(200);
    expect(Math.min(...found)).toBeGreaterThan((timeout - interval / 1_000) * sec);
    expect(Math.max(...found)).toBeLessThanOrEqual(timeout * sec + 10_000);
    // they fill the range: nine in ten of it
    expect(Math.max(...found) - Math.min(...found)).toBeGreaterThan(0.9 * interval * 1_000);
  });
  test('looking every two seconds adds up to two seconds', () => {
    const looked = lengths(beat(heartbeat, 6)), timed = lengths(beat(heartbeat, 4));
    expect(Math.max(...looked)).toBeGreaterThan(Math.max(...timed) + sec);
    expect(Math.max(...looked)).toBeLessThanOrEqual(Math.max(...timed) + 2 * sec);
    looked.forEach((length, i) => expect(length).toBeGreaterThanOrEqual(timed[i]!));
  });
  test('a beat lost just before the crash shortens it: 3.51 s', () => {
    expect(beat(heartbeat, 7).figure('detectionTime.max')).toBe(3_510);
    const whole = beat(heartbeat, 7, { faults: [{ id: 'crash', at: '6500ms', kind: 'crash', how: 'kill', process: 'worker' }] });
    expect(whole.figure('detectionTime.max')).toBe(4_510);
  });
});

describe('2, one lost packet', () => {
  test('one loss is one mistake at 1.5 s, and none from two intervals on', () => {
    const at = (timeout: string): number => beat(lostPacket, 1, { detector: { estimator: { timeout } } }).figure('mistakes')!;
    expect([at('1500ms'), at('1999999us'), at('2s'), at('2500ms')]).toEqual([1, 1, 0, 0]);
  });
  test.each([[5, 1], [5, 2], [20, 3], [30, 4], [30, 6]])('mistakes per beat at %i %% loss, k = %i: (1 − p) · pᵏ', (loss, k) => {
    const change = both(knob(lostPacket, 4, 'loss', loss), { ...knob(lostPacket, 4, 'k', k), horizon: '10h' });
    const mistakes = figure(lostPacket, 4, change, 'mistakes'), expected = 36_000 * mistakesPerBeat(loss / 100, k);
    expect(Math.abs(mistakes - expected)).toBeLessThan(4.5 * Math.sqrt(expected));
  });
  test('the smallest k for 5 % loss is three, as the twenty hours have it', () => {
    expect(fewestForgiven(0.05, 3_600)).toBe(3);
    const question = lostPacket.beats[5]!.question!;
    const rates = [2, 3].map(k => figure(lostPacket, 6, question.kind === 'choose' ? question.options[k - 1]!.run! : {}, 'mistakeRate') * 3_600);
    expect(Math.abs(rates[0]! - 9)).toBeLessThan(1.1);
    expect(rates[1]).toBeCloseTo(0.5, 2);
  });
  test('no mistake in 600 beats: 0.58 with single losses, 0.0004 with bursts of two', () => {
    expect(noneInARow(3, 600, 0.1)).toBeCloseTo(0.58, 2);
    expect(noneInARow(3, 600, 0.1, 0.5)).toBeCloseTo(0.0004, 4);
  });
  test('the engine agrees: 200 runs of 600 beats each', () => {
    const clean = (loss: Change): number => 1 - evaluate(changed(fileOf(lostPacket, lostPacket.beats[4]!), { network: { loss } }), { runs: 200 }).pooled.runsWithMistake.value!;
    expect(Math.abs(clean({ kind: 'independent', average: 0.1, meanLength: null }) - 0.58)).toBeLessThan(0.14);
    expect(clean({})).toBeLessThan(0.02);
  });
});

describe('3, the tail', () => {
  test('the ratios: alike at 150 ms, × 3.7 at 200, × 57 at 250, × 4 000 at 300, and on without limit', () => {
    expect(ratioAt(150)).toBeCloseTo(1, 1);
    expect(ratioAt(200)).toBeCloseTo(3.7, 1);
    expect(ratioAt(250)).toBeCloseTo(57, 0);
    expect(ratioAt(300) / 4_000).toBeCloseTo(1, 1);
    for (const x of [350, 400, 450]) expect(ratioAt(x)).toBeGreaterThan(50 * ratioAt(x - 50));
    expect(1 / normalBeyond(250, mean, deviation)).toBeGreaterThan(10_500);
    expect(1 / normalBeyond(250, mean, deviation)).toBeLessThan(11_500);
    expect(1 / lognormalBeyond(250, mean, deviation)).toBeCloseTo(200, -1);
  });
  test('both links of the engine have that mean, that deviation and those tails', () => {
    const { index } = ran(changed(tail.base, { horizon: '6h' }));
    for (const [sender, beyond] of [[0, normalBeyond], [1, lognormalBeyond]] as const) {
      const delays: number[] = [], { trace } = index;
      for (let row = 0; row < trace.length; row++) if (trace.code[row] === Row.receives && trace.a[row] === sender) delays.push((trace.time[row]! - trace.x[row]!) / 1_000);
      const average = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
      const spread = Math.sqrt(delays.reduce((sum, delay) => sum + (delay - average) ** 2, 0) / delays.length);
      expect(delays.length).toBeGreaterThan(21_500);
      expect(Math.abs(average - mean)).toBeLessThan(1.2);
      expect(Math.abs(spread - deviation)).toBeLessThan(1.6);
      for (const x of [150, 200, 250]) {
        const expected = delays.length * beyond(x, mean, deviation), found = delays.filter(delay => delay > x).length;
        expect(Math.abs(found - expected), `${sender} beyond ${x}`).toBeLessThan(4.5 * Math.sqrt(expected) + 3);
      }
    }
  });
});

describe('4, pick two', () => {
  test.each([[1, 1.5], [1, 2.5], [1, 3.5], [0.5, 1], [2, 3], [2, 5]])('every %f s with a timeout of %f s is wrong as often as its dot says', (interval, timeout) => {
    const rate = figure(pickTwo, 1, { detector: { interval: `${interval * 1_000}ms`, estimator: { timeout: `${timeout * 1_000}ms` } } }, 'mistakeRate') * 3_600;
    const expected = mistakesAnHour(interval, timeout);
    expect(Math.abs(rate - expected) * 10).toBeLessThan(4.5 * Math.sqrt(10 * expected) + 1);
  });
  test('a second less timeout is twenty times the mistakes', () => {
    expect(mistakesAnHour(1, 2.5) / mistakesAnHour(1, 3.5)).toBeCloseTo(20, 9);
  });
  test('without loss, and with delays that have a bound, nothing is wrong: every setting above the interval', () => {
    for (const [interval, timeout] of [[1, 1.5], [0.5, 1], [2, 2.5]]) {
      const change = { horizon: '2h', detector: { interval: `${interval! * 1_000}ms`, estimator: { timeout: `${timeout! * 1_000}ms` } }, faults: [{ ...pickTwo.base.faults![0]!, at: '7180051ms' }] };
      expect(figure(pickTwo, 4, change, 'mistakes')).toBe(0);
      expect(figure(pickTwo, 4, change, 'detectionTime.max')).toBeLessThanOrEqual(timeout! * 1_000);
    }
  });
});

describe('5, alive but away', () => {
  test('a pause and a death are suspected at the same microsecond', () => {
    const { accused, figure } = beat(away, 3);
    expect(accused(2, 0)[0]).toBe(9_010_000);
    expect(accused(2, 1)[0]).toBe(accused(2, 0)[0]);
    expect(figure('pairs.monitor>A.mistakes')).toBe(1);
    expect(figure('pairs.monitor>B.mistakes')).toBe(0);
  });
  test('a pause that flaps costs a mistake each time, and a timeout beyond the longest none', () => {
    expect(beat(away, 4).figure('mistakes')).toBe(4);
    expect(beat(away, 5).figure('mistakes')).toBeGreaterThan(10);
    const patient = beat(away, 5, knob(away, 5, 'timeout', 6.5));
    expect(patient.figure('mistakes')).toBe(0);
    expect(patient.figure('detectionTime.max')).toBeGreaterThan(5_500);
  });
  test('the pause of 1.5 s is one mistake, of a process that was paused', () => {
    const seen = beat(away, 6);
    expect(seen.figure('mistakes')).toBe(1);
    expect(seen.lengths('excused', 1, 0).map(length => Math.round(length / 1_000))).toEqual([1_500]);
    expect(seen.figure('mistakeRate.byCause.peerPaused')).toBeGreaterThan(0);
  });
});

describe('6, the rhythm', () => {
  test('the plan accuses through the drift, Chen’s average never does', () => {
    const { accused, heard } = beat(rhythm, 2);
    expect(accused(1, 0).length).toBeGreaterThan(20);
    expect(accused(2, 0)).toEqual([]);
    expect(heard(1, 0)).toHaveLength(100);
  });
  test('after the calm Bertier waits 1.051 s, Chen 1.300 s: one for the interval, the rest is margin', () => {
    const { accused } = beat(rhythm, 3), last = 69_050_000;
    const waits = [2, 3].map(monitor => accused(monitor, 0).find(at => at > last)! - last);
    expect(waits[0]).toBe(1_300_000);
    expect(waits[1]! / 1_000).toBeCloseTo(1_051, 0);
  });
  test('a crash then is noticed a quarter of a second sooner', () => {
    const { figure } = beat(rhythm, 4);
    expect(figure('pairs.chen>worker.detectionTime.max')! - figure('pairs.bertier>worker.detectionTime.max')!).toBeCloseTo(249, 0);
  });
  test('α goes into the detection as it is, and buys fewer mistakes', () => {
    const at = [300, 800, 1_500].map(margin => beat(rhythm, 5, knob(rhythm, 5, 'margin', margin)));
    const noticed = at.map(({ figure }) => figure('detectionTime.max')!), mistakes = at.map(({ figure }) => figure('mistakes')!);
    expect([noticed[1]! - noticed[0]!, noticed[2]! - noticed[1]!].map(Math.round)).toEqual([500, 700]);
    expect(mistakes[0]).toBeGreaterThan(4 * mistakes[1]!);
    expect(mistakes[2]).toBe(0);
  });
});

describe('11, two kings', () => {
  const splits = ({ figure }: Seen): number => figure('splitBrain.longest') ?? 0;
  test('a clean cut: one king stops at 12.1 s, the next begins at 14.1 s', () => {
    const { index } = ran(fileOf(twoKings, twoKings.beats[1]!));
    const acting = index.leadership.segments.filter(({ acts }) => acts);
    expect(acting.map(({ process, from, to }) => [process, (from / sec).toFixed(1), (to / sec).toFixed(1)])).toEqual([[0, '0.1', '12.1'], [1, '14.1', '30.0']]);
    expect(index.leadership.splitBrains).toEqual([]);
  });
  test('clocks wrong by 30 % make two kings for a second', () => {
    expect(splits(beat(twoKings, 3))).toBeGreaterThan(800);
    expect(splits(beat(twoKings, 3))).toBeLessThan(1_385);
  });
  test('no two kings at the safe limit, at any drift and any phase of the cut; a little above, some', () => {
    let above = 0;
    for (const drift of [5, 10, 20, 30, 40]) {
      for (let i = 0; i < 4; i++) {
        const phase = { seed: `phase${i}`, faults: [{ ...twoKings.base.faults![0]!, at: `${8_000 + 58 * i}ms` }] };
        const at = (limit: number): number => figure(twoKings, 4, { ...both(knob(twoKings, 4, 'drift', drift), knob(twoKings, 4, 'limit', limit)), ...phase }, 'splitBrain.total');
        expect(at(safeLease(6, drift / 100)), `${drift} %, phase ${i}`).toBe(0);
        above += at(safeLease(6, drift / 100) + 0.6) > 0 ? 1 : 0;
      }
    }
    expect(above).toBeGreaterThan(3);
  });
  test('a pause between the look and the write: old writes are stored; with fencing, refused, though two still rule', () => {
    const late = (fencing: boolean): number => {
      const { index: { trace } } = ran(changed(fileOf(twoKings, twoKings.beats[4]!), { service: { fencing } }));
      let stored = 0, newest = 0;
      for (let row = 0; row < trace.length; row++) {
        const note = trace.code[row] === Row.notes && trace.a[row] === 3 ? trace.notes[trace.x[row]!]! : null;
        if (note?.kind !== 'stores') continue;
        if (note.epoch < newest) stored++;
        newest = Math.max(newest, note.epoch);
      }
      return stored;
    };
    const free = beat(twoKings, 5), fenced = beat(twoKings, 6);
    expect(late(false)).toBe(free.figure('lateEffects'));
    expect(late(false)).toBeGreaterThan(10);
    expect(late(true)).toBe(0);
    expect(fenced.figure('fencedWrites')).toBe(fenced.figure('lateEffects'));
    expect(splits(free)).toBeCloseTo(4_000, -2);
    expect(splits(fenced)).toBeCloseTo(4_000, -2);
  });
  test('500 clean runs say under 0.6 %', () => {
    expect(mayStillHappen(500)).toBeCloseTo(0.00597, 5);
    expect((1 - mayStillHappen(500)) ** 500).toBeCloseTo(0.05, 9);
    expect(safeLease(6, 0.1)).toBeCloseTo(4.909, 3);
  });
});
