/** The gaps between the heartbeats that one monitor has heard, and where in them the present silence stands. */
import type { Duration } from '../../../src/contract.ts';
import { NEVER } from '../../../src/time.ts';
import { inShort, plural } from '../model/words.ts';
import { sizes, type Theme } from '../tokens.ts';
import { Labels } from './labels.ts';
import { timeTicks, xOf } from './lanesLayout.ts';
import type { Pen, Size } from './pen.ts';

export interface ArrivalsSlice {
  /** Oldest first, microseconds. */
  readonly gaps: Float64Array;
  /** What the estimator says of itself: `mean` and `deviation` are marked where it has them. */
  readonly explained: Readonly<Record<string, number>>;
  /** How long it has been silent; null if it was never heard. */
  readonly elapsed: Duration | null;
  /** At how much silence it decides: from the last beat to the deadline. */
  readonly deadline?: Duration | null;
}

interface Plot { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number; readonly from: Duration; readonly to: Duration }

export function drawArrivals(pen: Pen, slice: ArrivalsSlice, size: Size, theme: Theme): void {
  const scale = size.scale ?? 1, small = sizes.small * scale;
  const labels = new Labels(pen, { left: 0, top: 0, right: size.width, bottom: size.height });
  const limits = { left: 30 * scale, right: size.width - 10, top: 44 * scale, bottom: size.height - 22 * scale };
  if (slice.gaps.length === 0) {
    labels.write(size.width / 2, size.height / 2, 'not two heartbeats heard yet', { fill: theme.muted, size: small, anchor: 'middle' });
    return labels.draw();
  }
  const plot: Plot = { ...limits, from: 0, to: reachOf(slice) };
  drawBins(pen, plot, slice, theme, labels, small);
  pen.line(plot.left, plot.bottom, plot.right, plot.bottom, { stroke: theme.axis });
  for (const { t, words } of timeTicks(plot, plot.right - plot.left)) {
    labels.write(xOf(plot, plot, t), plot.bottom + 11 * scale, words, { fill: theme.axis, size: small, anchor: 'middle' });
  }
  drawExplained(pen, plot, slice, theme, labels, scale);
  labels.draw();
}

/** The silence axis: from nothing to beyond all that is marked, but for the present silence, which moves. */
function reachOf({ gaps, explained, deadline }: ArrivalsSlice): Duration {
  let most = (explained['mean'] ?? 0) + (explained['deviation'] ?? 0);
  for (const gap of gaps) most = Math.max(most, gap);
  if (deadline !== undefined && deadline !== null && deadline < NEVER) most = Math.max(most, Math.min(deadline, 20 * most));
  return Math.max(1, most * 1.12);
}

export function binned(gaps: Float64Array, to: Duration, count: number): Uint32Array {
  const bins = new Uint32Array(count);
  for (const gap of gaps) bins[Math.max(0, Math.min(count - 1, Math.floor(gap / to * count)))]! += 1;
  return bins;
}

function drawBins(pen: Pen, plot: Plot, { gaps }: ArrivalsSlice, theme: Theme, labels: Labels, small: number): void {
  const width = plot.right - plot.left, count = Math.max(8, Math.min(60, Math.floor(width / 6)));
  const bins = binned(gaps, plot.to, count), most = Math.max(...bins), newest = Math.min(count - 1, Math.floor(gaps.at(-1)! / plot.to * count));
  for (const [i, many] of bins.entries()) {
    if (many === 0) continue;
    const height = Math.max(1.5, (plot.bottom - plot.top) * many / most), x = plot.left + width * i / count;
    pen.rect(x + 0.5, plot.bottom - height, width / count - 1, height, { fill: theme.message, ...(i === newest ? { stroke: theme.text, width: 1.5 } : {}) });
  }
  labels.write(plot.left - 4, plot.top, String(most), { fill: theme.axis, size: small, anchor: 'end' });
  labels.write(plot.left - 4, plot.bottom, '0', { fill: theme.axis, size: small, anchor: 'end' });
}

/** Three marks, each with its words, none over another: the mean with its deviation, the deadline, the present silence. */
function drawExplained(pen: Pen, plot: Plot, { gaps, explained, elapsed, deadline }: ArrivalsSlice, theme: Theme, labels: Labels, scale: number): void {
  const { mean, deviation } = explained, x = (t: Duration): number => Math.min(plot.right, xOf(plot, plot, t));
  if (deadline !== undefined && deadline !== null && deadline < NEVER) {
    pen.line(x(deadline), plot.top - 10, x(deadline), plot.bottom, { stroke: theme.falsePositive, width: 3 * scale });
    say(pen, plot, labels, x(deadline), `decides at ${inShort(deadline)}`, theme, scale);
  }
  if (elapsed !== null) {
    pen.line(x(elapsed), plot.top - 10, x(elapsed), plot.bottom, { stroke: theme.focus, width: 2 * scale });
    say(pen, plot, labels, x(elapsed), `silent for ${inShort(elapsed)}`, theme, scale);
  }
  if (mean !== undefined) {
    pen.line(x(mean), plot.top - 10, x(mean), plot.bottom, { stroke: theme.text, width: 1.5 * scale, dash: [4, 3] });
    if (deviation) pen.line(x(Math.max(0, mean - deviation)), plot.top - 7, x(mean + deviation), plot.top - 7, { stroke: theme.text, width: 3 * scale });
    say(pen, plot, labels, x(mean), `mean ${inShort(mean)}${deviation ? ` ± ${inShort(deviation)}` : ''}`, theme, scale);
  }
  say(pen, plot, labels, plot.right, plural(gaps.length, 'gap'), theme, scale);
}

/** In the first of two lines above the plot that has room: over its mark, or beside it. */
function say(pen: Pen, plot: Plot, labels: Labels, at: number, words: string, theme: Theme, scale: number): void {
  const size = sizes.small * scale, half = pen.textWidth(words, size) / 2;
  const kept = (x: number): number => Math.min(plot.right - half, Math.max(plot.left + half, x));
  for (const x of [at, at - half - 3, at + half + 3]) {
    for (const y of [plot.top - 35 * scale, plot.top - 20 * scale]) {
      if (labels.write(kept(x), y, words, { fill: theme.text, size, anchor: 'middle' })) return;
    }
  }
}
