import { el, hold, say } from '../dom.ts';
import type { Pair } from '../model.ts';
import { linkRows, processRows } from '../model/account.ts';
import type { Shown } from '../protocol.ts';

/** The one who is watched, and the link on which it is heard: what became of both until now. Closed until somebody asks. */
export function accountView(): { readonly node: HTMLElement; readonly tell: (shown: Shown, pair: Pair, cursor: number) => void } {
  const [name, link] = [el('summary', {}), el('summary', {})];
  const [about, counts] = [el('dl', { class: 'numbers', 'data-testid': 'about-process' }), el('dl', { class: 'numbers', 'data-testid': 'about-link' })];
  const open = [el('details', { 'data-testid': 'account-process' }, name, about), el('details', { 'data-testid': 'account-link' }, link, counts)];
  const listed = (rows: readonly (readonly [string, string])[]): HTMLElement[] => rows.flatMap(([term, value]) => [el('dt', {}, term), el('dd', {}, value)]);
  let fill = (): void => {};
  for (const one of open) one.addEventListener('toggle', () => fill());
  return {
    node: el('div', { class: 'account' }, ...open),
    tell({ index, packets }, { monitor, peer }, cursor) {
      say(name, `${index.names[peer]!} so far`);
      say(link, `Link ${index.names[peer]!} → ${index.names[monitor]!} so far`);
      fill = () => {
        if (open[0]!.open) hold(about, ...listed(processRows(index, peer, cursor)));
        if (open[1]!.open) hold(counts, ...listed(packets ? linkRows(index, peer, monitor, cursor) : [['messages', 'too many in this run to keep each']]));
      };
      fill();
    },
  };
}
