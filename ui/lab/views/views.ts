import { el } from '../dom.ts';
import type { Page, View } from '../page.ts';
import { watchingOf } from '../watching.ts';
import { actionsOf } from './actions.ts';
import { headerView } from './header.ts';
import { inspectorView } from './inspector.ts';
import { lanesView } from './lanes.ts';
import { measuresView } from './measures.ts';
import { narrationView } from './narration.ts';
import { noticesView } from './notices.ts';
import { railView } from './rail.ts';
import { shortcutsView } from './shortcuts.ts';
import { stageView } from './stage.ts';
import { steppingOf } from './stepping.ts';
import { tabledView } from './tabled.ts';
import { toastView } from './toast.ts';
import { transportView } from './transport.ts';

/** The whole page; in the order in which it is read on a narrow screen. */
export function viewsOf(page: Page): View {
  const actions = actionsOf(page);
  const watching = watchingOf(page, () => page.mark('suspicion', 'arrivals', 'views'));
  const stepping = steppingOf(page);
  const keys = shortcutsView(page, stepping);
  const [header, notices, narration] = [headerView(page, keys.show), noticesView(page), narrationView(page)];
  const [stage, lanes, transport] = [stageView(page, actions), lanesView(page), transportView(page, stepping)];
  const [inspector, rail, toast] = [inspectorView(page, measuresView(), watching, actions), railView(page), toastView(page)];
  const tabled = tabledView(page, watching);
  inspector.node.append(tabled.node);
  const centre = el('main', { class: 'centre' }, notices.node, narration.node, stage.node, lanes.node);
  const views = [header, notices, narration, stage, lanes, transport, inspector, tabled, rail, toast, keys];
  return {
    node: el('div', {}, header.node, centre, transport.node, inspector.node, rail.node, toast.node, keys.node),
    render: (state, shown) => views.forEach(view => view.render(state, shown)),
    layers: views.flatMap(view => view.layers ?? []),
  };
}
