import { svgPen, type Pen } from '../../ui/lab/charts/index.ts';
import { light } from '../../ui/lab/tokens.ts';

export interface CountingPen extends Pen {
  readonly calls: Record<string, number>;
  readonly words: { readonly words: string; readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }[];
  total(): number;
}

/** Draws nothing: counts the strokes, and keeps where words were written. */
export function countingPen(width: number, height: number): CountingPen {
  const still = svgPen({ width, height }, light), calls: Record<string, number> = {}, words: CountingPen['words'] = [];
  const count = (name: string) => (): void => { calls[name] = (calls[name] ?? 0) + 1; };
  return {
    width, height, calls, words, textWidth: still.textWidth, total: () => Object.values(calls).reduce((sum, each) => sum + each, 0),
    rect: count('rect'), circle: count('circle'), sector: count('sector'), line: count('line'), lines: count('lines'), path: count('path'), cells: count('cells'),
    text(x, y, said, { size, bold, anchor, baseline }) {
      count('text')();
      const wide = still.textWidth(said, size, bold), left = anchor === 'middle' ? x - wide / 2 : anchor === 'end' ? x - wide : x;
      const top = baseline === 'middle' ? y - size / 2 : y - size;
      words.push({ words: said, left, right: left + wide, top, bottom: top + size });
    },
    clip(_x, _y, _w, _h, draw) {
      count('clip')();
      draw();
    },
  };
}
