/** Who else may have a say in the Lab: the page around it, and the command that serves it. */
import type { Page } from '../page.ts';
import type { Store } from '../store.ts';

/** `?embed=1`, or `embed=1` among the fields of the link: without header and rail, and open to the page around it. */
export const isEmbedded = (): boolean => /[?&]embed=1(?=[&#]|$)/.test(location.search + location.hash) || document.documentElement.hasAttribute('data-embed');

/** Takes away what a small frame has no room for, and then begins. Links lose the field: the document keeps it. */
export function dressed(begin: () => void): void {
  if (!isEmbedded()) return begin();
  document.documentElement.setAttribute('data-embed', '');
  import('./look.ts').then(begin, begin);
}

export function openDoors(page: Page, follow: Store['follow']): void {
  if (isEmbedded()) import('./embed.ts').then(({ embed }) => embed(page, follow), () => {});
  if (document.querySelector('#served')) import('./served.ts').then(({ followFile }) => followFile(page), () => {});
}
