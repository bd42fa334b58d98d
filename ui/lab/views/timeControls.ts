/** What moves the one cursor of a view: play, a time to type, a slider over a picture of the whole run, and how fast. */
import { freshName } from '../controls/parameter.ts';
import { el, mark, say, whenChanged } from '../dom.ts';
import { instant } from '../model.ts';
import { readMoment, times } from '../quantities.ts';
import { fastest, slowest, type LabState } from '../state.ts';
import { icon } from './icons.ts';
import type { Time } from '../../../src/time.ts';

type Timed = Pick<LabState, 'cursor' | 'horizon' | 'playing' | 'speed'>;

export interface Clock {
  readonly state: () => Timed;
  readonly dispatch: (action: { readonly type: 'pause' } | { readonly type: 'seek'; readonly to: Time } | { readonly type: 'speed'; readonly speed: number }) => void;
  /** Something to tell for a moment. */
  readonly say: (text: string) => void;
}

export interface Control<N = HTMLElement> { readonly node: N; readonly render: (state: Timed) => void }

export const iconButton = (testid: string, name: string, act: () => void, ...content: (Node | string)[]): HTMLButtonElement =>
  el('button', { type: 'button', class: 'icon', 'data-testid': testid, 'aria-label': name, title: name, onclick: act }, ...content);

export function playButton(toggle: () => void): Control {
  const node = iconButton('play', 'Play', toggle);
  node.classList.add('primary');
  const played = whenChanged((playing: boolean) => {
    mark(node, 'aria-label', playing ? 'Pause' : 'Play');
    mark(node, 'title', playing ? 'Pause' : 'Play');
    node.replaceChildren(icon(playing ? 'pause' : 'play'));
  });
  return { node, render: state => played(state.playing) };
}

/** A slider in thousandths of a decade, from 1/1000 to 100 times, that rests at 1. */
const steps = 50;
const decades = (speed: number): number => Math.round(Math.log10(speed) * steps);
const snapped = (place: number): number => (Math.abs(place) <= 3 ? 1 : Number((10 ** (place / steps)).toPrecision(2)));

/** Its label, the slider, and a button that goes back to 1. */
export function speedControl(clock: Clock): Control<readonly HTMLElement[]> {
  const id = freshName('speed');
  const slider = el('input', {
    id, class: 'speed', type: 'range', 'aria-label': 'Speed', min: decades(slowest), max: decades(fastest), step: 1, 'data-testid': 'speed',
    oninput: () => clock.dispatch({ type: 'speed', speed: snapped(Number(slider.value)) }),
  });
  const now = iconButton('speed-one', 'Speed: back to 1×', () => clock.dispatch({ type: 'speed', speed: 1 }));
  return {
    node: [el('label', { for: id, class: 'small muted' }, 'Speed'), slider, now],
    render({ speed }) {
      const place = String(decades(speed));
      if (slider.value !== place) slider.value = place;
      mark(slider, 'aria-valuetext', times(speed));
      say(now, times(speed));
    },
  };
}

export function timeField(clock: Clock): Control {
  const input = el('input', { class: 'time', type: 'text', 'aria-label': 'Time', 'data-testid': 'time', autocomplete: 'off', spellcheck: 'false' });
  const settle = (): void => {
    const to = readMoment(input.value);
    mark(input, 'aria-invalid', to === undefined ? 'true' : null);
    if (to === undefined) return clock.say(`“${input.value}” is no time: write 31.4 s, 450 ms or 2 min`);
    clock.dispatch({ type: 'pause' });
    clock.dispatch({ type: 'seek', to });
  };
  const show = (): void => { input.value = instant(clock.state().cursor); };
  let typed = false;
  input.addEventListener('input', () => { typed = true; });
  input.addEventListener('focus', () => input.select());
  input.addEventListener('keydown', event => {
    if (event.key === 'Enter') { settle(); typed = false; show(); input.select(); }
    if (event.key === 'Escape') { typed = false; mark(input, 'aria-invalid', null); show(); }
  });
  input.addEventListener('blur', () => { if (typed) settle(); typed = false; show(); });
  return {
    node: input,
    render(state) {
      const text = instant(state.cursor);
      // whoever is about to type there would find the text changed under the selection
      if (document.activeElement !== input && input.value !== text) input.value = text;
    },
  };
}

/** A slider that nobody sees and every hand can reach, over a picture of the whole run. */
export function scrubber(clock: Clock, picture: HTMLElement): Control {
  const range = el('input', {
    type: 'range', min: 0, step: 1, 'aria-label': 'Time in the run', 'data-testid': 'scrub',
    oninput: () => clock.dispatch({ type: 'seek', to: Number(range.value) * 1_000 }),
  });
  return {
    node: el('div', { class: 'scrub' }, picture, range),
    render({ cursor, horizon }) {
      mark(range, 'max', Math.max(1, Math.floor(horizon / 1_000)));
      const place = String(Math.round(cursor / 1_000));
      if (range.value !== place) range.value = place;
      mark(range, 'aria-valuetext', `${instant(cursor)} of ${instant(horizon)}`);
    },
  };
}
