/** How the laboratory says numbers: always with a unit, never with more digits than were measured. */
import type { Duration, Time } from '../../../src/contract.ts';
import { NEVER, ms, sec } from '../../../src/time.ts';

/** "3.004 s", "250 ms", "40 µs". */
export function inWords(length: Duration): string {
  if (length >= NEVER) return 'for ever';
  if (Math.abs(length) >= 999.5 * ms) return `${trim((length / sec).toFixed(3))} s`;
  if (Math.abs(length) >= 999.5) return `${trim((length / ms).toFixed(length >= 100 * ms ? 0 : 1))} ms`;
  return `${Math.round(length)} µs`;
}

/** Short enough for a mark: "3.00 s", "250 ms". */
export function inShort(length: Duration): string {
  if (length >= 100 * sec) return `${Math.round(length / sec)} s`;
  if (length >= 10 * sec) return `${(length / sec).toFixed(1)} s`;
  if (length >= 999.5 * ms) return `${(length / sec).toFixed(2)} s`;
  return length >= 999.5 ? `${Math.round(length / ms)} ms` : `${Math.round(length)} µs`;
}

/** An instant: "41.500 s". */
export const instant = (t: Time): string => `${(t / sec).toFixed(3)} s`;

const trim = (digits: string): string => digits.replace(/\.0+$/, '');

/** "n0", "n0 and n1", "n0, n1 and n2"; beyond `most`, how many more. */
export function listed(names: readonly string[], most = 6): string {
  if (names.length > most) return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
