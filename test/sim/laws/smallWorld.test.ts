/** The in-law network and the histories: what the laws stand on. */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrivals, arrive } from '../../../sim/laws/arrivals.ts';
import { plainPush } from '../../../sim/laws/detectorMutants.ts';
import { choices, parameterValues } from '../../../sim/laws/parameterValues.ts';
import { mesh, settings } from '../../../sim/laws/settings.ts';
import { Foul, play, type Fate, type Setting } from '../../../sim/laws/smallWorld.ts';
import type { AnyDetector } from '../../../src/contract.ts';
import { estimators } from '../../../src/estimators/index.ts';
import { ms, sec } from '../../../src/time.ts';

const prompt: Fate = { travel: 5 * ms, lost: false, twice: false };

const setting = (more: Partial<Setting> = {}): Setting =>
  ({ params: {}, watches: [[1], []], fates: [prompt], turns: [], horizon: 10 * sec, luck: 0, ...more });

describe('the small world', () => {
  test('delivers, and tells what was called out', () => {
    const { calls, letters, received } = play(plainPush, setting());
    expect(calls).toEqual([{ at: 5 * ms, process: 0, call: 'trust', peer: 1 }]);
    expect(letters).toHaveLength(11);
    expect(received.map(({ arrives }) => arrives)).toEqual(Array.from({ length: 10 }, (_, i) => i * sec + 5 * ms));
  });

  test('loses, and doubles', () => {
    const lossy = play(plainPush, setting({ fates: [prompt, { ...prompt, lost: true }] }));
    expect(lossy.received).toHaveLength(5);
    const doubled = play(plainPush, setting({ fates: [{ ...prompt, twice: true }] }));
    expect(doubled.received.slice(0, 2).map(({ arrives }) => arrives)).toEqual([5 * ms, 10 * ms]);
  });

  test('a crash ends what a process does; a restart begins it as the next incarnation', () => {
    const crashed = play(plainPush, setting({ turns: [{ at: 2_500 * ms, process: 1, kind: 'crash' }] }));
    expect(crashed.letters).toHaveLength(3);
    expect(crashed.calls.at(-1)).toEqual({ at: 2 * sec + 5 * ms + 3 * sec, process: 0, call: 'suspect', peer: 1 });
    expect(crashed.opinions).toEqual([['suspected'], []]);
    expect(crashed.running).toEqual([true, false]);
    const restarted = play(plainPush, setting({ turns: [{ at: 2_500 * ms, process: 1, kind: 'restart' }] }));
    expect(restarted.letters.map(({ incarnation }) => incarnation)).toEqual([0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
    expect(restarted.calls.map(({ at }) => at)).toEqual([5 * ms, 2_505 * ms]);
  });

  test('an arrival at the instant of a deadline counts as received', () => {
    const lost = { ...prompt, lost: true };
    const suspicions = (third: Fate): number =>
      play(plainPush, setting({ fates: [prompt, lost, lost, third, lost, lost], horizon: 21 * sec })).calls.filter(({ call }) => call === 'suspect').length;
    expect(suspicions(prompt)).toBe(0);
    expect(suspicions({ ...prompt, travel: 5 * ms + 1 })).toBeGreaterThanOrEqual(3);
  });

  test('an early wake is given to those that are not due, and seen', () => {
    const seen: string[] = [];
    play(plainPush, setting({ horizon: sec }), {
      early: [500 * ms, sec], watch: ({ why, process }) => { seen.push(`${why} ${process}`); return null; },
    });
    expect(seen).toEqual(['init 0', 'init 1', 'wake 1', 'receive 0', 'early 0', 'early 1', 'wake 1', 'early 0', 'early 1']);
  });

  test('one that never sleeps is stopped, with the instant', () => {
    const awake: AnyDetector = { ...plainPush, deadline: () => 7 };
    expect(() => play(awake, setting())).toThrow(new Foul('at 7 process 0 was woken, and wants to be woken at 7 again'));
  });

  test('one that changes a message that it has sent is found out', () => {
    const message = { kind: 'plain.beat', incarnation: 0, seq: 0, sentAt: 0 };
    const careless: AnyDetector = {
      ...plainPush, init(start, port) { port.send(1, message); message.seq++; return plainPush.init(start, port) as unknown; },
    };
    expect(() => play(careless, setting())).toThrow(TypeError);
  });

  test('the luck of a link is its own: other links and kinds do not move it', () => {
    const fates = Array.from({ length: 7 }, (_, i): Fate => ({ travel: (i + 1) * ms, lost: false, twice: false }));
    const travels = (world: Setting): number[] => play(plainPush, world, { unlucky: 1 }).received
      .filter(({ from, to }) => from === 2 && to === 0).map(({ sent, arrives }) => arrives - sent);
    const all = setting({ watches: mesh, fates });
    expect(travels(all)).toEqual(travels({ ...all, turns: [{ at: sec, process: 1, kind: 'crash' }] }));
    const lucky = play(plainPush, all).received.filter(({ from, to }) => from === 1 && to === 0).map(({ arrives }) => arrives);
    const unlucky = play(plainPush, all, { unlucky: 1 }).received.filter(({ from, to }) => from === 1 && to === 0).map(({ arrives }) => arrives);
    expect(lucky).not.toEqual(unlucky);
  });
});

describe('what is drawn', () => {
  test('arrivals come in order, each copy later than the one before, none before it was sent', () => {
    fc.assert(fc.property(arrivals(fc.constant({})), history => {
      const list = arrive(history);
      expect(list.map(({ at }) => at)).toEqual(list.map(({ at }) => at).toSorted((a, b) => a - b));
      for (const { at, beat } of list) expect(at).toBeGreaterThan(beat.sentAt);
      expect(list).toHaveLength(history.sent.reduce((sum, { copies }) => sum + copies, 0));
    }), { seed: 3 });
  });

  test('some histories overtake, some repeat, some are perfectly regular', () => {
    const drawn = fc.sample(arrivals(fc.constant({})), { numRuns: 300, seed: 3 }).map(history => ({ history, list: arrive(history) }));
    const some = (what: (one: (typeof drawn)[number]) => boolean): number => drawn.filter(what).length;
    expect(some(({ list }) => list.some(({ beat }, i) => i > 0 && beat.seq < list[i - 1]!.beat.seq))).toBeGreaterThan(50);
    expect(some(({ list }) => new Set(list.map(({ beat }) => beat.seq)).size < list.length)).toBeGreaterThan(50);
    expect(some(({ history: { sent, interval } }) => sent.length > 3 && sent.every(one => one.gap === interval && one.copies === 1))).toBeGreaterThan(10);
  });

  test('options stay within their bounds, and what is given keeps its value', () => {
    for (const chosen of choices(estimators.phi.parameters)) {
      fc.assert(fc.property(parameterValues(estimators.phi.parameters, chosen), values => {
        expect(values).toMatchObject(chosen);
        for (const [key, { min = -Infinity, max = Infinity }] of Object.entries(estimators.phi.parameters)) {
          const value = values[key];
          if (typeof value === 'number') expect(value >= min && value <= max, `${key} = ${value}`).toBe(true);
        }
      }), { seed: 3, numRuns: 50 });
    }
  });

  test('every combination of choices is a rule of its own', () => {
    expect(choices(estimators.fixed.parameters)).toEqual([{ restart: 'newest' }, { restart: 'any' }]);
    expect(choices({})).toEqual([{}]);
  });

  test('settings hold three that watch each other, and those that only have a role', () => {
    const [drawn] = fc.sample(settings({ params: fc.constant({}), roles: ['replica', 'replica', 'replica', 'client'] }), { numRuns: 1, seed: 3 });
    expect(drawn!.watches).toEqual([[1, 2], [0, 2], [0, 1], []]);
    expect(drawn!.roles![3]).toBe('client');
  });
});
