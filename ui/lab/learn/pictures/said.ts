/** Under the axis of a picture: what was predicted, as a length, and under it what the run says. */
import { Labels } from '../../charts/labels.ts';
import { xOf } from '../../charts/lanesLayout.ts';
import type { Pen } from '../../charts/pen.ts';
import type { Window } from '../../model.ts';
import { sizes, type Theme } from '../../tokens.ts';

export interface SaidSlice {
  readonly axis: Window;
  readonly said: Window;
  readonly words: string;
  /** null until the run has answered. */
  readonly truth: { readonly span: Window; readonly words: string } | null;
  /** Whether both ends were said, or only the second. */
  readonly both: boolean;
}

/** Where the axis of the picture above lies, and how much room there is. */
export interface SaidRoom { readonly left: number; readonly right: number; readonly width: number; readonly top: number; readonly scale: number }

const row = 26;
export const saidHeight = (scale: number): number => Math.ceil((2 * row + 4) * scale);
/** The middle of the row in which the reader's marks stand. */
export const saidRow = ({ top, scale }: SaidRoom): number => top + (row / 2) * scale;

export function drawSaid(pen: Pen, { axis, said, words, truth, both }: SaidSlice, room: SaidRoom, theme: Theme): void {
  const labels = new Labels(pen, { left: 0, top: 0, right: room.width, bottom: room.top + saidHeight(room.scale) });
  const x = (t: number): number => xOf(room, axis, t), y = saidRow(room);
  for (const t of both ? [said.from, said.to] : [said.to]) pen.line(x(t), 4, x(t), y, { stroke: theme.focus, width: 2 * room.scale, dash: [6, 4] });
  drawLength(pen, room, [x(said.from), x(said.to)], y, words, theme.focus, theme, labels);
  if (truth) {
    const below = y + row * room.scale;
    for (const t of both ? [truth.span.from, truth.span.to] : [truth.span.to]) pen.line(x(t), 4, x(t), room.top, { stroke: theme.text, width: 1.5 * room.scale, dash: [2, 3] });
    drawLength(pen, room, [x(truth.span.from), x(truth.span.to)], below, truth.words, theme.text, theme, labels);
  }
  labels.draw();
}

/** A line between two stops; its words stand where there is room: after it, before it, or over it. */
function drawLength(pen: Pen, { scale }: SaidRoom, [left, right]: readonly [number, number], y: number, words: string, stroke: string, theme: Theme, labels: Labels): void {
  const stop = 7 * scale, gap = 20 * scale;
  pen.line(left, y, right, y, { stroke, width: 4 * scale });
  for (const x of [left, right]) pen.line(x, y - stop, x, y + stop, { stroke, width: 3 * scale });
  const lettering = { fill: theme.text, size: sizes.text * scale, bold: true, halo: theme.page } as const;
  if (labels.write(right + gap, y, words, { ...lettering, anchor: 'start' })) return;
  if (labels.write(left - gap, y, words, { ...lettering, anchor: 'end' })) return;
  const middle = (left + right) / 2, half = pen.textWidth(words, lettering.size, true) / 2 + 4 * scale;
  if (labels.write(middle, y, words, { ...lettering, anchor: 'middle' })) pen.rect(middle - half, y - stop, 2 * half, 2 * stop, { fill: theme.page });
}
