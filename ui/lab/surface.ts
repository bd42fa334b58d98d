import { canvasPen } from './charts/canvasPen.ts';
import type { Pen, Size } from './charts/pen.ts';
import { el, mark } from './dom.ts';
import { isPresenting, pictureScale } from './present/presenting.ts';

/** A canvas that fills its frame, with a pen on it. Pixels beyond twice the CSS size are not worth their time. */
export interface Surface {
  /** The frame: positioned, so that controls can lie over the picture. */
  readonly node: HTMLElement;
  readonly canvas: HTMLCanvasElement;
  readonly size: () => Size;
  /** On a clean sheet; nothing while the frame has no size. */
  paint(draw: (pen: Pen, size: Size) => void): void;
}

/** What was last drawn, for whoever draws it again with another pen. */
interface Drawing { readonly draw: (pen: Pen, size: Size) => void; readonly size: Size }
const drawings = new WeakMap<HTMLCanvasElement, Drawing>();
export const drawnOn = (canvas: HTMLCanvasElement): Drawing | undefined => drawings.get(canvas);

export function surface(name: string, resized: () => void): Surface {
  const canvas = el('canvas', { 'data-testid': `canvas-${name}`, 'aria-hidden': 'true' });
  const node = el('div', { class: 'canvas' }, canvas);
  const context = canvas.getContext('2d')!;
  let size: Size = { width: 0, height: 0 };
  let ratio = 1;
  const scaled = (): Size => (isPresenting() ? { ...size, scale: pictureScale } : size);
  new ResizeObserver(([entry]) => {
    const { width, height } = entry!.contentRect;
    if (width === size.width && height === size.height) return;
    size = { width, height };
    resized();
  }).observe(node);
  return {
    node, canvas, size: scaled,
    paint(draw) {
      if (size.width < 1 || size.height < 1) return;
      ratio = Math.min(2, devicePixelRatio || 1);
      const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, size.width, size.height);
      const sheet = scaled();
      draw(canvasPen(context, sheet), sheet);
      drawings.set(canvas, { draw, size: sheet });
    },
  };
}

/** For those who do not see it: what it is, and what it shows. Without that it is not there for them. */
export function tell({ canvas }: Surface, name: string, about: string): void {
  mark(canvas, 'aria-hidden', null);
  mark(canvas, 'role', 'img');
  mark(canvas, 'aria-label', name);
  mark(canvas, 'aria-description', about);
}

/** Where the pointer is, in CSS pixels from the frame's corner. */
export function pointIn(node: HTMLElement, event: MouseEvent): { readonly x: number; readonly y: number } {
  const { left, top } = node.getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top };
}
