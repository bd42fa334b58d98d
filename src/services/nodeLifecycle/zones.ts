/** The zones of one controller: their states, and the queues of nodes that are to be tainted. */
import type { ProcessId } from '../../contract.ts';
import type { Time } from '../../time.ts';
import type { Controller } from './controller.ts';
import { limiter, swapped, type Limiter } from './limiter.ts';
import type { Outlet } from './link.ts';
import type { NodeObject, Ready } from './objects.ts';
import { rateOf, zoneState, type ZoneState } from './rules.ts';

/** RateLimitedTimedQueue: a node that was served stays a member, so that it is not queued again until it is taken out. */
export interface Zone {
  state: ZoneState;
  limiter: Limiter;
  queue: { readonly node: ProcessId; at: Time }[];
  readonly members: Set<ProcessId>;
}

/** A zone that is new begins with a full bucket. */
export function addZone({ zones, params }: Controller, name: string, now: Time): void {
  zones.set(name, { state: 'Initial', limiter: limiter(params.evictionRate, now), queue: [], members: new Set() });
}

export const zoneOfNode = ({ zones, zoneOf }: Controller, node: ProcessId): Zone | undefined => zones.get(zoneOf[node] ?? '');

export function unqueue(zone: Zone | undefined, node: ProcessId): void {
  if (!zone?.members.delete(node)) return;
  zone.queue = zone.queue.filter(item => item.node !== node);
}

/** Soonest first; of those of one instant, who came first. */
export const head = ({ queue }: Zone): Zone['queue'][number] | undefined =>
  queue.reduce<Zone['queue'][number] | undefined>((first, item) => (first && first.at <= item.at ? first : item), undefined);

/** markNodeForTainting: while the taint is not there the node is queued anew, behind the others. */
export function enqueue(zone: Zone | undefined, { id, taint }: NodeObject, wanted: NodeObject['taint'], now: Time): void {
  if (!zone) return;
  if (taint !== wanted) unqueue(zone, id);
  if (zone.members.has(id)) return;
  zone.members.add(id);
  zone.queue.push({ node: id, at: now });
}

interface Counted { ready: number; notReady: number }

function counted(state: Controller, conditions: ReadonlyMap<ProcessId, Ready>): Map<string, Counted> {
  const zones = new Map<string, Counted>();
  for (const [node, ready] of conditions) {
    const name = state.zoneOf[node] ?? '';
    const count = zones.get(name) ?? { ready: 0, notReady: 0 };
    if (ready === 'True') count.ready++;
    else count.notReady++;
    zones.set(name, count);
  }
  return zones;
}

/**
 * handleDisruption, at the end of a pass over the nodes. What could not be judged in this pass is not counted, and a zone of
 * which nothing could be is forgotten. `reachable` takes the taint off a node.
 */
export function judgeZones(state: Controller, conditions: ReadonlyMap<ProcessId, Ready>, now: Time, reachable: (node: ProcessId) => void, port: Outlet): void {
  const counts = counted(state, conditions);
  const states = new Map([...counts].map(([name, { ready, notReady }]) => [name, zoneState(ready, notReady, state.params.unhealthyZone)]));
  for (const name of counts.keys()) if (!state.zones.has(name)) addZone(state, name, now);
  for (const name of state.zones.keys()) if (!counts.has(name)) state.zones.delete(name);
  const areLost = [...states.values()].every(one => one === 'FullDisruption');
  const wereLost = [...state.zones.values()].every(({ state: one }) => one === 'FullDisruption');
  if (areLost && wereLost) return;
  if (areLost) return enterMasterDisruption(state, now, reachable, port);
  if (wereLost) leaveMasterDisruption(state, now, port);
  for (const [name, zone] of state.zones) {
    const { ready, notReady } = counts.get(name)!;
    if (wereLost || zone.state !== states.get(name)) turn(state, zone, states.get(name)!, ready + notReady, now, port);
  }
}

/** Nobody at all can be heard: whoever sees that is more likely cut off itself. Everything stops, and all taints go. */
function enterMasterDisruption(state: Controller, now: Time, reachable: (node: ProcessId) => void, port: Outlet): void {
  for (const node of state.nodes!.keys()) reachable(node);
  for (const zone of state.zones.values()) Object.assign(zone, { state: 'FullDisruption', limiter: swapped(zone.limiter, 0, now) });
  port.note({ kind: 'reaches', milestone: 'masterDisruption', about: state.self });
}

/** Somebody is heard again: everybody gets a whole grace. */
function leaveMasterDisruption(state: Controller, now: Time, port: Outlet): void {
  for (const health of state.health.values()) health.probedAt = now;
  port.note({ kind: 'reaches', milestone: 'masterDisruptionEnds', about: state.self });
}

function turn({ self, params }: Controller, zone: Zone, to: ZoneState, size: number, now: Time, port: Outlet): void {
  zone.state = to;
  zone.limiter = swapped(zone.limiter, rateOf(to, size, false, params), now);
  port.note({ kind: 'reaches', milestone: `zone${to}`, about: self });
}
