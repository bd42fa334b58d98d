import { Row } from '../../../sim/trace.ts';
import type { Seen } from '../../../scenarios/lessons/lesson.ts';
import { el, hold, say, whenChanged } from '../dom.ts';
import { arrivals, inWords, instant, type TraceIndex } from '../model.ts';
import { throttled } from '../playback.ts';
import { numbersOf } from './numbers.ts';
import { beatAt } from './place.ts';
import { describeMoment, sentence } from '../told.ts';
import type { Scene } from './stage.ts';
import { tableView, type TableView } from '../tabled/tableView.ts';
import type { Watching } from '../watching.ts';
import { tablesOf } from './tables.ts';

/** At most so many lines: the last ones. */
const most = 12;

/** The pictures for those who do not see them: the moment as a paragraph, and what has happened so far as a table. */
export function wordsView(watching: Watching): { readonly node: HTMLElement; readonly render: (scene: Scene, seen: Seen | null) => void } {
  const now = el('p', { 'data-testid': 'learn-moment' }), caption = el('caption', {}), rows = el('tbody'), tables = el('div');
  const views: TableView[] = [];
  const node = el('details', { class: 'words' }, el('summary', { 'data-testid': 'learn-words' }, 'This picture in words and numbers'), now,
    el('table', {}, caption, el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'When'), el('th', { scope: 'col' }, 'What'))), rows), tables);
  const told = throttled(250, (scene: Scene, seen: Seen | null) => {
    say(now, momentWords(scene));
    say(caption, scene.blind ? 'What came' : 'What happened');
    const lines = scene.blind ? heardLines(scene) : eventLines(scene.index, scene.state.cursor);
    const { pictures } = beatAt(scene.state.place!).look;
    hold(rows, ...[...pictures.flatMap(picture => numbersOf(picture, scene, seen)), ...lines.slice(-most)].map(([when, what]) => el('tr', {}, el('td', {}, when), el('td', {}, what))));
    const all = pictures.flatMap(picture => tablesOf(picture, scene, watching));
    all.forEach((table, i) => (views[i] ??= tableView(`learn-${i}`)).fill(table));
    hold(tables, ...views.slice(0, all.length).map(view => view.node));
  });
  const tell = whenChanged((_index: TraceIndex, _cursor: number, _levels: unknown, seen: Seen | null, scene: Scene) => told(scene, seen));
  let last: Scene | null = null;
  return {
    node,
    render(scene, seen) {
      const same = last?.index === scene.index && last.state.cursor === scene.state.cursor && last.state.place === scene.state.place;
      if (!same) last = scene;
      tell(scene.index, scene.state.cursor, watching.levels(), seen, last!);
    },
  };
}

function momentWords({ index, state: { cursor }, blind, pairs }: Scene): string {
  if (!blind) return describeMoment(index, cursor);
  const parts = pairs.map(({ monitor, peer }) => {
    const beats = arrivals(index, { monitor, peer }, { from: 0, to: cursor }).filter(({ lost, at }) => !lost && at <= cursor);
    const last = beats.at(-1);
    return `${index.names[peer]!}: ${last ? `last heard ${inWords(cursor - last.at)} ago` : 'not heard yet'}.`;
  });
  return `At ${instant(cursor)}. ${parts.join(' ')}`;
}

function heardLines({ index, state: { cursor }, pairs }: Scene): [string, string][] {
  const beats = pairs.flatMap(pair => arrivals(index, pair, { from: 0, to: cursor }).filter(({ lost, at }) => !lost && at <= cursor).map(({ at }) => ({ at, peer: pair.peer })));
  return beats.sort((one, other) => one.at - other.at || one.peer - other.peer).map(({ at, peer }) => [instant(at), `a heartbeat of ${index.names[peer]!} came`]);
}

/** Verdicts, and what became of processes and single messages: the beats that came as usual are left out. */
function eventLines(index: TraceIndex, cursor: number): [string, string][] {
  const { trace, verdicts, worldly } = index;
  const told = (row: number): boolean => trace.time[row]! <= cursor && trace.code[row] !== Row.cuts && trace.code[row] !== Row.joins;
  const lines = [...verdicts, ...worldly].filter(told).sort((one, other) => one - other).map((row): [string, string] => [instant(trace.time[row]!), sentence(index, row)]);
  return lines.length > 0 ? lines : [['–', 'Nothing but heartbeats so far.']];
}
