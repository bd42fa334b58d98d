import { Progress } from './progress.ts';

/** Where the command speaks: data to `out`, everything else to `say`. */
export interface Terminal {
  readonly columns: number;
  /** Whether escape sequences may be written to standard output. */
  readonly paints: boolean;
  /** Data. Written once a verb has all of it, so that nothing is ever half-written. */
  out(text: string): void;
  /** A message; silent under --quiet. */
  say(text: string): void;
  /** The reason of a failure; never silent. */
  complain(text: string): void;
  /** A bar for work that takes longer than a second; silent under --quiet. */
  progress(what: string): Progress;
}

interface Stream { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }
interface Surroundings {
  readonly stdout: Stream;
  readonly stderr: Stream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const lined = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);

/** Whether escape sequences may be written to that stream (no-color.org). */
export function paints(stream: Stream, env: Surroundings['env']): boolean {
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

export function terminal({ stdout, stderr, env }: Surroundings, quiet: boolean): Terminal {
  return {
    columns: Math.max(80, Math.min(stdout.columns ?? 80, 100)),
    paints: paints(stdout, env),
    out: text => void stdout.write(lined(text)),
    say: text => void (quiet || stderr.write(lined(text))),
    complain: text => void stderr.write(lined(text)),
    progress: what => new Progress(what, quiet ? undefined : stderr, paints(stderr, env)),
  };
}
