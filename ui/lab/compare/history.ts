import type { Damage, Presets } from '../address.ts';
import { throttled } from '../playback.ts';
import { addressOf, readAddress, type Address } from './address.ts';
import type { Action, CompareState } from './state.ts';

/** What makes a new entry in the browser's history, so that Back undoes it; everything else replaces the last one. */
const discrete = new Set<Action['type']>(['open', 'weather', 'change', 'add', 'duplicate', 'remove', 'scope']);

/** Keeps the address in step with the view; `moved`: the reader went back, forward, or changed the address. */
export function historyOf(
  presets: Presets, state: () => CompareState, moved: (address: Address, damage: readonly Damage[]) => void, signal: AbortSignal,
): (action: Action) => void {
  let written = location.hash;
  const write = (entry: boolean): void => {
    if (signal.aborted) return;
    const next = addressOf(state(), presets);
    if (next === written) return;
    written = next;
    if (entry) history.pushState(null, '', next);
    else history.replaceState(null, '', next);
  };
  const replace = throttled(250, () => write(false));
  const arrive = (): void => {
    if (location.hash === written) return;
    written = location.hash;
    const { address, damage } = readAddress(location.hash, presets);
    moved(address, damage);
  };
  addEventListener('popstate', arrive, { signal });
  addEventListener('hashchange', arrive, { signal });
  return ({ type }) => {
    if (type === 'visit' || type === 'tick') return;
    if (discrete.has(type)) write(true);
    else if (!state().playing) replace();
  };
}
