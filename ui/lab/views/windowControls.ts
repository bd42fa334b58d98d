import { el } from '../dom.ts';
import { visibleWindow, type LabState, type Window } from '../state.ts';

interface Windowed {
  readonly state: () => Pick<LabState, 'window' | 'span' | 'cursor' | 'horizon'>;
  readonly dispatch: (action: { readonly type: 'window'; readonly window: Window | null } | { readonly type: 'span'; readonly span: number }) => void;
}

/** Which stretch of time the pictures of that name show: earlier, later, less, more, all, or whatever holds the cursor. */
export function windowControls(page: Windowed, pictures: string, ...more: readonly HTMLElement[]): { readonly node: HTMLElement; readonly follow: HTMLButtonElement } {
  const button = (testid: string, name: string, words: string, act: () => void): HTMLButtonElement =>
    el('button', { type: 'button', class: 'icon', 'data-testid': testid, 'aria-label': name, title: name, onclick: act }, words);
  const shift = (by: number): void => {
    const { from, to } = visibleWindow(page.state());
    page.dispatch({ type: 'window', window: { from: from + by * (to - from), to: to + by * (to - from) } });
  };
  const zoom = (by: number): void => {
    const state = page.state();
    const { from, to } = visibleWindow(state);
    if (!state.window) return page.dispatch({ type: 'span', span: (to - from) * by });
    const share = Math.min(1, Math.max(0, (state.cursor - from) / (to - from)));
    const start = from + share * (to - from) * (1 - by);
    page.dispatch({ type: 'window', window: { from: start, to: start + (to - from) * by } });
  };
  const follow = button('window-follow', `Let the ${pictures} follow the cursor`, 'Follow', () => page.dispatch({ type: 'window', window: null }));
  const node = el('div', { class: 'row tight' }, ...more,
    button('window-earlier', 'Show earlier', '‹', () => shift(-0.5)), button('window-later', 'Show later', '›', () => shift(0.5)),
    button('window-in', 'Show less time, larger', '+', () => zoom(0.5)), button('window-out', 'Show more time, smaller', '−', () => zoom(2)),
    button('window-all', 'All: show the whole run', 'All', () => page.dispatch({ type: 'window', window: { from: 0, to: page.state().horizon } })), follow);
  return { node, follow };
}
