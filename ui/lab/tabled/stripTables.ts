/** What lies along the time axis as tables: the load, how far opinions are off, and the whole run. */
import type { Purpose, Time } from '../../../src/contract.ts';
import { Row, causes } from '../../../sim/trace.ts';
import { instant, inWords, truthAt, type Pair, type TraceIndex, type Window } from '../model.ts';
import { disagreement } from '../model/disagreement.ts';
import { after } from '../model/grouped.ts';
import { loadAt, rateOf, type LoadColumn } from '../model/load.ts';
import { around, leftOut, type Table } from './table.ts';

export const purposeWords: Readonly<Record<Purpose, string>> = {
  heartbeat: 'heartbeats', ack: 'answers', relay: 'relayed', gossip: 'gossip', election: 'election', application: 'clients, data',
};

/** Into so many slices a stretch of time is cut. */
const slices = 10;
const queueFull = 1 + causes.indexOf('queueFull');

/** What each purpose costs, slice by slice; first the second before the cursor. */
export function loadTable(index: TraceIndex, columns: readonly LoadColumn[], { from, to }: Window, cursor: Time): Table {
  const { packets: { sent, fate } } = index;
  const dropped = (span: Window): string => String(fate.subarray(after(sent, span.from), after(sent, span.to)).reduce((sum, one) => sum + Number(one === queueFull), 0));
  const edge = (i: number): Time => Math.round(from + (to - from) * i / slices);
  const spans = Array.from({ length: slices }, (_, i): Window => ({ from: edge(i), to: edge(i + 1) }));
  const cells = (rates: readonly { readonly messages: number; readonly bytes: number }[]): string[] => rates.flatMap(({ messages, bytes }) => [rounded(messages), rounded(bytes)]);
  const before = { from: cursor - 1_000_000, to: cursor };
  return {
    caption: `Sent from ${instant(from)} to ${instant(to)}, each second`,
    head: ['from', 'to', ...columns.flatMap(({ purpose }) => [`${purposeWords[purpose]}, messages/s`, `${purposeWords[purpose]}, bytes/s`]), 'dropped at full queues'],
    rows: [
      [instant(Math.max(0, before.from)), `${instant(cursor)}, the cursor`, ...cells(loadAt(columns, cursor)), dropped(before)],
      ...spans.map(span => [instant(span.from), instant(span.to), ...cells(columns.map(column => rateOf(column, span))), dropped(span)]),
    ],
  };
}

const rounded = (rate: number): string => (rate >= 100 ? Math.round(rate) : Number(rate.toFixed(1))).toLocaleString('en');

/** How many opinions are off the truth, from each change to the next. */
export function disagreementTable(index: TraceIndex, window: Window, cursor: Time): Table {
  const { time, wrong, of } = disagreement(index);
  const begin = Math.max(0, after(time, window.from) - 1), count = after(time, window.to) - begin;
  const { first, last } = around(count, after(time, cursor) - begin);
  const rows = Array.from({ length: last - first }, (_, i) => begin + first + i).map(i => {
    const until = i + 1 < time.length ? time[i + 1]! : index.end;
    return [instant(time[i]!), instant(until), inWords(until - time[i]!), String(wrong[i]!), String(of[i]!)];
  });
  return {
    caption: `Opinions off the truth from ${instant(window.from)} to ${instant(window.to)}`, head: ['from', 'to', 'for', 'off the truth', 'of opinions'], rows,
    ...leftOut(rows.length, count, 'changes', 'show less time to see them'),
  };
}

/** The ticks of the minimap: where one begins to suspect the other, rightly or wrongly; and every split-brain. */
export function runTable(index: TraceIndex, { monitor, peer }: Pair, cursor: Time): Table {
  const { trace, names, verdicts, leadership: { splitBrains } } = index;
  const own = [...verdicts].filter(row => (trace.code[row] === Row.suspects || trace.code[row] === Row.fails) && trace.a[row] === monitor && trace.b[row] === peer);
  const all = [
    ...own.map(row => ({ at: trace.time[row]!, what: `${names[monitor]!} ${trace.code[row] === Row.fails ? 'declares' : 'suspects'} ${names[peer]!}${trace.code[row] === Row.fails ? ' failed' : ''}, ${truthAt(index, peer, trace.time[row]!) === 'crashed' ? 'rightly' : 'wrongly'}`, lasts: '–' })),
    ...splitBrains.map(({ from, to, acting }) => ({ at: from, what: `split-brain: ${acting.map(({ process }) => names[process]!).join(' and ')}`, lasts: inWords(to - from) })),
  ].sort((one, other) => one.at - other.at);
  const { first, last } = around(all.length, all.findLastIndex(({ at }) => at <= cursor));
  return {
    caption: `The whole run, to ${instant(index.end)}: when ${names[monitor]!} begins to suspect ${names[peer]!}, and split-brain`, head: ['when', 'what', 'length'],
    rows: all.slice(first, last).map(({ at, what, lasts }) => [instant(at), what, lasts]), ...leftOut(last - first, all.length, 'moments', 'those nearest the cursor are'),
  };
}
