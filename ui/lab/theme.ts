import { themes as palettes, type Theme as Palette } from './tokens.ts';
import type { Theme } from './state.ts';

const dark = matchMedia('(prefers-color-scheme: dark)');

/** The colours to draw with now: the reader's choice, or else the system's. */
export const paletteOf = (choice: Theme): Palette => palettes[choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice];

/** Every colour of the palette as a custom property, so that the style sheet and the pictures share one table. */
export function dress(palette: Palette): void {
  const { style, dataset } = document.documentElement;
  dataset['theme'] = palette.name;
  palette.ramp.forEach((ink, i) => style.setProperty(`--ramp${i}`, ink));
  for (const [name, value] of Object.entries(palette)) if (typeof value === 'string' && name !== 'name') style.setProperty(`--${name}`, value);
}

export const onSystemTheme = (changed: () => void, signal: AbortSignal): void => dark.addEventListener('change', changed, { signal });

export const reducedMotion = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** What the reader chose last time. Storage is a convenience: a page in a frame may have none. */
export function remembered(): Theme {
  try {
    const theme = localStorage.getItem('flatline.theme');
    return theme === 'light' || theme === 'dark' ? theme : 'system';
  } catch {
    return 'system';
  }
}

/** Whether keys of one character do anything (WCAG 2.1.4 asks that they can be switched off): in every view, until it is chosen anew. */
export function singleKeys(): boolean {
  try {
    return localStorage.getItem('flatline.singleKeys') !== 'off';
  } catch {
    return chosenKeys;
  }
}
let chosenKeys = true;

export function useSingleKeys(on: boolean): void {
  chosenKeys = on;
  try {
    localStorage.setItem('flatline.singleKeys', on ? 'on' : 'off');
  } catch { /* it holds as long as this page is open */ }
}

export function remember(theme: Theme): void {
  try {
    localStorage.setItem('flatline.theme', theme);
  } catch { /* then it is chosen again next time */ }
}
