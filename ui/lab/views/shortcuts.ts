import { el } from '../dom.ts';
import type { Page, View } from '../page.ts';
import { keyGroups, keyName, shortcutFor, type Shortcut } from './keys.ts';
import type { Stepping } from './stepping.ts';

export const keyList = <Use>(shortcuts: readonly Shortcut<Use>[]): HTMLElement => el('dl', { class: 'keys' }, ...shortcuts.flatMap(({ keys, words }) => [
  el('dt', {}, ...keys.flatMap((key, i) => [i ? ' ' : null, el('kbd', {}, key)])), el('dd', {}, words),
]));

export interface KeyGroup<Use> { readonly title: string; readonly shortcuts: readonly Shortcut<Use>[] }

/** What the keys of a view do. */
export interface Keyboard<Use> {
  /** The first beside the switch, the others beside it. */
  readonly groups: readonly KeyGroup<Use>[];
  readonly shortcutFor: (name: string) => Shortcut<Use> | undefined;
  readonly use: (showKeys: () => void) => Use;
  /** Whether keys of a single character count. */
  readonly single: (on: boolean) => void;
  readonly signal: AbortSignal;
}

/** The list of keys, the switch, and the keys themselves. */
export function keyboardOf<Use>({ groups: [first, ...others], shortcutFor: found, use, single, signal }: Keyboard<Use>): { readonly node: HTMLElement; readonly show: () => void; readonly switched: (on: boolean) => void } {
  const box = el('input', { type: 'checkbox', 'data-testid': 'shortcuts-on', onchange: () => single(box.checked) });
  const node = el('dialog', { 'aria-labelledby': 'shortcuts-title', 'data-testid': 'shortcuts-dialog' },
    el('h2', { id: 'shortcuts-title' }, 'Keyboard shortcuts'),
    el('div', { class: 'columns' },
      el('section', {}, el('h3', {}, first!.title), keyList(first!.shortcuts), el('label', {}, box, 'Use keys of a single character')),
      el('section', {}, ...others.flatMap(({ title, shortcuts }) => [el('h3', {}, title), keyList(shortcuts)]))),
    el('form', { method: 'dialog' }, el('button', { 'data-testid': 'shortcuts-close' }, 'Close')));
  const show = (): void => node.showModal();
  document.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.altKey || document.querySelector('dialog[open]') || isTyping(event.target) || isWanted(event)) return;
    const shortcut = found(keyName(event));
    if (!shortcut) return;
    shortcut.act?.(use(show));
    event.preventDefault();
  }, { signal });
  return { node, show, switched: on => { box.checked = on; } };
}

/** Those of the Lab. */
export function shortcutsView(page: Page, stepping: Stepping): View & { readonly show: () => void } {
  const { node, show, switched } = keyboardOf({
    groups: Object.values(keyGroups), signal: page.signal,
    shortcutFor(name) {
      const { presenting, shortcuts } = page.state();
      return shortcutFor(name, presenting, shortcuts);
    },
    use: showKeys => ({ page, stepping, showKeys }), single: on => page.dispatch({ type: 'shortcuts', on }),
  });
  return { node, show, render: state => switched(state.shortcuts) };
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !['range', 'checkbox', 'radio', 'button'].includes(target.type));

/** Space and the arrows belong to a control that has the focus. */
const isWanted = ({ target, key, ctrlKey, metaKey }: KeyboardEvent): boolean =>
  (key === ' ' && target instanceof Element && target.matches('button, select, input, summary, a')) ||
  (target instanceof HTMLSelectElement && key.length === 1 && !ctrlKey && !metaKey) ||
  (target instanceof HTMLInputElement && target.type === 'range' && ['Home', 'End', 'PageUp', 'PageDown'].includes(key));
