/** A run as people read it: what was asked, what was run, what came out, whether it is what was stated, what to try next. */
import type { Judgement, Report } from '../../sim/report.ts';
import { digits } from './figures.ts';
import { detectionSection, mistakeSection } from './qualityRows.ts';
import { pairsText } from './pairRows.ts';
import { sectionsText, type Section } from './rows.ts';
import { isLed, isRouted, leadershipSection, loadSection, routingSection } from './serviceRows.ts';
import { entry, wrap } from './text.ts';

/** What is told beside the report. */
export interface Told {
  readonly report: Report;
  readonly story: string;
  /** What was run, line by line: see `ranLines`. */
  readonly ran: readonly (readonly [string, string])[];
  readonly judged: readonly Judgement[];
  /** Commands to try next, and what for. */
  readonly next: readonly (readonly [string, string])[];
}

type Bold = (text: string) => string;

export function sections({ pooled }: Report): Section[] {
  const { suspected } = pooled;
  return [
    detectionSection(pooled), mistakeSection(pooled),
    ...(suspected ? [mistakeSection(suspected, 'And by the earlier verdict, suspected?')] : []),
    ...(isLed(pooled) ? [leadershipSection(pooled)] : []),
    ...(isRouted(pooled) ? [routingSection(pooled)] : []),
    loadSection(pooled.load),
  ];
}

/** One line an assertion: whether it holds, and if not, why. */
export function judgementText({ expectation, holds, measured, why }: Judgement, columns: number): string {
  const verdict = holds ? 'holds ' : 'FAILED';
  const detail = holds ? (measured === null ? '' : ` (${digits(measured, 6)})`) : `: ${why ?? 'no reason given'}`;
  return wrap(`${expectation.text}${detail}`, columns, ' '.repeat(10)).replace(/^ {10}/, `  ${verdict}  `);
}

function judgements(judged: readonly Judgement[], runs: number, columns: number, bold: Bold): string[] {
  if (judged.length === 0) return [];
  return [[bold('Stated assertions') + (runs === 1 ? '' : ', of counts the mean per run'), ...judged.map(each => judgementText(each, columns))].join('\n')];
}

const seedsText = ({ seed, runs }: Report): string => (runs === 1 ? `seed ${seed}` : `${runs} runs, seeds ${seed}, ${seed}#1 … ${seed}#${runs - 1}`);

function digestLine({ digest, runs }: Report): string {
  const first = typeof digest === 'string' ? digest : digest[0]!;
  return `Digest ${first}${runs === 1 ? '' : ` and ${runs - 1} more (flatline digest lists them)`}: the same run gives the same digest, anywhere.`;
}

/** The whole of a run, `columns` wide. */
export function runText({ report, story, ran, judged, next }: Told, columns: number, bold: Bold): string {
  const lines = [...ran, ['Weather', seedsText(report)] as const];
  return [
    bold(report.scenario || 'A run'),
    ...(story === '' ? [] : [wrap(story, columns)]),
    lines.map(([name, text]) => entry(name, text, columns)).join('\n'),
    sectionsText(sections(report), columns, bold),
    ...pairsText(report, columns, bold),
    ...judgements(judged, report.runs, columns, bold),
    wrap(digestLine(report), columns),
    ...(next.length === 0 ? [] : [['Next', ...next.map(([command, why]) => `  ${command}\n      ${why}`)].join('\n')]),
  ].join('\n\n');
}
