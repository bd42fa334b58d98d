/** How many opinions are off the truth, over the same time as the lanes: the higher, the more. */
import type { Time } from '../../../src/contract.ts';
import { disagreement, disagreementAt, worstWithin } from '../model/disagreement.ts';
import type { Window } from '../model/slices.ts';
import type { TraceIndex } from '../model/traceIndex.ts';
import { sizes, textures, type Theme } from '../tokens.ts';
import { timeAt, xOf } from './lanesLayout.ts';
import type { Pen, Size } from './pen.ts';

export interface DisagreementSlice {
  readonly index: TraceIndex;
  readonly window: Window;
  readonly cursor: Time;
  readonly hovered?: Time | null;
}

const plotOf = ({ width }: Size): { left: number; right: number } => ({ left: 4, right: Math.max(20, width - 4) });

export const disagreementTimeAt = (window: Window, size: Size, x: number): Time => timeAt(plotOf(size), window, x);

export function drawDisagreement(pen: Pen, { index, window, cursor, hovered }: DisagreementSlice, size: Size, theme: Theme): void {
  const plot = plotOf(size), scale = size.scale ?? 1, letters = sizes.small * scale, top = letters + 6, bottom = size.height - 2;
  const all = disagreement(index), columns = Math.max(1, Math.round(plot.right - plot.left)), points = [plot.left, bottom];
  const x = (t: Time): number => xOf(plot, window, t);
  for (let column = 0; column < columns; column++) {
    const from = window.from + (window.to - window.from) * column / columns, to = from + (window.to - window.from) / columns;
    const y = bottom - (bottom - top) * worstWithin(all, { from, to });
    points.push(plot.left + column, y, plot.left + column + 1, y);
  }
  points.push(plot.right, bottom);
  pen.rect(plot.left, top, plot.right - plot.left, bottom - top, { fill: theme.panel });
  pen.path(points, points.length, { fill: theme.falsePositive, texture: textures.falsePositive, stroke: theme.falsePositive, width: 1 }, true);
  pen.line(plot.left, bottom, plot.right, bottom, { stroke: theme.axis });
  if (hovered !== undefined && hovered !== null) pen.line(x(hovered), top, x(hovered), bottom, { stroke: theme.axis, dash: [3, 3] });
  if (cursor >= window.from && cursor <= window.to) pen.line(x(cursor), top - 2, x(cursor), bottom, { stroke: theme.focus, width: 2 * scale });
  const { wrong, of } = disagreementAt(all, cursor);
  pen.text(plot.left, letters / 2 + 1, `off the truth: ${wrong} of ${of} opinions`, { fill: theme.text, size: letters, baseline: 'middle' });
}
