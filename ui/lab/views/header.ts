import { el, markState, say, whenChanged } from '../dom.ts';
import type { Page, View } from '../page.ts';
import { blank, slideRail } from '../present/presenting.ts';
import { icon } from './icons.ts';
import { openMenu } from './menu.ts';
import { navigation } from './navigation.ts';
import { themeButton } from './themeButton.ts';

/** Name, views, title of the scenario, share, theme, shortcuts. */
export function headerView(page: Page, showKeys: () => void): View {
  const title = el('p', { class: 'title', 'data-testid': 'title' });
  const share = el('button', { type: 'button', 'data-testid': 'share', onclick: page.share }, 'Copy link');
  const take = el('button', {
    type: 'button', 'data-testid': 'exports', 'aria-haspopup': 'menu', onclick: () => {
      const { left, bottom } = take.getBoundingClientRect();
      import('../export/exportItems.ts').then(({ exportItems }) => openMenu('Export', exportItems(page), { x: left, y: bottom + 4 }),
        (error: unknown) => page.dispatch({ type: 'say', text: `The exports could not be loaded: ${String(error)}` }));
    },
  }, 'Export');
  const show = el('button', {
    type: 'button', class: 'icon', 'data-testid': 'present', 'aria-label': 'Present to a room', title: 'Present to a room: large, and without the rail',
    onclick: () => page.dispatch({ type: 'present', on: !page.state().presenting }),
  }, icon('present', 18));
  const inRoom = el('div', { class: 'row tight inRoom' },
    el('button', { type: 'button', 'data-testid': 'rail', onclick: () => slideRail() }, 'Scenario'), el('button', { type: 'button', 'data-testid': 'blank', onclick: blank }, 'Blank'));
  const theme = themeButton(() => page.state().theme, next => page.dispatch({ type: 'theme', theme: next }));
  const keys = el('button', { type: 'button', class: 'icon', 'data-testid': 'shortcuts', 'aria-label': 'Keyboard shortcuts', 'aria-haspopup': 'dialog', onclick: showKeys }, '?');
  const node = el('header', { class: 'header' },
    el('div', { class: 'brand' }, icon('pulse', 22), el('h1', {}, 'Flatline')), navigation('lab'), title, inRoom, share, take, show, theme.node, keys);
  const named = whenChanged((words: string) => {
    say(title, words);
    document.title = words ? `${words} · Flatline` : 'Flatline';
  });
  return {
    node,
    render(state) {
      named(state.script.file.title ?? '');
      theme.show(state.theme);
      markState(show, 'aria-pressed', state.presenting);
    },
  };
}
