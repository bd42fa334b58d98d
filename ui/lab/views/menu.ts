import { el } from '../dom.ts';

export interface Item {
  readonly name: string;
  readonly testid: string;
  readonly key?: string;
  readonly disabled?: boolean;
  /** Begins a group of its own. */
  readonly apart?: boolean;
  /** Chosen: the menu closes first. */
  readonly act: () => void;
}

export interface Menu { readonly close: () => void }

let open: Menu | null = null;

/** A menu beside a point: arrows move, Enter chooses, Escape, Tab and a click elsewhere leave; then the focus goes back. */
export function openMenu(title: string, items: readonly Item[], at: { readonly x: number; readonly y: number }): Menu {
  open?.close();
  const before = document.activeElement;
  const buttons = items.map(item => el('button', {
    type: 'button', role: 'menuitem', tabindex: -1, class: item.apart ? 'apart' : null, 'data-testid': item.testid, 'aria-disabled': item.disabled ? 'true' : null,
    disabled: item.disabled, onclick: () => { close(true); item.act(); },
  }, item.name, item.key ? el('kbd', { 'aria-hidden': 'true' }, item.key) : null));
  const node = el('div', { class: 'menu', role: 'menu', 'aria-label': title, 'data-testid': 'menu', onkeydown: keys },
    el('h2', { 'aria-hidden': 'true' }, title), ...buttons);
  const elsewhere = (event: Event): void => { if (!node.contains(event.target as Node)) close(false); };

  function keys(event: KeyboardEvent): void {
    const able = buttons.filter(button => !button.disabled);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = able.indexOf(document.activeElement as HTMLButtonElement);
    event.stopPropagation();
    if (event.key === 'Escape' || event.key === 'Tab') close(true);
    else if (event.key === 'Home') able[0]?.focus();
    else if (event.key === 'End') able.at(-1)?.focus();
    else if (step) able[(here + step + able.length) % able.length]?.focus();
    else return;
    event.preventDefault();
  }
  function close(back: boolean): void {
    node.remove();
    document.removeEventListener('pointerdown', elsewhere, true);
    if (open?.close === closer) open = null;
    if (back && before instanceof HTMLElement && before.isConnected) before.focus();
  }
  const closer = (): void => close(true);
  (document.querySelector('main') ?? document.body).append(node);
  place(node, at);
  document.addEventListener('pointerdown', elsewhere, true);
  buttons.find(button => !button.disabled)?.focus();
  return open = { close: closer };
}

function place(node: HTMLElement, at: { readonly x: number; readonly y: number }): void {
  const { width, height } = node.getBoundingClientRect();
  node.style.left = `${Math.max(8, Math.min(at.x, innerWidth - width - 8))}px`;
  node.style.top = `${Math.max(8, Math.min(at.y, innerHeight - height - 8))}px`;
}
