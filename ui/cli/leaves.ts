import type { Figure } from '../../sim/report.ts';
import type { Quantity } from './figures.ts';

export interface Leaf { readonly path: string; readonly found: Figure | number }

const isFigure = (x: object): x is Figure => 'value' in x && 'n' in x;

/** Every figure and every count below a part of a report, with its path. */
export function leaves(part: unknown, path = ''): Leaf[] {
  if (typeof part === 'number') return [{ path, found: part }];
  if (typeof part !== 'object' || part === null) return [];
  if (isFigure(part)) return [{ path, found: part }];
  return Object.entries(part).flatMap(([key, value]) => leaves(value, path === '' ? key : `${path}.${key}`));
}

const shares = /(^|\.)(queryAccuracy|runsWithMistake|detectedShare|share)$/;

/** What a figure of the report is measured in, by its path. */
export function quantityOf(path: string): Quantity {
  if (/(^|\.)mistakeRate(\.|$)/.test(path)) return 'rate';
  if (shares.test(path)) return 'share';
  if (/(^|\.)load\.messages\./.test(path)) return 'messages';
  if (/(^|\.)load\.bytes\./.test(path)) return 'bytes';
  return 'time';
}

/** The report's own unit of that quantity. */
export const reportUnit: Readonly<Record<Quantity, string>> = {
  time: 'ms', rate: '1/s', share: '1', messages: '1/s', bytes: 'B/s',
};
