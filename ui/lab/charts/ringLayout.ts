import type { ProcessId } from '../../../src/contract.ts';
import type { Link } from '../model/slices.ts';
import { sizes } from '../tokens.ts';
import type { Size } from './pen.ts';

/** Where every process stands: on one ring, or staggered on three where they are many. */
export interface RingLayout {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Outward direction of each, radians clockwise from three o'clock; process 0 stands at twelve. */
  readonly angle: Float64Array;
  readonly centreX: number;
  readonly centreY: number;
  /** From the centre to the highest; `flat` times as much to the sides. */
  readonly radius: number;
  readonly flat: number;
  /** Radius of a node's body, of the inner edge of its ring, and of the whole. */
  readonly body: number;
  readonly ring: number;
  readonly outer: number;
  readonly scale: number;
}

export function ringLayout(count: number, { width, height, scale = 1 }: Size): RingLayout {
  const rows = count > 40 ? 3 : 1, centreX = width / 2, centreY = height / 2, flat = flatness(count, width, height);
  const radius = radiusOf(count, Math.min(width, height) / 2, scale, flat);
  const outer = Math.max(4, Math.min(40 * scale, rows > 1 ? Math.min(chordOf(count) * radius * rows * 0.3, 11) : chordOf(count, flat) * radius * 0.45));
  const thickest = Math.min(sizes.ring.failed * scale, outer * 0.38), ring = outer - thickest;
  const x = new Float64Array(count), y = new Float64Array(count), angle = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    // one left over would stand beside the first, on the same row
    const row = i === count - 1 && count % rows === 1 ? 1 : i % rows, reach = radius - row * 2.15 * outer;
    angle[i] = 2 * Math.PI * i / count - Math.PI / 2;
    x[i] = centreX + flat * reach * Math.cos(angle[i]!);
    y[i] = centreY + reach * Math.sin(angle[i]!);
  }
  return { count, width, height, x, y, angle, centreX, centreY, radius, flat, body: ring - Math.min(3 * scale, outer * 0.12), ring, outer, scale };
}

/** A few processes in a frame much wider than high stand on an ellipse, or there would be no room for their bodies. */
const flatness = (count: number, width: number, height: number): number => (count > 25 ? 1 : Math.max(1, Math.min(2, 0.55 * width / height)));

/** From one process to the nearest other on an ellipse of height 1. */
function chordOf(count: number, flat = 1): number {
  if (count < 2) return 1;
  const place = (i: number): readonly [number, number] => [flat * Math.sin(2 * Math.PI * i / count), Math.cos(2 * Math.PI * i / count)];
  const chords = Array.from({ length: count }, (_, i) => [place(i), place(i + 1)] as const);
  return Math.min(...chords.map(([[x1, y1], [x2, y2]]) => Math.hypot(x2 - x1, y2 - y1)));
}

/** As far out as leaves room for the largest body and a name beyond it; in large type, for the body that there will be. */
function radiusOf(count: number, half: number, scale: number, flat: number): number {
  const usual = Math.max(20, half - 52 * Math.min(1.5, scale));
  return scale > 1 ? Math.max(usual, (half - 18 * scale) / (1 + 0.45 * chordOf(count, flat))) : usual;
}

/** The process under the point, or −1. */
export function nodeAt(layout: RingLayout, x: number, y: number): ProcessId {
  const reach = Math.max(layout.outer, 12);
  let best = -1, nearest = reach * reach;
  for (let i = 0; i < layout.count; i++) {
    const distance = (layout.x[i]! - x) ** 2 + (layout.y[i]! - y) ** 2;
    if (distance <= nearest) {
      nearest = distance;
      best = i;
    }
  }
  return best;
}

/** The link under the point, from the end that is nearer to it; null near a node or where there is none. */
export function linkAt(layout: RingLayout, x: number, y: number): Link | null {
  if (nodeAt(layout, x, y) >= 0) return null;
  let best: Link | null = null, nearest: number = sizes.reach;
  for (let from = 0; from < layout.count; from++) {
    for (let to = from + 1; to < layout.count; to++) {
      const { distance, share } = near(x, y, layout.x[from]!, layout.y[from]!, layout.x[to]!, layout.y[to]!);
      if (distance >= nearest) continue;
      nearest = distance;
      best = share < 0.5 ? { from, to } : { from: to, to: from };
    }
  }
  return best;
}

/** How far a point is from a stretch of line, and how far along it the nearest point lies. */
export function near(x: number, y: number, x1: number, y1: number, x2: number, y2: number): { distance: number; share: number } {
  const dx = x2 - x1, dy = y2 - y1;
  const share = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / Math.max(1e-9, dx * dx + dy * dy)));
  return { distance: Math.hypot(x - x1 - share * dx, y - y1 - share * dy), share };
}

/** A line dragged across the ring as a partition: who stands on either side of it. */
export function sidesOf(layout: RingLayout, x1: number, y1: number, x2: number, y2: number): [ProcessId[], ProcessId[]] {
  const sides: [ProcessId[], ProcessId[]] = [[], []];
  for (let i = 0; i < layout.count; i++) {
    const side = (x2 - x1) * (layout.y[i]! - y1) - (y2 - y1) * (layout.x[i]! - x1);
    sides[side < 0 ? 0 : 1].push(i);
  }
  return sides;
}
