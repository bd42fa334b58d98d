import { el, say } from '../dom.ts';
import { beatAt, lessonAt } from './place.ts';
import type { LearnState } from './state.ts';

/** What a beat says, and what it adds once its wait is over; told to those who listen as it comes. */
export function textView(): { readonly node: HTMLElement; readonly render: (state: LearnState) => void } {
  const where = el('p', { class: 'muted where', 'data-testid': 'where' });
  const [says, adds] = [el('p', { class: 'says', 'data-testid': 'says' }), el('p', { class: 'adds', 'data-testid': 'adds' })];
  return {
    node: el('div', { class: 'text', role: 'status' }, where, says, adds),
    render({ place, reached }) {
      if (!place) return;
      const { number, title, beats, minutes } = lessonAt(place), beat = beatAt(place);
      say(where, `${number === 0 ? 'Prologue' : `Lesson ${number}`}: ${title} · ${place.beat + 1} of ${beats.length}${place.beat === 0 ? ` · ${minutes} min` : ''}`);
      say(says, unbroken(beat.says));
      say(adds, reached ? unbroken(beat.adds ?? '') : '');
    },
  };
}

/** No line ends between a number and its unit. */
const unbroken = (words: string): string => words.replace(/(\d) (?=(?:ms|s)\b|%)/g, '$1\u00a0');
