import { addressOf, readAddress, type Address, type Damage, type Presets } from './address.ts';
import { whenChanged } from './dom.ts';
import { followedPair } from './focus.ts';
import { historyOf } from './history.ts';
import { copyText, openDesk, probe } from './outside.ts';
import type { Page, View } from './page.ts';
import { settled, startPlayback } from './playback.ts';
import type { Shown } from './protocol.ts';
import { runsOf } from './runs.ts';
import { initialState, type LabState, type Pair, type Script, type Theme } from './state.ts';
import type { Tables } from './tables.ts';
import { dress, onSystemTheme, paletteOf, reducedMotion } from './theme.ts';
import { update, type Action } from './update.ts';
import { viewsOf } from './views/views.ts';

export interface Given { readonly presets: Presets; readonly firstScript: Script }

/** Puts the laboratory into the element, and starts it. */
export function startLab(root: HTMLElement, { presets, firstScript }: Given): void {
  let state: LabState = initialState(firstScript);
  let expected: { readonly digest: string; readonly at: number } | null = null;
  let looked: Pair | null = null;
  let follows: (action: Action) => void = () => {};

  const dispatch = (action: Action): void => {
    const before = state;
    state = update(state, action);
    if (state !== before) follows(action);
  };
  let tables: Tables | null = null;
  const desk = openDesk(failure => dispatch({ type: 'failed', failure }), told => { tables ??= told; playback.mark('views'); });
  const runs = runsOf(desk, dispatch, shown => { came(shown); });
  const history = historyOf(presets, () => state, arrived);
  const page: Page = {
    state: () => state, shown: runs.shown, pair, theme: () => paletteOf(state.theme), dispatch, presets, tables: () => tables,
    ask: (name, question, answered) => desk.ask(name, question, answered),
    copy: (text, said) => copyText(text, copied => dispatch({ type: 'say', text: copied ? said : 'The browser does not let the page copy' })),
    share, cancel: runs.cancel, rerun: () => runs.again(state.script),
    mark: (...layers) => playback.mark(...layers),
  };
  const views: View = viewsOf(page);
  const layers = [{ name: 'views', draw: () => views.render(state, runs.shown()) }, ...views.layers ?? []];
  const report = probe({
    state: () => state, seek: to => { dispatch({ type: 'pause' }); dispatch({ type: 'seek', to }); },
    digest: (at, answered) => desk.ask('probe', { ask: 'digest', at: at ?? state.horizon }, answered),
    draws: () => playback.draws,
  });
  const playback = startPlayback(layers, by => dispatch({ type: 'tick', by }), report.spent);
  const seal = settled(300, () => {
    const { script, cursor, playing, run } = state;
    if (playing || run.kind !== 'ready') return;
    desk.ask('seal', { ask: 'digest', at: cursor }, ({ digest }) => history.sealed(script, cursor, digest));
  });
  const dressed = whenChanged((theme: Theme) => { dress(paletteOf(theme)); remember(theme); playback.mark(); });

  follows = action => {
    dressed(state.theme);
    runs.follow(state.script);
    playback.play(state.playing);
    playback.mark();
    history.follow(action);
    if (!state.playing) seal();
  };
  onSystemTheme(() => { dress(paletteOf(state.theme)); playback.mark(); });
  root.replaceChildren(...views.node.childNodes);
  dispatch({ type: 'theme', theme: remembered() });
  begin();

  function pair(): Pair | null {
    const index = runs.shown()?.index;
    const chosen = state.pair && (!index || index.watched[state.pair.monitor * index.count + state.pair.peer]) ? state.pair : null;
    const next = chosen ?? (index ? followedPair(index, state.cursor) : null);
    // the same object as long as it is the same pair: views compare by identity
    if (next?.monitor !== looked?.monitor || next?.peer !== looked?.peer) looked = next;
    return looked;
  }
  function begin(): void {
    const { address, damage } = readAddress(location.hash, presets);
    arrived(address, damage);
    if (address.cursor === undefined && !reducedMotion()) dispatch({ type: 'play' });
    runs.follow(state.script);
  }
  /** A link, or a step through the history: what it says, and the rest as it is. */
  function arrived(address: Address, damage: readonly Damage[]): void {
    if (damage.length > 0) {
      const said = damage.map(({ field, problem }) => `“${field}” ${problem}`).join('; ');
      dispatch({ type: 'banner', banner: { kind: 'link', text: `This link is damaged: ${said}. The rest of it is shown.` } });
    }
    dispatch({ type: 'visit', address: address.script || damage.length === 0 ? address : { ...address, script: firstScript } });
    expected = address.digest !== undefined && address.cursor !== undefined ? { digest: address.digest, at: address.cursor } : null;
  }
  function came(shown: Shown): void {
    report.ready();
    playback.mark();
    const promise = expected;
    expected = null;
    if (!promise || shown.file === undefined) return;
    desk.ask('link', { ask: 'digest', at: promise.at }, ({ digest }) => {
      if (digest.startsWith(promise.digest)) return;
      const text = 'This link was made by another version of the engine or of its scenario: up to this moment, the run that you see is not the one that was shared.';
      dispatch({ type: 'banner', banner: { kind: 'digest', text } });
    });
  }
  function share(): void {
    dispatch({ type: 'pause' });
    desk.ask('share', { ask: 'digest', at: state.cursor }, ({ digest }) => {
      page.copy(location.href.replace(/#.*$/, '') + addressOf(state, presets, digest), 'Link copied: it opens this scenario at this moment');
    });
  }
}

/** Storage is a convenience: a page in a frame may have none. */
function remembered(): Theme {
  try {
    const theme = localStorage.getItem('flatline.theme');
    return theme === 'light' || theme === 'dark' ? theme : 'system';
  } catch {
    return 'system';
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem('flatline.theme', theme);
  } catch { /* then it is chosen again next time */ }
}

