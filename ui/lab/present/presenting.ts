/** A page for a room: large type, one picture, no rail. The document itself says so, so that the style sheet and the pictures agree. */
import { el } from '../dom.ts';

const root = (): HTMLElement => document.documentElement;

/** By how much type and strokes of a picture grow: the smallest letters of any come to 18 px. */
export const pictureScale = 1.65;

export const isPresenting = (): boolean => root().hasAttribute('data-present');

/** Begins or ends it; `done` once the page has the look of it. */
export function present(on: boolean, done: () => void): void {
  if (on === wanted) return;
  wanted = on;
  const change = (): void => {
    root().toggleAttribute('data-present', wanted);
    if (!wanted) slideRail(false);
    done();
  };
  if (on) import('./room.ts').then(change, () => { wanted = false; });
  else change();
}
let wanted = false;

/** The scenario slides in over the stage, and out again. */
export const slideRail = (on = !isRailOut()): void => void root().toggleAttribute('data-rail', on);
export const isRailOut = (): boolean => root().hasAttribute('data-rail');

/** Nothing to see, so that the room looks at whoever speaks; any key or click ends it. */
export function blank(): void {
  const end = (event: Event): void => {
    event.preventDefault();
    event.stopPropagation();
    curtain.close();
  };
  const curtain = el('dialog', {
    class: 'curtain', 'aria-label': 'The screen is blank: any key ends that', 'data-testid': 'curtain', tabindex: -1, onclick: end, onkeydown: end, onclose: () => curtain.remove(),
  });
  document.body.append(curtain);
  curtain.showModal();
}
