/** A system, and how it did, for people. */
import { formatDuration } from '../../src/parameters.ts';
import { allowed, defaultIn, spelt } from '../../scenarios/systems/options.ts';
import type { Answer, Distribution, Rate } from '../../scenarios/systems/summary.ts';
import type { FaultName, Option, System } from '../../scenarios/systems/system.ts';
import { digits } from './figures.ts';
import { entry, table, wrap } from './text.ts';

type Bold = (text: string) => string;

const title = ({ title: name, version }: System): string => `${name} ${version}`;
const columnOf = (names: readonly string[]): number => 4 + Math.max(12, ...names.map(name => Math.min(name.length, 22)));

function named(entries: readonly (readonly [string, string])[], columns: number): string[] {
  const column = columnOf(entries.map(([name]) => name));
  return entries.map(([name, text]) => entry(`  ${name}`, text, columns, column));
}

function optionLine(name: string, option: Option, release: string | undefined, columns: number): string {
  const usual = spelt(defaultIn(option, release), option);
  const earlier = (option.history ?? []).map(({ before, default: then }) => `${spelt(then, option)} before ${before}`);
  const first = wrap(`${name} = ${usual}${earlier.length > 0 ? ` (${earlier.join(', ')})` : ''}`, columns, '  ');
  return `${first}\n${wrap(`${option.meaning}; ${allowed(option)}${option.source === undefined ? '' : `; ${option.source}`}`, columns, '      ')}`;
}

const faults: Readonly<Record<FaultName, string>> = {
  kill: 'the process ends, and its kernel answers for it (kill -9)',
  hang: 'the process stands still, and its kernel goes on accepting (kill -STOP)',
  blackhole: 'nothing reaches its host or leaves it; what runs there runs on',
  host: 'every process on its host is killed',
  partition: 'a blackhole with whoever stands on its side, such as a client',
  pause: 'as hang, but known to run: a collector of garbage, or a virtual machine that is moved; needs --for',
  loss: 'everything runs, and packets are lost: --loss 5%',
  none: 'everything runs',
};

/** Everything that can be set, hit and measured. */
export function systemText(system: System, columns: number, bold: Bold, release?: string): string {
  const meanings = (of: Readonly<Record<string, { readonly meaning: string }>>): string[] =>
    named(Object.entries(of).map(([name, { meaning }]) => [name, meaning]), columns);
  const parts: [string, readonly string[]][] = [
    ['Options (--set name=value)', Object.entries(system.options).map(([name, option]) => optionLine(name, option, release, columns))],
    ['Rules', system.rules.map(({ says }) => wrap(says, columns, '  '))],
    ['Roles (--target)', meanings(system.roles)],
    ['Faults (--fault)', named(Object.entries(faults), columns)],
    ['Milestones', meanings(system.milestones)],
    ['Counts', meanings(system.counts)],
    ['False verdicts (--fault none, --fault loss)', meanings(system.falseVerdicts)],
    ['Where the model differs from what was measured', (system.differences ?? []).map(text => wrap(text, columns, '  '))],
  ];
  const shown = parts.filter(([, lines]) => lines.length > 0).map(([head, lines]) => `${bold(head)}\n${lines.join('\n')}`);
  return [bold(title(system)), wrap(system.summary, columns), ...shown, `Play it: npx flatline system ${system.name} --fault kill`].join('\n\n');
}

const cell = (value: number | null): string => (value === null ? '–' : digits(Number(value.toFixed(value < 100 ? 1 : 0))));

const row = (name: string, { p10, p50, p90, min, max, n, missing }: Distribution): string[] =>
  [name, ...[p10, p50, p90, min, max].map(cell), missing === 0 ? String(n) : `${n} of ${n + missing}`];

function distributions(head: string, all: Readonly<Record<string, Distribution>>, meanings: System['milestones'] | System['counts'], columns: number, bold: Bold): string[] {
  const names = Object.keys(all);
  if (names.length === 0) return [];
  const rows = [[head, 'p10', 'p50', 'p90', 'min', 'max', 'came'], ...names.map(name => row(name, all[name]!))];
  const widths = [columns - 56, 9, 9, 9, 9, 9, 11];
  const [first, ...rest] = table(rows, widths, [1, 2, 3, 4, 5, 6]).split('\n');
  return [[bold(first!), ...rest].join('\n'), named(names.map(name => [name, meanings[name]!.meaning]), columns).join('\n')];
}

function rateLine(name: string, rate: Rate, { falseVerdicts }: System, columns: number): string {
  const often = `${rate.count} in ${digits(rate.processMinutes, 3)} process-minutes`;
  const length = rate.length.p50 === null ? '' : `; half last longer than ${digits(rate.length.p50, 3)} ms, the longest ${digits(rate.length.max!, 3)} ms`;
  const bound = rate.count === 0 && rate.processMinutes > 0 ? `; fewer than ${digits(3 / rate.processMinutes, 2)} a process-minute (95 %)` : '';
  return entry(`  ${name}`, `${falseVerdicts[name]!.meaning}: ${often}${rate.count > 0 ? `, ${digits(rate.perProcessMinute, 3)} a process-minute` : bound}${length}`, columns, 18);
}

function situation({ fault, target, runs, options, release }: Answer, system: System, lasts: number | undefined): string {
  const changed = Object.keys(options).filter(name => options[name] !== spelt(system.options[name]!.default, system.options[name]!));
  const settings = [...(release === undefined ? [] : [`defaults of ${release}`]), changed.map(name => `${name}=${options[name]}`).join(' ')].filter(text => text !== '').join('; ');
  const what = target === null ? (fault === 'loss' ? 'everything runs, packets are lost' : 'everything runs') : `${fault} of ${target}${lasts === undefined ? '' : ` for ${formatDuration(lasts)}`}`;
  return `${what}; ${runs} ${runs === 1 ? 'run' : 'runs'}, each at another phase${settings === '' ? '' : `; ${settings}`}`;
}

export function answerText(answer: Answer, system: System, lasts: number | undefined, columns: number, bold: Bold): string {
  const quiet = answer.target === null;
  const rates = Object.entries(answer.falseVerdicts).filter(([, { count }]) => quiet || count > 0).map(([name, rate]) => rateLine(name, rate, system, columns));
  return [
    `${bold(title(system))}\n${wrap(situation(answer, system, lasts), columns)}`,
    ...distributions('Milestone, ms', answer.milestones, system.milestones, columns, bold),
    ...distributions('Count a run', answer.counts, system.counts, columns, bold),
    ...(rates.length === 0 ? [] : [`${bold('False verdicts')}\n${rates.join('\n')}`]),
    ...answer.advice.map(text => wrap(`Note: ${text}.`, columns)),
    quiet ? wrap(`npx flatline system ${system.name} --list tells its options, roles and milestones.`, columns)
      : wrap(`npx flatline system ${system.name} --fault ${answer.fault} --scenario > it.json writes the first run as a scenario.`, columns),
  ].join('\n\n');
}
