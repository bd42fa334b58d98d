/** Who owns what: the higher configuration epoch holds, and whoever lost its last shard follows the new owner. */
import type { ProcessId } from '../../contract.ts';
import type { Time } from '../../time.ts';
import { headerOf } from './gossip.ts';
import type { Header, Update } from './messages.ts';
import { attach, beginRun } from './replication.ts';
import { configure, followedBy, isMaster, knownOf, nobody, replaced, replicasOf, shardsOf, type ClusterNode, type Known, type Outlet } from './state.ts';

/** What a ping or pong says of its sender's role and shards. */
export function learn(state: ClusterNode, sender: Known, header: Header, now: Time, port: Outlet): void {
  learnRole(state, sender.id, header.follows);
  const chief = header.follows === nobody ? sender.id : header.follows;
  const known = shardsOf(state.config, chief);
  if (known.length !== header.shards.length || known.some((shard, i) => header.shards[i] !== shard)) {
    if (header.follows === nobody) take(state, sender.id, header.configEpoch, header.shards, now, port);
    correct(state, sender, header, port);
  }
  if (header.follows === nobody && isMaster(state, state.self) && header.configEpoch === state.config.epochs[state.self]) partEpochs(state, sender.id);
}

function learnRole(state: ClusterNode, id: ProcessId, follows: ProcessId): void {
  if (followedBy(state, id) === follows) return;
  if (follows === nobody) return promote(state, id);
  if (isMaster(state, id)) configure(state, { owners: state.config.owners.map(owner => (owner === id ? nobody : owner)) });
  setFollowed(state, id, follows);
}

function setFollowed(state: ClusterNode, id: ProcessId, master: ProcessId): void {
  const before = followedBy(state, id);
  configure(state, { masters: replaced(state.config.masters, id, master) });
  const [old, next] = [knownOf(state, before), knownOf(state, master)];
  if (old) old.isMigrationTarget = replicasOf(state, before).length > 0 || followedBy(state, state.self) === before;
  if (next) next.isMigrationTarget = true;
}

function promote(state: ClusterNode, id: ProcessId): void {
  setFollowed(state, id, nobody);
  const one = knownOf(state, id);
  if (one) one.isMigrationTarget = true;
}

/** It claims these shards in that epoch: they are its own where that epoch is the newer. */
function take(state: ClusterNode, owner: ProcessId, epoch: number, shards: readonly number[], now: Time, port: Outlet): void {
  const { self, config } = state;
  const chief = isMaster(state, self) ? self : followedBy(state, self);
  const moved = shards.filter(shard => {
    const holder = config.owners[shard]!;
    return holder !== owner && (holder === nobody || config.epochs[holder]! < epoch);
  });
  const tookOurs = moved.filter(shard => config.owners[shard] === chief).length;
  if (moved.length > 0) configure(state, { owners: config.owners.map((holder, shard) => (moved.includes(shard) ? owner : holder)) });
  const isWhole = state.params.migration || tookOurs === shards.length;
  const grand = followedBy(state, followedBy(state, self));
  if (tookOurs > 0 && shardsOf(state.config, chief).length === 0 && isWhole) follow(state, owner, now, port);
  else if (!isMaster(state, self) && grand !== nobody && grand !== self) follow(state, grand, now, port);
}

/** As CLUSTER REPLICATE would. A master that does becomes a replica, and loses what the new one does not have. */
export function follow(state: ClusterNode, master: ProcessId, now: Time, port: Outlet): void {
  const wasMaster = isMaster(state, state.self);
  setFollowed(state, state.self, master);
  port.note({ kind: 'reaches', milestone: wasMaster ? 'demoted' : 'refollows', about: wasMaster ? state.self : master });
  attach(state, wasMaster, now, port);
}

/** The sender claims what a newer owner has: it is told. */
function correct(state: ClusterNode, sender: Known, { shards, configEpoch }: Header, port: Outlet): void {
  const { owners, epochs } = state.config;
  const stale = shards.find(shard => owners[shard] !== sender.id && owners[shard] !== nobody && epochs[owners[shard]!]! > configEpoch);
  if (stale === undefined || sender.link === 'none') return;
  const about = owners[stale]!;
  port.send(sender.id, { kind: 'clusterBus.update', header: headerOf(state), about, configEpoch: epochs[about]!, shards: shardsOf(state.config, about) });
}

export function corrected(state: ClusterNode, { about, configEpoch, shards }: Update, now: Time, port: Outlet): void {
  if (about === state.self || state.config.epochs[about]! >= configEpoch) return;
  if (!isMaster(state, about)) promote(state, about);
  configure(state, { epochs: replaced(state.config.epochs, about, configEpoch) });
  take(state, about, configEpoch, shards, now, port);
}

/** Two masters of one epoch: the lower id moves on to a new one. */
function partEpochs(state: ClusterNode, other: ProcessId): void {
  if (other > state.self) raise(state, ++state.epoch);
}

export function raise(state: ClusterNode, epoch: number): void {
  configure(state, { epochs: replaced(state.config.epochs, state.self, epoch) });
  beginRun(state, epoch);
}

/** A replica that won takes all that its master had. */
export function replaceMaster(state: ClusterNode, epoch: number): void {
  const old = followedBy(state, state.self);
  setFollowed(state, state.self, nobody);
  configure(state, { owners: state.config.owners.map(owner => (owner === old ? state.self : owner)) });
  raise(state, epoch);
}
