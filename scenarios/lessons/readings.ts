/** How readings say what was measured. */
import type { Duration } from '../../src/contract.ts';

const none = 'none yet';

/** A figure of the report in milliseconds: "4.71 s". */
export const millis = (value: number | null): string => (value === null ? none : seconds(value * 1_000));

export const seconds = (length: Duration): string => (length < 1_000_000 ? `${Math.round(length / 1_000)} ms` : `${(length / 1_000_000).toFixed(2)} s`);

export const shortAndLong = (lengths: readonly Duration[]): string =>
  lengths.length === 0 ? none : `${(Math.min(...lengths) / 1_000_000).toFixed(2)} … ${(Math.max(...lengths) / 1_000_000).toFixed(2)} s`;

/** Digits that count: "0.43", "8.6", "205". */
export function count(value: number | null): string {
  if (value === null) return none;
  return value >= 100 || Number.isInteger(value) ? Math.round(value).toLocaleString('en-GB') : String(Number(value.toPrecision(2)));
}

/** How many times a second as how many times an hour. */
export const hourly = (perSecond: number | null): string => (perSecond === null ? none : `${count(perSecond * 3_600)} an hour`);
