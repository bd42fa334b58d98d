import { drawSpaceTime } from '../charts/spaceTime.ts';
import { columnAt, spaceTimeAt, spaceTimeLayout } from '../charts/spaceTimeLayout.ts';
import { lineLimit } from '../charts/passing.ts';
import { packetOnLine } from '../charts/lineHit.ts';
import { say } from '../dom.ts';
import { rowOf } from '../model/message.ts';
import { sentWithin } from '../model/packets.ts';
import type { Page } from '../page.ts';
import { visibleWindow } from '../state.ts';
import { pointIn, type Surface } from '../surface.ts';
import type { Actions } from './actions.ts';

export interface SpaceTime {
  draw(): void;
  /** Says how many messages are in view, and how they are drawn. */
  tell(): void;
}

/** The diagram on its sheet: a click chooses a message or goes to that moment, the pointer shows on every other picture. */
export function spaceTimeOn(page: Page, { lookAt }: Actions, sheet: Surface, about: HTMLElement): SpaceTime {
  const under = (event: MouseEvent) => {
    const shown = page.shown();
    if (!shown) return null;
    const { x, y } = pointIn(sheet.node, event), layout = spaceTimeLayout(shown.index.count, sheet.size());
    const inside = x >= layout.left && y >= layout.top && y <= layout.bottom;
    return { time: inside ? spaceTimeAt(layout, visibleWindow(page.state()), y) : null, process: columnAt(layout, x) };
  };
  sheet.node.addEventListener('pointermove', event => page.hover.over(under(event) ?? {}));
  sheet.node.addEventListener('pointerleave', () => page.hover.over({}));
  sheet.node.addEventListener('click', event => {
    const row = messageUnder(page, sheet, event);
    if (row >= 0) return lookAt(row);
    const at = under(event)?.time;
    if (at !== null && at !== undefined) page.dispatch({ type: 'seek', to: at });
  });
  return {
    draw: () => sheet.paint((pen, size) => {
      const index = page.shown()?.index;
      if (!index) return;
      const state = page.state();
      drawSpaceTime(pen, { index, window: visibleWindow(state), cursor: state.cursor, pair: page.pair(), message: state.message ? rowOf(index, state.message) : -1, hovered: page.hover.at() }, size, page.theme());
    }),
    tell() {
      const shown = page.shown();
      if (!shown) return;
      const count = sentWithin(shown.index, visibleWindow(page.state())), said = count.toLocaleString('en');
      say(about, !shown.packets ? 'This run has too many messages to keep each one.'
        : count > lineLimit(spaceTimeLayout(shown.index.count, sheet.size())) ? `${said} messages: the fuller the colour, the more pass. Show less time (+) to see each.`
          : `Time runs down, a slope is a latency; click a message, or a moment to go there. ${said} messages.`);
    },
  };
}

function messageUnder(page: Page, sheet: Surface, event: MouseEvent): number {
  const index = page.shown()?.index, { x, y } = pointIn(sheet.node, event);
  return index ? packetOnLine(index, spaceTimeLayout(index.count, sheet.size()), visibleWindow(page.state()), x, y) : -1;
}
