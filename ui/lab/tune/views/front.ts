import { el, whenChanged } from '../../dom.ts';
import { surface, tell } from '../../surface.ts';
import { drawFront, frontPlot, type FrontSlice } from '../drawFront.ts';
import type { Board } from '../model/board.ts';
import { frontOf } from '../model/frontOf.ts';
import type { Cell } from '../model/cells.ts';
import type { TunePage, TuneView } from '../page.ts';
import type { Theme } from '../../tokens.ts';
import { crossOf, type TuneState } from '../state.ts';

/** Mistakes against detection time. Its points are the cells of the map: pointing at one reads the other. */
export function frontView(page: TunePage, resized: () => void): TuneView {
  const sheet = surface('front', resized);
  let slice: FrontSlice | null = null;
  let cells: readonly Cell[] = [];
  const at = (event: MouseEvent): Cell | null => {
    if (!slice || slice.points.length === 0) return null;
    const { left, top } = sheet.node.getBoundingClientRect();
    const plot = frontPlot(slice, sheet.size());
    const distances = slice.points.map(point => Math.hypot(plot.x(point.time) - (event.clientX - left), plot.y(point.rate) - (event.clientY - top)));
    const nearest = distances.indexOf(Math.min(...distances));
    return distances[nearest]! < 18 ? cells[nearest]! : null;
  };
  sheet.node.addEventListener('pointermove', event => {
    const cell = at(event);
    if (cell) page.look({ chosen: { column: cell.column, row: cell.row } });
  });
  sheet.node.addEventListener('click', event => {
    const cell = at(event);
    if (cell) page.openWorst(cell);
  });
  const words = el('p', { class: 'small muted' }, 'Each point is a cell of the map. The line joins the settings that no other beats in both; its whiskers are 95 % intervals. Full: meets every goal. ▽ no mistake seen: drawn at the most that there can be.');
  const node = el('section', { class: 'front', 'aria-label': 'Mistakes against detection time', 'data-testid': 'front' }, el('h2', {}, 'What a faster detection costs'),
    el('div', { class: 'chart' }, sheet.node), words);
  tell(sheet, 'Mistakes against detection time', 'Mistakes per pair against the 99th percentile of the detection time, a point for each setting. As a table: All settings.');
  const drawn = whenChanged((board: Board, _serial: number, own: Cell['readings'] | null, chosen: TuneState['chosen'], theme: Theme, _width: number, _height: number) => {
    const advice = page.advice();
    ({ slice, cells } = frontOf(board, own, advice?.kind === 'found' ? advice.cell : null, chosen));
    sheet.paint((pen, size) => drawFront(pen, slice!, size, theme));
  });
  return {
    node,
    render(state) {
      const { plan, board, own, chosen } = state;
      node.hidden = !plan;
      if (!plan || !board) return;
      const cross = crossOf(state);
      const { width, height } = sheet.size();
      drawn(board, state.serial, cross && own?.x === cross[0] && own.y === cross[1] ? own.readings : null, chosen, page.theme(), width, height);
    },
  };
}
