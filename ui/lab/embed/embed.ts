/** The page around the frame asks, by `postMessage`; every question is answered with its own `id`. Times are milliseconds, as in links. */
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { addressOf } from '../address.ts';
import type { Page } from '../page.ts';
import type { Store } from '../store.ts';

/** What may be sent: `{ flatline: 'seek', id: 1, at: 20000 }`. */
interface Asked { readonly flatline: string; readonly id?: unknown; readonly scenario?: unknown; readonly link?: unknown; readonly at?: unknown }
interface Asking { readonly asked: Asked; readonly answer: (said: object) => void }

/** A load that waits for its run; `begun` once the page has taken up what it asked for. */
interface Loading extends Asking { readonly begun: boolean }

type Verb = (asking: Asking) => void;

export function embed(page: Page, follow: Store['follow']): void {
  const { state, signal } = page;
  const loads = loadsOf(page);
  const verbs: Readonly<Record<string, Verb>> = { load: loads.load, ...answersOf(page) };
  addEventListener('message', ({ data, source, origin }: MessageEvent<unknown>) => {
    if (source !== parent || parent === window || typeof data !== 'object' || data === null || !('flatline' in data)) return;
    const asked = data as Asked;
    const answer = (said: object): void => parent.postMessage({ flatline: asked.flatline, ...(asked.id !== undefined && { id: asked.id }), ...said }, origin === 'null' ? '*' : origin);
    if (Object.hasOwn(verbs, asked.flatline)) verbs[asked.flatline]!({ asked, answer });
    else answer({ problem: `there is no "${String(asked.flatline)}": ${Object.keys(verbs).join(', ')}` });
  }, { signal });

  let told = false;
  const greet = (): void => {
    if (told || state().run.kind !== 'ready') return;
    told = true;
    if (parent !== window) parent.postMessage({ flatline: 'ready' }, '*');
  };
  follow(({ type }) => {
    loads.follow(type === 'visit');
    greet();
  });
  greet();
}

function seen({ state, presets }: Page): object {
  const { script, cursor, horizon, playing, run } = state();
  return { scenario: script.file, at: cursor / 1_000, horizon: horizon / 1_000, playing, run: run.kind, link: addressOf(state(), presets) };
}

/** A load is answered when its run is there. `follow`: something has happened; `visited`: a link has been taken up. */
function loadsOf(page: Page): { readonly load: Verb; readonly follow: (visited: boolean) => void } {
  const { state, dispatch } = page;
  let loading: Loading | null = null;
  const settle = (): void => {
    const { run, banner } = state();
    if (!loading?.begun || run.kind === 'computing') return;
    const problem = run.kind === 'failed' ? `${run.failure.path} ${run.failure.problem}`.trim() : banner?.kind === 'link' ? banner.text : undefined;
    loading.answer({ ...seen(page), ...(problem !== undefined && { problem }) });
    loading = null;
  };
  return {
    load(asking) {
      const { scenario, link } = asking.asked;
      loading?.answer({ problem: 'something else was loaded before this came' });
      loading = null;
      if (typeof scenario === 'object' && scenario !== null && !Array.isArray(scenario)) {
        dispatch({ type: 'open', script: { preset: '', file: scenario as ScenarioFile, variant: 0 }, said: '' });
        loading = { ...asking, begun: true };
      } else if (typeof link === 'string' && link.includes('#/')) {
        const hash = link.slice(link.indexOf('#/'));
        loading = { ...asking, begun: location.hash === hash };
        location.replace(hash);
      } else return asking.answer({ problem: 'load: give a scenario, or a link that contains "#/"' });
      settle();
    },
    follow(visited) {
      if (loading && visited) loading = { ...loading, begun: true };
      settle();
    },
  };
}

/** Microseconds; null where it is no time in milliseconds. */
const readTime = (given: unknown): number | null =>
  (typeof given === 'number' && given >= 0 && Number.isSafeInteger(Math.round(given * 1_000)) ? Math.round(given * 1_000) : null);

/** What is answered at once, or by the worker. */
function answersOf(page: Page): Readonly<Record<string, Verb>> {
  const { state, dispatch } = page;
  let serial = 0;
  const simply = (type: 'play' | 'pause'): Verb => ({ answer }) => { dispatch({ type }); answer(seen(page)); };
  return {
    seek({ asked, answer }) {
      const moment = readTime(asked.at);
      if (moment === null) return answer({ problem: 'seek: at is no time in milliseconds' });
      dispatch({ type: 'pause' });
      dispatch({ type: 'seek', to: moment });
      answer(seen(page));
    },
    digest({ asked, answer }) {
      const moment = asked.at === undefined ? state().horizon : readTime(asked.at);
      if (moment === null) return answer({ problem: 'digest: at is no time in milliseconds' });
      if (state().run.kind !== 'ready') return answer({ problem: 'digest: no run is there yet' });
      // each by a name of its own: of several of one name only the newest would be answered
      page.ask(`embed ${serial++}`, { ask: 'digest', at: moment }, ({ digest }) => answer({ digest, at: moment / 1_000 }));
    },
    play: simply('play'), pause: simply('pause'), state: ({ answer }) => answer(seen(page)),
  };
}
