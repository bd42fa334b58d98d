/** The heatmap: a cell for each setting, the contour of the goals, and the cross. */
import { el, hold, mark, say, whenChanged } from '../../dom.ts';
import { nameOf, shareOf, shown } from '../model/axis.ts';
import type { Block, Board } from '../model/board.ts';
import { contour } from '../model/contour.ts';
import { colourAt, scaleOf, type Scale, type Shade } from '../model/shade.ts';
import { cellText } from '../model/words.ts';
import { crossOf, type TuneState } from '../state.ts';
import type { Plan } from '../model/cells.ts';
import type { TunePage, TuneView } from '../page.ts';
import { nearestBlock, towards } from './arrows.ts';

interface Drawn { readonly node: HTMLElement; block: Block; said: string }

const keyOf = ({ column, row }: { readonly column: number; readonly row: number }): string => `${column}-${row}`;

const isChosen = ({ chosen }: TuneState, { column, row }: Block): boolean => chosen?.column === column && chosen.row === row;

export function mapView(page: TunePage): TuneView {
  const grid = el('div', { class: 'tuneGrid', role: 'grid', 'aria-describedby': 'tuneMapHelp', 'data-testid': 'map' });
  const lines = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const cross = el('div', { class: 'cross', 'data-testid': 'cross', 'aria-hidden': 'true' }, el('span', {}, 'your setting'));
  const best = el('div', { class: 'best', 'aria-hidden': 'true' }, el('span', {}, 'cheapest'));
  const [top, side, bottom] = [el('p', { class: 'axisName' }), el('div', { class: 'ticks side', 'aria-hidden': 'true' }), el('div', { class: 'ticks under', 'aria-hidden': 'true' })];
  const under = el('p', { class: 'axisName under' });
  const help = el('p', { class: 'small muted', id: 'tuneMapHelp' }, 'Point at a cell, or move with the arrow keys, to read it; click it, or press Enter, to open its worst run in the Lab.');
  const node = el('section', { class: 'tuneMap', 'aria-label': 'Map of settings' }, top, el('div', { class: 'plot' }, side, el('div', { class: 'field2' }, grid, lines, best, cross), bottom), under, help);
  const cells = cellsOf(page, grid);
  mark(lines, 'class', 'contours');
  mark(lines, 'aria-hidden', 'true');
  const labelled = whenChanged((plan: Plan) => {
    mark(grid, 'aria-label', `${nameOf(plan.y.path)} against ${nameOf(plan.x.path)}`);
    say(top, `↑ ${nameOf(plan.y.path)} (${plan.y.path})`);
    say(under, `${nameOf(plan.x.path)} (${plan.x.path}) →`);
    hold(side, ...ticks(plan.y));
    hold(bottom, ...ticks(plan.x));
    mark(lines, 'viewBox', `0 0 ${plan.x.values.length} ${plan.y.values.length}`);
    mark(lines, 'preserveAspectRatio', 'none');
  });
  const drawn = whenChanged((board: Board, _serial: number, shade: Shade, _theme: string) => {
    cells.draw(board, shade, scaleOf(board, shade));
    lines.innerHTML = contourLines(board);
  });
  return {
    node,
    render(state) {
      const { plan, board } = state;
      node.hidden = plan === null;
      if (!plan || !board) return;
      labelled(plan);
      drawn(board, state.serial, state.wish.shade, page.theme().name);
      cells.choose(state);
      place(cross, crossOf(state), plan);
      const advised = page.advice();
      place(best, advised?.kind === 'found' && advised.cell ? [plan.x.values[advised.cell.column]!, plan.y.values[advised.cell.row]!] : null, plan);
    },
  };
}

/** Where all goals are surely met, in a whole line; how far they might be, in a broken one. */
function contourLines(board: Board): string {
  const [sure, perhaps] = [contour(board, verdict => verdict === 'meets'), contour(board, verdict => verdict !== 'fails')];
  return `<path class="rim" d="${sure}"/><path class="perhaps" d="${perhaps}"/><path class="sure" d="${sure}"/>`;
}

/** A value for each coarse column, or row, in its middle. */
function ticks({ kind, values, split }: Plan['x']): HTMLElement[] {
  return Array.from({ length: values.length / split }, (_, i) => {
    const place = i * split + (split - 1) / 2;
    return el('span', { style: `--at: ${(place + 0.5) / values.length}` }, shown(kind, values[place]!));
  });
}

function place(node: HTMLElement, at: readonly [number, number] | null, { x, y }: Plan): void {
  node.hidden = at === null;
  if (!at) return;
  const [left, up] = [shareOf(x, at[0]), shareOf(y, at[1])];
  node.style.left = `${left * 100}%`;
  node.style.bottom = `${up * 100}%`;
  mark(node, 'data-side', left > 0.75 ? 'left' : 'right');
}

interface Cells {
  draw(board: Board, shade: Shade, scale: Scale): void;
  /** Marks the cell that is read. */
  choose(state: TuneState): void;
}

/** The cells, of which one can be reached by Tab, and all from it by the arrow keys. */
function cellsOf(page: TunePage, grid: HTMLElement): Cells {
  const drawn = new Map<string, Drawn>();
  const rows = new Map<number, HTMLElement>();
  let current = '';
  let blocks: readonly Block[] = [];
  const choose = (block: Block): void => {
    current = keyOf(block);
    page.look({ chosen: { column: block.column, row: block.row } });
  };
  const open = ({ column, row }: Block): void => {
    const cell = page.state().board?.cell(column, row);
    if (cell) page.openWorst(cell);
  };
  const keys = (event: KeyboardEvent, block: Block): void => {
    const step = towards[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step) drawn.get(keyOf(nearestBlock(blocks, block, step) ?? block))?.node.focus();
    else if (event.key === 'Enter' || event.key === ' ') open(block);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const make = (block: Block): Drawn => {
    const key = keyOf(block);
    const own = (): Block => drawn.get(key)!.block;
    const node = cellNode(key, { choose: () => choose(own()), open: () => open(own()), keys: event => keys(event, own()), isRead: () => isChosen(page.state(), block) });
    return { node, block, said: '' };
  };
  let of: Board | null = null;
  const draw = (board: Board, shade: Shade, scale: Scale): void => {
    if (of !== board) {
      for (const each of [drawn, rows]) each.clear();
      grid.replaceChildren();
    }
    of = board;
    blocks = board.blocks();
    const wanted = new Set(blocks.map(keyOf));
    for (const [key, { node }] of drawn) if (!wanted.has(key)) { node.remove(); drawn.delete(key); }
    for (const block of blocks) {
      const key = keyOf(block);
      let one = drawn.get(key);
      if (!one) drawn.set(key, one = make(block));
      one.block = block;
      dressCell(one, board, shade, scale, page);
      if (!one.node.isConnected) rowOf(rows, grid, Math.floor(block.row / board.plan.y.split)).append(one.node);
    }
  };
  return {
    draw,
    choose(state) {
      if (!drawn.has(current)) current = blocks[0] ? keyOf(blocks[0]) : '';
      for (const [key, { node, block }] of drawn) {
        mark(node, 'tabindex', key === current ? 0 : -1);
        mark(node, 'aria-selected', isChosen(state, block) ? 'true' : 'false');
      }
    },
  };
}

interface Does { readonly choose: () => void; readonly open: () => void; readonly keys: (event: KeyboardEvent) => void; readonly isRead: () => boolean }

/** A finger cannot point without pressing: its first tap reads the cell, its second opens the run. */
function cellNode(key: string, { choose, open, keys, isRead }: Does): HTMLElement {
  let onlyReads = false;
  return el('div', {
    role: 'gridcell', class: 'cell', 'data-testid': `cell-${key}`,
    onpointerdown: event => { onlyReads = event.pointerType === 'touch' && !isRead(); },
    onpointerenter: event => { if (event.pointerType !== 'touch') choose(); },
    onfocus: choose, onkeydown: keys, onclick: () => (onlyReads ? choose() : open()),
  });
}

function rowOf(rows: Map<number, HTMLElement>, grid: HTMLElement, i: number): HTMLElement {
  let row = rows.get(i);
  if (!row) {
    rows.set(i, row = el('div', { role: 'row', 'data-row': i }));
    const next = [...grid.children].find(other => Number(other.getAttribute('data-row')) < i);
    grid.insertBefore(row, next ?? null);
  }
  return row;
}

function dressCell(one: Drawn, board: Board, shade: Shade, scale: Scale, page: TunePage): void {
  const { node, block } = one;
  const { plan } = board;
  const cell = board.cell(block.column, block.row);
  const verdict = cell ? board.verdict(cell) : 'open';
  const share = cell ? scale.share(cell) : null;
  // what is undecided is not coloured as if it were known
  const colour = share === null || (shade === 'goal' && verdict === 'open') ? '' : colourAt(page.theme(), share);
  const style = `left:${(block.left / plan.x.values.length) * 100}%;bottom:${(block.bottom / plan.y.values.length) * 100}%;`
    + `width:${(block.width / plan.x.values.length) * 100}%;height:${(block.height / plan.y.values.length) * 100}%;${colour && `--shade:${colour};`}`;
  mark(node, 'style', style);
  mark(node, 'data-verdict', cell ? verdict : 'waiting');
  mark(node, 'data-known', share !== null);
  const said = cell ? cellText(plan, cell) : 'not run yet';
  if (said !== one.said) mark(node, 'aria-label', one.said = said);
}
