/**
 * The few strokes that the charts need, so that one chart draws on a canvas in the page and as SVG text in a golden
 * file. Angles are radians clockwise from three o'clock, as on a canvas; lengths are CSS pixels.
 */
import type { Texture } from '../tokens.ts';

export interface Paint {
  readonly fill?: string;
  /** Drawn in `fill` over nothing: a texture leaves what is beneath it visible between its lines. */
  readonly texture?: Texture;
  readonly stroke?: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  /** 0 … 1. */
  readonly alpha?: number;
}

export interface Lettering {
  readonly fill: string;
  readonly size: number;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly baseline?: 'top' | 'middle' | 'bottom' | 'alphabetic';
  readonly bold?: boolean;
  /** A rim in this colour keeps the text readable over marks. */
  readonly halo?: string;
}

export interface Pen {
  readonly width: number;
  readonly height: number;
  rect(x: number, y: number, width: number, height: number, paint: Paint): void;
  circle(x: number, y: number, radius: number, paint: Paint): void;
  /** The part of a ring between two radii and two angles. */
  sector(x: number, y: number, inner: number, outer: number, from: number, to: number, paint: Paint): void;
  line(x1: number, y1: number, x2: number, y2: number, paint: Paint): void;
  /** Many separate lines with one paint: x1, y1, x2, y2, … of which the first `count` numbers hold. */
  lines(coordinates: ArrayLike<number>, count: number, paint: Paint): void;
  /** One line through x, y, x, y, …; `closed` joins its ends. */
  path(coordinates: ArrayLike<number>, count: number, paint: Paint, closed?: boolean): void;
  text(x: number, y: number, words: string, lettering: Lettering): void;
  /** How wide the words are; never less than what is drawn, so that layouts that trust it do not overlap. */
  textWidth(words: string, size: number, bold?: boolean): number;
  /** A grid of colours (0xRRGGBB, row by row, `clear` where nothing is), each cell `width / columns` wide. */
  cells(x: number, y: number, width: number, height: number, columns: number, colours: Uint32Array): void;
  /** Only what lies inside is drawn. */
  clip(x: number, y: number, width: number, height: number, draw: () => void): void;
}

export interface Size {
  readonly width: number;
  readonly height: number;
  /** Type and strokes are this many times their usual size; 1 by default. */
  readonly scale?: number;
}

/** No colour, in `Pen.cells`. */
export const clear = 0xffffffff;

export const fontFamily = 'system-ui, sans-serif';

const narrow = new Set(" .,:;'|!ijlft()[]/-·");
const broad = new Set('mwMW@%—→×≥≤');

/**
 * How wide words are at most, without asking a font: so that a layout is the same everywhere, and pure. The shares are
 * those of DejaVu Sans, the broadest of the usual interface fonts.
 */
export function widthOf(words: string, size: number, bold = false): number {
  let ems = 0;
  for (const letter of words) {
    if (narrow.has(letter)) ems += 0.4;
    else if (broad.has(letter)) ems += 0.98;
    else ems += letter >= 'A' && letter <= 'Z' ? 0.74 : 0.64;
  }
  return ems * size * (bold ? 1.13 : 1);
}
