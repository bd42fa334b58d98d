import { describe, expect, test } from 'vitest';
import { call, callsAfter, nextCallEnd, withoutCalls, type Call } from '../../../src/detectors/memberlist/calls.ts';
import { NEVER } from '../../../src/time.ts';

interface Asked { readonly kind: 'ping' | 'state' }
const done: string[] = [];
const port = {
  random: () => 0, note() {}, trust() {}, suspect() {}, fail() {},
  send: (to: number, { kind }: Asked, via?: string) => { done.push(`${kind} ${to} ${via}`); },
  close: (to: number) => { done.push(`close ${to}`); },
};
/** What was done since the last time. */
const doing = <T>(value: T): { value: T; done: string[] } => ({ value, done: done.splice(0) });
const ping = (to: number, until: number): Call<Asked> => ({ to, question: { kind: 'ping' }, until });
const state = (to: number, until: number): Call<Asked> => ({ to, question: { kind: 'state' }, until });

describe('questions by stream', () => {
  test('leave at once, and end with the soonest', () => {
    const { value, done: sent } = doing(call(call([], ping(1, 7), port), state(2, 5), port));
    expect(sent).toEqual(['ping 1 stream', 'state 2 stream']);
    expect(nextCallEnd(value)).toBe(5);
    expect(nextCallEnd([])).toBe(NEVER);
  });

  test('a stream is closed after its last question', () => {
    const calls = [ping(1, 7), state(1, 9), ping(2, 7)];
    expect(doing(withoutCalls(calls, ({ to, question }) => to === 1 && question.kind === 'ping', port))).toEqual({ value: [state(1, 9), ping(2, 7)], done: [] });
    expect(doing(withoutCalls(calls, ({ to }) => to === 1, port))).toEqual({ value: [ping(2, 7)], done: ['close 1'] });
    expect(doing(withoutCalls(calls, ({ until }) => until <= 9, port))).toEqual({ value: [], done: ['close 1', 'close 2'] });
    expect(doing(withoutCalls(calls, () => false, port)).value).toBe(calls);
  });

  test('what the other\'s closing took with it is asked again; what was refused, or could not be reached, is not', () => {
    const calls = [ping(1, 7), ping(2, 7)];
    expect(doing(callsAfter(calls, 1, { kind: 'transport.reset' }, port))).toEqual({ value: calls, done: ['ping 1 stream'] });
    expect(doing(callsAfter(calls, 3, { kind: 'transport.reset' }, port))).toEqual({ value: calls, done: [] });
    expect(doing(callsAfter(calls, 1, { kind: 'transport.opened' }, port))).toEqual({ value: calls, done: [] });
    for (const kind of ['transport.refused', 'transport.unreachable'] as const) {
      expect(doing(callsAfter(calls, 1, { kind }, port))).toEqual({ value: [ping(2, 7)], done: [] });
    }
  });
});
