import { drawArrivals, type ArrivalsSlice } from '../charts/arrivals.ts';
import { drawSuspicion, suspicionTimeAt, thresholdWords } from '../charts/suspicion.ts';
import { choose, freshName } from '../controls/parameter.ts';
import { el, hold, mark, say, whenChanged } from '../dom.ts';
import { arrivals, gaps, instant, inWords, lastHeard, type Pair } from '../model.ts';
import { watchRows, watching } from '../model/watchWords.ts';
import type { Page, View } from '../page.ts';
import { throttled } from '../playback.ts';
import type { Shown, Watched } from '../protocol.ts';
import { number } from '../quantities.ts';
import { visibleWindow } from '../state.ts';
import { surface, tell as describe, type Surface } from '../surface.ts';
import { pointsAtTime } from './pointing.ts';
import type { Watching } from '../watching.ts';
import { accountView } from './account.ts';
import type { Actions } from './actions.ts';

/** One monitor's view of one peer: what it has heard, how suspicious that makes it, and when it would decide. */
export function inspectorView(page: Page, measures: View, answers: Watching, actions: Actions): View {
  const curve = surface('suspicion', () => page.mark('suspicion'));
  pointsAtTime(page, curve, x => suspicionTimeAt(curve.size(), visibleWindow(page.state()), x));
  const histogram = surface('arrivals', () => page.mark('arrivals'));
  const pickers = el('div', { class: 'row' });
  const follow = el('button', {
    type: 'button', 'data-testid': 'follow', 'aria-label': 'Follow the faults', title: 'Follow: look at whom the newest fault concerns', onclick: () => page.dispatch({ type: 'pair', pair: page.state().pair ? null : page.pair() }),
  }, 'Follow');
  const sentence = el('p', { class: 'sentence', 'data-testid': 'inspector-sentence' });
  const formula = el('p', { class: 'muted small', 'data-testid': 'formula' });
  const numbers = el('dl', { class: 'numbers', 'data-testid': 'numbers' });
  const last = el('div');
  const account = accountView();
  const node = el('aside', { class: 'inspector', id: 'inspector', 'aria-label': 'Inspector' },
    el('div', { class: 'row spread' }, el('h2', {}, 'One watches the other'), follow), el('div', { class: 'choose' }, pickers), sentence,
    el('h3', {}, 'How suspicious is it?'), formula, el('div', { class: 'chart' }, curve.node),
    el('h3', {}, 'How long between heartbeats?'), el('div', { class: 'chart arrivals' }, histogram.node),
    numbers, account.node, last, measures.node);

  const message = lazyMessage(page, actions, node);
  const chosen = whenChanged((shown: Shown, pair: Pair | null) => hold(pickers, ...pairPickers(page, shown, pair)));
  const told = throttled(200, (shown: Shown, pair: Pair, watched: Watched | null, cursor: number) => {
    say(sentence, watching(shown.index, pair, watched, cursor));
    say(formula, watched?.portrait?.formula ?? (watched ? '' : noEstimator(shown)));
    nameCharts(curve, histogram, shown, pair, watched);
    hold(numbers, ...numbersOf(watched));
    hold(last, lastArrivals(shown, pair, cursor));
    account.tell(shown, pair, cursor);
  });
  const tell = whenChanged((shown: Shown, pair: Pair, watched: Watched | null, cursor: number) => told(shown, pair, watched, cursor));
  return {
    node,
    render(state, shown) {
      measures.render(state, shown);
      message(state, shown);
      if (!shown) return;
      const pair = page.pair();
      chosen(shown, pair);
      mark(follow, 'aria-pressed', state.pair ? 'false' : 'true');
      if (!pair) return say(sentence, 'Nobody watches anybody in this scenario.');
      answers.follow();
      tell(shown, pair, answers.watched(), state.cursor);
    },
    layers: [
      { name: 'suspicion', draw: () => curve.paint((pen, size) => {
        const shown = page.shown();
        const [pair, { cursor }] = [page.pair(), page.state()];
        if (!shown || !pair) return;
        const slice = { index: shown.index, pair, window: visibleWindow(page.state()), cursor, hovered: page.hover.at().time, levels: answers.levels(), watched: answers.watched() };
        drawSuspicion(pen, slice, size, page.theme());
      }) },
      { name: 'arrivals', draw: () => histogram.paint((pen, size) => {
        const shown = page.shown();
        const [pair, { cursor }] = [page.pair(), page.state()];
        if (!shown || !pair) return;
        drawArrivals(pen, arrivalsOf(shown, pair, cursor, answers.watched()), size, page.theme());
      }) },
    ],
  };
}

/** A single message takes the place of the pair; its card comes when one is first chosen. */
function lazyMessage(page: Page, actions: Actions, node: HTMLElement): View['render'] {
  let card: View | null = null;
  let asked = false;
  let idle = false;
  const ask = (): void => {
    asked = true;
    import('./message.ts').then(({ messageCard }) => {
      card = messageCard(page, actions, !idle);
      node.prepend(card.node);
      page.mark('views');
    }, () => { asked = false; });
  };
  return (state, shown) => {
    if (shown && !state.message) idle = true;
    if (state.message && !asked) ask();
    mark(node, 'data-of', state.message && card ? 'message' : null);
    if (card) card.node.hidden = !state.message;
    card?.render(state, shown);
  };
}

function pairPickers(page: Page, { index }: Shown, pair: Pair | null): (Node | string)[] {
  if (!pair) return [];
  const { watches } = index.scenario;
  const name = (process: string): string => index.names[Number(process)] ?? process;
  const [monitorId, peerId] = [freshName('monitor'), freshName('peer')];
  const monitors = watches.flatMap((peers, monitor) => (peers.length > 0 ? [String(monitor)] : []));
  const monitor = choose({ id: monitorId, 'data-testid': 'monitor' }, monitors, String(pair.monitor), next => {
    const peers = watches[Number(next)] ?? [];
    page.dispatch({ type: 'pair', pair: { monitor: Number(next), peer: peers.includes(pair.peer) ? pair.peer : peers[0]! } });
  }, name);
  const peer = choose({ id: peerId, 'data-testid': 'peer' }, (watches[pair.monitor] ?? []).map(String), String(pair.peer),
    next => page.dispatch({ type: 'pair', pair: { monitor: pair.monitor, peer: Number(next) } }), name);
  return [el('label', { for: monitorId, class: 'hidden' }, 'Monitor'), monitor, el('label', { for: peerId }, 'watches'), peer];
}

/** Silences by the monitor's own clock, where its estimator tells them; else as they came. */
export function arrivalsOf({ index }: Shown, pair: Pair, cursor: number, watched: Watched | null): ArrivalsSlice {
  const portrait = watched?.portrait ?? null, heard = lastHeard(index, pair.monitor, pair.peer, cursor);
  const own = portrait && portrait.kind !== 'count' ? portrait : null, since = heard < 0 ? null : index.trace.time[heard]!;
  return {
    gaps: gaps(index, pair, cursor, 1_000), portrait,
    elapsed: own ? own.silent : since === null ? null : cursor - since,
    deadline: own ? own.parts.reduce((sum, { length }) => sum + length, 0) : watched && since !== null ? watched.deadline - since : null,
  };
}

const noEstimator = ({ index: { scenario } }: Shown): string => scenario.detector && scenario.detector.kind !== 'push'
  ? `${scenario.detector.kind} keeps no level of suspicion for each peer: it decides by questions, answers and what others tell.`
  : scenario.detector ? '' : 'This service judges by its own messages, and keeps no level of suspicion.';

/** The names and the values of what an estimator says of itself. */
function numbersOf(watched: Watched | null): HTMLElement[] {
  return watched ? watchRows(watched).flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]) : [];
}

/** The charts for those who do not see them: what each shows, in one sentence. */
function nameCharts(curve: Surface, histogram: Surface, { index }: Shown, { monitor, peer }: Pair, watched: Watched | null): void {
  const who = `${index.names[monitor]!} about ${index.names[peer]!}`, portrait = watched?.portrait;
  describe(curve, `Suspicion of ${who} over time`, `${portrait ? `${portrait.name}, ${portrait.formula}. ` : ''}${thresholdWords(watched)}; ${watched ? `${number(100 * watched.level)} % of that now` : 'no level'}. As a table: How suspicious.`);
  describe(histogram, `Silences between heartbeats that ${who} has heard`, `${portrait && portrait.samples.length > 0 ? `${portrait.samples.length} remembered, with` : 'With'} the present silence and the deadline. As a table: Silences between heartbeats.`);
}

function lastArrivals({ index, packets }: Shown, pair: Pair, cursor: number): HTMLElement {
  if (!packets) return el('p', { class: 'muted small' }, 'This run has too many packets to keep each one: single heartbeats are not shown.');
  const beats = arrivals(index, pair, { from: Math.max(0, cursor - 60_000_000), to: cursor }).slice(-5).reverse();
  const row = (beat: (typeof beats)[number]): HTMLElement => el('tr', {},
    el('td', {}, beat.lost ? '–' : instant(beat.at)), el('td', {}, instant(beat.sent)), el('td', { class: 'figure-value' }, beat.lost ? `lost (${beat.lost})` : inWords(beat.at - beat.sent)));
  return el('table', { 'data-testid': 'arrivals' }, el('caption', {}, `Last heartbeats from ${index.names[pair.peer]!}`),
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'taken'), el('th', { scope: 'col' }, 'sent'), el('th', { scope: 'col', class: 'figure-value' }, 'took'))),
    el('tbody', {}, ...(beats.length > 0 ? beats.map(row) : [el('tr', {}, el('td', { colspan: 3 }, 'none in the last minute'))])));
}
