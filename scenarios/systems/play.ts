/** Plays one system many times, each with its fault at another phase, and reads its milestones. */
import type { Duration, ProcessId, Time } from '../../src/contract.ts';
import { formatDuration } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { Draw, hashText, rootKey } from '../../sim/random.ts';
import { nearestName } from '../../sim/reading/nearestName.ts';
import { begin, seedOf } from '../../sim/run.ts';
import { ScenarioError, type FaultLine, type ScenarioFile } from '../../sim/scenario.ts';
import { stepsOf, type History } from './history.ts';
import { advice, readSettings, spelt, SystemError } from './options.ts';
import { distribution, rateOf, type Answer } from './summary.ts';
import type { FaultName, Milestone, Stage, Staged, System, Values } from './system.ts';

/** What is asked. */
export interface Question {
  readonly system: System;
  /** As typed, under the system's own names. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Whose defaults. */
  readonly release?: string;
  readonly fault?: FaultName;
  /** A role, or a process by name. */
  readonly target?: string;
  /** How long the fault lasts (for ever by default), or how long to look on where there is none. */
  readonly lasts?: Duration;
  /** Per packet and direction. */
  readonly loss?: number;
  readonly lossOf?: Stage['lossOf'];
  readonly roundTrip?: Duration;
  readonly runs?: number;
  readonly seed?: string;
}

const usualRoundTrip = 600;
/** What a scenario may last. */
const longest = 876_000 * 3_600 * sec;

interface Played { readonly history: History; readonly file: ScenarioFile }

/** @throws SystemError, and what the engine throws */
export function play(question: Question, onProgress: (share: number) => void = () => {}): Answer {
  const { system, runs = 30, seed = system.name } = question;
  const values = readSettings(system, question.settings ?? {}, question.release);
  const stage = stageOf(question);
  const staged = system.scenario(values, stage);
  const histories: History[] = [];
  for (let i = 0; i < runs; i++) {
    histories.push(playOnce(question, stage, staged, seedOf(seed, i)).history);
    onProgress((i + 1) / runs);
  }
  return answer(question, values, stage, histories);
}

/** The scenario of the first run: to open, to keep, to change. @throws SystemError */
export function played(question: Question): ScenarioFile {
  const { system, seed = system.name } = question;
  const stage = stageOf(question);
  return playOnce(question, stage, system.scenario(readSettings(system, question.settings ?? {}, question.release), stage), seed, true).file;
}

function stageOf({ system, fault = 'kill', loss = 0, lossOf = 'all', roundTrip = usualRoundTrip, lasts }: Question): Stage {
  if (fault === 'loss' && loss === 0) throw new SystemError(`${system.name}: --fault loss needs to know how much: --loss 5%`);
  if (loss < 0 || loss >= 1) throw new SystemError(`${system.name}: loss is a share from 0 to below 1`);
  if (fault === 'pause' && lasts === undefined) throw new SystemError(`${system.name}: --fault pause needs to know how long: --for 10s`);
  return { oneWay: Math.max(1, Math.round(roundTrip / 2)), loss, lossOf, fault };
}

function network({ oneWay, loss, lossOf }: Stage, own: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  // the systems were measured on Linux
  return { latency: formatDuration(oneWay), resend: 'early', ...(loss > 0 && { loss: { kind: 'independent', average: loss, applies: lossOf } }), ...own };
}

/** Uniform within one phase, keyed by the seed alone. */
function phaseOf(seed: string, phase: Duration): Duration {
  const { a, b } = rootKey(seed);
  return Math.floor(new Draw().start(a, b).absorb(hashText('fault')).next() * phase);
}

/** What the options cannot say alone, such as too many processes, is found when the scenario is read. */
function playOnce(question: Question, stage: Stage, staged: Staged, seed: string, onlyFile = false): Played {
  try {
    return playReadable(question, stage, staged, seed, onlyFile);
  } catch (error) {
    if (error instanceof ScenarioError) throw new SystemError(`${question.system.name} cannot be played like this: ${error.problem}`, { cause: error });
    throw error;
  }
}

function playReadable(question: Question, stage: Stage, staged: Staged, seed: string, onlyFile: boolean): Played {
  const { fault } = stage;
  const faultAt = staged.settled + phaseOf(seed, staged.phase);
  const quiet = fault === 'none' || fault === 'loss';
  const lasts = question.lasts ?? null;
  const end = faultAt + (quiet ? lasts ?? staged.watch : (lasts ?? 0) + staged.watch);
  if (!(end <= longest)) throw new SystemError(`${question.system.name}: with these options, and --for, a run would last longer than a hundred years`);
  const file: ScenarioFile = { flatline: 1, title: question.system.title, ...staged.file, seed, horizon: formatDuration(end), network: network(stage, staged.file.network) };
  const targets = quiet ? [] : targetsOf(question, file, faultAt);
  const whole = quiet ? file : { ...file, faults: [faultLine(file, fault, targets, faultAt, lasts ?? standsReady(question), staged)] };
  const context = { targets, faultAt, healedAt: quiet || lasts === null ? null : faultAt + lasts, end };
  return { file: whole, history: onlyFile ? { ...context, steps: [], scenario: begin(whole).scenario } : { ...context, ...run(whole) } };
}

function run(file: ScenarioFile): Pick<History, 'scenario' | 'steps'> {
  const engine = begin(file);
  engine.advance(engine.scenario.horizon);
  return { scenario: engine.scenario, steps: stepsOf(engine.trace()) };
}

/** Whoever has the role just before: the fault leaves all before it as it was, so that may be looked up first. */
function targetsOf({ system, target = Object.keys(system.roles)[0]!, fault = 'kill' }: Question, file: ScenarioFile, faultAt: Time): ProcessId[] {
  const engine = begin(file);
  const { processes } = engine.scenario;
  const role = Object.hasOwn(system.roles, target) ? system.roles[target]! : { holder: target };
  let id: ProcessId | undefined;
  if (typeof role.holder === 'string') id = processes.findIndex(({ name }) => name === role.holder);
  else {
    engine.advance(faultAt - 1);
    id = role.holder({ scenario: engine.scenario, steps: stepsOf(engine.trace()), targets: [], faultAt, healedAt: null, end: faultAt });
    if (id === undefined) throw new SystemError(`${system.name}: nobody is ${target} when the fault comes`);
  }
  const process = processes[id];
  if (!process) {
    throw new SystemError(`${system.name}: no role or process is called "${target}"${nearestName(target, [...new Set([...Object.keys(system.roles), ...processes.map(({ name }) => name)])])}`);
  }
  const all = fault === 'host' || fault === 'partition' || fault === 'blackhole';
  return all ? processes.flatMap(({ host }, other) => (host === process.host ? [other] : [])) : [id];
}

function standsReady({ system, target = Object.keys(system.roles)[0]!, fault = 'kill' }: Question): Duration | null {
  const role = Object.hasOwn(system.roles, target) ? system.roles[target] : undefined;
  return fault === 'kill' ? role?.standsReady ?? null : null;
}

function faultLine(file: ScenarioFile, fault: FaultName, targets: readonly ProcessId[], at: Time, lasts: Duration | null, staged: Staged): FaultLine {
  const time = { id: 'fault', at: formatDuration(at), ...(lasts !== null && { for: formatDuration(lasts) }) };
  if (fault === 'pause') return { ...time, kind: 'pause', process: targets };
  if (fault === 'partition') return { ...time, kind: 'partition', groups: sides(file, targets, staged) };
  return { ...time, kind: 'crash', how: { kill: 'kill', host: 'kill', hang: 'hang', blackhole: 'blackhole', loss: '', none: '' }[fault], process: targets };
}

function sides(file: ScenarioFile, targets: readonly ProcessId[], { side }: Staged): ProcessId[][] {
  const { processes } = begin(file).scenario;
  const named = targets.flatMap(id => side?.(processes[id]!.name) ?? []);
  const here = processes.flatMap(({ name }, id) => (targets.includes(id) || named.includes(name) ? [id] : []));
  return [here, processes.flatMap((_, id) => (here.includes(id) ? [] : [id]))];
}

const changes = ({ options }: System): boolean => Object.values(options).some(({ history }) => history !== undefined);

function answer({ system, runs = 30, seed = system.name, target, release }: Question, values: Values, { fault }: Stage, histories: readonly History[]): Answer {
  const quiet = fault === 'none' || fault === 'loss';
  const returns = histories.some(({ healedAt }) => healedAt !== null);
  const asked = (from: Milestone['from']): boolean => (quiet || from === 'start' ? quiet && from === 'start' : from !== 'return' || returns);
  const milestones = Object.entries(system.milestones).filter(([, { from }]) => asked(from));
  const inMilliseconds = (length: Duration | undefined): number | undefined => (length === undefined ? undefined : length / ms);
  return {
    system: system.name, version: system.version, ...(release !== undefined && { release }),
    options: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, spelt(value, system.options[key]!)])),
    fault, target: quiet ? null : target ?? Object.keys(system.roles)[0]!, seed, runs,
    milestones: Object.fromEntries(milestones.map(([name, { of }]) => [name, distribution(histories.map(history => inMilliseconds(of(history))))])),
    counts: Object.fromEntries(Object.entries(system.counts).map(([name, { of }]) => [name, distribution(histories.map(of))])),
    falseVerdicts: Object.fromEntries(Object.entries(system.falseVerdicts).map(([name, { spans }]) => [name, rateOf(histories, spans)])),
    advice: [...advice(system, values), ...(release === undefined || changes(system) ? [] : [`no default of ${system.name} is known to have changed, so --release changes nothing`])],
  };
}
