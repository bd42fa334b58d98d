/** The pictures that are to be seen, as they lie beside each other on the page. */
import { canvasPen } from '../charts/canvasPen.ts';
import { svgPen } from '../charts/svgPen.ts';
import type { Pen, Size } from '../charts/pen.ts';
import { el } from '../dom.ts';
import { drawnOn } from '../surface.ts';
import type { Theme } from '../tokens.ts';

export interface Picture { readonly x: number; readonly y: number; readonly size: Size; readonly draw: (pen: Pen, size: Size) => void }

/** Around them all, and between what lies further apart on the page. */
const margin = 16;
/** Pixels of a PNG for one of the page: enough to print. */
const density = 2;

export function picturesOn(page: ParentNode): readonly Picture[] {
  const found = [...page.querySelectorAll('canvas')].flatMap(canvas => {
    const drawn = drawnOn(canvas);
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return drawn && width > 1 && height > 1 ? [{ x: left, y: top, ...drawn }] : [];
  });
  const [left, top] = [Math.min(...found.map(({ x }) => x)), Math.min(...found.map(({ y }) => y))];
  return found.map(each => ({ ...each, x: each.x - left + margin, y: each.y - top + margin }));
}

const extent = (pictures: readonly Picture[]): Size => ({
  width: Math.max(0, ...pictures.map(({ x, size }) => x + size.width)) + margin, height: Math.max(0, ...pictures.map(({ y, size }) => y + size.height)) + margin,
});

/** One SVG of them all; textures of the same name are the same, and are said once. */
export function composed(pictures: readonly Picture[], theme: Theme, title: string): string {
  const { width, height } = extent(pictures);
  const textures = new Set<string>();
  const parts = pictures.map(({ x, y, size, draw }) => {
    const pen = svgPen(size, theme);
    draw(pen, size);
    return pen.svg().replace(/ {2}<defs>\n([^]*?) {2}<\/defs>\n/, (_all, patterns: string) => {
      for (const pattern of patterns.trim().split(/\n\s*/)) textures.add(pattern);
      return '';
    }).replace('<svg xmlns="http://www.w3.org/2000/svg"', `<svg x="${x}" y="${y}"`);
  });
  const whole = svgPen({ width, height }, theme).svg(title);
  return whole.replace(/<\/svg>\n$/, () => `${[`<defs>${[...textures].join('')}</defs>`, ...parts].join('\n')}</svg>\n`);
}

export function pixels(pictures: readonly Picture[], theme: Theme): HTMLCanvasElement {
  const { width, height } = extent(pictures);
  const canvas = el('canvas', { width: Math.ceil(width * density), height: Math.ceil(height * density) });
  const context = canvas.getContext('2d')!;
  context.fillStyle = theme.page;
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const { x, y, size, draw } of pictures) {
    context.setTransform(density, 0, 0, density, density * x, density * y);
    draw(canvasPen(context, size), size);
  }
  return canvas;
}
