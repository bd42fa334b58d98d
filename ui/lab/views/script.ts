import { formatDuration, parseDuration } from '../../../src/parameters.ts';
import { ms, sec } from '../../../src/time.ts';
import type { FaultLine } from '../../../sim/scenario.ts';
import { el, mark, markState, remade, whenChanged } from '../dom.ts';
import { checked, freshName, problemOfDuration } from '../controls/parameter.ts';
import { changed, removed } from '../edits.ts';
import { described } from '../lineWords.ts';
import type { Page, View } from '../page.ts';
import type { Tables } from '../tables.ts';
import { icon } from './icons.ts';
import { lineOptions, type SetOptions } from './lineOptions.ts';

/** The fault script in the order of its times: every line to be edited, moved, taken away and brought back. */
export function scriptView(page: Page): View {
  const list = el('ol', { class: 'lines', 'data-testid': 'script', 'aria-label': 'Lines of the fault script' });
  const empty = el('p', { class: 'muted small' }, 'Nothing fails yet. Choose a process, a link or a message in the picture, and what you do to it is written here.');
  const undo = el('button', { type: 'button', class: 'icon', 'aria-label': 'Undo', 'data-testid': 'undo', onclick: () => page.dispatch({ type: 'undo' }) }, icon('undo'));
  const redo = el('button', { type: 'button', class: 'icon', 'aria-label': 'Redo', 'data-testid': 'redo', onclick: () => page.dispatch({ type: 'redo' }) }, icon('redo'));
  const node = el('div', {}, el('div', { class: 'row spread' }, el('h2', {}, 'Fault script'), el('div', { class: 'row tight' }, undo, redo)), empty, list);
  const open = new Set<string>();
  const shown = whenChanged((faults: readonly FaultLine[], names: readonly string[], tables: Tables | null) => {
    inPlace(list, () => remade(list, faults.toSorted((one, other) => timeOf(one) - timeOf(other)).map(line => lineView(page, line, names, tables, open))));
  });
  // A new run brings its names anew: the same ones must not make the lines again under somebody's hands.
  let known = nameless;
  return {
    node,
    render(state, run) {
      const faults = state.script.file.faults ?? [];
      const names = run?.index.names ?? known;
      if (names.join('\n') !== known.join('\n')) known = names;
      shown(faults, known, page.tables());
      empty.hidden = faults.length > 0;
      undo.disabled = state.past.length === 0;
      redo.disabled = state.future.length === 0;
      for (const line of faults) {
        const item = [...list.children].find(one => one.getAttribute('data-line') === line.id);
        if (item) markState(item, 'data-past', timeOf(line, 0) <= state.cursor);
      }
    },
  };
}

const nameless: readonly string[] = [];

/** When it first takes hold; what draws its time stands last. */
const timeOf = ({ at, sent }: FaultLine, drawn = Number.POSITIVE_INFINITY): number => {
  const time = at ?? sent;
  return typeof time === 'string' ? parseDuration(time) ?? drawn : drawn;
};

/** The focus follows its line to wherever that now stands. */
function inPlace(list: HTMLElement, make: () => void): void {
  const active = document.activeElement;
  const line = active?.closest('li')?.getAttribute('data-line');
  const testid = active?.getAttribute('data-testid');
  const within = active !== null && list.contains(active);
  make();
  const item = within ? [...list.children].find(one => one.getAttribute('data-line') === line) : undefined;
  const same = [...item?.querySelectorAll<HTMLElement>('[data-testid]') ?? []].find(one => one.getAttribute('data-testid') === testid);
  same?.focus();
}

function lineView(page: Page, line: FaultLine, names: readonly string[], tables: Tables | null, open: Set<string>): HTMLElement {
  const { file } = page.state().script;
  const what = described({ ...line, for: undefined }, names);
  const set: SetOptions = options => page.dispatch({ type: 'edit', ...changed(page.state().script.file, line.id, options, names) });
  const remove = el('button', {
    type: 'button', class: 'icon plain', 'aria-label': `Remove: ${what}`, 'data-testid': 'line-remove',
    onclick: () => page.dispatch({ type: 'edit', ...removed(page.state().script.file, line.id, names) }),
  }, icon('remove', 14));
  mark(remove, 'data-line', line.id);
  return el('li', { class: 'line', 'data-line': line.id, 'data-testid': 'line' },
    el('span', { class: 'what' }, what), remove,
    el('div', { class: 'when' },
      ...timeField(line.at, 'at', `Time of: ${what}`, file.horizon, at => set({ at })),
      ...(line.at === undefined ? [] : timeField(line.for ?? '', 'for', `Length of: ${what}`, undefined, lasts => set({ for: lasts || undefined }))),
      ...(line.every === undefined ? [] : timeField(line.every, 'every', `Interval of: ${what}`, undefined, every => set({ every }))),
      ...(line.every === undefined ? [] : timeField(line.until ?? '', 'until', `End of: ${what}`, undefined, until => set({ until: until || undefined })))),
    more(page, line, what, open, () => lineOptions(line, names, tables, set)));
}

/** Its other options, made when they are asked for; they stay open over edits. */
function more(page: Page, line: FaultLine, what: string, open: Set<string>, options: () => readonly HTMLElement[]): HTMLElement {
  const body = el('div', {});
  const move = line.at === undefined ? null : el('button', {
    type: 'button', 'data-testid': 'line-move', onclick: () => page.dispatch({
      type: 'edit', ...changed(page.state().script.file, line.id, { at: formatDuration(page.state().cursor) }, page.shown()?.index.names ?? []) }),
  }, 'Move to the cursor');
  const node = el('details', { class: 'more', open: open.has(line.id) },
    el('summary', { 'aria-label': `Options of: ${what}`, 'data-testid': 'line-more' }, 'Options'), body);
  const fill = (): void => body.replaceChildren(...options(), ...(move ? [move] : []));
  if (open.has(line.id)) fill();
  node.addEventListener('toggle', () => {
    if (node.open && !open.has(line.id)) fill();
    if (node.open) open.add(line.id);
    else open.delete(line.id);
  });
  return node;
}

const endless: Readonly<Record<string, string>> = { for: 'for ever', until: 'the end' };

/** A duration is typed, or moved by the arrows; a law that draws one is only shown. */
function timeField(value: unknown, word: string, name: string, most: string | undefined, set: (text: string) => void): (Node | string)[] {
  if (value === undefined) return [];
  if (typeof value !== 'string') return [`${word} ${JSON.stringify(value)}`];
  const id = freshName(word);
  const input = el('input', {
    id, type: 'text', value, 'aria-label': name, placeholder: endless[word] ?? '', spellcheck: 'false', autocomplete: 'off', 'data-testid': `line-${word}`,
    onkeydown: event => nudge(input, event),
  });
  const max = most === undefined ? undefined : parseDuration(most);
  const problem = (text: string): string => (text === '' && word in endless ? '' : problemOfDuration(text, max === undefined ? {} : { max }));
  const written = (text: string): void => set(text && formatDuration(parseDuration(text)!));
  return [el('span', { 'aria-hidden': 'true' }, word), checked(input, problem, written)];
}

/** ↑ and ↓: a tenth of a second later or earlier; with Shift a whole one. */
function nudge(input: HTMLInputElement, event: KeyboardEvent): void {
  const direction = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  const time = parseDuration(input.value);
  if (!direction || time === undefined) return;
  event.preventDefault();
  input.value = formatDuration(Math.max(0, time + direction * (event.shiftKey ? sec : 100 * ms)));
  input.dispatchEvent(new Event('change'));
}
