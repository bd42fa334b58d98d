/** How suspicious one monitor is of one peer, as a share of its decision threshold; and when it would decide. */
import type { Duration, Time } from '../../../src/contract.ts';
import { NEVER } from '../../../src/time.ts';
import { arrivals } from '../model/arrivals.ts';
import { laneSegments } from '../model/segments.ts';
import type { Pair, Truth, Window } from '../model/slices.ts';
import type { TraceIndex } from '../model/traceIndex.ts';
import { inShort } from '../model/words.ts';
import type { LevelSeries, Portrayed, Watched } from '../protocol.ts';
import { sizes, type Theme } from '../tokens.ts';
import { Labels } from './labels.ts';
import { timeAt, timeTicks, xOf } from './lanesLayout.ts';
import { cross } from './messages.ts';
import type { Pen, Size } from './pen.ts';

export interface SuspicionSlice {
  readonly index: TraceIndex;
  readonly pair: Pair;
  readonly window: Window;
  readonly cursor: Time;
  /** An instant under the pointer, here or on another chart. */
  readonly hovered?: Time | null;
  readonly levels: LevelSeries | null;
  readonly watched: Watched | null;
  /** What comes later has not happened yet, and is not drawn; all of the window where it is left out. */
  readonly until?: Time;
}

/** The level is drawn up to this; what is more is off the picture. */
const highest = 1.5;

interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly scale: number;
  readonly small: number;
}

export function suspicionPlot({ width, height, scale = 1 }: Size): Plot {
  return { left: 44 * scale, right: width - 42 * scale, top: 20 * scale, bottom: height - 36 * scale, scale, small: sizes.small * scale };
}

export function drawSuspicion(pen: Pen, given: SuspicionSlice, size: Size, theme: Theme): void {
  const slice = { ...given, levels: soFar(given) }, plot = suspicionPlot(size), { window, cursor } = slice;
  const labels = new Labels(pen, { left: 0, top: 0, right: size.width, bottom: size.height });
  drawAxes(pen, plot, slice, theme, labels);
  pen.clip(plot.left, plot.top, plot.right - plot.left, plot.bottom - plot.top + 14 * plot.scale, () => {
    drawTruthBand(pen, plot, slice, theme, labels);
    drawNotice(pen, plot, slice, theme);
    if (!isLevelless(slice)) drawLevel(pen, plot, slice, theme);
  });
  if (!isLevelless(slice)) drawThreshold(pen, plot, slice, theme, labels);
  drawBeats(pen, plot, slice, theme);
  const hovered = slice.hovered ?? null;
  if (hovered !== null && hovered >= window.from && hovered <= window.to) pen.line(xOf(plot, window, hovered), plot.top, xOf(plot, window, hovered), plot.bottom + 12 * plot.scale, { stroke: theme.axis, dash: [3, 3] });
  if (cursor >= window.from && cursor <= window.to) {
    pen.line(xOf(plot, window, cursor), plot.top, xOf(plot, window, cursor), plot.bottom + 12 * plot.scale, { stroke: theme.focus, width: 2 * plot.scale });
  }
  drawAnswer(plot, slice, theme, labels);
  labels.draw();
}

/** The time in view that has passed. */
const past = ({ window, until = window.to }: SuspicionSlice): Window => ({ from: window.from, to: Math.max(window.from, Math.min(window.to, until)) });

function soFar({ levels, until }: SuspicionSlice): LevelSeries | null {
  if (!levels || until === undefined) return levels;
  const kept = levels.time.findIndex(t => t > until), count = kept < 0 ? levels.time.length : kept;
  return { ...levels, time: levels.time.slice(0, count), level: levels.level.slice(0, count) };
}

/** A detector that keeps no level of suspicion: there is nothing to draw but what was true and what came. */
const isLevelless = ({ levels }: SuspicionSlice): boolean => levels !== null && levels.level.length > 0 && levels.level.every(Number.isNaN);

const yOf = ({ top, bottom }: Plot, level: number): number => bottom - (bottom - top) * Math.min(highest, level) / highest;

/** On the left what the estimator counts, on the right its share of the threshold. */
function drawAxes(pen: Pen, plot: Plot, slice: SuspicionSlice, theme: Theme, labels: Labels): void {
  const { window, watched } = slice, { left, right, top, bottom, small } = plot, portrait = watched?.portrait, levelless = isLevelless(slice);
  for (const level of [0, 0.5, 1, 1.5]) {
    const y = yOf(plot, level);
    if (level > 0) pen.line(left, y, right, y, { stroke: theme.grid });
    if (portrait) labels.write(left - 5, y, nativeWords(portrait, level * portrait.threshold), { fill: theme.axis, size: small, anchor: 'end' });
    if (!levelless) labels.write(right + 5, y, `${level * 100} %`, { fill: theme.axis, size: small });
  }
  pen.line(right, top, right, bottom, { stroke: theme.axis });
  pen.line(left, top, left, bottom, { stroke: theme.axis });
  pen.line(left, bottom, right, bottom, { stroke: theme.axis });
  for (const { t, words } of timeTicks(window, right - left)) {
    labels.write(xOf(plot, window, t), bottom + 26 * plot.scale, words, { fill: theme.axis, size: small, anchor: 'middle' });
  }
}

/** What the peer really was: a ground behind everything else. */
function drawTruthBand(pen: Pen, plot: Plot, slice: SuspicionSlice, theme: Theme, labels: Labels): void {
  const { window } = slice;
  for (const { truth, from, to } of truthsIn(slice)) {
    if (truth === 'running') continue;
    const left = xOf(plot, window, from), width = Math.max(1, xOf(plot, window, to) - left), height = plot.bottom - plot.top;
    pen.rect(left, plot.top, width, height, truth === 'crashed' ? { fill: theme.text, alpha: 0.2 } : { fill: theme.muted, texture: 'bars', alpha: 0.35 });
    if (width > pen.textWidth(truth, plot.small) + 8) {
      labels.write(Math.max(left, plot.left) + 4, plot.top + 9 * plot.scale, truth, { fill: theme.text, size: plot.small, halo: theme.page });
    }
  }
}

interface TruthSpan { readonly truth: Truth; readonly from: Time; to: Time }

/** A lane parts where an opinion changes; what is true goes on. */
function truthsIn(slice: SuspicionSlice): readonly TruthSpan[] {
  const { index, pair, until = Infinity } = slice, spans: TruthSpan[] = [];
  for (const { truth, from, to } of laneSegments(index, pair, past(slice))) {
    const last = spans.at(-1), end = Math.min(to, until);
    if (last?.truth === truth) last.to = end;
    else spans.push({ truth, from, to: end });
  }
  return spans;
}

/** From the cursor to the deadline: how long it would go unnoticed if it crashed now. */
function drawNotice(pen: Pen, plot: Plot, { window, cursor, watched }: SuspicionSlice, theme: Theme): void {
  if (!watched || watched.decides <= cursor || watched.decides >= NEVER) return;
  const left = xOf(plot, window, cursor), right = Math.min(plot.right, xOf(plot, window, watched.decides));
  if (right > left) pen.rect(left, yOf(plot, 1), right - left, plot.bottom - yOf(plot, 1), { fill: theme.undetected, texture: 'dots', alpha: 0.55 });
}

/** At most a rise and a fall for each pixel. */
function drawLevel(pen: Pen, plot: Plot, { levels, window }: SuspicionSlice, theme: Theme): void {
  if (!levels || levels.time.length === 0) return;
  const points: number[] = [], { time, level } = levels;
  let column = -1, low = 0, high = 0;
  for (let i = 0; i < time.length; i++) {
    const x = xOf(plot, window, time[i]!), y = yOf(plot, level[i]!);
    if (Math.floor(x) !== column) {
      column = Math.floor(x);
      low = high = y;
      points.push(x, y);
    } else if (y < low || y > high) {
      low = Math.min(low, y);
      high = Math.max(high, y);
      points.push(x, y);
    }
  }
  const shade = [...points];
  for (let i = 1; i < shade.length; i += 2) shade[i] = Math.min(shade[i]!, yOf(plot, 1));
  shade.push(points.at(-2)!, yOf(plot, 1), points[0]!, yOf(plot, 1));
  pen.path(shade, shade.length, { fill: theme.suspected, alpha: 0.6 }, true);
  pen.path(points, points.length, { stroke: theme.text, width: 1.8 * plot.scale });
}

/** The words stand over the end of the line where the level stays lower. */
function drawThreshold(pen: Pen, plot: Plot, slice: SuspicionSlice, theme: Theme, labels: Labels): void {
  const y = yOf(plot, 1), { watched } = slice;
  pen.line(plot.left, y, plot.right, y, { stroke: theme.falsePositive, width: 1.5 * plot.scale, dash: [6, 4] });
  const words = thresholdWords(watched);
  for (const shorter of [words, words.replace('suspects at ', ''), words.replace(/ = .*| of silence.*/, '')]) {
    const width = pen.textWidth(shorter, plot.small) + 4, right = highestWithin(plot, slice, plot.right - width, plot.right);
    const atEnd = right <= highestWithin(plot, slice, plot.left, plot.left + width);
    const lettering = { fill: theme.text, size: plot.small, anchor: atEnd ? 'end' : 'start', halo: theme.page } as const;
    if (labels.write(atEnd ? plot.right - 2 : plot.left + 3, y - 8 * plot.scale, shorter, lettering)) return;
  }
}

/** The highest level between two places of the picture. */
function highestWithin(plot: Plot, { levels, window }: SuspicionSlice, left: number, right: number): number {
  let highestYet = 0;
  levels?.time.forEach((t, i) => {
    const x = xOf(plot, window, t);
    if (x >= left && x <= right) highestYet = Math.max(highestYet, levels.level[i]!);
  });
  return highestYet;
}

/** A figure of what the estimator counts, short enough for an axis. */
const nativeWords = ({ kind }: Pick<Portrayed, 'kind'>, value: number): string => (kind === 'duration' && value > 0 ? inShort(value) : String(Number(value.toPrecision(3))));

/** The threshold in the estimator's own terms, and how much silence that is as things stand. */
export function thresholdWords(watched: Watched | null): string {
  const portrait = watched?.portrait;
  if (!portrait) return 'suspects';
  const { kind, symbol, threshold, parts } = portrait, silence = parts.reduce((sum, { length }) => sum + length, 0);
  if (kind === 'duration') return `suspects after ${inShort(threshold)} of silence${parts.length > 1 ? ' now' : ''}`;
  const native = kind === 'count' ? `${threshold} missed` : `${symbol} ${Number(threshold.toPrecision(4))}`;
  return kind === 'count' || silence >= NEVER ? `suspects at ${native}` : `suspects at ${native} = ${inShort(silence)} of silence now`;
}

/** Heartbeats on the baseline: a tick for one that was taken, a cross where one was lost. One of each a pixel. */
function drawBeats(pen: Pen, plot: Plot, slice: SuspicionSlice, theme: Theme): void {
  const { index, pair, window } = slice;
  const ticks: number[] = [], crosses: number[] = [], y = plot.bottom + 7 * plot.scale, r = 3 * plot.scale;
  const strokes = { add: (...ends: [number, number, number, number]): void => { crosses.push(...ends); } };
  let tick = -1, mark = -1;
  for (const { at, lost } of arrivals(index, pair, past(slice))) {
    const x = xOf(plot, window, at), column = Math.floor(x);
    if (x < plot.left || x > plot.right || column === (lost ? mark : tick)) continue;
    if (lost) {
      mark = column;
      cross(strokes, x, y, r);
    } else {
      tick = column;
      ticks.push(x, y - 5 * plot.scale, x, y + 4 * plot.scale);
    }
  }
  pen.lines(ticks, ticks.length, { stroke: theme.message, width: 2 * plot.scale });
  pen.lines(crosses, crosses.length, { stroke: theme.loss, width: 2 * plot.scale });
}

/** The one question that the chart answers at all times; or that there is no level to draw. */
function drawAnswer(plot: Plot, slice: SuspicionSlice, theme: Theme, labels: Labels): void {
  const { watched } = slice;
  if (isLevelless(slice)) {
    labels.write((plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2, 'no level: it decides by what it is told', { fill: theme.muted, size: plot.small, anchor: 'middle', halo: theme.page });
  }
  if (!watched) return;
  const words = answerWords(slice);
  for (const shorter of [words, words.replace('if it crashed now', 'crash now')]) {
    if (labels.write(plot.left + 4, plot.top - 10 * plot.scale, shorter, { fill: theme.text, size: sizes.text * plot.scale, bold: true })) return;
  }
}

function answerWords({ cursor, watched }: SuspicionSlice): string {
  const left: Duration = watched!.decides - cursor;
  if (watched!.level >= 1 || left <= 0) return 'suspected';
  return watched!.decides >= NEVER ? 'never decides by itself' : `if it crashed now: suspected in ${inShort(left)}`;
}

/** The instant under the pointer. */
export const suspicionTimeAt = (size: Size, window: Window, x: number): Time => timeAt(suspicionPlot(size), window, x);
