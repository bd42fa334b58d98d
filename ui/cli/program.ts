import { Command, CommanderError } from 'commander';
import { check } from './check.ts';
import { compare } from './compare.ts';
import { curve } from './curve.ts';
import { describe } from './describe.ts';
import { digest } from './digest.ts';
import { exits, usage } from './failure.ts';
import { list } from './list.ts';
import { merge } from './merge.ts';
import { missing } from './missing.ts';
import type { Options } from './options.ts';
import { rare } from './rare.ts';
import { replay } from './replay.ts';
import { run } from './run.ts';
import type { Performer } from './performer.ts';
import { serve } from './serve.ts';
import { solve } from './solve/solve.ts';
import { sweep } from './sweep/sweep.ts';
import { plan } from './sweepPlan.ts';
import { system } from './system.ts';
import { trace } from './trace.ts';
import type { Verb } from './verb.ts';

/** Every verb, in the order in which help shows them. */
export const verbs: readonly Verb[] = [run, compare, curve, check, rare, system, replay, list, describe, digest, trace];

/** Those that write as they go. */
export const performers: readonly Performer[] = [sweep, plan, merge, missing, solve, serve];

/** What was typed, understood but not yet read. */
export interface Typed {
  readonly verb: Verb;
  /** The file or the name that comes after the verb. */
  readonly subject: string | undefined;
  /** All of them, of a verb that takes several. */
  readonly subjects: readonly string[];
  readonly options: Options;
}

export interface Performance { readonly performer: Performer; readonly subjects: readonly string[]; readonly options: Options }

/** What commander has said already, and how to end. */
export interface Ended { readonly exit: number }

interface Writers { out(text: string): void; err(text: string): void }

const example = `
Begin with:
  npx flatline list scenarios
  npx flatline run splitBrain
  npx flatline compare burstyLoss --detector push:fixed --detector push:phi
  npx flatline system redis-sentinel --fault kill

Exit code: 0 ok, 1 a stated assertion failed, 2 usage, 3 bad input, 4 parts of
several sweeps, 75 something is left to be done.`;

function silenced(command: Command, { out, err }: Writers): Command {
  return command.exitOverride().configureOutput({ writeOut: out, writeErr: err, outputError: (text, write) => write(text.replace(/^error: /, 'flatline: ')) });
}

function checked<T extends Pick<Typed, 'options'>>(typed: T): T {
  const { json, csv } = typed.options;
  if (json && csv) throw usage('--json and --csv: choose one');
  return typed;
}

/** Reads the command line. @throws Failure */
export function parse(args: readonly string[], version: string, writers: Writers): Typed | Performance | Ended {
  let typed: Typed | Performance | undefined;
  const program = silenced(new Command('flatline'), writers)
    .description('Is it dead, or only slow? Run failure detectors under lossy links, pauses, partitions and crashes.')
    .version(version, '-V, --version', 'print the version')
    .addHelpText('after', example).showSuggestionAfterError();
  for (const verb of verbs) {
    silenced(verb.define(program.command(verb.name)), writers)
      .action((...given: unknown[]) => {
        const command = given.at(-1) as Command;
        typed = { verb, subject: command.args[0], subjects: command.args, options: command.opts<Options>() };
      });
  }
  for (const performer of performers) {
    silenced(performer.define(program.command(performer.name)), writers).action((...given: unknown[]) => {
      const command = given.at(-1) as Command;
      typed = { performer, subjects: command.args, options: command.opts<Options>() };
    });
  }
  try {
    program.parse([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return { exit: error.exitCode === 0 ? exits.ok : exits.usage };
    throw error;
  }
  return checked(typed!);
}
