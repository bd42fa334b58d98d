/** What a monitor hears, a row for each whom it watches: a tick for every heartbeat, and the silence since the last one. */
import type { Time } from '../../../../src/contract.ts';
import { Labels } from '../../charts/labels.ts';
import { timeTicks, xOf } from '../../charts/lanesLayout.ts';
import { cross } from '../../charts/messages.ts';
import { widthOf, type Pen, type Size } from '../../charts/pen.ts';
import { arrivals, beliefAt, inShort, type Arrival, type Pair, type TraceIndex, type Window } from '../../model.ts';
import { sizes, type Theme } from '../../tokens.ts';

export interface HeardSlice {
  readonly index: TraceIndex;
  readonly window: Window;
  readonly cursor: Time;
  readonly pairs: readonly Pair[];
  /** Only what the monitor itself can know. */
  readonly blind: boolean;
}

interface Plot { readonly left: number; readonly right: number; readonly scale: number; readonly row: number; readonly bottom: number; readonly top: number }

/** A silence is worth a word once it is longer than this. */
const shortest = 1_400_000;

export function drawHeard(pen: Pen, slice: HeardSlice, size: Size, theme: Theme): void {
  const { window, cursor, pairs, index } = slice;
  const plot = heardPlot(slice, size), labels = new Labels(pen, { left: 0, top: 0, right: size.width, bottom: size.height });
  const small = sizes.small * plot.scale;
  for (const { t, words } of timeTicks(window, plot.right - plot.left)) {
    const x = xOf(plot, window, t);
    pen.line(x, 4, x, plot.bottom, { stroke: theme.grid });
    labels.write(x, plot.bottom + 12 * plot.scale, words, { fill: theme.axis, size: small, anchor: 'middle' });
  }
  for (const [i, pair] of pairs.entries()) drawRow(pen, slice, plot, theme, labels, pair, plot.top + (i + 0.5) * plot.row);
  pen.line(plot.left, plot.bottom, plot.right, plot.bottom, { stroke: theme.axis });
  if (cursor >= window.from && cursor <= window.to) {
    const x = xOf(plot, window, cursor);
    pen.line(x, 4, x, plot.bottom, { stroke: theme.focus, width: 2 * plot.scale });
  }
  if (index.links.rows.length === 0) labels.write(size.width / 2, size.height / 2, 'too many messages to show each', { fill: theme.muted, size: small, anchor: 'middle' });
  labels.draw();
}

export function heardPlot({ index, pairs }: Pick<HeardSlice, 'index' | 'pairs'>, { width, height, scale = 1 }: Size): Plot {
  const name = Math.max(...pairs.map(({ peer }) => widthOf(index.names[peer]!, sizes.text * scale, true)));
  const bottom = height - 26 * scale, top = 14 * scale;
  return { left: Math.min(0.3 * width, name + 40 * scale), right: width - 12, scale, bottom, row: Math.min(84 * scale, (bottom - 8 - top) / Math.max(1, pairs.length)), top };
}

function drawRow(pen: Pen, { index, window, cursor, blind }: HeardSlice, plot: Plot, theme: Theme, labels: Labels, pair: Pair, y: number): void {
  const { scale, left } = plot, half = Math.min(15 * scale, plot.row * 0.3);
  pen.rect(8, y - 9 * scale, 18 * scale, 18 * scale, blind ? { fill: theme.text } : { fill: theme.page, stroke: theme.text, width: 2 });
  pen.text(8 + 26 * scale, y, index.names[pair.peer]!, { fill: theme.text, size: sizes.text * scale, baseline: 'middle', bold: true });
  pen.line(left, y, plot.right, y, { stroke: theme.grid });
  const beats = arrivals(index, pair, { from: 0, to: cursor }).filter(({ at }) => at <= cursor);
  const last = beats.findLast(({ lost }) => lost === null);
  if (last) drawSilence(pen, plot, theme, labels, { from: last.at, to: cursor, y, half, window, suspected: suspects(index, pair, cursor) });
  drawBeats(pen, plot, theme, beats.filter(({ at, lost }) => at >= window.from && (!lost || !blind)), window, y, half);
}

const suspects = (index: TraceIndex, { monitor, peer }: Pair, t: Time): boolean => ['suspected', 'failed'].includes(beliefAt(index, monitor, peer, t));

function drawBeats(pen: Pen, plot: Plot, theme: Theme, beats: readonly Arrival[], window: Window, y: number, half: number): void {
  const ticks: number[] = [], crosses: number[] = [], strokes = { add: (...ends: [number, number, number, number]): void => { crosses.push(...ends); } };
  for (const { at, lost } of beats) {
    const x = xOf(plot, window, at);
    if (lost) cross(strokes, x, y, 7 * plot.scale);
    else ticks.push(x, y - half, x, y + half);
  }
  pen.lines(ticks, ticks.length, { stroke: theme.message, width: 4 * plot.scale });
  if (crosses.length > 0) pen.lines(crosses, crosses.length, { stroke: theme.loss, width: 3 * plot.scale });
}

interface Silence { readonly from: Time; readonly to: Time; readonly y: number; readonly half: number; readonly window: Window; readonly suspected: boolean }

function drawSilence(pen: Pen, plot: Plot, theme: Theme, labels: Labels, { from, to, y, half, window, suspected }: Silence): void {
  const left = Math.max(plot.left, xOf(plot, window, from)), right = Math.min(plot.right, xOf(plot, window, to));
  if (to - from < shortest || right <= left) return;
  pen.rect(left, y - half * 0.6, right - left, half * 1.2, { fill: suspected ? theme.suspected : theme.unheard, texture: suspected ? 'solid' : 'bars', alpha: suspected ? 1 : 0.6 });
  const words = `silent ${inShort(to - from)}${suspected ? ': suspected' : ''}`, size = sizes.text * plot.scale, half2 = widthOf(words, size, true) / 2;
  const middle = Math.min(plot.right - half2, Math.max(plot.left + half2, (left + right) / 2));
  labels.write(middle, y - half - 10 * plot.scale, words, { fill: theme.text, size, anchor: 'middle', bold: true, halo: theme.page });
}
