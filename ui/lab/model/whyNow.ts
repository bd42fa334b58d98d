import type { ProcessId, Time } from '../../../src/contract.ts';
import { Row } from '../../../sim/trace.ts';
import { afterRows } from './grouped.ts';
import type { TraceIndex } from './traceIndex.ts';
import { truthAt, truthSince } from './truth.ts';
import { inWords } from './words.ts';

/** What made a process do something just then: what it took from another, the end of its own pause, or its clock. */
export type Trigger = { readonly kind: 'message'; readonly row: number } | { readonly kind: 'resumption'; readonly lasted: number } | { readonly kind: 'clock' };

/** Of a row that a process caused: an opinion or a note. */
export function triggerOf(index: TraceIndex, row: number): Trigger {
  const { trace } = index, process = trace.a[row]!, t = trace.time[row]!;
  if (t > 0 && truthAt(index, process, t - 1) === 'paused') return { kind: 'resumption', lasted: t - truthSince(index, process, t - 1) };
  for (let i = row - 1; i >= 0 && trace.time[i] === t; i--) {
    if (trace.code[i] === Row.receives && trace.b[i] === process) return { kind: 'message', row: i };
  }
  return { kind: 'clock' };
}

/** Detectors whose monitors judge a peer by what it says itself, and by nothing that others say of it. */
const pairwise = new Set(['push', 'pull', 'riseFall', 'keepalive', 'bfd']);

/** The message that settled what one process thinks of another; −1 where it was no message. */
export function newsOf(index: TraceIndex, row: number): number {
  const trigger = triggerOf(index, row);
  if (trigger.kind !== 'message') return -1;
  const { trace, scenario: { detector } } = index;
  const fromPeer = trace.a[trigger.row] === trace.b[row];
  return fromPeer || !detector || !pairwise.has(detector.kind) ? trigger.row : -1;
}

const ends: Readonly<Record<string, (peer: string) => string>> = {
  'transport.reset': peer => `its connection to ${peer} was reset`,
  'transport.refused': peer => `the host of ${peer} refused its connection`,
  'transport.unreachable': peer => `no connection to ${peer} could be opened`,
};

/** "n2 told it (lifeguard.ping)"; "its connection to n3 was reset". */
export function toldBy(index: TraceIndex, news: number, about: ProcessId | null): string {
  const { trace, names } = index, kind = trace.kinds[trace.m[news]! & 0xffff]!, from = names[trace.a[news]!]!;
  const took = inWords(trace.time[news]! - trace.x[news]!);
  if (Object.hasOwn(ends, kind)) return ends[kind]!(from);
  return about === null || trace.a[news] === about ? `${kind} of ${from} came, sent ${took} before` : `${from} told it, by ${kind} sent ${took} before`;
}

/** Whom this process begins to suspect at that instant. */
export function suspectedAt({ trace, opinionRows }: TraceIndex, process: ProcessId, t: Time): ProcessId[] {
  const found = new Set<ProcessId>();
  for (let i = afterRows(trace, opinionRows, t - 1); i < opinionRows.length && trace.time[opinionRows[i]!] === t; i++) {
    const row = opinionRows[i]!;
    if (trace.a[row] === process && trace.code[row] !== Row.trusts && trace.m[row] !== 1) found.add(trace.b[row]!);
  }
  return [...found];
}
