/** What a leader does for clients. */
import type { Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import { append, operationAt, recentIndexOf, type Log } from '../primaryBackup/log.ts';
import { note } from './following.ts';
import type { Request } from './messages.ts';
import { beat, commit, replicateNewest } from './replicating.ts';
import { acts, answeredByQuorum, emptyEntry, nobody, resource, type Early, type Office, type Outlet, type Proposal, type Reading, type Server } from './state.ts';

export function request(state: Server, now: Time, client: ProcessId, { kind, operation }: Request, port: Outlet): void {
  const { office } = state;
  if (!office) {
    const leader = state.lead;
    port.send(client, { kind: 'raft.redirect', operation, leader, epoch: state.term });
  } else if (kind === 'raft.write') propose(state, office, now, { operation, client, since: now }, port);
  else read(state, office, now, client, operation, port);
}

/** Accepted while it acts; whether that holds, the others decide. What comes in the first round trip of a term waits for its end. */
function propose(state: Server, office: Office, now: Time, early: Early, port: Outlet): void {
  const { operation, client } = early;
  if (!acts(state, now)) {
    office.early.push(early);
    return;
  }
  const known = recentIndexOf(state.log, operation);
  const index = known ?? state.log.end;
  if (index < state.commit) {
    port.send(client, { kind: 'raft.answer', operation, epoch: state.term });
    return;
  }
  enqueue(state, office, { ...early, index });
  if (known !== undefined) return;
  state.log = append(state.log, [operation]);
  note('accepts', operation, state.term, port);
  commit(state, office, port);
  replicateNewest(state, office, now, port);
}

/** It acts now: what waited for that, and is still wanted. */
export function proposeEarly(state: Server, office: Office, now: Time, port: Outlet): void {
  if (office.early.length === 0) return;
  const wanted = office.early.filter(({ since }) => since + state.params.opTimeout >= now);
  office.early = [];
  for (const early of wanted) propose(state, office, now, early, port);
}

/** A repeated operation may stand before others. Those whose clients have given up are forgotten. */
function enqueue({ params }: Server, { proposals }: Office, waiting: Proposal): void {
  while (proposals.length > 0 && proposals[0]!.since + params.opTimeout < waiting.since) proposals.shift();
  let place = proposals.length;
  while (place > 0 && proposals[place - 1]!.index > waiting.index) place--;
  if (proposals[place - 1]?.index !== waiting.index) proposals.splice(place, 0, waiting);
}

/** Nothing is read before the first entry of the term is committed: until then a leader may not know of earlier writes. */
function read(state: Server, office: Office, now: Time, client: ProcessId, operation: number, port: Outlet): void {
  const { reads } = state.params;
  const reading = { operation, client, since: now };
  if (reads === 'leader' || (reads === 'lease' && acts(state, now))) {
    if (state.commit > office.from) serve(state, reading, port);
  } else if (reads === 'index') {
    office.reads.push(reading);
    beat(state, office, now, port);
    serveReads(state, office, now, port);
  }
}

/** Those that a quorum has confirmed; those whose clients have given up are forgotten. */
export function serveReads(state: Server, office: Office, now: Time, port: Outlet): void {
  if (office.reads.length === 0 || state.commit <= office.from || !acts(state, now)) return;
  const confirmed = answeredByQuorum(state, office);
  const waiting = office.reads.filter(({ since }) => since + state.params.opTimeout >= now);
  office.reads = waiting.filter(({ since }) => since > confirmed);
  for (const reading of waiting) if (reading.since <= confirmed) serve(state, reading, port);
}

function serve(state: Server, { operation, client }: Reading, port: Outlet): void {
  port.note({ kind: 'serves', resource, operation, reflects: newestWrite(state.log, state.commit), epoch: state.term });
  port.send(client, { kind: 'raft.answer', operation, epoch: state.term });
}

/** −1 of an empty log, and of one that came as a snapshot with nothing after it. */
function newestWrite(log: Log, end: number): number {
  for (let index = end - 1; index >= log.base; index--) {
    const operation = operationAt(log, index);
    if (operation !== emptyEntry) return operation;
  }
  return nobody;
}
