/** Messages of the space–time diagram: each as a line while they are few, else how many pass between two columns. */
import { after } from '../model/grouped.ts';
import { packetsWithin, reachOf } from '../model/packets.ts';
import { passing, within } from '../model/passing.ts';
import type { Pair, Window } from '../model/slices.ts';
import type { TraceIndex } from '../model/traceIndex.ts';
import { sizes, type Theme } from '../tokens.ts';
import { cross, glyph, Strokes } from './messages.ts';
import { mixed } from './mixed.ts';
import { clear, type Pen } from './pen.ts';
import { columnX, yOf, type SpaceTimeLayout } from './spaceTimeLayout.ts';

export interface PassingFrame {
  readonly pen: Pen;
  readonly index: TraceIndex;
  readonly window: Window;
  readonly layout: SpaceTimeLayout;
  readonly theme: Theme;
  readonly pair: Pair | null;
}

/** More messages than this are shown as shades: lines closer than that are none. */
export const lineLimit = ({ top, bottom }: SpaceTimeLayout): number => Math.round(Math.min(sizes.messageLimit, 1.5 * (bottom - top)));
/** More than so many have no mark of their purpose where they arrive. */
const glyphLimit = 300;

/** True if each message could be drawn by itself. */
export function drawPassing(frame: PassingFrame): boolean {
  const packets = packetsWithin(frame.index, frame.window, lineLimit(frame.layout));
  if (packets) drawLines(frame, packets);
  else drawShades(frame);
  return packets !== null;
}

const plain = new Strokes(), own = new Strokes(), missed = new Strokes(), crosses = new Strokes();

function drawLines(frame: PassingFrame, packets: readonly number[]): void {
  const { pen, index, layout, theme } = frame;
  for (const packet of packets) gather(frame, packet);
  plain.draw(pen, { stroke: theme.message, width: layout.scale, alpha: packets.length > glyphLimit ? 0.6 : 0.85 });
  own.draw(pen, { stroke: theme.message, width: 2.4 * layout.scale });
  missed.draw(pen, { stroke: theme.loss, width: 1.2 * layout.scale });
  if (packets.length <= glyphLimit) {
    const filled = { fill: theme.message }, hollow = { fill: theme.page, stroke: theme.message, width: 1.2 * layout.scale };
    for (const packet of packets) {
      if (index.packets.fate[packet] === 0) glyph(pen, purposeOf(index, packet), arrivalOf(frame, packet), 2.6 * layout.scale, filled, hollow);
    }
  }
  crosses.draw(pen, { stroke: theme.loss, width: 2 * layout.scale });
}

const purposeOf = ({ purposes, trace, packets }: TraceIndex, packet: number): NonNullable<TraceIndex['purposes'][number]> =>
  purposes[trace.m[packets.row[packet]!]! & 0xffff] ?? 'application';

/** Where its line begins and ends: x1, y1, x2, y2. */
export function ends({ index, layout, window }: Pick<PassingFrame, 'index' | 'layout' | 'window'>, packet: number): readonly [number, number, number, number] {
  const { trace, packets } = index, row = packets.row[packet]!, reach = reachOf(packets.fate[packet]!);
  const from = columnX(layout, trace.a[row]!), to = columnX(layout, trace.b[row]!), side = Math.sign(to - from) * layout.half;
  const sent = packets.sent[packet]!, until = packets.until[packet]!;
  const x1 = from + side, x2 = to - side;
  return [x1, yOf(layout, window, sent), x1 + reach * (x2 - x1), yOf(layout, window, sent + reach * (until - sent))];
}

function arrivalOf(frame: PassingFrame, packet: number): { x: number; y: number } {
  const [, , x, y] = ends(frame, packet);
  return { x, y };
}

function gather(frame: PassingFrame, packet: number): void {
  const { index: { trace, packets }, pair, layout } = frame, row = packets.row[packet]!;
  const [x1, y1, x2, y2] = ends(frame, packet);
  const lost = packets.fate[packet] !== 0;
  const chosen = pair !== null && trace.a[row] === pair.peer && trace.b[row] === pair.monitor;
  (lost ? missed : chosen ? own : plain).add(x1, y1, x2, y2);
  if (lost) cross(crosses, x2, y2, 3.5 * layout.scale);
}

/** The message of this row stands out, whether or not the others are drawn one by one. */
export function markPassing(frame: PassingFrame, row: number): void {
  const { pen, index, layout, theme } = frame, packet = after(index.packets.row, row) - 1;
  const [x1, y1, x2, y2] = ends(frame, packet), r = 5 * layout.scale;
  pen.line(x1, y1, x2, y2, { stroke: theme.page, width: 6 * layout.scale });
  pen.line(x1, y1, x2, y2, { stroke: theme.focus, width: 3 * layout.scale });
  for (const [x, y] of [[x1, y1], [x2, y2]] as const) pen.circle(x, y, r, { fill: theme.page, stroke: theme.focus, width: 2 * layout.scale });
}

const shades = 24;
let picture = new Uint32Array(0);

/** Rows of two pixels; in the middle of each gap a strip for what was lost there. */
function drawShades({ pen, index, window, layout, theme }: PassingFrame): void {
  const all = passing(index), rows = Math.max(1, Math.round((layout.bottom - layout.top) / 2)), strips = 5, columns = all.gaps * strips;
  if (picture.length !== rows * columns) picture = new Uint32Array(rows * columns);
  const counts = new Float64Array(rows * all.gaps), losses = new Float64Array(rows * all.gaps);
  let busiest = 1;
  for (let row = 0, i = 0; row < rows; row++) {
    const from = window.from + (window.to - window.from) * row / rows, stretch = { from, to: from + (window.to - window.from) / rows };
    for (let gap = 0; gap < all.gaps; gap++, i++) {
      counts[i] = within(all, all.taken, gap, stretch);
      losses[i] = within(all, all.lost, gap, stretch);
      busiest = Math.max(busiest, counts[i]!);
    }
  }
  const taken = inks(theme, theme.message, 0.2), lost = inks(theme, theme.loss, 0.55), whole = Math.log1p(busiest);
  const inkOf = (list: Uint32Array, count: number): number => (count < 0.02 ? clear : list[Math.min(shades - 1, 1 + Math.floor((shades - 2) * Math.log1p(count) / whole))]!);
  for (let i = 0; i < counts.length; i++) {
    const ink = inkOf(taken, counts[i]!), at = i * strips;
    picture.fill(ink, at, at + strips);
    if (losses[i]! >= 0.02) picture[at + 2] = inkOf(lost, losses[i]!);
  }
  pen.cells(columnX(layout, 0), layout.top, all.gaps * layout.step, layout.bottom - layout.top, columns, picture);
}

const mixes = new Map<string, Uint32Array>();

/** From the page's colour to the full ink; nothing that is there is paler than this share of it. */
function inks(theme: Theme, ink: string, palest: number): Uint32Array {
  const key = theme.page + ink;
  let list = mixes.get(key);
  if (!list) mixes.set(key, list = Uint32Array.from({ length: shades }, (_, i) => parseInt(mixed(theme.page, ink, palest + (1 - palest) * i / (shades - 1)).slice(1), 16)));
  return list;
}
