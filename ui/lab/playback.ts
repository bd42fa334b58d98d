/**
 * The one loop and the one clock of the page: every timer is here. A layer is drawn only in a frame, only when it was
 * marked, and never while the page is hidden; when nothing is marked and nothing plays, no frame is asked for.
 */
import type { Duration } from '../../src/time.ts';

export interface Layer { readonly name: string; draw(): void }

export interface Playback {
  /** Draw these layers in the next frame; all of them without a name. */
  mark(...names: readonly string[]): void;
  play(on: boolean): void;
  /** How often each layer was drawn since the page began. */
  readonly draws: Readonly<Record<string, number>>;
  /** Frames that did anything. */
  readonly frames: () => number;
}

/** Longer gaps than this (a sleeping laptop, a debugger) count as this much. */
const longestStep = 100;

export interface Played {
  /** Hears how much real time has passed, in microseconds, once a frame while playing. */
  readonly tick: (by: Duration) => void;
  readonly spent?: (millis: number) => void;
  /** Ends the loop for good. */
  readonly signal?: AbortSignal | undefined;
}

export function startPlayback(layers: readonly Layer[], { tick, spent, signal }: Played): Playback {
  const dirty = new Set<string>();
  const draws: Record<string, number> = Object.fromEntries(layers.map(layer => [layer.name, 0]));
  let playing = false;
  let asked = false;
  let last = 0;
  let frames = 0;

  const frame = (now: number): void => {
    asked = false;
    if (signal?.aborted) return;
    const from = performance.now();
    if (playing) tick(Math.round(Math.min(longestStep, Math.max(0, now - last)) * 1_000));
    last = now;
    if (dirty.size > 0) frames++;
    for (const layer of layers) {
      if (!dirty.delete(layer.name)) continue;
      draws[layer.name]!++;
      layer.draw();
    }
    spent?.(performance.now() - from);
    if (playing || dirty.size > 0) ask();
  };
  const ask = (): void => {
    if (asked || document.hidden || signal?.aborted) return;
    asked = true;
    requestAnimationFrame(frame);
  };
  document.addEventListener('visibilitychange', () => {
    last = performance.now();
    if (playing || dirty.size > 0) ask();
  }, signal ? { signal } : {});
  return {
    draws, frames: () => frames,
    mark(...names) {
      for (const name of names.length > 0 ? names : layers.map(layer => layer.name)) dirty.add(name);
      ask();
    },
    play(on) {
      if (on && !playing) last = performance.now();
      playing = on;
      if (on) ask();
    },
  };
}

/** Does the work once, `millis` after the last call. */
export function settled(millis: number, work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, millis);
  };
}

/** Does the work at once, then at most once every `millis`; what comes between is done at the end of the wait. */
export function throttled<T extends readonly unknown[]>(millis: number, work: (...values: T) => void): (...values: T) => void {
  let waiting: T | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const next = (): void => {
    timer = undefined;
    const values = waiting;
    waiting = undefined;
    if (!values) return;
    work(...values);
    timer = setTimeout(next, millis);
  };
  return (...values) => {
    waiting = values;
    if (timer === undefined) next();
  };
}

/** Does the work once, later; call what it answers to call it off. */
export function after(millis: number, work: () => void): () => void {
  const timer = setTimeout(work, millis);
  return () => clearTimeout(timer);
}

/** Frame times of the next `millis`, in milliseconds: what a measurement of the page asks. */
export function measureFrames(millis: number, done: (frames: readonly number[]) => void): void {
  const frames: number[] = [];
  const start = performance.now();
  let last = start;
  const step = (now: number): void => {
    if (now > last) frames.push(now - last);
    last = now;
    if (now - start < millis) requestAnimationFrame(step);
    else done(frames);
  };
  requestAnimationFrame(step);
}
