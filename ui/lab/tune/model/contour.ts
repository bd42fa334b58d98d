import type { Verdict } from '../../../../sim/solve/problem.ts';
import type { Board } from './board.ts';

/** The edges, as the path of an SVG in fine cells with y downwards, between those of which `inside` holds and all others. */
export function contour(board: Board, inside: (verdict: Verdict) => boolean): string {
  const { plan: { x, y } } = board;
  const [width, height] = [x.values.length, y.values.length];
  const is = new Uint8Array((width + 2) * (height + 2));
  const at = (column: number, row: number): number => (row + 1) * (width + 2) + column + 1;
  for (const { column, row, left, bottom, width: w, height: h } of board.blocks()) {
    const cell = board.cell(column, row);
    if (!cell || !inside(board.verdict(cell))) continue;
    for (let r = bottom; r < bottom + h; r++) is.fill(1, at(left, r), at(left + w, r));
  }
  const edges: string[] = [];
  for (let row = 0; row < height; row++) for (let column = 1; column < width; column++) {
    if (is[at(column, row)] !== is[at(column - 1, row)]) edges.push(`M${column} ${height - row}v-1`);
  }
  for (let row = 1; row < height; row++) for (let column = 0; column < width; column++) {
    if (is[at(column, row)] !== is[at(column, row - 1)]) edges.push(`M${column} ${height - row}h1`);
  }
  return edges.join('');
}
