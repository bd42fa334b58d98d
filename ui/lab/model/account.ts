/** What became of a link and of a process until some moment: counts for the inspector. */
import type { ProcessId, Time } from '../../../src/contract.ts';
import { Row, causes, type Cause } from '../../../sim/trace.ts';
import { afterTime } from './grouped.ts';
import { observed } from './description.ts';
import type { TraceIndex } from './traceIndex.ts';
import { crashedHow, cutAt, truthAt, truthSince } from './truth.ts';
import { whyLost } from './whyLost.ts';
import { instant, inWords, listed } from './words.ts';

export interface LinkCounts { readonly sent: number; readonly taken: number; readonly lost: Readonly<Partial<Record<Cause, number>>> }

/** Packets of one direction until `t`; what is neither taken nor lost is under way, or lies unread. */
export function linkCounts({ trace, links, count }: TraceIndex, from: ProcessId, to: ProcessId, t: Time): LinkCounts {
  const link = from * count + to, end = afterTime(trace, links, link, t);
  const lost: Partial<Record<Cause, number>> = {};
  let sent = 0, taken = 0;
  for (let i = links.start[link]!; i < end; i++) {
    const row = links.rows[i]!, code = trace.code[row];
    if (code === Row.sends || code === Row.loses) sent++;
    if (code === Row.receives) taken++;
    if (code === Row.loses || code === Row.drops) {
      const cause = causes[trace.m[row]! >>> 16]!;
      lost[cause] = (lost[cause] ?? 0) + 1;
    }
  }
  return { sent, taken, lost };
}

/** "n3→n1" in rows: what was sent, taken, lost and why, and what has not come yet. */
export function linkRows(index: TraceIndex, from: ProcessId, to: ProcessId, t: Time): [string, string][] {
  const { sent, taken, lost } = linkCounts(index, from, to, t), gone = Object.values(lost).reduce((sum, many) => sum + many, 0);
  return [
    ['path now', cutAt(index, from, to, t) ? 'cut' : 'open'], ['messages sent', String(sent)], ['taken', String(taken)],
    ...Object.entries(lost).map(([cause, many]): [string, string] => [`not taken: ${whyLost[cause as Cause]}`, String(many)]),
    ['under way or unread', String(sent - taken - gone)],
  ];
}

/** One process in rows: what it is, since when, how often it was away, and who suspects it. */
export function processRows(index: TraceIndex, process: ProcessId, t: Time): [string, string][] {
  const { trace, truths } = index, truth = truthAt(index, process, t), since = truthSince(index, process, t), how = crashedHow(index, process, t);
  const until = afterTime(trace, truths, process, t), rows = [...truths.rows.subarray(truths.start[process], until)];
  const times = (code: number): string => {
    const all = rows.filter(row => trace.code[row] === code).map(row => instant(trace.time[row]!));
    return all.length === 0 ? 'never' : all.length > 3 ? `${all.length} times, last at ${all.at(-1)!}` : `at ${listed(all)}`;
  };
  const { observers, accusers } = observed(index, process, t);
  return [
    ['in truth', `${truth}${how ? ` (${how})` : ''} for ${inWords(t - since)}`], ['crashed', times(Row.crashes)], ['paused', times(Row.pauses)],
    ['suspected by', observers.length === 0 ? 'nobody watches it' : accusers.length === 0 ? `none of ${observers.length}` : `${listed(accusers)}, of ${observers.length}`],
  ];
}
