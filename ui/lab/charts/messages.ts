/** Messages on the topology: where each one is, and what it looks like. Those of one look are drawn in one stroke. */
import type { Purpose } from '../../../src/contract.ts';
import type { Moment, Moving } from '../model/slices.ts';
import type { TraceIndex } from '../model/traceIndex.ts';
import { sizes, type Theme } from '../tokens.ts';
import type { Paint, Pen } from './pen.ts';
import { near, type RingLayout } from './ringLayout.ts';

export interface Point { x: number; y: number; dx: number; dy: number; length: number }

/** Both directions of a link keep to their right, so that they do not meet. */
const aside = 4;

/** The point at `share` of the way, and the direction of travel. */
export function along(layout: RingLayout, from: number, to: number, share: number, into: Point): Point {
  const x1 = layout.x[from]!, y1 = layout.y[from]!, wx = layout.x[to]! - x1, wy = layout.y[to]! - y1;
  const whole = Math.max(1, Math.hypot(wx, wy)), free = Math.max(0, whole - 2 * layout.outer);
  const at = layout.outer + share * free;
  into.dx = wx / whole;
  into.dy = wy / whole;
  into.x = x1 + into.dx * at - into.dy * aside * layout.scale;
  into.y = y1 + into.dy * at + into.dx * aside * layout.scale;
  into.length = free;
  return into;
}

const spot: Point = { x: 0, y: 0, dx: 0, dy: 0, length: 0 };
const ages = 4;

/** Strokes that differ only in place: gathered, then drawn at once. The columns are kept from frame to frame. */
export class Strokes {
  private columns = new Float64Array(4_096);
  count = 0;

  add(x1: number, y1: number, x2: number, y2: number): void {
    if (this.count + 4 > this.columns.length) {
      const wider = new Float64Array(this.columns.length * 2);
      wider.set(this.columns);
      this.columns = wider;
    }
    this.columns[this.count++] = x1;
    this.columns[this.count++] = y1;
    this.columns[this.count++] = x2;
    this.columns[this.count++] = y2;
  }

  draw(pen: Pen, paint: Paint): void {
    if (this.count > 0) pen.lines(this.columns, this.count, paint);
    this.count = 0;
  }
}

const tails = new Strokes(), arrows = new Strokes();
const trails = Array.from({ length: ages }, () => new Strokes()), crosses = Array.from({ length: ages }, () => new Strokes());

export function drawMessages(pen: Pen, index: TraceIndex, { moving }: Moment, layout: RingLayout, theme: Theme, arrowheads: boolean): void {
  const r = (layout.count > 40 ? 2 : 3.5) * layout.scale;
  const filled: Paint = { fill: theme.message }, hollow: Paint = { fill: theme.page, stroke: theme.message, width: 1.5 * layout.scale };
  const trailing = moving.total <= sizes.trailLimit;
  for (let k = 0; k < moving.count; k++) gather(moving, k, layout, r, arrowheads, trailing);
  tails.draw(pen, { stroke: theme.message, width: 1.5 * layout.scale, alpha: 0.45 });
  trails.forEach((strokes, age) => strokes.draw(pen, { stroke: theme.message, width: 1.2 * layout.scale, alpha: 0.5 * (1 - age / ages) }));
  for (let k = 0; k < moving.count; k++) {
    if (moving.stage[k] !== 0) continue;
    along(layout, moving.from[k]!, moving.to[k]!, moving.share[k]!, spot);
    glyph(pen, index.purposes[moving.kind[k]!] ?? 'application', spot, r, filled, hollow);
  }
  arrows.draw(pen, { stroke: theme.message, width: 1.5 * layout.scale });
  crosses.forEach((strokes, age) => strokes.draw(pen, { stroke: theme.loss, width: 2 * layout.scale, alpha: 1 - age / ages }));
}

function gather(moving: Moving, k: number, layout: RingLayout, r: number, arrowheads: boolean, trailing: boolean): void {
  const { x, y, dx, dy, length } = along(layout, moving.from[k]!, moving.to[k]!, moving.share[k]!, spot);
  const stage = moving.stage[k]!, age = Math.min(ages - 1, Math.floor(moving.age[k]! * ages));
  const tail = Math.min(stage === 0 ? 16 * layout.scale : length, length * moving.share[k]!);
  const strokes = stage === 0 ? tails : trails[age]!;
  if (tail > 1 && (stage === 0 || trailing)) strokes.add(x - dx * tail, y - dy * tail, x, y);
  if (stage === 2) cross(crosses[age]!, x, y, r + layout.scale);
  if (arrowheads && stage === 0) arrowhead(arrows, x + dx * (r + 5), y + dy * (r + 5), dx, dy, 4 * layout.scale);
}

export function cross(strokes: { add(x1: number, y1: number, x2: number, y2: number): void }, x: number, y: number, r: number): void {
  strokes.add(x - r, y - r, x + r, y + r);
  strokes.add(x - r, y + r, x + r, y - r);
}

function arrowhead(strokes: Strokes, x: number, y: number, dx: number, dy: number, size: number): void {
  strokes.add(x, y, x - (dx - dy * 0.6) * size, y - (dy + dx * 0.6) * size);
  strokes.add(x, y, x - (dx + dy * 0.6) * size, y - (dy - dx * 0.6) * size);
}

const shape = new Float64Array(8);

/** Dot: heartbeat; ring: ack; diamond: relay; triangle: gossip; square: election; open square: application. */
export function glyph(pen: Pen, purpose: Purpose, at: { x: number; y: number }, r: number, filled: Paint, hollow: Paint): void {
  if (purpose === 'heartbeat') pen.circle(at.x, at.y, r, filled);
  else if (purpose === 'ack') pen.circle(at.x, at.y, r, hollow);
  else if (purpose === 'election') pen.rect(at.x - r, at.y - r, 2 * r, 2 * r, filled);
  else if (purpose === 'application') pen.rect(at.x - r * 0.8, at.y - r * 0.8, 1.6 * r, 1.6 * r, hollow);
  else pen.path(corners(at.x, at.y, r * 1.3, purpose === 'relay' ? 4 : 3), purpose === 'relay' ? 8 : 6, filled, true);
}

function corners(x: number, y: number, r: number, count: number): Float64Array {
  for (let i = 0; i < count; i++) {
    const angle = 2 * Math.PI * i / count - Math.PI / 2;
    shape[2 * i] = x + r * Math.cos(angle);
    shape[2 * i + 1] = y + r * Math.sin(angle);
  }
  return shape;
}

/** A ring around the one that is looked at, while it is to be seen. */
export function ringMessage(pen: Pen, { moving }: Moment, layout: RingLayout, theme: Theme, row: number): void {
  const k = moving.row.subarray(0, moving.count).indexOf(row);
  if (k < 0) return;
  const { x, y } = along(layout, moving.from[k]!, moving.to[k]!, moving.share[k]!, spot);
  pen.circle(x, y, 9 * layout.scale, { stroke: theme.focus, width: 2.5 * layout.scale });
}

/** The message under the point, as its row in the trace; −1 if there is none. */
export function packetAt({ moving }: Moment, layout: RingLayout, x: number, y: number): number {
  let best = -1, nearest: number = sizes.reach;
  for (let k = 0; k < moving.count; k++) {
    if (moving.stage[k] === 1) continue;
    along(layout, moving.from[k]!, moving.to[k]!, moving.share[k]!, spot);
    const { distance } = near(x, y, spot.x, spot.y, spot.x, spot.y);
    if (distance < nearest) {
      nearest = distance;
      best = moving.row[k]!;
    }
  }
  return best;
}
