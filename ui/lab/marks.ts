/** Short digests along the way of a run: with them a link can say from when on a run has become another. */
import type { Time } from '../../src/contract.ts';
import type { Window } from './state.ts';

/** `digits`: the last two of the digest up to that moment. */
export interface Mark { readonly at: Time; readonly digits: string }

/** What a link knows of the run that it was made from. */
export interface Made {
  /** The version of Flatline. */
  readonly engine: string;
  /** The digits of the marks before its moment, one after the other. */
  readonly marks: string;
}

const most = 16;

/** Evenly spread over those that lie before the moment, which is the same choice wherever the run is the same. */
export function marksBefore(all: readonly Mark[], at: Time): readonly Mark[] {
  const before = all.filter(mark => mark.at <= at), count = Math.min(most, before.length);
  return Array.from({ length: count }, (_, i) => before[Math.ceil((before.length * (i + 1)) / count) - 1]!);
}

export const digitsOf = (marks: readonly Mark[]): string => marks.map(({ digits }) => digits).join('');

/** Within which time the run parts from the one that the digits tell of, if it does before `at`; null where they do not say. */
export function partsWithin(marks: readonly Mark[], digits: string, at: Time): Window | null {
  if (digits.length !== 2 * marks.length) return null;
  const first = marks.findIndex((mark, i) => digits.slice(2 * i, 2 * i + 2) !== mark.digits);
  const before = first < 0 ? marks.at(-1) : marks[first - 1];
  return { from: before?.at ?? 0, to: marks[first]?.at ?? at };
}
