import type { Picture } from '../../../scenarios/lessons/lesson.ts';
import { arrivals, instant, inWords } from '../model.ts';
import { whyLost } from '../model/whyLost.ts';
import type { Cause } from '../../../sim/trace.ts';
import { levelTable } from '../tabled/pairTables.ts';
import { leftOut, mostRows, type Table } from '../tabled/table.ts';
import { laneTable, leaderTable, opinionTable, processTable } from '../tabled/tables.ts';
import type { Watching } from '../watching.ts';
import type { Scene } from './stage.ts';

/** A picture of moments as tables; what has not happened yet is in none of them, and the truth in none of a blind beat. */
export function tablesOf(picture: Picture, scene: Scene, watching: Watching): Table[] {
  const { index, window, pair, pairs, blind, state: { cursor, reached } } = scene, past = { from: window.from, to: reached ? window.to : Math.min(window.to, cursor) };
  if (picture === 'heard') return [heardTable(scene, past.to)];
  if (picture === 'suspicion') return [levelTable(index, pair, past, watching.levels(), watching.watched())];
  if (blind) return [];
  if (picture === 'topology') return [processTable(index, cursor)];
  if (picture === 'matrix') return [opinionTable(index, cursor)];
  if (picture !== 'lanes') return [];
  const lanes = [...new Set(pairs.map(({ peer }) => peer))].map(peer => laneTable(index, peer, past, reached ? undefined : cursor));
  return index.leadership.segments.length > 0 ? [leaderTable(index, past, reached ? undefined : cursor), ...lanes] : lanes;
}

/** Every heartbeat that came; and, for who may know the truth, those that were lost. */
function heardTable({ index, window, pairs, blind }: Scene, until: number): Table {
  const all = pairs.flatMap(pair => arrivals(index, pair, { from: window.from, to: until }).filter(({ at, lost }) => at <= until && (!lost || !blind)).map(one => ({ ...one, of: index.names[pair.peer]! })))
    .sort((one, other) => one.at - other.at), rows = all.slice(-mostRows);
  return {
    caption: `Heartbeats from ${instant(window.from)} to ${instant(until)}: ${all.length}`, head: ['of', 'came', ...(blind ? [] : ['took', 'lost'])],
    rows: rows.map(({ of, at, sent, lost }) => [of, lost ? '–' : instant(at), ...(blind ? [] : [lost ? '–' : inWords(at - sent), lost ? whyLost[lost as Cause] : 'no'])]),
    ...leftOut(rows.length, all.length, 'heartbeats', 'the last are'),
  };
}
