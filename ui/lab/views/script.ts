import { formatDuration, parseDuration } from '../../../src/parameters.ts';
import type { FaultLine } from '../../../sim/scenario.ts';
import { el, mark, markState, remade, whenChanged } from '../dom.ts';
import { checked, freshName, problemOfDuration } from '../controls/parameter.ts';
import { changed, removed, type Edit } from '../edits.ts';
import { described } from '../lineWords.ts';
import type { Page, View } from '../page.ts';
import { icon } from './icons.ts';

/** The fault script: every line with its time, to be edited, taken away and brought back. */
export function scriptView(page: Page): View {
  const list = el('ol', { class: 'lines', 'data-testid': 'script', 'aria-label': 'Lines of the fault script' });
  const empty = el('p', { class: 'muted small' }, 'Nothing fails yet. Choose a process or a link in the picture, and what you do to it is written here.');
  const undo = el('button', { type: 'button', class: 'icon', 'aria-label': 'Undo', 'data-testid': 'undo', onclick: () => page.dispatch({ type: 'undo' }) }, icon('undo'));
  const redo = el('button', { type: 'button', class: 'icon', 'aria-label': 'Redo', 'data-testid': 'redo', onclick: () => page.dispatch({ type: 'redo' }) }, icon('redo'));
  const node = el('div', {}, el('div', { class: 'row spread' }, el('h2', {}, 'Fault script'), el('div', { class: 'row tight' }, undo, redo)), empty, list);
  const apply = (edit: Edit): void => page.dispatch({ type: 'edit', ...edit });
  const shown = whenChanged((faults: readonly FaultLine[], names: readonly string[]) => {
    remade(list, [...faults].map(line => lineView(page, line, names, apply)));
  });
  // A new run brings its names anew: the same ones must not make the lines again under somebody's hands.
  let known = nameless;
  return {
    node,
    render(state, run) {
      const faults = state.script.file.faults ?? [];
      const names = run?.index.names ?? known;
      if (names.join('\n') !== known.join('\n')) known = names;
      shown(faults, known);
      empty.hidden = faults.length > 0;
      undo.disabled = state.past.length === 0;
      redo.disabled = state.future.length === 0;
      faults.forEach((line, i) => {
        const at = typeof line.at === 'string' ? parseDuration(line.at) : undefined;
        const item = list.children[i];
        if (item) markState(item, 'data-past', at === undefined || at <= state.cursor);
      });
    },
  };
}

const nameless: readonly string[] = [];

function lineView(page: Page, line: FaultLine, names: readonly string[], apply: (edit: Edit) => void): HTMLElement {
  const { file } = page.state().script;
  const what = described({ ...line, for: undefined }, names);
  const set = (options: Readonly<Record<string, unknown>>): void => apply(changed(page.state().script.file, line.id, options, names));
  const remove = el('button', {
    type: 'button', class: 'icon plain', 'aria-label': `Remove: ${what}`, 'data-testid': 'line-remove',
    onclick: () => apply(removed(page.state().script.file, line.id, names)),
  }, icon('remove', 14));
  mark(remove, 'data-line', line.id);
  return el('li', { class: 'line', 'data-line': line.id, 'data-testid': 'line' },
    el('span', { class: 'what' }, what), remove,
    el('div', { class: 'when' },
      ...timeField(line.at, 'at', `Time of: ${what}`, file.horizon, at => set({ at })),
      ...(line.at === undefined ? [] : line.every === undefined ? timeField(line.for ?? '', 'for', `Length of: ${what}`, undefined, lasts => set({ for: lasts || undefined })) : [`every ${spelled(line.every)}`])));
}

/** A duration is typed; a law that draws one is only shown. */
function timeField(value: unknown, word: string, name: string, most: string | undefined, set: (text: string) => void): (Node | string)[] {
  if (value === undefined) return [];
  if (typeof value !== 'string') return [`${word} ${spelled(value)}`];
  const id = freshName(word);
  const input = el('input', {
    id, type: 'text', value, 'aria-label': name, placeholder: word === 'for' ? 'for ever' : '', spellcheck: 'false', autocomplete: 'off', 'data-testid': `line-${word}`,
  });
  const max = most === undefined ? undefined : parseDuration(most);
  const problem = (text: string): string => (text === '' && word === 'for' ? '' : problemOfDuration(text, max === undefined ? {} : { max }));
  const written = (text: string): void => set(text && formatDuration(parseDuration(text)!));
  return [el('span', { 'aria-hidden': 'true' }, word), checked(input, problem, written)];
}

const spelled = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
