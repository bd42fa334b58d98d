/** Cells that are too small to be told apart, seen through a lens: those round the pointer, beside it. */
import type { Pair } from '../model/slices.ts';
import { sizes } from '../tokens.ts';
import { drawCell, type MatrixFrame } from './matrix.ts';
import { fitted } from './lanes.ts';
import type { Size } from './pen.ts';

const around = 3, cell = 20, margin = 6;

export function drawLens(frame: MatrixFrame, { monitor, peer }: Pair, size: Size): void {
  const { pen, index, theme, order, place, count, left, top, cell: small, scale } = frame, letters = sizes.small * scale;
  const side = (2 * around + 1) * cell, names = 62 * scale, width = names + side + margin, height = letters + side + 3 * margin;
  const row = place[monitor]!, column = place[peer]!;
  // on the side of the picture where there is more room
  const x = Math.max(0, Math.min(size.width - width, column < count / 2 ? left + (column + around + 2) * small : left + (column - around - 1) * small - width));
  const y = Math.max(0, Math.min(size.height - height, top + row * small - height / 2));
  pen.rect(x, y, width, height, { fill: theme.page, stroke: theme.text, width: 1.5 });
  const cellsX = x + names, cellsY = y + letters + 2 * margin;
  pen.text(cellsX + side / 2, y + margin + letters / 2, fitted(`of ${index.names[peer]!}`, side, letters * 1.13), { fill: theme.text, size: letters, anchor: 'middle', baseline: 'middle', bold: true });
  for (let dy = -around; dy <= around; dy++) {
    const from = order[row + dy];
    if (from === undefined) continue;
    const middle = cellsY + (dy + around + 0.5) * cell;
    pen.text(cellsX - 5, middle, fitted(index.names[from]!, names - 9, letters * (dy === 0 ? 1.13 : 1)), { fill: theme.text, size: letters, anchor: 'end', baseline: 'middle', bold: dy === 0 });
    for (let dx = -around; dx <= around; dx++) {
      const to = order[column + dx];
      if (to !== undefined) drawCell(frame, from * count + to, cellsX + (dx + around) * cell, cellsY + (dy + around) * cell, cell);
    }
  }
  pen.rect(cellsX + around * cell, cellsY + around * cell, cell, cell, { stroke: theme.focus, width: 2 });
}
