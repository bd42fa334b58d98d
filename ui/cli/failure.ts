import { DetectorError } from '../../sim/detectorError.ts';
import { ScenarioError } from '../../sim/scenario.ts';

/** What the command says by its exit code. */
export const exits = {
  ok: 0, unmet: 1, usage: 2, badInput: 3,
  /** Parts of a sweep that do not belong together, or are not all there. */
  incompatible: 4,
  /** A mistake in Flatline itself (EX_SOFTWARE of sysexits.h). */
  fault: 70,
  /** Something is still to be done, and another attempt may do it (EX_TEMPFAIL). */
  again: 75,
  /** By Ctrl-C, as shells count it. */
  interrupted: 130,
  /** By a request to end, such as a scheduler's (SIGTERM). */
  terminated: 143,
} as const;
export type Exit = (typeof exits)[keyof typeof exits];

/** Ends the command with one message. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(readonly exit: Exit, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

export const usage = (message: string): Failure => new Failure(exits.usage, message);
export const badInput = (message: string, cause?: unknown): Failure => new Failure(exits.badInput, message, { cause });

/** Where in the user's own file an exception came from: the first line of its stack that is in one of `files`. */
export function place(thrown: unknown, files: readonly string[]): string {
  const stack = thrown instanceof Error ? thrown.stack ?? '' : '';
  const line = stack.split('\n').find(each => files.some(file => each.includes(file)));
  const found = line && /([^/\\]+:\d+):\d+\)?$/.exec(line.trim());
  return found ? ` (${found[1]})` : '';
}

/** What is thrown about the input, as what the command says; anything else stays as it is. `files` are the user's modules. */
export function asFailure(thrown: unknown, source: string, files: readonly string[] = []): unknown {
  if (thrown instanceof ScenarioError) return badInput(`${source}: ${thrown.message}`, thrown);
  if (thrown instanceof DetectorError) return badInput(`${source}: ${thrown.message}${place(thrown.cause, files)}`, thrown);
  return thrown;
}

export const outOfMemory = (error: unknown): boolean => (error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY';

/** What ended one of several threads: with fewer beside it, it may have the memory that it lacked. */
export const threadError = (error: Error): Error =>
  outOfMemory(error) ? new Failure(exits.again, 'a thread ran out of memory; fewer --jobs need less of it') : error;

/** A failure as a thread tells it, and as it was. */
export interface ToldFailure { readonly exit: Exit; readonly message: string; readonly stack: string }
export const retold = ({ exit, message, stack }: ToldFailure): Error =>
  Object.assign(exit === exits.fault ? new Error(message) : new Failure(exit, message), { stack });
export function told(thrown: unknown, source: string): ToldFailure {
  const failure = asFailure(thrown, source) as Error;
  return { exit: failure instanceof Failure ? failure.exit : exits.fault, message: failure.message, stack: failure.stack ?? '' };
}
