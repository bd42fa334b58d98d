import type { Presets } from './address.ts';
import { whenChanged } from './dom.ts';
import { openDoors } from './embed/doors.ts';
import { followedPair } from './focus.ts';
import { hoverOf } from './hover.ts';
import { linksOf } from './links.ts';
import { openDesk, probe } from './outside.ts';
import type { Page } from './page.ts';
import { startPlayback, type Playback } from './playback.ts';
import { fetchStories } from './presets.ts';
import { present } from './present/presenting.ts';
import type { Shown } from './protocol.ts';
import { runsOf } from './runs.ts';
import { initialState, type LabState, type Pair, type Script, type Theme } from './state.ts';
import { storeOf, type Store } from './store.ts';
import type { Tables } from './tables.ts';
import { dress, onSystemTheme, paletteOf, reducedMotion, remember, remembered, singleKeys, useSingleKeys } from './theme.ts';
import { viewsOf } from './views/views.ts';

/** The layers in which the pointer leaves a mark. */
const pictures = ['topology', 'matrix', 'disagreement', 'spaceTime', 'lanes', 'suspicion', 'minimap'];

export interface Given { readonly presets: Presets; readonly firstScript: Script; readonly signal: AbortSignal }

/** Puts the laboratory into the element, and starts it; `signal` ends it. */
export function startLab(root: HTMLElement, { presets, firstScript, signal }: Given): void {
  const store = storeOf({ ...initialState(firstScript), theme: remembered(), shortcuts: singleKeys() });
  const { state, dispatch } = store;
  const choices = choicesOf();
  const desk = openDesk(failure => dispatch({ type: 'failed', failure }), (tables, complete) => { choices.told(tables, complete); playback.mark('views'); });
  const links = linksOf(store, desk, presets, firstScript, signal);
  const runs = runsOf(desk, dispatch, () => { report.ready(); links.checked(); playback.mark(); fetchStories(() => playback.mark('views')); }, firstScript);
  const page: Page = {
    state, dispatch, presets, shown: runs.shown, pair: lookedAt(state, runs.shown), theme: () => paletteOf(state().theme), tables: choices.tables,
    hover: hoverOf(() => playback.mark(...pictures)),
    ask: (name, question, answered) => desk.ask(name, question, answered), consult: desk.consult, copy: links.copy, share: links.share,
    signal, cancel: runs.cancel, rerun: () => runs.again(state().script), mark: (...layers) => playback.mark(...layers),
  };
  const views = viewsOf(page);
  const report = probe({
    state, seek: to => { dispatch({ type: 'pause' }); dispatch({ type: 'seek', to }); }, draws: () => playback.draws,
    digest: (at, answered) => desk.ask('probe', { ask: 'digest', at: at ?? state().horizon }, answered),
  });
  const layers = [{ name: 'views', draw: () => views.render(state(), runs.shown()) }, ...views.layers ?? []];
  const playback = startPlayback(layers, { tick: by => dispatch({ type: 'tick', by }), spent: report.spent, signal });
  store.follow((_action, { script, playing, presenting }) => {
    runs.follow(script);
    present(presenting, playback.mark);
    playback.play(playing);
    playback.mark();
  });
  followTheme(store, playback, signal);
  openDoors(page, store.follow);
  signal.addEventListener('abort', desk.close);
  signal.addEventListener('abort', () => present(false, () => {}));
  root.replaceChildren(...views.node.childNodes);
  links.opened(({ cursor }) => {
    if (cursor === undefined && !reducedMotion()) dispatch({ type: 'play' });
    runs.follow(state().script);
  });
}

/** What can be chosen: the newest word of a worker, until one has told everything. */
function choicesOf(): { readonly tables: () => Tables | null; readonly told: (tables: Tables, complete: boolean) => void } {
  let known: Tables | null = null;
  let whole = false;
  return {
    tables: () => known,
    told(tables, complete) {
      if (!whole) known = tables;
      whole ||= complete;
    },
  };
}

/** The pair that is looked at: the same object as long as it is the same pair, for views compare by identity. */
function lookedAt(state: () => LabState, shown: () => Shown | null): () => Pair | null {
  let last: Pair | null = null;
  return () => {
    const index = shown()?.index;
    const { pair, cursor } = state();
    const chosen = pair && (!index || index.watched[pair.monitor * index.count + pair.peer]) ? pair : null;
    const next = chosen ?? (index ? followedPair(index, cursor) : null);
    if (next?.monitor !== last?.monitor || next?.peer !== last?.peer) last = next;
    return last;
  };
}

function followTheme({ state, follow }: Store, playback: Playback, signal: AbortSignal): void {
  const dressed = whenChanged((theme: Theme) => {
    dress(paletteOf(theme));
    playback.mark();
  });
  follow((action, { theme }) => {
    dressed(theme);
    if (action.type === 'theme') remember(theme);
    if (action.type === 'shortcuts') useSingleKeys(action.on);
  });
  dressed(state().theme);
  onSystemTheme(() => {
    dress(paletteOf(state().theme));
    playback.mark();
  }, signal);
}
