/** doNoExecuteTaintingPass: every 100 ms a look at each zone's queue, and one node for each token. */
import type { ProcessId } from '../../contract.ts';
import { NEVER, type Time } from '../../time.ts';
import type { Controller } from './controller.ts';
import { tryAccept } from './limiter.ts';
import { ask, type Outlet } from './link.ts';
import type { Answer } from './messages.ts';
import { taintEvery } from './rules.ts';
import { head, zoneOfNode, type Zone } from './zones.ts';

export interface Tainting {
  /** Looks fall whole multiples of 100 ms after this. */
  base: Time;
  /** It waits for the answer about that node; 0: it does not wait. */
  request: number;
  node: ProcessId;
}

/** The next look that would do something: those that would find no token, or nobody, change nothing. */
export function taintDue({ zones, tainting: { base, request } }: Controller): Time {
  if (request !== 0) return NEVER;
  let next = NEVER;
  for (const zone of zones.values()) {
    const first = head(zone);
    if (first) next = Math.min(next, Math.max(first.at, zone.limiter.readyAt));
  }
  return next >= NEVER ? NEVER : base + Math.ceil(Math.max(0, next - base) / taintEvery) * taintEvery;
}

export function taintNext(state: Controller, now: Time, port: Outlet): void {
  for (const zone of state.zones.values()) {
    for (let first = head(zone); first && tryAccept(zone.limiter, now) && first.at <= now; first = head(zone)) {
      if (taint(state, zone, first.node, now, port)) return;
    }
  }
}

/** One that is ready again costs a token all the same. True: the answer has to be waited for. */
function taint(state: Controller, zone: Zone, id: ProcessId, now: Time, port: Outlet): boolean {
  const node = state.nodes!.get(id);
  if (!node || node.ready === 'True' || node.ready === null) {
    served(zone, id);
    return false;
  }
  const request = ask(state.link, { kind: 'nodeLifecycle.taint', node: id, taint: node.ready === 'False' ? 'notReady' : 'unreachable' }, now, port);
  Object.assign(state.tainting, { request, node: id });
  return true;
}

/** RemoveFromQueue: it stays a member. */
function served(zone: Zone | undefined, node: ProcessId): void {
  if (zone) zone.queue = zone.queue.filter(item => item.node !== node);
}

export function tainted(state: Controller, { request }: Answer): void {
  const { tainting } = state;
  if (tainting.request === 0 || request !== tainting.request) return;
  served(zoneOfNode(state, tainting.node), tainting.node);
  tainting.request = 0;
}

/** It stays in the queue, and its token is spent. */
export function failTaint(state: Controller, now: Time): void {
  const { tainting } = state;
  if (tainting.request === 0) return;
  const item = zoneOfNode(state, tainting.node)?.queue.find(({ node }) => node === tainting.node);
  if (item) item.at = now + 1;
  tainting.request = 0;
}
