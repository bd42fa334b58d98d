import { describe, expect, test } from 'vitest';
import type { AnyDetector, AnyEstimator, Port, Start } from '../../../src/contract.ts';
import { whereabouts } from '../../../ui/cli/guard.ts';
import { Pulse, watched, watchedEstimator } from '../../../ui/cli/pulse.ts';

const port = {} as Port;
const start = (self: number, now: number): Start<unknown> => ({ self, now, roles: [], peers: [], watches: [], watchedBy: [], params: {}, incarnation: 0 });

/** Notes where the pulse says that it is, in each of its calls. */
function telltale(pulse: Pulse): { detector: AnyDetector; seen: string[] } {
  const seen: string[] = [];
  const tell = <T>(value: T): T => { seen.push(whereabouts(pulse)); return value; };
  return { seen, detector: {
    name: 'telltale', parameters: {}, messages: {}, init: () => tell({ mine: 1 }), receive: () => tell(undefined), wake: () => tell(undefined),
    deadline: () => tell(7), opinion: () => tell('suspected'), durable: state => state,
  } };
}

describe('a watched detector', () => {
  test('shows each call, the process and the time, and is idle after it', () => {
    const pulse = new Pulse();
    const { detector, seen } = telltale(pulse);
    const shown = watched(detector, pulse);
    const state = shown.init(start(3, 5), port);
    shown.receive(state, 1_000_000, 1, { kind: 'a.b' }, port);
    shown.wake(state, 2_500_000, port);
    expect(shown.deadline(state)).toBe(7);
    expect(shown.opinion(state, 1)).toBe('suspected');
    expect(seen).toEqual([
      'at 5us, process 3, in init', 'at 1s, process 3, in receive', 'at 2.5s, process 3, in wake',
      'at 2.5s, process 3, in deadline', 'at 2.5s, process 3, in opinion',
    ]);
    expect(pulse.moment()).toMatchObject({ call: 'idle', beats: 10 });
  });

  test('keeps a state that can be cloned, and hands the inner one on', () => {
    const shown = watched(telltale(new Pulse()).detector, new Pulse());
    const state = shown.init(start(0, 0), port);
    expect(structuredClone(state)).toEqual(state);
    expect(shown.durable!(state)).toEqual({ mine: 1 });
    expect(shown.watch).toBeUndefined();
  });

  test('stays marked where it threw', () => {
    const pulse = new Pulse();
    const shown = watched({ ...telltale(pulse).detector, wake() { throw new Error('no'); } }, pulse);
    const state = shown.init(start(2, 0), port);
    expect(() => shown.wake(state, 9, port)).toThrow('no');
    expect(whereabouts(pulse)).toBe('at 9us, process 2, in wake');
  });
});

test.each([Number.NaN, undefined, '5'])('an estimator whose freshness point is %s throws where it is asked', answer => {
  const pulse = new Pulse();
  const shown = watchedEstimator({ name: 'e', parameters: {}, init: () => ({}), observe() {}, level: () => 0, freshUntil: () => answer as number }, pulse);
  expect(() => shown.freshUntil(shown.init({}, 7))).toThrow(`it answers ${answer}, not a time`);
  expect(whereabouts(pulse)).toBe('at 7us, in freshUntil');
});

test('an estimator asked from within a detector shows, and then the detector again', () => {
  const pulse = new Pulse();
  const calls: string[] = [];
  const note = <T>(value: T): T => { calls.push(pulse.moment().call); return value; };
  const estimator: AnyEstimator = {
    name: 'e', parameters: {}, init: () => note({}), observe: () => note(undefined), freshUntil: () => note(5), level: () => note(0), freshFrom: () => note(1),
  };
  const shown = watchedEstimator(estimator, pulse);
  const before = pulse.enter('wake', 4, 100);
  expect(shown.freshUntil(shown.init({}, 100))).toBe(5);
  expect(shown.freshFrom!({})).toBe(1);
  shown.observe({}, 100, { incarnation: 0, seq: 0, sentAt: 0 });
  expect(calls).toEqual(['init', 'freshUntil', 'freshFrom', 'observe']);
  expect(whereabouts(pulse)).toBe('at 100us, process 4, in wake');
  pulse.leave(before);
  expect(pulse.moment().call).toBe('idle');
});

test('the pulse is felt through shared memory', () => {
  const near = new Pulse();
  const far = new Pulse(near.memory);
  near.enter('load');
  expect(far.moment().call).toBe('load');
  expect(whereabouts(far)).toBe('while it was being loaded');
});
