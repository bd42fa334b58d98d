import type { Time } from '../../../src/contract.ts';
import { Row } from '../../../sim/trace.ts';
import type { Watched } from '../protocol.ts';
import { lastHeard, unanswered } from './arrivals.ts';
import { afterTime } from './grouped.ts';
import type { Pair } from './slices.ts';
import { beliefCode, type TraceIndex } from './traceIndex.ts';
import { crashedBetween, truthAt, truthSince } from './truth.ts';
import { newsOf, toldBy, triggerOf } from './whyNow.ts';
import { keptAway, strangeClock } from './whySilent.ts';
import { decided } from './whyDecided.ts';
import { instant, inWords } from './words.ts';

/** "n1 suspects n3, wrongly: no heartbeat for 3.004 s, φ reached 8.00; the last 2 beats were lost on n3→n1, sent at 20.000 s and 21.000 s". */
export function suspicion(index: TraceIndex, row: number, decision: Watched | null = null): string {
  const { trace, names } = index;
  const pair = { monitor: trace.a[row]!, peer: trace.b[row]! }, t = trace.time[row]!;
  const verb = trace.code[row] === Row.fails ? 'declares' : 'suspects', object = names[pair.peer]! + (verb === 'declares' ? ' failed' : '');
  if (trace.m[row] === 1) return `${names[pair.monitor]!} starts by suspecting ${object}, of which it has heard nothing`;
  const because = reasons(index, row, pair, decision).filter(Boolean).join('; ');
  return `${names[pair.monitor]!} ${verb} ${object}${judged(index, pair, t)}${because ? `: ${because}` : ''}`;
}

/** Truth, which the monitor does not know. */
function judged(index: TraceIndex, { peer }: Pair, t: Time): string {
  if (truthAt(index, peer, t) === 'crashed') return `, ${inWords(t - truthSince(index, peer, t))} after its crash`;
  return ', wrongly';
}

function reasons(index: TraceIndex, row: number, pair: Pair, decision: Watched | null): string[] {
  const { trace, names } = index, t = trace.time[row]!, self = names[pair.monitor]!;
  const trigger = triggerOf(index, row);
  if (trigger.kind === 'resumption') {
    const heard = [silence(index, pair, t), decided(decision)].filter(Boolean).join(', ');
    return [heard, `${self} itself was paused for ${inWords(trigger.lasted)}, and looks at its clock before its messages`];
  }
  const news = newsOf(index, row);
  if (news >= 0) return [toldBy(index, news, pair.peer)];
  const before = suspectedFor(index, row);
  const silent = [silence(index, pair, t), decided(decision)].filter(Boolean).join(', ');
  return [silent, before === null ? '' : `it has suspected it for ${inWords(before)}`, keptAway(index, pair, t), strangeClock(index, pair, t)];
}

function silence(index: TraceIndex, pair: Pair, t: Time): string {
  if (index.links.rows.length === 0) return '';
  const { trace } = index, heard = lastHeard(index, pair.monitor, pair.peer, t), asked = unanswered(index, pair, t);
  if (asked.length > 0) return noAnswer(index, asked, t);
  if (spreads(index)) return 'no news of it came in time';
  return heard < 0 ? 'it has never heard of it' : `no heartbeat for ${inWords(t - trace.time[heard]!)}`;
}

/** Whether news of a peer comes by way of others as well: then what it said itself decides nothing. */
const spreads = ({ purposes, scenario: { detector } }: TraceIndex): boolean =>
  detector !== null && !purposes.includes('heartbeat') && purposes.includes('gossip');

function noAnswer({ trace }: TraceIndex, asked: readonly number[], t: Time): string {
  const kind = trace.kinds[trace.m[asked[0]!]! & 0xffff]!, first = trace.time[asked[0]!]!;
  const those = asked.length === 1 ? `its ${kind} has` : `its last ${asked.length} questions have`;
  return `${those} had no answer for ${inWords(t - first)}, since ${instant(first)}`;
}

/** How long a process that is now declared failed was suspected before. */
function suspectedFor(index: TraceIndex, row: number): number | null {
  if (index.trace.code[row] !== Row.fails) return null;
  const since = doubtedSince(index, row);
  return since === null ? null : index.trace.time[row]! - since;
}

/** Since when the monitor of this opinion, before it, had not trusted its peer; null if it had. */
function doubtedSince(index: TraceIndex, row: number): Time | null {
  const { trace, opinions, count } = index, g = trace.a[row]! * count + trace.b[row]!;
  let i = afterTime(trace, opinions, g, trace.time[row]!) - 1;
  while (i >= opinions.start[g]! && opinions.rows[i]! >= row) i--;
  let since: Time | null = null;
  for (; i >= opinions.start[g]! && opinions.state[i]! >= beliefCode('suspected'); i--) since = trace.time[opinions.rows[i]!]!;
  return since;
}

/** "n1 trusts n3 again: push.beat of n3 came, sent 12 ms before; the mistake lasted 1.2 s". */
export function trustRegained(index: TraceIndex, row: number): string {
  const { trace, names } = index;
  const pair = { monitor: trace.a[row]!, peer: trace.b[row]! }, t = trace.time[row]!;
  const self = names[pair.monitor]!, other = names[pair.peer]!;
  if (trace.m[row] === 1) return `${self} starts to watch ${other}, of which it has heard nothing`;
  const before = beliefBefore(index, row), since = doubtedSince(index, row);
  if (before <= beliefCode('unheard')) return `${self} hears of ${other} for the first time`;
  if (since === null) return `${self} has new evidence of ${other}`;
  const news = newsOf(index, row);
  const heard = news < 0 ? lastHeard(index, pair.monitor, pair.peer, t) : -1;
  const because = [news >= 0 ? toldBy(index, news, pair.peer) : heard >= 0 && trace.time[heard]! > since ? `it had heard it ${inWords(t - trace.time[heard]!)} before` : '', ended(index, pair, since, t)].filter(Boolean).join('; ');
  return `${self} trusts ${other} again: ${because}`;
}

function beliefBefore(index: TraceIndex, row: number): number {
  const { trace, opinions, count } = index, g = trace.a[row]! * count + trace.b[row]!;
  let i = afterTime(trace, opinions, g, trace.time[row]!) - 1;
  while (i >= opinions.start[g]! && opinions.rows[i]! >= row) i--;
  return i < opinions.start[g]! ? beliefCode('unheard') : opinions.state[i]!;
}

/** What this trust puts an end to. */
function ended(index: TraceIndex, { peer }: Pair, since: Time, t: Time): string {
  if (truthAt(index, peer, t) === 'crashed') return `wrongly, for it crashed ${inWords(t - truthSince(index, peer, t))} before`;
  const recovered = crashedBetween(index, peer, since, t);
  return recovered === null ? `the mistake lasted ${inWords(t - since)}` : `it had recovered ${inWords(t - recovered)} before`;
}
