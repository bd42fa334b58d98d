/** Models of whole groups: every run is one trial, and its members share it. */
import { begin, simulate, type Run } from '../../../sim/run.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { Row } from '../../../sim/trace.ts';
import { mean, relativeError, type Estimate } from '../../oracle/estimate.ts';
import { us } from '../../oracle/star.ts';
import { asynchronousBfd } from './asynchronousBfd.ts';
import type { Reader } from './case.ts';
import { finiteWindow, knownParameters } from './phiAccrual.ts';
import { raftElection } from './raftElection.ts';

/** A metric of a group, in its own unit. */
export type Figures = Readonly<Record<string, (seed: string) => Estimate>>;

/** Run after run until the mean is known. */
function trials(seed: string, figure: (seed: string) => number, fewest = 400): Estimate {
  const values: number[] = [];
  while (values.length < fewest || relativeError(mean(values)) > 0.018) values.push(figure(`${seed}#${values.length}`));
  return mean(values);
}

function group(size: number, horizon: number, detector: Readonly<Record<string, unknown>>, loss = 0): ScenarioFile {
  return {
    flatline: 1, title: 'oracle', horizon: us(horizon), processes: size, detector,
    network: { latency: { kind: 'constant', value: '1us' }, loss: { kind: 'independent', average: loss } },
  };
}

/** When somebody first took process 0 for failed, in a run that is no longer than that. */
function firstFailure(file: ScenarioFile, step: number, seed: string): number {
  const engine = begin({ ...file, horizon: '300d' }, { seed });
  for (let until = step; ; until += step) {
    engine.advance(until);
    const { code, b, time } = engine.trace();
    const row = code.findIndex((one, i) => one === Row.fails && b[i] === 0);
    if (row >= 0) return time[row]!;
  }
}

const period = 1_000_000;

/** Basic SWIM, without loss: the first failure falls at the end of the period in which the crashed one was asked. */
function firstDetection(size: number, targets: string): Figures {
  const detector = { kind: 'swim', period: us(period), timeout: us(period / 4), indirect: 0, targets, suspicion: false, phase: 'zero' };
  const file = { ...group(size, period, detector), faults: [{ id: 'crash', at: '0s', kind: 'crash', how: 'kill', process: 0 }] };
  return { E_periods: seed => trials(seed, one => firstFailure(file, period, one) / period) };
}

function aligned(params: Reader): Figures {
  params.time('T', 1);
  return firstDetection(params.number('n'), 'random');
}

/** From a crash at any phase to the first ping that is sent to it: that failure is known a period after its ping. */
function independentPhases(params: Reader): Figures {
  const [size, length] = [params.number('n'), params.time('T', 1_000)];
  const detector = { kind: 'swim', period: us(length), timeout: us(Math.floor(length / 4)), indirect: 0, targets: 'random', suspicion: false, phase: 'uniform' };
  const crash = 3 * length;
  const file = { ...group(size, crash, detector), faults: [{ id: 'crash', at: us(crash), kind: 'crash', how: 'kill', process: 0 }] };
  return { E_first_ping: seed => trials(seed, one => (firstFailure(file, length, one) - length - crash) / params.unit) };
}

/** One period of a group in which all run. */
function pingReq(params: Reader): Figures {
  const [size, indirect, loss] = [params.number('n'), params.number('k'), params.number('p')];
  const detector = { kind: 'swim', period: us(period), timeout: us(period / 4), indirect, targets: 'random', suspicion: false, phase: 'zero' };
  const accused = ({ trace }: Run): number =>
    new Set([...trace.code.keys()].filter(row => trace.code[row] === Row.fails).map(row => trace.b[row])).size;
  return {
    fp_target_period: seed => trials(seed, one => accused(simulate(group(size, period, detector, loss), { seed: one })) / size),
    load: seed => trials(seed, one => {
      const { load } = simulate(group(size, period - 1, detector, loss), { seed: one });
      return load.messages.reduce((sum, sent) => sum + sent, 0) / size;
    }),
  };
}

/** Rounds until everybody has heard of a member, over all members of a run; each counter is an epidemic of its own. */
function epidemic(params: Reader): Figures {
  const [size, fanout, loss] = [params.number('N'), params.number('fanout', 1), params.number('p', 0)];
  params.number('r_check', 0);
  const exchange = params.choice('mode', ['push', 'pushpull'], 'push') === 'push' ? 'push' : 'pushPull';
  const detector = { kind: 'gossip', interval: us(period), fanout, exchange, failAfter: '1h', forgetAfter: '2h', phase: 'zero' };
  return { E_rounds: seed => trials(seed, one => meanRounds(group(size, period, detector, loss), one), 40) };
}

function meanRounds(file: ScenarioFile, seed: string): number {
  const engine = begin({ ...file, horizon: '3d' }, { seed });
  const size = Number(file.processes);
  for (let until = 8 * period; ; until += 8 * period) {
    engine.advance(until);
    const { code, a, b, time } = engine.trace();
    const heard = new Set<number>();
    const last = new Float64Array(size);
    code.forEach((one, row) => {
      if (one !== Row.trusts || time[row] === 0 || heard.has(a[row]! * size + b[row]!)) return;
      heard.add(a[row]! * size + b[row]!);
      last[b[row]!] = time[row]!;
    });
    // the first round is at time 0
    if (heard.size === size * (size - 1)) return last.reduce((sum, at) => sum + Math.floor(at / period) + 1, 0) / size;
  }
}

export const groups: Readonly<Record<string, (params: Reader) => Figures>> = {
  'SWIM first detection, aligned periods, random targets': aligned,
  'SWIM first ping, independent phases': independentPhases,
  'SWIM round-robin targets': params => firstDetection(params.number('n'), 'roundRobin'),
  'SWIM ping-req false positives / load': pingReq,
  'epidemic dissemination': epidemic,
  'Raft election': params => raftElection(params),
  'BFD asynchronous mode': params => asynchronousBfd(params),
  'phi accrual, known parameters': knownParameters,
  'phi accrual, finite window': finiteWindow,
};
