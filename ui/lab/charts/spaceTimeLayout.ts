import type { ProcessId, Time } from '../../../src/contract.ts';
import type { Window } from '../model/slices.ts';
import { sizes } from '../tokens.ts';
import type { Size } from './pen.ts';

/** A column for each process, time downwards over the same window as the lanes. */
export interface SpaceTimeLayout {
  readonly count: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** From one column to the next. */
  readonly step: number;
  /** Half the width of a column's own line. */
  readonly half: number;
  readonly scale: number;
}

export function spaceTimeLayout(count: number, { width, height, scale = 1 }: Size): SpaceTimeLayout {
  const left = 64 * scale, right = Math.max(left + 40, width - 8), step = (right - left) / Math.max(1, count);
  return {
    count, left, right, top: (sizes.small * 2 + 2) * scale, bottom: Math.max(60, height - 10 * scale), step,
    half: Math.max(1, Math.min(5 * scale, step * 0.16)), scale,
  };
}

export const columnX = ({ left, step }: SpaceTimeLayout, process: number): number => left + (process + 0.5) * step;

/** The process whose column is nearest; null beside the picture. */
export function columnAt({ left, right, step, count }: SpaceTimeLayout, x: number): ProcessId | null {
  return x < left || x >= right ? null : Math.min(count - 1, Math.floor((x - left) / step));
}

export function yOf({ top, bottom }: SpaceTimeLayout, { from, to }: Window, t: Time): number {
  return top + (bottom - top) * (t - from) / Math.max(1, to - from);
}

/** The instant at this height, kept within the window. */
export function spaceTimeAt({ top, bottom }: SpaceTimeLayout, { from, to }: Window, y: number): Time {
  return Math.round(from + Math.min(1, Math.max(0, (y - top) / (bottom - top))) * (to - from));
}
