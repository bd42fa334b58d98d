import { leadershipSegments, splitBrainSegments } from '../model/leadership.ts';
import type { LeadershipSegment } from '../model/slices.ts';
import { sizes, type Theme } from '../tokens.ts';
import { lengthWords, type LanesFrame } from './lanes.ts';
import { stacked, type LanesLayout } from './lanesLayout.ts';

/** Who acts as leader, in the colour of its epoch; a gap is time without one. Two at once are bracketed. */
export function drawLeaders(frame: LanesFrame, place: NonNullable<LanesLayout['leaders']>): void {
  const { pen, index, window, layout, theme } = frame;
  const top = place.y + place.bracket, height = (place.height - place.bracket) / place.rows;
  const rows = stacked(index.leadership.segments);
  pen.text(8, top + (place.height - place.bracket) / 2, 'leads', { fill: theme.text, size: sizes.small * layout.scale, baseline: 'middle' });
  pen.clip(layout.left, place.y, layout.right - layout.left, place.height, () => {
    let covered = -Infinity;
    for (const segment of leadershipSegments(index, window)) {
      const row = rows.get(segment)!;
      if (row >= place.rows || (row === 0 && frame.x(segment.to) < covered)) continue;
      const right = drawLeader(frame, segment, top + row * height, height - 2);
      if (row === 0) covered = right;
    }
    drawSplitBrains(frame, place, top);
  });
}

export const epochInk = (theme: Theme, epoch: number): string => theme.epochs[epoch % theme.epochs.length]!;

function drawLeader({ pen, index, layout, theme, labels, x }: LanesFrame, segment: LeadershipSegment, y: number, height: number): number {
  const left = Math.max(layout.left, x(segment.from)), right = Math.min(layout.right, x(segment.to)), width = Math.max(1.5, right - left);
  const ink = epochInk(theme, segment.epoch);
  if (segment.acts) {
    pen.rect(left, y, width, height, { fill: theme.page, stroke: ink, width: 1.5 });
    pen.rect(left, y, width, Math.min(4, height / 4), { fill: ink });
  } else pen.rect(left, y + height / 4, width, height / 2, { stroke: ink, width: 1, dash: [3, 2] });
  const size = sizes.small * layout.scale, name = index.names[segment.process]!;
  for (const words of [`${name} ${segment.acts ? 'acts' : 'claims'}, epoch ${segment.epoch}`, `${name} e${segment.epoch}`, name]) {
    if (pen.textWidth(words, size) + 8 > width) continue;
    labels.write((left + right) / 2, y + height / 2 + (segment.acts ? 3 : 0), words, { fill: theme.text, size, anchor: 'middle', halo: theme.page });
    break;
  }
  return left + width;
}

function drawSplitBrains({ pen, index, window, layout, theme, labels, x }: LanesFrame, place: NonNullable<LanesLayout['leaders']>, top: number): void {
  const size = sizes.small * layout.scale, bottom = place.y + place.height;
  for (const span of splitBrainSegments(index, window)) {
    const left = Math.max(layout.left, x(span.from)), right = Math.min(layout.right, Math.max(x(span.from) + 2, x(span.to)));
    pen.rect(left, top, right - left, bottom - top - 2, { fill: theme.text, texture: 'cross', alpha: 0.35 });
    pen.path([left, bottom, left, top - 4, right, top - 4, right, bottom], 8, { stroke: theme.text, width: 2 });
    const length = span.to === span.from ? 'of an instant' : lengthWords(span.from, span.to, span.to < index.end);
    for (const words of [`split-brain ${length}: ${span.acting.length} act`, `split-brain ${length}`, length]) {
      const middle = Math.min(layout.right - pen.textWidth(words, size, true) / 2, Math.max(layout.left + pen.textWidth(words, size, true) / 2, (left + right) / 2));
      if (labels.write(middle, place.y + place.bracket / 2 - 2, words, { fill: theme.text, size, bold: true, anchor: 'middle' })) break;
    }
  }
}
