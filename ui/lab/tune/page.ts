import type { Theme } from '../tokens.ts';
import type { Cell, Measure } from './model/cells.ts';
import type { Advice } from './model/advice.ts';
import type { TuneState, Wish } from './state.ts';

/** What a part of the view may know and do. */
export interface TunePage {
  readonly state: () => TuneState;
  readonly theme: () => Theme;
  readonly advice: () => Advice | null;
  /** Another map. */
  readonly wish: (change: Partial<Wish>) => void;
  /** The same map, looked at otherwise. */
  readonly look: (change: Partial<Pick<TuneState, 'chosen'>> & { readonly wish?: Partial<Pick<Wish, 'shade' | 'at'>> }) => void;
  readonly stop: () => void;
  readonly start: () => void;
  /** Holds what is recommended to fresh seeds. */
  readonly hold: () => void;
  /** The Lab at the worst run of that cell; of that measure, or of the goal with the least room. */
  readonly openWorst: (cell: Cell, measure?: Measure) => void;
  /** The Lab with the setting of the cross. */
  readonly openCross: () => void;
}

export interface TuneView {
  readonly node: HTMLElement;
  render(state: TuneState): void;
}
