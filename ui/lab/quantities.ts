/** Plain numbers as people read them, and moments as people type them; lengths of time are in `model/words.ts`. */
import { ms, sec, type Time } from '../../src/time.ts';

/** "0.0042", "12.3", "1,480": three digits that count. */
export function number(value: number): string {
  const size = Math.abs(value);
  if (size >= 1_000) return Math.round(value).toLocaleString('en-GB');
  if (size !== 0 && size < 0.001) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

/** "1×", "0.01×", "100×". */
export const times = (speed: number): string => `${Number(speed.toPrecision(2))}×`;

/** Reads "31.4", "31.4 s", "450ms", "2 min": a moment that a person typed. Undefined when it is none. */
export function readMoment(text: string): Time | undefined {
  const match = /^(\d+(?:[.,]\d+)?)\s*(µs|us|ms|s|m|min|h)?$/.exec(text.trim());
  if (!match) return undefined;
  const unit = { µs: 1, us: 1, ms, s: sec, m: 60 * sec, min: 60 * sec, h: 3_600 * sec }[match[2] ?? 's']!;
  const value = Math.round(Number(match[1]!.replace(',', '.')) * unit);
  return Number.isSafeInteger(value) ? value : undefined;
}
