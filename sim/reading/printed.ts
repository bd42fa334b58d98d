import { formatDuration } from '../../src/parameters.ts';
import { NEVER } from '../../src/time.ts';

/** A value of the file as a message quotes it: short, and never a wall of text. */
export function printed(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 40 ? `${text.slice(0, 37)}…"` : text;
}

/** " from 1 to 10", " of at least 1ms", or nothing. */
export function bounds(range: { readonly min?: number | undefined; readonly max?: number | undefined }, unit?: 'duration'): string {
  const print = (value: number): string => unit ? formatDuration(value) : String(value);
  const { min, max } = range;
  const endless = max === undefined || max >= NEVER;
  if (min !== undefined && !endless) return ` from ${print(min)} to ${print(max)}`;
  if (min !== undefined) return ` of at least ${print(min)}`;
  return endless ? '' : ` of at most ${print(max)}`;
}
