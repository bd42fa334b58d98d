import { el, hold, whenChanged } from '../dom.ts';
import type { Page, View } from '../page.ts';
import { throttled } from '../playback.ts';
import type { Watching } from '../watching.ts';

/** The pictures as tables, for whoever does not see them or wants their numbers: made when it is opened. */
export function tabledView(page: Page, watching: Watching): View {
  const body = el('div', { 'data-testid': 'tables' });
  const node = el('details', { class: 'meanings', ontoggle: () => { if (node.open) fetch(); } }, el('summary', { 'data-testid': 'tables-open' }, 'The pictures as tables'), body);
  let made: (() => HTMLElement[]) | null = null;
  const fetch = (): void => void import('../tabled/panel.ts').then(({ tablesOn }) => {
    made ??= tablesOn(page, watching);
    page.mark('views');
  }, () => {});
  const fill = throttled(500, () => { if (made && node.open) hold(body, ...made()); });
  const changed = whenChanged<readonly unknown[]>(() => fill());
  return { node, render: (state, shown) => { if (made && node.open) changed(state.cursor, state.window, state.span, state.look, page.pair(), shown, watching.levels(), watching.watched(), made); } };
}
