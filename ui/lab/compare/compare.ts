import './compare.css';
import { exportButton } from '../export/exportButton.ts';
import { copyText } from '../outside.ts';
import { probe } from '../outside/comparing.ts';
import type { Damage } from '../address.ts';
import { el, hold, whenChanged } from '../dom.ts';
import type { Given } from '../lab.ts';
import { after, startPlayback } from '../playback.ts';
import { frameOf } from '../views/frame.ts';
import { addressOf, readAddress, type Address } from './address.ts';
import { barPart } from './bar.ts';
import { cardsPart } from './cards.ts';
import { comparisonOf } from './columns.ts';
import { compareItems } from './exports.ts';
import { historyOf } from './history.ts';
import { compareKeys } from './keys.ts';
import { lanesPart } from './lanes.ts';
import { lookingAt } from './looking.ts';
import { narrationPart } from './narration.ts';
import type { ComparePage, Part } from './page.ts';
import { comparedNow, filesOf, wanted, type Compared } from './reports.ts';
import { Runs, type Seen } from './runs.ts';
import { seedingOf, type Seeding } from './seeding.ts';
import { initialState, update, type Action, type CompareState } from './state.ts';
import { tablePart } from './table.ts';
import { transportPart } from './transport.ts';

/** Two to four detectors under one weather. */
export function startCompare(root: HTMLElement, given: Given): void {
  const { presets, signal } = given;
  const { address, damage } = readAddress(location.hash, presets);
  const mark = (...layers: readonly string[]): void => playback.mark(...layers);
  const runs = new Runs(() => arrived());
  const seeding = seedingOf(() => mark('views'), () => performance.now());
  const notices = noticesOf();
  const { state, dispatch, rewrite } = storeOf(given, address, runs, seeding, { changed: () => { playback.play(state().playing); mark(); }, damaged: words => notices.say(words) });
  const link = el('button', { type: 'button', 'data-testid': 'share', onclick: () => share(state(), presets, notices.say) }, 'Copy link');
  const frame = frameOf('compare', signal, () => { mark(); rewrite(); }, link, exportButton(() => compareItems(page, compared())));
  const looking = lookingAt(state, () => runs.together());
  const page: ComparePage = { state, dispatch, presets, runs, seeding, ...looking, theme: frame.palette, say: notices.say, mark, signal };
  const keys = compareKeys(page);
  frame.listen('Anywhere', keys.anywhere, keys.inRoom);
  const compared = comparedOnce(page);
  const transport = transportPart(page);
  const above: readonly Part[] = [barPart(page), narrationPart(page), cardsPart(page), lanesPart(page), tablePart(page, compared)];
  const parts = [...above, transport];
  const ready = probe({
    state, seek: to => dispatch({ type: 'seek', to }), reports: compared,
    digests: (at, answered) => digestsOf(runs, at ?? state().horizon, answered),
  });
  const titled = whenChanged(frame.entitle);
  const render = (): void => {
    titled(state().comparison.weather.title ?? '');
    for (const part of parts) part.render(state(), runs.together());
  };
  const playback = startPlayback([{ name: 'views', draw: render }, ...parts.flatMap(part => part.layers ?? [])], { tick: by => dispatch({ type: 'tick', by }), signal });
  let seeded = false;
  /** Not before the columns have their own runs: many more would keep the first picture waiting. */
  function seed(): void {
    seeded = true;
    seeding.run(filesOf(state()), wanted(state()));
  }
  /** Runs have come, or go on: with the first that can be compared the view goes to where they differ. */
  function arrived(): void {
    if (!seeded && state().comparison.columns.every(({ id }) => runs.status(id).kind !== 'computing')) seed();
    const seen = runs.together(), [one] = seen;
    if (one && one.shown.index.end !== state().horizon) dispatch({ type: 'ran', horizon: one.shown.index.end });
    if (seen.length > 1) dispatch({ type: 'arrive', to: looking.divergences()[0]?.from ?? 0 });
    if (seen.length > 1) ready();
    mark();
  }
  signal.addEventListener('abort', () => { runs.close(); seeding.stop(); });
  root.replaceChildren(frame.header, el('main', { class: 'columns' }, ...above.map(part => part.node)), transport.node, notices.node);
  complain(damage, notices.say);
  runs.follow(state().comparison);
}

interface Store { readonly state: () => CompareState; readonly dispatch: (action: Action) => void; /** The address says what is shown now. */ readonly rewrite: () => void }

/** The state, and what follows from it: the address, the runs of the columns, and those over the seeds. */
function storeOf({ presets, firstScript, signal }: Given, opened: Address, runs: Runs, seeding: Seeding, heard: { changed(): void; damaged(words: string): void }): Store {
  let now = update(initialState(opened.comparison ?? comparisonOf(firstScript)), { type: 'visit', address: opened });
  const state = (): CompareState => now;
  const dispatch = (action: Action): void => {
    const before = now;
    now = update(now, action);
    if (now === before && action.type !== 'scope') return;
    follow(action);
    if (now.comparison !== before.comparison) runs.follow(now.comparison);
    if (now.comparison !== before.comparison || wanted(now) !== wanted(before) || action.type === 'scope') seeding.run(filesOf(now), wanted(now));
    heard.changed();
  };
  const { follow, rewrite } = historyOf(presets, state, (address, damage) => {
    complain(damage, heard.damaged);
    dispatch({ type: 'visit', address });
  }, signal);
  return { state, dispatch, rewrite };
}

function complain(damage: readonly Damage[], say: (words: string) => void): void {
  if (damage.length > 0) say(`This link is damaged: ${damage.map(({ field, problem }) => `“${field}” ${problem}`).join('; ')}. Everything else in it is shown.`);
}

function share(state: CompareState, presets: Given['presets'], say: (words: string) => void): void {
  copyText(location.href.replace(/#.*$/, '') + addressOf(state, presets),
    copied => say(copied ? 'Link copied: it opens these columns at this moment' : 'The browser does not let the page copy'));
}

/** Pooling many runs takes a while: done again only for other runs, or when a tenth more of them are there. */
function comparedOnce(page: ComparePage): () => Compared | null {
  let last: { readonly key: string; readonly seen: readonly Seen[]; readonly value: Compared | null } | null = null;
  return () => {
    const state = page.state(), seen = page.runs.together(), status = page.seeding.status();
    const key = `${wanted(state)} ${status.kind === 'running' ? Math.floor(10 * status.done / status.of) : status.kind}`;
    if (last?.key !== key || last.seen !== seen) last = { key, seen, value: comparedNow(state, seen, page.seeding) };
    return last.value;
  };
}

function digestsOf(runs: Runs, at: number, answered: (digests: readonly string[]) => void): void {
  const seen = runs.together();
  const digests = new Map<number, string>();
  for (const { column: { id } } of seen) {
    runs.ask(id)('probe', { ask: 'digest', at }, ({ digest }) => {
      digests.set(id, digest);
      if (digests.size === seen.length) answered(seen.map(({ column }) => digests.get(column.id)!));
    });
  }
}

/** What is told for a while, over everything. */
function noticesOf(): { readonly node: HTMLElement; readonly say: (text: string) => void } {
  const node = el('div', { role: 'status' });
  let forget = (): void => {};
  const say = (text: string): void => {
    forget();
    const close = el('button', { type: 'button', class: 'icon', 'aria-label': 'Close', 'data-testid': 'toast-close', onclick: () => hold(node) }, '×');
    hold(node, el('div', { class: 'toast', 'data-testid': 'toast' }, el('span', { 'data-testid': 'toast-text' }, text), close));
    forget = after(Math.max(8_000, text.length * 90), () => { if (!node.matches(':hover, :focus-within')) hold(node); });
  };
  return { node, say };
}
