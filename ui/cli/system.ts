import { systemNamed, systems } from '../../scenarios/systems/index.ts';
import { allowed, defaultIn, readSettings, spelt, SystemError } from '../../scenarios/systems/options.ts';
import { play, played, type Question } from '../../scenarios/systems/play.ts';
import type { Answer as Summary, Distribution } from '../../scenarios/systems/summary.ts';
import type { Option, System, Value } from '../../scenarios/systems/system.ts';
import { NEVER } from '../../src/time.ts';
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

/** What was asked for beside `--list`, `--scenario` or nothing at all, and would not be answered. */
function contradiction({ subject, form, staged, settings, runs, seed }: Request): string | undefined {
  const { fault, target, lasts, loss, lossOf, roundTrip, release, shows } = staged;
  const asked = Object.entries({ '--fault': fault, '--target': target, '--for': lasts, '--loss': loss, '--loss-of': lossOf, '--rtt': roundTrip, '--set': settings[0], '--runs': runs, '--seed': seed })
    .find(([, value]) => value !== undefined)?.[0];
  const stray = asked ?? (release === undefined ? shows === 'scenario' ? '--scenario' : undefined : '--release');
  if (subject === undefined) return stray && `${stray} needs the name of a system; without one they are listed`;
  if (shows === 'options') return asked && `--list plays nothing, so ${asked} has no meaning beside it`;
  if (shows === 'scenario' && form === 'csv') return '--scenario writes JSON, and not --csv';
  if (shows === 'scenario' && runs !== undefined) return '--scenario writes the first run, so --runs has no meaning beside it';
  if ((fault === 'none' || fault === 'loss') && target !== undefined) return `--fault ${fault} hits nobody, so --target has no meaning beside it`;
  if (lossOf !== undefined && !loss) return '--loss-of says which packets are lost, and needs to know how many: --loss 5%';
  return lasts === 0 ? '--for is longer than 0s; without it a fault never ends' : undefined;
}

/** As the system's users write it: a number in the unit beside it, a duration with its own unit, never. */
function plainOption({ default: usual, min, max, history, ...rest }: Option): object {
  const text = (value: Value): string => spelt(value, { ...rest, default: usual });
  const plain = (value: Value): Value => (rest.kind !== 'duration' ? value : rest.unit === undefined || value === NEVER ? text(value) : Number(text(value)));
  return {
    ...rest, default: plain(usual), ...(min !== undefined && { min: plain(min) }), ...(max !== undefined && { max: plain(max) }),
    ...(history && { history: history.map(({ before, default: then }) => ({ before, default: plain(then) })) }),
  };
}

export function plainSystem({ options, rules, roles, milestones, counts, falseVerdicts, scenario: _scenario, ...rest }: System, release?: string): object {
  const meanings = (of: Readonly<Record<string, { readonly meaning: string }>>): unknown =>
    Object.fromEntries(Object.entries(of).map(([name, { meaning }]) => [name, meaning]));
  return {
    ...rest, options: Object.fromEntries(Object.entries(options).map(([name, option]) => [name, plainOption({ ...option, default: defaultIn(option, release) })])),
    rules: rules.map(({ says, strength }) => ({ says, strength })),
    roles: meanings(roles), milestones: meanings(milestones), counts: meanings(counts), falseVerdicts: meanings(falseVerdicts),
  };
}

const listText = (columns: number, bold: (text: string) => string): string => [
  [bold('systems'), ...systems.map(({ name, title, version, summary }) => entry(`  ${name}`, `${title} ${version}. ${summary}`, columns, 26))].join('\n'),
  'npx flatline system NAME --list tells options, roles and milestones of one.',
].join('\n\n');

/** Milestones in ms; of false verdicts their lengths in ms, those that went on being missing, and how often they came. */
function csvText({ system: name, milestones, counts, falseVerdicts }: Summary): string {
  const row = (group: string, of: string, { p10, p50, p90, min, max, n, missing }: Distribution, rate?: number) =>
    [name, group, of, p10, p50, p90, min, max, n, missing, rate ?? null];
  const rows = Object.entries({ milestone: milestones, count: counts }).flatMap(([group, all]) => Object.entries(all).map(([of, each]) => row(group, of, each)));
  const verdicts = Object.entries(falseVerdicts).map(([of, { length, perProcessMinute }]) => row('falseVerdict', of, length, perProcessMinute));
  return csv([['system', 'group', 'name', 'p10', 'p50', 'p90', 'min', 'max', 'n', 'missing', 'perProcessMinute'], ...rows, ...verdicts]);
}

/** As `--list --csv` has them: defaults as the system's users write them. */
function optionsCsv({ name: of, options }: System, release?: string): string {
  return csv([['system', 'option', 'default', 'allowed', 'meaning'], ...Object.entries(options).map(([name, option]) =>
    [of, name, spelt(defaultIn(option, release), option), allowed(option), option.meaning])]);
}

function answerOne(request: Request, system: System, { progressed }: Work): Answer {
  const { form, columns, staged, paints } = request;
  const bold = boldFor(paints);
  if (staged.shows === 'options') {
    readSettings(system, {}, staged.release);
    if (form === 'csv') return { out: optionsCsv(system, staged.release) };
    return { out: form === 'json' ? JSON.stringify(plainSystem(system, staged.release), null, 2) : systemText(system, columns, bold, staged.release) };
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
  const wrong = contradiction(request);
  if (wrong !== undefined) throw usage(wrong);
  try {
    if (subject !== undefined) return answerOne(request, systemNamed(subject), work);
  } catch (error) {
    throw error instanceof SystemError ? badInput(error.message, error) : error;
  }
  if (form === 'json') return { out: JSON.stringify(systems.map(each => plainSystem(each)), null, 2) };
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
