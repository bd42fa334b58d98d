import { choose, freshName } from '../controls/parameter.ts';
import { el, say, whenChanged } from '../dom.ts';
import { happeningKinds, happenings, type HappeningKind, type TraceIndex } from '../model.ts';
import type { Page, View } from '../page.ts';
import { filters, type Filter } from '../state.ts';
import type { FindPanel } from './findPanel.ts';
import { icon } from './icons.ts';
import type { Stepping } from './stepping.ts';

export const filterWords: Readonly<Record<Filter, string>> = {
  verdicts: 'verdicts', pair: 'the chosen pair', node: 'the chosen process', all: 'everything',
  suspicion: 'suspicions', mistake: 'wrong suspicions', detection: 'detections', lostBeat: 'lost heartbeats', leader: 'leader changes', splitBrain: 'split-brains',
};

/** What a step goes to, and how many there are of it; and the list of all that can be found. */
export function findView(page: Page, stepping: Stepping): View {
  const id = freshName('filter');
  const filter = choose({ id, 'data-testid': 'filter', 'aria-label': 'Step by' }, filters, page.state().filter, name => page.dispatch({ type: 'filter', filter: name as Filter }), name => filterWords[name as Filter]);
  const button = el('button', {
    type: 'button', class: 'icon', 'data-testid': 'find', 'aria-label': 'Find a moment', title: 'Find a moment: suspicions, mistakes, lost heartbeats, leader changes … ( / )', 'aria-haspopup': 'dialog', onclick: press,
  }, icon('find'));
  const node = el('div', { class: 'find' }, el('label', { for: id, class: 'small muted' }, 'by'), filter, button);
  let panel: FindPanel | null = null;
  function press(): void {
    if (panel) return panel.toggle();
    import('./findPanel.ts').then(({ findPanel }) => {
      panel ??= findPanel(page, stepping, button);
      node.append(panel.node);
      panel.render(page.state(), page.shown());
      panel.toggle();
    }, () => page.dispatch({ type: 'say', text: 'The search could not be loaded: load the page again' }));
  }
  stepping.whenFind(press);
  const counted = whenChanged((index: TraceIndex) => {
    for (const option of filter.options) if (isKind(option.value)) say(option, `${filterWords[option.value]} (${happenings(index, option.value).at.length})`);
  });
  return {
    node,
    render(state, shown) {
      if (filter.value !== state.filter) filter.value = state.filter;
      if (shown) counted(shown.index);
      panel?.render(state, shown);
    },
  };
}

const isKind = (name: string): name is HappeningKind => (happeningKinds as readonly string[]).includes(name);
