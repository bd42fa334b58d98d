import type { Time } from '../../../src/contract.ts';
import { format, precisionFixed, tickStep, ticks } from 'd3';
import { sec } from '../../../src/time.ts';
import { occurrences, type Occurrence } from '../model/script.ts';
import { congestion } from '../model/load.ts';
import type { Pair, Window } from '../model/slices.ts';
import type { TraceIndex } from '../model/traceIndex.ts';
import { writesOf } from '../model/writes.ts';
import { sizes } from '../tokens.ts';
import { widthOf, type Size } from './pen.ts';

export interface LaneRow { readonly pair: Pair; readonly y: number; readonly height: number }

/** Who leads one resource: a row for each that does so at once, and over them the brackets of split-brain. */
export interface LeaderRow {
  readonly resource: number;
  readonly y: number;
  readonly height: number;
  readonly rows: number;
  readonly bracket: number;
}

/** What there is a lane for. */
export interface LanesShown {
  readonly pairs: readonly Pair[];
  /** All that are led, unless it says which. */
  readonly resources?: readonly number[];
  /** Room for another future under each lane. */
  readonly beside?: boolean;
  /** Room for what all of it costs in messages. */
  readonly load?: boolean;
}

/** Where the lanes lie: the script on top, then leadership, then a lane for each pair, then the load, then the time axis. */
export interface LanesLayout {
  readonly left: number;
  readonly right: number;
  readonly scriptY: number;
  readonly scriptHeight: number;
  readonly scriptRows: number;
  /** null where nobody ever leads. */
  readonly leaders: { readonly y: number; readonly height: number; readonly lanes: readonly LeaderRow[] } | null;
  readonly pairs: readonly LaneRow[];
  /** Height of the faint lane of another future under each, where there is one. */
  readonly beside?: number;
  readonly load?: { readonly y: number; readonly height: number; readonly bracket: number } | null;
  readonly axisY: number;
  /** Of the whole, axis included: what `size.height` should be to show all of it. */
  readonly height: number;
  readonly scale: number;
}

export function lanesLayout(index: TraceIndex, { pairs, resources = index.leadership.resources, beside = false, load = false }: LanesShown, { width, scale = 1 }: Size): LanesLayout {
  // large type needs little more height than small: the pictures above need it more
  const gap = sizes.laneGap, lane = sizes.laneHeight * Math.min(scale, 1.2), under = beside ? sizes.besideHeight * scale : 0, step = lane + under + gap;
  const scriptRows = rowsOf(scriptOf(index)), scriptHeight = scriptRows * 18 * scale;
  const left = Math.min(labelColumn(index, pairs, scale), 0.3 * width);
  let y = 4 + scriptHeight + (scriptHeight ? gap : 0);
  const leaders = leadersOf(index, resources, y, lane, under, scale);
  if (leaders) y += leaders.height + gap;
  const rows = pairs.map((pair, i) => ({ pair, y: y + i * step, height: lane }));
  y += rows.length * step;
  const strip = load ? { y, height: sizes.loadHeight * scale, bracket: congestion(index).length > 0 ? 15 * scale : 0 } : null;
  const axisY = y + (strip ? strip.height + strip.bracket + gap : 0);
  return {
    left, right: Math.max(left + 40, width - 10), scriptY: 4, scriptHeight, scriptRows, leaders, pairs: rows, ...(beside && { beside: under }), load: strip,
    axisY, height: axisY + sizes.axisHeight * scale, scale,
  };
}

/** Wide enough for the longest label, within reason. */
function labelColumn({ names }: TraceIndex, pairs: readonly Pair[], scale: number): number {
  const widest = Math.max(0, ...pairs.map(({ monitor, peer }) => widthOf(`${names[monitor]!} watches ${names[peer]!}`, sizes.small * scale)));
  return Math.min(190 * scale, Math.max(sizes.labelColumn * scale, widest + 16 * scale));
}

function leadersOf(index: TraceIndex, resources: readonly number[], top: number, lane: number, under: number, scale: number): LanesLayout['leaders'] {
  const { segments, splitBrains } = index.leadership, lanes: LeaderRow[] = [];
  let y = top;
  for (const resource of resources) {
    const rows = rowsOf(segments.filter(one => one.resource === resource));
    const bracket = splitBrains.some(one => one.resource === resource) ? 16 * scale : 0, each = writesOf(index).has(resource) ? lane : rows === 1 ? lane : 0.75 * lane;
    lanes.push({ resource, y, rows, bracket, height: bracket + rows * each });
    y += bracket + rows * each + under + 3 * scale;
  }
  return lanes.length > 0 ? { y: top, height: y - top - 3 * scale, lanes } : null;
}

/** A row for each stretch, such that those in one row never overlap. */
export function stacked<T extends Window>(segments: readonly T[]): Map<T, number> {
  const free: Time[] = [], rows = new Map<T, number>();
  for (const segment of segments) {
    const empty = free.findIndex(until => until < segment.from || (until === segment.from && segment.to > segment.from)), row = empty < 0 ? free.length : empty;
    free[row] = segment.to;
    rows.set(segment, row);
  }
  return rows;
}

/** At most three are shown. */
const rowsOf = (segments: readonly Window[]): number => (segments.length === 0 ? 0 : Math.min(3, Math.max(...stacked(segments).values()) + 1));

/** The whole script as it took hold. */
export const scriptOf = (index: TraceIndex): Occurrence[] => occurrences(index, { from: 0, to: index.end });

/** How high the lanes are when nothing is cut off. */
export function lanesHeight(index: TraceIndex, pairs: readonly Pair[], size: Size, beside = false): number {
  return lanesLayout(index, { pairs, beside }, size).height;
}

export function xOf({ left, right }: { left: number; right: number }, window: Window, t: Time): number {
  return left + (right - left) * (t - window.from) / Math.max(1, window.to - window.from);
}

/** The instant at a place on the time axis, kept within the window. */
export function timeAt({ left, right }: { left: number; right: number }, window: Window, x: number): Time {
  const share = Math.min(1, Math.max(0, (x - left) / (right - left)));
  return Math.round(window.from + share * (window.to - window.from));
}

/** The pair whose lane lies at this height; null between lanes. */
export function pairAt(layout: LanesLayout, y: number): Pair | null {
  return layout.pairs.find(row => y >= row.y && y <= row.y + row.height)?.pair ?? null;
}

/** Round instants for a time axis, with as many digits as tell them apart. */
export function timeTicks(window: Window, width: number): { readonly t: Time; readonly words: string }[] {
  const from = window.from / sec, to = window.to / sec, count = Math.max(2, Math.floor(width / 90));
  const words = format(`,.${precisionFixed(tickStep(from, to, count))}f`);
  return ticks(from, to, count).map(t => ({ t: Math.round(t * sec), words: `${words(t)} s` }));
}
