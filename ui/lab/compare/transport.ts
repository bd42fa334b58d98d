import { el } from '../dom.ts';
import { visibleWindow } from '../state.ts';
import { surface, tell } from '../surface.ts';
import { icon } from '../views/icons.ts';
import { iconButton, playButton, scrubber, speedControl, timeField } from '../views/timeControls.ts';
import type { ComparePage, Part } from './page.ts';
import { drawStrip } from './strip.ts';

/** One cursor for all columns: play, go from difference to difference, scrub, and how fast. */
export function transportPart(page: ComparePage): Part {
  const play = playButton(() => page.dispatch({ type: page.state().playing ? 'pause' : 'play' }));
  const previous = iconButton('difference-before', 'To the difference before', () => step(page, -1), icon('previous'));
  const next = iconButton('difference-after', 'To the next difference', () => step(page, 1), icon('next'));
  const [time, sheet, speed] = [timeField(page), surface('strip', () => page.mark('strip')), speedControl(page)];
  tell(sheet, 'The whole run', 'Above the faults, below where the columns differ; a frame around what the lanes show. As a table: Where the columns differ.');
  const scrub = scrubber(page, sheet.node);
  return {
    node: el('div', { class: 'transport', role: 'region', 'aria-label': 'Transport' },
      el('div', { class: 'row' }, play.node, previous, next, time.node), scrub.node, el('div', { class: 'row' }, ...speed.node)),
    render(state) {
      for (const control of [play, time, scrub, speed]) control.render(state);
      const all = page.divergences();
      previous.disabled = !all.some(({ from }) => from < state.cursor);
      next.disabled = !all.some(({ from }) => from > state.cursor);
    },
    layers: [{ name: 'strip', draw: () => sheet.paint((pen, size) => {
      const [index] = page.indexes();
      const state = page.state();
      if (index) drawStrip(pen, { index, window: visibleWindow(state), cursor: state.cursor, divergences: page.divergences() }, size, page.theme());
    }) }],
  };
}

export function step(page: ComparePage, by: 1 | -1): void {
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
