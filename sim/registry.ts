/** Everything that a scenario may choose by name. Pass another one to run what is not built in. */
import type { AnyDetector, AnyEstimator, Service } from '../src/contract.ts';
import type { FaultLaw } from './faults/fault.ts';
import type { Latency } from './latencies/latency.ts';
import type { Loss } from './losses/loss.ts';

/* eslint-disable @typescript-eslint/no-explicit-any -- each entry keeps its own parameter types */
export interface Registry {
  readonly detectors: Readonly<Record<string, AnyDetector>>;
  readonly services: Readonly<Record<string, Service<any>>>;
  readonly estimators: Readonly<Record<string, AnyEstimator>>;
  readonly latencies: Readonly<Record<string, Latency<any>>>;
  readonly losses: Readonly<Record<string, Loss<any, any>>>;
  readonly faults: Readonly<Record<string, FaultLaw<any>>>;
}
