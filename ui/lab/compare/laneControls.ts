import { choose, freshName } from '../controls/parameter.ts';
import { el } from '../dom.ts';
import { beliefAt, instant, truthAt, type Pair, type TraceIndex } from '../model.ts';
import { letter } from './columns.ts';
import type { ComparePage } from './page.ts';

/** Who watches whom: the pair that is looked at. */
export function pairPickers(page: ComparePage, { names, scenario: { watches } }: TraceIndex, { monitor, peer }: Pair): HTMLElement[] {
  const [one, other] = [freshName('monitor'), freshName('peer')];
  const name = (process: string): string => names[Number(process)] ?? process;
  const monitors = watches.flatMap((peers, process) => (peers.length > 0 ? [String(process)] : []));
  const choosePair = (next: number, of: number): void => {
    const peers = watches[next] ?? [];
    page.dispatch({ type: 'pair', pair: { monitor: next, peer: peers.includes(of) ? of : peers[0]! } });
  };
  const follow = el('button', { type: 'button', 'data-testid': 'follow', 'aria-pressed': page.state().pair === null ? 'true' : 'false',
    title: 'Look at whom the newest difference, or fault, concerns', onclick: () => page.dispatch({ type: 'pair', pair: page.state().pair ? null : page.pair() }) }, 'Newest');
  return [
    el('label', { for: one, class: 'hidden' }, 'Monitor'), choose({ id: one, 'data-testid': 'monitor' }, monitors, String(monitor), next => choosePair(Number(next), peer), name),
    el('label', { for: other, class: 'small muted' }, 'watches'), choose({ id: other, 'data-testid': 'peer' }, (watches[monitor] ?? []).map(String), String(peer), next => choosePair(monitor, Number(next)), name), follow,
  ];
}

/** So many watchers fit; the others are a page away. */
export function pagerOf(first: number, count: number, of: number, turn: (by: number) => void): HTMLElement[] {
  const button = (testid: string, name: string, words: string, by: number, able: boolean): HTMLElement =>
    el('button', { type: 'button', class: 'icon', 'data-testid': testid, 'aria-label': name, title: name, disabled: !able, onclick: () => turn(by) }, words);
  return [
    button('lanes-before', 'Show the watchers before these', '▴', -1, first > 0),
    el('span', { class: 'muted small' }, `watchers ${first + 1}–${first + count} of ${of}`),
    button('lanes-after', 'Show the watchers after these', '▾', 1, first + count < of),
  ];
}

/** What the lanes say at the cursor, for those who do not see them. */
export function lanesTable(indexes: readonly TraceIndex[], pairs: readonly Pair[], t: number): HTMLElement {
  const { names } = indexes[0]!;
  const row = ({ monitor, peer }: Pair): HTMLElement => {
    const truths = indexes.map(index => truthAt(index, peer, t)), alike = truths.every(truth => truth === truths[0]);
    return el('tr', {}, el('th', { scope: 'row' }, `${names[monitor]!} watches ${names[peer]!}`), el('td', {}, alike ? truths[0]! : 'not the same'),
      ...indexes.map((index, i) => el('td', {}, `${beliefAt(index, monitor, peer, t)}${alike ? '' : `, in truth ${truths[i]!}`}`)));
  };
  return el('table', {}, el('caption', {}, `At ${instant(t)}`), el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, 'who'), el('th', { scope: 'col' }, 'in truth'),
    ...indexes.map((_, i) => el('th', { scope: 'col' }, `in ${letter(i)}`)))), el('tbody', {}, ...pairs.map(row)));
}
