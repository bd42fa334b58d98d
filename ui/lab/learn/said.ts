/** A prediction as lengths on the axis of a picture. */
import type { Time } from '../../../src/contract.ts';
import { spoken } from '../../../scenarios/lessons/grade.ts';
import type { Given, Mark, Question, Range, Seen } from '../../../scenarios/lessons/lesson.ts';
import type { Window } from '../model.ts';
import { timeOf } from './waits.ts';

/** One that is said on an axis. */
export type Said = (Mark | Range) & { readonly drawn: NonNullable<Mark['drawn']> };

export const isDrawn = (question: Question | undefined): question is Said => question !== undefined && question.kind !== 'choose' && question.drawn !== undefined;

const originOf = ({ drawn: { from = '0s' } }: Said): Time => timeOf(from);
const timeIn = ({ unit }: Said): number => (unit === 'ms' ? 1_000 : 1_000_000);

/** From where to where it reaches: a single length begins at its origin. */
function spanOf(question: Said, value: Given): Window {
  const origin = originOf(question), [from, to] = typeof value === 'number' ? [0, value] : value;
  return { from: origin + from * timeIn(question), to: origin + to * timeIn(question) };
}

export const saidSpan = (question: Said, given: Given): Window => spanOf(question, given);
export const trueSpan = (question: Said, seen: Seen): Window => spanOf(question, question.answer(seen));

/** "2.5 s", "4 s to 5 s". */
export const givenWords = ({ unit }: Mark | Range, given: Given): string =>
  (typeof given === 'number' ? spoken(given, unit) : `${spoken(given[0], unit)} to ${spoken(given[1], unit)}`);

/** The value whose end stands there, as a slider would have it. */
export function valueAt(question: Said, t: Time): number {
  const { low, high, step } = question;
  const kept = Math.max(low, Math.min(high, (t - originOf(question)) / timeIn(question)));
  return Number((low + Math.round((kept - low) / step) * step).toFixed(6));
}

/** With that one of its ends there; no end passes the other. */
export function movedTo({ low, high }: Said, given: Given, which: number, to: number): Given {
  const kept = Math.max(low, Math.min(high, to));
  if (typeof given === 'number') return kept;
  return which === 0 ? [Math.min(kept, given[1]), given[1]] : [given[0], Math.max(kept, given[0])];
}

export const endsOf = (given: Given): readonly number[] => (typeof given === 'number' ? [given] : given);
