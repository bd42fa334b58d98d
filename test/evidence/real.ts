import { agreement } from './real/agreement.ts';
import { sentinelSamples, type SentinelConfig } from './real/redisSentinel.ts';
import type { Outcome } from './vectors.ts';

interface RealRow {
  readonly system: string;
  readonly fault: string;
  readonly metric: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly samples_ms?: readonly number[];
}

/** The format of `real.json`: what a real system did. */
export interface RealFile { readonly rows: readonly RealRow[] }

type Samples = (metric: string) => readonly number[] | undefined;
type Model = (config: Readonly<Record<string, unknown>>, fault: string, runs: number) => Samples | undefined;

/** By system. The others are not modelled yet, and nothing that is comes close enough to stand in for one. */
const models: Readonly<Record<string, Model>> = {
  'redis-sentinel': (config, fault, runs) => sentinelSamples(config as unknown as SentinelConfig, fault, runs),
};

/** One simulation for all rows of one configuration and fault. */
export function* runReal({ rows }: RealFile, runs = 100): Generator<Outcome> {
  const played = new Map<string, Samples | undefined>();
  for (const [i, { system, fault, metric, config, samples_ms: samples = [] }] of rows.entries()) {
    const id = `${i}:${system}:${fault}:${metric}`;
    const key = JSON.stringify([system, fault, config]);
    if (!played.has(key)) played.set(key, models[system]?.(config, fault, runs));
    const simulated = played.get(key)?.(metric);
    if (!simulated || samples.length === 0) yield { id, status: 'unsupported' };
    else yield compared(id, samples, simulated);
  }
}

function compared(id: string, samples: readonly number[], simulated: readonly number[]): Outcome {
  if (simulated.length === 0) return { id, status: 'fail', measured: 'it never happens', expected: samples };
  const { agrees, measured: expected, simulated: measured } = agreement(samples, simulated);
  return { id, status: agrees ? 'pass' : 'fail', measured, expected };
}
