import { drawLanes, lanesHeight, lanesLayout, pairAt, timeAt } from '../charts/lanes.ts';
import { el, mark, say, whenChanged } from '../dom.ts';
import { inWords, type Pair, type TraceIndex } from '../model.ts';
import type { Page, View } from '../page.ts';
import { visibleWindow } from '../state.ts';
import { pointIn, surface } from '../surface.ts';
import { legendView } from './legend.ts';

/** More lanes than this are not drawn: the others are reached by choosing another process. */
const mostLanes = 40;
/** So many watched pairs all have a lane, whoever is chosen. */
const fewPairs = 6;

/** Truth under belief, for everyone who watches the chosen process; leaders and split-brain where there is a service. */
export function lanesView(page: Page): View {
  const sheet = surface('lanes', () => page.mark('lanes'));
  const title = el('h2', {});
  const span = el('span', { class: 'muted small', 'data-testid': 'span' });
  const { node: controls, follow } = windowControls(page, span);
  const scroll = el('div', { class: 'scroll' }, sheet.node);
  const node = el('section', { class: 'lanes', 'aria-label': 'Lanes: truth and belief over time' },
    el('div', { class: 'row spread' }, title, controls), scroll, legendView('lanes'));

  sheet.node.addEventListener('click', event => {
    const shown = page.shown();
    if (!shown) return;
    const { x, y } = pointIn(sheet.node, event);
    const layout = lanesLayout(shown.index, { pairs: pairsOf(shown.index, page.pair()) }, sheet.size());
    const pair = pairAt(layout, y);
    if (pair) page.dispatch({ type: 'pair', pair });
    if (x >= layout.left) page.dispatch({ type: 'seek', to: timeAt(layout, visibleWindow(page.state()), x) });
  });
  const sized = whenChanged((index: TraceIndex, pairs: readonly Pair[]) => {
    const height = lanesHeight(index, pairs, sheet.size());
    sheet.node.style.height = `${height}px`;
    mark(scroll, 'tabindex', height > 150 ? 0 : null);
    mark(scroll, 'role', height > 150 ? 'group' : null);
    mark(scroll, 'aria-label', height > 150 ? 'Lanes' : null);
  });
  return {
    node,
    render(state, shown) {
      const { from, to } = visibleWindow(state);
      say(span, `${inWords(to - from)} in view`);
      mark(follow, 'aria-pressed', state.window ? 'false' : 'true');
      if (!shown) return;
      const peer = page.pair() && shown.index.names[page.pair()!.peer];
      const pairs = pairsOf(shown.index, page.pair());
      const one = pairs.every(pair => pair.peer === page.pair()?.peer);
      say(title, peer && one ? `Who watches ${peer}, and when they were right` : 'Who watches whom, and when they were right');
      sized(shown.index, pairs);
    },
    layers: [{ name: 'lanes', draw: () => sheet.paint((pen, size) => {
      const index = page.shown()?.index;
      if (!index) return;
      const state = page.state();
      const pair = page.pair();
      const selected = pair ? { selected: pair } : {};
      drawLanes(pen, { index, window: visibleWindow(state), cursor: state.cursor, pairs: pairsOf(index, pair), ...selected }, size, page.theme());
    }) }],
  };
}

/** Which stretch of time the lanes show: earlier, later, less, more, all, or whatever holds the cursor. */
function windowControls(page: Page, span: HTMLElement): { readonly node: HTMLElement; readonly follow: HTMLButtonElement } {
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
    const start = state.window.from + share * (to - from) * (1 - by);
    page.dispatch({ type: 'window', window: { from: start, to: start + (to - from) * by } });
  };
  const follow = button('window-follow', 'Let the lanes follow the cursor', 'Follow', () => page.dispatch({ type: 'window', window: null }));
  const node = el('div', { class: 'row' }, span,
    button('window-earlier', 'Show earlier', '‹', () => shift(-0.5)), button('window-later', 'Show later', '›', () => shift(0.5)),
    button('window-in', 'Show less time, larger', '+', () => zoom(0.5)), button('window-out', 'Show more time, smaller', '−', () => zoom(2)),
    button('window-all', 'All: show the whole run', 'All', () => page.dispatch({ type: 'window', window: { from: 0, to: page.state().horizon } })), follow);
  return { node, follow };
}

let last: { index: TraceIndex; peer: number; pairs: readonly Pair[] } | null = null;

/** Everyone who watches the chosen process, or all pairs where they are few: the same list as long as nothing changes. */
function pairsOf(index: TraceIndex, chosen: Pair | null): readonly Pair[] {
  const peer = chosen?.peer ?? -1;
  if (last && last.index === index && last.peer === peer) return last.pairs;
  const all = index.scenario.watches.flatMap((peers, monitor) => peers.map(one => ({ monitor, peer: one })));
  const pairs = all.length <= fewPairs ? all : all.filter(pair => pair.peer === peer).slice(0, mostLanes);
  last = { index, peer, pairs };
  return pairs;
}
