/** Becoming primary: catching up first, then taking writes. */
import { NEVER, type Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import { append, operationAt, recentIndexOf, type Run } from '../primaryBackup/log.ts';
import type { OpTime, Request } from './messages.ts';
import { advanceCommit, fetchFrom, release } from './replicating.ts';
import { isBefore } from './rules.ts';
import { emptyEntry, nobody, optimeOf, peerOf, reach, resource, touch, type Member, type Office, type Outlet } from './state.ts';

/** Those who voted count as heard of now. */
export function becomePrimary(state: Member, now: Time, port: Outlet): void {
  for (const id of state.campaign!.votes) {
    const peer = peerOf(state, id);
    if (peer) touch(peer, now);
  }
  const office: Office = { isOpen: false, since: now, from: 0, match: state.members.map(() => 0), waiting: [] };
  Object.assign(state, { office, campaign: null, primary: state.self, takeoverAt: NEVER, fetch: null });
  port.note({ kind: 'claims', resource, epoch: state.term });
  reach('elected', state.self, port);
}

/**
 * Every heartbeat that was sent on the election has been answered, or has failed; and nobody who answers has more. Or the
 * time for it is over. One that was under way is not waited for: so a member that is silent delays this by all of
 * a heartbeat's or an election's timeout, or not at all.
 */
export function catchUp(state: Member, now: Time, port: Outlet): void {
  const { office, peers, params } = state;
  if (!office || office.isOpen) return;
  const isLate = now - office.since >= params.catchUp;
  if (!isLate && peers.some(({ isFresh }) => !isFresh)) return;
  const ahead = newestOf(state);
  if (isLate || ahead === nobody) return open(state, office, port);
  if (!state.fetch) fetchFrom(state, ahead, now, port);
}

function newestOf(state: Member): ProcessId {
  let newest: { id: ProcessId; optime: OpTime } = { id: nobody, optime: optimeOf(state) };
  for (const { id, answers, optime } of state.peers) if (answers && isBefore(newest.optime, optime)) newest = { id, optime };
  return newest.id;
}

/** The first entry of its term makes all before it this primary's history. */
function open(state: Member, office: Office, port: Outlet): void {
  const { log, term } = state;
  const before: Run[] = log.runs.filter(({ from }) => from < log.end);
  Object.assign(office, { isOpen: true, from: log.end });
  state.log = append({ ...log, runs: [...before, { epoch: term, from: log.end }] }, [emptyEntry]);
  reach('takesWrites', state.self, port);
  port.note({ kind: 'acts', resource, epoch: term, until: NEVER });
  advanceCommit(state, office, port);
  release(state, port);
}

export function request(state: Member, now: Time, client: ProcessId, { kind, operation }: Request, port: Outlet): void {
  const { office, term, log, params } = state;
  if (!office?.isOpen) return port.send(client, { kind: 'replicaSet.redirect', operation, leader: office ? nobody : state.primary, epoch: term });
  if (kind === 'replicaSet.read') {
    port.note({ kind: 'serves', resource, operation, reflects: newestWrite(state), epoch: term });
    return port.send(client, { kind: 'replicaSet.answer', operation, epoch: term });
  }
  const known = recentIndexOf(log, operation);
  const index = known ?? log.end;
  if (known === undefined) {
    state.log = append(log, [operation]);
    port.note({ kind: 'accepts', resource, operation, epoch: term });
  }
  if (params.writeConcern === 'one' || index < state.commit) port.send(client, { kind: 'replicaSet.answer', operation, epoch: term });
  else {
    const others = office.waiting.filter(one => one.operation !== operation && one.since + params.opTimeout >= now);
    office.waiting = [...others, { operation, client, index, since: now }];
  }
  advanceCommit(state, office, port);
  release(state, port);
}

function newestWrite({ log }: Member): number {
  for (let index = log.end - 1; index >= log.base; index--) {
    const operation = operationAt(log, index);
    if (operation !== emptyEntry) return operation;
  }
  return nobody;
}
