/** A master's tasks, and the states that come of them (Publication at a7c6be0589d9, MasterService, LagDetector at ed82f0d8810b). */
import { NEVER, type Time } from '../../time.ts';
import type { ProcessId } from '../../contract.ts';
import { append, excerptOf, forget, type Log } from '../primaryBackup/log.ts';
import { apply, note } from './accepting.ts';
import type { Applied, Published } from './messages.ts';
import { isQuorum, reconfigured } from './rules.ts';
import {
  BEFORE, acts, extend, isSick, keep, placeOf, type ClusterState, type Node, type Office, type Outlet, type Publication, type Update,
} from './state.ts';
import { becomeCandidate, count, inform, release } from './voting.ts';

interface Batch { readonly state: ClusterState; readonly joiners: readonly ProcessId[]; readonly updates: readonly Update[] }
type Change = Partial<Omit<ClusterState, 'term' | 'version' | 'master'>>;
type Batched = (change: Change, joiners: readonly ProcessId[], updates: readonly Update[]) => Batch;

/** The next tasks, all of one kind: null where there are none, or they change nothing. */
export function nextBatch(state: Node, { tasks }: Office, now: Time, port: Outlet): Batch | null {
  const { accepted } = state;
  const { nodes } = accepted;
  const batch = (change: Change, joiners: readonly ProcessId[] = [], updates: readonly Update[] = []): Batch =>
    ({ state: { ...accepted, ...change, term: state.term, version: accepted.version + 1, master: state.self }, joiners, updates });
  if (tasks.elected || (tasks.leaving.length === 0 && tasks.joining.length > 0)) {
    tasks.elected = false;
    const joiners = tasks.joining.splice(0);
    return batch({ nodes: sorted([...nodes, state.self, ...joiners]) }, joiners);
  }
  if (tasks.leaving.length > 0) {
    const leaving = tasks.leaving.splice(0);
    return nodes.some(id => leaving.includes(id)) ? batch({ nodes: nodes.filter(id => !leaving.includes(id)) }) : null;
  }
  if (tasks.reconfigures) {
    tasks.reconfigures = false;
    const better = improved(state);
    return better === accepted.voting.accepted ? null : batch({ voting: { committed: accepted.voting.committed, accepted: better } });
  }
  return acts(state, now) ? changes(state, tasks.updates.splice(0), now, batch, port) : null;
}

const sorted = (ids: readonly ProcessId[]): ProcessId[] => [...new Set(ids)].sort((a, b) => a - b);

/** What clients asked for and still wait for, in one. */
function changes(state: Node, asked: readonly Update[], now: Time, batch: Batched, port: Outlet): Batch | null {
  const updates = asked.filter(({ since }) => since + state.params.opTimeout >= now);
  if (updates.length === 0) return null;
  for (const { operation } of updates) note('accepts', operation, state.term, port);
  return batch({ log: written(state.accepted.log, state.term, updates) }, [], updates);
}

function written(log: Log, term: number, updates: readonly Update[]): Log {
  const before = log.runs.filter(({ from }) => from < log.end);
  const runs = before.at(-1)?.epoch === term ? log.runs : [...before, { epoch: term, from: log.end }];
  return append({ ...log, runs }, updates.map(({ operation }) => operation));
}

/** Of the voters in the cluster, those that voted for this master. */
function improved({ accepted, eligible, votes, self, params }: Node): readonly ProcessId[] {
  const present = accepted.nodes.filter(id => eligible.includes(id) && votes.includes(id));
  return reconfigured(present, self, accepted.voting.accepted, params.shrinks);
}

export const hasTasks = ({ tasks }: Office, canWrite: boolean): boolean =>
  tasks.elected || tasks.reconfigures || tasks.leaving.length + tasks.joining.length > 0 || (canWrite && tasks.updates.length > 0);

/** The master accepts it itself first. Who is faulty has failed already; without a quorum in prospect, so has all. */
export function publish(state: Node, office: Office, batch: Batch, now: Time, port: Outlet): void {
  const before = state.accepted;
  if (isSick(state, now)) return becomeCandidate(state, now, port);
  const { nodes } = batch.state;
  state.accepted = batch.state;
  office.nodes = nodes;
  const begins = (id: ProcessId) => (id === state.self ? 'accepted' : office.faulty.includes(id) ? 'failed' : 'sent');
  const targets: Publication['targets'] = new Map(nodes.map(id => [id, begins(id)]));
  office.publication = { ...batch, before, startedAt: now, targets, committed: false };
  state.nodes.forEach((id, place) => {
    if (!nodes.includes(id)) office.keeps[place] = BEFORE;
    office.applied[place] = nodes.includes(id) ? Math.max(0, office.applied[place]!) : -1;
  });
  office.lags = office.lags.map(lag => ({ ...lag, nodes: lag.nodes.filter(id => nodes.includes(id)) }));
  extend(state, now, port);
  for (const [id, standing] of targets) if (standing === 'sent') sendState(state, office, office.publication, id, now, port);
  advance(state, office, office.publication, now, port);
}

function sendState(state: Node, office: Office, publication: Publication, to: ProcessId, now: Time, port: Outlet): void {
  const { term, version, nodes, voting, log } = publication.state;
  const place = placeOf(state, to);
  const excerpt = excerptOf(log, Math.min(office.next[place]!, log.end), NEVER);
  port.send(to, { kind: 'masterFollowers.publish', sentAt: now, term, version, nodes, voting, runs: log.runs, excerpt });
}

export function receivePublished(state: Node, now: Time, from: ProcessId, message: Published, port: Outlet): void {
  const { office } = state;
  const publication = office?.publication;
  const { term, version, verdict, end, vote, sentAt, keeps } = message;
  if (!office || !publication || publication.state.term !== term || publication.state.version !== version) return;
  if (publication.targets.get(from) !== 'sent') return;
  const place = placeOf(state, from);
  if (verdict === 'behind') {
    office.next[place] = end;
    return sendState(state, office, publication, from, now, port);
  }
  if (verdict === 'refused') publication.targets.set(from, 'failed');
  else {
    release(state, from);
    if (vote) count(state, now, from, vote, port);
    else if (state.eligible.includes(from) && !state.votes.includes(from)) state.maxTermSeen = Math.max(state.maxTermSeen, term + 1);
    Object.assign(office.match, { [place]: end });
    Object.assign(office.next, { [place]: end });
    if (office.nodes.includes(from)) keep(state, office, from, sentAt + keeps);
    publication.targets.set(from, 'accepted');
  }
  advance(state, office, publication, now, port);
  extend(state, now, port);
}

export function receiveApplied(state: Node, now: Time, from: ProcessId, { term, version }: Applied, port: Outlet): void {
  const { office } = state;
  if (!office || term !== state.term) return;
  const place = placeOf(state, from);
  if (office.applied[place]! >= 0) office.applied[place] = Math.max(office.applied[place]!, version);
  const { publication } = office;
  if (publication?.state.version !== version || publication.targets.get(from) !== 'committed') return;
  publication.targets.set(from, 'applied');
  advance(state, office, publication, now, port);
}

/** What it was asked, it will not answer. */
export function failTarget(state: Node, office: Office, peer: ProcessId, now: Time, port: Outlet): void {
  const { publication } = office;
  const standing = publication?.targets.get(peer);
  if (!publication || (standing !== 'sent' && standing !== 'committed')) return;
  publication.targets.set(peer, 'failed');
  advance(state, office, publication, now, port);
}

/** Committed by a quorum, done when all have applied it or failed, and failed when no quorum can accept it any more. */
function advance(state: Node, office: Office, publication: Publication, now: Time, port: Outlet): void {
  const { targets, state: { term, version, voting } } = publication;
  const those = (...standings: readonly string[]): ProcessId[] =>
    [...targets].flatMap(([id, standing]) => (standings.includes(standing) ? [id] : []));
  if (!publication.committed) {
    if (isQuorum(voting, those('accepted'))) publication.committed = true;
    else if (!isQuorum(voting, those('accepted', 'sent'))) return becomeCandidate(state, now, port);
  }
  if (!publication.committed) return;
  for (const id of those('accepted')) {
    targets.set(id, id === state.self ? 'applied' : 'committed');
    if (id !== state.self) port.send(id, { kind: 'masterFollowers.commit', term, version });
  }
  if (those('sent', 'committed').length === 0) finish(state, office, publication, now, port);
}

/** Too late for those that have not answered; without a quorum the master steps down. */
export function wakePublication(state: Node, office: Office, now: Time, port: Outlet): void {
  const { publication } = office;
  if (!publication || now < publication.startedAt + state.params.publishTimeout) return;
  if (publication.committed) finish(state, office, publication, now, port);
  else becomeCandidate(state, now, port);
}

/** The master is the last to apply it. Who has not applied it yet has a while to do so. */
function finish(state: Node, office: Office, publication: Publication, now: Time, port: Outlet): void {
  office.publication = null;
  office.established = true;
  apply(state, port);
  inform(state, publication, port);
  const { version } = publication.state;
  const behind = state.accepted.nodes.filter(id => id !== state.self && office.applied[placeOf(state, id)]! < version);
  if (behind.length > 0) office.lags.push({ at: now + state.params.lagTimeout, version, nodes: behind });
  state.accepted = { ...state.accepted, log: forget(state.accepted.log, everywhere(state, office)) };
  if (improved(state) !== state.accepted.voting.accepted) office.tasks.reconfigures = true;
  extend(state, now, port);
}

const everywhere = ({ accepted, nodes, self }: Node, { match }: Office): number =>
  Math.min(accepted.log.end, ...match.filter((_, place) => nodes[place] !== self));

/** Those that have still not applied it. */
export function laggards(state: Node, office: Office, now: Time): ProcessId[] {
  const due = office.lags.filter(({ at }) => at <= now);
  if (due.length > 0) office.lags = office.lags.filter(({ at }) => at > now);
  return due.flatMap(({ version, nodes }) => nodes.filter(id => {
    const applied = office.applied[placeOf(state, id)]!;
    return applied >= 0 && applied < version;
  }));
}
