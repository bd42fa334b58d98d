/** monitorNodeHealth: the pass over all nodes, one node-monitor-period after the end of the one before. */
import type { ProcessId } from '../../contract.ts';
import { NEVER, type Time } from '../../time.ts';
import type { Controller } from './controller.ts';
import { ask, type Outlet } from './link.ts';
import type { Answer } from './messages.ts';
import type { NodeObject, Ready, Taint } from './objects.ts';
import { conflicts } from './rules.ts';
import { addZone, enqueue, judgeZones, unqueue, zoneOfNode } from './zones.ts';

/** What the controller remembers of a node. Times of its own clock: those of the node are only compared with each other. */
export interface Health {
  /** When it last saw that something was renewed. */
  probedAt: Time;
  /** As last seen: whether there was a condition, its heartbeat, and the lease; null where none was. */
  hasCondition: boolean;
  heartbeatAt: Time | null;
  renewTime: Time | null;
}

/** A pass that waits for answers of the API server; all are asked at once, and not by eight workers in turn. */
export interface Pass {
  /** By request: the node, and what was observed before; null where only a taint is taken off. */
  readonly waits: Map<number, { readonly node: ProcessId; readonly observed: Ready; readonly tries: number } | null>;
  /** Of the nodes that could be judged, as they are after it. */
  readonly conditions: Map<ProcessId, Ready>;
}

/**
 * tryUpdateNodeHealth: whether the node has been silent for too long. A lease that was renewed counts from now on, whatever
 * time it names. When the status is new the lease seen before is forgotten, so the next pass takes it for new as well.
 */
export function isSilent(health: Map<ProcessId, Health>, node: NodeObject, now: Time, { grace, startupGrace }: { grace: Time; startupGrace: Time }): boolean {
  const before = health.get(node.id);
  const hasCondition = node.ready !== null;
  const fresh = (probedAt: Time): Health => ({ probedAt, hasCondition, heartbeatAt: node.heartbeatAt, renewTime: null });
  const isNew = !before || before.hasCondition !== hasCondition || before.heartbeatAt !== node.heartbeatAt;
  const after = isNew ? fresh(before || hasCondition ? now : node.createdAt) : before;
  const seen = before?.renewTime ?? null;
  if (node.renewTime !== null && (seen === null || seen < node.renewTime)) Object.assign(after, { renewTime: node.renewTime, probedAt: now });
  health.set(node.id, after);
  return now > after.probedAt + (hasCondition ? grace : startupGrace);
}

export function beginPass(state: Controller, now: Time, port: Outlet): void {
  state.pass = { waits: new Map(), conditions: new Map() };
  state.monitorAt = NEVER;
  const nodes = [...state.nodes!.values()];
  for (const { id } of nodes) meet(state, id, now, port);
  for (const node of nodes) examine(state, node, node.ready, conflicts, now, port);
  finish(state, now, port);
}

/** A node that is new to it, as all are to a controller that has just begun, is thought well of. */
function meet(state: Controller, node: ProcessId, now: Time, port: Outlet): void {
  const name = state.zoneOf[node] ?? '';
  if (!state.zones.has(name)) addZone(state, name, now);
  if (state.known.has(node)) return;
  state.known.add(node);
  reachable(state, node, now, port);
}

function examine(state: Controller, node: NodeObject, observed: Ready, tries: number, now: Time, port: Outlet): void {
  if (!isSilent(state.health, node, now, state.params) || node.ready === 'Unknown') return judged(state, node, observed, node.ready, now, port);
  const request = ask(state.link, { kind: 'nodeLifecycle.doubt', node: node.id, version: node.version }, now, port);
  state.pass!.waits.set(request, { node: node.id, observed, tries });
}

/**
 * processTaintBaseEviction. It goes by what was observed before the update, so a node that has just been marked is queued in
 * the next pass only.
 */
function judged(state: Controller, node: NodeObject, observed: Ready, current: Ready, now: Time, port: Outlet): void {
  state.pass!.conditions.set(node.id, current);
  if (current === null) return;
  if (observed === 'True') return reachable(state, node.id, now, port);
  const [wanted, other]: [Taint, Taint] = observed === 'False' ? ['notReady', 'unreachable'] : ['unreachable', 'notReady'];
  if (node.taint === other) putTaint(state, node.id, wanted, now, port);
  else enqueue(zoneOfNode(state, node.id), node, wanted, now);
}

function putTaint(state: Controller, node: ProcessId, taint: Taint, now: Time, port: Outlet): void {
  state.pass?.waits.set(ask(state.link, { kind: 'nodeLifecycle.taint', node, taint }, now, port), null);
}

/** markNodeAsReachable: at once, and by no limit. */
function reachable(state: Controller, node: ProcessId, now: Time, port: Outlet): void {
  unqueue(zoneOfNode(state, node), node);
  if (state.nodes!.get(node)?.taint !== 'none') putTaint(state, node, 'none', now, port);
}

export function passAnswered(state: Controller, { request, accepted, node: answered }: Answer, now: Time, port: Outlet): void {
  const wait = state.pass?.waits.get(request);
  if (wait === undefined) return;
  state.pass!.waits.delete(request);
  const node = wait && (answered ?? state.nodes!.get(wait.node));
  if (node && accepted) posted(state, node);
  if (node && accepted) judged(state, node, wait.observed, 'Unknown', now, port);
  // another wrote meanwhile: it is looked at again, as it is now
  else if (node && wait.tries > 1) examine(state, node, node.ready, wait.tries - 1, now, port);
  finish(state, now, port);
}

/** Its own post is no news from the node. */
function posted({ health }: Controller, { id, renewTime }: NodeObject): void {
  Object.assign(health.get(id)!, { hasCondition: true, renewTime });
}

/** The API server did not answer: nothing is done about those nodes, and they are not counted. */
export function failPass(state: Controller, now: Time, port: Outlet): void {
  state.pass?.waits.clear();
  finish(state, now, port);
}

function finish(state: Controller, now: Time, port: Outlet): void {
  const { pass } = state;
  if (!pass || pass.waits.size > 0) return;
  judgeZones(state, pass.conditions, now, node => reachable(state, node, now, port), port);
  state.pass = null;
  state.monitorAt = now + state.params.monitorEvery;
}
