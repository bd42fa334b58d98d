import { checked } from '../controls/parameter.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { NEVER } from '../../../src/time.ts';
import { besideOf, longestName, mostBranches, partingOf } from '../branches.ts';
import { el, mark, remade, whenChanged } from '../dom.ts';
import type { Page } from '../page.ts';
import { instant } from '../model/words.ts';
import { addressIn } from '../routes.ts';
import type { Branch, Future, LabState } from '../state.ts';
import { icon } from './icons.ts';

export interface BranchPanel {
  readonly node: HTMLElement;
  readonly toggle: () => void;
  readonly render: (state: LabState) => void;
}

/** All futures that were kept. It lies over the page beside its button; Escape and a click elsewhere close it. */
export function branchPanel(page: Page, button: HTMLElement): BranchPanel {
  const list = el('ol', { 'aria-label': 'Branches', 'data-testid': 'branch-list' });
  const fork = el('button', { type: 'button', 'data-testid': 'fork', onclick: () => page.dispatch({ type: 'fork' }) }, 'Fork: keep this future, go on in a copy ', el('kbd', { 'aria-hidden': 'true' }, 'F'));
  const columns = el('button', { type: 'button', 'data-testid': 'branches-columns', onclick: () => { location.hash = addressIn('compare', location.hash); } }, 'Compare them in columns');
  const node = el('div', { class: 'branchPanel', popover: 'auto', role: 'dialog', 'aria-labelledby': 'branches-title', 'data-testid': 'branch-panel' },
    el('h2', { id: 'branches-title' }, 'Branches: other futures of this run'),
    el('p', { class: 'muted small' }, `Change the past, and what was to come before is kept here, up to ${mostBranches} futures. “Compare” shows one faint beneath the lanes of the open one.`),
    list, fork, columns);
  node.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    node.hidePopover();
    button.focus();
  });
  node.addEventListener('toggle', event => {
    const open = (event as ToggleEvent).newState === 'open';
    mark(button, 'aria-expanded', open ? 'true' : 'false');
    if (open) (list.querySelector('button') ?? fork).focus();
  });
  const shown = whenChanged((branches: readonly Branch[] | undefined, beside: string | undefined, _open: ScenarioFile) => {
    remade(list, (branches ?? []).map(branch => branchLine(page, branch, beside)));
    list.hidden = columns.hidden = branches === undefined;
    fork.disabled = (branches?.length ?? 1) >= mostBranches;
  });
  return { node, toggle: () => node.togglePopover(), render: state => shown(state.script.branches, besideOf(state)?.name, state.script.file) };
}

function branchLine(page: Page, { name, future }: Branch, beside: string | undefined): HTMLElement {
  const press = (testid: string, words: string, about: string, act: () => void, state: Readonly<Record<string, unknown>> = {}): HTMLElement =>
    el('button', { type: 'button', 'data-testid': testid, 'aria-label': about, title: about, onclick: act, ...state }, words);
  const input = el('input', { type: 'text', value: name, 'aria-label': `Name of branch “${name}”`, 'data-testid': 'branch-name', spellcheck: 'false', autocomplete: 'off', maxlength: longestName });
  const problem = (text: string): string => (text === '' ? 'A branch needs a name.' : '');
  const compare = (): void => page.dispatch({ type: 'beside', name: beside === name ? null : name });
  const remove = el('button', {
    type: 'button', class: 'icon plain', 'aria-label': `Delete branch “${name}”`, title: `Delete branch “${name}”`, 'data-testid': 'branch-delete',
    onclick: () => page.dispatch({ type: 'discard', name }),
  }, icon('remove', 14));
  return el('li', { class: 'field', 'data-open': future ? 'false' : 'true', 'data-testid': 'branch' },
    checked(input, problem, to => page.dispatch({ type: 'rename', name, to })),
    future ? press('branch-open', 'Open', `Open branch “${name}”`, () => page.dispatch({ type: 'branch', name })) : el('span', { class: 'muted small' }, 'open'),
    future ? press('branch-compare', 'Compare', `Compare: show branch “${name}” beneath the lanes`, compare, { 'aria-pressed': beside === name ? 'true' : 'false' }) : el('span', {}),
    remove, future ? el('span', { class: 'muted small', 'data-testid': 'branch-parting' }, partingWords(page, future)) : null);
}

function partingWords(page: Page, future: Future): string {
  const at = partingOf(page.state().script, future);
  if (at === NEVER) return 'the same as the open one, so far';
  return at === 0 ? 'differs from the start' : `differs from ${instant(at)} on`;
}
