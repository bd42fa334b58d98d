import { Row } from '../../../sim/trace.ts';
import { el, say, whenChanged } from '../dom.ts';
import { instant, previousEvent, rowsAt, splitBrainsAt, type SplitBrain, type TraceIndex } from '../model.ts';
import { after, afterRows } from '../model/grouped.ts';
import { faultWords } from '../model/script.ts';
import type { Page, View } from '../page.ts';
import { throttled } from '../playback.ts';
import type { Watched } from '../protocol.ts';
import { filterOf } from './stepping.ts';

type Told = typeof import('../told.ts');

/** One sentence for what happened last, and the same for those who listen: at most once a second. */
export function narrationView(page: Page): View {
  const when = el('b', { 'data-testid': 'narration-time' });
  const what = el('span', { 'data-testid': 'narration' });
  const warning = el('b', { 'data-testid': 'split-brain' });
  const live = el('div', { class: 'hidden', role: 'status', 'aria-live': 'polite', 'data-testid': 'live' });
  const describe = el('button', { type: 'button', 'data-testid': 'describe', 'aria-label': 'Describe this moment in words', title: 'Describe this moment in words', onclick: () => {
    const shown = page.shown();
    if (shown && told) page.dispatch({ type: 'say', text: told.describeMoment(shown.index, page.state().cursor) });
  } }, 'Describe');
  const node = el('div', { class: 'narration' }, el('p', { class: 'grow' }, when, ' ', what, ' ', warning), describe, live);
  const announce = throttled(1_000, (words: string) => say(live, words));
  let told: Told | null = null;
  import('../told.ts').then(loaded => { told = loaded; page.mark('views'); }, () => say(what, 'The words could not be loaded: load the page again.'));

  let current = -1;
  const tell = (words: Told, index: TraceIndex, row: number, decision: Watched | null, aloud: boolean): void => {
    say(what, wordsOf(words, index, row, decision));
    if (aloud) announce(`${when.textContent} ${what.textContent}`);
  };
  const happened = whenChanged((words: Told, index: TraceIndex, row: number) => {
    current = row;
    say(when, row < 0 ? '' : instant(index.trace.time[row]!));
    if (row < 0) return say(what, 'Nothing has happened yet.');
    const aloud = !page.state().playing || isVerdict(index, row), { trace } = index;
    if (trace.code[row] !== Row.suspects && trace.code[row] !== Row.fails) return tell(words, index, row, null, aloud);
    tell(words, index, row, null, false);
    page.ask('why', { ask: 'decisions', moments: [{ monitor: trace.a[row]!, peer: trace.b[row]!, at: trace.time[row]! }] }, ([decision]) => {
      if (current === row && page.shown()?.index === index) tell(words, index, row, decision ?? null, aloud);
    });
  });
  const split = whenChanged((words: Told, span: SplitBrain | null, index: TraceIndex) => {
    say(warning, span ? `Split-brain since ${instant(span.from)}: ${words.rivals(index, span)}.` : '');
    if (span) announce(warning.textContent!);
  });
  const said = whenChanged((words: string) => { if (words) announce(words); });
  return {
    node,
    render(state, shown) {
      if (shown && told) {
        happened(told, shown.index, latest(shown.index, state.cursor, page));
        split(told, splitBrainsAt(shown.index, state.cursor)[0] ?? null, shown.index);
      }
      said(state.toast?.text ?? '');
    },
  };
}

/** While it plays, only verdicts and the script are told aloud: single messages would drown them. */
const isVerdict = (index: TraceIndex, row: number): boolean =>
  index.verdicts[after(index.verdicts, row) - 1] === row || index.trace.code[row] === Row.begins || index.trace.code[row] === Row.ends;

/** What a line of the script does is told by what happens to a process, if anything does; else by the line itself. */
function wordsOf({ sentence }: Told, index: TraceIndex, row: number, decision: Watched | null): string {
  const { trace, scenario } = index;
  const code = trace.code[row];
  if (code !== Row.begins && code !== Row.ends) return sentence(index, row, decision) + others(index, row);
  const truth = rowsAt(index, trace.time[row]!, 'all').find(one => trace.code[one]! >= Row.crashes && trace.code[one]! <= Row.resumes);
  if (truth !== undefined) return sentence(index, truth);
  const words = faultWords(index, scenario.faults[trace.a[row]!]!);
  return `${words[0]!.toUpperCase()}${words.slice(1)} ${code === Row.begins ? 'begins' : 'ends'}.`;
}

/** How many more verdicts fall at the very instant of this one. */
function others(index: TraceIndex, row: number): string {
  const more = rowsAt(index, index.trace.time[row]!, 'verdicts').filter(one => one !== row).length;
  return more > 0 && isVerdict(index, row) ? ` And ${more} more at that instant.` : '';
}

/** The newest row of the filter, or of the fault script, whichever came later. */
function latest(index: TraceIndex, cursor: number, page: Page): number {
  const event = previousEvent(index, cursor + 1, filterOf(page));
  return Math.max(event, index.faults[afterRows(index.trace, index.faults, cursor) - 1] ?? -1);
}
