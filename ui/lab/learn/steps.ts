import { el, hold, mark, markState, say, whenChanged } from '../dom.ts';
import { icon } from '../views/icons.ts';
import { addressOf, lessonAt, placeAfter, placeBefore, type Place } from './place.ts';
import type { LearnState } from './state.ts';

export interface Steps {
  readonly go: (place: Place | null) => void;
  readonly toggle: () => void;
  readonly autoplay: (on: boolean) => void;
}

/** Back, a dot for each beat, on; and the run's own play and pause. */
export function stepsView({ go, toggle, autoplay }: Steps): { readonly node: HTMLElement; readonly render: (state: LearnState) => void } {
  const play = el('button', { type: 'button', class: 'icon', 'data-testid': 'learn-play', onclick: toggle });
  const drawn = whenChanged((name: 'play' | 'pause' | 'undo') => {
    mark(play, 'aria-label', { play: 'Play', pause: 'Pause', undo: 'Show it again' }[name]);
    mark(play, 'title', { play: 'Play', pause: 'Pause', undo: 'Show it again' }[name]);
    play.replaceChildren(icon(name, 20));
  });
  const byItself = el('button', { type: 'button', class: 'plain', 'data-testid': 'autoplay', title: 'From beat to beat by itself' }, 'Autoplay');
  const [back, on] = [stepLink('back', '← Back'), stepLink('on', 'Go on →')];
  on.classList.add('primary');
  const dots = el('ol', { class: 'dots', 'aria-label': 'Beats of this lesson' });
  const listed = whenChanged((name: Place['name']) => hold(dots, ...lessonAt({ name, beat: 0 }).beats.map(({ says }, beat) => el('li', {},
    el('a', { href: addressOf({ name, beat }), 'aria-label': `Beat ${beat + 1}: ${says.split(/(?<=[.:?!])\s/)[0]!}`, 'data-testid': `dot-${beat + 1}` })))));
  const node = el('nav', { class: 'steps', 'aria-label': 'Steps' }, back, el('div', { class: 'middle' }, play, dots, byItself), on);
  byItself.onclick = () => autoplay(byItself.getAttribute('aria-pressed') !== 'true');
  node.addEventListener('click', event => {
    const link = (event.target as Element).closest('a');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(link === back ? placeBefore(current!) : link === on ? placeAfter(current!) : { name: current!.name, beat: [...dots.children].indexOf(link.parentElement!) });
  });
  let current: Place | null = null;
  return {
    node,
    render({ place, playing, reached, autoplay: self }) {
      node.hidden = place === null;
      if (!place) return;
      current = place;
      listed(place.name);
      drawn(playing ? 'pause' : reached ? 'undo' : 'play');
      markState(byItself, 'aria-pressed', self);
      [...dots.children].forEach((dot, beat) => mark(dot.firstElementChild!, 'aria-current', beat === place.beat ? 'step' : null));
      step(back, placeBefore(place));
      const next = placeAfter(place);
      step(on, next);
      say(on, next === null ? 'All lessons' : next.name === place.name ? 'Go on →' : 'Next lesson →');
      mark(on, 'data-due', reached);
    },
  };
}

const stepLink = (name: string, words: string): HTMLAnchorElement => el('a', { class: 'button step', 'data-testid': `step-${name}` }, words);
const step = (link: HTMLAnchorElement, to: Place | null): void => mark(link, 'href', addressOf(to));
