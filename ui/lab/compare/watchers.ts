import type { Pair, TraceIndex } from '../model.ts';

/** So many lanes fit. */
const roomFor = 10;

/** Those who watch the process that is looked at, as many as fit: a page of them. */
export interface WatcherPages {
  readonly page: (index: TraceIndex, pair: Pair | null, columns: number) => WatcherPage;
  readonly turn: (by: number) => void;
}
/** The same object as long as nothing changes. */
export interface WatcherPage { readonly pairs: readonly Pair[]; readonly first: number; readonly of: number }

export function watcherPages(): WatcherPages {
  let last: { readonly index: TraceIndex; readonly pair: Pair | null; readonly columns: number; readonly page: WatcherPage } | null = null;
  return {
    turn(by) {
      if (last) last = { ...last, page: paged(last.index, last.pair, last.columns, last.page.first + by * last.page.pairs.length, false) };
    },
    page(index, pair, columns) {
      if (last?.index === index && last.pair === pair && last.columns === columns) return last.page;
      const first = last?.pair?.peer === pair?.peer ? last?.page.first ?? 0 : 0;
      const page = paged(index, pair, columns, first, true);
      last = { index, pair, columns, page };
      return page;
    },
  };
}

/** `first` is moved so that the page is full and, if `holding`, holds the pair that is looked at. */
function paged({ scenario }: TraceIndex, pair: Pair | null, columns: number, first: number, holding: boolean): WatcherPage {
  const all = pair ? scenario.watches.flatMap((peers, monitor) => (peers.includes(pair.peer) ? [{ monitor, peer: pair.peer }] : [])) : [];
  const room = Math.max(1, Math.floor(roomFor / Math.max(1, columns)));
  const at = all.findIndex(one => one.monitor === pair?.monitor);
  const wanted = holding && at >= 0 && (at < first || at >= first + room) ? at - (at % room) : first;
  const start = Math.max(0, Math.min(wanted, all.length - room));
  return { pairs: all.slice(start, start + room), first: start, of: all.length };
}
