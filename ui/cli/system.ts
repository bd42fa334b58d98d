import { systemNamed, systems } from '../../scenarios/systems/index.ts';
import { SystemError } from '../../scenarios/systems/options.ts';
import { play, played, type Question } from '../../scenarios/systems/play.ts';
import type { Answer as Summary } from '../../scenarios/systems/summary.ts';
import type { System } from '../../scenarios/systems/system.ts';
import { csv } from './csv.ts';
import { badInput, usage } from './failure.ts';
import { withForms, withQuiet, withStage } from './options.ts';
import { answerText, systemText } from './systemText.ts';
import { entry } from './text.ts';
import { boldFor, type Answer, type Request, type Verb, type Work } from './verb.ts';

const usualRuns = 30;

/** "down-after-milliseconds=1000" */
function settingsOf(settings: readonly string[]): Record<string, string> {
  return Object.fromEntries(settings.map(text => {
    const equals = text.indexOf('=');
    if (equals < 1) throw usage(`--set ${text}: expected option=value`);
    return [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
  }));
}

function question({ settings, seed, runs = usualRuns, staged }: Request, system: System): Question {
  const { fault, target, lasts, loss, lossOf, roundTrip, release } = staged;
  return {
    system, settings: settingsOf(settings), runs, ...(seed !== undefined && { seed }), ...(fault !== undefined && { fault }),
    ...(target !== undefined && { target }), ...(lasts !== undefined && { lasts }), ...(loss !== undefined && { loss }),
    ...(lossOf !== undefined && { lossOf }), ...(roundTrip !== undefined && { roundTrip }), ...(release !== undefined && { release }),
  };
}

export function plainSystem({ options, rules, roles, milestones, counts, falseVerdicts, scenario: _scenario, ...rest }: System): object {
  const meanings = (of: Readonly<Record<string, { readonly meaning: string }>>): unknown =>
    Object.fromEntries(Object.entries(of).map(([name, { meaning }]) => [name, meaning]));
  return {
    ...rest, options, rules: rules.map(({ says, strength }) => ({ says, strength })),
    roles: meanings(roles), milestones: meanings(milestones), counts: meanings(counts), falseVerdicts: meanings(falseVerdicts),
  };
}

const listText = (columns: number, bold: (text: string) => string): string => [
  [bold('systems'), ...systems.map(({ name, title, version, summary }) => entry(`  ${name}`, `${title} ${version}. ${summary}`, columns, 26))].join('\n'),
  'npx flatline system NAME --list tells options, roles and milestones of one.',
].join('\n\n');

function csvText(summary: Summary): string {
  const rows = Object.entries({ milestone: summary.milestones, count: summary.counts }).flatMap(([group, all]) =>
    Object.entries(all).map(([name, { p10, p50, p90, min, max, n, missing }]) => [summary.system, group, name, p10, p50, p90, min, max, n, missing]));
  return csv([['system', 'group', 'name', 'p10', 'p50', 'p90', 'min', 'max', 'n', 'missing'], ...rows]);
}

function answerOne(request: Request, system: System, { progressed }: Work): Answer {
  const { form, columns, staged, paints } = request;
  const bold = boldFor(paints);
  if (staged.shows === 'options') {
    return { out: form === 'json' ? JSON.stringify(plainSystem(system), null, 2) : systemText(system, columns, bold, staged.release) };
  }
  const asked = question(request, system);
  if (staged.shows === 'scenario') return { out: JSON.stringify(played(asked), null, 2) };
  const summary = play(asked, progressed);
  const said = summary.advice.map(text => `flatline: warning: ${text}`);
  if (form === 'json') return { out: JSON.stringify(summary, null, 2), said };
  return form === 'csv' ? { out: csvText(summary), said } : { out: answerText(summary, system, staged.lasts, columns, bold) };
}

async function answer(request: Request, work: Work): Promise<Answer> {
  const { subject, form, columns, paints } = request;
  try {
    if (subject !== undefined) return answerOne(request, systemNamed(subject), work);
  } catch (error) {
    throw error instanceof SystemError ? badInput(error.message, error) : error;
  }
  if (form === 'json') return { out: JSON.stringify(systems.map(plainSystem), null, 2) };
  if (form === 'csv') return { out: csv([['name', 'title', 'version', 'summary'], ...systems.map(({ name, title, version, summary }) => [name, title, version, summary])]) };
  return { out: listText(columns, boldFor(paints)) };
}

export const system: Verb = {
  name: 'system',
  reads: 'nothing',
  define: command => withQuiet(withForms(withStage(command
    .description('Play a real system under its own option names, and say when it reaches its milestones')
    .argument('[name]', 'such as redis-sentinel; without it, all are listed')))),
  answer,
};
