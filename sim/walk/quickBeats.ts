/**
 * The innermost loop: a sender whose clock does not drift, on a link of independent losses and exponential delays. It
 * writes out what `Weather` and the two laws do with a message's first words; where those do not decide, it asks the link.
 */
import { NEVER, sec, type Time } from '../../src/time.ts';
import { mix } from '../random.ts';
import { safe, scales } from '../standardExponential.ts';
import { Region } from '../weather.ts';
import type { Link } from './link.ts';

/** What the loop needs of a link. */
export interface QuickPath {
  readonly keyA: number;
  readonly keyB: number;
  /** A first word below this, both less 2³¹, is a loss; an equal one needs a second word. */
  readonly lossBelow: number;
  readonly mean: number;
  readonly floor: number;
}

/** Undefined for a link of other laws. */
export function quickPath({ key, spec }: Link): QuickPath | undefined {
  const { latency, loss, duplicate, reorder, coherence, order } = spec;
  if (duplicate > 0 || reorder > 0 || coherence > 0 || order !== 'free') return undefined;
  if (latency.kind !== 'exponential' || (loss !== null && loss.kind !== 'independent')) return undefined;
  const { mean, floor } = latency.params as { mean: number; floor: number };
  const average = loss === null ? 0 : loss.params.average as number;
  if (mean > sec || floor > sec || average >= 1) return undefined;
  return { keyA: key.a, keyB: key.b, lossBelow: Math.floor(average * 0x1_0000_0000) - 0x8000_0000, mean, floor };
}

/** Beats still to be sent, and the arrivals that are not overtaken so far: `count` of them in `times`. */
export interface Underway { next: Time; readonly interval: Time; readonly until: Time; times: Float64Array; count: number }

const counted = 0x9e3779b9 | 0;
const lossWord = Math.imul(Region.loss, 0x51ed270b);
const delayWord = Math.imul(Region.latency, 0x51ed270b);
/** Added before truncation, it rounds as Math.round does, without its cost. */
const half = 0.49999999999999994;

/** Sends until `times` is full or the last beat has left. */
export function quickBeats(path: QuickPath, link: Link, underway: Underway, kind: number): void {
  const { keyA, keyB, lossBelow, mean, floor } = path;
  const { interval, until, times } = underway;
  let { next, count } = underway;
  let top = count > 0 ? times[count - 1]! : 0;
  let turn = Math.floor(next / 0x1_0000_0000) * 0x1_0000_0000;
  let far = 0;
  // the low word of `next`, kept beside it: to cut it off a double costs as much as half a hash
  const step = interval | 0;
  let low = next | 0;
  for (; next < until && count < times.length; next += interval, low = (low + step) | 0) {
    if (next >= turn) {
      far = (Math.imul(Math.floor(next / 0x1_0000_0000), 0x9e3779b1) + kind) | 0;
      turn = (Math.floor(next / 0x1_0000_0000) + 1) * 0x1_0000_0000;
    }
    const hash = mix(keyA ^ low);
    const b = mix((keyB ^ hash) + far);
    const a = (hash + b) | 0;
    const luck = ((mix((a ^ lossWord) + counted) + b) | 0) ^ 0x8000_0000;
    if (luck < lossBelow) continue;
    const word = (mix((a ^ delayWord) + counted) + b) | 0;
    let arrival: Time;
    if (word >>> 8 < safe[word & 255]! && luck !== lossBelow) {
      const delay = floor + ((mean * (((word >>> 8) + 0.5) * scales[word & 255]!) + half) | 0);
      arrival = next + (delay > 0 ? delay : 1);
    } else {
      link.send(next, kind);
      ({ arrival } = link);
      if (arrival === NEVER) continue;
    }
    if (arrival < top) count = overtaken(times, count, arrival);
    times[count++] = arrival;
    top = arrival;
  }
  underway.next = next;
  underway.count = count;
}

/** How many of the first `count` arrive no later than that. */
export function overtaken(times: Float64Array, count: number, arrival: Time): number {
  let left = count;
  while (left > 0 && times[left - 1]! > arrival) left--;
  return left;
}
