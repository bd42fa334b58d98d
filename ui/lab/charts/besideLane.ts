import type { TraceIndex } from '../model/traceIndex.ts';
import { Labels } from './labels.ts';
import type { LanesFrame } from './lanes.ts';
import type { LaneRow } from './lanesLayout.ts';
import { drawBeliefs } from './pairLane.ts';

/** The same pair in another future, faint and low under its lane: where the two differ is seen at a glance. */
export function drawBesideLane(frame: LanesFrame, { pair, y, height }: LaneRow, other: TraceIndex): void {
  const { pen, layout, theme } = frame, { monitor, peer } = pair, low = layout.beside ?? 0;
  if (monitor >= other.count || peer >= other.count || !other.watched[monitor * other.count + peer]) return;
  const top = y + height + 2 * layout.scale;
  const wordless = new Labels(pen, { left: 0, top: 0, right: 0, bottom: 0 });
  drawBeliefs({ ...frame, index: other, labels: wordless }, { pair, y: top, height: low });
  pen.rect(layout.left, top, layout.right - layout.left, low, { fill: theme.page, alpha: 0.4 });
}
