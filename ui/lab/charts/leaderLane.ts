import { leadershipSegments, leaderlessWithin, splitBrainSegments } from '../model/leadership.ts';
import type { LeadershipSegment } from '../model/slices.ts';
import { sizes, type Theme } from '../tokens.ts';
import { lengthWords, type LanesFrame } from './lanes.ts';
import { stacked, type LanesLayout, type LeaderRow } from './lanesLayout.ts';
import { drawWrites } from './writeTicks.ts';

/** Who acts as leader, in the colour of its epoch; a gap is time without one. Two at once are bracketed. */
export function drawLeaders(frame: LanesFrame, { lanes }: NonNullable<LanesLayout['leaders']>): void {
  for (const lane of lanes) drawLane(frame, lane);
}

/** A row of one resource: where it lies, and how high what is drawn in it may be. */
export const leaderRow = ({ y, height, rows, bracket }: LeaderRow, row: number): { readonly y: number; readonly height: number } => {
  const each = (height - bracket) / rows;
  return { y: y + bracket + row * each, height: each - 2 };
};

function drawLane(frame: LanesFrame, lane: LeaderRow): void {
  const { pen, index, window, layout, theme } = frame, { resource } = lane;
  const rows = stacked(index.leadership.segments.filter(one => one.resource === resource));
  const words = index.leadership.resources.length > 1 ? `leads resource ${resource}` : 'leads';
  pen.text(8, lane.y + lane.bracket + (lane.height - lane.bracket) / 2, words, { fill: theme.text, size: sizes.small * layout.scale, baseline: 'middle' });
  pen.clip(layout.left, lane.y, layout.right - layout.left, lane.height, () => {
    drawGaps(frame, lane);
    let covered = -Infinity;
    for (const segment of leadershipSegments(index, window)) {
      const row = rows.get(segment);
      if (row === undefined || row >= lane.rows || (row === 0 && frame.x(segment.to) < covered)) continue;
      const right = drawLeader(frame, segment, lane, row);
      if (row === 0) covered = right;
    }
    drawWrites(frame, lane, rows);
    drawSplitBrains(frame, lane);
  });
}

export const epochInk = (theme: Theme, epoch: number): string => theme.epochs[epoch % theme.epochs.length]!;

/** Nobody leads: as plain to see as two who do. */
function drawGaps({ pen, index, window, layout, theme, labels, x }: LanesFrame, lane: LeaderRow): void {
  const size = sizes.small * layout.scale, row = leaderRow(lane, 0), middle = row.y + row.height / 2;
  let covered = -Infinity;
  for (const { resource, from, to } of leaderlessWithin(index, window)) {
    const left = Math.max(layout.left, x(from)), right = Math.min(layout.right, x(to));
    if (resource !== lane.resource || right < covered + 1) continue;
    covered = right;
    pen.line(left, middle, right, middle, { stroke: theme.axis, width: 1.5, dash: [2, 4] });
    const length = lengthWords(from, to, from > 0 && to < index.end);
    for (const words of [`no leader ${length}`, length]) {
      if (pen.textWidth(words, size) + 8 > right - left) continue;
      if (labels.write((left + right) / 2, middle, words, { fill: theme.text, size, anchor: 'middle', halo: theme.page })) break;
    }
  }
}

function drawLeader({ pen, index, layout, theme, labels, x }: LanesFrame, segment: LeadershipSegment, lane: LeaderRow, row: number): number {
  const { y, height } = leaderRow(lane, row);
  const left = Math.max(layout.left, x(segment.from)), right = Math.min(layout.right, x(segment.to)), width = Math.max(1.5, right - left);
  const ink = epochInk(theme, segment.epoch);
  if (segment.acts) {
    pen.rect(left, y, width, height, { fill: theme.page, stroke: ink, width: 1.5 });
    pen.rect(left, y, width, Math.min(4, height / 4), { fill: ink });
  } else pen.rect(left, y + height / 4, width, height / 2, { stroke: ink, width: 1, dash: [3, 2] });
  const size = sizes.small * layout.scale, name = index.names[segment.process]!;
  for (const words of [`${name} ${segment.acts ? 'acts' : 'claims'}, epoch ${segment.epoch}`, `${name} e${segment.epoch}`, name]) {
    if (pen.textWidth(words, size) + 8 > width) continue;
    labels.write((left + right) / 2, y + height / 2 + (segment.acts ? 2 : 0), words, { fill: theme.text, size, anchor: 'middle', halo: theme.page });
    break;
  }
  return left + width;
}

function drawSplitBrains({ pen, index, window, layout, theme, labels, x }: LanesFrame, lane: LeaderRow): void {
  const size = sizes.small * layout.scale, top = lane.y + lane.bracket, bottom = lane.y + lane.height;
  for (const span of splitBrainSegments(index, window)) {
    if (span.resource !== lane.resource) continue;
    const left = Math.max(layout.left, x(span.from)), right = Math.min(layout.right, Math.max(x(span.from) + 2, x(span.to)));
    pen.rect(left, top, right - left, bottom - top - 2, { fill: theme.text, texture: 'cross', alpha: 0.35 });
    pen.path([left, bottom, left, top - 4, right, top - 4, right, bottom], 8, { stroke: theme.text, width: 2 });
    const length = span.to === span.from ? 'of an instant' : lengthWords(span.from, span.to, span.to < index.end);
    for (const words of [`split-brain ${length}: ${span.acting.length} act`, `split-brain ${length}`, length]) {
      const middle = Math.min(layout.right - pen.textWidth(words, size, true) / 2, Math.max(layout.left + pen.textWidth(words, size, true) / 2, (left + right) / 2));
      if (labels.write(middle, lane.y + lane.bracket / 2 - 2, words, { fill: theme.text, size, bold: true, anchor: 'middle' })) break;
    }
  }
}
