/** Verdicts as Markdown: the summary of a CI job. */
import type { Checked, Verdict } from '../../sim/verdicts.ts';
import type { CheckedOutcome } from './check.ts';
import { adviceText, evidenceText, replayCommand, singleText, spelled, tally, tallyText } from './checkText.ts';

const marks: Readonly<Record<Verdict, string>> = { holds: '✅ holds', broken: '❌ **broken**', undecided: '❔ undecided' };

/** A bar would end the cell, and angle brackets would be HTML. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function row(checked: Checked, { outcome }: CheckedOutcome): string {
  const spell = spelled(checked, outcome);
  const advice = adviceText(checked, outcome.report.runs);
  const found = [evidenceText(checked, spell), ...(advice ? [advice] : [])].join('; ');
  const worst = checked.worst.map(one => singleText(one, spell)).join(', ');
  return `| ${cell(checked.expectation.text)} | ${cell(found)} | ${marks[checked.verdict]} | ${cell(worst)} |`;
}

function replays(all: readonly CheckedOutcome[]): string[] {
  const commands = all.flatMap(({ file, checked }) => checked.filter(({ verdict, worst }) => verdict !== 'holds' && worst.length > 0)
    .map(({ worst }) => replayCommand(file, worst[0]!)));
  return commands.length === 0 ? [] : ['The worst again:', '', '```sh', ...new Set(commands), '```'];
}

export function checkMarkdown(all: readonly CheckedOutcome[]): string {
  const tables = all.filter(({ checked }) => checked.length > 0).map(each => {
    const { report } = each.outcome;
    return [
      `### ${cell(report.scenario || each.file)}`, '',
      `${cell(each.file)}: ${cell(report.detector)}, ${report.runs} runs from seed ${cell(report.seed)}`, '',
      '| bound | measured, with its 95 % interval | verdict | worst seeds |', '| --- | --- | --- | --- |',
      ...each.checked.map(checked => row(checked, each)),
    ].join('\n');
  });
  return [`## Flatline: ${tallyText(tally(all))}`, ...tables, replays(all).join('\n')].filter(part => part !== '').join('\n\n');
}
