import type { Time } from '../../src/time.ts';
import { addressOf, type Presets } from './address.ts';
import { addressBar } from './addressBar.ts';
import type { Made } from './marks.ts';
import type { LabState, Script } from './state.ts';
import type { Action } from './update.ts';

/** What makes a new entry in the browser's history, so that Back undoes it; everything else replaces the last one. */
const discrete = new Set<Action['type']>(['open', 'edit', 'variant', 'fork', 'branch', 'rename', 'discard', 'beside', 'undo', 'redo', 'pair', 'message', 'look']);
const gradual = new Set<Action['type']>(['seek', 'pause', 'window', 'span', 'ran', 'present']);

/** The digest up to a moment of a script, and what it was made by. */
export interface Seal { readonly script: Script; readonly cursor: Time; readonly digest: string; readonly made: Made | undefined }

export interface History {
  /** After an action: the address follows, at most four times a second while scrubbing. */
  readonly follow: (action: Action) => void;
  /** The digest up to this moment of this script has come: it joins the link. */
  readonly sealed: (seal: Seal) => void;
}

/** Keeps the address in step with the page. `moved`: the reader went back, forward, or changed the address. */
export function historyOf(presets: Presets, state: () => LabState, moved: (hash: string) => void, signal: AbortSignal): History {
  let seal: Seal | null = null;
  const bar = addressBar(() => {
    const { script, cursor } = state();
    const holds = seal && seal.script === script && seal.cursor === cursor ? seal : undefined;
    return addressOf(state(), presets, holds?.digest, holds?.made);
  }, moved, signal);
  return {
    follow({ type }) {
      if (discrete.has(type)) bar.enter();
      else if (gradual.has(type) && !state().playing) bar.replace();
    },
    sealed(next) {
      seal = next;
      bar.replace();
    },
  };
}
