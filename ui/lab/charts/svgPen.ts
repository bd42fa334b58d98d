import type { Theme, Texture } from '../tokens.ts';
import { clear, fontFamily, widthOf, type Lettering, type Paint, type Pen, type Size } from './pen.ts';

export interface SvgPen extends Pen {
  /** The whole picture, with its title for those who cannot see it. */
  svg(title?: string): string;
}

/** Draws into SVG text: what the golden files hold and what people save. Numbers are rounded to a tenth of a pixel. */
export function svgPen({ width, height }: Size, theme: Theme): SvgPen {
  const body: string[] = [], patterns = new Map<string, string>();
  let indent = '  ';
  const put = (element: string): void => { body.push(indent + element); };
  const paint = (p: Paint): string => attributesOf(p, patterns);
  return {
    width, height, textWidth: widthOf,
    rect: (x, y, w, h, p) => put(`<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}"${paint(p)}/>`),
    circle: (x, y, r, p) => put(`<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}"${paint(p)}/>`),
    sector: (x, y, inner, outer, from, to, p) => put(`<path d="${sectorPath(x, y, inner, outer, from, to)}"${paint(p)}/>`),
    line: (x1, y1, x2, y2, p) => put(`<line x1="${n(x1)}" y1="${n(y1)}" x2="${n(x2)}" y2="${n(y2)}"${paint(p)}/>`),
    lines: (xy, count, p) => put(`<path d="${segmentsPath(xy, count)}"${paint(p)}/>`),
    path: (xy, count, p, closed) => put(`<path d="${polyPath(xy, count)}${closed ? 'Z' : ''}"${paint(p)}/>`),
    text: (x, y, words, lettering) => put(textElement(x, y, words, lettering)),
    cells: (x, y, w, h, columns, colours) => cellRects(x, y, w, h, columns, colours).forEach(put),
    clip(x, y, w, h, draw) {
      // a nested picture clips, and needs no name that another picture on the page might have too
      put(`<svg x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" viewBox="${n(x)} ${n(y)} ${n(w)} ${n(h)}">`);
      indent += '  ';
      draw();
      indent = indent.slice(2);
      put('</svg>');
    },
    svg(title = '') {
      const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(width)} ${n(height)}" width="${n(width)}" height="${n(height)}" font-family="${fontFamily}">`;
      const defs = patterns.size > 0 ? ['  <defs>', ...[...patterns.values()].map(pattern => `    ${pattern}`), '  </defs>'] : [];
      const page = `  <rect width="100%" height="100%" fill="${theme.page}"/>`;
      return [open, ...(title ? [`  <title>${escaped(title)}</title>`] : []), ...defs, page, ...body, '</svg>', ''].join('\n');
    },
  };
}

const n = (value: number): string => String(Math.round(value * 10) / 10 + 0);

function attributesOf(p: Paint, patterns: Map<string, string>): string {
  const fill = p.fill === undefined ? 'none' : p.texture && p.texture !== 'solid' ? textured(p.fill, p.texture, patterns) : p.fill;
  return ` fill="${fill}"`
    + (p.stroke ? ` stroke="${p.stroke}" stroke-width="${n(p.width ?? 1)}"` : '')
    + (p.dash ? ` stroke-dasharray="${p.dash.map(n).join(' ')}"` : '')
    + (p.alpha !== undefined && p.alpha < 1 ? ` opacity="${Math.round(p.alpha * 100) / 100}"` : '');
}

/** The strokes of each texture in its own tile; the canvas pen draws the same. */
export const tiles: Readonly<Record<Exclude<Texture, 'solid'>, { readonly side: number; readonly stroke: number; readonly path: string }>> = {
  hatch: { side: 6, stroke: 2.2, path: 'M-1 1L1-1M0 6L6 0M5 7L7 5' },
  dots: { side: 5, stroke: 2.6, path: 'M2.5 2.5h0.01' },
  bars: { side: 5, stroke: 2, path: 'M2.5 0V5' },
  cross: { side: 7, stroke: 1.5, path: 'M0 7L7 0M0 0L7 7' },
};

function textured(colour: string, texture: Exclude<Texture, 'solid'>, patterns: Map<string, string>): string {
  const id = `${texture}-${colour.slice(1)}`, { side, stroke, path } = tiles[texture];
  patterns.set(id, `<pattern id="${id}" width="${side}" height="${side}" patternUnits="userSpaceOnUse">`
    + `<path d="${path}" stroke="${colour}" stroke-width="${stroke}" stroke-linecap="${texture === 'dots' ? 'round' : 'butt'}" fill="none"/></pattern>`);
  return `url(#${id})`;
}

function sectorPath(x: number, y: number, inner: number, outer: number, from: number, to: number): string {
  const middle = (from + to) / 2;
  const at = (r: number, angle: number): string => `${n(x + r * Math.cos(angle))} ${n(y + r * Math.sin(angle))}`;
  // by way of the middle: an arc whose ends round to one point would vanish
  const arc = (r: number, sweep: number, ...stops: number[]): string => stops.map(stop => `A${n(r)} ${n(r)} 0 0 ${sweep} ${at(r, stop)}`).join('');
  return `M${at(outer, from)}${arc(outer, 1, middle, to)}L${at(inner, to)}${arc(inner, 0, middle, from)}Z`;
}

function segmentsPath(xy: ArrayLike<number>, count: number): string {
  let d = '';
  for (let i = 0; i + 3 < count; i += 4) d += `M${n(xy[i]!)} ${n(xy[i + 1]!)}L${n(xy[i + 2]!)} ${n(xy[i + 3]!)}`;
  return d;
}

function polyPath(xy: ArrayLike<number>, count: number): string {
  let d = '';
  for (let i = 0; i + 1 < count; i += 2) d += `${i === 0 ? 'M' : 'L'}${n(xy[i]!)} ${n(xy[i + 1]!)}`;
  return d;
}

const anchors = { top: 'hanging', middle: 'central', bottom: 'text-after-edge', alphabetic: 'alphabetic' } as const;

function textElement(x: number, y: number, words: string, { fill, size, anchor = 'start', baseline = 'alphabetic', bold, halo }: Lettering): string {
  return `<text x="${n(x)}" y="${n(y)}" font-size="${n(size)}" fill="${fill}"`
    + (anchor === 'start' ? '' : ` text-anchor="${anchor}"`)
    + (baseline === 'alphabetic' ? '' : ` dominant-baseline="${anchors[baseline]}"`)
    + (bold ? ' font-weight="700"' : '')
    + (halo ? ` stroke="${halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"` : '')
    + `>${escaped(words)}</text>`;
}

/** Equal neighbours in a row are one rectangle. */
function cellRects(x: number, y: number, width: number, height: number, columns: number, colours: Uint32Array): string[] {
  const rows = colours.length / columns, w = width / columns, h = height / rows, rects: string[] = [];
  for (let row = 0; row < rows; row++) {
    for (let from = 0; from < columns;) {
      const colour = colours[row * columns + from]!;
      let to = from + 1;
      while (to < columns && colours[row * columns + to] === colour) to++;
      if (colour !== clear) rects.push(`<rect x="${n(x + from * w)}" y="${n(y + row * h)}" width="${n((to - from) * w)}" height="${n(h)}" fill="#${colour.toString(16).padStart(6, '0')}"/>`);
      from = to;
    }
  }
  return rects;
}

const escaped = (words: string): string => words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
