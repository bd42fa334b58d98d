import { drawSuspicion } from '../charts/suspicion.ts';
import { choiceControls } from '../controls/choice.ts';
import { el, hold, mark, remade, say, whenChanged } from '../dom.ts';
import { beliefAt, inWords, truthAt, type Pair } from '../model.ts';
import { throttled } from '../playback.ts';
import type { Shown, Watched } from '../protocol.ts';
import { withService } from '../services.ts';
import type { RunStatus } from '../state.ts';
import { visibleWindow } from '../state.ts';
import { surface, tell } from '../surface.ts';
import { levelTable } from '../tabled/pairTables.ts';
import { tableView } from '../tabled/tableView.ts';
import type { Tables } from '../tables.ts';
import { watchingOf } from '../watching.ts';
import { labAddressOf } from './address.ts';
import { fewest, fileOf, labels, letter, most, type Column } from './columns.ts';
import type { ComparePage, Part } from './page.ts';

/** The columns beside each other: what each runs, how suspicious it is now, and what can be done with it. */
export function cardsPart(page: ComparePage): Part {
  const node = el('div', { class: 'cards' });
  const cards = new Map<number, Card>();
  let named: readonly string[] = [];
  const renamed = whenChanged((columns: readonly Column[]) => { named = labels(columns, page.state().comparison.branches?.find(({ future }) => !future)?.name); });
  return {
    node,
    render(state, seen) {
      const { columns } = state.comparison;
      for (const id of cards.keys()) if (!columns.some(column => column.id === id)) cards.delete(id);
      renamed(columns);
      hold(node, ...columns.map((column, place) => {
        if (!cards.has(column.id)) cards.set(column.id, card(page, column.id));
        const one = cards.get(column.id)!;
        one.render({ column, place, of: columns.length, label: named[place]! }, seen.find(each => each.column.id === column.id)?.shown ?? null);
        return one.node;
      }));
      mark(node, 'data-columns', columns.length);
    },
    layers: [{ name: 'cards', draw: () => { for (const one of cards.values()) one.draw(); } }],
  };
}

interface Place { readonly column: Column; readonly place: number; readonly of: number; readonly label: string }
interface Card { readonly node: HTMLElement; render(place: Place, shown: Shown | null): void; draw(): void }

function card(page: ComparePage, id: number): Card {
  let shown: Shown | null = null;
  const sheet = surface(`suspicion-${id}`, () => page.mark('cards'));
  const watching = watchingOf({
    state: page.state, pair: page.pair, shown: () => shown, ask: (name, question, answered) => page.runs.ask(id)(name, question, answered),
  }, () => page.mark('cards', 'views'));
  const title = el('h2', {});
  const deeds = el('div', { class: 'row tight' });
  const status = el('div', { class: 'status' });
  const controls = el('div', { class: 'controls' });
  const options = el('details', { class: 'options', ontoggle: () => page.mark('views') }, el('summary', { 'data-testid': 'options' }, 'Detector and parameters'), controls);
  const table = tableView(`suspicion-${id}`);
  const inTable = el('details', { class: 'options', ontoggle: () => page.mark('views') }, el('summary', { 'data-testid': 'curve-table' }, 'This curve as a table'), table.node);
  const sentence = el('p', { class: 'small', 'data-testid': 'opinion' });
  const digest = el('p', { class: 'muted small', 'data-testid': 'digest' });
  const node = el('section', { class: 'card', 'data-testid': 'column' },
    el('div', { class: 'row spread' }, title, deeds), status, el('div', { class: 'chart' }, sheet.node), sentence, digest, options, inTable);
  const named = whenChanged((name: string, label: string, of: number) => {
    hold(title, el('b', { class: 'letter' }, name), ` ${label}`);
    mark(node, 'aria-label', `Column ${name}: ${label}`);
    tell(sheet, `Suspicion over time in column ${name}`, 'How suspicious the one is of the other, as a share of what its detector suspects at. As a table: This curve as a table.');
    remade(deeds, deedsOf(page, id, name, of));
  });
  const chosen = whenChanged((column: Column, tables: Tables | null) => remade(controls, tables ? controlsOf(page, column, tables) : []));
  const told = whenChanged((now: RunStatus, name: string) => hold(status, statusOf(page, id, now, name)));
  const tabled = throttled(300, (pair: Pair) => { if (shown) table.fill(levelTable(shown.index, pair, visibleWindow(page.state()), watching.levels(), watching.watched())); });
  const opinion = throttled(200, (words: string) => say(sentence, words));
  return {
    node,
    render({ column, place, of, label }, run) {
      shown = run;
      named(letter(place), label, of);
      // what nobody sees is not made
      if (options.open) chosen(column, page.runs.tables());
      told(page.runs.status(id), letter(place));
      const pair = page.pair();
      if (!shown) return;
      say(digest, `digest of this run: ${shown.digest}`);
      if (pair) watching.follow();
      if (pair && inTable.open) tabled(pair);
      opinion(pair ? opinionOf(shown, pair, watching.watched(), page.state().cursor) : 'Nobody suspects anybody here: what differs is who leads.');
    },
    draw: () => sheet.paint((pen, size) => {
      const [pair, state] = [page.pair(), page.state()];
      if (!shown || !pair) return;
      drawSuspicion(pen, {
        index: shown.index, pair, window: visibleWindow(state), cursor: state.cursor, levels: watching.levels(), watched: watching.watched(),
      }, size, page.theme());
    }),
  };
}

function deedsOf(page: ComparePage, id: number, name: string, of: number): HTMLElement[] {
  const button = (testid: string, words: string, about: string, able: boolean, act: () => void): HTMLElement =>
    el('button', { type: 'button', class: 'plain', 'data-testid': testid, 'aria-label': about, title: about, disabled: !able, onclick: act }, words);
  const open = (): void => {
    const { columns } = page.state().comparison;
    location.hash = labAddressOf(page.state(), columns.findIndex(column => column.id === id), page.presets);
  };
  return [
    button('open-in-lab', 'Lab', `Open column ${name} in the Lab`, true, open),
    button('duplicate', 'Copy', `Put a copy beside column ${name}`, of < most, () => page.dispatch({ type: 'duplicate', id })),
    button('remove', '×', `Remove column ${name}`, of > fewest, () => {
      page.dispatch({ type: 'remove', id });
      page.say(`Removed column ${name}. Back, in the browser, brings it back.`);
    }),
  ];
}

/** Made from the tables, as in the Lab. */
function controlsOf(page: ComparePage, { id, detector, service }: Column, tables: Tables): HTMLElement[] {
  const { estimators } = tables;
  const change = (choice: { readonly detector?: Column['detector']; readonly service?: Column['service'] }): void =>
    page.dispatch({ type: 'change', id, choice: { detector, service, ...choice } });
  const alone = service !== null && tables.services[String(service['kind'])]?.standsAlone === true;
  const changedService = (written: Column['service']): void => {
    const next = withService(fileOf(page.state().comparison.weather, { detector, service }), written, tables.services);
    change({ detector: next.detector ?? null, service: next.service ?? null });
  };
  return [
    ...(alone ? [] : [choiceControls({ name: 'detector', words: 'detector', entries: tables.detectors, estimators, written: detector, changed: written => change({ detector: written }) })]),
    ...(service ? [choiceControls({ name: 'service', words: 'service', entries: tables.services, estimators, written: service, changed: changedService })] : []),
  ];
}

function statusOf(page: ComparePage, id: number, status: RunStatus, name: string): HTMLElement | null {
  const button = (testid: string, words: string, act: () => void): HTMLElement => el('button', { type: 'button', 'data-testid': testid, onclick: act }, words);
  switch (status.kind) {
    case 'ready': return null;
    case 'computing': return status.late ? el('div', { class: 'row small' }, el('span', {}, 'Computing'),
      el('progress', { max: 1, value: status.share, 'aria-label': `Share of the run of column ${name} that is computed` }), button('cancel', 'Cancel', () => page.runs.cancel(id))) : null;
    case 'cancelled': return el('div', { class: 'row small' }, el('span', {}, 'Cancelled: this column is left out.'), button('rerun', 'Run it', () => page.runs.again(id)));
    case 'failed': return el('p', { class: 'wrong', role: 'alert', 'data-testid': 'failure' },
      `${status.failure.path ? `Wrong at ${status.failure.path}: ` : 'The run failed: '}${status.failure.problem}. This column is left out.`);
  }
}

function opinionOf({ index }: Shown, { monitor, peer }: Pair, watched: Watched | null, t: number): string {
  const [self, other] = [index.names[monitor]!, index.names[peer]!];
  if (truthAt(index, monitor, t) === 'crashed') return `${self} has crashed, and believes nothing.`;
  const belief = { none: 'does not watch', unheard: 'has not heard of', trusted: 'trusts', suspected: 'suspects', failed: 'has declared failed' }[beliefAt(index, monitor, peer, t)];
  const truth = { running: `${other} runs`, paused: `${other} is paused`, crashed: `${other} has crashed` }[truthAt(index, peer, t)];
  const level = watched && watched.at === t ? ` Its suspicion is at ${Math.round(100 * watched.level)} % of what decides.` : '';
  const when = watched && watched.at === t && watched.level < 1 && watched.deadline > t && watched.deadline < index.end * 1_000 ? ` In silence it decides in ${inWords(watched.deadline - t)}.` : '';
  return `${self} ${belief} ${other}; in truth ${truth}.${level}${when}`;
}
