import type { Time } from '../../../src/contract.ts';
import { nextEvent, previousEvent, type EventFilter } from '../model.ts';
import type { Page } from '../page.ts';

/** Moving by events instead of by time. */
export interface Stepping {
  readonly step: (by: 1 | -1, filter?: EventFilter) => void;
  readonly toggle: () => void;
  /** Opens the list of all that can be found, or closes it. */
  readonly find: () => void;
  readonly whenFind: (open: () => void) => void;
}

export function steppingOf(page: Page): Stepping {
  let open = (): void => {};
  return {
    find: () => open(),
    whenFind(next) { open = next; },
    step(by, filter = filterOf(page)) {
      const index = page.shown()?.index;
      if (!index) return;
      const { cursor, horizon } = page.state();
      const row = by > 0 ? nextEvent(index, cursor, filter) : previousEvent(index, cursor, filter);
      const to: Time = row < 0 ? (by > 0 ? horizon : 0) : index.trace.time[row]!;
      page.dispatch({ type: 'pause' });
      page.dispatch({ type: 'seek', to });
      if (row < 0) page.dispatch({ type: 'say', text: by > 0 ? 'No further event before the end' : 'No earlier event' });
    },
    toggle: () => page.dispatch({ type: page.state().playing ? 'pause' : 'play' }),
  };
}

/** The filter as the model understands it. */
export function filterOf(page: Page): EventFilter {
  const { filter, nodes } = page.state();
  const pair = page.pair();
  if (filter === 'pair' && pair) return pair;
  const process = nodes[0] ?? pair?.peer;
  if (filter === 'node' && process !== undefined) return { process };
  if (filter === 'all' || filter === 'verdicts' || filter === 'node' || filter === 'pair') return filter === 'all' ? 'all' : 'verdicts';
  return { kind: filter };
}
