/** The cluster on a ring: truth on the bodies, belief on the rings round them, messages between. */
import type { ProcessId } from '../../../src/contract.ts';
import { linkRate } from '../model/linkRate.ts';
import type { Moment, Pair } from '../model/slices.ts';
import { suspectedSinceBefore, suspects } from '../model/truth.ts';
import { truthCode, type TraceIndex } from '../model/traceIndex.ts';
import { inShort } from '../model/words.ts';
import { sizes, type Theme } from '../tokens.ts';
import { drawBeliefRing } from './beliefRing.ts';
import { Labels } from './labels.ts';
import { fitted } from './lanes.ts';
import { along, drawMessages, ringMessage, type Point } from './messages.ts';
import { drawCuts } from './partition.ts';
import { widthOf, type Lettering, type Pen, type Size } from './pen.ts';
import type { RingLayout } from './ringLayout.ts';

export { linkAt, nodeAt, ringLayout, sidesOf, type RingLayout } from './ringLayout.ts';
export { packetAt } from './messages.ts';

export interface TopologySlice {
  readonly index: TraceIndex;
  readonly moment: Moment;
  readonly layout: RingLayout;
  readonly selected?: readonly ProcessId[];
  readonly hovered?: ProcessId | null;
  /** "monitor watches peer". */
  readonly pair?: Pair | null;
  /** The row of a message that is looked at. */
  readonly message?: number;
  /** A line being dragged: x1, y1, x2, y2. */
  readonly divide?: readonly [number, number, number, number] | null;
  /** Say the direction of messages in a picture that stands still. */
  readonly arrowheads?: boolean;
}

const running = truthCode('running'), paused = truthCode('paused'), crashed = truthCode('crashed');

export function drawTopology(pen: Pen, slice: TopologySlice, size: Size, theme: Theme): void {
  const { index, moment, layout } = slice;
  drawLinks(pen, slice, theme);
  drawCuts(pen, moment, layout, theme);
  drawMessages(pen, index, moment, layout, theme, slice.arrowheads ?? false);
  if (slice.message !== undefined) ringMessage(pen, moment, layout, theme, slice.message);
  for (let process = 0; process < index.count; process++) {
    drawBeliefRing(pen, index, moment, layout, theme, process);
    drawBody(pen, slice, theme, process);
  }
  drawMarks(pen, slice, theme);
  drawWords(pen, slice, size, theme);
}

/** Strokes of the links by width, from none sent to a thousand a second. */
const widths = 6;

function drawLinks(pen: Pen, { index, layout, pair, moment }: TopologySlice, theme: Theme): void {
  if (index.count <= sizes.linkLimit) {
    linkEnds(index, layout, moment.time).forEach((ends, i) =>
      pen.lines(ends, ends.length, { stroke: i === 0 ? theme.grid : theme.border, width: (i === 0 ? 1 : i) * layout.scale, alpha: i === 0 ? 1 : 0.4 }));
  }
  if (!pair) return;
  const start: Point = { x: 0, y: 0, dx: 0, dy: 0, length: 0 }, end = { ...start };
  along(layout, pair.peer, pair.monitor, 0, start);
  along(layout, pair.peer, pair.monitor, 1, end);
  pen.line(start.x, start.y, end.x, end.y, { stroke: theme.focus, width: 2 * layout.scale });
  const r = 7 * layout.scale, { x, y, dx, dy } = end;
  pen.path([x, y, x - (dx - dy * 0.5) * r, y - (dy + dx * 0.5) * r, x - (dx + dy * 0.5) * r, y - (dy - dx * 0.5) * r], 6, { fill: theme.focus }, true);
}

/** Every link that is watched or used, once: the more was sent on it in the last second, the wider. */
function linkEnds(index: TraceIndex, { x, y }: RingLayout, t: number): number[][] {
  const ends: number[][] = Array.from({ length: widths + 1 }, () => []);
  for (let one = 0; one < index.count; one++) {
    for (let other = one + 1; other < index.count; other++) {
      const rate = linkRate(index, one, other, t), watched = index.watched[one * index.count + other] || index.watched[other * index.count + one];
      if (rate > 0 || watched) ends[rate > 0 ? widthFor(rate) : 0]!.push(x[one]!, y[one]!, x[other]!, y[other]!);
    }
  }
  return ends;
}

/** 1 … 6: each is about four times as many as the one before. */
export const widthFor = (rate: number): number => Math.min(widths, 1 + Math.floor(Math.log2(rate) / 2));

function drawBody(pen: Pen, { index, moment, layout }: TopologySlice, theme: Theme, process: ProcessId): void {
  const x = layout.x[process]!, y = layout.y[process]!, truth = moment.truth[process]!, { body, scale } = layout;
  if (truth === crashed) return pen.circle(x, y, body, { fill: theme.crashed });
  const recovering = truth === running && suspectedSinceBefore(index, process, moment.since[process]!, moment.time);
  const outline = { stroke: theme.text, width: (body > 6 ? 2 : 1) * scale, ...(recovering ? { dash: [4, 3] } : {}) };
  pen.circle(x, y, body, { fill: theme.page, ...outline });
  if (truth === paused) pen.circle(x, y, body, { fill: theme.muted, texture: 'bars' });
  if (moment.leaders.some(leader => leader.acts && leader.process === process)) {
    pen.circle(x, y, body * 0.82, { stroke: theme.text, width: (body > 6 ? 2 : 1) * scale });
  }
}

function accused(index: TraceIndex, moment: Moment, process: ProcessId): boolean {
  for (let monitor = 0; monitor < index.count; monitor++) {
    if (suspects(index, moment.beliefs[monitor * index.count + process]!)) return true;
  }
  return false;
}

function drawMarks(pen: Pen, { layout, selected = [], hovered, divide }: TopologySlice, theme: Theme): void {
  for (const process of selected) {
    pen.circle(layout.x[process]!, layout.y[process]!, layout.outer + 4, { stroke: theme.focus, width: 2.5 * layout.scale });
  }
  if (hovered !== undefined && hovered !== null && hovered >= 0) {
    pen.circle(layout.x[hovered]!, layout.y[hovered]!, layout.outer + 4, { stroke: theme.muted, width: 1.5 * layout.scale });
  }
  if (divide) pen.line(...divide, { stroke: theme.loss, width: 3 * layout.scale, dash: [10, 6] });
}

/** Names inside the bodies where they fit, else beside them; what matters now is placed first. */
function drawWords(pen: Pen, slice: TopologySlice, size: Size, theme: Theme): void {
  const { index, moment, layout, selected = [], hovered } = slice;
  const labels = new Labels(pen, { left: 0, top: 0, right: size.width, bottom: size.height });
  for (let i = 0; i < layout.count; i++) {
    labels.reserve(layout.x[i]! - layout.outer, layout.y[i]! - layout.outer, 2 * layout.outer, 2 * layout.outer);
  }
  const { total, count } = moment.moving, small = sizes.small * layout.scale;
  if (total > count) {
    const words = `${count.toLocaleString('en')} of ${total.toLocaleString('en')} messages drawn`;
    labels.write(8, size.height - 10, words, { fill: theme.muted, size: small, halo: theme.page });
  }
  const rankOf = (process: number): number =>
    selected.includes(process) || process === hovered ? 0 : moment.truth[process] !== running ? 1 : accused(index, moment, process) ? 2 : 3;
  const ranks = Array.from({ length: index.count }, (_, process) => rankOf(process));
  const order = Array.from({ length: index.count }, (_, i) => i).sort((one, other) => ranks[one]! - ranks[other]! || one - other);
  for (const process of order) {
    if (ranks[process] === 3 && index.count > 40 && process % 10 > 0) continue;
    drawName(pen, labels, slice, theme, process);
  }
  labels.draw();
}

/** A name that fits nowhere is shortened, rather than left out. */
function drawName(pen: Pen, labels: Labels, { index, moment, layout, selected = [] }: TopologySlice, theme: Theme, process: ProcessId): void {
  const text = sizes.text * layout.scale, small = sizes.small * layout.scale, name = index.names[process]!, room = 1.75 * layout.body;
  const inside = widthOf(name, text, true) <= room, said = statusOf(index, moment, process);
  const reach = layout.outer + (selected.includes(process) ? 9 : 4), lettering = { fill: theme.text, size: small, halo: theme.page };
  const writes = (words: string): boolean => words !== '' && beside(labels, layout, process, reach, words, lettering);
  if (inside) {
    within(pen, layout, moment, theme, process, name, text);
    writes(said);
  } else if (!(index.count <= sizes.ringLimit && said && writes(`${name}, ${said}`)) && !writes(name) && !writes(shortened(name, small)) && layout.body > 10) {
    within(pen, layout, moment, theme, process, fitted(name, room, small * 1.13), small);
  }
}

const shortened = (name: string, size: number): string => fitted(name, 52, size);

function within(pen: Pen, layout: RingLayout, moment: Moment, theme: Theme, process: ProcessId, words: string, size: number): void {
  const fill = moment.truth[process] === crashed ? theme.page : theme.text;
  const halo = moment.truth[process] === paused ? { halo: theme.page } : {};
  pen.text(layout.x[process]!, layout.y[process]!, words, { fill, size, anchor: 'middle', baseline: 'middle', bold: true, ...halo });
}

/** Where more than one thing is led, which one; else since which election. */
function leadWords(index: TraceIndex, led: Moment['leaders']): string {
  const [first] = led;
  if (!first) return '';
  const verb = first.acts ? 'leads' : 'claims';
  if (index.leadership.resources.length === 1) return `${verb}, epoch ${first.epoch}`;
  return led.length > 1 ? `${verb} ${led.length} resources` : `${verb} resource ${first.resource}`;
}

function statusOf(index: TraceIndex, moment: Moment, process: ProcessId): string {
  const truth = moment.truth[process]!, parts: string[] = [];
  if (truth !== running) parts.push(`${truth === crashed ? 'crashed' : 'paused'} ${inShort(moment.time - moment.since[process]!)}`);
  const mine = moment.leaders.filter(one => one.process === process), acting = mine.filter(one => one.acts);
  return [...parts, leadWords(index, acting.length > 0 ? acting : mine)].filter(Boolean).join('; ');
}

/** Away from the middle if there is room, else below, above, or towards the middle; nowhere if no place is free. */
function beside(labels: Labels, layout: RingLayout, process: ProcessId, reach: number, words: string, lettering: Omit<Lettering, 'anchor' | 'baseline'>): boolean {
  const x = layout.x[process]!, y = layout.y[process]!, lift = reach + lettering.size * 0.5;
  const away = Math.cos(layout.angle[process]!), down = Math.sin(layout.angle[process]!) >= -0.01 ? 1 : -1;
  const sideways = Math.sign(away) * reach, anchor = away > 0 ? 'start' : 'end';
  const places: readonly (readonly [number, number, 'start' | 'middle' | 'end'])[] = [
    ...(Math.abs(away) > 0.3 ? [[sideways, 0, anchor] as const] : []), [0, down * lift, 'middle'], [0, -down * lift, 'middle'],
    [-sideways, 0, anchor === 'start' ? 'end' : 'start'],
  ];
  return places.some(([dx, dy, at]) => labels.write(x + dx, y + dy, words, { ...lettering, anchor: at }));
}
