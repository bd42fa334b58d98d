/** What a faster detection costs in mistakes: every setting a point, and the line of those that no other beats. */
import { Labels } from '../charts/labels.ts';
import type { Pen, Size } from '../charts/pen.ts';
import { sizes, type Theme } from '../tokens.ts';

/** ms, and mistakes per second. `seen`: whether there was a mistake at all; else `rate` is the most that there can be. */
export interface FrontPoint {
  readonly time: number;
  readonly times: readonly [number | null, number | null];
  readonly rate: number;
  readonly rates: readonly [number | null, number | null];
  readonly seen: boolean;
  readonly meets: boolean;
}

export interface FrontSlice {
  readonly points: readonly FrontPoint[];
  /** Places of those that no other beats, by rising time. */
  readonly front: readonly number[];
  readonly own: FrontPoint | null;
  readonly best: number | null;
  readonly chosen: number | null;
  /** The goals, where there are any. */
  readonly limits: { readonly time: number | null; readonly rate: number | null };
}

interface Plot { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number; readonly scale: number; readonly x: (time: number) => number; readonly y: (rate: number) => number }

const rates = [[1 / (365 * 86_400), '1/year'], [1 / (30 * 86_400), '1/month'], [1 / 86_400, '1/day'], [1 / 3_600, '1/h'], [1 / 60, '1/min'], [1, '1/s'], [60, '60/s']] as const;

/** Where the points stand, for whoever points at one. */
export function frontPlot({ points, own, limits }: FrontSlice, { width, height, scale = 1 }: Size): Plot {
  const all = own ? [...points, own] : points;
  const span = (values: readonly number[], least: number): readonly [number, number] => {
    const [low, high] = [Math.min(...values), Math.max(...values)].map(Math.log) as [number, number];
    const room = Math.max(0.08 * (high - low), least);
    return [low - room, high + room];
  };
  const [x0, x1] = span([...all.map(({ time }) => time), ...(limits.time ? [limits.time] : [])], 0.15);
  const [y0, y1] = span([...all.map(({ rate }) => rate), ...(limits.rate ? [limits.rate] : [])], 0.6);
  const [left, right, top, bottom] = [58 * scale, width - 14, 22 * scale, height - 36 * scale];
  return {
    left, right, top, bottom, scale,
    x: time => Math.max(left, Math.min(right, left + ((Math.log(time) - x0) / (x1 - x0)) * (right - left))),
    y: rate => Math.max(top, Math.min(bottom, bottom - ((Math.log(rate) - y0) / (y1 - y0)) * (bottom - top))),
  };
}

export function drawFront(pen: Pen, slice: FrontSlice, size: Size, theme: Theme): void {
  const labels = new Labels(pen, { left: 0, top: 0, right: size.width, bottom: size.height });
  if (slice.points.length === 0) {
    labels.write(size.width / 2, size.height / 2, 'no setting with a detection time and a rate yet', { fill: theme.muted, size: sizes.small * (size.scale ?? 1), anchor: 'middle' });
    return labels.draw();
  }
  const plot = frontPlot(slice, size);
  drawAxes(pen, plot, slice, theme, labels);
  drawLimits(pen, plot, slice, theme, labels);
  drawPoints(pen, plot, slice, theme);
  drawMarks(pen, plot, slice, theme, labels);
  labels.draw();
}

function drawAxes(pen: Pen, plot: Plot, { points, own, limits }: FrontSlice, theme: Theme, labels: Labels): void {
  const { left, right, top, bottom, scale, x, y } = plot;
  const ink = { fill: theme.axis, size: sizes.small * scale } as const;
  pen.line(left, bottom, right, bottom, { stroke: theme.axis });
  pen.line(left, top, left, bottom, { stroke: theme.axis });
  labels.write(left - 52 * scale, 9 * scale, '↑ mistakes per pair', { ...ink, anchor: 'start' });
  labels.write(right, bottom + 27 * scale, 'detection time T_D, 99th percentile →', { ...ink, anchor: 'end' });
  for (const [rate, words] of rates) {
    const at = y(rate);
    if (at <= top || at >= bottom) continue;
    pen.line(left, at, right, at, { stroke: theme.grid });
    labels.write(left - 5, at, words, { ...ink, anchor: 'end' });
  }
  const times = [...points, ...(own ? [own] : [])].map(({ time }) => time).concat(limits.time ?? []);
  const [low, high] = [Math.min(...times), Math.max(...times)];
  for (let decade = 10 ** Math.floor(Math.log10(low)); decade <= high * 10; decade *= 10) {
    for (const step of [1, 2, 5]) {
      const at = x(decade * step);
      if (at <= left || at >= right) continue;
      pen.line(at, bottom, at, bottom + 4, { stroke: theme.axis });
      labels.write(at, bottom + 12 * scale, timeWords(decade * step), { ...ink, anchor: 'middle' });
    }
  }
}

const timeWords = (millis: number): string => (millis >= 1_000 ? `${Number((millis / 1_000).toPrecision(2))} s` : `${Number(millis.toPrecision(2))} ms`);

/** What the goals allow lies left of one line and below the other. */
function drawLimits(pen: Pen, { left, right, top, bottom, scale, x, y }: Plot, { limits: { time, rate } }: FrontSlice, theme: Theme, labels: Labels): void {
  const paint = { stroke: theme.text, width: 1.5, dash: [6, 4] };
  const ink = { fill: theme.muted, size: sizes.small * scale, halo: theme.page } as const;
  if (time) {
    pen.line(x(time), top, x(time), bottom, paint);
    labels.write(x(time) - 4, top + 7 * scale, 'goal ←', { ...ink, anchor: 'end' });
  }
  if (rate) {
    pen.line(left, y(rate), right, y(rate), paint);
    labels.write(right - 4, y(rate) + 9 * scale, 'goal ↓', { ...ink, anchor: 'end' });
  }
}

function drawPoints(pen: Pen, plot: Plot, { points, front }: FrontSlice, theme: Theme): void {
  const onFront = new Set(front);
  points.forEach((point, i) => { if (!onFront.has(i)) drawPoint(pen, plot, point, 2.5, theme.axis, 0.55); });
  const line = front.flatMap(i => [plot.x(points[i]!.time), plot.y(points[i]!.rate)]);
  pen.path(line, line.length, { stroke: theme.trusted, width: 2 }, false);
  for (const i of front) {
    const { time, times, rate, rates: [low, high], seen } = points[i]!;
    const [cx, cy] = [plot.x(time), plot.y(rate)];
    const whisker = { stroke: theme.trusted, width: 1 };
    pen.line(plot.x(times[0] ?? time), cy, plot.x(times[1] ?? time), cy, whisker);
    if (seen) pen.line(cx, plot.y(low || rate), cx, plot.y(high ?? rate), whisker);
    drawPoint(pen, plot, points[i]!, 4, theme.trusted, 1);
  }
}

/** A disc; where no mistake was seen, a triangle that points down from the most there can be. */
function drawPoint(pen: Pen, { x, y }: Plot, { time, rate, seen, meets }: FrontPoint, size: number, colour: string, alpha: number): void {
  const [cx, cy] = [x(time), y(rate)];
  const paint = meets ? { fill: colour, alpha } : { stroke: colour, width: 1.2, alpha };
  if (seen) pen.circle(cx, cy, size, paint);
  else pen.path([cx - size - 1, cy - size, cx + size + 1, cy - size, cx, cy + size + 1], 6, paint, true);
}

function drawMarks(pen: Pen, { x, y, right, scale }: Plot, { points, own, best, chosen }: FrontSlice, theme: Theme, labels: Labels): void {
  const say = (at: FrontPoint, words: string, dy: number): void => {
    const isRight = x(at.time) > right - 90 * scale;
    const ink = { fill: theme.text, size: sizes.text * scale, bold: true, halo: theme.page } as const;
    for (const y0 of [dy, -dy, 2 * dy]) if (labels.write(x(at.time) + (isRight ? -11 : 11) * scale, y(at.rate) + y0 * scale, words, { ...ink, anchor: isRight ? 'end' : 'start' })) return;
  };
  if (best !== null) {
    pen.circle(x(points[best]!.time), y(points[best]!.rate), 8, { stroke: theme.text, width: 2 });
    say(points[best]!, 'cheapest', -12);
  }
  if (chosen !== null) {
    const at = points[chosen]!;
    pen.rect(x(at.time) - 8, y(at.rate) - 8, 16, 16, { stroke: theme.focus, width: 2 });
  }
  if (!own) return;
  const [cx, cy] = [x(own.time), y(own.rate)];
  for (const [stroke, width] of [[theme.page, 6], [theme.text, 3]] as const) {
    pen.line(cx - 7, cy - 7, cx + 7, cy + 7, { stroke, width });
    pen.line(cx - 7, cy + 7, cx + 7, cy - 7, { stroke, width });
  }
  say(own, 'your setting', 13);
}
