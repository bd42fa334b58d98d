/** One view at a time: the one that the address names. */
import { el } from './dom.ts';
import { startLab, type Given } from './lab.ts';
import { consultOnce } from './outside.ts';
import { fetchStories, firstScript, presets } from './presets.ts';
import { routeOf, type RouteName } from './routes.ts';
import { fetchNamed, presetIn } from './systems/named.ts';

/** Puts a view into the element and starts it; the signal of what it is given ends it. */
export type Start = (root: HTMLElement, given: Given) => void;

/** Each calls back with its view, once its code is there: only the Lab's comes with the page. */
const loads: Readonly<Record<RouteName, (loaded: (start: Start) => void, failed: (error: unknown) => void) => void>> = {
  lab: loaded => loaded(startLab),
  compare: (loaded, failed) => void import('./compare/compare.ts').then(({ startCompare }) => loaded(startCompare), failed),
  tune: (loaded, failed) => void import('./tune/tune.ts').then(({ startTune }) => loaded(startTune), failed),
  about: (loaded, failed) => void import('./about/about.ts').then(({ startAbout }) => loaded(startAbout), failed),
  learn: (loaded, failed) => void import('./learn/learn.ts').then(({ startLearn }) => loaded(startLearn), failed),
};

/** Opens the view that the address asks for, and another when it asks for another. The one before is closed whole. */
export function startPage(page: HTMLElement): void {
  let open: { readonly name: RouteName; readonly end: AbortController } | null = null;
  const follow = (): void => {
    const name = routeOf(location.hash);
    if (open?.name === name) return;
    open?.end.abort();
    const end = new AbortController();
    open = { name, end };
    const root = el('div', { id: name });
    page.replaceChildren(root);
    loads[name](
      start => {
        const begin = (): void => { if (!end.signal.aborted) start(root, { presets, firstScript, signal: end.signal }); };
        // the Lab asks for what its link is made of by itself, and fetches the other stories when it has shown the first
        if (name === 'lab') begin();
        else fetchStories(() => fetchNamed(presetIn(location.hash), presets, consultOnce, begin));
      },
      error => root.replaceChildren(el('p', { class: 'notice', role: 'alert' }, `This view could not be loaded: ${String(error)}. Load the page again.`)),
    );
  };
  // before any view listens: one that is left must not read the address of the next
  addEventListener('popstate', follow);
  addEventListener('hashchange', follow);
  follow();
}
