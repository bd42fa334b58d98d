import { lessons, type LessonName } from '../../../scenarios/lessons/index.ts';
import type { Lesson } from '../../../scenarios/lessons/lesson.ts';
import { el, hold } from '../dom.ts';
import { addressOf } from './place.ts';
import { progressOf } from './progress.ts';

/** All lessons: the idea of each, how long it takes, and how far the reader came. */
export function contentsView(): { readonly node: HTMLElement; readonly render: () => void } {
  const list = el('ol', { class: 'lessons', 'data-testid': 'lessons' });
  const node = el('section', { class: 'contents', 'aria-labelledby': 'contents-title' },
    el('h2', { id: 'contents-title' }, 'Is it dead, or only slow?'),
    el('p', {}, 'Machines that watch each other must guess. These lessons show how, and what a wrong guess costs. Every picture is a run of the real thing; you can stop it anywhere and take the wheel.'), list);
  return { node, render: () => hold(list, ...Object.entries<Lesson>(lessons).map(([name, lesson]) => entry(name as LessonName, lesson))) };
}

function entry(name: LessonName, { number, title, idea, minutes, beats }: Lesson): HTMLElement {
  const seen = progressOf(name), all = beats.length;
  const done = seen === 0 ? '' : seen >= all ? '✓ seen to the end' : `${seen} of ${all} beats seen`;
  return el('li', {}, el('a', { href: addressOf({ name, beat: seen > 0 && seen < all ? seen - 1 : 0 }), 'data-testid': `lesson-${name}` },
    el('span', { class: 'number', 'aria-hidden': 'true' }, String(number)),
    el('span', { class: 'what' }, el('b', {}, title), el('span', {}, idea)),
    el('span', { class: 'muted' }, `${minutes} min`, done && el('span', { class: 'done' }, done))));
}
