import type { Basis, Figure, Report } from '../../sim/report.ts';
import { leaves, quantityOf, reportUnit, type Leaf } from './leaves.ts';

export type Cell = string | number | null | undefined;

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Comma-separated values (RFC 4180, with line feeds). */
export const csv = (rows: readonly (readonly Cell[])[]): string =>
  rows.map(row => row.map(cell => quoted(String(cell ?? ''))).join(',')).join('\n');

export const figureColumns = [
  'value', 'unit', 'low95', 'high95', 'runs', 'episodes', 'mistakes', 'samples', 'censored', 'atLeast', 'atMost', 'why',
] as const;

const basis = (n: Basis): Cell[] => [n.runs, n.episodes, n.mistakes, n.samples, n.censored];

function figureCells(figure: Figure, unit: string): Cell[] {
  const [low, high] = figure.ci95 ?? [];
  return [figure.value, unit, low, high, ...basis(figure.n), figure.bound?.atLeast, figure.bound?.atMost, figure.why];
}

/** The cells of one leaf, under `figureColumns`. */
export function leafCells({ path, found }: Leaf): Cell[] {
  return typeof found === 'number' ? [found, 'count'] : figureCells(found, reportUnit[quantityOf(path)]);
}

/** Of a fixed length, the rest empty. */
export const padded = (cells: Cell[], length: number): Cell[] => [...cells, ...Array<Cell>(length - cells.length).fill('')];

/** One line a figure: easy to filter, and a figure added later adds lines, not columns. */
export function reportCsv(reports: readonly Report[]): string {
  const head = ['scenario', 'detector', 'seed', 'measure', ...figureColumns];
  const rows = reports.flatMap(report => leaves(report.pooled).map(leaf =>
    padded([report.scenario, report.detector, report.seed, leaf.path, ...leafCells(leaf)], head.length)));
  return csv([head, ...rows]);
}
