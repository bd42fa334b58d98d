/** Truth under belief, a lane for each pair: a mistake and a detection time are lengths, with their values. */
import type { Time } from '../../../src/contract.ts';
import type { LoadColumn } from '../model/load.ts';
import type { Pair, Window } from '../model/slices.ts';
import { occurrences, faultWords } from '../model/script.ts';
import type { TraceIndex } from '../model/traceIndex.ts';
import { inShort, instant } from '../model/words.ts';
import { sizes, type Theme } from '../tokens.ts';
import { drawBesideLane, drawBesideLeaders } from './besideLane.ts';
import { Labels } from './labels.ts';
import { lanesLayout, scriptOf, stacked, timeTicks, xOf, type LanesLayout } from './lanesLayout.ts';
import { drawLeaders } from './leaderLane.ts';
import { drawLoad } from './loadStrip.ts';
import { drawPairLane } from './pairLane.ts';
import { widthOf, type Pen, type Size } from './pen.ts';

export { lanesHeight, lanesLayout, pairAt, timeAt, type LanesLayout, type LanesShown } from './lanesLayout.ts';

export interface LanesSlice {
  readonly index: TraceIndex;
  readonly window: Window;
  readonly cursor: Time;
  readonly pairs: readonly Pair[];
  readonly selected?: Pair | null;
  /** An instant under the pointer, here or on another chart. */
  readonly hovered?: Time | null;
  /** Of those led, these; all unless it says which. */
  readonly resources?: readonly number[];
  /** What was sent, by purpose. */
  readonly load?: readonly LoadColumn[] | null;
  /** The run of another future, faint under each lane; null while it is being computed. */
  readonly beside?: TraceIndex | null;
}

/** What every part of the lanes needs. */
export interface LanesFrame {
  readonly pen: Pen;
  readonly index: TraceIndex;
  readonly window: Window;
  readonly layout: LanesLayout;
  readonly theme: Theme;
  readonly labels: Labels;
  readonly x: (t: Time) => number;
}

export function drawLanes(pen: Pen, slice: LanesSlice, size: Size, theme: Theme): void {
  const { index, window, pairs } = slice;
  const layout = lanesLayout(index, { pairs, ...(slice.resources && { resources: slice.resources }), beside: slice.beside !== undefined, load: !!slice.load }, size);
  const labels = new Labels(pen, { left: 0, top: 0, right: size.width, bottom: size.height });
  const frame: LanesFrame = { pen, index, window, layout, theme, labels, x: t => xOf(layout, window, t) };
  reserveCursor(frame, slice.cursor);
  drawGrid(frame);
  drawScript(frame);
  if (layout.leaders) drawLeaders(frame, layout.leaders);
  if (slice.beside) drawBesideLeaders(frame, slice.beside);
  for (const row of layout.pairs) {
    if (row.y >= size.height) break;
    drawPairLane(frame, row, same(row.pair, slice.selected));
    if (slice.beside) drawBesideLane(frame, row, slice.beside);
  }
  if (layout.load && slice.load) drawLoad(frame, layout.load, slice.load, slice.cursor);
  drawCursor(frame, slice);
  labels.draw();
}

const same = (one: Pair, other: Pair | null | undefined): boolean => one.monitor === other?.monitor && one.peer === other.peer;

/** What is too long gives way in its middle: names that begin alike are told apart by their ends. */
export function fitted(words: string, width: number, size: number): string {
  if (widthOf(words, size) <= width) return words;
  const around = (kept: number): string => `${words.slice(0, Math.ceil(kept / 2))}…${words.slice(words.length - Math.floor(kept / 2))}`;
  let kept = words.length - 1;
  while (kept > 1 && widthOf(around(kept), size) > width) kept--;
  return around(kept);
}

export function drawGrid({ pen, window, layout, theme, labels, x }: LanesFrame): void {
  const ticks = timeTicks(window, layout.right - layout.left), size = sizes.small * layout.scale;
  const lines = ticks.flatMap(({ t }) => [x(t), layout.scriptY, x(t), layout.axisY]);
  pen.lines(lines, lines.length, { stroke: theme.grid, width: 1 });
  pen.line(layout.left, layout.axisY, layout.right, layout.axisY, { stroke: theme.axis, width: 1 });
  for (const { t, words } of ticks) labels.write(x(t), layout.axisY + 11 * layout.scale, words, { fill: theme.axis, size, anchor: 'middle' });
}

/** Each fault as a bar over the time that it lasted, and its beginning as a line across all lanes. */
export function drawScript({ pen, index, window, layout, theme, labels, x }: LanesFrame): void {
  if (layout.scriptHeight === 0) return;
  const size = sizes.small * layout.scale, middle = layout.scriptY + layout.scriptHeight / 2, starts: number[] = [];
  pen.text(8, middle, 'script', { fill: theme.muted, size, baseline: 'middle' });
  const rows = stacked(scriptOf(index)), height = layout.scriptHeight / layout.scriptRows, covered = new Float64Array(layout.scriptRows).fill(-1);
  for (const one of occurrences(index, window)) {
    const row = Math.min(layout.scriptRows - 1, rows.get(one)!), bottom = layout.scriptY + (row + 1) * height;
    const from = Math.max(layout.left, x(one.from)), to = Math.min(layout.right, x(one.to) + 2);
    if (x(one.to) < layout.left || to < covered[row]! + 1) continue;
    covered[row] = Math.max(from + 2, to);
    pen.rect(from, bottom - 4, Math.max(2, to - from), 3, { fill: theme.muted });
    if (one.from >= window.from) starts.push(from, layout.scriptY, from, layout.axisY);
    const fault = index.scenario.faults[one.fault];
    for (const words of fault ? [faultWords(index, fault), fault.kind] : []) {
      if (labels.write(from + 4, bottom - height / 2 - 3 * layout.scale, words, { fill: theme.text, size })) break;
    }
  }
  pen.lines(starts, starts.length, { stroke: theme.muted, width: 1, dash: [2, 3] });
}

function cursorWords(cursor: Time, layout: LanesLayout): { words: string; size: number; width: number } {
  const words = instant(cursor), size = sizes.small * layout.scale;
  return { words, size, width: widthOf(words, size, true) + 8 };
}

/** The time under the cursor takes its place on the axis before any tick does. */
export function reserveCursor({ layout, labels, x }: LanesFrame, cursor: Time): void {
  const { width } = cursorWords(cursor, layout);
  labels.reserve(cursorLeft(layout, x(cursor), width), layout.axisY + 1, width, 20 * layout.scale);
}

const cursorLeft = (layout: LanesLayout, x: number, width: number): number => Math.min(layout.right + 8 - width, Math.max(layout.left - 20, x - width / 2));

/** What comes after the cursor has not happened yet: it is veiled. */
export function drawCursor({ pen, window, layout, theme, x }: LanesFrame, { cursor, hovered }: Pick<LanesSlice, 'cursor' | 'hovered'>): void {
  if (hovered !== undefined && hovered !== null) pen.line(x(hovered), layout.scriptY, x(hovered), layout.axisY, { stroke: theme.axis, width: 1, dash: [3, 3] });
  if (cursor < window.from || cursor > window.to) return;
  const at = x(cursor);
  pen.rect(at, layout.scriptY, Math.max(0, layout.right - at), layout.axisY - layout.scriptY, { fill: theme.page, alpha: 0.45 });
  pen.line(at, layout.scriptY, at, layout.axisY, { stroke: theme.focus, width: 2 * layout.scale });
  const { words, size, width } = cursorWords(cursor, layout), left = cursorLeft(layout, at, width);
  pen.rect(left, layout.axisY + 2, width, 18 * layout.scale, { fill: theme.focus });
  pen.text(left + width / 2, layout.axisY + 11 * layout.scale, words, { fill: theme.page, size, anchor: 'middle', baseline: 'middle', bold: true });
}

/** A length with its value: "> " where something cut it short. */
export const lengthWords = (from: Time, to: Time, complete: boolean): string => `${complete ? '' : '> '}${inShort(to - from)}`;
