import { compact } from '../charts/compact.ts';
import { el, hold, mark, whenChanged } from '../dom.ts';
import { loadAt, loadOf, type LoadColumn, type LoadRate } from '../model/load.ts';
import type { Page } from '../page.ts';
import { throttled } from '../playback.ts';
import type { Shown } from '../protocol.ts';

export interface LoadView {
  /** Switches the strip on and off. */
  readonly button: HTMLElement;
  /** What each purpose costs at the cursor. */
  readonly values: HTMLElement;
  /** What was sent, if it is to be drawn. */
  readonly columns: () => readonly LoadColumn[] | null;
  readonly render: () => void;
}

/** Screens lower than this begin without the strip. */
const tallEnough = 800;

/** What a run sends: on the strip, and in numbers that anybody can read. */
export function loadView(page: Page): LoadView {
  let on = innerHeight >= tallEnough;
  const columns = (): readonly LoadColumn[] | null => {
    const shown = page.shown();
    return on && shown?.packets ? loadOf(shown.index, shown.load) : null;
  };
  const button = el('button', {
    type: 'button', 'data-testid': 'load', title: 'Messages and bytes a second, by purpose',
    onclick: () => { on = !on; page.mark('views', 'lanes'); },
  }, 'Load');
  const values = el('ul', { class: 'legend', 'data-testid': 'load-values', 'aria-label': 'Sent in the second before the cursor' });
  const tell = throttled(200, (shown: Shown | null, cursor: number) => {
    const known = columns();
    hold(values, ...(shown && known ? loadAt(known, cursor).filter(({ messages }) => messages > 0).map(item) : []));
  });
  const told = whenChanged((shown: Shown | null, cursor: number, _on: boolean) => tell(shown, cursor));
  return {
    button, values, columns,
    render() {
      mark(button, 'aria-pressed', on ? 'true' : 'false');
      values.hidden = columns() === null;
      told(page.shown(), page.state().cursor, on);
    },
  };
}

function item({ purpose, messages, bytes }: LoadRate): HTMLElement {
  const words = { heartbeat: 'heartbeats', ack: 'answers', relay: 'relayed', gossip: 'gossip', election: 'election', application: 'clients, data' }[purpose];
  return el('li', {}, el('span', { class: `mark load for-${purpose}`, 'aria-hidden': 'true' }), `${words} ${Math.round(messages).toLocaleString('en')}/s, ${compact(bytes)}B/s`);
}
