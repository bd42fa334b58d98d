import type { ProcessId, Time } from '../../src/contract.ts';
import type { Pair } from './model.ts';

/** What the pointer is over, on whichever picture: every other picture shows it too. */
export interface Hovered {
  readonly time: Time | null;
  readonly process: ProcessId | null;
  readonly pair: Pair | null;
}

export interface Hover {
  readonly at: () => Hovered;
  /** The pointer is here now; what is left out it is over none of. */
  readonly over: (next: Partial<Hovered>) => void;
}

const nothing: Hovered = { time: null, process: null, pair: null };

/** Not part of the state: it moves with every pixel, and no link holds it. `moved` draws again what shows it. */
export function hoverOf(moved: () => void): Hover {
  let now = nothing;
  return {
    at: () => now,
    over(next) {
      const { time, process, pair } = { ...nothing, ...next };
      if (time === now.time && process === now.process && pair?.monitor === now.pair?.monitor && pair?.peer === now.pair?.peer) return;
      now = { time, process, pair };
      moved();
    },
  };
}
