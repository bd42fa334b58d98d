import { packetsWithin } from '../model/packets.ts';
import type { Window } from '../model/slices.ts';
import type { TraceIndex } from '../model/traceIndex.ts';
import { ends, lineLimit } from './passing.ts';
import { near } from './ringLayout.ts';
import type { SpaceTimeLayout } from './spaceTimeLayout.ts';

/** A line has no width to aim at. */
const reach = 6;

/** The message whose line in the space–time diagram is nearest to the point, as its row in the trace; −1 if none is near, or none is drawn by itself. */
export function packetOnLine(index: TraceIndex, layout: SpaceTimeLayout, window: Window, x: number, y: number): number {
  let best = -1, nearest = reach * layout.scale;
  for (const packet of packetsWithin(index, window, lineLimit(layout)) ?? []) {
    const { distance } = near(x, y, ...ends({ index, layout, window }, packet));
    if (distance >= nearest) continue;
    nearest = distance;
    best = index.packets.row[packet]!;
  }
  return best;
}
