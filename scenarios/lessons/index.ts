/** The lessons by their name in the address, in the order of the course. */
import { away } from './away.ts';
import { heartbeat } from './heartbeat.ts';
import { isItDead } from './isItDead.ts';
import type { Lesson } from './lesson.ts';
import { lostPacket } from './lostPacket.ts';
import { pickTwo } from './pickTwo.ts';
import { rhythm } from './rhythm.ts';
import { tail } from './tail.ts';
import { twoKings } from './twoKings.ts';

export const lessons = { isItDead, heartbeat, lostPacket, tail, pickTwo, away, rhythm, twoKings } satisfies Record<string, Lesson>;

export type LessonName = keyof typeof lessons;
