import { el, mark, say, whenChanged } from '../dom.ts';
import type { Page, View } from '../page.ts';
import { themes } from '../state.ts';
import { icon } from './icons.ts';

const next = { system: 'the system', light: 'light', dark: 'dark' } as const;

/** Name, title of the scenario, share, theme, shortcuts. */
export function headerView(page: Page, showKeys: () => void): View {
  const title = el('p', { class: 'title', 'data-testid': 'title' });
  const share = el('button', { type: 'button', 'data-testid': 'share', onclick: page.share }, 'Copy link');
  const theme = el('button', { type: 'button', class: 'icon', 'data-testid': 'theme', onclick: () => {
    const now = themes.indexOf(page.state().theme);
    page.dispatch({ type: 'theme', theme: themes[(now + 1) % themes.length]! });
  } });
  const keys = el('button', { type: 'button', class: 'icon', 'data-testid': 'shortcuts', 'aria-label': 'Keyboard shortcuts', 'aria-haspopup': 'dialog', onclick: showKeys }, '?');
  const node = el('header', { class: 'header' },
    el('div', { class: 'brand' }, icon('pulse', 22), el('h1', {}, 'Flatline')), title, share, theme, keys);
  const named = whenChanged((words: string) => {
    say(title, words);
    document.title = words ? `${words} · Flatline` : 'Flatline';
  });
  const themed = whenChanged((choice: keyof typeof next) => {
    mark(theme, 'aria-label', `Theme: ${next[choice]}. Change`);
    mark(theme, 'title', `Theme: ${next[choice]}`);
    theme.replaceChildren(icon(choice === 'system' ? 'system' : choice === 'light' ? 'sun' : 'moon', 18));
  });
  return {
    node,
    render(state) {
      named(state.script.file.title ?? '');
      themed(state.theme);
    },
  };
}
