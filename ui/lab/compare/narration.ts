import { el, say, whenChanged } from '../dom.ts';
import type { TraceIndex } from '../model.ts';
import type { Divergence } from './divergence.ts';
import type { ComparePage, Part } from './page.ts';
import { goTo } from './transport.ts';
import { atMoment } from './why.ts';

/** What differs at the cursor, in words; and the way to where it first does. */
export function narrationPart(page: ComparePage): Part {
  const words = el('p', { class: 'grow', 'aria-live': 'polite', 'data-testid': 'difference' });
  const count = el('span', { class: 'muted small', 'data-testid': 'differences', title: 'Each process counts by itself, however many watch it; so does who leads' });
  const first = el('button', {
    type: 'button', class: 'primary', 'data-testid': 'first-divergence',
    onclick: () => { const [one] = page.divergences(); if (one) goTo(page, one.from); },
  }, 'First divergence');
  const node = el('section', { class: 'narration', 'aria-label': 'What differs' }, words, count, first);
  const counted = whenChanged((all: readonly Divergence[]) => {
    say(count, all.length === 0 ? '' : `they differ ${all.length === 1 ? 'once' : `${all.length} times`}`);
    first.disabled = all.length === 0;
  });
  // while nothing changes but the time, nothing is said again
  const told = whenChanged((indexes: readonly TraceIndex[], _open: Divergence | undefined, _next: Divergence | undefined) =>
    say(words, indexes.length === 0 ? 'The runs are on their way.' : indexes.length === 1 ? 'Only one column has a run: there is nothing to compare.'
      : atMoment(indexes, page.divergences(), page.state().cursor)));
  return {
    node,
    render({ cursor }) {
      const all = page.divergences();
      counted(all);
      told(page.indexes(), all.findLast(({ from, to }) => from <= cursor && cursor < to), all.find(({ from }) => from > cursor));
    },
  };
}
