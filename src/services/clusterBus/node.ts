/** A node: what it begins with, and what it does with each message of the bus. */
import type { ProcessId, Signal, Start } from '../../contract.ts';
import type { Time } from '../../time.ts';
import { emptyLog, type Log } from '../primaryBackup/log.ts';
import { corrected, learn } from './configuration.ts';
import { linked, isDue, wakeNode } from './cron.ts';
import { standForElection, vote, voted } from './election.ts';
import { answered, digest, fail, pong } from './gossip.ts';
import type { BusMessage, ClusterBusMessage } from './messages.ts';
import type { ClusterBusParams } from './parameters.ts';
import { cutOff, replicated, request, stored } from './replication.ts';
import { cronEvery, runsPerSecond } from './rules.ts';
import { declare, judgeCluster } from './standing.ts';
import {
  configure, followedBy, hasFailed, isMaster, knownOf, nobody, replaced, replicasOf, shardsOf, type ClusterNode, type Config, type Known, type Outlet,
} from './state.ts';

/** nodes.conf, and the data: every write at once, as with appendfsync always. */
export interface NodeDisk { readonly config: Config; readonly epoch: number; readonly votedEpoch: number; readonly log: Log }

/** As `redis-cli --cluster create` makes it: every node has an epoch of its own, and masters get their replicas in turn. */
function initial(roles: readonly string[]): Config {
  const [masters, replicas] = ['master', 'replica'].map(wanted => roles.flatMap((role, id) => (role === wanted ? [id] : []))) as [number[], number[]];
  const epochs = roles.map((_, id) => 1 + [...masters, ...replicas].sort((a, b) => a - b).indexOf(id));
  return { owners: masters, masters: roles.map((_, id) => masters[replicas.indexOf(id) % masters.length] ?? nobody), epochs, failed: [] };
}

export function startNode({ self, roles, params, now }: Start<ClusterBusParams>, disk: NodeDisk | undefined, port: Outlet): ClusterNode {
  const nodes = roles.flatMap((role, id) => (role === 'master' || role === 'replica' ? [id] : []));
  const config = disk?.config ?? initial(roles);
  const chief = config.masters[self] === nobody ? self : config.masters[self]!;
  const state: ClusterNode = {
    role: 'node', params, self, known: nodes.filter(id => id !== self).map(id => newKnown(id, now)), table: tableOf(nodes, port),
    ...(disk ?? { config, epoch: nodes.length, votedEpoch: 0, log: emptyLog(config.epochs[chief]!) }),
    previousAt: now, cronAt: now + 1 + Math.floor(port.random() * cronEvery), runs: Math.floor(port.random() * runsPerSecond), pfails: 0,
    isOk: false, firstJudgedAt: null, minorityAt: null, told: config.owners.map(() => ({ epoch: null, serves: false })),
    candidacy: { at: null, rank: 0, isSent: false, votes: 0, epoch: 0 }, isStateDue: false, isFailoverDue: false,
    shard: shardsOf(config, chief)[0] ?? 0, attached: [], pingedAt: now, isAttached: false, heardAt: now, lostAt: null,
  };
  for (const one of state.known) Object.assign(one, { isMigrationTarget: replicasOf(state, one.id).length > 0 || followedBy(state, self) === one.id });
  declare(state, now, port);
  return state;
}

function newKnown(id: ProcessId, now: Time): Known {
  return {
    id, link: 'none', linkedAt: now, pingSentAt: null, pongAt: now, dataAt: null, isHeard: false, isPfail: false, failedAt: now, reports: [],
    offset: 0, noFailover: false, votedAt: null, isMigrationTarget: false, orphanedAt: null,
  };
}

/** A hash table of Redis, of a seed of its own: the smallest power of two that holds all, and at least 4. */
function tableOf(nodes: readonly ProcessId[], port: Outlet): ProcessId[][] {
  let size = 4;
  while (size < nodes.length) size *= 2;
  const table: ProcessId[][] = Array.from({ length: size }, () => []);
  for (const id of nodes) table[Math.floor(port.random() * size)]!.push(id);
  return table.filter(bucket => bucket.length > 0);
}

export function receiveAsNode(state: ClusterNode, now: Time, from: ProcessId, message: ClusterBusMessage | Signal, port: Outlet): void {
  switch (message.kind) {
    case 'clusterBus.replicate': replicated(state, from, message, now, port); break;
    case 'clusterBus.stored': stored(state, from, message, now, port); break;
    case 'clusterBus.write': case 'clusterBus.read': request(state, from, message, port); break;
    case 'clusterBus.answer': case 'clusterBus.redirect': break; // for clients
    default: overBus(state, now, from, message, port);
  }
  settle(state, now, port);
}

function overBus(state: ClusterNode, now: Time, from: ProcessId, message: BusMessage | Signal, port: Outlet): void {
  const one = knownOf(state, from);
  if (!one) return;
  switch (message.kind) {
    case 'transport.opened': return linked(one, now);
    case 'transport.refused': case 'transport.reset': case 'transport.unreachable':
      one.link = 'none';
      if (from === followedBy(state, state.self)) cutOff(state, now);
      return;
    default: return heard(state, now, one, message, port);
  }
}

function heard(state: ClusterNode, now: Time, one: Known, message: BusMessage, port: Outlet): void {
  const { header } = message;
  linked(one, now);
  Object.assign(one, { dataAt: now, offset: header.offset, noFailover: header.noFailover });
  state.epoch = Math.max(state.epoch, header.epoch);
  if (header.configEpoch > state.config.epochs[one.id]!) configure(state, { epochs: replaced(state.config.epochs, one.id, header.configEpoch) });
  switch (message.kind) {
    case 'clusterBus.fail': return told(state, now, message.about, port);
    case 'clusterBus.canvass': return vote(state, one.id, header, now, port);
    case 'clusterBus.vote': return voted(state, one.id, header);
    case 'clusterBus.update': return corrected(state, message, now, port);
    default:
  }
  if (message.kind === 'clusterBus.ping') pong(state, one.id, true, port);
  else if (message.isAnswer) answered(state, one, now, port);
  learn(state, one, header, now, port);
  digest(state, one.id, message.gossip, now, port);
}

/** Somebody else counted a majority. */
function told(state: ClusterNode, now: Time, about: ProcessId, port: Outlet): void {
  const one = knownOf(state, about);
  if (!one || hasFailed(state, about)) return;
  port.note({ kind: 'reaches', milestone: 'failHeard', about });
  fail(state, one, now, port);
}

export function wake(state: ClusterNode, now: Time, port: Outlet): void {
  if (!isDue(state, now)) return;
  wakeNode(state, now, port);
  settle(state, now, port);
}

/** What Redis does before it sleeps. */
function settle(state: ClusterNode, now: Time, port: Outlet): void {
  if (state.isFailoverDue) {
    state.isFailoverDue = false;
    if (!isMaster(state, state.self)) standForElection(state, now, port);
  }
  if (state.isStateDue) judgeCluster(state, now, port);
  declare(state, now, port);
}

export function nodeDisk({ config, epoch, votedEpoch, log }: ClusterNode, before: unknown): NodeDisk {
  const old = before as NodeDisk | undefined;
  return old?.config === config && old.epoch === epoch && old.votedEpoch === votedEpoch && old.log === log ? old : { config, epoch, votedEpoch, log };
}
