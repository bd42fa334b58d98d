/** What a member keeps, and what it does about alerts, votes and views. */
import ln from '@stdlib/math-base-special-ln';
import { NEVER, sec, type Time } from '../../time.ts';
import type { Opinion, Port, ProcessId, Start } from '../../contract.ts';
import { accuse, freshCut, implied, tally, type Cut } from './cutDetection.ts';
import { accept, choice, countVote, fastRank, freshBallot, isAfter, majority, promise, voteFast, type Ballot, type Rank, type Value } from './consensus.ts';
import { freshEdge, type Edge } from './edges.ts';
import type { Alert, Alerts, Configuration, EpochMessage, Promised, RapidMessage } from './messages.ts';
import type { RapidParams } from './parameters.ts';
import { observersOf, subjectsOf } from './rings.ts';

export type Outlet = Port<RapidMessage>;

export interface RapidState {
  readonly params: RapidParams;
  readonly self: ProcessId;
  readonly incarnation: number;
  /** Everybody who may ever be a member. */
  readonly everybody: readonly ProcessId[];
  readonly watches: readonly ProcessId[];
  /** By process. */
  readonly opinions: Opinion[];
  readonly heardOf: boolean[];
  configuration: Configuration;
  members: readonly ProcessId[];
  edges: Edge[];
  cut: Cut;
  ballot: Ballot;
  proposed: boolean;
  /** Incarnations of those that want to join. */
  joiners: Record<ProcessId, number>;
  welcomed: ProcessId[];
  alerts: Alert[];
  tickAt: Time;
  batchAt: Time;
  fallbackAt: Time;
}

const viaOf = ({ params }: RapidState) => params.transport;
export const isMember = (state: RapidState, id: ProcessId): boolean => state.configuration.incarnations[id]! >= 0;
/** It is a member itself; an earlier life of it is another. */
export const belongs = ({ configuration, self, incarnation }: RapidState): boolean => configuration.incarnations[self] === incarnation;

export function startMember({ self, roles, watches, watchedBy, params, now, incarnation }: Start<RapidParams>, port: Outlet): RapidState {
  const everybody = [...new Set([self, ...watches, ...watchedBy])].sort((a, b) => a - b);
  const state: RapidState = {
    params, self, incarnation, everybody, watches, opinions: roles.map(() => 'trusted'), heardOf: roles.map(() => false),
    configuration: { epoch: incarnation === 0 ? 0 : -1, incarnations: roles.map((_, id) => (incarnation === 0 && everybody.includes(id) ? 0 : -1)) },
    members: [], edges: [], cut: freshCut(), ballot: freshBallot(), proposed: false, joiners: {}, welcomed: [], alerts: [],
    tickAt: everybody.length > 1 ? now + 1 + Math.floor(port.random() * params.interval) : NEVER, batchAt: NEVER, fallbackAt: NEVER,
  };
  install(state, state.configuration);
  return state;
}

/** A new configuration begins everything anew: rings, edges, accusations and votes. */
function install(state: RapidState, configuration: Configuration): void {
  const { params: { k }, self } = state;
  state.configuration = configuration;
  state.members = state.everybody.filter(id => configuration.incarnations[id]! >= 0);
  const subjects = belongs(state) ? subjectsOf(state.members, k, self) : new Map<ProcessId, number[]>();
  Object.assign(state, {
    edges: [...subjects].map(([subject, rings]) => freshEdge(subject, rings)).sort((a, b) => a.subject - b.subject),
    cut: freshCut(), ballot: freshBallot(), proposed: false, joiners: {}, welcomed: [], alerts: [], batchAt: NEVER, fallbackAt: NEVER,
  });
}

/** What it now thinks of everybody whom it watches. */
export function settle(state: RapidState, port: Outlet): void {
  for (const peer of state.watches) {
    const opinion = opinionNow(state, peer);
    if (opinion === state.opinions[peer]) continue;
    state.opinions[peer] = opinion;
    if (opinion === 'trusted') port.trust(peer);
    else if (opinion === 'suspected') port.suspect(peer);
    else port.fail(peer);
  }
}

function opinionNow(state: RapidState, peer: ProcessId): Opinion {
  const { configuration, cut, params, edges } = state;
  if (!belongs(state)) return state.opinions[peer]!;
  if (configuration.incarnations[peer]! < 0) return 'failed';
  const accused = tally(cut, peer) >= params.l || edges.some(({ subject, accused: mine }) => mine && subject === peer);
  return accused ? 'suspected' : 'trusted';
}

/** First evidence of a peer, or of a new incarnation of it. */
export function heard(state: RapidState, peer: ProcessId, port: Outlet): void {
  if (state.heardOf[peer] || !state.watches.includes(peer)) return;
  state.heardOf[peer] = true;
  if (state.opinions[peer] === 'trusted') port.trust(peer);
}

function broadcast(state: RapidState, message: RapidMessage, port: Outlet): void {
  for (const id of state.members) if (id !== state.self) port.send(id, message, viaOf(state));
}

export function raise(state: RapidState, alert: Alert, now: Time): void {
  state.alerts.push(alert);
  if (state.batchAt === NEVER) state.batchAt = now + state.params.batch;
}

/** All alerts of the last moments together. */
export function flush(state: RapidState, now: Time, port: Outlet): void {
  const { alerts, configuration: { epoch } } = state;
  state.batchAt = NEVER;
  state.alerts = [];
  const joiners = alerts.flatMap(({ subject }) => (subject in state.joiners ? [[subject, state.joiners[subject]!] as const] : []));
  const message: Alerts = { kind: 'rapid.alerts', epoch, alerts, joiners };
  broadcast(state, message, port);
  receiveAlerts(state, now, message, port);
}

function receiveAlerts(state: RapidState, now: Time, { alerts, joiners }: Alerts, port: Outlet): void {
  const { params, cut, members } = state;
  for (const [joiner, incarnation] of joiners) state.joiners[joiner] = incarnation;
  let found: readonly ProcessId[] = [];
  for (const { subject, rings } of alerts) for (const ring of rings) found = [...found, ...accuse(cut, params, subject, ring)];
  found = [...found, ...implied(cut, params, subject => observersOf(members, params.k, subject))];
  if (found.length > 0 && !state.proposed) propose(state, now, [...new Set(found)].sort((a, b) => a - b), port);
}

/** One proposal in each configuration. A classic round begins if it is not decided in time. */
function propose(state: RapidState, now: Time, value: Value, port: Outlet): void {
  state.proposed = true;
  state.fallbackAt = fallbackFrom(state, now, port);
  if (!voteFast(state.ballot, value)) return;
  broadcast(state, { kind: 'rapid.vote', epoch: state.configuration.epoch, rank: fastRank, value }, port);
  count(state, state.self, fastRank, value, port);
}

function fallbackFrom({ params, members }: RapidState, now: Time, port: Outlet): Time {
  return now + params.fallback + Math.floor(-members.length * sec * ln(1 - port.random()));
}

export function lead(state: RapidState, now: Time, port: Outlet): void {
  const { ballot, self, configuration: { epoch } } = state;
  state.fallbackAt = fallbackFrom(state, now, port);
  const rank: Rank = { round: Math.max(2, ballot.promised.round + 1), leader: self };
  Object.assign(ballot, { leading: rank, promises: [], asked: false });
  broadcast(state, { kind: 'rapid.prepare', epoch, rank }, port);
  const { votedAt, value } = ballot;
  if (promise(ballot, rank)) promised(state, self, { kind: 'rapid.promise', epoch, rank, votedAt, value }, port);
}

function promised(state: RapidState, from: ProcessId, { rank, votedAt, value }: Promised, port: Outlet): void {
  const { ballot, members, configuration: { epoch } } = state;
  if (isAfter(rank, ballot.leading) || isAfter(ballot.leading, rank) || ballot.asked || ballot.promises.some(each => each.from === from)) return;
  ballot.promises.push({ from, votedAt, value });
  const chosen = ballot.promises.length >= majority(members.length) ? choice(ballot) : null;
  if (chosen === null) return;
  ballot.asked = true;
  broadcast(state, { kind: 'rapid.accept', epoch, rank, value: chosen }, port);
  accepted(state, rank, chosen, port);
}

function accepted(state: RapidState, rank: Rank, value: Value, port: Outlet): void {
  if (!accept(state.ballot, rank, value)) return;
  broadcast(state, { kind: 'rapid.vote', epoch: state.configuration.epoch, rank, value }, port);
  count(state, state.self, rank, value, port);
}

function count(state: RapidState, from: ProcessId, rank: Rank, value: Value, port: Outlet): void {
  if (countVote(state.ballot, from, rank, value, state.members.length)) change(state, value, port);
}

/** Whoever is in the cut and a member is one no longer; whoever is not, joins. All others are told with the next message that they send. */
function change(state: RapidState, value: Value, port: Outlet): void {
  const { configuration, joiners, members } = state;
  const incarnations = configuration.incarnations.map((incarnation, id) => (!value.includes(id) ? incarnation : incarnation >= 0 ? -1 : joiners[id] ?? 0));
  install(state, { epoch: configuration.epoch + 1, incarnations });
  for (const id of value) {
    state.heardOf[id] = isMember(state, id);
    if (isMember(state, id) && !members.includes(id)) tell(state, id, port);
  }
}

export const tell = (state: RapidState, to: ProcessId, port: Outlet): void => {
  const { configuration } = state;
  port.send(to, { kind: 'rapid.view', epoch: configuration.epoch, configuration }, viaOf(state));
};

/** A later configuration is the right one; whoever has an earlier one is told. */
export function receiveView(state: RapidState, from: ProcessId, configuration: Configuration, port: Outlet): void {
  if (configuration.epoch > state.configuration.epoch) install(state, configuration);
  else if (configuration.epoch < state.configuration.epoch) tell(state, from, port);
}

export function receiveInEpoch(state: RapidState, now: Time, from: ProcessId, message: EpochMessage, port: Outlet): void {
  const { epoch } = state.configuration;
  if (message.epoch !== epoch) {
    // whichever of the two is behind learns it by this or by the answer to it
    if (epoch >= 0 || message.epoch > epoch) tell(state, from, port);
    return;
  }
  if (!belongs(state) || !isMember(state, from)) return;
  switch (message.kind) {
    case 'rapid.alerts': return receiveAlerts(state, now, message, port);
    case 'rapid.vote': return count(state, from, message.rank, message.value, port);
    case 'rapid.promise': return promised(state, from, message, port);
    case 'rapid.accept': return accepted(state, message.rank, message.value, port);
    case 'rapid.prepare': {
      const { votedAt, value } = state.ballot;
      if (promise(state.ballot, message.rank)) port.send(from, { kind: 'rapid.promise', epoch, rank: message.rank, votedAt, value }, viaOf(state));
    }
  }
}

/** One that wants to join is accused, on their rings, by those that would observe it: the same cut takes it in. */
export function welcome(state: RapidState, now: Time, joiner: ProcessId, incarnation: number, port: Outlet): void {
  if (!belongs(state)) return;
  const known = state.configuration.incarnations[joiner]!;
  if (known === incarnation) return tell(state, joiner, port);
  if (known >= 0 || state.welcomed.includes(joiner)) return;
  state.joiners[joiner] = incarnation;
  state.welcomed.push(joiner);
  const rings = observersOf(state.members, state.params.k, joiner).flatMap((observer, ring) => (observer === state.self ? [ring] : []));
  if (rings.length > 0) raise(state, { subject: joiner, rings }, now);
}
