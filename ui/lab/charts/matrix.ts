/** Who believes what of whom: rows are monitors, columns those they watch. Truth is a frame round the column. */
import type { ProcessId } from '../../../src/contract.ts';
import type { Accusers } from '../model/accusers.ts';
import { sidesBy } from '../model/sides.ts';
import type { Moment, Pair } from '../model/slices.ts';
import { truthCode, type TraceIndex } from '../model/traceIndex.ts';
import { sizes, type Theme } from '../tokens.ts';
import { fitted } from './lanes.ts';
import { drawLens } from './lens.ts';
import { accuserMarks, levelMarks, stateMarks, type Marks } from './matrixMarks.ts';
import { clear, type Pen, type Size } from './pen.ts';

export interface MatrixSlice {
  readonly index: TraceIndex;
  readonly moment: Moment;
  readonly selected?: readonly number[];
  readonly pair?: Pair | null;
  readonly hovered?: Pair | null;
  /** A process under the pointer, on any picture. */
  readonly process?: ProcessId | null;
  /** By place: which process stands there. By id, where it is left out. */
  readonly order?: ArrayLike<number> | null;
  /** In place of the opinions: levels of suspicion by pair, or who accused first. */
  readonly level?: Float32Array | null;
  readonly accusers?: Accusers | null;
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
export const smallest = 9;

export function matrixLayout(count: number, { width, height, scale = 1 }: Size): MatrixLayout {
  const label = 58 * scale, side = Math.max(1, Math.floor(Math.min(width - label - 8, height - 30 * scale - 8) / Math.max(1, count)));
  const cell = Math.min(side, 60 * scale), left = Math.max(label, (width + label - 8 - cell * count) / 2);
  return { count, left, top: Math.max(30 * scale, (height + 30 * scale - 8 - cell * count) / 2), cell, scale };
}

/** The pair whose cell lies here; null outside and on the diagonal. */
export function cellAt({ count, left, top, cell }: MatrixLayout, x: number, y: number, order?: ArrayLike<number> | null): Pair | null {
  const row = Math.floor((y - top) / cell), column = Math.floor((x - left) / cell);
  const inside = row >= 0 && row < count && column >= 0 && column < count && row !== column;
  return inside ? { monitor: order?.[row] ?? row, peer: order?.[column] ?? column } : null;
}

/** What every part of the matrix needs. */
export interface MatrixFrame extends MatrixLayout {
  readonly pen: Pen;
  readonly index: TraceIndex;
  readonly moment: Moment;
  readonly marks: Marks;
  readonly theme: Theme;
  /** By place: which process; by process: at which place. */
  readonly order: ArrayLike<number>;
  readonly place: ArrayLike<number>;
}

export function drawMatrix(pen: Pen, slice: MatrixSlice, size: Size, theme: Theme): void {
  const { index, moment } = slice, layout = matrixLayout(index.count, size), order = slice.order ?? Int32Array.from({ length: index.count }, (_, i) => i);
  const place = new Int32Array(index.count);
  for (let i = 0; i < index.count; i++) place[order[i]!] = i;
  const frame: MatrixFrame = { ...layout, pen, index, moment, theme, order, place, marks: marksOf(slice, theme) };
  if (layout.cell < smallest) drawPixels(frame);
  else drawCells(frame);
  drawTruthFrames(frame);
  drawSides(frame);
  drawNames(frame, slice.process ?? null);
  const { left, top, cell } = layout;
  for (const [pair, stroke] of [[slice.hovered, theme.muted], [slice.pair, theme.focus]] as const) {
    if (pair) pen.rect(left + place[pair.peer]! * cell, top + place[pair.monitor]! * cell, cell, cell, { stroke, width: 2.5 });
  }
  if (slice.hovered && layout.cell < smallest) drawLens(frame, slice.hovered, size);
}

function marksOf({ index, moment, level, accusers }: MatrixSlice, theme: Theme): Marks {
  if (accusers) return accuserMarks(index, moment, accusers, theme);
  return level?.length === moment.beliefs.length ? levelMarks(moment, level, theme) : stateMarks(moment, theme);
}

function drawCells(frame: MatrixFrame): void {
  const { pen, count, left, top, cell, theme, order } = frame, grid: number[] = [];
  for (let i = 0; i <= count; i++) grid.push(left, top + i * cell, left + count * cell, top + i * cell, left + i * cell, top, left + i * cell, top + count * cell);
  pen.lines(grid, grid.length, { stroke: theme.grid });
  for (let row = 0; row < count; row++) {
    for (let column = 0; column < count; column++) drawCell(frame, order[row]! * count + order[column]!, left + column * cell, top + row * cell, cell);
  }
}

/** One mark, at a place of its own. */
export function drawCell({ pen, index, theme, scale, marks: { ink, side: sides, outlined, palette, words } }: MatrixFrame, pair: number, x: number, y: number, cell: number): void {
  if (ink[pair] === 0) {
    if (!index.watched[pair]) pen.rect(x + 1, y + 1, cell - 2, cell - 2, { fill: theme.panel });
    return;
  }
  const side = (cell - 3) * sides[pair]!, inset = (cell - side) / 2, colour = palette[ink[pair]!]!;
  pen.rect(x + inset, y + inset, side, side, outlined[pair] ? { stroke: colour, dash: [2, 2] } : { fill: colour });
  const said = cell >= 18 ? words(pair) : '';
  if (said) pen.text(x + cell / 2, y + cell / 2, said, { fill: theme.page, size: 12 * scale, anchor: 'middle', baseline: 'middle', bold: true });
}

let picture = new Uint32Array(0);

/** Every cell its own few pixels: still larger where the belief is graver. */
function drawPixels({ pen, count, left, top, cell, order, marks: { ink, side: sides, palette } }: MatrixFrame): void {
  const columns = count * cell, inks = palette.map(colour => (colour ? parseInt(colour.slice(1), 16) : clear));
  if (picture.length !== columns * columns) picture = new Uint32Array(columns * columns);
  picture.fill(clear);
  for (let place = 0; place < count * count; place++) {
    const pair = order[Math.floor(place / count)]! * count + order[place % count]!;
    if (ink[pair] === 0) continue;
    const side = Math.max(1, Math.round(cell * sides[pair]!)), inset = Math.floor((cell - side) / 2);
    const from = (Math.floor(place / count) * cell + inset) * columns + (place % count) * cell + inset;
    const colour = inks[ink[pair]!]!;
    // a call of fill() for each row takes longer than the few pixels of it
    for (let start = from, row = 0; row < side; row++, start += columns) {
      for (let i = start; i < start + side; i++) picture[i] = colour;
    }
  }
  pen.cells(left, top, columns, columns, columns, picture);
}

const crashed = truthCode('crashed'), paused = truthCode('paused');

/** Solid round the column of a crashed process, barred above a paused one. */
function drawTruthFrames({ pen, moment: { truth }, count, left, top, cell, scale, theme, order }: MatrixFrame): void {
  for (let column = 0; column < count; column++) {
    const peer = order[column]!, x = left + column * cell, width = cell < smallest ? 1 : 2.5 * scale;
    if (truth[peer] === crashed) pen.rect(x, top - 4, cell, count * cell + 8, { stroke: theme.text, width });
    else if (truth[peer] === paused) {
      pen.rect(x, top - 4, cell, count * cell + 8, { stroke: theme.muted, width, dash: [3, 3] });
      pen.rect(x, top - 4, cell, 4, { fill: theme.text, texture: 'bars' });
    }
  }
}

/** A partition as lines between rows, and columns, that cannot hear each other: opinions form blocks. */
function drawSides({ pen, moment: { cuts, cutCount }, count, left, top, cell, theme, order }: MatrixFrame): void {
  if (cutCount === 0) return;
  const side = sidesBy(cuts, count), lines: number[] = [];
  for (let i = 1; i < count; i++) {
    if (side[order[i]!] === side[order[i - 1]!]) continue;
    lines.push(left - 6, top + i * cell, left + count * cell, top + i * cell, left + i * cell, top - 6, left + i * cell, top + count * cell);
  }
  pen.lines(lines, lines.length, { stroke: theme.loss, width: 2, dash: [5, 4] });
}

/** Every name where there is room for it, else every fifth, tenth …: rows at the left, columns above. */
function drawNames({ pen, index, count, left, top, cell, scale, theme, order }: MatrixFrame, process: ProcessId | null): void {
  const size = sizes.small * scale, widest = Math.max(...index.names.map(name => pen.textWidth(name, size)));
  const rowStep = stepOf(size * 1.2 / cell), columnStep = stepOf((Math.min(widest, 49 * scale) + 4) / cell);
  for (let i = 0; i < count; i++) {
    const middle = (i + 0.5) * cell, name = index.names[order[i]!]!, bold = order[i] === process, letters = { fill: theme.text, size, baseline: 'middle', bold } as const;
    const fit = (width: number): string => fitted(name, width, bold ? 1.13 * size : size);
    if (i % rowStep === 0) pen.text(left - 8, top + middle, fit(Math.max(49 * scale, left - 14)), { ...letters, anchor: 'end' });
    if (i % columnStep === 0) pen.text(left + middle, top - 12 * scale, fit(columnStep * cell - 3), { ...letters, anchor: 'middle' });
  }
}

function stepOf(cells: number): number {
  for (const step of [1, 2, 5, 10, 20, 50]) if (step >= cells) return step;
  return 100;
}
