import type { Presets } from './address.ts';
import type { Hover } from './hover.ts';
import type { Layer } from './playback.ts';
import type { Answers, Question, Shown } from './protocol.ts';
import type { Failure, LabState, Pair } from './state.ts';
import type { Tables } from './tables.ts';
import type { Theme } from './tokens.ts';
import type { Action } from './update.ts';

/** What a view may know and do. */
export interface Page {
  readonly state: () => LabState;
  /** The run that is drawn: the one before the last edit, until the new one has been computed. */
  readonly shown: () => Shown | null;
  /** The pair that is looked at: the chosen one, or the one that the newest fault concerns. Null while there is none. */
  readonly pair: () => Pair | null;
  /** Where the pointer is, shared by all pictures. */
  readonly hover: Hover;
  readonly theme: () => Theme;
  readonly dispatch: (action: Action) => void;
  readonly presets: Presets;
  /** What can be chosen; null until the worker has said it. */
  readonly tables: () => Tables | null;
  /** Asks the worker that made the run shown. A newer question of the same name replaces one that waits. */
  readonly ask: <Q extends Question>(name: string, question: Q, answered: (answer: Answers[Q['ask']]) => void) => void;
  /** Asks about what no run decides. */
  readonly consult: <Q extends Question>(question: Q, answered: (answer: Answers[Q['ask']]) => void, failed: (failure: Failure) => void) => void;
  readonly copy: (text: string, said: string) => void;
  /** The link to this moment, with its digest. */
  readonly share: () => void;
  readonly cancel: () => void;
  readonly rerun: () => void;
  /** Aborted when the reader goes to another view: what listens beyond the page's own elements stops then. */
  readonly signal: AbortSignal;
  /** The layer is drawn in the next frame. */
  readonly mark: (...layers: readonly string[]) => void;
}

export interface View {
  readonly node: HTMLElement;
  /** After every change of the state; touches only what differs. */
  render(state: LabState, shown: Shown | null): void;
  readonly layers?: readonly Layer[];
}
