/**
 * The whole page as plain data. The run itself (trace, report) is not here: it is a function of `script`, made by the
 * worker, and the page holds it beside this. `update.ts` has the one function that changes it.
 */
import type { Duration, ProcessId, Time } from '../../src/contract.ts';
import { ms, sec } from '../../src/time.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { usualLook, type Look } from './look.ts';
import type { MessageName, Pair, Window } from './model.ts';

export type { MessageName, Pair, Window };

export const filters = ['verdicts', 'pair', 'node', 'all', 'suspicion', 'mistake', 'detection', 'lostBeat', 'leader', 'splitBrain'] as const;
/** Which events a step stops at. */
export type Filter = (typeof filters)[number];

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Where in the page an error belongs, and what it says. */
export interface Failure { readonly path: string; readonly problem: string }

export type RunStatus =
  /** `late`: it takes long enough to say so. */
  | { readonly kind: 'computing'; readonly share: number; readonly late: boolean }
  | { readonly kind: 'ready'; readonly digest: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Something to say for a moment; `undo` when it was an edit of the script. */
export interface Toast { readonly text: string; readonly undo: boolean; readonly serial: number }
/** Something that stays until it is read. */
export interface Banner {
  readonly kind: 'link' | 'digest';
  readonly text: string;
  /** When the run begins to be another than the one that was shared. */
  readonly parts?: Time;
}

/** A scenario as it stands: what will happen, if nobody changes it. */
export interface Future {
  /** The preset that it began as; '' for one that came from elsewhere. */
  readonly preset: string;
  readonly file: ScenarioFile;
  /** Which of `file.detectors` is shown; 0 where there is only one. */
  readonly variant: number;
}

/** One of several futures by its name. */
export interface Branch {
  readonly name: string;
  /** Null of the one that is open: it is the script itself. */
  readonly future: Future | null;
}

/** The open future and, if others were kept, all of them by name. */
export interface Script extends Future { readonly branches?: readonly Branch[] }

export interface LabState {
  readonly script: Script;
  readonly past: readonly Script[];
  readonly future: readonly Script[];
  readonly cursor: Time;
  /** The newest moment of this future that was looked at: what is done before it makes that future an old one. */
  readonly seen: Time;
  /** The branch that the lanes show beside the open one, by its name. */
  readonly beside: string | null;
  /** Of the run that is shown. */
  readonly horizon: Time;
  readonly processes: number;
  /** What the lanes show; null to follow the cursor. */
  readonly window: Window | null;
  /** How much of the time the lanes show while they follow the cursor. */
  readonly span: Duration;
  readonly look: Look;
  /** For a room: large, and without the rail. */
  readonly presenting: boolean;
  readonly speed: number;
  readonly playing: boolean;
  /** Null to look at whom the newest fault concerns. */
  readonly pair: Pair | null;
  /** The single message that is looked at, in place of a pair. */
  readonly message: MessageName | null;
  /** Chosen for a partition. */
  readonly nodes: readonly ProcessId[];
  readonly filter: Filter;
  readonly theme: Theme;
  /** Single-key shortcuts (WCAG 2.1.4 asks that they can be switched off). */
  readonly shortcuts: boolean;
  readonly run: RunStatus;
  readonly toast: Toast | null;
  readonly banner: Banner | null;
}

/** How many edits can be undone. */
export const undoLimit = 200;
export const usualSpan = 20 * sec;
export const shortestSpan = 2 * ms;
export const slowest = 0.001;
export const fastest = 100;

export function initialState(script: Script): LabState {
  return {
    script, past: [], future: [], cursor: 0, seen: 0, beside: null, horizon: 0, processes: 0, window: null, span: usualSpan, look: usualLook, presenting: false, speed: 1, playing: false, pair: null, message: null, nodes: [],
    filter: 'verdicts', theme: 'system', shortcuts: true, run: { kind: 'computing', share: 0, late: false }, toast: null, banner: null,
  };
}

/** What the lanes show: the window that was chosen, or one that follows the cursor, which then stands at three quarters. */
export function visibleWindow({ window, span, cursor, horizon }: Pick<LabState, 'window' | 'span' | 'cursor' | 'horizon'>): Window {
  if (window) return window;
  const length = Math.min(span, horizon || span);
  const from = Math.max(0, Math.min(Math.round(cursor - 0.75 * length), Math.max(0, horizon - length)));
  return { from, to: from + length };
}
