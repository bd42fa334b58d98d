import { ms, sec } from '../../src/time.ts';
import { version } from '../../sim/version.ts';
import { answered } from './answered.ts';
import { Failure, exits } from './failure.ts';
import { guarded } from './guard.ts';
import { expanded, readScenario, readSource } from './input.ts';
import type { Options } from './options.ts';
import { runsOwnCode } from './plan.ts';
import { parse, type Typed } from './program.ts';
import { Pulse } from './pulse.ts';
import { terminal, type Terminal } from './terminal.ts';
import type { Answer, Input, Request } from './verb.ts';

/** Where the command lies: its own file, which its worker runs too (without one, there is no worker), and the shipped scenarios. */
export interface Place { readonly entry: string; readonly home: string }

/** Longer than any one call into a user's code may last. */
const usualPatience = 5 * sec;

type Process = Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env'>;

async function read({ verb, subject = '' }: Typed, home: string): Promise<Input> {
  if (verb.reads === 'scenario') return readScenario(subject, home);
  return verb.reads === 'recording' ? readSource(subject) : { name: 'flatline' };
}

const form = ({ json, csv }: Options): Request['form'] => (json ? 'json' : csv ? 'csv' : 'table');

const staged = ({ fault, target, for: lasts, loss, lossOf, rtt: roundTrip, release, list, scenario }: Options): Request['staged'] =>
  ({ fault, target, lasts, loss, lossOf, roundTrip, release, shows: list ? 'options' : scenario ? 'scenario' : 'answer' });

async function checking({ verb, subjects, options }: Typed, home: string): Promise<Request['check']> {
  if (verb.reads !== 'scenarios') return undefined;
  const inputs = await Promise.all(subjects.flatMap(expanded).map(file => readScenario(file, home)));
  return { inputs, markdown: options.markdown, strict: options.strict === true };
}

async function request(typed: Typed, { home }: Place, { columns, paints }: Terminal): Promise<Request> {
  const { options } = typed;
  const check = await checking(typed, home);
  return {
    verb: typed.verb.name, input: check?.inputs[0] ?? await read(typed, home), check, until: options.untilCi, timeBudget: options.timeBudget, subject: typed.subject, form: form(options), seed: options.seed,
    settings: options.set ?? [], runs: options.runs, full: options.full === true, why: options.why === true, warmUp: options.warmUp, detectors: options.detector ?? [], estimators: options.estimator ?? [],
    curve: { timeouts: options.timeouts, vary: typeof options.vary === 'string' ? options.vary : undefined },
    rarity: { pair: options.pair, error: options.error, roots: options.roots }, staged: staged(options),    home, columns, paints,
  };
}

async function answer(typed: Typed, place: Place, to: Terminal): Promise<Answer> {
  const asked = await request(typed, place, to);
  const progress = to.progress(asked.input.name);
  const work = { pulse: new Pulse(), progressed: (share: number) => progress.update(share) };
  try {
    // whoever computes hears no Ctrl-C, so what may last is left to a worker
    const lasts = place.entry !== '' && typed.verb.lasts?.(asked) === true;
    if (!lasts && !runsOwnCode(asked)) return await answered(asked, work);
    return await guarded(place.entry, asked, work, (typed.options.patience ?? usualPatience) / ms);
  } finally {
    progress.stop();
  }
}

/** A reader that has had enough (`| head`) is no mistake. */
function endQuietly({ stdout }: Process): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
}

function complaint(error: unknown): string {
  if (error instanceof Failure) return `flatline: ${error.message}`;
  const detail = error instanceof Error ? error.stack ?? error.message : String(error);
  return `flatline: this is a mistake in Flatline itself; please report it.\n${detail}`;
}

/** Runs the command; answers with its exit code. */
export async function command(args: readonly string[], from: Process, place: Place): Promise<number> {
  endQuietly(from);
  const plainly = terminal(from, false);
  try {
    const typed = parse(args, version, { out: text => plainly.out(text), err: text => plainly.complain(text) });
    if ('exit' in typed) return typed.exit;
    const to = terminal(from, typed.options.quiet === true);
    if ('performer' in typed) return await typed.performer.perform({ ...typed, to, ...place, stdout: from.stdout, stderr: from.stderr, env: from.env });
    const { out, said = [], exit = exits.ok } = await answer(typed, place, to);
    for (const message of said) to.say(message);
    to.out(out);
    return exit;
  } catch (error) {
    plainly.complain(complaint(error));
    return error instanceof Failure ? error.exit : exits.fault;
  }
}
