import { el, hold, say } from '../dom.ts';
import type { Table } from './table.ts';

export interface TableView { readonly node: HTMLElement; readonly fill: (table: Table) => void }

/** A long or a wide one scrolls by itself: it can be reached by the keyboard, and has a name. */
export function tableView(name: string): TableView {
  const [caption, head, body, more] = [el('caption', {}), el('tr', {}), el('tbody', {}), el('p', { class: 'muted small' })];
  const node = el('div', { class: 'tabled', tabindex: 0, role: 'region', 'data-testid': `table-${name}` }, el('table', {}, caption, el('thead', {}, head), body), more);
  return {
    node,
    fill(table) {
      node.setAttribute('aria-label', table.caption);
      say(caption, table.caption);
      hold(head, ...table.head.map(words => (words ? el('th', { scope: 'col' }, words) : el('td', {}))));
      hold(body, ...(table.rows.length > 0 || table.more ? table.rows : [['none']]).map(([first, ...others]) => el('tr', {}, el('th', { scope: 'row' }, first), ...others.map(words => el('td', {}, words)))));
      say(more, table.more ?? '');
    },
  };
}
