import { el, mark, say, whenChanged } from '../dom.ts';
import { instant } from '../model.ts';
import { readMoment, times } from '../quantities.ts';
import { fastest, slowest, visibleWindow } from '../state.ts';
import { surface } from '../surface.ts';
import { icon } from '../views/icons.ts';
import type { ComparePage, Part } from './page.ts';
import { drawStrip } from './strip.ts';

/** A slider in fiftieths of a decade that rests at 1. */
const steps = 50;
const decades = (speed: number): number => Math.round(Math.log10(speed) * steps);
const snapped = (place: number): number => (Math.abs(place) <= 3 ? 1 : Number((10 ** (place / steps)).toPrecision(2)));

/** One cursor for all columns: play, go from difference to difference, scrub, and how fast. */
export function transportPart(page: ComparePage): Part {
  const button = (testid: string, name: string, act: () => void, ...content: (Node | string)[]): HTMLButtonElement =>
    el('button', { type: 'button', class: 'icon', 'data-testid': testid, 'aria-label': name, title: name, onclick: act }, ...content);
  const toggle = (): void => page.dispatch({ type: page.state().playing ? 'pause' : 'play' });
  const play = button('play', 'Play', toggle);
  play.classList.add('primary');
  const previous = button('difference-before', 'To the difference before', () => step(page, -1), icon('previous'));
  const next = button('difference-after', 'To the next difference', () => step(page, 1), icon('next'));
  const time = timeField(page);
  const strip = stripPart(page);
  const speed = el('input', {
    class: 'speed', type: 'range', 'aria-label': 'Speed', min: decades(slowest), max: decades(fastest), step: 1, 'data-testid': 'speed',
    oninput: () => page.dispatch({ type: 'speed', speed: snapped(Number(speed.value)) }),
  });
  const speedNow = button('speed-one', 'Speed: back to 1×', () => page.dispatch({ type: 'speed', speed: 1 }));
  const node = el('div', { class: 'transport', role: 'region', 'aria-label': 'Transport' },
    el('div', { class: 'row' }, play, previous, next, time.node), strip.node,
    el('div', { class: 'row' }, el('span', { class: 'small muted', 'aria-hidden': 'true' }, 'Speed'), speed, speedNow));
  const played = whenChanged((playing: boolean) => {
    mark(play, 'aria-label', playing ? 'Pause' : 'Play');
    mark(play, 'title', playing ? 'Pause' : 'Play');
    play.replaceChildren(icon(playing ? 'pause' : 'play'));
  });
  return {
    node, layers: strip.layers ?? [],
    render(state, seen) {
      played(state.playing);
      time.render(state, seen);
      strip.render(state, seen);
      const all = page.divergences();
      previous.disabled = !all.some(({ from }) => from < state.cursor);
      next.disabled = !all.some(({ from }) => from > state.cursor);
      const place = String(decades(state.speed));
      if (speed.value !== place) speed.value = place;
      mark(speed, 'aria-valuetext', times(state.speed));
      say(speedNow, times(state.speed));
    },
  };
}

function step(page: ComparePage, by: 1 | -1): void {
  const { cursor } = page.state();
  const all = page.divergences();
  const to = by > 0 ? all.find(({ from }) => from > cursor) : all.findLast(({ from }) => from < cursor);
  if (to) goTo(page, to.from);
}

/** The difference, and whom it concerns. */
export function goTo(page: ComparePage, at: number): void {
  page.dispatch({ type: 'pause' });
  page.dispatch({ type: 'pair', pair: null });
  page.dispatch({ type: 'seek', to: at });
}

function timeField(page: ComparePage): Part {
  const input = el('input', { class: 'time', type: 'text', 'aria-label': 'Time', 'data-testid': 'time', autocomplete: 'off', spellcheck: 'false' });
  const settle = (): void => {
    const to = readMoment(input.value);
    mark(input, 'aria-invalid', to === undefined ? 'true' : null);
    if (to === undefined) return page.say(`“${input.value}” is no time: write 31.4 s, 450 ms or 2 min`);
    page.dispatch({ type: 'pause' });
    page.dispatch({ type: 'seek', to });
  };
  const show = (): void => { input.value = instant(page.state().cursor); };
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

/** The whole run with its script and its differences; over it a slider that nobody sees and every hand can reach. */
function stripPart(page: ComparePage): Part {
  const sheet = surface('strip', () => page.mark('strip'));
  const range = el('input', {
    type: 'range', min: 0, step: 1, 'aria-label': 'Time in the run', 'data-testid': 'scrub',
    oninput: () => page.dispatch({ type: 'seek', to: Number(range.value) * 1_000 }),
  });
  return {
    node: el('div', { class: 'scrub' }, sheet.node, range),
    render(state) {
      mark(range, 'max', Math.max(1, Math.floor(state.horizon / 1_000)));
      const place = String(Math.round(state.cursor / 1_000));
      if (range.value !== place) range.value = place;
      mark(range, 'aria-valuetext', `${instant(state.cursor)} of ${instant(state.horizon)}`);
    },
    layers: [{ name: 'strip', draw: () => sheet.paint((pen, size) => {
      const [index] = page.indexes();
      const state = page.state();
      if (index) drawStrip(pen, { index, window: visibleWindow(state), cursor: state.cursor, divergences: page.divergences() }, size, page.theme());
    }) }],
  };
}
