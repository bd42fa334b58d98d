import { arrivals } from './model.ts';
import type { Page } from './page.ts';
import { throttled } from './playback.ts';
import type { LevelSeries, Shown, Watched } from './protocol.ts';
import { visibleWindow, type LabState, type Pair, type Window } from './state.ts';

/** What the worker knows of the chosen pair: its estimator at the cursor, and its level over the time in view. */
export interface Watching {
  readonly watched: () => Watched | null;
  readonly levels: () => LevelSeries | null;
  /** Asks for what is missing; `changed` is called when it comes. */
  readonly follow: () => void;
}

/** Even samples over one width of the view. */
const samples = 240;

interface Seen<T> { readonly shown: Shown; readonly pair: Pair; readonly value: T }

/** Who looks, at what, and whom to ask. */
export interface Watcher extends Pick<Page, 'shown' | 'pair' | 'ask'> {
  readonly state: () => Pick<LabState, 'window' | 'span' | 'cursor' | 'horizon'>;
}

export function watchingOf(page: Watcher, changed: () => void): Watching {
  let estimator: Seen<Watched | null> | null = null;
  let series: (Seen<LevelSeries | null> & { readonly window: Window }) | null = null;
  let asked: Window | null = null;
  let askedFor: { readonly shown: Shown; readonly pair: Pair } | null = null;

  const still = <T>(seen: Seen<T> | null): seen is Seen<T> =>
    seen !== null && seen.shown === page.shown() && seen.pair === page.pair();
  const watch = throttled(100, () => {
    const shown = page.shown();
    const [pair, { cursor }] = [page.pair(), page.state()];
    if (!shown || !pair || (still(estimator) && estimator.value?.at === cursor)) return;
    page.ask('watch', { ask: 'watch', ...pair, at: cursor }, value => {
      estimator = { shown, pair, value };
      changed();
    });
  });
  const fetch = (window: Window): void => {
    const shown = page.shown();
    const pair = page.pair();
    if (!shown || !pair) return;
    asked = window;
    askedFor = { shown, pair };
    const beats = arrivals(shown.index, pair, window).filter(beat => beat.lost === null).map(beat => beat.at);
    page.ask('levels', { ask: 'levels', ...pair, window, samples: 2 * samples, beats }, value => {
      series = { shown, pair, value, window };
      changed();
    });
  };
  return {
    watched: () => (still(estimator) ? estimator.value : null),
    levels: () => (series && still(series) ? series.value : null),
    follow() {
      watch();
      const view = visibleWindow(page.state());
      const pair = page.pair();
      const same = askedFor !== null && askedFor.shown === page.shown() && askedFor.pair === pair;
      if (same && asked && covers(asked, view) && asked.to - asked.from < 8 * (view.to - view.from)) return;
      fetch(widened(view, page.state().horizon));
    },
  };
}

const covers = (outer: Window, inner: Window): boolean => outer.from <= inner.from && inner.to <= outer.to;

/** Half a view more on either side, so that scrubbing rarely waits. */
function widened({ from, to }: Window, horizon: number): Window {
  const more = Math.ceil((to - from) / 2);
  return { from: Math.max(0, from - more), to: Math.max(to, Math.min(horizon, to + more)) };
}
