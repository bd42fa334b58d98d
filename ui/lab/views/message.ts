import { el, hold, mark, say, whenChanged } from '../dom.ts';
import { instant } from '../model.ts';
import { beside, messageOf, rowOf } from '../model/message.ts';
import { factsOf, type Facts } from '../model/messageFacts.ts';
import type { Page, View } from '../page.ts';
import { throttled } from '../playback.ts';
import type { Shown, Told } from '../protocol.ts';
import type { MessageName } from '../state.ts';
import type { Actions, Deed } from './actions.ts';
import './message.css';

/** One message, in the place of the pair: what it is, what becomes of it, what it changed, and what can be done to it. `quiet`: the first comes with a link, and takes no focus. */
export function messageCard(page: Page, actions: Actions, quiet: boolean): View {
  const title = el('h2', { tabindex: -1, 'data-testid': 'message-title' });
  const [sentence, note] = [el('p', { class: 'sentence', 'data-testid': 'message-sentence' }), el('p', { class: 'muted small' })];
  const [facts, carries] = [el('dl', { class: 'numbers', 'data-testid': 'message-facts' }), el('dl', { class: 'numbers', 'data-testid': 'message-carries' })];
  const changed = el('ul', { class: 'changed', 'data-testid': 'message-changed' });
  const deeds = deedButtons(page, actions);
  const about = el('div', {}, facts, el('h3', {}, 'What it carries'), carries, el('h3', {}, 'What it changed'), changed);
  const node = el('section', { class: 'messageCard', 'aria-label': 'One message', 'data-testid': 'message-card' },
    el('div', { class: 'row spread' }, title, el('button', { type: 'button', 'data-testid': 'message-back', title: 'Back to who watches whom', onclick: () => back(page) }, 'Close')),
    sentence, deeds.node, about, note);
  let told: { readonly shown: Shown; readonly name: MessageName; readonly value: Told } | null = null;
  const ask = whenChanged((shown: Shown, name: MessageName, row: number) => {
    if (row < 0) return;
    page.ask('message', { ask: 'message', message: name, until: messageOf(shown.index, row).until }, value => {
      told = { shown, name, value };
      page.mark('views');
    });
  });
  const fill = throttled(200, (shown: Shown, row: number, cursor: number, known: Told | null) => write(factsOf(shown.index, row, cursor, known)));
  const filled = whenChanged((shown: Shown, row: number, cursor: number, known: Told | null) => fill(shown, row, cursor, known));
  function write(now: Facts): void {
    say(title, now.title);
    say(sentence, now.sentence);
    hold(facts, ...rowsOf(now.facts));
    hold(carries, ...rowsOf(now.carries ?? [['contents', 'being looked up …']]));
    hold(changed, ...(now.changed.length > 0 ? now.changed : ['No opinion, and nobody’s authority.']).map(words => el('li', {}, words)));
  }
  let first = quiet;
  const entered = whenChanged((name: string) => {
    if (!name) return;
    if (!first && !node.contains(document.activeElement)) title.focus();
    first = false;
  });
  return {
    node,
    render({ message, cursor }, shown) {
      if (!shown || !message) return entered('');
      const row = rowOf(shown.index, message), missing = row < 0;
      for (const part of [deeds.node, about]) part.hidden = missing;
      say(note, missing ? '' : 'The buttons ◂ and ▸ go to the message before and after it on the same way.');
      deeds.render(row);
      if (missing) {
        say(title, message.kind);
        say(sentence, shown.packets ? `In this run no ${message.kind} leaves here at ${instant(message.sent)}: something before it is different now.` : 'This run has too many messages to keep each one.');
      } else {
        ask(shown, message, row);
        filled(shown, row, cursor, told && told.shown === shown && told.name === message ? told.value : null);
      }
      entered(Object.values(message).join(' '));
    },
  };
}

const rowsOf = (rows: readonly (readonly [string, string])[]): HTMLElement[] => rows.flatMap(([term, value]) => [el('dt', {}, term), el('dd', {}, value)]);

/** The focus goes to where messages are chosen. */
function back(page: Page): void {
  page.dispatch({ type: 'message', message: null });
  document.querySelector<HTMLElement>('[data-testid="nodes"] [tabindex="0"]')?.focus();
}

/** They stay the same buttons while what can be done changes: the focus stays with them. */
function deedButtons(page: Page, actions: Actions): { readonly node: HTMLElement; readonly render: (row: number) => void } {
  let known: readonly Deed[] = [];
  let row = -1;
  const step = (by: 1 | -1): void => {
    const shown = page.shown(), next = shown && row >= 0 ? beside(shown.index, row, by) : -1;
    if (next >= 0) actions.lookAt(next);
  };
  const button = (testid: string, name: string, words: string, act: (event: MouseEvent) => void): HTMLElement =>
    el('button', { type: 'button', 'data-testid': testid, 'aria-label': name === words ? null : name, title: name === words ? null : name, onclick: event => { if (made.get(testid)?.getAttribute('aria-disabled') !== 'true') act(event); } }, words);
  const made = new Map<string, HTMLElement>([
    ['message-previous', button('message-previous', 'The message before it on the same way', '◂', () => step(-1))],
    ['message-next', button('message-next', 'The message after it on the same way', '▸', () => step(1))],
  ]);
  const node = el('div', { class: 'row deeds', role: 'group', 'aria-label': 'What can be done' }, ...made.values());
  return {
    node,
    render(next) {
      row = next;
      const shown = page.shown();
      if (row < 0 || !shown) return;
      known = actions.messageDeeds(row);
      for (const { name, testid, disabled } of known) {
        let one = made.get(testid);
        if (!one) {
          made.set(testid, one = button(testid, name, name, ({ currentTarget }) => act(testid, currentTarget as HTMLElement)));
          node.append(one);
        }
        mark(one, 'aria-disabled', disabled ? 'true' : null);
      }
      for (const [testid, by] of [['message-previous', -1], ['message-next', 1]] as const) mark(made.get(testid)!, 'aria-disabled', beside(shown.index, row, by) < 0 ? 'true' : null);
    },
  };
  function act(testid: string, at: HTMLElement): void {
    const { left, bottom } = at.getBoundingClientRect();
    known.find(deed => deed.testid === testid)?.act({ x: left, y: bottom + 4 });
  }
}
