import { cellAt, drawMatrix, matrixLayout } from '../charts/matrix.ts';
import { el } from '../dom.ts';
import type { Moment } from '../model.ts';
import type { Page, View } from '../page.ts';
import { pointIn, surface } from '../surface.ts';
import { legendView } from './legend.ts';

/** Who believes what of whom, at the cursor. */
export function matrixView(page: Page, now: () => Moment | undefined): View {
  const grid = surface('matrix', () => page.mark('matrix'));
  const under = (event: MouseEvent) => {
    const shown = page.shown(), { x, y } = pointIn(grid.node, event);
    return shown && cellAt(matrixLayout(shown.index.count, grid.size()), x, y);
  };
  grid.node.addEventListener('pointermove', event => {
    const pair = under(event);
    page.hover.over(pair ? { pair, process: pair.peer } : {});
  });
  grid.node.addEventListener('pointerleave', () => page.hover.over({}));
  grid.node.addEventListener('click', event => {
    const pair = under(event), shown = page.shown();
    if (pair && shown?.index.watched[pair.monitor * shown.index.count + pair.peer]) page.dispatch({ type: 'pair', pair });
  });
  return {
    node: el('section', { class: 'figure', 'aria-label': 'Matrix' },
      el('header', {}, el('h2', {}, 'Who believes what of whom'), el('p', { class: 'muted small' }, 'Each row is an observer; a framed column has really crashed.')),
      grid.node, legendView('matrix')),
    render() {},
    layers: [{ name: 'matrix', draw: () => grid.paint((pen, size) => {
      const index = page.shown()?.index, at = now();
      if (index && at) drawMatrix(pen, { index, moment: at, selected: page.state().nodes, hovered: page.hover.at().pair, pair: page.pair() }, size, page.theme());
    }) }],
  };
}
