import { el, hold, say, whenChanged } from '../dom.ts';
import { after } from '../playback.ts';
import type { Page, View } from '../page.ts';
import type { Toast } from '../state.ts';

/** Milliseconds: long enough to read and to press Undo (which also stays in the rail and on the keyboard). */
const timeFor = (words: string): number => Math.max(8_000, words.length * 90);

/** What was just done, with the way back. */
export function toastView(page: Page): View {
  const words = el('span', { 'data-testid': 'toast-text' });
  const undo = el('button', { type: 'button', 'data-testid': 'toast-undo', onclick: () => page.dispatch({ type: 'undo' }) }, 'Undo');
  const close = el('button', { type: 'button', class: 'icon', 'aria-label': 'Close', 'data-testid': 'toast-close', onclick: () => page.dispatch({ type: 'quiet' }) }, '×');
  const box = el('div', { class: 'toast', role: 'region', 'aria-label': 'Message', 'data-testid': 'toast' });
  const node = el('div', {});
  const changed = whenChanged((toast: Toast | null) => {
    say(words, toast?.text ?? '');
    hold(box, words, toast?.undo && undo, close);
    hold(node, toast && box);
    if (toast) after(timeFor(toast.text), () => { if (page.state().toast?.serial === toast.serial && !box.matches(':hover, :focus-within')) page.dispatch({ type: 'quiet' }); });
  });
  return { node, render: state => changed(state.toast) };
}
