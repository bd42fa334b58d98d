/** The figures beside each other, and what each later column does differently from the first: the command's own, by the same functions. */
import { lookup, type Figure, type Report } from '../../../sim/report.ts';
import type { PairedReport } from '../../../sim/statistics.ts';
import { digits, intervalText, scaleFor, scaleOf, valueText, type Quantity, type Scale } from '../../cli/figures.ts';
import type { TermName } from '../glossary.ts';

interface Line {
  readonly path: string;
  readonly words: string;
  readonly term: TermName | null;
  readonly unit: Quantity | 'count';
  /** A sum over all runs: shown, as its difference is, for one. */
  readonly perRun?: true;
}

const line = (path: string, term: TermName | null, words: string, unit: Line['unit']): Line => ({ path, term, words, unit });

export const lines: readonly Line[] = [
  line('detectionTime.p50', 'detectionTime', 'T_D, p50', 'time'), line('detectionTime.p95', 'detectionTime', 'T_D, p95', 'time'),
  line('detectionTime.p99', 'detectionTime', 'T_D, p99', 'time'), line('detectionTime.mean', 'detectionTime', 'T_D, mean', 'time'),
  line('detectedShare', null, 'crashes noticed', 'share'),
  line('mistakeRate.total', 'mistakeRate', 'λ_M, mistakes per hour of watching', 'rate'), line('mistakeDuration.mean', 'mistakeDuration', 'T_M, mean', 'time'),
  line('queryAccuracy', 'queryAccuracy', 'P_A', 'share'),
  line('load.messages.total', null, 'messages sent, per process', 'messages'), line('load.bytes.total', null, 'bytes sent, per process', 'bytes'),
  { ...line('splitBrain.total', 'splitBrain', 'split-brain, a run', 'time'), perRun: true },
  { ...line('leaderless.total', 'leaderless', 'nobody leads, a run', 'time'), perRun: true },
  { ...line('lostWrites.total', 'lostWrites', 'lost writes, a run', 'count'), perRun: true },
  { ...line('unavailability.writes.total', 'unavailability', 'unavailable for writes, a run', 'time'), perRun: true },
];

export interface Value { readonly text: string; readonly interval: string; readonly why: string }
/** `sure`: its interval does not hold zero. */
export interface Difference extends Value { readonly sure: boolean }
export interface FigureRow extends Pick<Line, 'words' | 'term' | 'path'> {
  readonly values: readonly Value[];
  /** Of each later column minus the first. */
  readonly differences: readonly Difference[];
}

/** Lines of which no column has anything are left out. `paired[i]` is of column i + 1 against the first; none for a single run. */
export function figureRows(reports: readonly Report[], paired: readonly PairedReport[]): readonly FigureRow[] {
  return lines.flatMap(one => {
    const figures = reports.map(report => figureAt(report, one));
    if (figures.every(figure => !figure || (figure.value === null && !figure.bound))) return [];
    const scale = one.unit === 'count' ? undefined : scaleOfLine(figures, one.unit);
    const [first, ...later] = figures;
    return [{
      words: one.words, term: one.term, path: one.path, values: figures.map(figure => valueOf(figure, one.unit, scale)),
      differences: later.map((figure, i) => differenceOf(first, figure, paired[i]?.differences[one.path]?.difference, one.unit)),
    }];
  });
}

function figureAt(report: Report, { path, perRun }: Line): Figure | undefined {
  const found = lookup(report, path);
  if ('problem' in found) return undefined;
  const figure: Figure = typeof found.figure === 'number' ? { value: found.figure, ci95: null, n: { runs: report.runs } } : found.figure;
  return perRun ? times(figure, 1 / report.runs) : figure;
}

const times = ({ value, ci95, bound: _bound, ...rest }: Figure, factor: number): Figure =>
  ({ ...rest, value: value === null ? null : value * factor, ci95: ci95 && [ci95[0] * factor, ci95[1] * factor] });

/** One unit for the whole line, so that its numbers can be read against each other. */
function scaleOfLine(figures: readonly (Figure | undefined)[], unit: Quantity): Scale {
  if (unit === 'rate') return perHour;
  const size = (figure: Figure | undefined): number => Math.abs(figure?.value ?? 0);
  return scaleFor(figures.reduce((largest, figure) => (figure && (!largest || size(figure) > size(largest)) ? figure : largest), undefined)!, unit);
}

const perHour: Scale = { per: 1 / 3_600, unit: '/h' };

function valueOf(figure: Figure | undefined, unit: Line['unit'], scale?: Scale): Value {
  if (!figure) return { text: '–', interval: '', why: 'it has nothing of the kind' };
  if (unit === 'count') return { text: figure.value === null ? '–' : digits(figure.value, 3), interval: '', why: figure.why ?? '' };
  return { text: valueText(figure, unit, scale), interval: intervalText(figure, unit, scale), why: figure.why ?? '' };
}

function differenceOf(first: Figure | undefined, later: Figure | undefined, paired: Figure | undefined, unit: Line['unit']): Difference {
  if (paired) return signedDifference(paired, unit);
  if (!first || !later || first.value === null || later.value === null) return { text: '–', interval: '', why: 'it is not known of both', sure: false };
  return signedDifference({ value: later.value - first.value, ci95: null, n: later.n, why: '' }, unit);
}

function signedDifference({ value, ci95, why = '' }: Figure, unit: Line['unit']): Difference {
  if (value === null) return { text: '–', interval: '', why, sure: false };
  const scale = differenceScale(unit, Math.max(Math.abs(value), ...ci95?.map(Math.abs) ?? []));
  const text = (x: number): string => `${x < 0 ? '−' : x > 0 ? '+' : ''}${digits(Math.abs(x) / scale.per, 4)}`;
  return {
    text: `${text(value)} ${scale.unit}`.trim(), interval: ci95 ? `${text(ci95[0])} … ${text(ci95[1])}` : '', why,
    sure: ci95 !== null && (ci95[0] > 0 || ci95[1] < 0),
  };
}

/** A difference of two shares is in points of a hundred. */
function differenceScale(unit: Line['unit'], size: number): Scale {
  if (unit === 'count') return { per: 1, unit: '' };
  if (unit === 'rate') return perHour;
  return unit === 'share' ? { per: 0.01, unit: 'points' } : scaleOf(unit, size);
}
