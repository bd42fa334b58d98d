import { openName } from '../branches.ts';
import { el, mark, say } from '../dom.ts';
import type { Page, View } from '../page.ts';
import type { BranchPanel } from './branchPanel.ts';
import { icon } from './icons.ts';

/** Which future is open; pressed, all of them: to open, compare, name and delete. */
export function branchesView(page: Page): View {
  const name = el('span', {});
  const button = el('button', { type: 'button', class: 'branches', 'data-testid': 'branches', 'aria-haspopup': 'dialog', onclick: press }, icon('branch'), name);
  const node = el('div', {}, button);
  let panel: BranchPanel | null = null;
  function press(): void {
    if (panel) return panel.toggle();
    import('./branchPanel.ts').then(({ branchPanel }) => {
      panel ??= branchPanel(page, button);
      node.append(panel.node);
      panel.render(page.state());
      panel.toggle();
    }, () => page.dispatch({ type: 'say', text: 'The branches could not be loaded: load the page again' }));
  }
  return {
    node,
    render(state) {
      const { branches } = state.script;
      say(name, branches ? openName(state.script) : 'Fork');
      mark(button, 'aria-label', branches ? `${openName(state.script)}: the open branch, one of ${branches.length}` : 'Fork: branches of this run');
      mark(button, 'title', branches ? 'The futures that you kept: open, compare, name or delete them' : 'Keep this future as a branch, and try another one');
      panel?.render(state);
    },
  };
}
