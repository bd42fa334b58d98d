import type { Time } from '../../src/time.ts';
import { addressOf, type Presets } from './address.ts';
import { throttled } from './playback.ts';
import type { LabState, Script } from './state.ts';
import type { Action } from './update.ts';

/** What makes a new entry in the browser's history, so that Back undoes it; everything else replaces the last one. */
const discrete = new Set<Action['type']>(['open', 'edit', 'variant', 'fork', 'branch', 'rename', 'discard', 'beside', 'undo', 'redo', 'pair', 'look']);
const gradual = new Set<Action['type']>(['seek', 'pause', 'window', 'span', 'ran', 'present']);

export interface History {
  /** After an action: the address follows, at most four times a second while scrubbing. */
  readonly follow: (action: Action) => void;
  /** The digest up to this moment of this script has come: it joins the link. */
  readonly sealed: (script: Script, cursor: Time, digest: string) => void;
}

/** Keeps the address in step with the page. `moved`: the reader went back, forward, or changed the address. */
export function historyOf(presets: Presets, state: () => LabState, moved: (hash: string) => void, signal: AbortSignal): History {
  let written = location.hash;
  let seal: { readonly script: Script; readonly cursor: Time; readonly digest: string } | null = null;
  const write = (entry: boolean): void => {
    if (signal.aborted) return;
    const { script, cursor } = state();
    const digest = seal && seal.script === script && seal.cursor === cursor ? seal.digest : '';
    const next = addressOf(state(), presets, digest);
    if (next === written) return;
    written = next;
    if (entry) history.pushState(null, '', next);
    else history.replaceState(null, '', next);
  };
  const replace = throttled(250, () => write(false));
  const arrive = (): void => {
    if (location.hash === written) return;
    written = location.hash;
    moved(written);
  };
  addEventListener('popstate', arrive, { signal });
  addEventListener('hashchange', arrive, { signal });
  return {
    follow({ type }) {
      if (discrete.has(type)) write(true);
      else if (gradual.has(type) && !state().playing) replace();
    },
    sealed(script, cursor, digest) {
      seal = { script, cursor, digest };
      replace();
    },
  };
}
