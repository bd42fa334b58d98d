/** Rare mistakes as people read them: how often, from what, and what it saved. */
import { formatDuration } from '../../src/parameters.ts';
import type { RareReport, Rung } from '../../sim/rare/rare.ts';
import type { Stratum, StrataReport } from '../../sim/rare/strata.ts';
import type { Figure } from '../../sim/report.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { digits, intervalText, percentage, quantity, scaleFor, valueText } from './figures.ts';
import { entry, table, wrap } from './text.ts';

/** What is told beside the figures. */
export interface Told {
  readonly scenario: Scenario;
  readonly ran: readonly (readonly [string, string])[];
  readonly columns: number;
  readonly bold: (text: string) => string;
}

const year = 365.25 * 86_400_000;

/** "3.2 years"; below two of them, in the unit that fits. Of milliseconds. */
export const spanText = (span: number): string => (span < 2 * year ? quantity(span, 'time') : `${large(span / year)} years`);

/** Three digits; beyond a million by its exponent. */
export const large = (value: number): string => (value < 1e6 ? digits(value, 3) : value.toExponential(1).replace('e+', 'e'));

/** "7.42e-10": of what is far below one. */
export const small = (value: number): string => (value >= 0.001 ? digits(value, 3) : value.toExponential(2));

function spans({ value, ci95 }: Figure): [string, string] {
  return value === null ? ['–', ''] : [spanText(value), ci95 ? `${spanText(ci95[0])} … ${spanText(ci95[1])}` : ''];
}

function chances({ value, ci95 }: Figure): [string, string] {
  return value === null ? ['–', ''] : [small(value), ci95 ? `${small(ci95[0])} … ${small(ci95[1])}` : ''];
}

function rates(figure: Figure): [string, string] {
  return [valueText(figure, 'rate', scaleFor(figure, 'rate')), intervalText(figure, 'rate')];
}

const figures = (rows: readonly (readonly [string, readonly [string, string]])[], columns: number): string =>
  table([['', 'value', '95 % interval'], ...rows.map(([label, [value, interval]]) => [label, value, interval])], [columns - 48, 16, 32], [1]);

const head = ({ scenario, ran, columns, bold }: Told): string =>
  [bold(scenario.title || 'A scenario'), ran.map(([name, line]) => entry(name, line, columns)).join('\n')].join('\n\n');

/** Rows of a long table from both ends. */
function ends<T>(rows: readonly T[], between: T): T[] {
  return rows.length <= 30 ? [...rows] : [...rows.slice(0, 14), between, ...rows.slice(-14)];
}

const rungRow = ({ chances: left, beyond, hits, copies }: Rung): string[] => [
  left === 0 ? 'none: a mistake follows' : beyond === null ? String(left) : `${left}, the next slower than ${quantity(beyond, 'time')}`,
  String(hits), copies === 1 ? '' : String(copies),
];

export function rareText(report: RareReport, told: Told): string {
  const { pair, mistakeRate, mistakeRecurrence, perHeartbeat, rungs } = report;
  const { scenario: { processes }, columns, bold } = told;
  const widths = [columns - 32, 16, 16];
  return [
    head(told),
    `${bold('How often is a mistake made?')}\n${figures([
      ['Once in', spans(mistakeRecurrence)], ['Mistake rate λ_M', rates(mistakeRate)], ['Per heartbeat', chances(perHeartbeat)],
    ], columns)}`,
    wrap(`In the long run, under this weather, by ${processes[pair.monitor]!.name} of ${processes[pair.monitored]!.name}.`, columns),
    `${bold('Levels')}\n${table([['beats that may still prevent it', 'reached', 'split into'], ...ends(rungs.map(rungRow), ['…', '', ''])], widths, [1, 2])}`,
    wrap(effortText(report), columns),
  ].join('\n\n');
}

function effortText({ hits, roots, stretches, heaviest, beats, plainBeats }: RareReport): string {
  const from = `${hits} mistakes from ${roots} independent roots in ${stretches} stretches; the heaviest root carries ${percentage(heaviest)} % of the sum.`;
  const spent = `${large(beats)} heartbeats walked`;
  return plainBeats === null ? `${from} ${spent}.` : `${from} ${spent}; without splitting this interval would want ${large(plainBeats)}, ${large(plainBeats / beats)} times as many.`;
}

const stratumRow = ({ share, shortest, longest, runs, hits, mistakes }: Stratum): string[] =>
  [`${formatDuration(round(shortest))} … ${formatDuration(round(longest))}`, small(share), String(runs), String(hits), digits(mistakes / Math.max(1, runs), 3)];

/** To whole milliseconds from a second on, so that it reads. */
const round = (length: number): number => (length < 1_000_000 ? length : Math.round(length / 1_000) * 1_000);

/** Strata without a mistake, but for the last of them, say nothing. */
function telling(strata: readonly Stratum[]): Stratum[] {
  const first = strata.findIndex(({ mistakes }) => mistakes > 0);
  return first < 0 ? strata.slice(-1) : strata.slice(Math.max(0, first - 2), first + 12);
}

export function strataText(report: StrataReport, told: Told): string {
  const { columns, bold } = told;
  const { fault, counted, perRun, mistakesPerRun, mistakeRate, strata, hits, heaviest, runs, plainRuns } = report;
  const spent = `${runs} runs`;
  const saving = plainRuns === null ? `${spent}.` : `${spent}; drawn as they come this interval would want ${large(plainRuns)}, ${large(plainRuns / runs)} times as many.`;
  return [
    head(told),
    `${bold(`How often does one fault "${fault}" cause a mistake?`)}\n${figures([
      ['Chance of any, per fault', chances(perRun)], ['Mistakes per fault', chances(mistakesPerRun)], ['Mistake rate λ_M in a run', rates(mistakeRate)],
    ], columns)}`,
    `${bold('Strata of its length')}\n${table([['length', 'share', 'runs', 'with one', 'mean'], ...telling(strata).map(stratumRow)], [columns - 48, 14, 10, 12, 12], [1, 2, 3, 4])}`,
    wrap(`${counted === 'caused' ? 'Counted are mistakes that a pause or a cut causes, of all pairs.' : 'Counted are all mistakes, of all pairs.'} ${hits} runs had one; the heaviest carries ${percentage(heaviest)} % of the sum. ${saving}`, columns),
  ].join('\n\n');
}
