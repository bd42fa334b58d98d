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

export function embed(page: Page, follow: Store['follow']): void {
  const { state, dispatch, signal } = page;
  let loading: Loading | null = null;

  const seen = (): object => {
    const { script, cursor, horizon, playing, run } = state();
    return { scenario: script.file, at: cursor / 1_000, horizon: horizon / 1_000, playing, run: run.kind, link: addressOf(state(), page.presets) };
  };
  const settle = (): void => {
    const { run, banner } = state();
    if (!loading?.begun || run.kind === 'computing') return;
    const problem = run.kind === 'failed' ? `${run.failure.path} ${run.failure.problem}`.trim() : banner?.kind === 'link' ? banner.text : undefined;
    loading.answer({ ...seen(), ...(problem !== undefined && { problem }) });
    loading = null;
  };
  const load = (asking: Asking): void => {
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
  };
  const at = (given: unknown, usual: number): number | null =>
    given === undefined ? usual : typeof given === 'number' && given >= 0 && Number.isSafeInteger(Math.round(given * 1_000)) ? Math.round(given * 1_000) : null;
  let serial = 0;
  const digest = ({ asked, answer }: Asking): void => {
    const moment = at(asked.at, state().horizon);
    if (moment === null || state().run.kind !== 'ready') return answer({ problem: moment === null ? 'digest: at is no time in milliseconds' : 'digest: no run is there yet' });
    // each by a name of its own: of several of one name only the newest would be answered
    page.ask(`embed ${serial++}`, { ask: 'digest', at: moment }, ({ digest: digits }) => answer({ digest: digits, at: moment / 1_000 }));
  };
  const seek = ({ asked, answer }: Asking): void => {
    const moment = at(asked.at, -1);
    if (moment === null || moment < 0) return answer({ problem: 'seek: at is no time in milliseconds' });
    dispatch({ type: 'pause' });
    dispatch({ type: 'seek', to: moment });
    answer(seen());
  };
  const simply = (type: 'play' | 'pause') => ({ answer }: Asking): void => { dispatch({ type }); answer(seen()); };
  const verbs: Readonly<Record<string, (asking: Asking) => void>> = { load, seek, digest, play: simply('play'), pause: simply('pause'), state: ({ answer }) => answer(seen()) };

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
    if (loading && type === 'visit') loading = { ...loading, begun: true };
    settle();
    greet();
  });
  greet();
}
