import { el, hold } from '../../dom.ts';
import { shown, nameOf } from '../model/axis.ts';
import type { Board } from '../model/board.ts';
import { measures } from '../model/cells.ts';
import { frontOf } from '../model/frontOf.ts';
import { figure, interval, titles, verdictWords } from '../model/words.ts';
import type { TuneView } from '../page.ts';

/** The map and the front as a table, made when it is opened. */
export function tableView(): TuneView {
  const body = el('div', { class: 'scrolling', tabindex: 0, role: 'region', 'aria-label': 'All settings' });
  const node = el('details', { class: 'tuneTable', 'data-testid': 'table' }, el('summary', {}, 'All settings as a table'), body);
  let shownOf: Board | null = null;
  let serial = -1;
  const fill = (board: Board | null, now: number): void => {
    if (!node.open || !board || (shownOf === board && serial === now)) return;
    [shownOf, serial] = [board, now];
    hold(body, tableOf(board));
  };
  let latest: () => void = () => {};
  node.addEventListener('toggle', () => latest());
  return {
    node,
    render({ board, serial: now, work }) {
      node.hidden = !board;
      latest = () => fill(board, now);
      if (work.kind !== 'running') latest();
    },
  };
}

function tableOf(board: Board): HTMLElement {
  const { plan: { x, y } } = board;
  const { slice, cells } = frontOf(board, null, null, null);
  const unbeaten = new Set(slice.front.map(i => cells[i]));
  const head = [nameOf(x.path), nameOf(y.path), 'verdict', ...measures.map(measure => titles[measure]), 'unbeaten'];
  return el('table', {}, el('caption', {}, 'Every setting of the map; each figure with its 95 % interval'),
    el('thead', {}, el('tr', {}, ...head.map(text => el('th', { scope: 'col' }, text)))),
    el('tbody', {}, ...board.all().map(cell => el('tr', { 'data-setting': `${cell.column}-${cell.row}` },
      el('td', {}, shown(x.kind, x.values[cell.column]!)), el('td', {}, shown(y.kind, y.values[cell.row]!)), el('td', {}, verdictWords[board.verdict(cell)]),
      ...measures.map(measure => {
        const between = interval(measure, cell.readings[measure]);
        return el('td', {}, figure(measure, cell.readings[measure]), between ? el('span', { class: 'range' }, between) : null);
      }), el('td', {}, unbeaten.has(cell) ? 'yes' : '')))));
}
