import type { LessonName } from '../../../scenarios/lessons/index.ts';
import type { Place } from './place.ts';

const key = (name: LessonName): string => `flatline.learn.${name}`;

/** How many beats of a lesson were seen. Storage is a convenience: a page in a frame may have none. */
export function progressOf(name: LessonName): number {
  try {
    return Number(localStorage.getItem(key(name))) || 0;
  } catch {
    return 0;
  }
}

export function advance({ name, beat }: Place): void {
  try {
    if (beat + 1 > progressOf(name)) localStorage.setItem(key(name), String(beat + 1));
  } catch { /* then the reader finds the place again */ }
}
