/** Verdicts as people read them, in the terminal. */
import { lookup } from '../../sim/report.ts';
import type { Checked, Single, Verdict } from '../../sim/verdicts.ts';
import type { CheckedOutcome } from './check.ts';
import { digits, intervalText, percentage, quantity, type Quantity } from './figures.ts';
import { quantityOf } from './leaves.ts';
import { wrap } from './text.ts';

export type Tally = Readonly<Record<Verdict | 'stated', number>>;

export function tally(all: readonly CheckedOutcome[]): Tally {
  const each = all.flatMap(({ checked }) => checked.map(({ verdict }) => verdict));
  const of = (verdict: Verdict): number => each.filter(one => one === verdict).length;
  return { stated: each.length, holds: of('holds'), broken: of('broken'), undecided: of('undecided') };
}

function isCount({ expectation: { path } }: Checked, { report }: CheckedOutcome['outcome']): boolean {
  const found = lookup(report, path);
  return 'figure' in found && typeof found.figure === 'number';
}

/** How a bound's values are written. */
export interface Spelled { value(x: number): string; interval(checked: Checked): string }

export function spelled(checked: Checked, outcome: CheckedOutcome['outcome']): Spelled {
  if (isCount(checked, outcome)) {
    return { value: x => digits(x), interval: ({ ci95 }) => (ci95 ? `${digits(ci95[0], 3)} … ${digits(ci95[1], 3)} a run` : '') };
  }
  const kind: Quantity = quantityOf(checked.expectation.path);
  return {
    value: x => quantity(x, kind),
    interval: ({ measured, ci95 }) => (ci95 ? intervalText({ value: measured, ci95, n: { runs: 1 } }, kind) : ''),
  };
}

/** What was measured, and how far it is known. */
export function evidenceText(checked: Checked, { value, interval }: Spelled): string {
  const { measured, ci95, runByRun, why } = checked;
  if (runByRun) {
    const { runs, broken, atMost } = runByRun;
    const found = broken > 0 ? `not so in ${broken} of ${runs} runs` : `so in each of ${runs} runs; not so in at most ${percentage(atMost)} % of all (95 %)`;
    return why ? `${found}; ${why}` : found;
  }
  if (measured === null) return why ?? 'not measured';
  return ci95 ? `${value(measured)}, 95 % interval ${interval(checked)}` : `${value(measured)}; ${why ?? 'no interval'}`;
}

/** What would decide. */
export function adviceText({ verdict, moreRuns, ci95 }: Checked, runs: number): string | undefined {
  if (verdict !== 'undecided' || moreRuns === undefined) return undefined;
  if (moreRuns === null) return 'more runs would hardly decide';
  return `${ci95 ? 'about' : 'at least'} ${moreRuns} more runs would decide: --runs ${runs + moreRuns}`;
}

export const singleText = ({ seed, value, atLeast }: Single, spell: Spelled): string => `${seed} (${atLeast ? '> ' : ''}${spell.value(value)})`;

export const quoted = (text: string): string => (/^[\w./:-]+$/.test(text) ? text : `'${text}'`);

/** What shows the worst of it again. */
export const replayCommand = (file: string, { seed }: Single): string => `npx flatline run ${quoted(file)} --seed ${quoted(seed)}`;

const words: Readonly<Record<Verdict, string>> = { holds: 'holds    ', broken: 'BROKEN   ', undecided: 'undecided' };
const indent = ' '.repeat(13);

function boundText(checked: Checked, { file, outcome }: CheckedOutcome, columns: number): string {
  const spell = spelled(checked, outcome);
  const lines = [evidenceText(checked, spell), adviceText(checked, outcome.report.runs)].filter(line => line !== undefined);
  const worst = checked.verdict === 'holds' ? [] : checked.worst;
  return [
    `  ${words[checked.verdict]}  ${checked.expectation.text}`,
    ...lines.map(line => wrap(line, columns, indent)),
    ...(worst.length === 0 ? [] : [wrap(`worst: ${worst.map(one => singleText(one, spell)).join(', ')}`, columns, indent), `${indent}${replayCommand(file, worst[0]!)}`]),
  ].join('\n');
}

/** "3 hold, 1 is broken, 1 is undecided". */
export function tallyText({ holds, broken, undecided }: Tally): string {
  const is = (count: number): string => (count === 1 ? 'is' : 'are');
  return [
    `${holds} ${holds === 1 ? 'bound holds' : 'bounds hold'}`,
    ...(broken > 0 ? [`${broken} ${is(broken)} broken`] : []), ...(undecided > 0 ? [`${undecided} ${is(undecided)} undecided`] : []),
  ].join(', ');
}

export function checkText(all: readonly CheckedOutcome[], columns: number, bold: (text: string) => string): string {
  const parts = all.filter(({ checked }) => checked.length > 0).map(each => {
    const { report } = each.outcome;
    const about = `${each.file}: ${report.detector}, ${report.runs === 1 ? '1 run' : `${report.runs} runs`} from seed ${report.seed}`;
    return [bold(report.scenario || each.file), wrap(about, columns), ...each.checked.map(one => boundText(one, each, columns))].join('\n');
  });
  return [...parts, `${tallyText(tally(all))}.`].join('\n\n');
}
