import { Row } from '../../../sim/trace.ts';
import { el, say, whenChanged } from '../dom.ts';
import { describeMoment, instant, listed, previousEvent, rowsAt, sentence, splitBrainsAt, type SplitBrain, type TraceIndex } from '../model.ts';
import { faultWords } from '../model/script.ts';
import type { Page, View } from '../page.ts';
import { throttled } from '../playback.ts';
import { filterOf } from './stepping.ts';

/** One sentence for what happened last, and the same for those who listen: at most once a second. */
export function narrationView(page: Page): View {
  const when = el('b', { 'data-testid': 'narration-time' });
  const what = el('span', { 'data-testid': 'narration' });
  const warning = el('b', { 'data-testid': 'split-brain' });
  const live = el('div', { class: 'hidden', role: 'status', 'aria-live': 'polite', 'data-testid': 'live' });
  const describe = el('button', { type: 'button', 'data-testid': 'describe', 'aria-label': 'Describe this moment in words', title: 'Describe this moment in words', onclick: () => {
    const shown = page.shown();
    if (shown) page.dispatch({ type: 'say', text: describeMoment(shown.index, page.state().cursor) });
  } }, 'Describe');
  const node = el('div', { class: 'narration' }, el('p', { class: 'grow' }, when, ' ', what, ' ', warning), describe, live);
  const announce = throttled(1_000, (words: string) => say(live, words));
  const told = whenChanged((index: TraceIndex, row: number) => {
    say(when, row < 0 ? '' : instant(index.trace.time[row]!));
    say(what, row < 0 ? 'Nothing has happened yet.' : wordsOf(index, row));
    if (row >= 0) announce(`${when.textContent} ${what.textContent}`);
  });
  const split = whenChanged((span: SplitBrain | null, index: TraceIndex) => {
    const who = span?.acting.map(({ process, epoch }) => `${index.names[process]!} (epoch ${epoch})`) ?? [];
    say(warning, span ? `Split-brain since ${instant(span.from)}: ${listed(who)} act on one resource.` : '');
    if (span) announce(warning.textContent!);
  });
  const said = whenChanged((words: string) => { if (words) announce(words); });
  return {
    node,
    render(state, shown) {
      if (shown) {
        told(shown.index, latest(shown.index, state.cursor, page));
        split(splitBrainsAt(shown.index, state.cursor)[0] ?? null, shown.index);
      }
      said(state.toast?.text ?? '');
    },
  };
}

/** What a line of the script does is told by what happens to a process, if anything does; else by the line itself. */
function wordsOf(index: TraceIndex, row: number): string {
  const { trace, scenario } = index;
  const code = trace.code[row];
  if (code !== Row.begins && code !== Row.ends) return sentence(index, row);
  const truth = rowsAt(index, trace.time[row]!, 'all').find(one => trace.code[one]! >= Row.crashes && trace.code[one]! <= Row.resumes);
  if (truth !== undefined) return sentence(index, truth);
  const words = faultWords(index, scenario.faults[trace.a[row]!]!);
  return `${words[0]!.toUpperCase()}${words.slice(1)} ${code === Row.begins ? 'begins' : 'ends'}.`;
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
