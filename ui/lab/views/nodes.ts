import type { ProcessId } from '../../../src/contract.ts';
import type { RingLayout } from '../charts/topology.ts';
import { el, mark } from '../dom.ts';
import { describeProcess } from '../model.ts';
import type { Page } from '../page.ts';
import { throttled } from '../playback.ts';
import type { Shown } from '../protocol.ts';
import type { Actions } from './actions.ts';
import { nodeKeys } from './nodeKeys.ts';

/** One button over each process of the picture: its name says what is, and what the others believe. */
export interface Nodes {
  readonly node: HTMLElement;
  place(layout: RingLayout): void;
  /** Names and states for the cursor; the names at most four times a second. */
  render(shown: Shown | null): void;
  /** The process of the button that has the focus; −1 for none. */
  focused(): ProcessId;
}

/** `hover` hears which process the pointer is over; null for none. */
export function nodeButtons(page: Page, actions: Actions, hover: (process: ProcessId | null) => void): Nodes {
  const node = el('div', { role: 'group', 'aria-label': 'Processes', 'data-testid': 'nodes' });
  let buttons: HTMLButtonElement[] = [];
  let current = 0;
  let layout: RingLayout | null = null;

  const centre = (process: ProcessId): { x: number; y: number } => {
    const { left, width, top, height } = buttons[process]!.getBoundingClientRect();
    return { x: left + width / 2 + 8, y: top + height / 2 + 8 };
  };
  const keys = (event: KeyboardEvent, process: ProcessId): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const does = nodeKeys.find(({ key }) => key === event.key.toLowerCase());
    const towards = arrows[event.key];
    if (towards) focus(nearest(layout, process, towards));
    else if (does) does.act({ page, actions, process, at: centre(process) });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const focus = (process: ProcessId): void => {
    current = process;
    buttons.forEach((button, i) => mark(button, 'tabindex', i === current ? 0 : -1));
    buttons[process]?.focus();
  };
  const placed = (): void => { if (layout) lay(buttons, layout); };
  const make = (process: ProcessId): HTMLButtonElement => el('button', {
    type: 'button', class: 'node', 'data-testid': `node-${process}`, tabindex: process === current ? 0 : -1, 'aria-haspopup': 'menu',
    onclick: () => actions.nodeMenu(process, centre(process)), onfocus: () => { current = process; },
    onpointerenter: () => hover(process), onpointerleave: () => hover(null),
    onkeydown: event => keys(event, process), onkeyup: event => { if (event.key === ' ') event.preventDefault(); },
  });
  const name = throttled(250, (shown: Shown) => {
    const { cursor, nodes } = page.state();
    buttons.forEach((button, process) => {
      const chosen = nodes.includes(process) ? '; chosen for a partition' : '';
      mark(button, 'aria-label', describeProcess(shown.index, process, cursor) + chosen);
    });
  });
  return {
    node, focused: () => buttons.indexOf(document.activeElement as HTMLButtonElement),
    place(next) {
      layout = next;
      placed();
    },
    render(shown) {
      if (!shown) return;
      if (buttons.length !== shown.index.count) {
        current = Math.min(current, shown.index.count - 1);
        buttons = Array.from({ length: shown.index.count }, (_, process) => make(process));
        node.replaceChildren(...buttons);
        placed();
      }
      name(shown);
    },
  };
}

function lay(buttons: readonly HTMLButtonElement[], { count, x, y, body }: RingLayout): void {
  // a thumb wants more, as far as no button lies over the next
  const apart = count > 1 ? Math.hypot(x[1]! - x[0]!, y[1]! - y[0]!) : Infinity, least = matchMedia('(pointer: coarse)').matches ? Math.min(44, apart) : 24;
  const size = `${Math.max(24, least, 2 * body)}px`;
  buttons.slice(0, count).forEach(({ style }, process) =>
    Object.assign(style, { left: `${x[process]!}px`, top: `${y[process]!}px`, width: size, height: size }));
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

/** The closest process in that direction; none there, the same one. */
function nearest(layout: RingLayout | null, from: ProcessId, [dx, dy]: readonly [number, number]): ProcessId {
  if (!layout) return from;
  let best = from;
  let cost = Number.POSITIVE_INFINITY;
  for (let process = 0; process < layout.x.length; process++) {
    const [x, y] = [layout.x[process]! - layout.x[from]!, layout.y[process]! - layout.y[from]!];
    const along = x * dx + y * dy;
    const aside = Math.abs(x * dy) + Math.abs(y * dx);
    if (along > 1 && along + 2 * aside < cost) { best = process; cost = along + 2 * aside; }
  }
  return best;
}
