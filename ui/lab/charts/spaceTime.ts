/** Space and time: a column for each process, time downwards. The slope of a message is its latency; what was lost ends on its way. */
import type { ProcessId, Time } from '../../../src/contract.ts';
import { Row } from '../../../sim/trace.ts';
import { afterRows, afterTime } from '../model/grouped.ts';
import { leadershipSegments } from '../model/leadership.ts';
import { partings } from '../model/sides.ts';
import type { Pair, Window } from '../model/slices.ts';
import { truthCode, type TraceIndex } from '../model/traceIndex.ts';
import { inShort, instant } from '../model/words.ts';
import { sizes, type Theme } from '../tokens.ts';
import { Labels } from './labels.ts';
import { fitted } from './lanes.ts';
import { timeTicks } from './lanesLayout.ts';
import { epochInk } from './leaderLane.ts';
import { Strokes } from './messages.ts';
import { drawPassing, markPassing } from './passing.ts';
import { widthOf, type Pen, type Size } from './pen.ts';
import { columnX, spaceTimeLayout, yOf, type SpaceTimeLayout } from './spaceTimeLayout.ts';

export interface SpaceTimeSlice {
  readonly index: TraceIndex;
  readonly window: Window;
  readonly cursor: Time;
  readonly pair?: Pair | null;
  /** The row of a message that is looked at. */
  readonly message?: number;
  readonly hovered?: { readonly time: Time | null; readonly process: ProcessId | null };
}

interface Frame {
  readonly pen: Pen;
  readonly index: TraceIndex;
  readonly window: Window;
  readonly layout: SpaceTimeLayout;
  readonly theme: Theme;
  readonly labels: Labels;
  readonly x: (process: number) => number;
  readonly y: (t: Time) => number;
}

export function drawSpaceTime(pen: Pen, { index, window, cursor, pair = null, message = -1, hovered }: SpaceTimeSlice, size: Size, theme: Theme): void {
  const layout = spaceTimeLayout(index.count, size);
  const labels = new Labels(pen, { left: layout.left, top: layout.top, right: size.width, bottom: size.height });
  const frame: Frame = { pen, index, window, layout, theme, labels, x: process => columnX(layout, process), y: t => yOf(layout, window, t) };
  drawNames(frame, pair, hovered?.process ?? null);
  drawTicks(frame, [cursor, hovered?.time ?? cursor]);
  pen.clip(layout.left, layout.top, layout.right - layout.left, layout.bottom - layout.top, () => {
    drawPassing({ pen, index, window, layout, theme, pair });
    drawGutters(frame);
    if (message >= 0) markPassing({ pen, index, window, layout, theme, pair }, message);
    for (let process = 0; process < index.count; process++) drawColumn(frame, process);
    drawReigns(frame);
    drawVerdicts(frame);
  });
  drawMoments(frame, cursor, hovered?.time ?? null);
  labels.draw();
}

/** Every name where there is room for it, else every second, fifth … */
function drawNames({ pen, index, layout, theme, x }: Frame, pair: Pair | null, hovered: ProcessId | null): void {
  const size = sizes.small * layout.scale, widest = Math.min(70 * layout.scale, Math.max(...index.names.map(name => widthOf(name, size, true))));
  const every = [1, 2, 5, 10, 20, 50].find(step => step * layout.step >= widest * 0.72 + 6) ?? 100;
  for (let process = 0; process < index.count; process++) {
    if (process % every > 0) continue;
    const bold = process === pair?.monitor || process === pair?.peer || process === hovered;
    pen.text(x(process), layout.top / 2 - 1, fitted(index.names[process]!, every * layout.step - 6, size * (bold ? 1.13 : 1)), { fill: theme.text, size, anchor: 'middle', baseline: 'middle', bold });
  }
}

function drawTicks({ pen, window, layout, theme, y }: Frame, flagged: readonly Time[]): void {
  const size = sizes.small * layout.scale, ticks = timeTicks(window, 1.6 * (layout.bottom - layout.top));
  const lines = ticks.flatMap(({ t }) => [layout.left, y(t), layout.right, y(t)]);
  pen.lines(lines, lines.length, { stroke: theme.grid, width: 1 });
  for (const { t, words } of ticks) {
    if (flagged.every(other => Math.abs(y(t) - y(other)) > 18 * layout.scale)) pen.text(layout.left - 8, y(t), words, { fill: theme.axis, size, anchor: 'end', baseline: 'middle' });
  }
}

/** While the cluster is parted: a strip between columns of different sides. */
function drawGutters({ pen, index, window, layout, theme, labels, x, y }: Frame): void {
  const width = Math.min(12 * layout.scale, layout.step * 0.3), size = sizes.small * layout.scale;
  for (const { from, to, side } of partings(index)) {
    if (to < window.from || from > window.to) continue;
    const top = Math.max(layout.top, y(from)), height = Math.max(1, Math.min(layout.bottom, y(to)) - top);
    const between = [...side].flatMap((one, i) => (i > 0 && one !== side[i - 1] ? [i - 0.5] : []));
    for (const place of between) {
      pen.rect(x(place) - width / 2, top, width, height, { fill: theme.loss, texture: 'hatch', alpha: 0.55 });
    }
    if (height > 2 * size) labels.write(x(between[0]!), top + size, `parted ${inShort(to - from)}`, { fill: theme.text, size, anchor: 'middle', halo: theme.page });
  }
}

const paused = truthCode('paused'), crashed = truthCode('crashed');

/** What the process really was: running is a pale column, a pause has bars, a crash is ink. */
function drawColumn(frame: Frame, process: ProcessId): void {
  const { pen, index: { truths, trace, end }, window, layout, theme, x, y } = frame;
  const left = x(process) - layout.half, width = 2 * layout.half;
  pen.rect(left, y(Math.max(0, window.from)), width, y(Math.min(end, window.to)) - y(Math.max(0, window.from)), { fill: theme.running });
  let covered = -Infinity;
  for (let i = Math.max(truths.start[process]!, afterTime(trace, truths, process, window.from) - 1); i < truths.start[process + 1]!; i++) {
    const from = trace.time[truths.rows[i]!]!, state = truths.state[i]!;
    if (from > window.to) break;
    if (state !== paused && state !== crashed) continue;
    const to = i + 1 < truths.start[process + 1]! ? trace.time[truths.rows[i + 1]!]! : end;
    const top = Math.max(layout.top, y(from)), bottom = Math.max(top + 1.5, Math.min(layout.bottom, y(to)));
    if (to < window.from || bottom < covered + 1) continue;
    covered = bottom;
    if (state === crashed) pen.rect(left, top, width, bottom - top, { fill: theme.crashed });
    else pen.rect(left, top, width, bottom - top, { fill: theme.text, texture: 'bars', stroke: theme.text, width: 1 });
    tellTruth(frame, process, top, bottom, `${state === crashed ? 'crashed' : 'paused'} ${to < end ? inShort(to - from) : ''}`.trim());
  }
}

function tellTruth({ layout, theme, labels, x }: Frame, process: ProcessId, top: number, bottom: number, words: string): void {
  const size = sizes.small * layout.scale, y = Math.min(bottom - size * 0.5, top + size * 0.7);
  if (bottom - top < size || layout.step < 40) return;
  const place = { fill: theme.text, size, halo: theme.page };
  if (!labels.write(x(process) + layout.half + 5, y, words, { ...place, anchor: 'start' })) labels.write(x(process) - layout.half - 5, y, words, { ...place, anchor: 'end' });
}

/** A line in the colour of its epoch beside the column of whoever acts as leader. */
function drawReigns({ pen, index, window, layout, theme, labels, x, y }: Frame): void {
  const size = sizes.small * layout.scale, covered = new Float64Array(index.count).fill(-Infinity);
  for (const { process, epoch, acts, from, to } of leadershipSegments(index, window)) {
    const top = Math.max(layout.top, y(from)), bottom = Math.max(top + 1.5, Math.min(layout.bottom, y(to)));
    if (!acts || bottom < covered[process]! + 1) continue;
    covered[process] = bottom;
    pen.rect(x(process) + layout.half + 1, top, Math.max(1.5, Math.min(4 * layout.scale, layout.half)), bottom - top, { fill: epochInk(theme, epoch) });
    if (bottom - top > 1.5 * size && layout.step > 50) {
      labels.write(x(process) + 2 * layout.half + 5, top + size * 0.8, `leads, epoch ${epoch}`, { fill: theme.text, size, anchor: 'start', halo: theme.page });
    }
  }
}

/** More verdicts than this are ticks, those of one kind drawn at once. */
const markLimit = 300;
const ticks = { [Row.trusts]: new Strokes(), [Row.suspects]: new Strokes(), [Row.fails]: new Strokes() } as Readonly<Record<number, Strokes>>;

/** A mark on the column of the monitor that begins to suspect, or trusts again; whom, where there is room to say. */
function drawVerdicts(frame: Frame): void {
  const { pen, index: { trace, verdicts, count }, window, layout, theme, x, y } = frame;
  const first = afterRows(trace, verdicts, window.from - 1), last = afterRows(trace, verdicts, window.to);
  const covered = new Float64Array(count).fill(-Infinity), r = Math.max(1.5, Math.min(4.5 * layout.scale, layout.half + 1));
  const inks: Readonly<Record<number, string>> = { [Row.trusts]: theme.trusted, [Row.suspects]: theme.suspected, [Row.fails]: theme.failed };
  for (let i = first; i < last; i++) {
    const row = verdicts[i]!, code = trace.code[row]!, at = y(trace.time[row]!), monitor = trace.a[row]!;
    if (code > Row.fails || at < covered[monitor]! + 2) continue;
    covered[monitor] = at;
    const side = code === Row.trusts ? 0.7 * r : r;
    if (last - first > markLimit) ticks[code]!.add(x(monitor) - side, at, x(monitor) + side, at);
    else {
      pen.rect(x(monitor) - side, at - side, 2 * side, 2 * side, { fill: inks[code]!, stroke: theme.page, width: 1 });
      tellVerdict(frame, row, x(monitor) - r - 4, at);
    }
  }
  for (const code of [Row.trusts, Row.suspects, Row.fails]) ticks[code]!.draw(pen, { stroke: inks[code]!, width: 2 });
}

function tellVerdict({ index: { trace, names }, layout, theme, labels }: Frame, row: number, x: number, y: number): void {
  if (layout.step < 60) return;
  const verb = { [Row.trusts]: 'trusts', [Row.suspects]: 'suspects', [Row.fails]: 'fails' }[trace.code[row]!]!;
  labels.write(x, y, `${verb} ${names[trace.b[row]!]!}`, { fill: theme.text, size: sizes.small * layout.scale, anchor: 'end', halo: theme.page });
}

/** What comes after the cursor has not happened yet: it is veiled. */
function drawMoments({ pen, window, layout, theme, y }: Frame, cursor: Time, hovered: Time | null): void {
  const size = sizes.small * layout.scale, height = 18 * layout.scale;
  const flag = (t: Time, fill: string, text: string): void => {
    const top = Math.min(layout.bottom - height / 2, Math.max(layout.top - height / 2, y(t) - height / 2));
    pen.rect(2, top, layout.left - 4, height, { fill });
    pen.text(layout.left / 2, top + height / 2, instant(t), { fill: text, size, anchor: 'middle', baseline: 'middle', bold: true });
  };
  if (cursor >= window.from && cursor <= window.to) {
    pen.rect(layout.left, y(cursor), layout.right - layout.left, Math.max(0, layout.bottom - y(cursor)), { fill: theme.page, alpha: 0.45 });
    pen.line(layout.left, y(cursor), layout.right, y(cursor), { stroke: theme.focus, width: 2 * layout.scale });
    flag(cursor, theme.focus, theme.page);
  }
  if (hovered === null || hovered < window.from || hovered > window.to) return;
  pen.line(layout.left, y(hovered), layout.right, y(hovered), { stroke: theme.axis, width: 1, dash: [3, 3] });
  if (Math.abs(y(hovered) - y(cursor)) > height || cursor < window.from || cursor > window.to) flag(hovered, theme.muted, theme.page);
}
