import type { Note, ProcessId, Time } from '../../../src/contract.ts';
import { NEVER } from '../../../src/time.ts';
import { Row } from '../../../sim/trace.ts';
import { afterTime } from './grouped.ts';
import type { SplitBrain } from './leadership.ts';
import type { LeadershipSegment } from './slices.ts';
import type { TraceIndex } from './traceIndex.ts';
import { cutAt, truthAt, truthSince } from './truth.ts';
import { suspectedAt, toldBy, triggerOf } from './whyNow.ts';
import { cutSince, way } from './whySilent.ts';
import { instant, inWords, listed } from './words.ts';

type Leading = Extract<Note, { kind: 'claims' | 'acts' | 'yields' }>;

/** "n2 acts as leader, epoch 2: raft.voted came from n1 and n3; n0 (epoch 1) still acts". */
export function leading(index: TraceIndex, row: number, note: Leading): string {
  const said = { claims: 'believes that it leads', acts: 'acts as leader', yields: 'no longer leads' }[note.kind];
  const until = note.kind === 'acts' && note.until < NEVER ? `, until its own clock reads ${inWords(note.until)}` : '';
  const because = [reason(index, row, note), note.kind === 'yields' ? '' : predecessor(index, row, note)].filter(Boolean).join('; ');
  return `${said}, epoch ${note.epoch}${until}${because ? `: ${because}` : ''}`;
}

function reason(index: TraceIndex, row: number, note: Leading): string {
  const { trace, names } = index, self = trace.a[row]!, t = trace.time[row]!;
  if (t === 0) return 'it was set up so';
  const trigger = triggerOf(index, row), doubts = suspectedAt(index, self, t).map(process => names[process]!);
  if (trigger.kind === 'resumption') return `it has been paused for ${inWords(trigger.lasted)}`;
  if (truthAt(index, self, t - 1) === 'crashed') return 'it has just come back';
  const votes = trigger.kind === 'message' ? votesUntil(index, trigger.row) : [];
  if (note.kind !== 'yields' && votes.length > 1) return `${kindOf(index, votes.at(-1)!)} came from ${listed(votes.map(vote => `${names[trace.a[vote]!]!} at ${instant(trace.time[vote]!)}`))}`;
  if (trigger.kind === 'message') return toldBy(index, trigger.row, null);
  if (doubts.length > 0) return `it suspects ${listed(doubts)}`;
  const over = note.kind === 'yields' ? authorityEnd(index, self, note, t) : null;
  if (over !== null && over < t) return `its authority was over ${inWords(t - over)} before`;
  return milestone(index, row) || (over === null ? '' : 'by its own clock');
}

/** What its service says that it has come to at the same instant. */
function milestone({ trace, names }: TraceIndex, row: number): string {
  for (let i = row - 1; i >= 0 && trace.time[i] === trace.time[row]; i--) {
    const note = trace.code[i] === Row.notes && trace.a[i] === trace.a[row] ? trace.notes[trace.x[i]!]! : null;
    if (note?.kind === 'reaches') return `it has come to “${note.milestone}”${note.about === trace.a[row] ? '' : ` about ${names[note.about] ?? note.about}`}`;
  }
  return '';
}

const kindOf = ({ trace }: TraceIndex, row: number): string => trace.kinds[trace.m[row]! & 0xffff]!;

/** The last message of each sender of this kind since this process last asked for votes, where the kind is of an election: rows. */
function votesUntil(index: TraceIndex, last: number): number[] {
  const { trace, purposes } = index, self = trace.b[last]!, kind = trace.m[last]! & 0xffff;
  if (purposes[kind] !== 'election') return [];
  const found = new Map<ProcessId, number>();
  for (let row = last; row >= 0; row--) {
    const code = trace.code[row], own = trace.m[row]! & 0xffff;
    if ((code === Row.sends || code === Row.loses) && trace.a[row] === self && purposes[own] === 'election') break;
    if (code === Row.receives && trace.b[row] === self && own === kind && !found.has(trace.a[row]!)) found.set(trace.a[row]!, row);
  }
  return [...found.values()].reverse();
}

/** When what it last acted on in this epoch ended, as true time has it. */
function authorityEnd({ leadership }: TraceIndex, process: ProcessId, { resource, epoch }: Leading, t: Time): Time | null {
  return leadership.segments.findLast(one => one.acts && one.process === process && one.resource === resource && one.epoch === epoch && one.to <= t)?.to ?? null;
}

/** Who acted before, and whether it still does. */
function predecessor(index: TraceIndex, row: number, { resource, kind }: Leading): string {
  const { trace, leadership, names } = index, self = trace.a[row]!, t = trace.time[row]!;
  if (kind !== 'acts') return '';
  const acting = leadership.segments.filter(one => one.acts && one.resource === resource && one.from < t && one.process !== self);
  const still = acting.filter(one => one.to > t);
  if (still.length > 0) return `${called(index, still)} still ${still.length === 1 ? 'acts' : 'act'}`;
  const before = acting.reduce<LeadershipSegment | null>((latest, one) => (!latest || one.to > latest.to ? one : latest), null);
  return before ? `${names[before.process]!} (epoch ${before.epoch}) acted until ${instant(before.to)}` : '';
}

/** "Split-brain for 1.750 s, from 31.400 s: n0 (epoch 3) and n2 (epoch 4) act on one resource; the path n2→n0 has been cut since 30.000 s". */
export const splitBrain = (index: TraceIndex, span: SplitBrain): string =>
  `Split-brain ${span.to > span.from ? `for ${inWords(span.to - span.from)}, from ${instant(span.from)}` : `at ${instant(span.from)}`}: ${rivals(index, span)}.`;

/** Who they are, and why the older goes on. */
export function rivals(index: TraceIndex, span: SplitBrain): string {
  const { resource, from, to, acting } = span;
  if (to <= from) return clash(index, span);
  const newest = acting.reduce((one, other) =>
    (other.epoch - one.epoch || began(index, other.process, resource, from) - began(index, one.process, resource, from)) > 0 ? other : one);
  const why = acting.filter(one => one !== newest).map(({ process }) => unaware(index, process, newest.process, resource, from));
  return `${called(index, acting)} act on one resource; ${why.join('; ')}`;
}

const called = ({ names }: TraceIndex, who: readonly { readonly process: ProcessId; readonly epoch: number }[]): string =>
  listed(who.map(({ process, epoch }) => `${names[process]!} (epoch ${epoch})`));

/** An operation accepted by one that no longer acts, or not yet, while another does. */
function clash(index: TraceIndex, { resource, from, acting }: SplitBrain): string {
  const others = index.leadership.segments.filter(one => one.acts && one.resource === resource && one.from <= from && from < one.to && !acting.some(({ process }) => process === one.process));
  const why = acting.map(({ process }) => unaware(index, process, others[0]?.process ?? process, resource, from));
  return `${listed(acting.map(({ process }) => index.names[process]!))} accepts an operation while ${called(index, others)} acts; ${why.join('; ')}`;
}

const began = ({ leadership }: TraceIndex, process: ProcessId, resource: number, at: Time): Time =>
  leadership.segments.find(one => one.acts && one.process === process && one.resource === resource && one.from <= at && at <= one.to)?.from ?? 0;

/** Why the older of two leaders goes on. */
function unaware(index: TraceIndex, old: ProcessId, newest: ProcessId, resource: number, from: Time): string {
  const name = index.names[old]!;
  if (from > 0 && truthAt(index, old, from - 1) === 'paused') return `${name} has just gone on after a pause of ${inWords(from - truthSince(index, old, from - 1))}`;
  if (from > 0 && truthAt(index, old, from - 1) === 'crashed') return `${name} has just come back, ${inWords(from - truthSince(index, old, from - 1))} after its crash`;
  for (const [one, other] of [[newest, old], [old, newest]] as const) {
    if (cutAt(index, one, other, from)) return `the path ${way(index, one, other)} has been cut since ${instant(cutSince(index, one, other, from))}`;
  }
  const until = actsUntil(index, old, resource, from);
  return until !== null && until < NEVER ? `${name} holds its authority until its own clock reads ${inWords(until)}` : `${name} has heard of no successor`;
}

function actsUntil({ trace, notes }: TraceIndex, process: ProcessId, resource: number, t: Time): Time | null {
  for (let i = afterTime(trace, notes, process, t) - 1; i >= notes.start[process]!; i--) {
    const note = trace.notes[trace.x[notes.rows[i]!]!]!;
    if (note.kind === 'acts' && note.resource === resource) return note.until;
  }
  return null;
}
