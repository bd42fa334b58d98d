import { el } from '../dom.ts';
import { openMenu, type Item } from '../views/menu.ts';

/** `items`: what can be taken away now. */
export function exportButton(items: () => readonly Item[]): HTMLButtonElement {
  const button = el('button', {
    type: 'button', 'data-testid': 'exports', 'aria-haspopup': 'menu', onclick: () => {
      const { left, bottom } = button.getBoundingClientRect();
      openMenu('Export', items(), { x: left, y: bottom + 4 });
    },
  }, 'Export');
  return button;
}
