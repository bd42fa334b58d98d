import { nextBranch } from '../branches.ts';
import { el } from '../dom.ts';
import { usualLook, type StageView } from '../look.ts';
import type { Page, View } from '../page.ts';
import type { Stepping } from './stepping.ts';

interface Shortcut { readonly keys: readonly string[]; readonly words: string; readonly act?: (page: Page, stepping: Stepping) => void }

const faster = (page: Page, by: number): void => page.dispatch({ type: 'speed', speed: Number((page.state().speed * by).toPrecision(2)) });

/** One picture alone, or what usually stands there. */
const turn = (page: Page, view: StageView): void => page.dispatch({ type: 'look', look: { view: page.state().look.view === view ? usualLook.view : view } });

function toNextBranch(page: Page): void {
  const name = nextBranch(page.state().script);
  page.dispatch(name === undefined ? { type: 'say', text: 'There is one future only: F keeps it as a branch' } : { type: 'branch', name });
}

/** Everywhere but in a field; each can be switched off with one switch. */
const global: readonly Shortcut[] = [
  { keys: ['Space'], words: 'play or pause', act: (_page, stepping) => stepping.toggle() },
  { keys: [','], words: 'previous event', act: (_page, stepping) => stepping.step(-1) },
  { keys: ['.'], words: 'next event', act: (_page, stepping) => stepping.step(1) },
  { keys: ['j'], words: 'previous verdict', act: (_page, stepping) => stepping.step(-1, 'verdicts') },
  { keys: ['k'], words: 'next verdict', act: (_page, stepping) => stepping.step(1, 'verdicts') },
  { keys: ['['], words: 'slower', act: page => faster(page, 0.5) },
  { keys: [']'], words: 'faster', act: page => faster(page, 2) },
  { keys: ['Home'], words: 'to the start', act: page => page.dispatch({ type: 'seek', to: 0 }) },
  { keys: ['End'], words: 'to the end', act: page => page.dispatch({ type: 'seek', to: page.state().horizon }) },
  { keys: ['t'], words: 'space–time on the stage, or back', act: page => turn(page, 'spacetime') },
  { keys: ['m'], words: 'matrix on the stage, or back', act: page => turn(page, 'matrix') },
  { keys: ['f'], words: 'fork: keep this future as a branch, and go on in a copy', act: page => page.dispatch({ type: 'fork' }) },
  { keys: ['v'], words: 'to the next branch, and back', act: page => toNextBranch(page) },
  { keys: ['u'], words: 'undo', act: page => page.dispatch({ type: 'undo' }) },
  { keys: ['r'], words: 'redo', act: page => page.dispatch({ type: 'redo' }) },
];
const onProcess: readonly Shortcut[] = [
  { keys: ['←', '→', '↑', '↓'], words: 'to another process' },
  { keys: ['Enter'], words: 'what can be done to it' },
  { keys: ['C'], words: 'crash it, or let it recover' },
  { keys: ['P'], words: 'pause it for 4 s' },
  { keys: ['L'], words: 'cut, slow or heal one of its links' },
  { keys: ['M'], words: 'drop or delay one of its messages' },
  { keys: ['Space'], words: 'choose it for a partition' },
  { keys: ['X'], words: 'part the chosen from the rest' },
];
const always: readonly Shortcut[] = [
  { keys: ['Ctrl+Z'], words: 'undo' }, { keys: ['Ctrl+Shift+Z'], words: 'redo' }, { keys: ['Esc'], words: 'step out of a menu or this list' }, { keys: ['?'], words: 'this list' },
];

/** The list of keys, and the switch. */
export function shortcutsView(page: Page, stepping: Stepping): View & { readonly show: () => void } {
  const off = el('input', { type: 'checkbox', 'data-testid': 'shortcuts-on', onchange: () => page.dispatch({ type: 'shortcuts', on: off.checked }) });
  const list = (shortcuts: readonly Shortcut[]): HTMLElement => el('dl', { class: 'keys' }, ...shortcuts.flatMap(({ keys, words }) => [
    el('dt', {}, ...keys.flatMap((key, i) => [i ? ' ' : null, el('kbd', {}, key)])), el('dd', {}, words),
  ]));
  const node = el('dialog', { 'aria-labelledby': 'shortcuts-title', 'data-testid': 'shortcuts-dialog' },
    el('h2', { id: 'shortcuts-title' }, 'Keyboard shortcuts'),
    el('div', { class: 'columns' },
      el('section', {}, el('h3', {}, 'Anywhere'), list(global), el('label', {}, off, 'Use these single keys')),
      el('section', {}, el('h3', {}, 'On a process that has the focus'), list(onProcess), el('h3', {}, 'Always'), list(always))),
    el('form', { method: 'dialog' }, el('button', { 'data-testid': 'shortcuts-close' }, 'Close')));
  document.addEventListener('keydown', event => press(event, page, stepping, () => node.showModal(), node.open), { signal: page.signal });
  return { node, show: () => node.showModal(), render: state => { off.checked = state.shortcuts; } };
}

function press(event: KeyboardEvent, page: Page, stepping: Stepping, show: () => void, open: boolean): void {
  if (open || event.defaultPrevented || event.altKey) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z' && !isTyping(event.target)) {
    page.dispatch({ type: event.shiftKey ? 'redo' : 'undo' });
    return event.preventDefault();
  }
  if (event.ctrlKey || event.metaKey || isTyping(event.target)) return;
  if (event.key === '?') return show();
  const name = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shortcut = global.find(one => one.keys.includes(name));
  const needsKey = isPressed(event.target, event.key);
  if (!shortcut || needsKey || (name.length === 1 || name === 'Space' ? !page.state().shortcuts : false)) return;
  shortcut.act?.(page, stepping);
  event.preventDefault();
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && !['range', 'checkbox'].includes(target.type));

/** Space and the arrows belong to a control that has the focus. */
const isPressed = (target: EventTarget | null, key: string): boolean =>
  (key === ' ' && target instanceof Element && target.matches('button, select, input, summary, a')) ||
  (target instanceof HTMLSelectElement && key.length === 1) ||
  (target instanceof HTMLInputElement && target.type === 'range' && (key === 'Home' || key === 'End'));
