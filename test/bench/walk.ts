/** Walking links without a queue: heartbeats delivered per CPU second beside the C++ loop, and the price of a whole curve. */
import { builtIn } from '../../sim/builtIn.ts';
import { resolve } from '../../sim/resolve.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { FreshArrivals } from '../../sim/walk/freshArrivals.ts';
import { walkSums } from '../../sim/walk/walkSums.ts';
import { WalkedWorld } from '../../sim/walk/world.ts';
import { bytesInUse, cpuSeconds } from './measured.ts';
import type { Row } from './row.ts';
import { star, type Workload } from './workloads.ts';
import type { Yardstick } from './yardstick.ts';

const sec = 1_000_000;
export const oneTimeout = [3 * sec];
/** From half an interval to ten of them. */
export const hundredTimeouts = Array.from({ length: 100 }, (_, i) => Math.round(sec / 2 * 20 ** (i / 99)));

/** The same senders and weather, judged by the built-in detector. */
export const walked = ({ file }: Workload): Scenario => resolve(
  { ...file, detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '3s' } } }, builtIn,
);

/** Heartbeats that arrive; over this weather none overtakes another. */
export function delivered(scenario: Scenario): number {
  const world = new WalkedWorld(scenario, builtIn);
  const fresh = new FreshArrivals(world.beatHash);
  let count = 0;
  world.pairs.monitored.forEach((p, pair) => {
    fresh.turn(world.link(p, world.pairs.monitor[pair]!), world.schedule(p));
    while (fresh.advance()) count += fresh.times.subarray(0, fresh.settled).filter(time => time <= scenario.horizon).length;
  });
  return count;
}

const seconds = (scenario: Scenario, timeouts: readonly number[]): number => cpuSeconds(() => void walkSums(scenario, { timeouts }));

/** Against the C++ loop where there is one; a hundred timeouts against one. All are warm before the first round. */
export function walkRows(rounds: number, yardstick?: Yardstick): Row[] {
  const workload = star(1_000, 10_000);
  const scenario = walked(workload);
  const beats = delivered(scenario);
  for (let warm = 0; warm < 2; warm++) for (const timeouts of [oneTimeout, hundredTimeouts]) seconds(scenario, timeouts);
  const native: [number, number?][] = [];
  const curve: [number, number][] = [];
  for (let round = 0; round < rounds; round++) {
    const one = seconds(scenario, oneTimeout);
    const beside = yardstick?.(workload);
    native.push(beside ? [beats / one, beside.delivered / beside.cpu] : [beats / one]);
    curve.push([seconds(scenario, hundredTimeouts), one]);
  }
  return [
    { name: `walk, ${workload.name}`, unit: 'heartbeats/s', pairs: native, ...(yardstick && { against: 'C++ loop', target: { atLeast: 3 } }) },
    { name: `walk, ${workload.name}, 100 timeouts`, unit: 'seconds', pairs: curve, against: 'one timeout', target: { atMost: 2 } },
  ];
}

/** Growth over the second half of the links, a hundred timeouts at once. */
export function longWalkRow(workload: Workload, onProgress: (share: number) => void): Row {
  let early = 0;
  let late = 0;
  walkSums(walked(workload), {
    timeouts: hundredTimeouts,
    onProgress(share) {
      if (early === 0 && share >= 0.5) early = bytesInUse();
      if (late === 0 && share === 1) late = bytesInUse();
      onProgress(share);
    },
  });
  return { name: `memory, walk of ${workload.name} for ${workload.seconds} s: growth`, unit: 'bytes', pairs: [[late - early]], target: { atMost: 1e6 } };
}
