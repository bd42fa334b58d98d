import type { Time } from '../../../src/contract.ts';
import { Row } from '../../../sim/trace.ts';
import { el, hold, mark, remade, say, whenChanged } from '../dom.ts';
import { happeningKinds, happenings, instant, nearest, type HappeningKind, type Happenings, type TraceIndex } from '../model.ts';
import type { Page } from '../page.ts';
import type { Shown } from '../protocol.ts';
import type { LabState } from '../state.ts';
import { sentence, splitBrain } from '../told.ts';
import { filterWords } from './find.ts';
import type { Stepping } from './stepping.ts';

export interface FindPanel {
  readonly node: HTMLElement;
  readonly toggle: () => void;
  readonly render: (state: LabState, shown: Shown | null) => void;
}

/** How many are listed: those nearest the cursor. */
const most = 40;

/** Every kind of moment with its number, the way to the next and the last, and the moments themselves in words. */
export function findPanel(page: Page, stepping: Stepping, button: HTMLElement): FindPanel {
  let chosen: HappeningKind = 'suspicion';
  const kinds = el('div', { class: 'kinds', role: 'radiogroup', 'aria-label': 'What to look for' });
  const row = el('div', { class: 'row' });
  const list = el('ol', { 'data-testid': 'found', tabindex: '0', 'aria-label': 'Moments found' });
  const note = el('p', { class: 'muted small' });
  const copy = el('button', { type: 'button', 'data-testid': 'copy-found', onclick: copied }, 'Copy all as text');
  const node = el('div', { class: 'findPanel', popover: 'auto', role: 'dialog', 'aria-labelledby': 'find-title', 'data-testid': 'find-panel' },
    el('h2', { id: 'find-title' }, 'Find a moment'), kinds, row, note, list, copy);
  node.addEventListener('toggle', event => {
    const open = (event as ToggleEvent).newState === 'open';
    mark(button, 'aria-expanded', open ? 'true' : 'false');
    if (!open) return;
    rendered(page.shown());
    kinds.querySelector<HTMLElement>('input:checked')?.focus();
  });
  // the page's own Esc would keep the browser from closing it
  node.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    node.hidePopover();
    button.focus();
  });
  hold(row, step(-1, 'Previous'), step(1, 'Next'));

  function step(by: 1 | -1, words: string): HTMLElement {
    return el('button', { type: 'button', 'data-testid': by > 0 ? 'find-next' : 'find-previous', onclick: () => stepping.step(by, { kind: chosen }) }, words);
  }
  function copied(): void {
    const index = page.shown()?.index;
    if (!index) return;
    const of = happenings(index, chosen), rows = [...of.row];
    const told = rows.filter(one => opines(index, one));
    page.ask('tale', { ask: 'decisions', moments: told.map(one => ({ monitor: index.trace.a[one]!, peer: index.trace.b[one]!, at: index.trace.time[one]! })) }, answers => {
      const decided = new Map(told.map((one, i) => [one, answers[i] ?? null]));
      const lines = rows.map((one, i) => `${instant(of.at[i]!)}  ${wordsOf(index, chosen, one, of.at[i]!, decided.get(one) ?? null)}`);
      page.copy(lines.join('\n'), `${lines.length} ${filterWords[chosen]} copied as text`);
    });
  }
  const counted = whenChanged((index: TraceIndex) => remade(kinds, happeningKinds.map(kind => kindChoice(kind, happenings(index, kind).at.length, kind === chosen, () => {
    chosen = kind;
    page.dispatch({ type: 'filter', filter: kind });
    listed();
  }))));
  const listed = listing(page, list, note, () => chosen);
  const rendered = (shown: Shown | null): void => {
    if (!shown || !node.matches(':popover-open')) return;
    counted(shown.index);
    listed();
  };
  return { node, toggle: () => node.togglePopover(), render: (_state, shown) => rendered(shown) };
}

const opines = ({ trace }: TraceIndex, row: number): boolean => trace.code[row] === Row.suspects || trace.code[row] === Row.fails;

function kindChoice(kind: HappeningKind, count: number, checked: boolean, choose: () => void): HTMLElement {
  const input = el('input', { type: 'radio', name: 'find-kind', value: kind, 'data-testid': `find-${kind}`, checked, onchange: choose });
  return el('label', {}, input, ' ', filterWords[kind], ' ', el('b', {}, String(count)));
}

/** Those around the cursor; made again when another becomes the nearest. */
function listing(page: Page, list: HTMLElement, note: HTMLElement, kind: () => HappeningKind): () => void {
  const made = whenChanged((index: TraceIndex, chosen: HappeningKind, here: number) => {
    const of = happenings(index, chosen), count = of.at.length;
    const first = Math.max(0, Math.min(here - most / 2, count - most)), places = Array.from({ length: Math.min(most, count) }, (_, i) => first + i);
    remade(list, places.map(place => foundLine(page, index, chosen, of, place, place === here)));
    list.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
    say(note, count === 0 ? `There are no ${filterWords[chosen]} in this run.` : count > most ? `${count} in this run; the ${most} nearest the cursor:` : '');
  });
  return () => {
    const index = page.shown()?.index;
    if (!index) return;
    const of = happenings(index, kind()), place = nearest(of, page.state().cursor + 1, -1);
    made(index, kind(), place);
  };
}

function foundLine(page: Page, index: TraceIndex, kind: HappeningKind, of: Happenings, place: number, current: boolean): HTMLElement {
  const at = of.at[place]!;
  const go = (): void => { page.dispatch({ type: 'pause' }); page.dispatch({ type: 'seek', to: at }); };
  return el('li', {}, el('button', { type: 'button', class: 'plain', 'data-testid': 'found-one', 'aria-current': current ? 'true' : null, onclick: go },
    el('b', {}, instant(at)), ' ', wordsOf(index, kind, of.row[place]!, at)));
}

function wordsOf(index: TraceIndex, kind: HappeningKind, row: number, at: Time, decision: Parameters<typeof sentence>[2] = null): string {
  const span = kind === 'splitBrain' ? index.leadership.splitBrains.find(one => one.from === at) : undefined;
  if (span) return splitBrain(index, span);
  return kind === 'leader' ? leaderWords(index, at) : sentence(index, row, decision);
}

/** Whoever begins to act then, or no longer does; an authority that runs out has no row of its own. */
function leaderWords(index: TraceIndex, at: Time): string {
  const acting = index.leadership.segments.filter(({ acts, from, to }) => acts && (from === at || to === at));
  return acting.map(({ process, epoch, from }) => `${index.names[process]!} ${from === at ? 'begins to act' : 'acts no longer'}, epoch ${epoch}.`).join(' ');
}
