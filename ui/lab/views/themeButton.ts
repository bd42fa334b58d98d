import { el, mark, whenChanged } from '../dom.ts';
import { themes, type Theme } from '../state.ts';
import { icon } from './icons.ts';

const words = { system: 'the system', light: 'light', dark: 'dark' } as const;

/** System, light, dark, and round again. */
export function themeButton(chosen: () => Theme, choose: (theme: Theme) => void): { readonly node: HTMLElement; readonly show: (theme: Theme) => void } {
  const node = el('button', { type: 'button', class: 'icon', 'data-testid': 'theme', onclick: () => choose(themes[(themes.indexOf(chosen()) + 1) % themes.length]!) });
  return {
    node,
    show: whenChanged((theme: Theme) => {
      mark(node, 'aria-label', `Theme: ${words[theme]}. Change`);
      mark(node, 'title', `Theme: ${words[theme]}`);
      node.replaceChildren(icon(theme === 'system' ? 'system' : theme === 'light' ? 'sun' : 'moon', 18));
    }),
  };
}
