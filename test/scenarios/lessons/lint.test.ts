/** What every lesson promises, whatever it says. */
import { afterAll, describe, expect, test } from 'vitest';
import { grade } from '../../../scenarios/lessons/grade.ts';
import { lessons } from '../../../scenarios/lessons/index.ts';
import type { Beat, Given, Lesson, Question } from '../../../scenarios/lessons/lesson.ts';
import { pictures } from '../../../scenarios/lessons/lesson.ts';

import { placeAfter, type Place } from '../../../ui/lab/learn/place.ts';
import { nowhere, update, type LearnState } from '../../../ui/lab/learn/state.ts';
import { seenOf } from '../../../ui/lab/learn/seen.ts';
import { capOf, overAt, startOf, timeOf } from '../../../ui/lab/learn/waits.ts';
import { changed, fileOf, ran, seenIn, type Ran } from './ran.ts';

const all = Object.entries<Lesson>(lessons);

/** What a reader could say: each option, or each step of the marks. */
function* sayable(question: Question): Generator<Given> {
  if (question.kind === 'choose') return yield* question.options.keys();
  const { low, high, step } = question;
  const marks = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, i) => low + i * step);
  for (const one of marks) {
    if (question.kind === 'mark') yield one;
    else for (const other of marks) if (other >= one) yield [one, other];
  }
}

test.each(all)('%s is short, and says what it is', (_, { title, idea, minutes, beats }) => {
  expect(title.length).toBeLessThan(40);
  expect(idea.length).toBeLessThan(110);
  expect(minutes).toBeGreaterThan(0);
  expect(beats.length).toBeGreaterThanOrEqual(5);
  expect(beats.length).toBeLessThanOrEqual(9);
});

test('lessons stand in the order of the course, each with a check of its own and a prediction', () => {
  const numbers = all.map(([, { number }]) => number);
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  for (const [name, { beats }] of all) {
    expect(beats.some(({ question }) => question?.when === 'before'), name).toBe(true);
    expect(beats.some(({ question }) => question), name).toBe(true);
  }
});

describe.each(all)('%s', (name, lesson) => {
  const shown = new Map<string, Ran>();
  const runOf = (beat: Beat): Ran => {
    const file = fileOf(lesson, beat), key = JSON.stringify(file);
    return shown.get(key) ?? shown.set(key, ran(file)).get(key)!;
  };
  afterAll(() => shown.clear());

  test.each(lesson.beats.map((beat, i) => [i + 1, beat] as const))('beat %i: its wait is over within its cap, in what is shown', (_i, beat) => {
    const { index } = runOf(beat);
    const over = overAt(index, beat);
    expect(over).not.toBeNull();
    expect(over!).toBeGreaterThanOrEqual(startOf(beat));
    expect(over!).toBeLessThanOrEqual(Math.min(capOf(beat), index.end));
    const [from, to] = beat.look.window.map(timeOf) as [number, number];
    expect(from).toBeLessThan(to);
    for (const picture of beat.look.pictures) expect(pictures).toContain(picture);
    for (const [monitor, peer] of [...beat.look.pairs ?? [], ...beat.look.pair ? [beat.look.pair] : []]) expect(index.watched[monitor * index.count + peer]).toBe(1);
    expect(beat.says.length).toBeLessThanOrEqual(310);
    expect(beat.adds?.length ?? 0).toBeLessThanOrEqual(310);
    // nobody waits long for a picture: the marks of a beat come within twelve seconds of the clock on the wall
    expect((over! - startOf(beat)) / (beat.speed ?? 1) / 1_000_000).toBeLessThanOrEqual(12);
  });

  test('by itself it plays from the first beat to the last, each to the end of its wait, in the time that its clock takes', () => {
    let state: LearnState = update(nowhere, { type: 'autoplay', on: true }), place: Place | null = { name: name as Place['name'], beat: 0 };
    const seen: number[] = [];
    for (; place?.name === name; place = placeAfter(place)) {
      const beat = lesson.beats[place.beat]!, over = overAt(runOf(beat).index, beat)!, frames = Math.ceil((over - startOf(beat)) / ((beat.speed ?? 1) * 100_000)) + 1;
      state = update(update(state, { type: 'open', place, still: false }), { type: 'ran', over });
      for (let i = 0; i < frames && !state.reached; i++) state = update(state, { type: 'tick', by: 100_000 });
      expect(state, `beat ${place.beat + 1}`).toMatchObject({ reached: true, cursor: over, autoplay: true });
      seen.push(place.beat);
    }
    expect(seen).toHaveLength(lesson.beats.length);
  });

  test('readings have something to read', () => {
    for (const beat of lesson.beats) {
      const { index, report } = runOf(beat);
      const values = Object.fromEntries((beat.knobs ?? []).map(({ name, start }) => [name, start]));
      for (const { value, words } of beat.reads ?? []) expect(value(seenOf(index, report), values), words).not.toMatch(/none yet|NaN|undefined|Infinity/);
    }
  });

  test.each(lesson.beats.flatMap(({ question }, i) => (question ? [[i + 1, question] as const] : [])))('beat %i: the question has a right answer, and wrong ones', (i, question) => {
    const file = fileOf(lesson, lesson.beats[i - 1]!);
    const experiment = question.run ? changed(file, question.run) : file;
    const { index, report } = runOf(lesson.beats[i - 1]!);
    const seen = question.run ? seenIn(experiment) : seenOf(index, report);
    const grades = [...sayable(question)].map(given => {
      const run = question.kind === 'choose' ? question.options[given as number]!.run : undefined;
      return grade(question, given, run ? seenIn(changed(experiment, run)) : seen);
    });
    const right = grades.filter(one => one.right), wrong = grades.filter(one => !one.right);
    expect(right.length).toBeGreaterThanOrEqual(1);
    if (question.kind === 'choose') expect(right).toHaveLength(1);
    expect(right.length / grades.length).toBeLessThanOrEqual(0.34);
    expect(wrong.length).toBeGreaterThanOrEqual(2);
    for (const { because } of grades) expect(because.length).toBeGreaterThan(20);
  });
});
