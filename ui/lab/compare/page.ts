import type { Presets } from '../address.ts';
import type { Pair, TraceIndex } from '../model.ts';
import type { Layer } from '../playback.ts';
import type { Theme } from '../tokens.ts';
import type { Divergence } from './divergence.ts';
import type { Runs, Seen } from './runs.ts';
import type { Seeding } from './seeding.ts';
import type { Action, CompareState } from './state.ts';

/** What a part of the view may know and do. */
export interface ComparePage {
  readonly state: () => CompareState;
  readonly dispatch: (action: Action) => void;
  readonly presets: Presets;
  readonly runs: Runs;
  readonly seeding: Seeding;
  /** The runs of the columns, in order; the same list until there is another. */
  readonly indexes: () => readonly TraceIndex[];
  readonly divergences: () => readonly Divergence[];
  /** Whose lanes are looked at: the chosen pair, else the one of the newest difference, else whom the newest fault concerns. */
  readonly pair: () => Pair | null;
  readonly theme: () => Theme;
  /** Something to tell for a moment. */
  readonly say: (text: string) => void;
  readonly mark: (...layers: readonly string[]) => void;
  readonly signal: AbortSignal;
}

export interface Part {
  readonly node: HTMLElement;
  /** After every change; touches only what differs. */
  render(state: CompareState, seen: readonly Seen[]): void;
  readonly layers?: readonly Layer[];
}
