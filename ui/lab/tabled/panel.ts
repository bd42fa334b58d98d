import { loadOf } from '../model/load.ts';
import type { Pair } from '../model.ts';
import type { Page } from '../page.ts';
import type { Shown } from '../protocol.ts';
import { visibleWindow } from '../state.ts';
import { arrivalsOf } from '../views/inspector.ts';
import type { Watching } from '../watching.ts';
import { messageTable, underWayTable } from './messageTables.ts';
import { levelTable, silenceTable } from './pairTables.ts';
import { disagreementTable, loadTable, runTable } from './stripTables.ts';
import type { Table } from './table.ts';
import { tableView, type TableView } from './tableView.ts';
import { accuserTable, laneTable, leaderTable, opinionTable, processTable, scriptTable, wrongTable } from './tables.ts';

/** More columns than this are no table that anybody reads. */
const most = 30;

type Named = readonly [name: string, table: Table];

/** Every picture on the page as a table, at the cursor and over what the lanes show: kept, and filled anew. */
export function tablesOn(page: Page, watching: Watching): () => HTMLElement[] {
  const views = new Map<string, TableView>();
  return () => {
    const shown = page.shown();
    if (!shown) return [];
    return tablesOf(page, shown, watching).map(([name, table]) => {
      let view = views.get(name);
      if (!view) views.set(name, view = tableView(name));
      view.fill(table);
      return view.node;
    });
  };
}

function tablesOf(page: Page, shown: Shown, watching: Watching): Named[] {
  const { index } = shown, state = page.state(), { cursor, look } = state, window = visibleWindow(state), pair = page.pair();
  const matrix: Named = index.count > most ? ['opinions', wrongTable(index, cursor)] : look.table === 'accusers' ? ['accusers', accuserTable(index, cursor)] : ['opinions', opinionTable(index, cursor)];
  return [
    ['processes', processTable(index, cursor)], ...packetTables(page, shown), matrix, ['disagreement', disagreementTable(index, window, cursor)],
    ...(pair ? [['lanes', laneTable(index, pair.peer, window)] satisfies Named] : []),
    ...(index.leadership.segments.length > 0 ? [['leaders', leaderTable(index, window)] satisfies Named] : []),
    ...(pair ? pairTables(page, shown, pair, watching) : []), ['script', scriptTable(index, cursor)],
  ];
}

function packetTables(page: Page, { index, load, packets }: Shown): Named[] {
  if (!packets) return [['messages', { caption: 'Messages', head: [], rows: [], more: 'This run has too many messages to keep each one' }]];
  const state = page.state(), window = visibleWindow(state);
  return [
    ['under-way', underWayTable(index, state.cursor)], ['messages', messageTable(index, window, state.cursor)],
    ['load', loadTable(index, loadOf(index, load), window, state.cursor)],
  ];
}

function pairTables(page: Page, shown: Shown, pair: Pair, watching: Watching): Named[] {
  const { index } = shown, state = page.state(), watched = watching.watched();
  return [
    ['suspicion', levelTable(index, pair, visibleWindow(state), watching.levels(), watched)],
    ['silences', silenceTable(index, pair, arrivalsOf(shown, pair, state.cursor, watched))],
    ['run', runTable(index, pair, state.cursor)],
  ];
}
