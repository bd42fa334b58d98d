/**
 * Colour as eyes see it: contrast (WCAG 2), differences (CIEDE2000: Sharma, Wu and Dalal, 2005) and the three kinds of
 * dichromacy (Machado, Oliveira and Fernandes, 2009, severity 1.0, on linear sRGB); greyscale is relative luminance.
 */
export type Rgb = readonly [number, number, number];
export type Vision = 'normal' | 'protanopia' | 'deuteranopia' | 'tritanopia' | 'greyscale';
export const visions: readonly Vision[] = ['normal', 'protanopia', 'deuteranopia', 'tritanopia', 'greyscale'];

const linearOf = (byte: number): number => {
  const c = byte / 255;
  return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
};

/** Linear light, each 0 … 1, of "#RRGGBB". */
export function linear(hex: string): Rgb {
  const value = parseInt(hex.slice(1), 16);
  return [linearOf(value >> 16), linearOf((value >> 8) & 0xff), linearOf(value & 0xff)];
}

const luminanceOf = ([r, g, b]: Rgb): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** WCAG 2: 1 … 21. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminanceOf(linear(one)), luminanceOf(linear(other))];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

type Matrix = readonly [Rgb, Rgb, Rgb];

const dichromacy: Readonly<Record<'protanopia' | 'deuteranopia' | 'tritanopia', Matrix>> = {
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

const times = (matrix: Matrix, v: Rgb): Rgb => matrix.map(row => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]) as unknown as Rgb;

/** The linear light that this eye takes the colour for. */
export function seen(hex: string, vision: Vision): Rgb {
  const light = linear(hex);
  if (vision === 'normal') return light;
  if (vision === 'greyscale') return [luminanceOf(light), luminanceOf(light), luminanceOf(light)];
  return times(dichromacy[vision], light).map(c => Math.min(1, Math.max(0, c))) as unknown as Rgb;
}

const toXyz: Matrix = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]];
const white: Rgb = [0.95047, 1, 1.08883];

/** CIE L*a*b* under D65. */
export function lab(light: Rgb): Rgb {
  const [x, y, z] = times(toXyz, light).map((c, i) => {
    const t = c / white[i]!;
    return t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116;
  }) as unknown as Rgb;
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** How different two colours look to this eye. */
export function difference(one: string, other: string, vision: Vision = 'normal'): number {
  return ciede2000(lab(seen(one, vision)), lab(seen(other, vision)));
}

const radians = Math.PI / 180;
const seventh = (c: number): number => Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7));
const hueOf = (b: number, a: number): number => (a === 0 && b === 0 ? 0 : (Math.atan2(b, a) / radians + 360) % 360);

export function ciede2000([l1, a1, b1]: Rgb, [l2, a2, b2]: Rgb): number {
  const g = 0.5 * (1 - seventh((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2));
  const [c1, c2] = [Math.hypot(a1 * (1 + g), b1), Math.hypot(a2 * (1 + g), b2)];
  const [h1, h2] = [hueOf(b1, a1 * (1 + g)), hueOf(b2, a2 * (1 + g))];
  const coloured = c1 * c2 !== 0;
  const turn = !coloured ? 0 : h2 - h1 > 180 ? h2 - h1 - 360 : h2 - h1 < -180 ? h2 - h1 + 360 : h2 - h1;
  const [dl, dc, dh] = [l2 - l1, c2 - c1, 2 * Math.sqrt(c1 * c2) * Math.sin(turn / 2 * radians)];
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const far = Math.abs(h1 - h2) > 180;
  const h = !coloured ? h1 + h2 : far ? (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2 : (h1 + h2) / 2;
  const t = 1 - 0.17 * Math.cos((h - 30) * radians) + 0.24 * Math.cos(2 * h * radians)
    + 0.32 * Math.cos((3 * h + 6) * radians) - 0.2 * Math.cos((4 * h - 63) * radians);
  const sl = 1 + 0.015 * (l - 50) ** 2 / Math.sqrt(20 + (l - 50) ** 2), sc = 1 + 0.045 * c, sh = 1 + 0.015 * c * t;
  const rotation = -2 * seventh(c) * Math.sin(60 * Math.exp(-(((h - 275) / 25) ** 2)) * radians);
  return Math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rotation * (dc / sc) * (dh / sh));
}
