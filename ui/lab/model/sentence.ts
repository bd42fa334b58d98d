import type { Note } from '../../../src/contract.ts';
import { Row, causes, hows } from '../../../sim/trace.ts';
import type { Watched } from '../protocol.ts';
import { fateOf } from './packets.ts';
import { suspicion, trustRegained } from './suspicion.ts';
import type { TraceIndex } from './traceIndex.ts';
import { truthSince } from './truth.ts';
import { leading } from './whyLeads.ts';
import { whyLost } from './whyLost.ts';
import { inWords } from './words.ts';

/** One plain sentence for a row of the trace, with its cause as far as the trace knows it; `decision`: what the estimator of its pair said. */
export function sentence(index: TraceIndex, row: number, decision: Watched | null = null): string {
  const tell = tellers[index.trace.code[row]!];
  return tell ? `${tell(index, row, decision)}.` : '';
}

type Teller = (index: TraceIndex, row: number, decision?: Watched | null) => string;

const nameA: Teller = ({ trace, names }, row) => names[trace.a[row]!]!;
const nameB: Teller = ({ trace, names }, row) => names[trace.b[row]!]!;
const kind: Teller = ({ trace }, row) => trace.kinds[trace.m[row]! & 0xffff]!;
const byLink: Teller = (index, row) => `${kind(index, row)} from ${nameA(index, row)} to ${nameB(index, row)}`;

const tellers: Readonly<Record<number, Teller>> = {
  [Row.trusts]: trustRegained,
  [Row.suspects]: suspicion,
  [Row.fails]: suspicion,
  [Row.crashes]: (index, row) => `${nameA(index, row)} crashes: ${how[hows[index.trace.x[row]!] ?? 'kill']}`,
  [Row.recovers]: recovery,
  [Row.pauses]: (index, row) => `${nameA(index, row)} pauses: it runs nothing, and says nothing`,
  [Row.resumes]: (index, row) => `${nameA(index, row)} goes on after a pause of ${lasted(index, row)}`,
  [Row.cuts]: (index, row) => `Nothing that ${nameA(index, row)} sends to ${nameB(index, row)} arrives any more`,
  [Row.joins]: (index, row) => `What ${nameA(index, row)} sends to ${nameB(index, row)} arrives again`,
  [Row.begins]: (index, row) => `${faultOf(index, row)} begins`,
  [Row.ends]: (index, row) => `${faultOf(index, row)} ends`,
  [Row.sends]: sending,
  [Row.loses]: (index, row) => `${byLink(index, row)} is lost: ${lostWhy(index, row)}`,
  [Row.receives]: (index, row) =>
    `${nameB(index, row)} takes ${kind(index, row)} from ${nameA(index, row)}, sent ${inWords(index.trace.time[row]! - index.trace.x[row]!)} before`,
  [Row.drops]: (index, row) => `${byLink(index, row)} arrives, but nobody takes it: ${lostWhy(index, row)}`,
  [Row.notes]: (index, row) => `${nameA(index, row)} ${noted(index, row, index.trace.notes[index.trace.x[row]!]!)}`,
};

const how = {
  kill: 'the process ends, and its host answers for it',
  hang: 'the process stops, while its host still acknowledges',
  blackhole: 'every packet of its host is cut, while it runs on',
} as const;

const lostWhy: Teller = ({ trace }, row) => whyLost[causes[trace.m[row]! >>> 16]!];

/** How long the state that this row ends had lasted. */
const lasted: Teller = (index, row) =>
  inWords(index.trace.time[row]! - truthSince(index, index.trace.a[row]!, index.trace.time[row]! - 1));

function recovery(index: TraceIndex, row: number): string {
  const incarnation = index.trace.x[row]!;
  const again = incarnation > 0 ? ` as incarnation ${incarnation}` : '';
  return `${nameA(index, row)} runs again${again}, ${lasted(index, row)} after its crash`;
}

function sending(index: TraceIndex, row: number): string {
  const fate = fateOf(index, row);
  const end = fate ? `, where it is not taken: ${whyLost[fate]}` : '';
  return `${nameA(index, row)} sends ${kind(index, row)} to ${nameB(index, row)}; it arrives ${inWords(index.trace.x[row]! - index.trace.time[row]!)} later${end}`;
}

function faultOf({ scenario, trace }: TraceIndex, row: number): string {
  const fault = scenario.faults[trace.a[row]!];
  return fault ? `Fault “${fault.id}” (${fault.kind})` : 'A fault';
}

function noted(index: TraceIndex, row: number, note: Note): string {
  switch (note.kind) {
    case 'claims': case 'acts': case 'yields': return leading(index, row, note);
    case 'invokes': return `starts ${note.access} ${note.operation}`;
    case 'acknowledged': return `has its ${note.access} ${note.operation} acknowledged`;
    case 'accepts': return `accepts write ${note.operation} in epoch ${note.epoch}`;
    case 'stores': return `stores write ${note.operation} of epoch ${note.epoch}`;
    case 'fences': return `refuses write ${note.operation} of epoch ${note.epoch}: it has seen a newer token`;
    case 'discards': return `discards write ${note.operation}, which it had stored in epoch ${note.epoch}`;
    case 'serves': return `answers read ${note.operation} with write ${note.reflects}, epoch ${note.epoch}`;
    case 'reaches': return `reaches “${note.milestone}” about ${index.names[note.about] ?? note.about}`;
  }
}
