/** Numbers as people read them: three or four digits, a unit that fits, and why there is none. */
import type { Basis, Figure } from '../../sim/report.ts';

export type Quantity = 'time' | 'rate' | 'share' | 'messages' | 'bytes';

export interface Scale { readonly per: number; readonly unit: string }
type Ladder = readonly (Scale & { readonly from: number })[];

// `per`: how many of the report's unit (ms, 1/s) make one of this unit; `from`: from what magnitude on it reads best.
const ladders: Readonly<Record<Exclude<Quantity, 'share'>, Ladder>> = {
  time: [
    { from: 172_800_000, per: 86_400_000, unit: 'd' }, { from: 7_200_000, per: 3_600_000, unit: 'h' },
    { from: 120_000, per: 60_000, unit: 'min' }, { from: 1_000, per: 1_000, unit: 's' },
    { from: 1, per: 1, unit: 'ms' }, { from: 0, per: 0.001, unit: 'µs' },
  ],
  rate: [
    { from: 1, per: 1, unit: '/s' }, { from: 1 / 60, per: 1 / 60, unit: '/min' },
    { from: 1 / 3_600, per: 1 / 3_600, unit: '/h' }, { from: 0, per: 1 / 86_400, unit: '/day' },
  ],
  messages: [{ from: 0, per: 1, unit: '/s' }],
  bytes: [
    { from: 1e6, per: 1e6, unit: 'MB/s' }, { from: 1_000, per: 1_000, unit: 'kB/s' }, { from: 0, per: 1, unit: 'B/s' },
  ],
};

/** Zero reads in the ladder's plainest unit. */
const plainest = { time: 'ms', rate: '/h', messages: '/s', bytes: 'B/s' } as const;

export function scaleOf(quantity: Quantity, magnitude: number): Scale {
  if (quantity === 'share') return { per: 0.01, unit: '%' };
  const ladder = ladders[quantity];
  if (magnitude === 0) return ladder.find(({ unit }) => unit === plainest[quantity])!;
  return ladder.find(({ from }) => Math.abs(magnitude) >= from)!;
}

const plain = (text: string): string => (text.includes('e') ? String(Number(text)) : text);

/** Four significant digits of a number, never an exponent where it can be helped. */
export function digits(value: number, significant = 4): string {
  if (value === 0 || Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const text = plain(value.toPrecision(significant));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** A share in percent, with as many digits as tell it from 100 %. */
export function percentage(share: number): string {
  const gap = Math.abs(1 - share);
  const places = gap > 0 && gap < 0.01 ? Math.min(7, 1 - Math.floor(Math.log10(100 * gap))) : 1;
  return digits(Number((100 * share).toFixed(Math.max(places, share < 0.01 ? 4 : 1))), 9);
}

const number = (value: number, quantity: Quantity, scale: Scale): string =>
  quantity === 'share' ? percentage(value) : digits(value / scale.per, quantity === 'rate' ? 3 : 4);

/** "3.21 s", "0.31 /h", "99.98 %". */
export function quantity(value: number, kind: Quantity): string {
  const scale = scaleOf(kind, value);
  return `${number(value, kind, scale)} ${scale.unit}`;
}

/** The unit that a figure reads best in. */
export function scaleFor({ value, bound, ci95 }: Figure, kind: Quantity): Scale {
  return scaleOf(kind, value || (value === null ? bound?.atLeast ?? bound?.atMost : undefined) || ci95?.[1] || 0);
}

/** "> 4 s" where a quantile falls among the censored; a dash where nothing is known. */
export function valueText({ value, bound }: Figure, kind: Quantity, scale?: Scale): string {
  const text = (x: number): string => (scale === undefined ? quantity(x, kind) : `${number(x, kind, scale)} ${scale.unit}`);
  if (value !== null) return text(value);
  if (bound?.atLeast !== undefined) return `> ${text(bound.atLeast)}`;
  return bound?.atMost === undefined ? '–' : `≤ ${text(bound.atMost)}`;
}

/** "3.1 … 3.4", in the unit of the value; with its unit where there is no value to share it with. */
export function intervalText(figure: Figure, kind: Quantity, scale = scaleFor(figure, kind)): string {
  if (!figure.ci95) return '';
  const [low, high] = figure.ci95;
  return `${number(low, kind, scale)} … ${number(high, kind, scale)}${figure.value ? '' : ` ${scale.unit}`}`;
}

const several = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`;

/** What a figure rests on, in the words of what was counted. */
export function basisText({ runs, mistakes, samples }: Basis, counted: 'sample' | 'mistake' | 'run' = 'sample'): string {
  if (counted === 'mistake' && mistakes !== undefined) return several(mistakes, 'mistake');
  if (counted !== 'run' && samples !== undefined) return several(samples, counted);
  return several(runs, 'run');
}

/** Of which there is no interval, and why: of each reason a sentence. */
export function noIntervals(named: readonly (readonly [name: string, why: string])[]): readonly string[] {
  const reasons = new Map<string, string[]>();
  for (const [name, why] of named) reasons.set(why, [...new Set([...reasons.get(why) ?? [], name])]);
  return [...reasons].map(([why, names]) => `No interval of ${names.join('; ')}: ${why}.`);
}
