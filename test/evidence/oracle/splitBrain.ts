/**
 * The model "primary/backup split brain": for how long both act when a partition parts them and nothing but suspicion
 * decides. It is the database of `primaryBackup` with two replicas and none of its guards.
 *
 * On paper: beats leave every h; the cut comes U after the last of them, U uniform in [0, h), and lasts W. The backup
 * suspects TO after that beat arrived, so TO − U after the cut, and takes over at that instant. The old primary has heard
 * nothing and goes on, until the links are joined and it learns of the newer epoch at once:
 *
 *   E_dual = E max(0, W − (TO − U)) = W − TO + h / 2 where W ≥ TO, and (W − TO + h)² / 2h where TO − h ≤ W < TO
 *
 * Here it learns by the new primary's next announcement. What it acts beyond the join is the period of that, which is
 * no part of the model: so only what lies within the partition counts, and the period need not be short.
 *
 * One run holds many partitions: they begin apart by whole periods and a uniform part of one, so each falls at a phase
 * of its own. Roles change hands whenever the backup takes over; both beat, and either may be the one that is cut off.
 */
import { histories } from '../../../sim/leadership.ts';
import { simulate, type Run } from '../../../sim/run.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { Row } from '../../../sim/trace.ts';
import { mean, relativeError, type Estimate } from '../../oracle/estimate.ts';
import { us } from '../../oracle/star.ts';
import { Unsupported, type Reader } from './case.ts';
import type { Group } from './models.ts';

export interface SplitBrain { readonly interval: number; readonly timeout: number; readonly partition: number }

const perRun = 500;

/** Between two partitions there is time to announce, to follow, and to trust again. */
export function partitions({ interval, timeout, partition }: SplitBrain): ScenarioFile {
  const first = Math.ceil(timeout / interval + 4) * interval;
  const apart = Math.ceil((partition + timeout) / interval + 4) * interval;
  const last = first + perRun * apart;
  return {
    flatline: 1, title: 'split brain', horizon: us(last + partition + apart), processes: 2, network: { latency: { kind: 'constant', value: '1us' } },
    detector: { kind: 'push', interval: us(interval), estimator: { kind: 'fixed', timeout: us(timeout) } },
    // after the join the new primary is suspected until its first beat: it is spared for that long
    service: { kind: 'primaryBackup', clients: 0, announceEvery: us(interval), quorumTimeout: us(2 * interval) },
    faults: [{
      id: 'cut', kind: 'partition', groups: [[0], [1]], for: us(partition), until: us(last),
      at: { uniform: [us(first), us(first + interval)] }, every: { uniform: [us(apart), us(apart + interval)] },
    }],
  };
}

/** By partition that ended: how much of it both acted. */
export function dual({ scenario, trace }: Run): number[] {
  const { splitBrain } = histories(scenario, trace)[0]!;
  const shares: number[] = [];
  let begun = 0;
  let next = 0;
  for (let row = 0; row < trace.length; row++) {
    const time = trace.time[row]!;
    if (trace.code[row] === Row.begins) begun = time;
    if (trace.code[row] !== Row.ends) continue;
    while (next < splitBrain.length && splitBrain[next]!.to <= begun) next++;
    const rivalry = splitBrain[next];
    shares.push(rivalry ? Math.max(0, Math.min(time, rivalry.to) - Math.max(begun, rivalry.from)) : 0);
  }
  return shares;
}

/** To that relative standard error, or to what 20 000 partitions give. */
export function meanDual(world: SplitBrain, seed: string, relative = 0.005): Estimate {
  const file = partitions(world);
  const shares: number[] = [];
  for (let i = 0; i < 40; i++) {
    shares.push(...dual(simulate(file, { seed: `${seed}#${i}` })));
    if (i >= 3 && relativeError(mean(shares)) <= relative) break;
  }
  return mean(shares);
}

export function splitBrain(params: Reader): Group {
  const world = { interval: params.time('h'), timeout: params.time('TO'), partition: params.time('W') };
  const { unit } = params;
  if (world.timeout <= world.interval) throw new Unsupported('suspects in every period');
  return {
    own: {
      E_dual(seed) {
        const { value, error, count } = meanDual(world, seed);
        return { value: value / unit, error: error / unit, count };
      },
    },
  };
}
