/** The whole run on one strip: the script, the mistakes, the detections, split-brain; the cursor and what the lanes show. */
import type { Time } from '../../../src/contract.ts';
import { Row } from '../../../sim/trace.ts';
import { occurrences } from '../model/script.ts';
import type { Pair, Window } from '../model/slices.ts';
import type { TraceIndex } from '../model/traceIndex.ts';
import { truthAt } from '../model/truth.ts';
import { sizes, type Theme } from '../tokens.ts';
import { Labels } from './labels.ts';
import { timeAt, timeTicks, xOf } from './lanesLayout.ts';
import type { Pen, Size } from './pen.ts';

export interface MinimapSlice {
  readonly index: TraceIndex;
  readonly window: Window;
  readonly cursor: Time;
  /** An instant under the pointer, on another chart. */
  readonly hovered?: Time | null;
  /** Its own verdicts stand out. */
  readonly pair?: Pair | null;
  /** When other futures part from this one. */
  readonly partings?: readonly Time[];
}

const edge = 6;

export function drawMinimap(pen: Pen, { index, window, cursor, pair, partings = [], hovered = null }: MinimapSlice, size: Size, theme: Theme): void {
  const scale = size.scale ?? 1, plot = { left: edge, right: size.width - edge }, whole = { from: 0, to: index.end };
  const axis = size.height > 34 ? 15 * scale : 0, bottom = size.height - axis, row = (bottom - 4) / 4;
  const x = (t: Time): number => xOf(plot, whole, t);
  pen.rect(plot.left, 2, plot.right - plot.left, bottom - 2, { fill: theme.panel, stroke: theme.border });
  let covered = -1;
  for (const one of occurrences(index, whole)) {
    const left = x(one.from), right = Math.max(left + 2, x(one.to));
    if (right < covered + 1) continue;
    pen.rect(left, 4, right - left, row - 2, { fill: theme.muted });
    covered = right;
  }
  const columns = columnsOf(index, Math.max(1, Math.round(plot.right - plot.left)), pair ?? null);
  const drawTicks = (ticks: readonly number[], line: number, ink: string, width: number): void => {
    const ends = ticks.flatMap(column => [plot.left + column + 0.5, 4 + line * row, plot.left + column + 0.5, 2 + (line + 1) * row]);
    pen.lines(ends, ends.length, { stroke: ink, width });
  };
  drawTicks(columns.mistakes, 1, theme.falsePositive, 2.5);
  drawTicks(columns.detections, 2, theme.truePositive, 2.5);
  for (const span of index.leadership.splitBrains) {
    const left = x(span.from), width = Math.max(4, x(span.to) - left);
    pen.rect(left, 4 + 3 * row, width, row - 1, { fill: theme.text, texture: 'cross', stroke: theme.text });
  }
  partings.forEach((at, i) => {
    const left = x(at), y = bottom - 2 - 3 * (i % 3), branch = [left, 2, left + 6, y, plot.right, y];
    pen.path(branch, branch.length, { stroke: theme.text, width: 1.5, alpha: 0.45 });
  });
  pen.rect(x(Math.max(0, window.from)), 1, Math.max(2, x(Math.min(index.end, window.to)) - x(Math.max(0, window.from))), bottom - 1, { stroke: theme.text, width: 1.5 });
  if (hovered !== null) pen.line(x(hovered), 0, x(hovered), bottom, { stroke: theme.axis, dash: [3, 3] });
  pen.line(x(cursor), 0, x(cursor), bottom + 2, { stroke: theme.focus, width: 3 * scale });
  if (axis > 0) drawAxis(pen, index, plot, size, theme, scale);
}

function drawAxis(pen: Pen, index: TraceIndex, plot: { left: number; right: number }, size: Size, theme: Theme, scale: number): void {
  const labels = new Labels(pen, { left: 0, top: 0, right: size.width, bottom: size.height });
  const whole = { from: 0, to: index.end };
  for (const { t, words } of timeTicks(whole, plot.right - plot.left)) {
    const half = pen.textWidth(words, sizes.small * scale) / 2, at = Math.min(plot.right - half, Math.max(plot.left + half, xOf(plot, whole, t)));
    labels.write(at, size.height - 7 * scale, words, { fill: theme.axis, size: sizes.small * scale, anchor: 'middle' });
  }
  labels.draw();
}

interface Columns { readonly width: number; readonly pair: Pair | null; readonly mistakes: readonly number[]; readonly detections: readonly number[] }

const kept = new WeakMap<TraceIndex, Columns>();

/** In which pixel columns a wrong or a right suspicion began: walked once for a run and a width. */
function columnsOf(index: TraceIndex, width: number, pair: Pair | null): Columns {
  const last = kept.get(index);
  if (last?.width === width && last.pair?.monitor === pair?.monitor && last.pair?.peer === pair?.peer) return last;
  const mistakes = new Set<number>(), detections = new Set<number>(), { trace } = index;
  for (const row of index.verdicts) {
    if (trace.code[row] !== Row.suspects && trace.code[row] !== Row.fails) continue;
    if (pair && (trace.a[row] !== pair.monitor || trace.b[row] !== pair.peer)) continue;
    const column = Math.min(width - 1, Math.floor(width * trace.time[row]! / Math.max(1, index.end)));
    (truthAt(index, trace.b[row]!, trace.time[row]!) === 'crashed' ? detections : mistakes).add(column);
  }
  const columns = { width, pair, mistakes: [...mistakes], detections: [...detections] };
  kept.set(index, columns);
  return columns;
}

export const minimapTimeAt = (index: TraceIndex, size: Size, x: number): Time => timeAt({ left: edge, right: size.width - edge }, { from: 0, to: index.end }, x);
