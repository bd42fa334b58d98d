/** Many lengths of one kind, each a dot over its value: how short, how long, and how they lie between. */
import type { Duration } from '../../../../src/contract.ts';
import { Labels } from '../../charts/labels.ts';
import { timeTicks, xOf } from '../../charts/lanesLayout.ts';
import type { Pen, Size } from '../../charts/pen.ts';
import { inShort, plural, type Window } from '../../model.ts';
import { sizes, type Theme } from '../../tokens.ts';

export interface SpreadSlice {
  readonly lengths: readonly Duration[];
  /** What was predicted. */
  readonly range: Window | null;
  /** The lengths are not shown before they were predicted. */
  readonly veiled: boolean;
}

interface Plot { readonly left: number; readonly right: number; readonly bottom: number; readonly scale: number; readonly axis: Window }

export function spreadPlot({ lengths, range, veiled }: SpreadSlice, { width, height, scale = 1 }: Size): Plot {
  const most = Math.max(range?.to ?? 0, ...(veiled ? [] : lengths), 8_000_000);
  return { left: 20, right: width - 20, bottom: height - 30 * scale, scale, axis: { from: 0, to: most * 1.02 } };
}

export function drawSpread(pen: Pen, { lengths, range, veiled }: SpreadSlice, size: Size, theme: Theme): void {
  const scale = size.scale ?? 1, small = sizes.small * scale, text = sizes.text * scale;
  const plot = spreadPlot({ lengths, range, veiled }, size);
  const labels = new Labels(pen, { left: 0, top: 0, right: size.width, bottom: size.height });
  for (const { t, words } of timeTicks(plot.axis, plot.right - plot.left)) {
    pen.line(xOf(plot, plot.axis, t), 40 * scale, xOf(plot, plot.axis, t), plot.bottom, { stroke: theme.grid });
    labels.write(xOf(plot, plot.axis, t), plot.bottom + 13 * scale, words, { fill: theme.axis, size: small, anchor: 'middle' });
  }
  pen.line(plot.left, plot.bottom, plot.right, plot.bottom, { stroke: theme.axis });
  if (range) drawRange(pen, plot, range, theme);
  if (veiled) labels.write(size.width / 2, size.height / 2, 'Say what you expect', { fill: theme.muted, size: text, anchor: 'middle' });
  else if (lengths.length === 0) labels.write(size.width / 2, size.height / 2, 'No crash was noticed', { fill: theme.muted, size: text, anchor: 'middle' });
  else drawDots(pen, plot, lengths, theme, labels);
  labels.draw();
}

function drawRange(pen: Pen, plot: Plot, range: Window, theme: Theme): void {
  const left = xOf(plot, plot.axis, range.from), right = xOf(plot, plot.axis, range.to);
  pen.rect(left, 40 * plot.scale, Math.max(2, right - left), plot.bottom - 40 * plot.scale, { fill: theme.focus, alpha: 0.14 });
  for (const x of [left, right]) pen.line(x, 40 * plot.scale, x, plot.bottom, { stroke: theme.focus, width: 2 * plot.scale, dash: [6, 4] });
}

/** Stacked where they are as good as equal, so that a pile says how often. */
function drawDots(pen: Pen, plot: Plot, lengths: readonly Duration[], theme: Theme, labels: Labels): void {
  const radius = 4 * plot.scale, piles = new Map<number, number>(), room = plot.bottom - 70 * plot.scale;
  const columns = lengths.map(length => Math.round(xOf(plot, plot.axis, length) / (2 * radius)));
  for (const column of columns) piles.set(column, (piles.get(column) ?? 0) + 1);
  const step = Math.min(2 * radius, room / Math.max(...piles.values()));
  const risen = new Map<number, number>();
  for (const column of columns) {
    const pile = risen.get(column) ?? 0;
    risen.set(column, pile + 1);
    pen.circle(column * 2 * radius, plot.bottom - radius - 1 - pile * step, radius, { fill: theme.undetected, stroke: theme.page, width: 0.5 });
  }
  const least = Math.min(...lengths), most = Math.max(...lengths);
  const words = `${plural(lengths.length, 'crash').replace('crashs', 'crashes')}: ${inShort(least)} to ${inShort(most)}`;
  labels.write(Math.max(plot.left + 120 * plot.scale, Math.min(plot.right - 120 * plot.scale, xOf(plot, plot.axis, (least + most) / 2))), 24 * plot.scale, words,
    { fill: theme.text, size: sizes.text * plot.scale, anchor: 'middle', bold: true, halo: theme.page });
}
