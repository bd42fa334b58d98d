import { estimators } from '../../src/estimators/index.ts';
import type { CurvePoint } from '../../sim/walk/curve.ts';
import { csv, figureColumns, leafCells, padded } from './csv.ts';
import type { Drawn } from './curve.ts';
import { digits, intervalText, percentage, quantity, scaleFor, valueText } from './figures.ts';
import { leaves } from './leaves.ts';
import { entry, table, wrap } from './text.ts';

type Table = Readonly<Record<string, { readonly kind: string } | undefined>>;

/** Of the estimator's parameter that was varied. An estimator of the user's own counts in plain numbers. */
function isDuration({ scenario, curve: { parameter } }: Drawn): boolean {
  const { kind } = scenario.detector!.params.estimator as { readonly kind: keyof typeof estimators };
  return (estimators[kind]?.parameters as Table | undefined)?.[parameter]?.kind === 'duration';
}

const settingText = (value: number, duration: boolean): string => (duration ? quantity(value / 1_000, 'time') : digits(value));

function row({ value, detectionTime, mistakes, mistakeRate, queryAccuracy }: CurvePoint, duration: boolean): string[] {
  const scale = scaleFor(mistakeRate, 'rate');
  return [
    settingText(value, duration), valueText(detectionTime.mean, 'time'), valueText(detectionTime.max, 'time'), String(mistakes),
    mistakes === 0 ? valueText({ ...mistakeRate, value: null }, 'rate') : valueText(mistakeRate, 'rate', scale),
    mistakes === 0 ? '' : intervalText(mistakeRate, 'rate', scale), queryAccuracy.value === null ? '–' : `${percentage(queryAccuracy.value)} %`,
  ];
}

function remarks({ scenario, curve: { points, runs, method, why } }: Drawn): string[] {
  const crashes = points[0]?.detectionTime.crashes ?? 0;
  return [
    crashes === 0 ? 'Nobody crashes in this scenario, so there is no detection time: add a crash to its faults.' : `T_D over ${crashes} detections of a crash at each setting.`,
    points.some(({ mistakes }) => mistakes === 0) ? 'Where no mistake was made, the rate is what it can be at most, with 95 % confidence.' : '',
    method === 'walked' ? 'Walked link by link, all settings at once.' : `Simulated once for each setting, because ${why}.`,
    runs === 1 && scenario.warmUp === 0 ? 'One run: say --runs 30 for intervals.' : '',
  ].filter(text => text !== '');
}

/** A setting a line. */
export function curveText(drawn: Drawn, ran: readonly (readonly [string, string])[], columns: number, bold: (text: string) => string): string {
  const { scenario, curve: { parameter, points, load, runs } } = drawn;
  const duration = isDuration(drawn);
  const head = [parameter.length < 10 ? parameter : 'setting', 'T_D mean', 'longest', 'mistakes', 'rate λ_M', '95 % interval', 'P_A'];
  const weather = `${runs === 1 ? 'one run' : `${runs} runs`} each, the same for all, seed ${scenario.seed}`;
  const traffic = `${digits(load.messages.total.value ?? 0)} messages/s and ${valueText(load.bytes.total, 'bytes')} a process, whatever the setting`;
  return [
    bold(scenario.title || 'A trade-off curve'),
    [...ran, ['Varied', `${parameter}: ${points.length} values`] as const, ['Weather', weather] as const, ['Load', traffic] as const].map(([name, text]) => entry(name, text, columns)).join('\n'),
    table([head, ...points.map(point => row(point, duration))], [11, 10, 10, 10, 14, 15, 12], [0, 1, 2, 3, 4, 5, 6]),
    wrap(remarks(drawn).join(' '), columns),
  ].join('\n\n');
}

/** With the unit in its name. */
const columnOf = (drawn: Drawn): string => `${drawn.curve.parameter}${isDuration(drawn) ? 'Ms' : ''}`;
const valueOf = (drawn: Drawn, value: number): number => (isDuration(drawn) ? value / 1_000 : value);

export function curveJson(all: readonly Drawn[]): string {
  const plain = all.map(drawn => {
    const { label, scenario, version, curve: { points, parameter: _parameter, ...rest } } = drawn;
    return {
      scenario: scenario.title, version, seed: scenario.seed, detector: label, varies: columnOf(drawn), ...rest,
      points: points.map(({ value, ...figures }) => ({ [columnOf(drawn)]: valueOf(drawn, value), ...figures })),
    };
  });
  return JSON.stringify(plain.length === 1 ? plain[0] : plain, null, 2);
}

/** One line a setting and figure. */
export function curveCsv(all: readonly Drawn[]): string {
  const head = ['scenario', 'detector', 'seed', 'parameter', 'setting', 'measure', ...figureColumns];
  const rows = all.flatMap(drawn => drawn.curve.points.flatMap(({ value, ...figures }) => leaves(figures).map(leaf => padded(
    [drawn.scenario.title, drawn.label, drawn.scenario.seed, columnOf(drawn), valueOf(drawn, value), leaf.path, ...leafCells(leaf)], head.length,
  ))));
  return csv([head, ...rows]);
}
