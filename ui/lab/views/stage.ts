import type { ProcessId } from '../../../src/contract.ts';
import { ringLayout, sidesOf, drawTopology, type RingLayout } from '../charts/topology.ts';
import { cellAt, drawMatrix, matrixLayout } from '../charts/matrix.ts';
import { el, mark } from '../dom.ts';
import { moment } from '../model.ts';
import type { Moment, Pair } from '../model.ts';
import type { Page, View } from '../page.ts';
import type { Shown } from '../protocol.ts';
import { pointIn, surface, type Surface } from '../surface.ts';
import { sizes } from '../tokens.ts';
import type { Actions } from './actions.ts';
import { legendView } from './legend.ts';
import { nodeButtons, type Nodes } from './nodes.ts';
import { press } from './press.ts';

type Line = readonly [number, number, number, number];

export interface Stage extends View { readonly nodes: Nodes }

/** The cluster at the cursor: truth on the bodies, belief on the rings; beside it, who believes what of whom. */
export function stageView(page: Page, actions: Actions): Stage {
  const ring = surface('topology', () => page.mark('topology'));
  const grid = surface('matrix', () => page.mark('matrix'));
  let hovered: ProcessId | null = null;
  const nodes = nodeButtons(page, actions, process => { hovered = process; page.mark('topology', 'matrix'); });
  ring.node.append(nodes.node);
  let layout: RingLayout | null = null;
  let now: Moment | undefined;
  let of: Shown | null = null;
  let laidOut = '';
  let line: Line | null = null;
  const part = el('button', { type: 'button', 'data-testid': 'partition', onclick: actions.divideChosen }, 'Part the chosen from the rest');
  const node = framed(ring.node, grid.node, part);
  gestures(ring.node, {
    dragged(next) { line = next; page.mark('topology'); },
    parted([x1, y1, x2, y2]) { if (layout) actions.divide(sidesOf(layout, x1, y1, x2, y2)); },
    tapped(x, y, event) { if (layout) press(actions, layout, now, x, y, event); },
  });
  choosesPair(page, grid);

  const instantOf = (): Moment | undefined => {
    const shown = page.shown();
    if (!shown) return undefined;
    const { cursor, speed } = page.state();
    if (now && of === shown && now.time === cursor) return now;
    const fits = now && now.truth.length === shown.index.count ? now : undefined;
    of = shown;
    return now = moment(shown.index, cursor, { fade: sizes.fade * 1_000 * Math.min(1, speed) }, fits);
  };
  const selected = (): { pair?: Pair } => { const pair = page.pair(); return pair ? { pair } : {}; };
  return {
    node, nodes,
    render(state, shown) {
      nodes.render(shown);
      part.hidden = state.nodes.length === 0;
      mark(ring.node, 'data-dragging', line !== null);
    },
    layers: [
      { name: 'topology', draw: () => ring.paint((pen, size) => {
        const index = page.shown()?.index;
        const at = instantOf();
        if (!index || !at) return;
        const wanted = `${index.count} ${size.width} ${size.height}`;
        if (!layout || wanted !== laidOut) layout = ringLayout(index.count, size);
        if (wanted !== laidOut) nodes.place(layout);
        laidOut = wanted;
        const divide = line ? { divide: line } : {};
        drawTopology(pen, { index, moment: at, layout, selected: page.state().nodes, hovered, arrowheads: !page.state().playing, ...selected(), ...divide }, size, page.theme());
      }) },
      { name: 'matrix', draw: () => grid.paint((pen, size) => {
        const index = page.shown()?.index;
        const at = instantOf();
        if (index && at) drawMatrix(pen, { index, moment: at, selected: page.state().nodes, ...selected() }, size, page.theme());
      }) },
    ],
  };
}

function framed(ring: HTMLElement, grid: HTMLElement, part: HTMLElement): HTMLElement {
  const titled = (title: string, about: string, ...more: HTMLElement[]): HTMLElement => el('header', {},
    el('div', { class: 'row spread' }, el('h2', {}, title), ...more), el('p', { class: 'muted small' }, about));
  return el('div', { class: 'stage', role: 'region', 'aria-label': 'Stage' },
    el('section', { class: 'figure', 'aria-label': 'Topology' },
      titled('What is, and what each believes', 'Click a process, a link or a message; drag a line to part the cluster.', part), ring, legendView('topology')),
    el('section', { class: 'figure second', 'aria-label': 'Matrix' },
      titled('Who believes what of whom', 'Each row is an observer; a framed column has really crashed.'), grid, legendView('matrix')));
}

function choosesPair(page: Page, grid: Surface): void {
  grid.node.addEventListener('click', event => {
    const { x, y } = pointIn(grid.node, event);
    const shown = page.shown();
    const pair = shown && cellAt(matrixLayout(shown.index.count, grid.size()), x, y);
    if (pair && shown.index.watched[pair.monitor * shown.index.count + pair.peer]) page.dispatch({ type: 'pair', pair });
  });
}

interface Gestures {
  dragged(line: Line | null): void;
  parted(line: Line): void;
  tapped(x: number, y: number, event: MouseEvent): void;
}

/** A drag draws a line, a tap chooses; a drag that began on a button does not press it. */
function gestures(node: HTMLElement, heard: Gestures): void {
  let from: { x: number; y: number } | null = null;
  let line: Line | null = null;
  let swallow = false;
  const stop = (): void => {
    from = null;
    line = null;
    heard.dragged(null);
  };
  node.addEventListener('pointerdown', event => {
    swallow = false;
    if (event.button === 0) from = pointIn(node, event);
  });
  node.addEventListener('pointermove', event => {
    if (!from) return;
    const { x, y } = pointIn(node, event);
    if (!line && Math.hypot(x - from.x, y - from.y) < sizes.reach) return;
    if (!line) node.setPointerCapture(event.pointerId);
    line = [from.x, from.y, x, y];
    heard.dragged(line);
  });
  node.addEventListener('pointerup', () => {
    const drawn = line;
    stop();
    swallow = drawn !== null;
    if (drawn) heard.parted(drawn);
  });
  node.addEventListener('pointercancel', stop);
  node.addEventListener('click', event => {
    if (swallow) {
      event.stopPropagation();
      event.preventDefault();
    } else if (event.target === node || event.target instanceof HTMLCanvasElement || (event.target as Element).getAttribute('role') === 'group') {
      const { x, y } = pointIn(node, event);
      heard.tapped(x, y, event);
    }
    swallow = false;
  }, true);
}
