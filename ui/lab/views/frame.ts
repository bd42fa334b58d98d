import { el, say } from '../dom.ts';
import { views, type RouteName } from '../routes.ts';
import { dress, onSystemTheme, paletteOf, remember, remembered } from '../theme.ts';
import type { Theme as Palette } from '../tokens.ts';
import { icon } from './icons.ts';
import type { Shortcut } from './keys.ts';
import { navigation } from './navigation.ts';
import { roomOf } from './room.ts';
import { themeButton } from './themeButton.ts';

/** What is around a view that is not the Lab. */
export interface Frame {
  /** These keys of its own join those of every view. */
  readonly listen: (title: string, shortcuts: readonly Shortcut<void>[], inRoom?: readonly Shortcut<void>[]) => void;
  /** Name, views, title, what the view puts there itself, theme. */
  readonly header: HTMLElement;
  readonly palette: () => Palette;
  readonly entitle: (title: string) => void;
}

/** `dressed`: the palette is another now, and what is drawn on a canvas is drawn again. */
export function frameOf(name: RouteName, signal: AbortSignal, dressed: () => void, ...own: readonly HTMLElement[]): Frame {
  let theme = remembered();
  const title = el('p', { class: 'title', 'data-testid': 'title' });
  const show = (): void => {
    button.show(theme);
    dress(paletteOf(theme));
  };
  const button = themeButton(() => theme, next => {
    theme = next;
    remember(next);
    show();
    dressed();
  });
  onSystemTheme(() => { show(); dressed(); }, signal);
  show();
  const entitle = (words: string): void => {
    say(title, words);
    document.title = `${words || views[name].title} · Flatline`;
  };
  entitle('');
  const room = roomOf(signal, dressed);
  return {
    entitle, palette: () => paletteOf(theme), listen: room.listen,
    header: el('header', { class: 'header' },
      el('div', { class: 'brand' }, icon('pulse', 22), el('h1', {}, 'Flatline')), navigation(name), title, room.blank, ...own, room.show, button.node, room.keys, room.list),
  };
}
