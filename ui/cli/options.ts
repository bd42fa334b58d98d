import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseDuration } from '../../src/parameters.ts';
import type { Until } from './verb.ts';
import { faultNames, type FaultName } from '../../scenarios/systems/system.ts';

/** What the options of all verbs come to, as commander gives them. */
export interface Options {
  readonly json?: true;
  readonly csv?: true;
  readonly seed?: string;
  readonly set?: readonly string[];
  readonly runs?: number;
  readonly untilCi?: Until;
  /** Microseconds. */
  readonly timeBudget?: number;
  readonly markdown?: string;
  readonly strict?: true;
  readonly detector?: readonly string[];
  readonly estimator?: readonly string[];
  /** Microseconds. */
  readonly patience?: number;
  readonly quiet?: true;
  readonly full?: true;
  readonly why?: true;
  /** Microseconds. */
  readonly warmUp?: number;
  readonly fault?: FaultName;
  readonly target?: string;
  /** Microseconds. */
  readonly for?: number;
  /** From 0 to below 1. */
  readonly loss?: number;
  readonly lossOf?: 'all' | 'datagram';
  /** Microseconds. */
  readonly rtt?: number;
  readonly release?: string;
  /** "0>1", by ids or names. */
  readonly pair?: string;
  /** From 0 to below 1. */
  readonly error?: number;
  readonly roots?: number;
  /** Of a curve: a range, or a parameter and its range. */
  readonly timeouts?: string;
  readonly vary?: string | readonly string[];
  readonly list?: true;
  readonly scenario?: true;
}

const most = 1_000_000;

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most) throw new InvalidArgumentError(`Expected a whole number from 1 to ${most}.`);
  return value;
}

export function duration(text: string): number {
  const value = parseDuration(text);
  if (value === undefined || value < 0) throw new InvalidArgumentError('Expected a duration with its unit, such as 10s.');
  return value;
}

function share(text: string): number {
  const value = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (!(value >= 0 && value < 1) || !/\d/.test(text)) throw new InvalidArgumentError('Expected a share such as 5%.');
  return value;
}

/** "5%", or "detectionTime.p99=5%". */
function until(text: string): Until {
  const at = text.lastIndexOf('=');
  const within = share(text.slice(at + 1));
  if (within === 0) throw new InvalidArgumentError('Expected more than 0%.');
  return { path: at < 0 ? undefined : text.slice(0, at), within };
}

const also = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

const estimatorHelp = 'phi, fixed,timeout=2s, or ./mine.js#name';
const detectorHelp = 'push, push:phi, push:phi,threshold=12, its JSON, or ./mine.js#name (repeatable)';

export const withForms = (command: Command): Command => command
  .option('--json', 'write JSON')
  .option('--csv', 'write comma-separated values');

export const withQuiet = (command: Command): Command => command
  .option('-q, --quiet', 'no progress, no warnings, no hints');

export const withScenario = (command: Command): Command => command
  .option('--seed <seed>', 'run under another weather')
  .option('--set <path=value>', 'change the scenario, such as detector.interval=500ms (repeatable)', also);

export const withRuns = (command: Command, usual: string): Command => command
  .option('--runs <n>', `pool this many seeds${usual}`, count);

export const withStopping = (command: Command): Command => command
  .option('--until-ci <[figure=]share>', 'run until its interval is within ± that share, such as 5% or detectionTime.p99=5%', until)
  .option('--time-budget <duration>', 'run for so long in real time, such as 30s', duration);

export const withDetector = (command: Command): Command => command
  .option('--detector <spec>', detectorHelp, also)
  .option('--estimator <spec>', `what the detector judges silence by: ${estimatorHelp}`, also);

export const withRecording = (command: Command): Command => command
  .option('--estimator <spec>', `${estimatorHelp} (repeatable; default: every one)`, also)
  .option('--warm-up <duration>', 'how much of the recording to leave unmeasured at its beginning', duration);

export const withRarity = (command: Command): Command => command
  .option('--pair <monitor>monitored>', "who watches whom, such as '0>1' (default: the first that is watched)")
  .option('--error <share>', 'how far the interval may reach from the value (default: 10%)', share)
  .option('--roots <n>', 'grow so many independent roots, whatever error that comes to', count);

/** What a curve runs over. */
export const withCurve = (command: Command): Command => command
  .option('--timeouts <range>', 'of a fixed timeout, such as 500ms..10s:log:100 or 1s,2s,5s')
  .option('--vary <parameter=range>', "another number of the estimator's, such as threshold=1..16:16");

export const withPatience = (command: Command): Command => command
  .option('--patience <duration>', 'how long one call into ./mine.js may take (default: 5s)', duration);

/** What happens to a named system. */
export const withStage = (command: Command): Command => command
  .option('--set <option=value>', "the system's own option (repeatable)", also)
  .addOption(new Option('--fault <fault>', 'what happens (default: kill)').choices(faultNames))
  .option('--target <role>', 'whom it hits: a role or a process')
  .option('--for <duration>', 'how long the fault lasts (default: for ever)', duration)
  .option('--loss <share>', 'packets lost each way, such as 5%', share)
  .addOption(new Option('--loss-of <what>', 'of which packets (default: all)').choices(['all', 'datagram']))
  .option('--rtt <duration>', 'round trip of the network (default: 600us)', duration)
  .option('--runs <n>', 'how many times, each at another phase (default: 30)', count)
  .option('--seed <seed>', 'other weather and phases')
  .option('--release <version>', 'with the defaults of that release')
  .option('--list', 'tell its options, roles and milestones')
  .option('--scenario', 'write the first run as a scenario, and run nothing');
