import { el, remade, whenChanged } from '../dom.ts';
import type { Page, View } from '../page.ts';
import { throttled } from '../playback.ts';

/** The pictures as tables, for whoever does not see them or wants their numbers: made when it is opened. */
export function tabledView(page: Page): View {
  const body = el('div', { 'data-testid': 'tables' });
  const node = el('details', { class: 'meanings', ontoggle: () => { if (node.open) fetch(); } }, el('summary', { 'data-testid': 'tables-open' }, 'The pictures as tables'), body);
  let made: ((page: Page) => HTMLElement[]) | null = null;
  const fetch = (): void => void import('../tabled/panel.ts').then(({ tablesNow }) => {
    made = tablesNow;
    page.mark('views');
  }, () => {});
  const fill = throttled(500, () => { if (made && node.open) remade(body, made(page)); });
  const changed = whenChanged<readonly unknown[]>(() => fill());
  return { node, render: (state, shown) => { if (made && node.open) changed(state.cursor, state.window, state.span, page.pair(), shown, made); } };
}
