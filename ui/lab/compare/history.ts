import type { Damage, Presets } from '../address.ts';
import { addressBar } from '../addressBar.ts';
import { isPresenting } from '../present/presenting.ts';
import { consultOnce } from '../outside.ts';
import { fetchNamed, presetIn } from '../systems/named.ts';
import { addressOf, readAddress, type Address } from './address.ts';
import type { Action, CompareState } from './state.ts';

/** What makes a new entry in the browser's history, so that Back undoes it; everything else replaces the last one. */
const discrete = new Set<Action['type']>(['open', 'weather', 'change', 'add', 'duplicate', 'remove', 'scope']);

/** Keeps the address in step with the view; `moved`: the reader went back, forward, or changed the address. */
export function historyOf(
  presets: Presets, state: () => CompareState, moved: (address: Address, damage: readonly Damage[]) => void, signal: AbortSignal,
): { readonly follow: (action: Action) => void; readonly rewrite: () => void } {
  /** A link that waits for what it is made of: until that is there the address stays. */
  let awaited: string | null = null;
  const bar = addressBar(() => awaited ?? addressOf({ ...state(), presenting: isPresenting() }, presets), hash => {
    awaited = hash;
    fetchNamed(presetIn(hash), presets, consultOnce, () => {
      if (signal.aborted || awaited !== hash) return;
      awaited = null;
      const { address, damage } = readAddress(hash, presets);
      moved(address, damage);
    });
  }, signal);
  return {
    rewrite: bar.replace,
    follow({ type }) {
      if (type === 'visit' || type === 'tick') return;
      if (discrete.has(type)) bar.enter();
      else if (!state().playing) bar.replace();
    },
  };
}
