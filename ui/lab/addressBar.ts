import { throttled } from './playback.ts';

/** The address of a view that follows what the view shows. */
export interface AddressBar {
  /** As a new entry in the browser's history, so that Back undoes it. */
  readonly enter: () => void;
  /** In place of the last entry, at most four times a second. */
  readonly replace: () => void;
}

/** `text`: the address of what is shown now. `moved`: the reader went back, forward, or changed the address. */
export function addressBar(text: () => string, moved: (hash: string) => void, signal: AbortSignal): AddressBar {
  let written = location.hash;
  const write = (entry: boolean): void => {
    if (signal.aborted) return;
    const next = text();
    if (next === written) return;
    written = next;
    if (entry) history.pushState(null, '', next);
    else history.replaceState(null, '', next);
  };
  const arrive = (): void => {
    if (location.hash === written) return;
    written = location.hash;
    moved(written);
  };
  addEventListener('popstate', arrive, { signal });
  addEventListener('hashchange', arrive, { signal });
  return { enter: () => write(true), replace: throttled(250, () => write(false)) };
}
