/** What all of it costs: messages a second by purpose, stacked; bytes a second as a line; and where a queue had no room. */
import type { Purpose } from '../../../src/contract.ts';
import { sec } from '../../../src/time.ts';
import { congestion, loadAt, rateOf, type LoadColumn } from '../model/load.ts';
import { sizes, type Texture } from '../tokens.ts';
import { compact } from './compact.ts';
import type { LanesFrame } from './lanes.ts';
import type { LanesLayout } from './lanesLayout.ts';
import type { Paint } from './pen.ts';

/** Told apart without colour. */
export const loadTextures: Readonly<Record<Purpose, Texture>> = {
  heartbeat: 'solid', ack: 'hatch', relay: 'cross', gossip: 'dots', election: 'bars', application: 'hatch',
};

/** Pixels from one reading to the next. */
const stride = 2;

export function drawLoad(frame: LanesFrame, place: NonNullable<LanesLayout['load']>, columns: readonly LoadColumn[], cursor: number): void {
  const { pen, window, layout, theme } = frame, { left, right, scale } = layout;
  const top = place.y + place.bracket, bottom = top + place.height, size = sizes.small * scale;
  const readings = Math.max(2, Math.round((right - left) / stride) + 1), step = (window.to - window.from) / (readings - 1), span = Math.max(sec, step);
  const counts = new Float64Array(readings * columns.length), all = new Float64Array(readings), bytes = new Float64Array(readings);
  columns.forEach((column, k) => {
    for (let i = 0; i < readings; i++) {
      const to = window.from + i * step, rate = rateOf(column, { from: to - span, to });
      counts[k * readings + i] = rate.messages;
      all[i]! += rate.messages;
      bytes[i]! += rate.bytes;
    }
  });
  const most = all.reduce((one, other) => Math.max(one, other), 1), heaviest = bytes.reduce((one, other) => Math.max(one, other), 1);
  pen.line(left, bottom, right, bottom, { stroke: theme.axis, width: 1 });
  pen.clip(left, top - 1, right - left, place.height + 2, () => {
    const under = new Float64Array(readings), outline = new Float64Array(4 * readings);
    columns.forEach(({ purpose }, k) => {
      for (let i = 0; i < readings; i++) {
        const x = left + i * stride, back = 2 * (2 * readings - 1 - i);
        outline[back] = x;
        outline[back + 1] = bottom - place.height * under[i]! / most;
        under[i]! += counts[k * readings + i]!;
        outline[2 * i] = x;
        outline[2 * i + 1] = bottom - place.height * under[i]! / most;
      }
      pen.path(outline, outline.length, inkOf(frame, purpose), true);
    });
    const line = Float64Array.from({ length: 2 * readings }, (_, i) => (i % 2 ? bottom - (place.height - 2) * bytes[i >> 1]! / heaviest : left + (i >> 1) * stride));
    pen.path(line, line.length, { stroke: theme.text, width: 1.2 * scale, dash: [4, 3] });
  });
  drawCongestion(frame, place);
  const now = loadAt(columns, cursor), sum = (of: 'messages' | 'bytes'): number => now.reduce((total, one) => total + one[of], 0);
  pen.text(8, top + 8 * scale, `${Math.round(sum('messages')).toLocaleString('en')} msg/s`, { fill: theme.text, size, baseline: 'middle' });
  pen.text(8, top + 22 * scale, `${compact(sum('bytes'))}B/s`, { fill: theme.muted, size, baseline: 'middle' });
}

function inkOf({ theme }: LanesFrame, purpose: Purpose): Paint {
  return { fill: purpose === 'application' ? theme.muted : theme.message, texture: loadTextures[purpose], stroke: theme.message, width: 0.5 };
}

/** Its own traffic is what it loses: a bracket, as over a split-brain. */
function drawCongestion({ pen, index, window, layout, theme, labels, x }: LanesFrame, place: NonNullable<LanesLayout['load']>): void {
  const size = sizes.small * layout.scale, top = place.y + place.bracket;
  let covered = -Infinity;
  for (const { from, to, drops } of congestion(index)) {
    if (to < window.from || from > window.to) continue;
    const left = Math.max(layout.left, x(from)), right = Math.min(layout.right, Math.max(x(from) + 3, x(to)));
    if (right < covered + 2) continue;
    covered = right;
    pen.path([left, top + 4, left, top - 2, right, top - 2, right, top + 4], 8, { stroke: theme.loss, width: 2 });
    for (const words of [`self-inflicted: a full queue dropped ${drops.toLocaleString('en')}`, `self-inflicted: ${drops.toLocaleString('en')} dropped`, 'self-inflicted']) {
      const half = pen.textWidth(words, size, true) / 2, middle = Math.min(layout.right - half, Math.max(layout.left + half, (left + right) / 2));
      if (labels.write(middle, top - 9 * layout.scale, words, { fill: theme.text, size, bold: true, anchor: 'middle', halo: theme.page })) break;
    }
  }
}
