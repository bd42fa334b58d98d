/** The silences that an estimator remembers, the law that it fits to them, and where in them the present silence stands. */
import type { Duration } from '../../../src/contract.ts';
import { NEVER } from '../../../src/time.ts';
import { inShort, plural } from '../model/words.ts';
import type { Portrayed } from '../protocol.ts';
import { sizes, type Theme } from '../tokens.ts';
import { Labels } from './labels.ts';
import { timeTicks, xOf } from './lanesLayout.ts';
import type { Pen, Size } from './pen.ts';

export interface ArrivalsSlice {
  /** Between the beats as they came, oldest first: what is drawn of an estimator that remembers none. */
  readonly gaps: Float64Array;
  readonly portrait: Portrayed | null;
  /** How long it has been silent; null if it was never heard. */
  readonly elapsed: Duration | null;
  /** At how much silence it decides: from the last beat to the deadline. */
  readonly deadline?: Duration | null;
}

interface Plot { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number; readonly from: Duration; readonly to: Duration; readonly scale: number }

export function drawArrivals(pen: Pen, slice: ArrivalsSlice, size: Size, theme: Theme): void {
  const scale = size.scale ?? 1, small = sizes.small * scale;
  const labels = new Labels(pen, { left: 0, top: 0, right: size.width, bottom: size.height });
  const parts = partsOf(slice);
  const limits = { left: 30 * scale, right: size.width - 10, top: 44 * scale, bottom: size.height - (parts.length > 1 ? 62 : parts.length > 0 ? 48 : 22) * scale, scale };
  if (samplesOf(slice).length === 0 && parts.length === 0) {
    labels.write(size.width / 2, size.height / 2, 'not two heartbeats heard yet', { fill: theme.muted, size: small, anchor: 'middle' });
    return labels.draw();
  }
  const plot: Plot = { ...limits, from: 0, to: reachOf(slice) };
  drawBins(pen, plot, slice, theme, labels);
  pen.line(plot.left, plot.bottom, plot.right, plot.bottom, { stroke: theme.axis });
  for (const { t, words } of timeTicks(plot, plot.right - plot.left)) {
    labels.write(xOf(plot, plot, t), plot.bottom + 11 * scale, words, { fill: theme.axis, size: small, anchor: 'middle' });
  }
  drawMarks(pen, plot, slice, theme, labels);
  drawParts(pen, plot, parts, theme, labels);
  labels.draw();
}

/** Of an estimator that remembers nothing, what was heard. */
export const samplesOf = ({ gaps, portrait }: ArrivalsSlice): Float64Array => (portrait && portrait.samples.length > 0 ? portrait.samples : gaps);

const partsOf = ({ portrait }: ArrivalsSlice): Portrayed['parts'] => (portrait && portrait.kind !== 'count' ? portrait.parts : []);

/** From nothing to beyond all that is marked, but for the present silence, which moves. */
export function reachOf(slice: ArrivalsSlice): Duration {
  if (slice.portrait && slice.portrait.density.length > 0) return slice.portrait.reach;
  const most = samplesOf(slice).reduce((longest, gap) => Math.max(longest, gap), 0);
  const { deadline } = slice, far = deadline !== undefined && deadline !== null && deadline < NEVER ? deadline : 0;
  return Math.max(1, 1.12 * Math.max(most, most > 0 ? Math.min(far, 20 * most) : far));
}

export function binned(gaps: Float64Array, to: Duration, count: number): Uint32Array {
  const bins = new Uint32Array(count);
  for (const gap of gaps) bins[Math.max(0, Math.min(count - 1, Math.floor(gap / to * count)))]! += 1;
  return bins;
}

/** Measured samples are filled, assumed ones hollow, the newest is outlined; over them the law that was fitted. */
function drawBins(pen: Pen, plot: Plot, slice: ArrivalsSlice, theme: Theme, labels: Labels): void {
  const samples = samplesOf(slice), width = plot.right - plot.left, count = Math.max(8, Math.min(60, Math.floor(width / 6)));
  const assumed = slice.portrait?.samples === samples ? slice.portrait.assumed : 0;
  const [made, measured] = [binned(samples.subarray(0, assumed), plot.to, count), binned(samples.subarray(assumed), plot.to, count)];
  const newest = samples.length > assumed ? Math.min(count - 1, Math.floor(samples.at(-1)! / plot.to * count)) : -1;
  const most = Math.max(1, ...measured.map((many, i) => many + made[i]!)), tall = (many: number): number => (plot.bottom - plot.top) * many / most;
  for (const [i, many] of measured.entries()) {
    const x = plot.left + width * i / count, height = many > 0 ? Math.max(1.5, tall(many)) : 0;
    if (many > 0) pen.rect(x + 0.5, plot.bottom - height, width / count - 1, height, { fill: theme.message, ...(i === newest ? { stroke: theme.text, width: 1.5 } : {}) });
    if (made[i]! > 0) pen.rect(x + 1, plot.bottom - height - tall(made[i]!), width / count - 2, tall(made[i]!), { stroke: theme.message, width: 1.5 });
  }
  drawDensity(pen, plot, slice.portrait, theme, height => tall(height * samples.length * plot.to / count));
  labels.write(plot.left - 4, plot.top, String(most), { fill: theme.axis, size: sizes.small * plot.scale, anchor: 'end' });
  labels.write(plot.left - 4, plot.bottom, '0', { fill: theme.axis, size: sizes.small * plot.scale, anchor: 'end' });
}

/** In the scale of the bars: as many as the law would have in each of them. */
function drawDensity(pen: Pen, plot: Plot, portrait: Portrayed | null, theme: Theme, tall: (perMicrosecond: number) => number): void {
  if (!portrait || portrait.density.length < 2) return;
  const { density, reach } = portrait, points: number[] = [];
  density.forEach((value, i) => points.push(xOf(plot, plot, reach * i / (density.length - 1)), plot.bottom - tall(value)));
  pen.clip(plot.left, plot.top - 6, plot.right - plot.left, plot.bottom - plot.top + 6, () => pen.path(points, points.length, { stroke: theme.text, width: 1.8 * plot.scale }));
}

/** Two lines, each with its words, none over another: the deadline with a flag, and the present silence. */
function drawMarks(pen: Pen, plot: Plot, slice: ArrivalsSlice, theme: Theme, labels: Labels): void {
  const { elapsed, deadline, portrait } = slice, { scale } = plot, x = (t: Duration): number => Math.min(plot.right, xOf(plot, plot, t));
  if (deadline !== undefined && deadline !== null && deadline < NEVER && deadline > 0) {
    const at = x(deadline), top = plot.top - 12;
    pen.line(at, top, at, plot.bottom, { stroke: theme.falsePositive, width: 3 * scale });
    pen.path([at, top, at - 9 * scale, top + 5 * scale, at, top + 10 * scale], 6, { fill: theme.falsePositive }, true);
    say(pen, plot, labels, at, `decides at ${inShort(deadline)}${deadline > plot.to ? ' →' : ''}`, theme);
  }
  if (elapsed !== null) {
    pen.line(x(elapsed), plot.top - 10, x(elapsed), plot.bottom, { stroke: theme.focus, width: 2 * scale });
    say(pen, plot, labels, x(elapsed), `silent for ${inShort(elapsed)}${elapsed > plot.to ? ' →' : ''}`, theme);
  }
  const kept = portrait !== null && portrait.samples.length > 0;
  const words = kept ? `${portrait.samples.length} remembered${portrait.assumed > 0 ? `, ${portrait.assumed} assumed` : ''}` : `${plural(slice.gaps.length, 'gap')} heard`;
  say(pen, plot, labels, plot.right, words, theme);
}

/** In the first of two lines above the plot that has room: over its mark, or beside it. */
function say(pen: Pen, plot: Plot, labels: Labels, at: number, words: string, theme: Theme): void {
  const size = sizes.small * plot.scale, half = pen.textWidth(words, size) / 2;
  const kept = (x: number): number => Math.min(plot.right - half, Math.max(plot.left + half, x));
  for (const x of [at, at - half - 3, at + half + 3, plot.left]) {
    for (const y of [plot.top - 35 * plot.scale, plot.top - 20 * plot.scale]) {
      if (labels.write(kept(x), y, words, { fill: theme.text, size, anchor: 'middle' })) return;
    }
  }
}

/** What the deadline is made of, end to end on a strip below the axis, each part with its name where there is room. */
function drawParts(pen: Pen, plot: Plot, parts: Portrayed['parts'], theme: Theme, labels: Labels): void {
  const { scale } = plot, y = plot.bottom + 22 * scale, size = sizes.small * scale;
  let from = 0;
  for (const [i, { name, length }] of parts.entries()) {
    const [left, right] = [from, from + length].map(t => Math.min(plot.right, Math.max(plot.left, xOf(plot, plot, t)))).sort((one, other) => one - other) as [number, number];
    from += length;
    pen.rect(left, y - 3 * scale, Math.max(1, right - left), 6 * scale, i % 2 === 0 ? { fill: theme.muted } : { fill: theme.muted, texture: 'hatch', stroke: theme.muted });
    for (const words of [`${i > 0 ? '+ ' : ''}${name} ${inShort(length)}`, name, inShort(length)]) {
      const half = pen.textWidth(words, size) / 2, middle = Math.min(plot.right - half, Math.max(plot.left + half, (left + right) / 2));
      if ([14, 28].some(below => labels.write(middle, y + below * scale, words, { fill: theme.text, size, anchor: 'middle' }))) break;
    }
  }
}
