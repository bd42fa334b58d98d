/** Single messages as tables: those of a stretch of time, as space–time draws them, and those under way at a moment. */
import type { Time } from '../../../src/contract.ts';
import { instant, inWords, type TraceIndex, type Window } from '../model.ts';
import { after } from '../model/grouped.ts';
import { freshMoving, packetsInFlight, reachOf, sentWithin } from '../model/packets.ts';
import { messageOf } from '../model/message.ts';
import { whyLost } from '../model/whyLost.ts';
import { around, leftOut, mostRows, type Table } from './table.ts';

const head = ['sent', 'from', 'to', 'message', 'arrives', 'takes', 'lost'];

/** What was sent within the window; of too many, those sent nearest the cursor. */
export function messageTable(index: TraceIndex, window: Window, cursor: Time): Table {
  const { packets: { sent, row } } = index, count = sentWithin(index, window), begin = after(sent, window.from - 1);
  const { first, last } = around(count, after(sent, cursor) - begin);
  const rows = Array.from(row.subarray(begin + first, begin + last), one => lineOf(index, one));
  return {
    caption: `Messages sent from ${instant(window.from)} to ${instant(window.to)}: ${count.toLocaleString('en')}`, head, rows,
    ...leftOut(rows.length, count, 'messages', 'show less time to see them'),
  };
}

/** The dots of the topology: what is on its way at that moment, what was sent last first. */
export function underWayTable(index: TraceIndex, t: Time): Table {
  const moving = packetsInFlight(index, t, 0, freshMoving(mostRows));
  const rows = Array.from(moving.row.subarray(0, moving.count), row => lineOf(index, row));
  return { caption: `Messages under way at ${instant(t)}: ${moving.total.toLocaleString('en')}`, head, rows, ...leftOut(rows.length, moving.total, 'messages', 'a sample is') };
}

function lineOf(index: TraceIndex, row: number): string[] {
  const { from, to, kind, sent, until, lost } = messageOf(index, row), arrives = lost === null || reachOf(index.packets.fate[after(index.packets.row, row) - 1]!) === 1;
  return [instant(sent), index.names[from]!, index.names[to]!, kind, arrives ? instant(until) : '–', arrives ? inWords(until - sent) : '–', lost ? whyLost[lost] : 'no'];
}
