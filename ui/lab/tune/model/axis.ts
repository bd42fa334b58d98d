/** One axis of the map: a number of the detector, and the values that are tried of it. */
import { formatDuration } from '../../../../src/parameters.ts';

export type Kind = 'duration' | 'number' | 'whole';
export type Scale = 'linear' | 'log';

/** What an axis runs over; durations in microseconds. */
export interface Range {
  readonly path: string;
  readonly kind: Kind;
  readonly scale: Scale;
  readonly from: number;
  readonly to: number;
}

export interface Axis extends Range {
  /** Rising; each is the middle of a column, or of a row. */
  readonly values: readonly number[];
  /** So many of the values make one of the coarse map: its own value is the middle one of them. */
  readonly split: 1 | 3;
}

/** How many columns the coarse map has, and rows. */
export const coarse = 8;

/** The value at that share of the way from one end to the other, on the scale of the range. */
export function along({ from, to, scale }: Range, share: number): number {
  return scale === 'log' ? from * Math.exp(share * Math.log(to / from)) : from + share * (to - from);
}

/** The share of the width at which that value stands: columns are equally wide, whatever was rounded. Beyond the map: at its edge. */
export function shareOf({ values, scale }: Axis, value: number): number {
  const last = values.length - 1;
  if (last === 0) return 0.5;
  const above = values.findIndex(each => each > value);
  const i = above === -1 ? last - 1 : Math.max(0, Math.min(last - 1, above - 1));
  const [low, high] = [values[i]!, values[i + 1]!];
  const way = scale === 'log' && value > 0 ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return Math.max(0, Math.min(1, (i + 0.5 + way) / values.length));
}

/** The other way round, with as few digits as there is use for. */
export function valueAt(axis: Axis, share: number): number {
  const { values, kind, from, to } = axis;
  const last = values.length - 1;
  const place = Math.max(-0.5, Math.min(last + 0.5, share * values.length - 0.5));
  const i = Math.max(0, Math.min(last - 1, Math.floor(place)));
  const between = last === 0 ? values[0]! : along({ ...axis, from: values[i]!, to: values[i + 1]! }, place - i);
  const kept = Math.max(from, Math.min(to, between));
  return kind === 'whole' ? Math.round(kept) : whole(kind, Number(kept.toPrecision(2)));
}

const whole = (kind: Kind, value: number): number => (kind === 'duration' ? Math.round(value) : value);

/** As a scenario spells it. */
export const spelt = (kind: Kind, value: number): string => (kind === 'duration' ? formatDuration(value) : String(value));

const units: Readonly<Record<string, string>> = { us: 'µs', m: 'min' };

/** As people read it: "1.5 s", "250 ms", "8"; number and unit stay on one line. */
export const shown = (kind: Kind, value: number): string => spelt(kind, value).replace(/[a-z]+$/, unit => `\u00a0${units[unit] ?? unit}`);

/** As a sweep would be asked for it: "detector.interval=100ms..5s:log". */
export const asked = ({ path, kind, from, to, scale }: Range): string =>
  `${path}=${spelt(kind, from)}..${spelt(kind, to)}${scale === 'log' ? ':log' : ''}`;

/** "detector.estimator.timeout" as words: "timeout". */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1).replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
