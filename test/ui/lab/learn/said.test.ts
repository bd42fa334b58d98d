/** A prediction on the axis of a picture: what is dragged there is what a slider says. */
import { describe, expect, test } from 'vitest';
import { lessons } from '../../../../scenarios/lessons/index.ts';
import type { Lesson } from '../../../../scenarios/lessons/lesson.ts';
import { index } from '../../../../ui/lab/model.ts';
import { drawSuspicion } from '../../../../ui/lab/charts/suspicion.ts';
import { drawSaid, saidHeight } from '../../../../ui/lab/learn/pictures/said.ts';
import { isDrawn, movedTo, saidSpan, trueSpan, valueAt, type Said } from '../../../../ui/lab/learn/said.ts';
import { timeOf } from '../../../../ui/lab/learn/waits.ts';
import { light } from '../../../../ui/lab/tokens.ts';
import { countingPen } from '../../../support/countingPen.ts';
import { labStory } from '../../../support/labStory.ts';
import { fileOf, ran, seenIn } from '../../../scenarios/lessons/ran.ts';

const sec = 1_000_000;
const asked = Object.entries<Lesson>(lessons).flatMap(([name, { beats }]) => beats.flatMap((beat, i) => (isDrawn(beat.question) ? [{ name, beat, i, question: beat.question }] : [])));
const question = (name: string): Said => asked.find(each => each.name === name)!.question;

test('four predictions of times are made in the picture', () => {
  expect(asked.map(({ name, i }) => `${name}/${i + 1}`)).toEqual(['heartbeat/4', 'lostPacket/3', 'rhythm/6', 'twoKings/3']);
});

test.each(asked)('$name: all that can be said has its place in the picture', ({ beat, question: { drawn, low, high, unit, kind, start, ...rest } }) => {
  const all = { drawn, low, high, unit, kind, start, ...rest } as Said;
  expect(beat.look.pictures).toContain(drawn.on);
  expect(['s', 'ms']).toContain(unit);
  if (drawn.on === 'spread') return;
  const [from, to] = beat.look.window.map(timeOf) as [number, number];
  const widest = saidSpan(all, high);
  expect(widest.from).toBeGreaterThanOrEqual(from);
  expect(widest.to).toBeLessThanOrEqual(to);
});

describe('a length', () => {
  const timeout = question('lostPacket');
  test('begins at its origin, and its end is a value of the slider', () => {
    expect(saidSpan(timeout, 1.5)).toEqual({ from: 4.01 * sec, to: 5.51 * sec });
    expect(valueAt(timeout, 5.51 * sec)).toBe(1.5);
    expect(valueAt(timeout, 5.5 * sec)).toBe(1.5);
    expect(valueAt(timeout, 5.57 * sec)).toBe(1.6);
    expect([valueAt(timeout, 0), valueAt(timeout, 60 * sec)]).toEqual([1, 4]);
    for (let value = 1; value <= 4; value = Number((value + 0.1).toFixed(1))) expect(valueAt(timeout, saidSpan(timeout, value).to)).toBe(value);
  });
  test('in milliseconds too', () => {
    const later = question('rhythm');
    expect(saidSpan(later, 500)).toEqual({ from: 70.35 * sec, to: 70.85 * sec });
    expect(valueAt(later, 70.85 * sec)).toBe(500);
  });
  test('of a range, no end passes the other', () => {
    const range = question('heartbeat');
    expect(saidSpan(range, [1, 7])).toEqual({ from: sec, to: 7 * sec });
    expect([movedTo(range, [4, 6], 0, 5), movedTo(range, [4, 6], 0, 7), movedTo(range, [4, 6], 1, 2), movedTo(range, [4, 6], 1, 99)]).toEqual([[5, 6], [6, 6], [4, 4], [4, 8]]);
    expect(movedTo(timeout, 2, 0, -Infinity)).toBe(1);
  });
});

test('the truth is measured from the instant that the guess is measured from', () => {
  const { twoKings, rhythm, lostPacket } = lessons;
  const kings = ran(fileOf(twoKings, twoKings.beats[2]!)).index.leadership.splitBrains[0]!, kingsSeen = seenIn(fileOf(twoKings, twoKings.beats[2]!));
  const drawn = trueSpan(question('twoKings'), kingsSeen);
  expect(Math.abs(drawn.from - kings.from)).toBeLessThan(1_000);
  expect(Math.abs(drawn.to - kings.to)).toBeLessThan(2_000);
  const noticed = seenIn(fileOf(rhythm, rhythm.beats[5]!));
  expect(trueSpan(question('rhythm'), noticed)).toEqual({ from: noticed.accused(1, 0)[0], to: noticed.accused(2, 0)[0] });
  const { heard } = seenIn(fileOf(lostPacket, lostPacket.beats[2]!)), taken = heard(1, 0);
  const gap = taken.findIndex((at, i) => i > 0 && at - taken[i - 1]! > 1.5 * sec);
  expect(trueSpan(question('lostPacket'), { heard } as never)).toEqual({ from: taken[gap - 1], to: taken[gap] });
});

test('what was said and what was found stand under each other, and no words over others', () => {
  for (const [width, scale] of [[800, 1.35], [358, 1.05]] as const) for (const [from, to] of [[0, 0], [1, 7], [4, 5], [7, 8]] as const) {
    const pen = countingPen(width, 300), room = { left: 60, right: width - 20, width, top: 300 - saidHeight(scale), scale };
    drawSaid(pen, { axis: { from: 0, to: 8 * sec }, said: { from: from * sec, to: to * sec }, words: `you said ${from} s to ${to} s`, both: true, truth: { span: { from: 4 * sec, to: 5 * sec }, words: 'the run: 4.01 s to 5 s' } }, room, light);
    expect(pen.words.map(({ words }) => words)).toEqual([`you said ${from} s to ${to} s`, 'the run: 4.01 s to 5 s']);
    const [one, other] = pen.words;
    expect(one!.bottom).toBeLessThanOrEqual(other!.top);
    for (const { left, right, bottom } of pen.words) expect(left >= 0 && right <= width && bottom <= 300).toBe(true);
  }
});

test('the suspicion that is yet to come is not drawn before it comes', () => {
  const { trace, scenario } = labStory(), story = index(trace, scenario), window = { from: 10 * sec, to: 30 * sec }, cursor = 15 * sec;
  const time = Float64Array.from({ length: 200 }, (_, i) => window.from + i * 0.1 * sec), level = time.map(t => (t % sec) / sec);
  const rightmost = (until?: number): number => {
    const places: number[] = [], pen = countingPen(800, 300), kept = (at: ArrayLike<number>, count: number): void => { for (let i = 0; i < count; i += 2) places.push(at[i]!); };
    drawSuspicion({ ...pen, path: kept, lines: kept }, { index: story, window, cursor, pair: { monitor: 1, peer: 3 }, levels: { time, level }, watched: null, ...(until !== undefined && { until }) }, { width: 800, height: 300 }, light);
    return Math.max(...places);
  };
  const whole = rightmost(), end = 44 + (800 - 44 - 42) * 0.25;
  expect(whole).toBeGreaterThan(740);
  expect(rightmost(cursor)).toBeLessThanOrEqual(end + 1);
});
