import type { Command } from 'commander';
import type { Exit } from './failure.ts';
import type { Terminal } from './terminal.ts';

/** What surrounds a performer. */
export interface Stage {
  /** Arguments after the verb, and options as commander gives them. */
  readonly subjects: readonly string[];
  readonly options: unknown;
  readonly to: Terminal;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the command itself lies; empty where it is not built, and so has no threads. */
  readonly entry: string;
  /** Where shipped scenarios lie. */
  readonly home: string;
}

/** A verb that writes as it goes, because its data may be more than memory holds, or take longer than anybody waits. */
export interface Performer {
  readonly name: string;
  /** Adds its arguments and options. */
  define(command: Command): Command;
  /** @throws Failure */
  perform(stage: Stage): Promise<Exit>;
}
