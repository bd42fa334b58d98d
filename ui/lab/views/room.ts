/** What every view but the Lab has before a room, and for the keyboard: the Lab keeps all that in its own state. */
import { el, markState } from '../dom.ts';
import { blank, isPresenting, present } from '../present/presenting.ts';
import { singleKeys, useSingleKeys } from '../theme.ts';
import { icon } from './icons.ts';
import { firstFor, type Shortcut } from './keys.ts';
import { keyboardOf } from './shortcuts.ts';

type Own = Shortcut<void>;

export interface Room {
  readonly show: HTMLElement;
  readonly blank: HTMLElement;
  readonly keys: HTMLElement;
  readonly list: HTMLElement;
  readonly listen: (title: string, shortcuts: readonly Own[], inRoom?: readonly Own[]) => void;
}

/** `present=1` in the address begins it; `turned`: the page has another look now. */
export function roomOf(signal: AbortSignal, turned: () => void): Room {
  const show = el('button', { type: 'button', class: 'icon', 'data-testid': 'present', 'aria-label': 'Present to a room', title: 'Present to a room: large', onclick: () => turn() }, icon('present', 18));
  const blankButton = el('div', { class: 'row tight inRoom' }, el('button', { type: 'button', 'data-testid': 'blank', onclick: blank }, 'Blank'));
  const list = el('div');
  const keys = el('button', { type: 'button', class: 'icon', 'data-testid': 'shortcuts', 'aria-label': 'Keyboard shortcuts', 'aria-haspopup': 'dialog', onclick: () => keyboard.show() }, '?');
  const turn = (on = !isPresenting()): void => present(on, () => {
    markState(show, 'aria-pressed', isPresenting());
    turned();
  });
  markState(show, 'aria-pressed', false);
  const everywhere: readonly Own[] = [
    { keys: ['D'], words: 'present to a room, or stop', act: () => turn() }, { keys: ['?'], words: 'this list', act: () => keyboard.show() },
  ];
  const inRoom: readonly Own[] = [{ keys: ['B'], words: 'blank the screen; any key ends that', act: blank }];
  const out: Own = { keys: ['Esc'], words: 'step out: of a menu, a list, presenting', act: () => turn(false) };
  let keyboard = heard('Anywhere', [], []);
  function heard(title: string, own: readonly Own[], ownInRoom: readonly Own[], end = new AbortController()): { readonly show: () => void; readonly end: AbortController } {
    const room = [...ownInRoom, ...inRoom], all = [...own, ...everywhere];
    const { node, show: showList, switched } = keyboardOf<void>({
      groups: [{ title, shortcuts: all }, { title: 'While presenting', shortcuts: room }, { title: 'Always', shortcuts: [out] }], use: () => {}, single: useSingleKeys,
      signal: AbortSignal.any([signal, end.signal]),
      shortcutFor: name => firstFor(isPresenting() ? [...room, ...all, out] : all, name, singleKeys()),
    });
    switched(singleKeys());
    list.replaceChildren(node);
    return { show: showList, end };
  }
  signal.addEventListener('abort', () => present(false, () => {}));
  if (/[?&]present=1\b/.test(location.hash)) turn(true);
  return {
    show, blank: blankButton, keys, list,
    listen(title, shortcuts, more = []) {
      keyboard.end.abort();
      keyboard = heard(title, shortcuts, more);
    },
  };
}
