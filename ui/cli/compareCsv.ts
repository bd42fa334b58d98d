import type { Report } from '../../sim/report.ts';
import type { PairedReport } from '../../sim/statistics.ts';
import { csv, reportCsv, type Cell } from './csv.ts';
import { quantityOf, reportUnit } from './leaves.ts';

/** Reports under the same weather; each later one paired with the first. */
export interface Reported {
  readonly reports: readonly Report[];
  /** `paired[i]` is of `reports[i + 1]` against `reports[0]`. */
  readonly paired: readonly PairedReport[];
}

/** Counts are means per run here, not times. */
export const counts = new Set(['splitBrain.count', 'lostWrites.total', 'staleReads']);

/** The figures of every report, and below them the differences, whose measure says which two it is of. */
export function compareCsv({ reports, paired }: Reported): string {
  const rows = paired.flatMap(({ differences: each }, i) => Object.entries(each).map(([path, { difference: { value, ci95, n, why } }]): Cell[] => [
    reports[0]!.scenario, `${reports[i + 1]!.detector} minus ${reports[0]!.detector}`, reports[0]!.seed, path, value,
    counts.has(path) ? 'count' : reportUnit[quantityOf(path)], ci95?.[0], ci95?.[1], n.runs, '', '', '', '', '', '', why,
  ]));
  return rows.length === 0 ? reportCsv(reports) : `${reportCsv(reports)}\n${csv(rows)}`;
}
