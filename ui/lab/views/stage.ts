import { linkAt, packetAt, ringLayout, sidesOf, drawTopology, type RingLayout } from '../charts/topology.ts';
import { el, mark } from '../dom.ts';
import { moment, type Moment } from '../model.ts';
import { rowOf } from '../model/message.ts';
import type { Page, View } from '../page.ts';
import { throttled } from '../playback.ts';
import type { Shown } from '../protocol.ts';
import { pointIn, surface, tell } from '../surface.ts';
import { sizes } from '../tokens.ts';
import type { Actions } from './actions.ts';
import { legendView } from './legend.ts';
import { matrixView } from './matrix.ts';
import { nodeButtons, type Nodes } from './nodes.ts';
import type { SpaceTime } from './spaceTime.ts';
import { shownView, stageChoice } from './stageChoice.ts';

type Line = readonly [number, number, number, number];

export interface Stage extends View { readonly nodes: Nodes }

/** The cluster at the cursor: truth on the bodies, belief on the rings; who believes what of whom; and how it came to that. */
export function stageView(page: Page, actions: Actions): Stage {
  const now = instantOf(page);
  const choice = stageChoice(page);
  const [topology, matrix, time] = [topologyView(page, actions, now), matrixView(page, now), lazySpaceTime(page, actions)];
  const part = el('button', { type: 'button', 'data-testid': 'partition', onclick: actions.divideChosen }, 'Part the chosen from the rest');
  const node = el('div', { class: 'stage', role: 'region', 'aria-label': 'Stage' },
    el('div', { class: 'choice row spread' }, choice.node, part), topology.node, time.node, matrix.node);
  const parts = [topology, matrix, time];
  return {
    node, nodes: topology.nodes,
    render(state, shown) {
      part.hidden = state.nodes.length === 0;
      choice.render(state, shown);
      const view = shownView(state.look.view).split('+');
      mark(node, 'data-figures', view.length);
      topology.node.hidden = !view.includes('topology');
      matrix.node.hidden = !view.includes('matrix');
      time.node.hidden = !view.includes('spacetime');
      for (const each of parts) if (!each.node.hidden) each.render(state, shown);
    },
    layers: parts.flatMap(each => each.layers ?? []),
  };
}

/** Everything at the cursor, found once for all pictures. */
function instantOf(page: Page): () => Moment | undefined {
  let now: Moment | undefined;
  let of: Shown | null = null;
  return () => {
    const shown = page.shown();
    if (!shown) return undefined;
    const { cursor, speed } = page.state();
    if (now && of === shown && now.time === cursor) return now;
    const fits = now && now.truth.length === shown.index.count ? now : undefined;
    of = shown;
    return now = moment(shown.index, cursor, { fade: sizes.fade * 1_000 * Math.min(1, speed) }, fits);
  };
}

function topologyView(page: Page, actions: Actions, now: () => Moment | undefined): Stage {
  const ring = surface('topology', () => page.mark('topology'));
  tell(ring, 'Topology', 'A body for each process: what it is in truth; around it a ring of what the others believe; between them the messages under way. Each process is a button. As tables: Processes, Messages under way.');
  const nodes = nodeButtons(page, actions, process => page.hover.over({ process }));
  ring.node.append(nodes.node);
  let layout: RingLayout | null = null;
  let laidOut = '';
  let line: Line | null = null;
  gestures(ring.node, {
    dragged(next) { line = next; page.mark('topology'); },
    parted([x1, y1, x2, y2]) { if (layout) actions.divide(sidesOf(layout, x1, y1, x2, y2)); },
    tapped(x, y, event) {
      const point = { x: event.clientX, y: event.clientY }, at = now();
      const message = layout && at ? packetAt(at, layout, x, y) : -1;
      const link = layout && linkAt(layout, x, y);
      if (message >= 0) actions.lookAt(message);
      else if (link) actions.linkMenu(link.from, link.to, point);
    },
  });
  return {
    nodes,
    node: el('section', { class: 'figure', 'aria-label': 'Topology' },
      el('header', {}, el('h2', {}, 'What is, and what each believes'), el('p', { class: 'muted small' }, 'Click a process, link or message; drag a line to part the cluster.')),
      ring.node, legendView('topology')),
    render(_state, shown) {
      nodes.render(shown);
      mark(ring.node, 'data-dragging', line !== null);
    },
    layers: [{ name: 'topology', draw: () => ring.paint((pen, size) => {
      const index = page.shown()?.index, at = now();
      if (!index || !at) return;
      const wanted = `${index.count} ${size.width} ${size.height}`;
      if (!layout || wanted !== laidOut) layout = ringLayout(index.count, size);
      if (wanted !== laidOut) nodes.place(layout);
      laidOut = wanted;
      const hovered = page.hover.at().process, { nodes: selected, playing, message } = page.state();
      drawTopology(pen, { index, moment: at, layout, selected, hovered, arrowheads: !playing, pair: page.pair(), divide: line, ...(message && { message: rowOf(index, message) }) }, size, page.theme());
    }) }],
  };
}

/** The space–time diagram comes when it is first looked at. */
function lazySpaceTime(page: Page, actions: Actions): View {
  const sheet = surface('space-time', () => page.mark('spaceTime'));
  tell(sheet, 'Space–time diagram', 'A column for each process, time downwards; every message is a line whose slope is its latency, and ends in a cross where it was lost. As a table: Messages sent.');
  const about = el('p', { class: 'muted small live', 'data-testid': 'space-time-about' });
  let asked = false;
  let diagram: SpaceTime | null = null;
  const ask = (): void => {
    asked = true;
    import('./spaceTime.ts').then(({ spaceTimeOn }) => {
      diagram = spaceTimeOn(page, actions, sheet, about);
      page.mark('views', 'spaceTime');
    }, (error: unknown) => { about.textContent = `This picture could not be loaded: ${String(error)}. Load the page again.`; });
  };
  const say = throttled(200, () => diagram?.tell());
  return {
    node: el('section', { class: 'figure spacetime', 'aria-label': 'Space–time' },
      el('header', {}, el('h2', {}, 'How it came about'), about), sheet.node, legendView('spacetime')),
    render() {
      if (!asked) ask();
      say();
    },
    layers: [{ name: 'spaceTime', draw: () => diagram?.draw() }],
  };
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
