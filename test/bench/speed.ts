/** Heartbeats delivered per CPU second: the engine, and in turn the loops that do nothing else. */
import { measure } from '../../sim/qos.ts';
import { simulate, type Run } from '../../sim/run.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { Row as Code } from '../../sim/trace.ts';
import { bareLoop } from './bareLoop.ts';
import { contractLoop } from './contractLoop.ts';
import { bytesOf, cpuSeconds } from './measured.ts';
import type { Row } from './row.ts';
import { plugIn, resolved, type Workload } from './workloads.ts';
import type { Yardstick } from './yardstick.ts';

/** What a workload asks for, whatever an engine dispatches inside. */
export interface Events { readonly ticks: number; readonly delivered: number; readonly suspicions: number; readonly digest: string }

/** Once with every packet on record, and not on the clock. */
export function count({ shape, n, file }: Workload): Events {
  const { trace: { code, length }, digest } = simulate(file, { ...plugIn, trace: 'full' });
  const counts = new Map<number, number>();
  for (let row = 0; row < length; row++) counts.set(code[row]!, (counts.get(code[row]!) ?? 0) + 1);
  const of = (one: number): number => counts.get(one) ?? 0;
  const fan = shape === 'mesh' ? n - 1 : 1;
  return { ticks: (of(Code.sends) + of(Code.loses)) / fan, delivered: of(Code.receives), suspicions: of(Code.suspects), digest };
}

function measuredRun(scenario: Scenario, trace: 'verdicts' | 'full'): Run {
  const run = simulate(scenario, { ...plugIn, trace });
  measure(run);
  return run;
}

/** Heartbeats a CPU second of the very run that was counted. */
export function engineRate(workload: Workload, { delivered, digest }: Events, trace: 'verdicts' | 'full' = 'verdicts'): number {
  const scenario = resolved(workload);
  let found = '';
  const seconds = cpuSeconds(() => { found = measuredRun(scenario, trace).digest; });
  if (found !== digest) throw new Error(`${workload.name} is not the run that was counted`);
  return delivered / seconds;
}

function bareRate({ shape, n, seconds }: Workload, seed: number): number {
  let delivered = 0;
  const cpu = cpuSeconds(() => { ({ delivered } = bareLoop(shape, n, seconds, seed)); });
  return delivered / cpu;
}

function contractRate({ shape, n, seconds }: Workload): number {
  let delivered = 0;
  const cpu = cpuSeconds(() => { ({ delivered } = contractLoop(shape, n, seconds)); });
  return delivered / cpu;
}

function yardstickRate(yardstick: Yardstick, workload: Workload): number {
  const { delivered, cpu } = yardstick(workload);
  return delivered / cpu;
}

/** Held against the C++ loop if there is one, against the bare loop and against what the contract itself costs. All are warm before the first round. */
export function speedRows(workload: Workload, atLeast: number, yardstick: Yardstick | undefined, rounds: number): Row[] {
  const counted = count(workload);
  engineRate(workload, counted);
  bareRate(workload, 0);
  contractRate(workload);
  const bare: [number, number][] = [];
  const contract: [number, number][] = [];
  const native: [number, number][] = [];
  for (let round = 1; round <= rounds; round++) {
    const engine = engineRate(workload, counted);
    if (yardstick) native.push([engine, yardstickRate(yardstick, workload)]);
    bare.push([engine, bareRate(workload, round)]);
    contract.push([engine, contractRate(workload)]);
  }
  const shared = { name: workload.name, unit: 'heartbeats/s' } as const;
  const first: Row[] = yardstick ? [{ ...shared, pairs: native, against: 'C++ loop', target: { atLeast } }] : [];
  return [...first, { ...shared, pairs: bare, against: 'bare JS loop' }, { ...shared, pairs: contract, against: 'the contract alone' }];
}

/** With every packet on record, beside the same run without, and what each row of the record takes. */
export function traceRows(workload: Workload, rounds: number): Row[] {
  const counted = count(workload);
  engineRate(workload, counted);
  const pairs = Array.from({ length: rounds }, () => [engineRate(workload, counted, 'full'), engineRate(workload, counted)] as const);
  const name = `trace, ${workload.name}`;
  return [
    { name, unit: 'heartbeats/s', pairs, against: 'without', target: { atLeast: 0.8 } },
    { name: `${name}, each event`, unit: 'bytes', pairs: [[bytesPerRow(workload)]], target: { atMost: 24 } },
  ];
}

function bytesPerRow(workload: Workload): number {
  const scenario = resolved(workload);
  let rows = 0;
  const held = (trace: 'verdicts' | 'full', sign: number): number => bytesOf(() => {
    const run = simulate(scenario, { ...plugIn, trace });
    rows += sign * run.trace.length;
    return run;
  });
  return (held('full', 1) - held('verdicts', -1)) / rows;
}
