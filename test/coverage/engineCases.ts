/** The whole way from a scenario to a figure, where the truth is known in closed form. */
import { builtIn } from '../../sim/builtIn.ts';
import { measure } from '../../sim/qos.ts';
import { resolve } from '../../sim/resolve.ts';
import { replicate } from '../../sim/run.ts';
import type { Report } from '../../sim/report.ts';
import { comparePaired, pool } from '../../sim/statistics.ts';
import type { Case } from './cases.ts';
import type { Dice } from './dice.ts';

/**
 * A beat a second, lost with a chance of p; suspected where none came for 2.5 s (k = 2) or 3.5 s (k = 3). So a mistake
 * begins half a second after the k-th loss in a row and not before: λ_M = (1 − p) p^k a second; it lasts half a second,
 * and one more for each loss that follows: E(T_M) = 1/2 + p / (1 − p).
 */
const p = 0.3;
const rate = (k: number): number => (1 - p) * p ** k;
const duration = 0.5 + p / (1 - p);

const scenario = (horizon: string, timeout: string) => resolve({
  flatline: 1, horizon, warmUp: '10s', processes: 2, watches: [[0, 1]],
  detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout } },
  network: { latency: { kind: 'constant', value: '5ms' }, loss: { kind: 'independent', average: p } },
}, builtIn);
const [short, patient, long] = [scenario('70s', '2500ms'), scenario('70s', '3500ms'), scenario('6010s', '2500ms')];

const measured = (of: typeof short, runs: number, seed: string) => [...replicate(of, runs, { seed })].map(run => measure(run));
const seedOf = (dice: Dice): string => String(dice.uniform());

const truth = { mistakeRate: rate(2), mistakeDuration: 1_000 * duration, mistakeRecurrence: 1_000 / rate(2), queryAccuracy: 1 - rate(2) * duration };
const figures = ({ pooled: { mistakeRate, mistakeDuration, mistakeRecurrence, queryAccuracy } }: Report) =>
  ({ mistakeRate: mistakeRate.total, mistakeDuration: mistakeDuration.mean, mistakeRecurrence: mistakeRecurrence.mean, queryAccuracy });

export const engineCases: readonly Case[] = [
  { name: 'the engine: 40 runs of a minute', truth, figures: dice => figures(pool(measured(short, 40, seedOf(dice)), { scenario: short, version: '' })) },
  { name: 'the engine: one run of 100 minutes, in batches', truth, figures: dice => figures(pool(measured(long, 1, seedOf(dice)), { scenario: long, version: '' })) },
  {
    name: 'the engine: 2.5 s against 3.5 s on common weather, 40 runs', truth: { mistakeRate: rate(3) - rate(2) },
    figures: dice => {
      const seed = seedOf(dice);
      return { mistakeRate: comparePaired(measured(short, 40, seed), measured(patient, 40, seed)).differences['mistakeRate.total']!.difference };
    },
  },
];
