import { el } from '../dom.ts';
import type { Page, View } from '../page.ts';
import { keyGroups, keyName, shortcutFor, type Shortcut } from './keys.ts';
import type { Stepping } from './stepping.ts';

export const keyList = (shortcuts: readonly Shortcut[]): HTMLElement => el('dl', { class: 'keys' }, ...shortcuts.flatMap(({ keys, words }) => [
  el('dt', {}, ...keys.flatMap((key, i) => [i ? ' ' : null, el('kbd', {}, key)])), el('dd', {}, words),
]));

/** The list of keys, and the switch. */
export function shortcutsView(page: Page, stepping: Stepping): View & { readonly show: () => void } {
  const single = el('input', { type: 'checkbox', 'data-testid': 'shortcuts-on', onchange: () => page.dispatch({ type: 'shortcuts', on: single.checked }) });
  const { anywhere, ...others } = keyGroups;
  const node = el('dialog', { 'aria-labelledby': 'shortcuts-title', 'data-testid': 'shortcuts-dialog' },
    el('h2', { id: 'shortcuts-title' }, 'Keyboard shortcuts'),
    el('div', { class: 'columns' },
      el('section', {}, el('h3', {}, anywhere.title), keyList(anywhere.shortcuts), el('label', {}, single, 'Use keys of a single character')),
      el('section', {}, ...Object.values(others).flatMap(({ title, shortcuts }) => [el('h3', {}, title), keyList(shortcuts)]))),
    el('form', { method: 'dialog' }, el('button', { 'data-testid': 'shortcuts-close' }, 'Close')));
  const showKeys = (): void => node.showModal();
  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.altKey || document.querySelector('dialog[open]') || isTyping(event.target) || isWanted(event)) return;
    const { presenting, shortcuts } = page.state();
    const shortcut = shortcutFor(keyName(event), presenting, shortcuts);
    if (!shortcut) return;
    shortcut.act?.({ page, stepping, showKeys });
    event.preventDefault();
  }, { signal: page.signal });
  return { node, show: showKeys, render: state => { single.checked = state.shortcuts; } };
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !['range', 'checkbox', 'radio', 'button'].includes(target.type));

/** Space and the arrows belong to a control that has the focus. */
const isWanted = ({ target, key, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  (key === ' ' && target instanceof Element && target.matches('button, select, input, summary, a')) ||
  (target instanceof HTMLSelectElement && key.length === 1 && !ctrlKey && !metaKey) ||
  (target instanceof HTMLInputElement && target.type === 'range' && ['Home', 'End', 'PageUp', 'PageDown'].includes(key));
