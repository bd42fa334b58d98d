import type { Time } from '../../../src/contract.ts';
import { Labels } from '../charts/labels.ts';
import { drawCursor, drawGrid, drawScript, fitted, reserveCursor, type LanesFrame } from '../charts/lanes.ts';
import { xOf } from '../charts/lanesLayout.ts';
import { drawLeaders } from '../charts/leaderLane.ts';
import { drawBeliefs } from '../charts/pairLane.ts';
import type { Pen, Size } from '../charts/pen.ts';
import type { Pair, TraceIndex, Window } from '../model.ts';
import { sizes, type Theme } from '../tokens.ts';
import { letter } from './columns.ts';
import type { Divergence } from './divergence.ts';
import { differHeight, stackLayout, type PairStack, type StackLayout } from './stackLayout.ts';

export interface StackSlice {
  /** The runs of the columns, in order. */
  readonly columns: readonly TraceIndex[];
  readonly pairs: readonly Pair[];
  readonly window: Window;
  readonly cursor: Time;
  readonly divergences: readonly Divergence[];
  readonly selected?: Pair | null;
  readonly hovered?: Time | null;
}

/** The lanes of every column under one script and one time axis. */
export function drawStack(pen: Pen, slice: StackSlice, size: Size, theme: Theme): void {
  const { columns, pairs, window, cursor } = slice;
  const [first] = columns;
  if (!first) return;
  const layout = stackLayout(columns, pairs, size);
  const labels = new Labels(pen, { left: 0, top: 0, right: size.width, bottom: size.height });
  const frameOf = (index: TraceIndex): LanesFrame =>
    ({ pen, index, window, theme, labels, layout: { ...layout, ...layout.scripts[0]!, leaders: null, pairs: [] }, x: t => xOf(layout, window, t) });
  const frame = frameOf(first);
  reserveCursor(frame, cursor);
  drawGrid(frame);
  drawScripts(columns.map(frameOf), layout);
  drawDifferences(frame, layout, slice.divergences);
  layout.leads.forEach((lanes, i) => {
    drawLeaders(frameOf(columns[i]!), { y: lanes[0]?.y ?? 0, height: 0, lanes });
    for (const lane of lanes) drawLetter(frame, i, lane.y + lane.bracket + (lane.height - lane.bracket) / 2);
  });
  for (const stack of layout.stacks) {
    drawName(frame, stack, stack.pair.monitor === slice.selected?.monitor && stack.pair.peer === slice.selected.peer);
    columns.forEach((index, i) => {
      const lane = stack.lanes[i]!;
      drawBeliefs(frameOf(index), { pair: stack.pair, ...lane });
      drawLetter(frame, i, lane.y + lane.height / 2);
    });
  }
  drawCursor(frame, slice);
  labels.draw();
}

/** The script of all, or of each where they differ: then its lines stay within its band. */
function drawScripts(frames: readonly LanesFrame[], { scripts, axisY }: StackLayout): void {
  scripts.forEach((band, i) => {
    const frame = frames[i]!, alone = scripts.length === 1;
    drawScript({ ...frame, layout: { ...frame.layout, ...band, axisY: alone ? axisY : band.scriptY + band.scriptHeight } });
    if (!alone) drawLetter(frame, i, band.scriptY + band.scriptHeight / 2);
  });
}

/** Where any two columns differ over anybody. */
function drawDifferences({ pen, window, theme, x }: LanesFrame, { left, right, differY, scale }: StackLayout, all: readonly Divergence[]): void {
  const height = differHeight * scale, middle = differY + height / 2;
  pen.text(8, middle, 'they differ', { fill: theme.muted, size: sizes.small * scale, baseline: 'middle' });
  pen.line(left, middle, right, middle, { stroke: theme.grid, width: 1 });
  let covered = -1;
  for (const { from, to } of all) {
    if (to < window.from || from > window.to) continue;
    const start = Math.max(left, x(from)), end = Math.min(right, Math.max(x(to), x(from) + 2));
    if (end < covered + 1) continue;
    pen.rect(start, differY + 1, end - start, height - 2, { fill: theme.text });
    covered = end;
  }
}

/** Beside each lane, whose it is. */
function drawLetter({ pen, theme, layout }: LanesFrame, column: number, middle: number): void {
  pen.text(layout.left - 8, middle, letter(column), { fill: theme.text, size: sizes.text * layout.scale, anchor: 'end', baseline: 'middle', bold: true });
}

/** Who watches whom, once for all columns. */
function drawName({ pen, index, theme, layout }: LanesFrame, { pair, y, lanes }: PairStack, selected: boolean): void {
  const size = sizes.small * layout.scale, [first] = lanes, last = lanes.at(-1)!;
  const words = fitted(`${index.names[pair.monitor]!} watches ${index.names[pair.peer]!}`, layout.left - 34 * layout.scale, size);
  pen.text(8, first!.y + first!.height / 2, words, { fill: theme.text, size, baseline: 'middle', bold: selected });
  if (selected) pen.rect(2, y - 4, layout.right, last.y + last.height - y + 8, { stroke: theme.focus, width: 1.5 });
}
