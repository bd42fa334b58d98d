import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { after, settled, startPlayback, throttled, type Playback } from '../../../ui/lab/playback.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('throttled: at once, then at most once in a while, and the last word is kept', () => {
  const heard: number[] = [];
  const say = throttled(100, (value: number) => heard.push(value));
  for (let i = 0; i < 5; i++) say(i);
  expect(heard).toEqual([0]);
  vi.advanceTimersByTime(100);
  expect(heard).toEqual([0, 4]);
  vi.advanceTimersByTime(500);
  say(9);
  expect(heard).toEqual([0, 4, 9]);
});

test('settled: once, after the last call', () => {
  const work = vi.fn();
  const soon = settled(100, work);
  soon();
  vi.advanceTimersByTime(90);
  soon();
  vi.advanceTimersByTime(90);
  expect(work).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10);
  expect(work).toHaveBeenCalledTimes(1);
});

test('after: later, unless called off', () => {
  const [one, other] = [vi.fn(), vi.fn()];
  after(50, one);
  after(50, other)();
  vi.advanceTimersByTime(50);
  expect(one).toHaveBeenCalledTimes(1);
  expect(other).not.toHaveBeenCalled();
});

interface Stage { playback: Playback; drawn: string[]; ticks: number[]; hidden(on: boolean): void; frame(now: number): void; asked(): number }

function stage(): Stage {
  const waiting: ((now: number) => void)[] = [];
  const listeners: (() => void)[] = [];
  const document = { hidden: false, addEventListener: (_name: string, listener: () => void) => listeners.push(listener) };
  vi.stubGlobal('document', document);
  vi.stubGlobal('requestAnimationFrame', (work: (now: number) => void) => waiting.push(work));
  vi.stubGlobal('performance', { now: () => 0 });
  const drawn: string[] = [], ticks: number[] = [];
  const layers = ['a', 'b'].map(name => ({ name, draw: () => void drawn.push(name) }));
  return {
    playback: startPlayback(layers, { tick: by => ticks.push(by) }), drawn, ticks,
    hidden(on) { document.hidden = on; for (const listener of listeners) listener(); },
    frame: now => waiting.splice(0).forEach(work => work(now)),
    asked: () => waiting.length,
  };
}

test('only what is marked is drawn, once a frame, in the order of the layers', () => {
  const { playback, drawn, frame, asked } = stage();
  playback.mark('b');
  playback.mark('b');
  playback.mark('a');
  expect(asked()).toBe(1);
  frame(16);
  expect(drawn).toEqual(['a', 'b']);
  expect(asked()).toBe(0);
  frame(32);
  expect(drawn).toEqual(['a', 'b']);
  playback.mark();
  frame(48);
  expect(playback.draws).toEqual({ a: 2, b: 2 });
  expect(playback.frames()).toBe(2);
});

test('playing asks for frames and tells how much time has passed, but never more than a tenth of a second', () => {
  const { playback, ticks, frame, asked } = stage();
  playback.play(true);
  frame(16.7);
  frame(33.4);
  frame(5_000);
  expect(ticks).toEqual([16_700, 16_700, 100_000]);
  playback.play(false);
  frame(5_016);
  expect(asked()).toBe(0);
  expect(ticks).toHaveLength(3);
});

test('a hidden page asks for no frame, and goes on when it is seen again', () => {
  const { playback, drawn, hidden, frame, asked } = stage();
  hidden(true);
  playback.mark('a');
  playback.play(true);
  expect(asked()).toBe(0);
  hidden(false);
  expect(asked()).toBe(1);
  frame(16);
  expect(drawn).toEqual(['a']);
});
