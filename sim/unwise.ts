/** What is legal but unwise in a scenario: one sentence each, with the numbers. None of it stops a run. */
import type { AnyDetector, Duration, ProcessId } from '../src/contract.ts';
import { formatDuration, type EstimatorChoice } from '../src/parameters.ts';
import { NEVER } from '../src/time.ts';
import type { Fault, LinkSpec, Scenario } from './scenario.ts';

type Options = Readonly<Record<string, unknown>>;
type Detectors = Readonly<Record<string, AnyDetector>>;
type Rule = (scenario: Scenario, detectors: Detectors) => readonly string[];

export function unwise(scenario: Scenario, detectors: Detectors): readonly string[] {
  return [...new Set(rules.flatMap(rule => rule(scenario, detectors)))];
}

const print = formatDuration;
const duration = (options: Options | undefined, key: string): Duration | undefined =>
  typeof options?.[key] === 'number' ? options[key] : undefined;
const estimatorOf = ({ detector }: Scenario): EstimatorChoice | undefined => detector?.params['estimator'] as EstimatorChoice | undefined;
const intervalOf = ({ detector }: Scenario): Duration | undefined => duration(detector?.params, 'interval');
const everyLink = ({ network, links }: Scenario): readonly LinkSpec[] => [network, ...links.map(link => link.spec)];
const loses = (scenario: Scenario): boolean => everyLink(scenario).some(spec => spec.loss !== null);

/** The least silence after which a rule of fixed length suspects: what `timeout`, or `k` intervals, come to. */
function patience(scenario: Scenario): Duration | undefined {
  const estimator = estimatorOf(scenario);
  const interval = duration(estimator?.params, 'interval') ?? intervalOf(scenario);
  const k = duration(estimator?.params, 'k');
  if (k !== undefined && interval !== undefined) return k * interval;
  return duration(estimator?.params, 'timeout');
}

const timeouts: Rule = scenario => {
  const [timeout, interval] = [duration(estimatorOf(scenario)?.params, 'timeout'), intervalOf(scenario)];
  if (timeout === undefined || interval === undefined) return [];
  if (timeout <= interval) {
    const [long, short] = [print(timeout), print(interval)];
    return [`The timeout (${long}) is not longer than the interval (${short}): a beat is late before the next one is due.`];
  }
  const beats = Math.floor(timeout / interval);
  return beats < 2 && loses(scenario)
    ? [`Only ${beats} beat falls into the timeout (${print(timeout)}, interval ${print(interval)}): one lost beat is taken for a death.`]
    : [];
};

const onlyOneMiss: Rule = scenario =>
  duration(estimatorOf(scenario)?.params, 'k') === 1 && loses(scenario)
    ? ['One missed beat decides (k = 1), and links lose messages: every loss is a mistake.'] : [];

const noMargin: Rule = scenario =>
  duration(estimatorOf(scenario)?.params, 'margin') === 0
    ? ['The margin is 0s: half of the beats come after their expected arrival, and each of those is a mistake.'] : [];

const otherInterval: Rule = scenario => {
  const [own, interval] = [duration(estimatorOf(scenario)?.params, 'interval'), intervalOf(scenario)];
  return own !== undefined && interval !== undefined && own !== interval && own !== NEVER && own !== 0
    ? [`The estimator expects a beat every ${print(own)}, but they are sent every ${print(interval)}.`] : [];
};

const noPause: Rule = scenario => {
  const options = estimatorOf(scenario)?.params;
  const pause = duration(options, 'acceptableHeartbeatPause');
  return pause === 0 && options?.['flavour'] === 'akka'
    ? ['The acceptable pause is 0s: a garbage collection of a few deviations is taken for a death.'] : [];
};

const coarsePolling: Rule = scenario => {
  const [check, timeout] = [duration(scenario.detector?.params, 'checkEvery'), patience(scenario)];
  return check !== undefined && timeout !== undefined && check > timeout
    ? [`The monitor looks every ${print(check)}, but its patience is ${print(timeout)}: `
      + 'detection is later than the timeout says, and short mistakes go unseen.'] : [];
};

const slowPings: Rule = ({ detector }) => {
  const [timeout, interval] = [duration(detector?.params, 'timeout'), duration(detector?.params, 'interval')];
  return timeout !== undefined && interval !== undefined && timeout > interval && detector?.params['overlap'] !== true
    ? [`An answer may take ${print(timeout)}, longer than the interval (${print(interval)}): one slow answer delays the rounds after it.`]
    : [];
};

const shortRun: Rule = scenario => {
  const timeout = patience(scenario);
  return timeout !== undefined && timeout !== NEVER && scenario.horizon <= timeout
    ? [`The run (${print(scenario.horizon)}) ends before the first timeout (${print(timeout)}): nothing can be detected.`] : [];
};

const shortWarmUp: Rule = scenario => {
  const [window, interval] = [duration(estimatorOf(scenario)?.params, 'window'), intervalOf(scenario)];
  if (scenario.warmUp === 0 || interval === undefined) return [];
  const beats = Math.max(20, window ?? 0);
  return scenario.warmUp < beats * interval
    ? [`The warm-up (${print(scenario.warmUp)}) is shorter than ${beats} beats take (${print(beats * interval)}): `
      + 'what is measured is not yet the steady state.'] : [];
};

const begins = (fault: Fault): Duration => typeof fault.at === 'number' ? fault.at : 0;

const lateFaults: Rule = scenario => scenario.faults.filter(fault => begins(fault) >= scenario.horizon)
  .map(fault => `Fault "${fault.id}" begins at ${print(begins(fault))}, but the run ends at ${print(scenario.horizon)}: it never happens.`);

const unseenCrashes: Rule = scenario => {
  const timeout = patience(scenario);
  return scenario.faults.filter(fault => fault.kind === 'crash' && typeof fault.at === 'number' && fault.at < scenario.horizon)
    .filter(fault => timeout !== undefined && begins(fault) + timeout > scenario.horizon && timeout !== NEVER)
    .map(fault => `Fault "${fault.id}" comes ${print(scenario.horizon - begins(fault))} before the end, `
      + `and the timeout is ${print(timeout!)}: it may go undetected.`);
};

const overlapping: Rule = ({ faults }) => faults
  .filter(({ lasts, every }) => typeof every === 'number' && (lasts === null || (typeof lasts === 'number' && lasts >= every)))
  .map(({ id, lasts, every }) => `Fault "${id}" begins again every ${print(every as Duration)} `
    + `and lasts ${lasts === null ? 'for ever' : print(lasts as Duration)}: it never ends in between.`);

const pointlessUntil: Rule = ({ faults }) => faults
  .filter(({ every, until }) => every === null && until !== NEVER)
  .map(({ id }) => `Fault "${id}" has an until but no every: until ends repetitions, and what ends the fault itself is for.`);

/** Whether what runs there reads a clock that nobody sets; a detector that is not among these keeps that to itself. */
function readsMonotonic({ detector, service, processes }: Scenario, detectors: Detectors, id: ProcessId): boolean {
  const chosen = detector && detectors[detector.kind];
  if (!chosen) return false;
  const own = processes[id]!.params as Options;
  const clock = typeof chosen.clock === 'function' ? chosen.clock(service ? own['inner'] : own) : chosen.clock;
  return clock !== 'wall';
}

const idleSteps: Rule = (scenario, detectors) => scenario.faults
  .filter(({ kind, params }) => kind === 'clock' && params['step'] !== 0)
  .filter(({ params }) => (params['process'] as ProcessId[]).every(id => readsMonotonic(scenario, detectors, id)))
  .map(({ id, params }) => `Fault "${id}" sets a clock by ${print(params['step'] as Duration)}, but the detector reads a monotonic one, `
    + 'which nobody sets: nothing happens.');

const pointlessReorder: Rule = scenario => everyLink(scenario).some(spec => spec.reorder > 0 && spec.order === 'fifo')
  ? ['Links hold messages back but keep their order (fifo): nothing is overtaken, and all that follows waits too.'] : [];

const longRun: Rule = scenario => {
  const interval = intervalOf(scenario);
  if (interval === undefined || interval < 1) return [];
  const pairs = scenario.watches.reduce((sum, peers) => sum + peers.length, 0);
  const messages = (pairs * scenario.horizon) / interval;
  return messages > 200_000_000 ? [`About ${Math.round(messages / 1e6)} million messages: this run takes minutes or more.`] : [];
};

const rules: readonly Rule[] = [
  timeouts, onlyOneMiss, noMargin, otherInterval, noPause, coarsePolling, slowPings, shortRun, shortWarmUp, lateFaults,
  unseenCrashes, overlapping, pointlessUntil, idleSteps, pointlessReorder, longRun,
];
