import type { Texture } from '../tokens.ts';
import { clear, fontFamily, widthOf, type Lettering, type Paint, type Pen, type Size } from './pen.ts';
import { tiles } from './svgPen.ts';

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** What is made once for a context, and used by every pen on it. */
interface Kept {
  readonly patterns: Map<string, CanvasPattern>;
  image: { readonly canvas: OffscreenCanvas; readonly data: ImageData; readonly words: Uint32Array } | null;
}

const kept = new WeakMap<Context, Kept>();

/** Draws on a canvas whose context is already scaled to CSS pixels. A pen is cheap: one for every frame will do. */
export function canvasPen(context: Context, { width, height }: Size): Pen {
  if (!kept.has(context)) kept.set(context, { patterns: new Map(), image: null });
  return new CanvasPen(context, width, height, kept.get(context)!);
}

class CanvasPen implements Pen {
  /** The font as it is set: setting it takes as long as writing a word. */
  private font = '';

  constructor(private readonly context: Context, readonly width: number, readonly height: number, private readonly kept: Kept) {}

  readonly textWidth = widthOf;

  rect(x: number, y: number, width: number, height: number, paint: Paint): void {
    this.context.beginPath();
    this.context.rect(x, y, width, height);
    this.apply(paint);
  }

  circle(x: number, y: number, radius: number, paint: Paint): void {
    this.context.beginPath();
    this.context.arc(x, y, radius, 0, 2 * Math.PI);
    this.apply(paint);
  }

  sector(x: number, y: number, inner: number, outer: number, from: number, to: number, paint: Paint): void {
    this.context.beginPath();
    this.context.arc(x, y, outer, from, to);
    this.context.arc(x, y, inner, to, from, true);
    this.context.closePath();
    this.apply(paint);
  }

  line(x1: number, y1: number, x2: number, y2: number, paint: Paint): void {
    this.context.beginPath();
    this.context.moveTo(x1, y1);
    this.context.lineTo(x2, y2);
    this.apply(paint);
  }

  lines(xy: ArrayLike<number>, count: number, paint: Paint): void {
    this.context.beginPath();
    for (let i = 0; i + 3 < count; i += 4) {
      this.context.moveTo(xy[i]!, xy[i + 1]!);
      this.context.lineTo(xy[i + 2]!, xy[i + 3]!);
    }
    this.apply(paint);
  }

  path(xy: ArrayLike<number>, count: number, paint: Paint, closed = false): void {
    this.context.beginPath();
    for (let i = 0; i + 1 < count; i += 2) {
      if (i === 0) this.context.moveTo(xy[0]!, xy[1]!);
      else this.context.lineTo(xy[i]!, xy[i + 1]!);
    }
    if (closed) this.context.closePath();
    this.apply(paint);
  }

  text(x: number, y: number, words: string, { fill, size, anchor = 'start', baseline = 'alphabetic', bold, halo }: Lettering): void {
    const { context } = this, font = `${bold ? '700 ' : ''}${size}px ${fontFamily}`;
    if (font !== this.font) context.font = this.font = font;
    context.textAlign = anchor === 'middle' ? 'center' : anchor;
    context.textBaseline = baseline;
    if (halo) {
      context.strokeStyle = halo;
      context.lineWidth = 3;
      context.lineJoin = 'round';
      context.strokeText(words, x, y);
    }
    context.fillStyle = fill;
    context.fillText(words, x, y);
  }

  cells(x: number, y: number, width: number, height: number, columns: number, colours: Uint32Array): void {
    const rows = colours.length / columns;
    const { canvas, data, words } = this.imageOf(columns, rows);
    // a pixel's bytes are red, green, blue, alpha: the lowest byte of a word first
    for (let i = 0; i < colours.length; i++) {
      const c = colours[i]!;
      words[i] = c === clear ? 0 : 0xff000000 | (c & 0xff) << 16 | (c & 0xff00) | c >>> 16;
    }
    canvas.getContext('2d')!.putImageData(data, 0, 0);
    this.context.imageSmoothingEnabled = false;
    this.context.drawImage(canvas, x, y, width, height);
  }

  clip(x: number, y: number, width: number, height: number, draw: () => void): void {
    this.context.save();
    this.context.beginPath();
    this.context.rect(x, y, width, height);
    this.context.clip();
    draw();
    this.context.restore();
    this.font = '';
  }

  private imageOf(columns: number, rows: number): NonNullable<Kept['image']> {
    let { image } = this.kept;
    if (image?.canvas.width !== columns || image.canvas.height !== rows) {
      const data = new ImageData(columns, rows);
      this.kept.image = image = { canvas: new OffscreenCanvas(columns, rows), data, words: new Uint32Array(data.data.buffer) };
    }
    return image;
  }

  private apply({ fill, texture, stroke, width = 1, dash, alpha = 1 }: Paint): void {
    const { context } = this;
    if (alpha !== 1) context.globalAlpha = alpha;
    if (fill !== undefined) {
      context.fillStyle = texture && texture !== 'solid' ? this.pattern(fill, texture) : fill;
      context.fill();
    }
    if (stroke !== undefined) {
      context.strokeStyle = stroke;
      context.lineWidth = width;
      if (dash) context.setLineDash(dash as number[]);
      context.stroke();
      if (dash) context.setLineDash([]);
    }
    if (alpha !== 1) context.globalAlpha = 1;
  }

  private pattern(colour: string, texture: Exclude<Texture, 'solid'>): CanvasPattern {
    const key = texture + colour;
    let pattern = this.kept.patterns.get(key);
    if (!pattern) this.kept.patterns.set(key, pattern = patternOf(this.context, colour, texture));
    return pattern;
  }
}

/** Drawn at twice its size, so that it stays sharp on dense screens. */
function patternOf(context: Context, colour: string, texture: Exclude<Texture, 'solid'>): CanvasPattern {
  const { side, stroke, path } = tiles[texture];
  const tile = new OffscreenCanvas(side * 2, side * 2), ink = tile.getContext('2d')!;
  ink.scale(2, 2);
  ink.strokeStyle = colour;
  ink.lineWidth = stroke;
  ink.lineCap = texture === 'dots' ? 'round' : 'butt';
  ink.stroke(new Path2D(path));
  const pattern = context.createPattern(tile, 'repeat')!;
  pattern.setTransform(new DOMMatrix([0.5, 0, 0, 0.5, 0, 0]));
  return pattern;
}
