import { lessons, type LessonName } from '../../../scenarios/lessons/index.ts';
import type { Beat, Lesson } from '../../../scenarios/lessons/lesson.ts';

/** Where a reader is: a beat of a lesson, counted from 0. */
export interface Place { readonly name: LessonName; readonly beat: number }

const all: Readonly<Record<string, Lesson>> = lessons;
const names = Object.keys(lessons) as LessonName[];

export const lessonAt = ({ name }: Place): Lesson => all[name]!;
export const beatAt = ({ name, beat }: Place): Beat => all[name]!.beats[beat]!;
export const samePlace = (one: Place | null, other: Place | null): boolean => one?.name === other?.name && one?.beat === other?.beat;

/** "#/learn/heartbeat/3"; null is the list of lessons. */
export const addressOf = (place: Place | null): string => (place ? `#/learn/${place.name}/${place.beat + 1}` : '#/learn');

/** A lesson that there is not is the list; a beat that there is not is the nearest one. */
export function placeIn(hash: string): Place | null {
  const [, name = '', beat = '1'] = /^#\/learn\/(\w+)(?:\/(\d+))?/.exec(hash) ?? [];
  if (!Object.hasOwn(all, name)) return null;
  const last = all[name]!.beats.length - 1;
  return { name: name as LessonName, beat: Math.min(last, Math.max(0, Number(beat) - 1)) };
}

/** The beat after this one; after the last of a lesson the first of the next; null after the last of all. */
export function placeAfter({ name, beat }: Place): Place | null {
  if (beat + 1 < all[name]!.beats.length) return { name, beat: beat + 1 };
  const next = names[names.indexOf(name) + 1];
  return next ? { name: next, beat: 0 } : null;
}

/** The beat before this one; before the first of a lesson the last of the one before; null before the first of all. */
export function placeBefore({ name, beat }: Place): Place | null {
  if (beat > 0) return { name, beat: beat - 1 };
  const before = names[names.indexOf(name) - 1];
  return before ? { name: before, beat: all[before]!.beats.length - 1 } : null;
}
