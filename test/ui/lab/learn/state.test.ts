import { describe, expect, test } from 'vitest';
import { lessons } from '../../../../scenarios/lessons/index.ts';
import { addressOf, beatAt, doneIn, placeAfter, placeBefore, placeIn, type Place } from '../../../../ui/lab/learn/place.ts';
import { nowhere, picturesIn, update, type LearnAction, type LearnState } from '../../../../ui/lab/learn/state.ts';

const sec = 1_000_000;
const after = (...actions: readonly LearnAction[]): LearnState => actions.reduce(update, nowhere);
const at = (name: Place['name'], beat: number, still = false): LearnAction => ({ type: 'open', place: { name, beat: beat - 1 }, still });

describe('places', () => {
  test('an address and its place are one, for every beat', () => {
    for (const [name, { beats }] of Object.entries(lessons)) {
      for (const beat of beats.keys()) expect(placeIn(addressOf({ name: name as Place['name'], beat }))).toEqual({ name, beat });
    }
    expect(placeIn(addressOf(null))).toBeNull();
  });
  test('what a reader turned or did is in the address of the beat, and comes back from it: every value of every slider', () => {
    for (const [name, { beats }] of Object.entries(lessons)) for (const [i, beat] of beats.entries()) {
      const place = { name: name as Place['name'], beat: i };
      const begun = update(nowhere, { type: 'open', place, still: true });
      expect(addressOf(place, begun)).toBe(addressOf(place));
      for (const { name: knob, low, high, step } of beat.knobs ?? []) {
        for (let value = low; value <= high; value = Number((value + step).toFixed(6))) {
          const turned = update(begun, { type: 'turn', knob, value }), hash = addressOf(place, turned);
          expect(placeIn(hash)).toEqual(place);
          expect(update(nowhere, { type: 'open', place, still: true, done: doneIn(hash, place) }).values).toEqual(turned.values);
        }
      }
      if (!('act' in beat)) continue;
      const acted = update({ ...begun, cursor: 12_345_678 }, { type: 'act' }), hash = addressOf(place, acted);
      expect(hash).toBe('#/learn/heartbeat/3?acted=12345.678ms');
      expect(doneIn(hash, place).acted).toBe(12_345_678);
    }
  });
  test.each([
    ['loss=20&k=3', { loss: 20, k: 3 }], ['loss=5&k=99', { loss: 5, k: 1 }], ['loss=4.5', { loss: 5, k: 1 }], ['k=', { loss: 5, k: 1 }], ['constructor=3&acted=2s', { loss: 5, k: 1 }],
  ])('no slider says more than it can: %s', (said, values) => {
    expect(doneIn(`#/learn/lostPacket/4?${said}`, { name: 'lostPacket', beat: 3 })).toEqual({ values, acted: null });
  });
  test('nobody acts before the beat begins, nor after it is over', () => {
    for (const said of ['1s', '27s', 'now']) expect(doneIn(`#/learn/heartbeat/3?acted=${said}`, { name: 'heartbeat', beat: 2 }).acted).toBeNull();
  });
  test.each([['#/learn', null], ['#/learn/none/3', null], ['#/learn/__proto__', null], ['#/learn/tail', 1], ['#/learn/tail/0', 1], ['#/learn/tail/99', lessons.tail.beats.length]])('%s', (hash, beat) => {
    expect(placeIn(hash)?.beat ?? null).toBe(beat === null ? null : beat - 1);
  });
  test('there and back is the same way, from the first beat to the last', () => {
    let place: Place | null = { name: 'isItDead', beat: 0 };
    expect(placeBefore(place)).toBeNull();
    const way: Place[] = [];
    for (; place; place = placeAfter(place)) way.push(place);
    expect(way).toHaveLength(Object.values(lessons).reduce((sum, { beats }) => sum + beats.length, 0));
    for (const [i, one] of way.entries()) expect(placeBefore(one)).toEqual(way[i - 1] ?? null);
  });
});

describe('a beat', () => {
  test('plays once its run is there, at its own speed, and stops where the wait is over', () => {
    const begun = after(at('isItDead', 2), { type: 'tick', by: sec });
    expect(begun).toMatchObject({ cursor: 5 * sec, playing: true, reached: false });
    const running = [{ type: 'ran', over: 10 * sec }, { type: 'tick', by: 2 * sec }] as const;
    expect(running.reduce<LearnState>(update, begun).cursor).toBe(8 * sec);
    const over = [...running, { type: 'tick', by: 9 * sec } as const].reduce<LearnState>(update, begun);
    expect(over).toMatchObject({ cursor: 10 * sec, playing: false, reached: true });
    expect(update(over, { type: 'play' })).toMatchObject({ cursor: 5 * sec, playing: true, reached: false });
  });
  test('is at its end at once where nothing shall move', () => {
    expect(after(at('isItDead', 1, true))).toMatchObject({ playing: false, reached: false });
    expect(after(at('isItDead', 1, true), { type: 'ran', over: 5 * sec })).toMatchObject({ cursor: 5 * sec, playing: false, reached: true });
  });
  test('with a prediction waits for it, moving or not', () => {
    for (const still of [true, false]) {
      const asked = after(at('isItDead', 3, still), { type: 'ran', over: 11 * sec });
      expect(asked).toMatchObject({ playing: false, reached: false });
      expect(update(asked, { type: 'answer' })).toBe(asked);
      const said = [{ type: 'give', given: 0 }, { type: 'answer' }] as const;
      expect(said.reduce<LearnState>(update, asked)).toMatchObject({ answered: true, reached: still, playing: !still });
    }
  });
  test('the truth is not shown to whoever is still to accuse somebody', () => {
    const asked = after(at('isItDead', 3, true), { type: 'ran', over: 11 * sec });
    expect(picturesIn(asked)).toEqual(['heard']);
    const said = [{ type: 'give', given: 0 }, { type: 'answer' }] as const;
    expect(picturesIn(said.reduce<LearnState>(update, asked))).toEqual(['topology', 'heard']);
  });
  test('another answer takes the grade of the last one away', () => {
    const graded = after(at('heartbeat', 4), { type: 'give', given: [1, 2] }, { type: 'answer' }, { type: 'grade', grade: { right: false, measured: '', because: '' } });
    expect(update(graded, { type: 'give', given: [4, 5] })).toMatchObject({ answered: false, grade: null, given: [4, 5] });
  });
  test('an act is done at the cursor, and asks for another run', () => {
    const acted = after(at('heartbeat', 3), { type: 'ran', over: 20 * sec }, { type: 'tick', by: 1.5 * sec }, { type: 'act' });
    expect(acted).toMatchObject({ acted: 12.5 * sec, over: null, cursor: 12.5 * sec });
  });
  test('a knob that is turned after the end stays at the end of the new run', () => {
    const seen = after(at('lostPacket', 4, true), { type: 'ran', over: 3_600 * sec }, { type: 'turn', knob: 'k', value: 3 });
    expect(seen).toMatchObject({ values: { loss: 5, k: 3 }, over: null, reached: true });
    expect(update(seen, { type: 'ran', over: 3_600 * sec })).toMatchObject({ reached: true, playing: false, cursor: 3_600 * sec });
  });
  test('autoplay waits for no prediction', () => {
    const on = after(at('isItDead', 2), { type: 'autoplay', on: true }, at('isItDead', 3));
    expect(on).toMatchObject({ autoplay: true, playing: true });
    expect(beatAt(on.place!).question?.when).toBe('before');
    expect(update(on, { type: 'open', place: null, still: false }).autoplay).toBe(false);
  });
});
