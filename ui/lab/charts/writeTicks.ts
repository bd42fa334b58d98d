/** What became of writes, at the foot of the leader under whom they were made: ✓ accepted, ⊘ fenced off, ✕ lost. */
import { after } from '../model/grouped.ts';
import type { LeadershipSegment } from '../model/slices.ts';
import { writesOf, type Write, type WriteFate } from '../model/writes.ts';
import type { LanesFrame } from './lanes.ts';
import type { LeaderRow } from './lanesLayout.ts';
import { leaderRow } from './leaderLane.ts';
import { cross, Strokes } from './messages.ts';

/** The graver the fate, the surer it is seen where there is no room for all. */
const order: readonly WriteFate[] = ['lost', 'fenced', 'accepted'];
const strokes: Readonly<Record<WriteFate, Strokes>> = { lost: new Strokes(), fenced: new Strokes(), accepted: new Strokes() };
const crowded = new Strokes();

/** Marks stand at least so far apart; what falls between is a short line. */
const apart = 9;

export function drawWrites(frame: LanesFrame, lane: LeaderRow, rows: ReadonlyMap<LeadershipSegment, number>): void {
  const { pen, index, window, layout, theme, x } = frame;
  const writes = writesOf(index).get(lane.resource), scale = layout.scale;
  if (!writes) return;
  const times = timesOf(writes), first = after(times, window.from - 1), last = after(times, window.to);
  const reigns = [...rows].filter(([, row]) => row < lane.rows);
  const slots = Math.max(1, Math.ceil((layout.right - layout.left) / apart));
  const taken = new Uint8Array(slots * lane.rows), lines = new Uint8Array(Math.ceil(layout.right - layout.left + 1) * lane.rows);
  for (const fate of order) {
    for (let i = first; i < last; i++) {
      if (writes[i]!.fate !== fate) continue;
      const row = rowOf(reigns, writes[i]!), at = x(times[i]!), slot = row * slots + Math.min(slots - 1, Math.floor((at - layout.left) / apart));
      const place = leaderRow(lane, row), y = place.y + place.height - 4.5 * scale;
      if (!taken[slot]) {
        taken[slot] = 1;
        shape[fate](strokes[fate], layout.left + (slot % slots + 0.5) * apart, y, 3 * scale);
      } else if (!lines[row * Math.ceil(layout.right - layout.left + 1) + Math.floor(at - layout.left)]) {
        lines[row * Math.ceil(layout.right - layout.left + 1) + Math.floor(at - layout.left)] = 1;
        if (fate !== 'accepted') crowded.add(at, y - 2 * scale, at, y + 3 * scale);
      }
    }
  }
  crowded.draw(pen, { stroke: theme.loss, width: 1, alpha: 0.5 });
  strokes.accepted.draw(pen, { stroke: theme.muted, width: 1.2 * scale });
  strokes.fenced.draw(pen, { stroke: theme.text, width: 1.4 * scale });
  strokes.lost.draw(pen, { stroke: theme.loss, width: 2 * scale });
}

const known = new WeakMap<readonly Write[], Float64Array>();

function timesOf(writes: readonly Write[]): Float64Array {
  let times = known.get(writes);
  if (!times) known.set(writes, times = Float64Array.from(writes, write => write.at));
  return times;
}

/** That of the last to lead in the epoch of the write. */
function rowOf(reigns: readonly (readonly [LeadershipSegment, number])[], { epoch, at, process }: Write): number {
  let row = 0;
  for (const [reign, place] of reigns) {
    if (reign.from <= at && reign.epoch === epoch && (reign.acts || reign.process === process)) row = place;
  }
  return row;
}

const shape: Readonly<Record<WriteFate, (strokes: Strokes, x: number, y: number, r: number) => void>> = {
  accepted(strokes, x, y, r) {
    strokes.add(x - r, y, x - r * 0.2, y + r * 0.8);
    strokes.add(x - r * 0.2, y + r * 0.8, x + r, y - r * 0.8);
  },
  fenced(strokes, x, y, r) {
    const corners = 8, at = (i: number): [number, number] => [x + r * Math.cos(2 * Math.PI * i / corners), y + r * Math.sin(2 * Math.PI * i / corners)];
    for (let i = 0; i < corners; i++) strokes.add(...at(i), ...at(i + 1));
    strokes.add(x - r * 0.7, y + r * 0.7, x + r * 0.7, y - r * 0.7);
  },
  lost: cross,
};
