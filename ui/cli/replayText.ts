import type { Figure } from '../../sim/report.ts';
import type { ReplayFigures } from '../../sim/replayFigures.ts';
import { csv, figureColumns, leafCells, padded, type Cell } from './csv.ts';
import { quantity, scaleFor, valueText, type Quantity, type Scale } from './figures.ts';
import { leaves } from './leaves.ts';
import { entry, table, wrap } from './text.ts';

/** One estimator over the recording. */
export interface Replayed { readonly label: string; readonly choice: string; readonly figures: ReplayFigures }

/** What was replayed. */
export interface Recording { readonly name: string; readonly beats: number; readonly interval: string; readonly warmUp: string }

type Column = readonly [head: string, kind: Quantity, figure: (of: ReplayFigures) => Figure];

const columnsOf: readonly Column[] = [
  ['T_D mean', 'time', of => of.detectionTime.mean], ['T_D worst', 'time', of => of.detectionTime.max],
  ['λ_M', 'rate', of => of.mistakeRate], ['T_M mean', 'time', of => of.mistakeDuration.mean], ['P_A', 'share', of => of.queryAccuracy],
];

/** Rates stand below each other in one unit, that of the largest; times each in their own. */
function columnScale([, kind, figure]: Column, all: readonly Replayed[]): Scale | undefined {
  if (kind !== 'rate') return undefined;
  const largest = all.map(({ figures }) => figure(figures)).sort((a, b) => (b.value ?? 0) - (a.value ?? 0))[0];
  return largest?.value ? scaleFor(largest, kind) : undefined;
}

/** None seen is not none: what the recording bears out is a bound (MEASURES.md, "Intervals"). */
function cellText(figure: Figure, kind: Quantity, scale: Scale | undefined): string {
  const { value, bound } = figure;
  return value === 0 && bound?.atMost !== undefined ? `< ${quantity(bound.atMost, kind)}` : valueText(figure, kind, scale);
}

function rows(all: readonly Replayed[]): string[][] {
  const scales = columnsOf.map(column => columnScale(column, all));
  return all.map(({ label, figures }) => {
    const cells = columnsOf.map(([, kind, figure], i) => cellText(figure(figures), kind, scales[i]));
    return [label.replaceAll(',', ', '), cells[0]!, cells[1]!, String(figures.mistakes), ...cells.slice(2)];
  });
}

const meaning = 'The sender never crashed, so every suspicion is a mistake. T_D is what it would have been, had the sender crashed: ' +
  'at a random instant, and at the worst. λ_M is the mistake rate, T_M how long one lasts, P_A the share of time without one.';

/** Every estimator over the same arrivals, a line each. */
export function replayText(of: Recording, all: readonly Replayed[], columns: number, bold: (text: string) => string): string {
  const exposure = all[0]?.figures.exposure.value ?? 0;
  const head = ['', ...['T_D mean', 'T_D worst', 'mistakes', 'λ_M', 'T_M mean', 'P_A'].map(bold)];
  return [
    bold(`${of.name}: ${of.beats} beats, ${quantity(exposure, 'time')}`),
    [['Interval', `${of.interval}, the median between two sends: what an estimator is told that asks for one`],
      ['Warm-up', of.warmUp]].map(([name, text]) => entry(name!, text!, columns)).join('\n'),
    table([head, ...rows(all)], [columns - 65, 10, 11, 10, 13, 10, 11], [1, 2, 3, 4, 5, 6]),
    all.map(({ label, choice }) => entry(label, choice, columns, 20)).join('\n'),
    wrap(meaning, columns),
  ].join('\n\n');
}

/** A line a figure. */
export function replayCsv(of: Recording, all: readonly Replayed[]): string {
  const head = ['recording', 'estimator', 'measure', ...figureColumns];
  const rows = all.flatMap(({ label, figures }) => leaves(figures).map(leaf => padded(([of.name, label, leaf.path] as Cell[]).concat(leafCells(leaf)), head.length)));
  return csv([head, ...rows]);
}
