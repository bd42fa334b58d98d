import { drawMinimap } from '../charts/minimap.ts';
import { el, mark, say, whenChanged } from '../dom.ts';
import { instant } from '../model.ts';
import { freshName } from '../controls/parameter.ts';
import type { Page, View } from '../page.ts';
import { readMoment, times } from '../quantities.ts';
import { fastest, slowest, visibleWindow } from '../state.ts';
import { surface } from '../surface.ts';
import { partingsOf } from '../branches.ts';
import { branchesView } from './branches.ts';
import { findView } from './find.ts';
import { icon } from './icons.ts';
import type { Stepping } from './stepping.ts';

/** A slider in thousandths of a decade, from 1/1000 to 100 times, that rests at 1. */
const steps = 50;
const decades = (speed: number): number => Math.round(Math.log10(speed) * steps);

/** Play, step, scrub, and how fast. */
export function transportView(page: Page, stepping: Stepping): View {
  const button = (testid: string, name: string, act: () => void, ...content: Node[]): HTMLButtonElement =>
    el('button', { type: 'button', class: 'icon', 'data-testid': testid, 'aria-label': name, title: name, onclick: act }, ...content);
  const play = button('play', 'Play', stepping.toggle);
  play.classList.add('primary');
  const time = timeField(page);
  const find = findView(page, stepping);
  const scrub = scrubber(page);
  const branches = branchesView(page);
  const speedId = freshName('speed');
  const speed = el('input', {
    id: speedId, class: 'speed', type: 'range', 'aria-label': 'Speed', min: decades(slowest), max: decades(fastest), step: 1, 'data-testid': 'speed',
    oninput: () => page.dispatch({ type: 'speed', speed: snapped(Number(speed.value)) }),
  });
  const speedNow = button('speed-one', 'Speed: back to 1×', () => page.dispatch({ type: 'speed', speed: 1 }));
  const node = el('div', { class: 'transport', role: 'region', 'aria-label': 'Transport' },
    el('div', { class: 'row' }, play,
      button('step-back', 'Step to the previous event', () => stepping.step(-1), icon('previous')), button('step', 'Step to the next event', () => stepping.step(1), icon('next')),
      find.node, time.node),
    scrub.node,
    el('div', { class: 'row' }, branches.node, el('label', { for: speedId, class: 'small muted' }, 'Speed'), speed, speedNow));
  const played = whenChanged((playing: boolean) => {
    mark(play, 'aria-label', playing ? 'Pause' : 'Play');
    mark(play, 'title', playing ? 'Pause' : 'Play');
    play.replaceChildren(icon(playing ? 'pause' : 'play'));
  });
  return {
    node, layers: scrub.layers ?? [],
    render(state, shown) {
      played(state.playing);
      time.render(state, shown);
      scrub.render(state, shown);
      branches.render(state, shown);
      find.render(state, shown);
      const place = String(decades(state.speed));
      if (speed.value !== place) speed.value = place;
      mark(speed, 'aria-valuetext', times(state.speed));
      say(speedNow, times(state.speed));
    },
  };
}

const snapped = (place: number): number => (Math.abs(place) <= 3 ? 1 : Number((10 ** (place / steps)).toPrecision(2)));

function timeField(page: Page): View {
  const input = el('input', { class: 'time', type: 'text', 'aria-label': 'Time', 'data-testid': 'time', autocomplete: 'off', spellcheck: 'false' });
  const settle = (): void => {
    const to = readMoment(input.value);
    mark(input, 'aria-invalid', to === undefined ? 'true' : null);
    if (to === undefined) return page.dispatch({ type: 'say', text: `“${input.value}” is no time: write 31.4 s, 450 ms or 2 min` });
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
      // Whoever is about to type there would find the text changed under the selection.
      if (document.activeElement !== input && input.value !== text) input.value = text;
    },
  };
}

/** The whole run with its faults and verdicts; over it a slider that nobody sees and every hand can reach. */
function scrubber(page: Page): View {
  const sheet = surface('minimap', () => page.mark('minimap'));
  const range = el('input', {
    type: 'range', min: 0, step: 1, 'aria-label': 'Time in the run', 'data-testid': 'scrub',
    oninput: () => page.dispatch({ type: 'seek', to: Number(range.value) * 1_000 }),
  });
  const node = el('div', { class: 'scrub' }, sheet.node, range);
  return {
    node,
    render(state) {
      mark(range, 'max', Math.max(1, Math.floor(state.horizon / 1_000)));
      const place = String(Math.round(state.cursor / 1_000));
      if (range.value !== place) range.value = place;
      mark(range, 'aria-valuetext', `${instant(state.cursor)} of ${instant(state.horizon)}`);
    },
    layers: [{ name: 'minimap', draw: () => sheet.paint((pen, size) => {
      const index = page.shown()?.index;
      if (!index) return;
      const state = page.state();
      const looked = page.pair();
      const pair = looked ? { pair: looked } : {};
      drawMinimap(pen, { index, window: visibleWindow(state), cursor: state.cursor, hovered: page.hover.at().time, partings: partingsOf(state.script), ...pair }, size, page.theme());
    }) }],
  };
}
