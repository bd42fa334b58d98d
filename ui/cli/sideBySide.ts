/** Reports beside each other: one column each, and what differs. */
import { lookup, type Report } from '../../sim/report.ts';
import { digits, quantity, scaleFor, valueText, type Scale } from './figures.ts';
import { quantityOf } from './leaves.ts';
import { table } from './text.ts';

/** A line of a comparison: a path into the report, and what people call it. */
export type Line = readonly [label: string, path: string];

export const detectionLines: readonly Line[] = [
  ['Detection time T_D  mean', 'detectionTime.mean'], ['  p50', 'detectionTime.p50'], ['  p95', 'detectionTime.p95'],
  ['  p99', 'detectionTime.p99'], ['  max', 'detectionTime.max'], ['  most monitors, mean', 'detectionTime.majority.mean'], ['Not detected', 'undetected'],
];
export const mistakeLines: readonly Line[] = [
  ['Mistakes', 'mistakes'], ['Mistake rate λ_M', 'mistakeRate.total'], ['Mistake duration T_M  mean', 'mistakeDuration.mean'],
  ['Between mistakes T_MR  mean', 'mistakeRecurrence.mean'], ['Query accuracy P_A', 'queryAccuracy'],
];
export const serviceLines: readonly Line[] = [
  ['Split-brain, count', 'splitBrain.count'], ['  in all', 'splitBrain.total'], ['Nobody leads, in all', 'leaderless.total'],
  ['Lost writes', 'lostWrites.total'], ['Stale reads', 'staleReads'], ['Fenced writes', 'fencedWrites'], ['Unavailable for writes', 'unavailability.writes.total'],
  ['Failover, mean', 'failover.total.mean'],
];
export const loadLines: readonly Line[] = [['Messages', 'load.messages.total'], ['Bytes', 'load.bytes.total']];

/** One cell: the figure at that path, nothing where this report has none. */
export function cellText(report: Report, path: string, scale?: Scale): string {
  const found = lookup(report, path);
  if ('problem' in found) return '';
  return typeof found.figure === 'number' ? String(found.figure) : valueText(found.figure, quantityOf(path), scale);
}

/** The unit that a whole line is written in: that of its first value that is not zero. */
export function lineScale(reports: readonly Report[], path: string): Scale | undefined {
  for (const report of reports) {
    const found = lookup(report, path);
    if ('figure' in found && typeof found.figure === 'object' && found.figure.value) return scaleFor(found.figure, quantityOf(path));
  }
  return undefined;
}

const labelWidth = 30;
const columnWidth = 12;

/** "A", "B" … "Z", "27". */
export const letter = (i: number): string => (i < 26 ? String.fromCharCode(65 + i) : String(i + 1));

const isKnown = (cells: readonly string[]): boolean => cells.some(cell => cell !== '' && cell !== '–');

/** As many reports beside each other as fit, the rest below. Lines that nobody could measure are left out. */
export function sideBySide(reports: readonly Report[], lines: readonly Line[], columns: number): string {
  const fit = Math.max(1, Math.floor((columns - labelWidth) / columnWidth));
  const blocks: string[] = [];
  for (let from = 0; from < reports.length; from += fit) {
    const here = reports.slice(from, from + fit);
    const rows = lines.map(([label, path]) => [label, ...here.map(report => cellText(report, path, lineScale(reports, path)))]).filter(([, ...cells]) => isKnown(cells));
    const head = ['', ...here.map((_, i) => letter(from + i))];
    const widths = [labelWidth, ...here.map(() => columnWidth)];
    blocks.push(table([head, ...rows], widths, here.map((_, i) => i + 1)));
  }
  return blocks.join('\n\n');
}

/** "−0.2 s", "+3 /h", "+4.2 points": a difference always has its sign, and that of two shares is in points of a hundred. */
export function signed(value: number, path: string): string {
  const kind = quantityOf(path);
  const text = kind === 'share' ? `${digits(100 * Math.abs(value), 3)} points` : quantity(Math.abs(value), kind);
  return value === 0 ? text : `${value < 0 ? '−' : '+'}${text}`;
}
