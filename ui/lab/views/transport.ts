import { drawMinimap } from '../charts/minimap.ts';
import { el } from '../dom.ts';
import type { Page, View } from '../page.ts';
import { visibleWindow } from '../state.ts';
import { surface, tell } from '../surface.ts';
import { partingsOf } from '../branches.ts';
import { branchesView } from './branches.ts';
import { findView } from './find.ts';
import { icon } from './icons.ts';
import type { Stepping } from './stepping.ts';
import { iconButton, playButton, scrubber, speedControl, timeField } from './timeControls.ts';

/** Play, step, scrub, and how fast. */
export function transportView(page: Page, stepping: Stepping): View {
  const clock = { state: page.state, dispatch: page.dispatch, say: (text: string) => page.dispatch({ type: 'say', text }) };
  const [play, time, sheet, speed] = [playButton(stepping.toggle), timeField(clock), surface('minimap', () => page.mark('minimap')), speedControl(clock)];
  tell(sheet, 'The whole run', 'Faults, mistakes, detections and split-brain from the first moment to the last; a frame around what the lanes show. As tables: Faults of the whole run, The whole run.');
  const [find, scrub, branches] = [findView(page, stepping), scrubber(clock, sheet.node), branchesView(page)];
  return {
    node: el('div', { class: 'transport', role: 'region', 'aria-label': 'Transport' },
      el('div', { class: 'row' }, play.node,
        iconButton('step-back', 'Step to the previous event', () => stepping.step(-1), icon('previous')), iconButton('step', 'Step to the next event', () => stepping.step(1), icon('next')),
        find.node, time.node),
      scrub.node,
      el('div', { class: 'row' }, branches.node, ...speed.node)),
    render(state, shown) {
      for (const control of [play, time, scrub, speed]) control.render(state);
      branches.render(state, shown);
      find.render(state, shown);
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
