import { el } from '../dom.ts';
import type { Page } from '../page.ts';
import { visibleWindow } from '../state.ts';
import { laneTable, leaderTable, opinionTable, processTable, scriptTable, type Table } from './tables.ts';

/** More columns than this are no table that anybody reads. */
const most = 30;

/** Every picture on the page as a table, at the cursor and over what the lanes show. */
export function tablesNow(page: Page): HTMLElement[] {
  const index = page.shown()?.index;
  if (!index) return [];
  const state = page.state();
  const { cursor } = state;
  const window = visibleWindow(state);
  const peer = page.pair()?.peer;
  const tables: (readonly [string, Table] | false)[] = [
    ['processes', processTable(index, cursor)], index.count <= most && ['opinions', opinionTable(index, cursor)], peer !== undefined && ['lanes', laneTable(index, peer, window)],
    index.leadership.segments.length > 0 && ['leaders', leaderTable(index, window)], ['script', scriptTable(index)],
  ];
  return tables.filter(table => table !== false).map(tableView);
}

/** A wide one scrolls by itself: it can be reached by the keyboard, and has a name. */
function tableView([name, { caption, head, rows }]: readonly [string, Table]): HTMLElement {
  return el('div', { class: 'tabled', tabindex: 0, role: 'region', 'aria-label': caption, 'data-testid': `table-${name}` }, el('table', {}, el('caption', {}, caption),
    el('thead', {}, el('tr', {}, ...head.map(words => (words ? el('th', { scope: 'col' }, words) : el('td', {}))))),
    el('tbody', {}, ...(rows.length > 0 ? rows : [['none']]).map(([first, ...others]) => el('tr', {}, el('th', { scope: 'row' }, first), ...others.map(words => el('td', {}, words)))))));
}
