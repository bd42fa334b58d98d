/**
 * Every colour and size of the laboratory. Two inks: truth is drawn in neutral ink (body, lane background), belief in
 * hue (ring, matrix cell, lane foreground), and size, texture or glyph always says the same as the hue. The floors that
 * these values keep (contrast, and CIEDE2000 under four kinds of colour vision and in grey) are recomputed by
 * `test/ui/lab/tokens.test.ts`.
 */
export interface Theme {
  readonly name: 'light' | 'dark';
  // the page
  readonly page: string;
  readonly panel: string;
  readonly text: string;
  readonly muted: string;
  readonly axis: string;
  readonly link: string;
  readonly border: string;
  readonly focus: string;
  /** Decorative only: nothing is told by it alone. */
  readonly grid: string;
  // truth
  readonly running: string;
  readonly crashed: string;
  // belief: marks only, never text
  readonly trusted: string;
  readonly suspected: string;
  readonly failed: string;
  readonly unheard: string;
  // belief held against truth
  readonly falsePositive: string;
  readonly undetected: string;
  readonly truePositive: string;
  // messages
  readonly message: string;
  readonly loss: string;
  /** Suspicion as a share of the threshold, at `rampStops`; monotone in lightness. */
  readonly ramp: readonly string[];
  /** Terms and epochs cycle through these, and are always labelled. */
  readonly epochs: readonly string[];
}

export const rampStops = [0, 0.25, 0.5, 0.75, 1, 1.5] as const;

export const light: Theme = {
  name: 'light',
  page: '#FFFFFF', panel: '#F4F6F8', text: '#15191E', muted: '#4A5361', axis: '#5C6675', link: '#00588A',
  border: '#7C8694', focus: '#0A58CA', grid: '#D5DAE0',
  running: '#D5DAE0', crashed: '#15191E',
  trusted: '#1366A1', suspected: '#B7832E', failed: '#5B1527', unheard: '#7C8694',
  falsePositive: '#A34913', undetected: '#11287D', truePositive: '#2A9D93',
  message: '#2B7BB9', loss: '#A34913',
  ramp: ['#ECF1F6', '#B8D6E9', '#D9AF6D', '#CC8330', '#AB4F31', '#71243C'],
  epochs: ['#B38537', '#1E7E69', '#4D3A9D', '#4C141B'],
};

export const dark: Theme = {
  name: 'dark',
  page: '#0F1419', panel: '#1A2129', text: '#E8ECF1', muted: '#A9B4C0', axis: '#94A0AD', link: '#7CC4F2',
  border: '#75818F', focus: '#9CCBFF', grid: '#2C3641',
  running: '#2C3641', crashed: '#E8ECF1',
  trusted: '#62ACC6', suspected: '#FDE4AA', failed: '#D62C63', unheard: '#75818F',
  falsePositive: '#F08C3F', undetected: '#7D6AC2', truePositive: '#79F6DB',
  message: '#7CC4F2', loss: '#F08C3F',
  ramp: ['#202930', '#244E62', '#8C6632', '#C2873D', '#F7AB68', '#FEDEDE'],
  epochs: ['#F8ED83', '#37D5BD', '#9E8EEC', '#D63D4A'],
};

export const themes = { light, dark } as const;

/** Pixels. `scale` in a chart's size multiplies type and strokes (1.5 for a projector). */
export const sizes = {
  laneHeight: 24, laneGap: 6, loadHeight: 30, besideHeight: 10, axisHeight: 22, labelColumn: 112,
  text: 12, small: 11,
  /** Ring thickness by belief: grows with severity, so that it survives greyscale. */
  ring: { unheard: 3, trusted: 5, suspected: 8, failed: 11 },
  /** Side of a matrix mark, as a share of its cell. */
  cell: { unheard: 0.5, trusted: 0.36, suspected: 0.7, failed: 1 },
  /** Above this many processes a node's ring is one stacked fraction. */
  ringLimit: 25,
  /** Above this many processes the links themselves are not drawn. */
  linkLimit: 12,
  /** Above this many messages they leave no trails. */
  trailLimit: 300,
  /** At most this many messages are drawn one by one; beyond it a sample, and the whole number is printed. */
  messageLimit: 1_500,
  /** A mark closer than this to the pointer is hit. */
  reach: 8,
  /** Milliseconds of view time over which a lost or arrived message fades. */
  fade: 600,
} as const;

/** What fills an area beside colour. */
export const textures = {
  falsePositive: 'hatch', undetected: 'dots', truePositive: 'solid', excused: 'bars', splitBrain: 'cross', paused: 'bars', left: 'hatch',
} as const satisfies Record<string, Texture>;
export type Texture = 'solid' | 'hatch' | 'dots' | 'bars' | 'cross';
