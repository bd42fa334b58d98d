/** What a bench found: one row of its table, one entry of its JSON. */
import Table from 'cli-table3';
import { median } from './measured.ts';

export type Unit = 'heartbeats/s' | 'seconds' | 'bytes';

export interface Row {
  readonly name: string;
  readonly unit: Unit;
  /** Measured in turn: the engine, and what it is held against, if anything. */
  readonly pairs: readonly (readonly [engine: number, beside?: number])[];
  /** What that is. */
  readonly against?: string;
  /** For the median of the pairs' ratios where there is something beside it, else for the median. */
  readonly target?: { readonly atLeast: number } | { readonly atMost: number };
}

/** The medians of a row, and the verdict where it has a target. */
export interface Summary { readonly engine: number; readonly beside?: number; readonly ratio?: number; readonly pass?: boolean }

export function summary({ pairs, target }: Row): Summary {
  const engine = median(pairs.map(pair => pair[0]));
  const compared = pairs.filter((pair): pair is readonly [number, number] => pair[1] !== undefined);
  const held = compared.length === 0 ? undefined : { beside: median(compared.map(pair => pair[1])), ratio: median(compared.map(pair => pair[0] / pair[1])) };
  if (!target) return { engine, ...held };
  const judged = held ? held.ratio : engine;
  return { engine, ...held, pass: 'atLeast' in target ? judged >= target.atLeast : judged <= target.atMost };
}

function shown(value: number, unit: Unit): string {
  if (unit === 'heartbeats/s') return `${(value / 1e6).toFixed(2)} M/s`;
  return unit === 'seconds' ? `${value.toFixed(1)} s` : `${value.toFixed(0)} B`;
}

function wanted({ target, unit, pairs }: Row): string {
  if (!target) return '';
  const bound = 'atLeast' in target ? target.atLeast : target.atMost;
  return `${'atLeast' in target ? '≥' : '≤'} ${pairs[0]?.[1] === undefined ? shown(bound, unit).replace('.0', '') : bound.toFixed(2)}`;
}

/** At most 80 columns. */
export function table(rows: readonly Row[]): string {
  const drawn = new Table({
    head: ['', 'engine', 'beside', '', 'ratio', 'target', ''],
    colAligns: ['left', 'right', 'right', 'left', 'right', 'right', 'left'], style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    chars: { ...Object.fromEntries(['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right', 'left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'].map(place => [place, ''])), middle: '  ' },
  });
  for (const row of rows) {
    const { engine, beside, ratio, pass } = summary(row);
    drawn.push([
      row.name, shown(engine, row.unit), beside === undefined ? '' : shown(beside, row.unit), row.against ?? '',
      ratio === undefined ? '' : ratio.toFixed(2), wanted(row), pass === undefined ? '' : pass ? 'pass' : 'fail',
    ]);
  }
  return drawn.toString();
}
