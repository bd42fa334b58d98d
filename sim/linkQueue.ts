/** What traffic can change on a link: who waits for its bandwidth, and who may not overtake. */
import type { Duration, ProcessId, Time } from '../src/contract.ts';
import type { Overlay } from './faults/fault.ts';
import { Numeral, rowNumbers, type LinkData } from './links.ts';
import type { LinkSpec } from './scenario.ts';
import type { Cause } from './trace.ts';
import type { World } from './world.ts';

/** How long the packet waits and takes to be put on the wire; −1 when the queue has no room. */
export function queueFor(
  world: World, from: ProcessId, to: ProcessId, link: number, spec: LinkSpec, overlays: readonly Overlay[], size: number,
): Duration {
  const bandwidth = overlays.reduce((width, overlay) => overlay.bandwidth || width, spec.bandwidth) * (1 - spec.background);
  if (bandwidth <= 0) return 0;
  const { numbers } = world.links;
  const busyUntil = link * rowNumbers + Numeral.busyUntil;
  const wait = Math.max(0, numbers[busyUntil]! - world.now);
  if ((wait * bandwidth) / 8e6 > spec.queue - size) {
    world.queueDrops++;
    return -1;
  }
  const done = wait + Math.ceil((size * 8e6) / bandwidth);
  numbers[busyUntil] = world.now + done;
  if (wait > 0) {
    world.queued++;
    world.queueWait += wait;
    if (wait > (world.busiest?.wait ?? 0)) world.busiest = { from, to, wait };
  }
  return done;
}

/** When it arrives on a link that keeps the order; what never arrives keeps nobody. */
export function inOrder({ numbers }: LinkData, link: number, spec: LinkSpec, arrival: Time, fate: Cause | null): Time {
  if (spec.order === 'free' || fate !== null) return arrival;
  const last = link * rowNumbers + Numeral.lastArrival;
  numbers[last] = Math.max(arrival, numbers[last]!);
  return numbers[last]!;
}
