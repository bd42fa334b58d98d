/** The lessons by their name in the address, in the order of the course. */
import { away } from './away.ts';
import { heartbeat } from './heartbeat.ts';
import { isItDead } from './isItDead.ts';
import type { Lesson } from './lesson.ts';
import { lostPacket } from './lostPacket.ts';

export const lessons = { isItDead, heartbeat, lostPacket, away } satisfies Record<string, Lesson>;

export type LessonName = keyof typeof lessons;
