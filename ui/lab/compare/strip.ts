import type { Time } from '../../../src/contract.ts';
import { Labels } from '../charts/labels.ts';
import { timeTicks, xOf } from '../charts/lanesLayout.ts';
import type { Pen, Size } from '../charts/pen.ts';
import type { TraceIndex, Window } from '../model.ts';
import { occurrences } from '../model/script.ts';
import { sizes, type Theme } from '../tokens.ts';
import type { Divergence } from './divergence.ts';

export interface StripSlice {
  readonly index: TraceIndex;
  readonly window: Window;
  readonly cursor: Time;
  readonly divergences: readonly Divergence[];
}

/** The whole run: above the script, below where the columns differ; the cursor, and what the lanes show. */
export function drawStrip(pen: Pen, { index, window, cursor, divergences }: StripSlice, size: Size, theme: Theme): void {
  const plot = { left: 6, right: size.width - 6 }, whole = { from: 0, to: index.end };
  // before a room the letters would take all of it: the field beside tells the time
  const axis = size.height > 34 && (size.scale ?? 1) === 1 ? 15 : 0, bottom = size.height - axis, row = (bottom - 4) / 2;
  const x = (t: Time): number => xOf(plot, whole, t);
  pen.rect(plot.left, 2, plot.right - plot.left, bottom - 2, { fill: theme.panel, stroke: theme.border });
  const drawSpans = (spans: readonly Window[], top: number, fill: string): void => {
    let covered = -1;
    for (const { from, to } of spans) {
      const left = x(from), right = Math.max(left + 2, x(to));
      if (right < covered + 1) continue;
      pen.rect(left, top, right - left, row - 3, { fill });
      covered = right;
    }
  };
  drawSpans(occurrences(index, whole), 4, theme.muted);
  drawSpans(divergences, 3 + row, theme.text);
  const [from, to] = [x(Math.max(0, window.from)), x(Math.min(index.end, window.to))];
  pen.rect(from, 1, Math.max(2, to - from), bottom - 1, { stroke: theme.text, width: 1.5 });
  pen.line(x(cursor), 0, x(cursor), bottom + 2, { stroke: theme.focus, width: 3 });
  if (axis === 0) return;
  const labels = new Labels(pen, { left: 0, top: 0, right: size.width, bottom: size.height });
  for (const { t, words } of timeTicks(whole, plot.right - plot.left)) {
    const half = pen.textWidth(words, sizes.small) / 2, at = Math.min(plot.right - half, Math.max(plot.left + half, x(t)));
    labels.write(at, size.height - 7, words, { fill: theme.axis, size: sizes.small, anchor: 'middle' });
  }
  labels.draw();
}
