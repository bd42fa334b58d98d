import type { Command } from 'commander';
import type { FaultName } from '../../scenarios/systems/system.ts';
import type { Exit } from './failure.ts';
import type { Pulse } from './pulse.ts';

/** A text that was read, and what messages call it. `document` is set where it was JSON. */
export interface Input { readonly name: string; readonly text?: string; readonly document?: unknown }

/** When to have made enough runs, beside their number. */
export interface Until {
  /** Of the figure that is to be precise; undefined: the first that the scenario states something of, else the mistake rate. */
  readonly path: string | undefined;
  /** Half of its interval, as a share of its value. */
  readonly within: number;
}

export const forms = ['table', 'json', 'csv'] as const;

/** What happens to a named system; durations in microseconds. */
export interface StageOptions {
  readonly shows: 'answer' | 'options' | 'scenario';
  readonly fault: FaultName | undefined;
  readonly target: string | undefined;
  readonly lasts: number | undefined;
  readonly loss: number | undefined;
  readonly lossOf: 'all' | 'datagram' | undefined;
  readonly roundTrip: number | undefined;
  readonly release: string | undefined;
}

/** What was asked for: plain data, so that it can cross into a worker. */
export interface Request {
  readonly verb: string;
  /** The scenario or the recording. */
  readonly input: Input;
  /** What list and describe were asked about. */
  readonly subject: string | undefined;
  readonly form: (typeof forms)[number];
  readonly seed: string | undefined;
  readonly settings: readonly string[];
  /** undefined where it was not said. */
  readonly runs: number | undefined;
  readonly until?: Until | undefined;
  /** Of real time, in microseconds. */
  readonly timeBudget?: number | undefined;
  /** Of a check: every file, where its Markdown goes, and whether an open question is a failure. */
  readonly check?: { readonly inputs: readonly Input[]; readonly markdown: string | undefined; readonly strict: boolean } | undefined;
  /** Of rare mistakes: who watches whom, how exact, or from how many roots. */
  readonly rarity?: { readonly pair: string | undefined; readonly error: number | undefined; readonly roots: number | undefined } | undefined;
  /** Of a curve: what it runs over, as it was typed. */
  readonly curve?: { readonly timeouts: string | undefined; readonly vary: string | undefined } | undefined;
  /** Of a trace: every packet too. */
  readonly full: boolean;
  /** Verdicts only, each with its cause. */
  readonly why?: boolean | undefined;
  /** Of a recording: unmeasured, in microseconds. */
  readonly warmUp: number | undefined;
  readonly detectors: readonly string[];
  readonly estimators: readonly string[];
  /** Of a named system. */
  readonly staged: StageOptions;
  /** Where shipped scenarios lie. */
  readonly home: string;
  readonly columns: number;
  readonly paints: boolean;
}

/** What the command says. Nothing of it is written before all of it is known. */
export interface Answer {
  /** Data. */
  readonly out: string;
  /** Messages. */
  readonly said?: readonly string[];
  readonly exit?: Exit;
}

/** What a verb is given beside the request: what cannot cross into a worker. */
export interface Work {
  readonly pulse: Pulse;
  progressed(share: number): void;
  /** Whether the person has pressed Ctrl-C, and wants what there is. Without it, nobody can ask. */
  stopped?(): boolean;
}

/** One verb of the command. */
export interface Verb {
  readonly name: string;
  /** Which argument is a file to read first. */
  readonly reads: 'scenario' | 'scenarios' | 'recording' | 'nothing';
  /** Whether it may last, and has something to show when it is stopped by Ctrl-C. */
  lasts?(request: Request): boolean;
  /** Adds its arguments and options. */
  define(command: Command): Command;
  answer(request: Request, work: Work): Promise<Answer>;
}

/** Bold, where escape sequences are understood. */
export const boldFor = (paints: boolean): ((text: string) => string) => (paints ? text => `\u001b[1m${text}\u001b[22m` : text => text);
