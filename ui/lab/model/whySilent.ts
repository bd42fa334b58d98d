import type { ProcessId, Time } from '../../../src/contract.ts';
import { Row, causes, type Cause } from '../../../sim/trace.ts';
import { lastHeard, sinceHeard, unanswered } from './arrivals.ts';
import { afterTime } from './grouped.ts';
import { fateOf } from './packets.ts';
import type { Pair } from './slices.ts';
import type { TraceIndex } from './traceIndex.ts';
import { cutAt, truthAt, truthSince } from './truth.ts';
import { instant, inWords, listed, plural } from './words.ts';

/** What in truth kept the beats away, the first that applies as in the measures; '' after a crash, which says it all. */
export function keptAway(index: TraceIndex, pair: Pair, t: Time): string {
  const { monitor, peer } = pair, other = index.names[peer]!;
  if (truthAt(index, peer, t) === 'crashed') return '';
  if (truthAt(index, peer, t) === 'paused') return `${other} has been paused for ${inWords(t - truthSince(index, peer, t))}`;
  const asked = unanswered(index, pair, t);
  for (const [from, to] of asked.length > 0 ? [[monitor, peer], [peer, monitor]] as const : [[peer, monitor]] as const) {
    if (cutAt(index, from, to, t)) return `the path ${way(index, from, to)} has been cut since ${instant(cutSince(index, from, to, t))}`;
  }
  if (index.links.rows.length === 0) return '';
  return [asked.length > 0 ? fates(index, asked, 'question', t) : '', fates(index, sinceHeard(index, pair, t), 'beat', t)].filter(Boolean).join('; ')
    || (asked.length > 0 || lastHeard(index, monitor, peer, t) < 0 ? '' : `${other} sent none in that time`);
}

export const way = ({ names }: TraceIndex, from: ProcessId, to: ProcessId): string => `${names[from]!}→${names[to]!}`;

/** When the cut began that holds at `t`. */
export function cutSince({ trace, cuts, count }: TraceIndex, from: ProcessId, to: ProcessId, t: Time): Time {
  const link = from * count + to;
  let i = afterTime(trace, cuts, link, t) - 1;
  while (i > cuts.start[link]! && cuts.state[i - 1] === 1) i--;
  return trace.time[cuts.rows[i]!]!;
}

const lostHow: Readonly<Record<Cause, string>> = {
  loss: 'lost', cut: 'cut off', queueFull: 'dropped at a full queue', blackhole: 'swallowed by a blackhole', noProcess: 'for a process that had ended',
  bufferFull: 'dropped at a full buffer', script: 'dropped by the fault script',
};

/** Where messages of one way ended: how many were lost and when, and whether others are merely late, or lie unread. */
function fates(index: TraceIndex, rows: readonly number[], noun: 'beat' | 'question', t: Time): string {
  const { trace } = index;
  if (rows.length === 0) return '';
  const where = way(index, trace.a[rows[0]!]!, trace.b[rows[0]!]!);
  const fate = (row: number): Cause | null => (trace.code[row] === Row.loses ? causes[trace.m[row]! >>> 16]! : fateOf(index, row));
  const lost = rows.filter(row => fate(row) !== null), late = rows.filter(row => fate(row) === null && trace.x[row]! > t);
  const unread = noun === 'beat' ? rows.length - lost.length - late.length : 0;
  const parts: string[] = [];
  if (lost.length > 0) {
    const how = [...new Set(lost.map(row => lostHow[fate(row)!]))].join(' or ');
    const which = lost.length === rows.length ? (lost.length === 1 ? `the last ${noun}` : `the last ${plural(lost.length, noun)}`) : plural(lost.length, noun);
    parts.push(`${which} ${lost.length === 1 ? 'was' : 'were'} ${how} on ${where}, sent ${moments(lost.map(row => trace.time[row]!))}`);
  }
  if (late.length > 0) parts.push(`${plural(late.length, noun)} ${late.length === 1 ? 'is' : 'are'} still under way on ${where}, to arrive at ${instant(trace.x[late[0]!]!)}${late.length > 1 ? ' and later' : ''}`);
  if (unread > 0) parts.push(`${plural(unread, noun)} ${unread === 1 ? 'lies' : 'lie'} unread at ${index.names[trace.b[rows[0]!]!]!}`);
  return parts.join('; ');
}

/** "at 20.000 s and 21.000 s", "from 20.000 s to 29.000 s". */
const moments = (times: readonly Time[]): string =>
  times.length <= 3 ? `at ${listed(times.map(instant))}` : `from ${instant(times[0]!)} to ${instant(times.at(-1)!)}`;

/** A clock that does not keep true time, of either of the two: "the clock of n1 runs at 60 % of true time". */
export function strangeClock(index: TraceIndex, { monitor, peer }: Pair, t: Time): string {
  const heard = lastHeard(index, monitor, peer, t), since = heard < 0 ? 0 : index.trace.time[heard]!;
  return [peer, monitor].flatMap(process => [rate(index, process, t), step(index, process, since, t)]).filter(Boolean).join('; ');
}

/** Crystals are off by tens of millionths; this is a fault. */
const noticeable = 5_000;

function rate({ trace, names }: TraceIndex, process: ProcessId, t: Time): string {
  const segment = trace.clocks.findLast(one => one.process === process && one.from <= t);
  if (!segment || Math.abs(segment.driftPpm) < noticeable) return '';
  return `the clock of ${names[process]!} runs at ${Number((100 + segment.driftPpm / 10_000).toFixed(1))} % of true time`;
}

function step({ trace, names }: TraceIndex, process: ProcessId, since: Time, t: Time): string {
  const own = trace.clocks.filter(one => one.process === process), i = own.findLastIndex(one => one.from > since && one.from <= t);
  if (i < 1) return '';
  const before = own[i - 1]!, { from, local } = own[i]!;
  const by = local - Math.round(before.local + (from - before.from) * (1 + before.driftPpm / 1e6));
  return Math.abs(by) < 1_000 ? '' : `the clock of ${names[process]!} was set ${by > 0 ? 'forward' : 'back'} by ${inWords(Math.abs(by))} at ${instant(from)}`;
}
