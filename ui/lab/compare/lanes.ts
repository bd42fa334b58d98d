import type { Time } from '../../../src/contract.ts';
import { timeAt } from '../charts/lanesLayout.ts';
import { el, hold, mark, remade, say, whenChanged } from '../dom.ts';
import { inWords, type Pair, type TraceIndex } from '../model.ts';
import { throttled } from '../playback.ts';
import { visibleWindow } from '../state.ts';
import { pointIn, surface, tell, type Surface } from '../surface.ts';
import { tableView } from '../tabled/tableView.ts';
import { legendView } from '../views/legend.ts';
import { lanesTable, pagerOf, pairPickers } from './laneControls.ts';
import type { ComparePage, Part } from './page.ts';
import { drawStack } from './stack.ts';
import { stackAt, stackLayout } from './stackLayout.ts';
import { watcherPages, type WatcherPage } from './watchers.ts';
import { windowControls } from '../views/windowControls.ts';
import { differenceTable, stackTable } from './tables.ts';

/** Truth under belief of every column, for those who watch one process. */
export function lanesPart(page: ComparePage): Part {
  const sheet = surface('stack', () => page.mark('views', 'stack'));
  tell(sheet, 'Lanes of every column', 'For each who watches, a lane in each column: whether the other runs, and whether it is trusted; above, where the columns differ. As tables: under the lanes.');
  const span = el('span', { class: 'muted small', 'data-testid': 'span' });
  const pickers = el('div', { class: 'row' });
  const pager = el('div', { class: 'row' });
  const { node: controls, follow } = windowControls(page, 'pictures');
  const table = el('div');
  const inTable = el('details', { class: 'meanings', ontoggle: () => page.mark('views') }, el('summary', { 'data-testid': 'lanes-table' }, 'These lanes as tables'), table);
  const node = el('section', { class: 'lanes', 'aria-label': 'Lanes: truth and belief over time, of every column' },
    el('div', { class: 'row spread' }, el('div', { class: 'row' }, el('h2', {}, 'Who is right, and when'), pickers, span), controls),
    sheet.node, el('div', { class: 'row spread' }, legendView('lanes'), pager), inTable);
  const pages = watcherPages();
  let hovered: Time | null = null;
  const watchers = (): WatcherPage => {
    const indexes = page.indexes();
    return indexes.length > 0 ? pages.page(indexes[0]!, page.pair(), indexes.length) : { pairs: [], first: 0, of: 0 };
  };
  pointed(page, sheet, () => watchers().pairs, at => { hovered = at; page.mark('stack'); });
  const turn = (by: number): void => {
    pages.turn(by);
    page.mark('views', 'stack');
  };
  const chosen = whenChanged((index: TraceIndex, pair: Pair | null, _newest: boolean) => remade(pickers, pair ? pairPickers(page, index, pair) : []));
  const laidOut = whenChanged((indexes: readonly TraceIndex[], seen: WatcherPage, width: number) => {
    sheet.node.style.height = `${stackLayout(indexes, seen.pairs, { width, height: 0 }).height}px`;
    remade(pager, seen.pairs.length < seen.of ? pagerOf(seen.first, seen.pairs.length, seen.of, turn) : []);
  });
  const [verdicts, differences] = [tableView('compared'), tableView('differences')];
  const tabled = throttled(300, (indexes: readonly TraceIndex[], cursor: Time) => {
    verdicts.fill(stackTable(indexes, watchers().pairs, visibleWindow(page.state())));
    differences.fill(differenceTable(indexes, page.divergences(), cursor));
    hold(table, lanesTable(indexes, watchers().pairs, cursor), verdicts.node, differences.node);
  });
  return {
    node,
    render(state) {
      const indexes = page.indexes();
      const { from, to } = visibleWindow(state);
      say(span, `${inWords(to - from)} in view`);
      mark(follow, 'aria-pressed', state.window ? 'false' : 'true');
      if (indexes.length === 0) return;
      chosen(indexes[0]!, page.pair(), state.pair === null);
      laidOut(indexes, watchers(), sheet.size().width);
      if (inTable.open) tabled(indexes, state.cursor);
    },
    layers: [{ name: 'stack', draw: () => sheet.paint((pen, size) => {
      const state = page.state();
      drawStack(pen, {
        columns: page.indexes(), pairs: watchers().pairs, window: visibleWindow(state), cursor: state.cursor, divergences: page.divergences(), selected: page.pair(), hovered,
      }, size, page.theme());
    }) }],
  };
}

/** A click chooses the moment, and whose lanes; the pointer shows one instant in all of them. */
function pointed(page: ComparePage, sheet: Surface, pairs: () => readonly Pair[], hover: (at: Time | null) => void): void {
  const under = (event: MouseEvent): { readonly pair: Pair | null; readonly at: Time | null } => {
    const indexes = page.indexes();
    if (indexes.length === 0) return { pair: null, at: null };
    const { x, y } = pointIn(sheet.node, event);
    const layout = stackLayout(indexes, pairs(), sheet.size());
    return { pair: stackAt(layout, y), at: x >= layout.left ? timeAt(layout, visibleWindow(page.state()), x) : null };
  };
  sheet.node.addEventListener('click', event => {
    const { pair, at } = under(event);
    if (pair) page.dispatch({ type: 'pair', pair });
    if (at !== null) page.dispatch({ type: 'seek', to: at });
  });
  sheet.node.addEventListener('pointermove', event => hover(under(event).at));
  sheet.node.addEventListener('pointerleave', () => hover(null));
}
