import { laneSegments, verdictSpans } from '../model/segments.ts';
import type { LaneSegment, Verdict } from '../model/slices.ts';
import { sizes, textures, type Texture, type Theme } from '../tokens.ts';
import { fitted, lengthWords, type LanesFrame } from './lanes.ts';
import type { LaneRow } from './lanesLayout.ts';
import type { Paint, Pen } from './pen.ts';

/** "n1 watches n3": truth as the ground, the verdict before it. */
export function drawPairLane(frame: LanesFrame, row: LaneRow, selected: boolean): void {
  const { pen, index, layout, theme } = frame;
  const size = sizes.small * layout.scale, width = layout.left - 14;
  const words = fitted(`${index.names[row.pair.monitor]!} watches ${index.names[row.pair.peer]!}`, width, size);
  pen.text(8, row.y + row.height / 2, words, { fill: theme.text, size, baseline: 'middle', bold: selected });
  drawBeliefs(frame, row);
  if (selected) pen.rect(2, row.y - 2, layout.right, row.height + 4, { stroke: theme.focus, width: 1.5 });
}

/** The lane itself, without its name. */
export function drawBeliefs(frame: LanesFrame, row: LaneRow): void {
  const { pen, index, window, layout } = frame;
  const segments = laneSegments(index, row.pair, window);
  pen.clip(layout.left, row.y - 1, layout.right - layout.left, row.height + 2, () => {
    drawTruth(frame, row, segments);
    drawVerdicts(frame, row, verdictSpans(segments));
  });
}

function drawTruth({ pen, x, theme, layout }: LanesFrame, { y, height }: LaneRow, segments: readonly LaneSegment[]): void {
  let from = 0;
  for (let i = 0; i < segments.length; i++) {
    const { truth, verdict } = segments[i]!, next = segments[i + 1];
    if (next && next.truth === truth && (next.verdict === 'absent') === (verdict === 'absent')) continue;
    const left = Math.max(layout.left, x(segments[from]!.from)), right = Math.min(layout.right, x(segments[i]!.to));
    from = i + 1;
    if (right - left < 0.3 && next) continue;
    if (verdict === 'absent') { pen.line(left, y + height / 2, right, y + height / 2, { stroke: theme.axis, width: 1, dash: [1, 4] }); continue; }
    pen.rect(left, y, right - left, height, { fill: truth === 'crashed' ? theme.crashed : theme.running });
    if (truth === 'paused') pen.rect(left, y, right - left, height, { fill: theme.muted, texture: 'bars' });
  }
}

/** By verdict: its ink and texture. */
function inkOf(verdict: Verdict, theme: Theme): { ink: string; texture: Texture } | null {
  switch (verdict) {
    case 'falsePositive': return { ink: theme.falsePositive, texture: textures.falsePositive };
    case 'undetected': return { ink: theme.undetected, texture: textures.undetected };
    case 'truePositive': return { ink: theme.truePositive, texture: textures.truePositive };
    case 'excused': return { ink: theme.axis, texture: textures.excused };
    default: return null;
  }
}

function drawVerdicts(frame: LanesFrame, row: LaneRow, spans: readonly LaneSegment[]): void {
  const { x, theme, layout, pen } = frame;
  let covered = -Infinity;
  spans.forEach(({ verdict, excuse, from, to }) => {
    const left = Math.max(layout.left - 4, x(from)), right = Math.min(layout.right + 4, x(to));
    // what is narrower than a pixel and lies within what is drawn already would not be seen
    if (right <= covered) return;
    const style = inkOf(verdict, theme);
    if (excuse === 'recovered' && right - left >= 4) outline(pen, left, row, right - left, theme);
    else if (style) covered = mark(pen, left, row, Math.max(1.5, right - left), style.ink, style.texture, theme);
    else if (verdict === 'unheard' && right - left > 3) {
      pen.rect(left + 1, row.y + 5, right - left - 2, row.height - 10, { fill: theme.page, stroke: theme.unheard, dash: [2, 2] });
    }
  });
  spans.forEach((span, i) => label(frame, row, spans, span, i));
}

/** A solid head says the colour where a lane is too narrow for a texture; below it the texture says the same without colour. */
function mark(pen: Pen, left: number, { y, height }: LaneRow, width: number, ink: string, texture: Texture, theme: Theme): number {
  const inset = height / 8, solid: Paint = { fill: ink };
  if (texture === 'solid' || width < 4) pen.rect(left, y + inset, width, height - 2 * inset, solid);
  else {
    pen.rect(left, y + inset, width, height - 2 * inset, { fill: theme.page, stroke: ink });
    pen.rect(left, y + inset, width, height / 5, solid);
    pen.rect(left, y + inset + height / 5, width, height * 0.55, { fill: ink, texture });
  }
  return left + width;
}

/** It came back and is not trusted yet: neither a mistake nor right. */
function outline(pen: Pen, left: number, { y, height }: LaneRow, width: number, theme: Theme): void {
  pen.rect(left, y + height / 8, width, height * 0.75, { fill: theme.page, stroke: theme.axis, alpha: 0.8 });
}

/** The value where there is room: within, else in the calm after it, else in the calm before it, else nowhere. */
function label(frame: LanesFrame, row: LaneRow, spans: readonly LaneSegment[], span: LaneSegment, i: number): void {
  if (span.verdict !== 'falsePositive' && span.verdict !== 'undetected' && span.verdict !== 'excused' || span.excuse === 'recovered') return;
  const { x, layout, labels, theme, pen } = frame;
  const left = Math.max(layout.left, x(span.from)), right = Math.min(layout.right, x(span.to));
  const value = lengthWords(span.from, span.to, span.complete), size = sizes.small * layout.scale;
  const lettering = { fill: theme.text, size, bold: true, halo: theme.page }, y = row.y + row.height / 2 + row.height / 10;
  for (const words of [`${meaning[span.verdict]} ${value}`, value]) {
    if (pen.textWidth(words, size, true) + 10 > right - left) continue;
    if (labels.write((left + right) / 2, y, words, { ...lettering, anchor: 'middle' })) return;
  }
  const room = pen.textWidth(value, size, true) + 8, calm = { fill: theme.text, size, bold: true, halo: theme.running };
  const after = spans[i + 1], before = spans[i - 1], middle = row.y + row.height / 2;
  if (right < layout.right && after?.verdict === 'trueNegative' && Math.min(layout.right, x(after.to)) - right > room
    && labels.write(right + 4, middle, value, { ...calm, anchor: 'start' })) return;
  if (left > layout.left && before?.verdict === 'trueNegative' && left - Math.max(layout.left, x(before.from)) > room) {
    labels.write(left - 4, middle, value, { ...calm, anchor: 'end' });
  }
}

const meaning = { falsePositive: 'mistake', undetected: 'unnoticed for', excused: 'suspected for' } as const;
