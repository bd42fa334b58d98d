/** BFD sessions whose packets one side loses: each pair is a trial, of the detector itself. */
import { overhear } from '../../../src/contract.ts';
import { bfd } from '../../../src/detectors/bfd.ts';
import { begin } from '../../../sim/run.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { mean, quantile, relativeError, type Estimate } from '../../oracle/estimate.ts';
import { detectionTimes } from '../../oracle/sample.ts';
import { us } from '../../oracle/star.ts';
import type { Reader } from './case.ts';

interface Pace { readonly interval: number; readonly multiplier: number; readonly delay: number; readonly loss: number }

/** One that watches and `pairs` that are watched, up and at their pace when the loss begins. The way back is calm, and slow. */
function star({ interval, multiplier, delay, loss }: Pace, pairs: number, horizon: string): { file: ScenarioFile; lossAt: number } {
  const idle = Math.max(1_000_000, interval);
  const lossAt = 5 * idle + 8 * delay + 20 * interval;
  const sender = { desiredMinTx: us(interval), requiredMinRx: us(20 * interval) };
  const peers = Array.from({ length: pairs }, (_, i) => ({ name: `p${i}`, params: sender }));
  return {
    lossAt,
    file: {
      flatline: 1, title: 'oracle', horizon, processes: [...peers, { name: 'monitor' }], watches: 'star',
      detector: { kind: 'bfd', flavour: 'rfc5880', desiredMinTx: us(interval), requiredMinRx: us(interval), multiplier, idleTx: us(idle) },
      network: { latency: { kind: 'constant', value: us(Math.max(1, delay)) } },
      faults: loss === 0 ? [] : [{
        id: 'loss', at: us(lossAt), kind: 'link', from: peers.map((_, i) => i), to: pairs, loss: { kind: 'independent', average: loss },
      }],
    },
  };
}

/** Of crashes at any phase, some intervals after the loss began. */
function detections(pace: Pace, seed: string): number[] {
  const { interval, multiplier, delay } = pace;
  const pairs = 200;
  const { file, lossAt } = star(pace, pairs, '1s');
  const from = lossAt + 20 * interval;
  const faults = Array.from({ length: pairs }, (_, process) =>
    ({ id: `c${process}`, kind: 'crash', how: 'hang', process, at: { uniform: [us(from), us(from + 20 * interval)] } }));
  const horizon = us(from + 20 * interval + 2 * delay + 3 * multiplier * interval + 1_000_000);
  return detectionTimes({ ...file, horizon, faults: [...file.faults!, ...faults] }, 1_500, seed);
}

/**
 * From a packet that came until the session goes down, so many times for every pair of a run: at a packet that came everything
 * begins anew, so any such instant will do that knows nothing of what follows.
 */
function passages(pace: Pace, seed: string, each: number): number[] {
  const { file, lossAt } = star(pace, 100, '3000d');
  const found = Array.from({ length: 100 }, (): number[] => []);
  const [settled, begun] = [found.map(() => -1), found.map(() => -1)];
  const hearing = overhear();
  const overheard: typeof bfd = {
    ...bfd,
    receive(state, now, from, message, port) {
      bfd.receive(state, now, from, message, port);
      if (state.sessions.length === 1) return;
      if (settled[from]! < 0 && bfd.opinion(state, from) === 'trusted') settled[from] = now + 20 * pace.interval;
      if (begun[from]! < 0 && now >= lossAt && settled[from]! >= 0 && now >= settled[from]!) begun[from] = now;
    },
    wake(state, now, port) {
      bfd.wake(state, now, hearing.through(port, (opinion, peer) => {
        if (opinion !== 'suspect' || !found[peer]) return;
        if (begun[peer]! >= 0) found[peer].push(now - begun[peer]!);
        settled[peer] = begun[peer] = -1;
      }) as typeof port);
    },
  };
  const engine = begin(file, { seed, detectors: { bfd: overheard } });
  for (let until = lossAt; found.some(({ length }) => length < each); until += 100 * pace.interval + (until - lossAt) / 10) engine.advance(Math.floor(until));
  return found.flatMap(all => all.slice(0, each));
}

function known(seed: string, pace: Pace, relative: number): Estimate {
  const values: number[] = [];
  for (let i = 0; values.length < 400 || relativeError(mean(values)) > relative; i++) values.push(...passages(pace, `${seed}#${i}`, 8));
  return mean(values);
}

const scaled = ({ value, error, count }: Estimate, unit: number): Estimate => ({ value: value / unit, error: error / unit, count });

/** `I` is the interval of both, `m` the multiplier, `d` the delay, `p` the loss. */
export function asynchronousBfd(params: Reader, relative = 0.018): Readonly<Record<string, (seed: string) => Estimate>> {
  const pace = { interval: params.time('I'), multiplier: params.number('m'), delay: params.time('d', 0), loss: params.number('p', 0) };
  const { unit } = params;
  const quantiles = [0.05, 0.1, 0.5, 0.9, 0.95, 0.99].map(q =>
    [`TD_q${q}`, (seed: string) => scaled(quantile(detections(pace, seed), q), unit)] as const);
  return {
    E_TD: seed => scaled(mean(detections(pace, seed)), unit),
    E_first_false_down: seed => scaled(known(seed, pace, relative), unit),
    ...Object.fromEntries(quantiles),
  };
}
