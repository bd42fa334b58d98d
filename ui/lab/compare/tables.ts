/** The lanes of all columns, and where they differ, as tables. */
import { inWords, instant, laneSegments, verdictSpans, type Pair, type TraceIndex, type Window } from '../model.ts';
import { around, leftOut, mostRows, type Table } from '../tabled/table.ts';
import { verdictWords } from '../tabled/tables.ts';
import { letter } from './columns.ts';
import { actingAt, type Divergence } from './divergence.ts';

/** What is wrong, late or right in each column, from when to when. */
export function stackTable(indexes: readonly TraceIndex[], pairs: readonly Pair[], window: Window): Table {
  const { names } = indexes[0]!;
  const spans = pairs.flatMap(pair => indexes.flatMap((index, i) => verdictSpans(laneSegments(index, pair, window))
    .filter(({ verdict }) => verdict !== 'trueNegative').map(span => ({ ...span, who: `${names[pair.monitor]!} watches ${names[pair.peer]!}`, column: letter(i) }))));
  const rows = spans.slice(0, mostRows).map(({ who, column, verdict, from, to }) => [who, column, verdictWords[verdict], instant(from), instant(to), inWords(to - from)]);
  return {
    caption: `Verdicts from ${instant(window.from)} to ${instant(window.to)}`, head: ['who', 'column', 'verdict', 'from', 'to', 'length'], rows,
    ...leftOut(rows.length, spans.length, 'verdicts', 'show less time to see them'),
  };
}

/** Every time in the whole run in which the columns differ, and over whom. */
export function differenceTable(indexes: readonly TraceIndex[], all: readonly Divergence[], cursor: number): Table {
  const { names } = indexes[0]!, { first, last } = around(all.length, all.findLastIndex(({ from }) => from <= cursor));
  const over = ({ pair, from }: Divergence): string => (pair ? `${names[pair.monitor]!} about ${names[pair.peer]!}` : `who leads: ${actingAt(indexes, from).map((who, i) => `${letter(i)} ${who || 'nobody'}`).join(', ')}`);
  return {
    caption: `Where the columns differ in the whole run: ${all.length}`, head: ['from', 'to', 'length', 'first over'],
    rows: all.slice(first, last).map(one => [instant(one.from), instant(one.to), inWords(one.to - one.from), over(one)]), ...leftOut(last - first, all.length, 'differences', 'those nearest the cursor are'),
  };
}
