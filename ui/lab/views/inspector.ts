import { drawArrivals } from '../charts/arrivals.ts';
import { drawSuspicion } from '../charts/suspicion.ts';
import { choose, freshName, spaced } from '../controls/parameter.ts';
import { el, hold, mark, say, whenChanged } from '../dom.ts';
import { arrivals, beliefAt, gaps, instant, inWords, lastHeard, truthAt, type Pair } from '../model.ts';
import type { Page, View } from '../page.ts';
import { throttled } from '../playback.ts';
import type { Shown, Watched } from '../protocol.ts';
import { number } from '../quantities.ts';
import { visibleWindow } from '../state.ts';
import { surface } from '../surface.ts';
import { watchingOf } from '../watching.ts';

/** One monitor's view of one peer: what it has heard, how suspicious that makes it, and when it would decide. */
export function inspectorView(page: Page, measures: View): View {
  const curve = surface('suspicion', () => page.mark('suspicion'));
  const histogram = surface('arrivals', () => page.mark('arrivals'));
  const watching = watchingOf(page, () => page.mark('suspicion', 'arrivals', 'views'));
  const pickers = el('div', { class: 'row' });
  const follow = el('button', {
    type: 'button', 'data-testid': 'follow', 'aria-label': 'Follow the faults', title: 'Follow: look at whom the newest fault concerns', onclick: () => page.dispatch({ type: 'pair', pair: page.state().pair ? null : page.pair() }),
  }, 'Follow');
  const sentence = el('p', { class: 'sentence', 'data-testid': 'inspector-sentence' });
  const numbers = el('dl', { class: 'numbers', 'data-testid': 'numbers' });
  const last = el('div');
  const node = el('aside', { class: 'inspector', id: 'inspector', 'aria-label': 'Inspector' },
    el('div', { class: 'row spread' }, el('h2', {}, 'One watches the other'), follow), el('div', { class: 'choose' }, pickers), sentence,
    el('h3', {}, 'How suspicious is it?'), el('div', { class: 'chart' }, curve.node),
    el('h3', {}, 'How long between heartbeats?'), el('div', { class: 'chart low' }, histogram.node),
    numbers, last, measures.node);

  const chosen = whenChanged((shown: Shown, pair: Pair | null) => hold(pickers, ...pairPickers(page, shown, pair)));
  const told = throttled(200, (shown: Shown, pair: Pair, watched: Watched | null, cursor: number) => {
    say(sentence, sentenceOf(shown, pair, watched, cursor));
    hold(numbers, ...numbersOf(watched));
    hold(last, lastArrivals(shown, pair, cursor));
  });
  const tell = whenChanged((shown: Shown, pair: Pair, watched: Watched | null, cursor: number) => told(shown, pair, watched, cursor));
  return {
    node,
    render(state, shown) {
      measures.render(state, shown);
      if (!shown) return;
      const pair = page.pair();
      chosen(shown, pair);
      mark(follow, 'aria-pressed', state.pair ? 'false' : 'true');
      if (!pair) return say(sentence, 'Nobody watches anybody in this scenario.');
      watching.follow();
      tell(shown, pair, watching.watched(), state.cursor);
    },
    layers: [
      { name: 'suspicion', draw: () => curve.paint((pen, size) => {
        const shown = page.shown();
        const [pair, { cursor }] = [page.pair(), page.state()];
        if (!shown || !pair) return;
        const slice = { index: shown.index, pair, window: visibleWindow(page.state()), cursor, levels: watching.levels(), watched: watching.watched() };
        drawSuspicion(pen, slice, size, page.theme());
      }) },
      { name: 'arrivals', draw: () => histogram.paint((pen, size) => {
        const shown = page.shown();
        const [pair, { cursor }] = [page.pair(), page.state()];
        if (!shown || !pair) return;
        const heard = lastHeard(shown.index, pair.monitor, pair.peer, cursor);
        const watched = watching.watched();
        const elapsed = heard < 0 ? null : cursor - shown.index.trace.time[heard]!;
        const deadline = watched && elapsed !== null ? watched.deadline - (cursor - elapsed) : null;
        const slice = { gaps: gaps(shown.index, pair, cursor, 1_000), explained: watched?.explained ?? {}, elapsed, deadline };
        drawArrivals(pen, slice, size, page.theme());
      }) },
    ],
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

function sentenceOf({ index }: Shown, { monitor, peer }: Pair, watched: Watched | null, cursor: number): string {
  const [self, other] = [index.names[monitor]!, index.names[peer]!];
  if (truthAt(index, monitor, cursor) === 'crashed') return `${self} has crashed, and believes nothing.`;
  const belief = beliefAt(index, monitor, peer, cursor);
  const words = { none: 'does not watch', unheard: 'has not heard of', trusted: 'trusts', suspected: 'suspects', failed: 'has declared failed' }[belief];
  const truth = { running: `${other} runs`, paused: `${other} is paused`, crashed: `${other} has crashed` }[truthAt(index, peer, cursor)];
  const when = watched && belief === 'trusted' && watched.deadline > cursor && watched.deadline < Number.MAX_SAFE_INTEGER / 2
    ? ` If nothing more is heard, it suspects in ${inWords(watched.deadline - cursor)}.` : '';
  return `${self} ${words} ${other}. In truth ${truth}.${when}`;
}

/** Which explanations are lengths of time, by their names: the others are plain numbers. */
const plain = /^(n|count|samples|size|seq|sequence|missed|k|threshold|phi|level|share|probability|z|y|window|filled|beats|heard)$/i;

function numbersOf(watched: Watched | null): HTMLElement[] {
  if (!watched) return [];
  const rows: [string, string][] = [
    ['estimator', watched.estimator], ['level, as a share of the threshold', number(watched.level)],
    ['decides at (if silent)', watched.deadline > Number.MAX_SAFE_INTEGER / 2 ? 'never' : instant(watched.deadline)],
    ...Object.entries(watched.explained).map(([name, value]): [string, string] => [spaced(name), plain.test(name) ? number(value) : inWords(value)]),
  ];
  return rows.flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]);
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
