/** A leader: it answers fetches, counts who fetches, and resigns when that is no majority any more. */
import { NEVER, type Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import { agreement, append, excerptOf, forget, operationAt, recentIndexOf, type Run } from '../primaryBackup/log.ts';
import { quorumOf } from '../raft/rules.ts';
import { drawElection, leave, unattach } from './electing.ts';
import { note } from './following.ts';
import type { Fetch, Request } from './messages.ts';
import { checkQuorum, othersNeeded } from './rules.ts';
import { answeredByQuorum, doubt, emptyEntry, placeOf, resource, type Office, type Outlet, type Server } from './state.ts';

/** How many operations one answer brings. */
const batch = 64;
const before: Time = -1;

export function becomeLeader(state: Server, now: Time, port: Outlet): void {
  const count = state.servers.length;
  leave(state, port);
  const runs: Run[] = [...state.log.runs.filter(({ from }) => from < state.log.end), { epoch: state.epoch, from: state.log.end }];
  const from = state.log.end;
  state.log = append({ ...state.log, runs }, [emptyEntry]);
  const { fetchTimeout } = state.params;
  const office: Office = {
    from, match: Array<number>(count).fill(0), fetched: Array<boolean>(count).fill(false), knows: state.servers.map(id => id === state.self),
    parked: Array<null>(count).fill(null), seen: Array<number>(count).fill(-1), answered: Array<Time>(count).fill(before), checkAt: count > 1 ? now + checkQuorum(fetchTimeout) : NEVER,
    beginAt: now, idleAt: idleFrom(state, now), until: before, proposals: [],
  };
  Object.assign(state, { stance: 'leader', leader: state.self, retries: 0, timerAt: NEVER, office });
  port.note({ kind: 'claims', resource, epoch: state.epoch });
  port.note({ kind: 'reaches', milestone: 'newLeader', about: state.self });
  begin(state, office, now, port);
  extend(state, office, now, port);
  commit(state, office, port);
}

const idleFrom = ({ params: { idle } }: Server, now: Time): Time => (idle > 0 ? now + idle : NEVER);

/** BeginQuorumEpoch, to all who have not fetched yet. */
function begin(state: Server, office: Office, now: Time, port: Outlet): void {
  const unaware = state.others.filter(id => !office.knows[placeOf(state, id)]);
  for (const peer of unaware) port.send(peer, { kind: 'kraft.begin', epoch: state.epoch });
  office.beginAt = unaware.length > 0 ? now + Math.max(1, Math.floor(state.params.fetchTimeout / 2)) : NEVER;
}

export function fetchedFrom(state: Server, from: ProcessId, message: Fetch, now: Time, port: Outlet): void {
  const { office } = state;
  const place = placeOf(state, from);
  if (message.epoch > state.epoch) unattach(state, message.epoch, now, port);
  if (!office || !state.office || message.epoch < state.epoch || place < 0) return refuse(state, from, message.id, now, port);
  if (message.id <= office.seen[place]!) return;
  office.seen[place] = message.id;
  office.fetched[place] = true;
  office.knows[place] = true;
  if (office.fetched.filter(Boolean).length >= othersNeeded(state.servers.length)) checked(state, office, now, port);
  office.answered[place] = Math.max(office.answered[place]!, message.after);
  extend(state, office, now, port);
  const common = agreement(message.runs, state.log.runs, Math.min(message.end, state.log.end));
  office.match[place] = Math.max(office.match[place]!, common);
  commit(state, office, port);
  if (common < message.end || common < state.log.end) return answer(state, office, from, message.id, common, now, port);
  office.parked[place] = { id: message.id, end: message.end, until: now + state.params.fetchWait };
}

/** Not I: whoever leads is named. */
function refuse({ epoch, stance, leader }: Server, to: ProcessId, id: number, now: Time, port: Outlet): void {
  port.send(to, { kind: 'kraft.fetched', id, epoch, leader: stance === 'leader' ? -1 : leader, sentAt: now, commit: 0, everywhere: 0, runs: [], excerpt: null });
}

/** A majority has fetched: the timer begins anew, and so does the count. */
function checked(state: Server, office: Office, now: Time, port: Outlet): void {
  office.checkAt = now + checkQuorum(state.params.fetchTimeout);
  state.servers.forEach((id, place) => { if (!office.fetched[place] && office.knows[place]) watchSilent(state, office, id, now, port); });
  office.fetched = state.servers.map(() => false);
}

/** Its opinion only: nothing in KRaft depends on it. */
function watchSilent(state: Server, office: Office, id: ProcessId, now: Time, port: Outlet): void {
  if (id !== state.self && now - office.answered[placeOf(state, id)]! > checkQuorum(state.params.fetchTimeout)) doubt(state, id, port);
}

function answer(state: Server, office: Office, to: ProcessId, id: number, from: number, now: Time, port: Outlet): void {
  const place = placeOf(state, to);
  const everywhere = Math.min(state.log.end, ...office.match.filter((_, i) => state.servers[i] !== state.self));
  office.parked[place] = null;
  port.send(to, {
    kind: 'kraft.fetched', id, epoch: state.epoch, leader: state.self, sentAt: now, commit: state.commit, everywhere, runs: state.log.runs,
    excerpt: excerptOf(state.log, from, batch),
  });
  state.log = forget(state.log, Math.min(everywhere, state.commit));
}

/** Who waits for something new gets it. */
function serveParked(state: Server, office: Office, now: Time, port: Outlet): void {
  office.parked.forEach((parked, place) => {
    if (parked && (parked.end < state.log.end || now >= parked.until)) answer(state, office, state.servers[place]!, parked.id, parked.end, now, port);
  });
}

function write(state: Server, office: Office, operation: number, now: Time, port: Outlet): void {
  state.log = append(state.log, [operation]);
  office.idleAt = idleFrom(state, now);
  note('accepts', operation, state.epoch, port);
  commit(state, office, port);
  serveParked(state, office, now, port);
}

/** It acts as long as a majority has fetched, counted from the answer before: one that fetches no more stands after so long. */
function extend(state: Server, office: Office, now: Time, port: Outlet): void {
  const since = answeredByQuorum(state, office);
  const until = since === NEVER ? NEVER : since === before ? before : since + state.params.fetchTimeout;
  if (until <= office.until) return;
  office.until = until;
  if (until > now) port.note({ kind: 'acts', resource, epoch: state.epoch, until });
}

/** Raft's rule: only entries of the own epoch are counted, earlier ones come with them. */
function commit(state: Server, office: Office, port: Outlet): void {
  const { servers, self, log } = state;
  const stored = office.match.map((match, place) => (servers[place] === self ? log.end : match)).sort((a, b) => b - a);
  const reached = stored[quorumOf(servers.length) - 1]!;
  if (reached <= office.from || reached <= state.commit) return;
  state.commit = reached;
  for (const { client, operation, index } of office.proposals) if (index < reached) port.send(client, { kind: 'kraft.answer', operation, epoch: state.epoch });
  office.proposals = office.proposals.filter(({ index }) => index >= reached);
}

export function wakeLeader(state: Server, office: Office, now: Time, port: Outlet): void {
  if (now >= office.checkAt) return resign(state, office, now, port);
  if (now >= office.beginAt) begin(state, office, now, port);
  if (now >= office.idleAt) write(state, office, emptyEntry, now, port);
  serveParked(state, office, now, port);
}

/** It goes on answering nothing, and stands again itself if nobody else does. */
function resign(state: Server, office: Office, now: Time, port: Outlet): void {
  const reach = (id: ProcessId): number => office.match[placeOf(state, id)]!;
  const successors = [...state.others].sort((a, b) => reach(b) - reach(a) || a - b);
  port.note({ kind: 'reaches', milestone: 'resigned', about: state.self });
  leave(state, port);
  Object.assign(state, { stance: 'resigned', timerAt: drawElection(state, now, port) });
  for (const peer of state.others) port.send(peer, { kind: 'kraft.end', epoch: state.epoch, successors });
}

export function request(state: Server, now: Time, client: ProcessId, { kind, operation }: Request, port: Outlet): void {
  const { office, epoch } = state;
  if (!office) return port.send(client, { kind: 'kraft.redirect', operation, leader: state.stance === 'resigned' ? -1 : state.leader, epoch });
  if (kind === 'kraft.read') return read(state, office, client, operation, port);
  const known = recentIndexOf(state.log, operation);
  if (known !== undefined && known < state.commit) return port.send(client, { kind: 'kraft.answer', operation, epoch });
  const index = known ?? state.log.end;
  office.proposals = [...office.proposals.filter(each => each.operation !== operation), { operation, client, index }];
  if (known === undefined) write(state, office, operation, now, port);
}

/** From what is committed, as the leader knows it: one that was deposed without knowing answers with old data. */
function read(state: Server, office: Office, client: ProcessId, operation: number, port: Outlet): void {
  if (state.commit <= office.from) return;
  let index = state.commit - 1;
  while (index >= state.log.base && operationAt(state.log, index) === emptyEntry) index--;
  const reflects = index < state.log.base ? -1 : operationAt(state.log, index);
  port.note({ kind: 'serves', resource, operation, reflects, epoch: state.epoch });
  port.send(client, { kind: 'kraft.answer', operation, epoch: state.epoch });
}
