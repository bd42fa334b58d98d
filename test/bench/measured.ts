import { resolve } from '../../sim/resolve.ts';
import { builtIn } from '../../sim/builtIn.ts';
import { measure } from '../../sim/qos.ts';
import { simulate, type Run } from '../../sim/run.ts';
import { Row as Code } from '../../sim/trace.ts';
import { holdLoop } from './holdLoop.ts';
import type { Workload } from './workloads.ts';

/** What a workload asks for, whatever an engine dispatches inside. */
export interface Events { readonly ticks: number; readonly deliveries: number; readonly suspicions: number; readonly digest: string }

export interface Row { readonly name: string; readonly events: number; readonly perSecond: number; readonly holdsPerSecond: number; readonly ratio: number }

const total = ({ ticks, deliveries, suspicions }: Events): number => ticks + deliveries + suspicions;

function tally({ trace: { code, length }, digest }: Run, fan: number): Events {
  const counts = new Map<number, number>();
  for (let row = 0; row < length; row++) counts.set(code[row]!, (counts.get(code[row]!) ?? 0) + 1);
  const of = (one: number): number => counts.get(one) ?? 0;
  return { ticks: of(Code.sends) / fan + of(Code.loses) / fan, deliveries: of(Code.receives), suspicions: of(Code.suspects), digest };
}

/** Once with every packet on record, and not on the clock. */
export function count({ file, fan }: Workload): Events {
  return tally(simulate(file, { trace: 'full' }), fan);
}

function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;

/** Engine and yardstick in turn, and the medians of the rounds; the ratio is the median of the rounds' ratios. */
export function bench(workload: Workload, rounds: number, holds = 1_000_000): Row {
  const counted = count(workload);
  const scenario = resolve(workload.file, builtIn);
  const engine: number[] = [];
  const yard: number[] = [];
  for (let round = 0; round < rounds; round++) {
    engine.push(total(counted) / cpuSeconds(() => {
      const run = simulate(scenario);
      measure(run);
      if (run.digest !== counted.digest) throw new Error(`${workload.name} is not the run that was counted`);
    }));
    yard.push(holds / cpuSeconds(() => holdLoop(workload.pending, holds)));
  }
  return {
    name: workload.name, events: total(counted), perSecond: median(engine), holdsPerSecond: median(yard),
    ratio: median(engine.map((rate, i) => rate / yard[i]!)),
  };
}
