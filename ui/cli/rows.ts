import type { Figure } from '../../sim/report.ts';
import { basisText, intervalText, scaleFor, valueText, type Quantity } from './figures.ts';
import { table, type TableCell } from './text.ts';

/** One line of a table of figures, before it has a width. */
export interface FigureRow {
  readonly label: string;
  readonly value: string;
  /** Its 95 % interval, or why there is no value. */
  readonly interval?: string;
  /** What it rests on. */
  readonly from?: string;
}

type Counted = NonNullable<Parameters<typeof basisText>[1]>;

/** A figure as a row, in the unit of `like` where that is given. What could not be measured says why. */
export function figureRow(label: string, figure: Figure, kind: Quantity, counted: Counted = 'run', like?: Figure): FigureRow {
  const scale = like && like.value ? scaleFor(like, kind) : undefined;
  const interval = intervalText(figure, kind, scale);
  return {
    label, value: valueText(figure, kind, scale), from: basisText(figure.n, counted),
    // a bound says enough by itself
    interval: figure.value === null && !figure.bound ? figure.why ?? '' : interval,
  };
}

export const countRow = (label: string, count: number, note = ''): FigureRow => ({ label, value: String(count), interval: note });

/** A line that only says something. */
export const remark = (label: string, text: string): FigureRow => ({ label, value: '', interval: text });

/** Title and rows of one part of a report. */
export interface Section { readonly title: string; readonly rows: readonly FigureRow[] }

const fits = (row: FigureRow, width: number): boolean => (row.interval ?? '').length <= width - 2;

function cells(row: FigureRow, intervalWidth: number): TableCell[] {
  const { label, value, interval = '', from = '' } = row;
  if (value === '') return [label, { content: interval, colSpan: 3, hAlign: 'left' }];
  if (from === '' || !fits(row, intervalWidth)) return [label, value, { content: interval, colSpan: 2 }];
  return [label, value, interval, from];
}

/** The sections under one head, `columns` wide. */
export function sectionsText(sections: readonly Section[], columns: number, bold: (text: string) => string): string {
  const widths = [columns - 48, 12, 21, 15];
  const head = table([['', 'value', '95 % interval', 'from']], widths, [1]);
  const parts = sections.filter(({ rows }) => rows.length > 0).map(({ title, rows }) =>
    `${bold(title)}\n${table(rows.map(row => cells(row, widths[2]!)), widths, [1])}`);
  return `${head}\n${parts.join('\n\n')}`;
}
