/** Who believes what of whom: rows are monitors, columns those they watch. Truth is a frame round the column. */
import type { Moment, Pair } from '../model/slices.ts';
import { sidesBy } from '../model/sides.ts';
import { beliefCode, truthCode, type TraceIndex } from '../model/traceIndex.ts';
import { sizes, type Theme } from '../tokens.ts';
import { beliefInks } from './beliefRing.ts';
import { fitted } from './lanes.ts';
import { clear, type Pen, type Size } from './pen.ts';

export interface MatrixSlice {
  readonly index: TraceIndex;
  readonly moment: Moment;
  readonly selected?: readonly number[];
  readonly pair?: Pair | null;
  readonly hovered?: Pair | null;
}

export interface MatrixLayout {
  readonly count: number;
  readonly left: number;
  readonly top: number;
  /** Side of one cell: whole pixels. */
  readonly cell: number;
  readonly scale: number;
}

/** Cells narrower than this are one image; others are marks that can be told by their size. */
const smallest = 9;

export function matrixLayout(count: number, { width, height, scale = 1 }: Size): MatrixLayout {
  const label = 58 * scale, side = Math.max(1, Math.floor(Math.min(width - label - 8, height - 30 * scale - 8) / Math.max(1, count)));
  const cell = Math.min(side, 60 * scale), left = Math.max(label, (width + label - 8 - cell * count) / 2);
  return { count, left, top: Math.max(30 * scale, (height + 30 * scale - 8 - cell * count) / 2), cell, scale };
}

/** The pair whose cell lies here; null outside and on the diagonal. */
export function cellAt({ count, left, top, cell }: MatrixLayout, x: number, y: number): Pair | null {
  const monitor = Math.floor((y - top) / cell), peer = Math.floor((x - left) / cell);
  const inside = monitor >= 0 && monitor < count && peer >= 0 && peer < count && monitor !== peer;
  return inside ? { monitor, peer } : null;
}

export function drawMatrix(pen: Pen, slice: MatrixSlice, size: Size, theme: Theme): void {
  const { index, moment } = slice, layout = matrixLayout(index.count, size);
  if (layout.cell < smallest) drawPixels(pen, moment, layout, theme);
  else drawCells(pen, index, moment, layout, theme);
  drawTruthFrames(pen, moment, layout, theme);
  drawSides(pen, moment, layout, theme);
  drawNames(pen, index, layout, theme);
  const { left, top, cell } = layout;
  for (const [pair, stroke] of [[slice.hovered, theme.muted], [slice.pair, theme.focus]] as const) {
    if (pair) pen.rect(left + pair.peer * cell, top + pair.monitor * cell, cell, cell, { stroke, width: 2.5 });
  }
}

const shares = [0, sizes.cell.unheard, sizes.cell.trusted, sizes.cell.suspected, sizes.cell.failed];
const unheard = beliefCode('unheard'), suspected = beliefCode('suspected');

function drawCells(pen: Pen, { watched }: TraceIndex, { beliefs }: Moment, { count, left, top, cell, scale }: MatrixLayout, theme: Theme): void {
  const inks = beliefInks(theme), grid: number[] = [];
  for (let i = 0; i <= count; i++) grid.push(left, top + i * cell, left + count * cell, top + i * cell, left + i * cell, top, left + i * cell, top + count * cell);
  pen.lines(grid, grid.length, { stroke: theme.grid });
  for (let k = 0; k < beliefs.length; k++) {
    const belief = beliefs[k]!, x = left + (k % count) * cell, y = top + Math.floor(k / count) * cell;
    if (belief === 0) {
      if (!watched[k]) pen.rect(x + 1, y + 1, cell - 2, cell - 2, { fill: theme.panel });
      continue;
    }
    const side = (cell - 3) * shares[belief]!, inset = (cell - side) / 2;
    pen.rect(x + inset, y + inset, side, side, belief === unheard ? { stroke: theme.unheard, dash: [2, 2] } : { fill: inks[belief]! });
    if (belief >= suspected && cell >= 18) {
      const fill = theme.page;
      pen.text(x + cell / 2, y + cell / 2, belief === suspected ? '?' : '×', { fill, size: 12 * scale, anchor: 'middle', baseline: 'middle', bold: true });
    }
  }
}

let picture = new Uint32Array(0);

/** Every cell its own few pixels: still larger where the belief is graver. */
function drawPixels(pen: Pen, { beliefs }: Moment, { count, left, top, cell }: MatrixLayout, theme: Theme): void {
  const columns = count * cell, inks = beliefInks(theme).map(ink => (ink ? parseInt(ink.slice(1), 16) : clear));
  if (picture.length !== columns * columns) picture = new Uint32Array(columns * columns);
  picture.fill(clear);
  for (let k = 0; k < beliefs.length; k++) {
    const belief = beliefs[k]!;
    if (belief === 0) continue;
    const side = Math.max(1, Math.round(cell * shares[belief]!)), inset = Math.floor((cell - side) / 2);
    const from = (Math.floor(k / count) * cell + inset) * columns + (k % count) * cell + inset;
    for (let row = 0; row < side; row++) picture.fill(inks[belief]!, from + row * columns, from + row * columns + side);
  }
  pen.cells(left, top, columns, columns, columns, picture);
}

const crashed = truthCode('crashed'), paused = truthCode('paused');

/** Solid round the column of a crashed process, barred above a paused one. */
function drawTruthFrames(pen: Pen, { truth }: Moment, { count, left, top, cell, scale }: MatrixLayout, theme: Theme): void {
  for (let peer = 0; peer < count; peer++) {
    const x = left + peer * cell, width = cell < smallest ? 1 : 2.5 * scale;
    if (truth[peer] === crashed) pen.rect(x, top - 4, cell, count * cell + 8, { stroke: theme.text, width });
    else if (truth[peer] === paused) {
      pen.rect(x, top - 4, cell, count * cell + 8, { stroke: theme.muted, width, dash: [3, 3] });
      pen.rect(x, top - 4, cell, 4, { fill: theme.text, texture: 'bars' });
    }
  }
}

/** A partition as lines between rows, and columns, that cannot hear each other: opinions form blocks. */
function drawSides(pen: Pen, { cuts, cutCount }: Moment, { count, left, top, cell }: MatrixLayout, theme: Theme): void {
  if (cutCount === 0) return;
  const side = sidesBy(cuts, count), lines: number[] = [];
  for (let i = 1; i < count; i++) {
    if (side[i] === side[i - 1]) continue;
    lines.push(left - 6, top + i * cell, left + count * cell, top + i * cell, left + i * cell, top - 6, left + i * cell, top + count * cell);
  }
  pen.lines(lines, lines.length, { stroke: theme.loss, width: 2, dash: [5, 4] });
}

/** Every name where there is room for it, else every fifth, tenth …: rows at the left, columns above. */
function drawNames(pen: Pen, index: TraceIndex, { count, left, top, cell, scale }: MatrixLayout, theme: Theme): void {
  const size = sizes.small * scale, widest = Math.max(...index.names.map(name => pen.textWidth(name, size)));
  const rowStep = stepOf(size * 1.2 / cell), columnStep = stepOf((Math.min(widest, 49 * scale) + 4) / cell);
  for (let i = 0; i < count; i++) {
    const middle = (i + 0.5) * cell;
    if (i % rowStep === 0) pen.text(left - 8, top + middle, fitted(index.names[i]!, 49 * scale, size), { fill: theme.text, size, anchor: 'end', baseline: 'middle' });
    if (i % columnStep === 0) pen.text(left + middle, top - 12 * scale, fitted(index.names[i]!, columnStep * cell - 3, size), { fill: theme.text, size, anchor: 'middle', baseline: 'middle' });
  }
}

function stepOf(cells: number): number {
  for (const step of [1, 2, 5, 10, 20, 50]) if (step >= cells) return step;
  return 100;
}
