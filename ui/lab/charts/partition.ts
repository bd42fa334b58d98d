/** Cuts on the topology: a whole partition as one line between the sides, other cuts each on its own link. */
import type { Moment } from '../model/slices.ts';
import { sidesBy } from '../model/sides.ts';
import type { Theme } from '../tokens.ts';
import { cross } from './messages.ts';
import type { Pen } from './pen.ts';
import type { RingLayout } from './ringLayout.ts';

/** At most so many single cuts are drawn. */
const most = 40;
/** Sides that lie scattered on the ring are told apart by their cut links, while these are so few. */
const fewLinks = 24;

export function drawCuts(pen: Pen, { cuts, cutCount }: Moment, layout: RingLayout, theme: Theme): void {
  if (cutCount === 0) return;
  const side = sidesBy(cuts, layout.count), whole = isWhole(side) || cutCount > 2 * fewLinks;
  if (whole && side.some(one => one !== side[0])) drawBoundary(pen, side, layout, theme);
  const links: number[] = [], crosses: number[] = [];
  const strokes = { add: (...ends: [number, number, number, number]): void => { crosses.push(...ends); } };
  for (let from = 0, drawn = 0; from < layout.count; from++) {
    for (let to = 0; to < layout.count && drawn < most; to++) {
      if (!cuts[from * layout.count + to] || (whole && side[from] !== side[to])) continue;
      const back = cuts[to * layout.count + from] === 1;
      if (back && to < from) continue;
      drawn++;
      const x1 = layout.x[from]!, y1 = layout.y[from]!, dx = layout.x[to]! - x1, dy = layout.y[to]! - y1;
      links.push(x1, y1, x1 + dx, y1 + dy);
      cross(strokes, x1 + dx * (back ? 0.5 : 0.72), y1 + dy * (back ? 0.5 : 0.72), 6 * layout.scale);
    }
  }
  pen.lines(links, links.length, { stroke: theme.loss, width: 1.5 * layout.scale, dash: [6, 5] });
  pen.lines(crosses, crosses.length, { stroke: theme.loss, width: 2.5 * layout.scale });
}

/** Whether every side stands together on the ring, so that lines between them say it all. */
export function isWhole(side: Int32Array): boolean {
  const changes = side.filter((one, i) => one !== side[(i + 1) % side.length]).length;
  return changes === 0 || changes === new Set(side).size;
}

/** From each place on the ring where the side changes, a stroke to the middle. */
function drawBoundary(pen: Pen, side: Int32Array, layout: RingLayout, theme: Theme): void {
  const strokes: number[] = [];
  for (let i = 0; i < layout.count; i++) {
    if (side[i] === side[(i + 1) % layout.count]) continue;
    const angle = layout.angle[i]! + Math.PI / layout.count, reach = layout.radius + layout.outer + 8;
    strokes.push(layout.centreX, layout.centreY, layout.centreX + layout.flat * reach * Math.cos(angle), layout.centreY + reach * Math.sin(angle));
  }
  pen.lines(strokes, strokes.length, { stroke: theme.page, width: 7 * layout.scale });
  pen.lines(strokes, strokes.length, { stroke: theme.loss, width: 3 * layout.scale, dash: [10, 6] });
}
