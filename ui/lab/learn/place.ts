import { lessons, type LessonName } from '../../../scenarios/lessons/index.ts';
import type { Beat, Knob, Lesson } from '../../../scenarios/lessons/lesson.ts';
import { formatDuration, parseDuration } from '../../../src/parameters.ts';
import { usualValues, type Done } from './scenarioOf.ts';
import { capOf, startOf } from './waits.ts';

/** Where a reader is: a beat of a lesson, counted from 0. */
export interface Place { readonly name: LessonName; readonly beat: number }

const all: Readonly<Record<string, Lesson>> = lessons;
const names = Object.keys(lessons) as LessonName[];

export const lessonAt = ({ name }: Place): Lesson => all[name]!;
export const beatAt = ({ name, beat }: Place): Beat => all[name]!.beats[beat]!;
export const samePlace = (one: Place | null, other: Place | null): boolean => one?.name === other?.name && one?.beat === other?.beat;

/** "#/learn/lostPacket/4?loss=20&k=3", with what differs from how the beat begins; null is the list of lessons. */
export function addressOf(place: Place | null, done: Done | null = null): string {
  if (!place) return '#/learn';
  const { knobs = [], act } = beatAt(place);
  const turned = knobs.flatMap(({ name, start }) => (done && (done.values[name] ?? start) !== start ? [`${name}=${done.values[name]}`] : []));
  const said = act && done && done.acted !== null ? [...turned, `acted=${formatDuration(done.acted)}`] : turned;
  return `#/learn/${place.name}/${place.beat + 1}${said.length > 0 ? `?${said.join('&')}` : ''}`;
}

/** What the reader had done in that beat; what its sliders cannot say is left out. */
export function doneIn(hash: string, place: Place): Done {
  const beat = beatAt(place), said = new Map([...hash.matchAll(/[?&](\w+)=([^&]*)/g)].map(([, name, text]) => [name!, text!]));
  const turned = (beat.knobs ?? []).flatMap(knob => {
    const value = said.has(knob.name) ? onSlider(knob, Number(said.get(knob.name))) : undefined;
    return value === undefined ? [] : [[knob.name, value] as const];
  });
  const acted = beat.act && said.has('acted') ? parseDuration(said.get('acted')!) : undefined;
  const inTime = acted !== undefined && acted >= startOf(beat) && acted <= capOf(beat);
  return { values: { ...usualValues(beat), ...Object.fromEntries(turned) }, acted: inTime ? acted : null };
}

function onSlider({ low, high, step }: Knob, value: number): number | undefined {
  const steps = (value - low) / step;
  return value >= low && value <= high && Math.abs(steps - Math.round(steps)) < 1e-6 ? value : undefined;
}

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
