interface Keys { readonly back: () => void; readonly on: () => void; readonly toggle: () => void }

/** The arrows always step, but where a slider has the focus: there they move it. */
export function followKeys({ back, on, toggle }: Keys, signal: AbortSignal): void {
  const acts: Readonly<Record<string, () => void>> = { ArrowLeft: back, PageUp: back, ArrowRight: on, PageDown: on, ' ': toggle };
  document.addEventListener('keydown', event => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (target instanceof HTMLInputElement && !key.startsWith('Page')) return;
    if (key === ' ' && target instanceof Element && target.matches('button, a, summary')) return;
    const act = acts[key];
    if (!act) return;
    event.preventDefault();
    act();
  }, { signal });
}
