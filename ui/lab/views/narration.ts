import { el, say, whenChanged } from '../dom.ts';
import { describeMoment, instant, previousEvent, sentence, type TraceIndex } from '../model.ts';
import type { Page, View } from '../page.ts';
import { throttled } from '../playback.ts';
import { filterOf } from './stepping.ts';

/** One sentence for what happened last, and the same for those who listen: at most once a second. */
export function narrationView(page: Page): View {
  const when = el('b', { 'data-testid': 'narration-time' });
  const what = el('span', { 'data-testid': 'narration' });
  const live = el('div', { class: 'hidden', role: 'status', 'aria-live': 'polite', 'data-testid': 'live' });
  const describe = el('button', { type: 'button', 'data-testid': 'describe', onclick: () => {
    const shown = page.shown();
    if (shown) page.dispatch({ type: 'say', text: describeMoment(shown.index, page.state().cursor) });
  } }, 'Describe this moment');
  const node = el('div', { class: 'narration' }, el('p', { class: 'grow' }, when, ' ', what), describe, live);
  const announce = throttled(1_000, (words: string) => say(live, words));
  const told = whenChanged((index: TraceIndex, row: number) => {
    say(when, row < 0 ? '' : instant(index.trace.time[row]!));
    say(what, row < 0 ? 'Nothing has happened yet.' : sentence(index, row));
    if (row >= 0) announce(`${when.textContent} ${what.textContent}`);
  });
  const said = whenChanged((words: string) => { if (words) announce(words); });
  return {
    node,
    render(state, shown) {
      if (shown) told(shown.index, latest(shown.index, state.cursor, page));
      said(state.toast?.text ?? '');
    },
  };
}

/** The newest row of the filter, or of the fault script, whichever came later. */
function latest(index: TraceIndex, cursor: number, page: Page): number {
  const event = previousEvent(index, cursor + 1, filterOf(page));
  let [low, high] = [0, index.faults.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (index.trace.time[index.faults[middle]!]! <= cursor) low = middle + 1;
    else high = middle;
  }
  return Math.max(event, index.faults[low - 1] ?? -1);
}
