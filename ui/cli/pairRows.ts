import type { PairFigures, Report } from '../../sim/report.ts';
import { scaleFor, valueText, type Scale } from './figures.ts';
import { table } from './text.ts';

/** More than these are for `--json` and `--csv`. */
const most = 6;

function cells(name: string, of: PairFigures, rate: Scale | undefined): string[] {
  const { detectionTime, mistakes, mistakeRate, mistakeDuration, queryAccuracy } = of;
  const detected = detectionTime.samples + detectionTime.missed + detectionTime.censored > 0 ? valueText(detectionTime.mean, 'time') : '';
  return [
    name, detected, String(mistakes), valueText(mistakeRate, 'rate', rate),
    mistakes > 0 ? valueText(mistakeDuration, 'time') : '', valueText(queryAccuracy, 'share'),
  ];
}

/** Each pair on a line, where there are few: what differs between them is then what the scenario is about. */
export function pairsText({ pooled: { pairs } }: Report, columns: number, bold: (text: string) => string): string[] {
  const entries = Object.entries(pairs);
  if (entries.length < 2 || entries.length > most) return [];
  const first = entries.find(([, { mistakeRate }]) => mistakeRate.value);
  const rate = first && scaleFor(first[1].mistakeRate, 'rate');
  const head = ['', 'T_D mean', 'mistakes', 'λ_M', 'T_M mean', 'P_A'];
  const rows = entries.map(([name, of]) => cells(name, of, rate));
  return [`${bold('Who watched whom?')}\n${table([head, ...rows], [columns - 57, 11, 10, 13, 12, 11], [1, 2, 3, 4, 5])}`];
}
