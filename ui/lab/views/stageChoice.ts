import { freshName } from '../controls/parameter.ts';
import { el } from '../dom.ts';
import { stageViews, type StageView } from '../look.ts';
import type { Page, View } from '../page.ts';
import { isPresenting } from '../present/presenting.ts';

const words: Readonly<Record<StageView, string>> = {
  'topology+matrix': 'Topology + matrix', 'topology+spacetime': 'Topology + space–time', topology: 'Topology', spacetime: 'Space–time', matrix: 'Matrix',
};

const narrow = matchMedia('(max-width: 1100px)');

/** What of a view there is room for: of two pictures a narrow screen, or one for a room, shows the first. */
export const shownView = (view: StageView): StageView => ((narrow.matches || isPresenting()) && view.startsWith('topology') ? 'topology' : view);

/** Which pictures stand on the stage: one of a few, by mouse, by arrow keys, or by the keys T and M. */
export function stageChoice(page: Page): View {
  const name = freshName('stage');
  narrow.addEventListener('change', () => page.mark(), { signal: page.signal });
  const radios = stageViews.map(view => {
    const input = el('input', { type: 'radio', name, value: view, 'data-testid': `view-${view}`, onchange: () => page.dispatch({ type: 'look', look: { view } }) });
    return { view, input, label: el('label', {}, input, el('span', {}, words[view])) };
  });
  return {
    node: el('fieldset', { class: 'segments' }, el('legend', { class: 'hidden' }, 'On the stage'), ...radios.map(({ label }) => label)),
    render({ look }) {
      for (const { view, input, label } of radios) {
        const checked = view === shownView(look.view);
        if (input.checked !== checked) input.checked = checked;
        label.hidden = shownView(view) !== view;
      }
    },
  };
}
