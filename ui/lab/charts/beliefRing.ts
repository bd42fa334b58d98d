/** What others believe of a process: an arc for each monitor, or one stacked fraction where they are many. */
import type { ProcessId } from '../../../src/contract.ts';
import type { Moment } from '../model/slices.ts';
import { beliefCode, type TraceIndex } from '../model/traceIndex.ts';
import { sizes, type Theme } from '../tokens.ts';
import type { Paint, Pen } from './pen.ts';
import type { RingLayout } from './ringLayout.ts';

const unheard = beliefCode('unheard');

/** Fill and thickness by belief code. */
export function beliefInks(theme: Theme): readonly (string | null)[] {
  return [null, theme.unheard, theme.trusted, theme.suspected, theme.failed];
}

const thickness = [0, sizes.ring.unheard, sizes.ring.trusted, sizes.ring.suspected, sizes.ring.failed];

/** The arcs go clockwise from the first neighbour, so that each lies about where its monitor stands. */
export function drawBeliefRing(pen: Pen, index: TraceIndex, moment: Moment, layout: RingLayout, theme: Theme, process: ProcessId): void {
  if (index.count > sizes.ringLimit) return drawFraction(pen, index, moment, layout, theme, process);
  const inks = beliefInks(theme), share = (layout.outer - layout.ring) / sizes.ring.failed;
  const places = index.count - 1, step = 2 * Math.PI / Math.max(1, places), gap = Math.min(0.06, step * 0.12);
  for (let k = 0; k < places; k++) {
    const monitor = (process + 1 + k) % index.count;
    const belief = moment.beliefs[monitor * index.count + process]!;
    if (belief === 0) continue;
    const from = layout.angle[process]! + k * step + gap, to = from + step - 2 * gap;
    const outer = layout.ring + thickness[belief]! * share;
    pen.sector(layout.x[process]!, layout.y[process]!, layout.ring, outer, from, to, paintOf(belief, inks, layout.scale));
  }
}

function paintOf(belief: number, inks: readonly (string | null)[], scale: number): Paint {
  const ink = inks[belief]!;
  return belief === unheard ? { stroke: ink, width: scale, dash: [2, 2] } : { fill: ink };
}

/** Trusted, suspected, failed, unheard as shares of a whole turn, clockwise from twelve. */
function drawFraction(pen: Pen, index: TraceIndex, moment: Moment, layout: RingLayout, theme: Theme, process: ProcessId): void {
  const counts = [0, 0, 0, 0, 0], inks = beliefInks(theme);
  for (let monitor = 0; monitor < index.count; monitor++) counts[moment.beliefs[monitor * index.count + process]!]! += 1;
  const all = counts[1]! + counts[2]! + counts[3]! + counts[4]!;
  const share = (layout.outer - layout.ring) / sizes.ring.failed;
  let from = -Math.PI / 2;
  for (const belief of [2, 3, 4, 1]) {
    if (counts[belief] === 0) continue;
    const to = from + 2 * Math.PI * counts[belief]! / all;
    const outer = layout.ring + thickness[belief]! * share;
    // a whole turn has no ends for a path to go between
    pen.sector(layout.x[process]!, layout.y[process]!, layout.ring, outer, from, Math.min(to, from + 6.28), paintOf(belief, inks, layout.scale));
    from = to;
  }
}
