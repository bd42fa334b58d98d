import { leadershipSegments, splitBrainSegments } from '../model/leadership.ts';
import type { TraceIndex } from '../model/traceIndex.ts';
import { Labels } from './labels.ts';
import type { LanesFrame } from './lanes.ts';
import type { LaneRow } from './lanesLayout.ts';
import { epochInk } from './leaderLane.ts';
import { drawBeliefs } from './pairLane.ts';

/** The same pair in another future, faint and low under its lane: where the two differ is seen at a glance. */
export function drawBesideLane(frame: LanesFrame, { pair, y, height }: LaneRow, other: TraceIndex): void {
  const { pen, layout } = frame, { monitor, peer } = pair, low = layout.beside ?? 0;
  if (monitor >= other.count || peer >= other.count || !other.watched[monitor * other.count + peer]) return;
  const top = y + height + 2 * layout.scale;
  const wordless = new Labels(pen, { left: 0, top: 0, right: 0, bottom: 0 });
  drawBeliefs({ ...frame, index: other, labels: wordless }, { pair, y: top, height: low });
  veil(frame, top, low);
}

/** Who acts as leader in another future, faint under each lane of leaders; crossed where two do at once. */
export function drawBesideLeaders(frame: LanesFrame, other: TraceIndex): void {
  const { pen, layout, theme, window, x } = frame, low = (layout.beside ?? 0) - 2 * layout.scale;
  for (const { resource, y, height } of layout.leaders?.lanes ?? []) {
    const top = y + height + layout.scale;
    pen.clip(layout.left, top, layout.right - layout.left, low, () => {
      for (const one of leadershipSegments(other, window)) {
        if (one.acts && one.resource === resource) pen.rect(x(one.from), top, Math.max(1.5, x(one.to) - x(one.from)), low, { fill: epochInk(theme, one.epoch) });
      }
      for (const one of splitBrainSegments(other, window)) {
        if (one.resource === resource) pen.rect(x(one.from), top, Math.max(2, x(one.to) - x(one.from)), low, { fill: theme.page, texture: 'cross', stroke: theme.text });
      }
    });
    veil(frame, top, low);
  }
}

const veil = ({ pen, layout, theme }: LanesFrame, top: number, height: number): void =>
  pen.rect(layout.left, top, layout.right - layout.left, height, { fill: theme.page, alpha: 0.4 });
