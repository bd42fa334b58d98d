/** Everything that is known of one message at a moment: what it is, what becomes of it, and what it changed. */
import type { ProcessId, Time } from '../../../src/contract.ts';
import { NEVER } from '../../../src/time.ts';
import { Row, causes, type Cause } from '../../../sim/trace.ts';
import type { Told, Watched } from '../protocol.ts';
import { evidenceKinds, sinceHeard } from './arrivals.ts';
import { carriedRows } from './carried.ts';
import { after, afterTime } from './grouped.ts';
import { messageOf, type Message } from './message.ts';
import { reachOf } from './packets.ts';
import { sentence } from './sentence.ts';
import type { TraceIndex } from './traceIndex.ts';
import { newsOf, triggerOf } from './whyNow.ts';
import { whyLost } from './whyLost.ts';
import { inWords, instant } from './words.ts';

type Fact = readonly [name: string, value: string];

export interface Facts {
  readonly title: string;
  /** What has become of it, in one sentence. */
  readonly sentence: string;
  readonly facts: readonly Fact[];
  /** What is in it; null until the worker has said so. */
  readonly carries: readonly Fact[] | null;
  /** What it changed: whole sentences; none if nothing. */
  readonly changed: readonly string[];
}

const purposeWords = { heartbeat: 'a heartbeat', ack: 'an answer', relay: 'a relayed question', gossip: 'gossip', election: 'of an election', application: 'of a client, or data' };

/** Of the message of this row, at `t`; `told`: what the worker knows of it besides. */
export function factsOf(index: TraceIndex, row: number, t: Time, told: Told | null): Facts {
  const message = messageOf(index, row), { from, to, sent, kind } = message, [self, other] = [index.names[from]!, index.names[to]!];
  const purpose = index.purposes[index.trace.m[row]! & 0xffff];
  return {
    title: `${kind}, ${self} → ${other}`, sentence: fateOf(index, message, t),
    facts: [
      ['from', self], ['to', other], ['message', `${kind}, ${purpose ? purposeWords[purpose] : 'of the network itself'}`],
      ['sent', instant(sent)], ...arrivalFacts(index, message, t), ...(isEvidence(index, row) ? deadlineFacts(index, message, told?.before ?? null) : []),
    ],
    carries: told && contents(index, told), changed: changes(index, row, message),
  };
}

function contents(index: TraceIndex, { carried }: Told): Fact[] {
  if (!carried) return [['contents', 'not kept of the very first moment']];
  return [['size', `${carried.bytes.toLocaleString('en')} bytes`], ...(carried.message ? carriedRows(carried.message, index.names) : [['contents', 'nothing that a process wrote'] as const])];
}

/** Where its way ended before its process had it: a full queue is at the sender, an ended process at the receiver. */
const ends: Readonly<Record<Cause, string>> = {
  loss: 'on its way', cut: 'on its way', script: 'on its way', queueFull: 'at the sender', blackhole: 'at the host', noProcess: 'at the receiver', bufferFull: 'at the receiver',
};

function fateOf({ names }: TraceIndex, { from, to, sent, until, kind, lost }: Message, t: Time): string {
  const sending = `${names[from]!} ${t < sent ? 'sends' : 'sent'} ${kind} to ${names[to]!} at ${instant(sent)}`;
  if (lost !== null) return `${sending}; it ${t < sent ? 'is' : 'was'} lost ${ends[lost]}: ${whyLost[lost]}.`;
  return t < until ? `${sending}; it arrives at ${instant(until)}${t >= sent ? `, in ${inWords(until - t)}` : ''}.` : `${sending}; it arrived ${inWords(until - sent)} later.`;
}

function arrivalFacts(index: TraceIndex, message: Message, t: Time): Fact[] {
  const { sent, until, lost } = message, took = inWords(until - sent), taken = takenAt(index, message);
  if (lost !== null && reachOf(1 + causes.indexOf(lost)) < 1) return [['lost', `${ends[lost]}: ${whyLost[lost]}`], ['would have taken', took]];
  return [
    ['latency', took], [until <= t ? 'arrived' : 'arrives', instant(until)],
    ...(lost !== null ? [['not taken', whyLost[lost]] as const] : []),
    ...(taken !== null && index.trace.time[taken]! > until ? [['taken by its process', `${instant(index.trace.time[taken]!)}, ${inWords(index.trace.time[taken]! - until)} after it came`] as const] : []),
  ];
}

/** Whether it shows a monitor that its peer runs. */
const isEvidence = (index: TraceIndex, row: number): boolean => index.watched[index.trace.b[row]! * index.count + index.trace.a[row]!] === 1 && evidenceKinds(index)[index.trace.m[row]! & 0xffff] === 1;

/** Whether it comes before its monitor would give up, had it not come. */
function deadlineFacts({ names }: TraceIndex, { to, until, lost }: Message, before: Watched | null): Fact[] {
  if (!before || before.deadline >= NEVER) return [];
  // whoever suspects already has nothing more to decide
  const due = before.decides >= NEVER ? before.deadline : before.decides, room = due - until, name = `deadline of ${names[to]!}`;
  if (lost !== null) return [[name, `${instant(due)}: without this one it ${room > 0 ? 'waits until then' : 'suspected already'}`]];
  return [[name, room >= 0 ? `${instant(due)}: it comes in time, ${inWords(room)} before` : `${instant(due)}: it comes too late, ${inWords(-room)} after`]];
}

/** The row in which its process takes it; null if it never does. Of several alike each is another. */
function takenAt({ trace, links, count }: TraceIndex, { from, to, sent, until, kind, copy, lost }: Message): number | null {
  if (lost !== null) return null;
  let passed = copy;
  for (let i = afterTime(trace, links, from * count + to, until - 1); i < links.start[from * count + to + 1]!; i++) {
    const row = links.rows[i]!;
    if (trace.code[row] === Row.receives && trace.x[row] === sent && trace.kinds[trace.m[row]! & 0xffff] === kind && passed-- === 0) return row;
  }
  return null;
}

/** More are not told: whoever wants all steps through them. */
const mostChanges = 6;

/** Opinions and authority that it changed by being taken, or, lost, by not being there. */
function changes(index: TraceIndex, row: number, message: Message): string[] {
  const taken = takenAt(index, message);
  if (taken !== null) return broughtAbout(index, taken).slice(0, mostChanges).map(one => sentence(index, one));
  const missed = message.lost === null ? null : missedBy(index, row, message);
  return missed === null ? [] : [sentence(index, missed)];
}

/** The verdicts and the acts of its process at the instant at which it is taken, of which it is the cause. */
function broughtAbout(index: TraceIndex, taken: number): number[] {
  const { trace, verdicts } = index, t = trace.time[taken]!, process: ProcessId = trace.b[taken]!, rows: number[] = [];
  for (let i = after(verdicts, taken); i < verdicts.length && trace.time[verdicts[i]!] === t; i++) {
    const row = verdicts[i]!;
    if (trace.a[row] !== process) continue;
    const cause = trace.code[row] === Row.notes ? causeOf(index, row) : newsOf(index, row);
    if (cause === taken) rows.push(row);
  }
  return rows;
}

function causeOf(index: TraceIndex, row: number): number {
  const trigger = triggerOf(index, row);
  return trigger.kind === 'message' ? trigger.row : -1;
}

/** The suspicion that began while this was among the heartbeats that had not come. */
function missedBy(index: TraceIndex, row: number, { from, to, sent }: Message): number | null {
  const { trace, opinions, count } = index, pair = to * count + from;
  if (!isEvidence(index, row)) return null;
  for (let i = afterTime(trace, opinions, pair, sent); i < opinions.start[pair + 1]!; i++) {
    const one = opinions.rows[i]!;
    if (trace.code[one] === Row.trusts) continue;
    return sinceHeard(index, { monitor: to, peer: from }, trace.time[one]!).includes(row) ? one : null;
  }
  return null;
}
