/** One worker of a comparison over seeds: it runs and measures as the command does, by the same functions. */
import { builtIn } from '../../sim/builtIn.ts';
import { measure, type Measured } from '../../sim/qos.ts';
import { resolve } from '../../sim/resolve.ts';
import { seedOf, simulate } from '../../sim/run.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';

/** The i-th run of a scenario: the first is under its own seed. */
export interface Replicate { readonly file: ScenarioFile; readonly index: number }
export type ToCompareWorker = Replicate;
export type FromCompareWorker = { readonly measured: Measured } | { readonly problem: string };

self.onmessage = ({ data: { file, index } }: MessageEvent<ToCompareWorker>) => {
  const say = (message: FromCompareWorker): void => self.postMessage(message);
  try {
    const scenario = resolve(file, builtIn);
    say({ measured: measure(simulate(scenario, { registry: builtIn, seed: seedOf(scenario.seed, index) })) });
  } catch (error) {
    say({ problem: error instanceof Error ? error.message : String(error) });
  }
};
