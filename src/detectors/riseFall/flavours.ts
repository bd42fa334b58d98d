import type { Counter } from './counter.ts';
import { envoyHealth } from './envoyHealth.ts';
import { haproxyHealth } from './haproxyHealth.ts';
import type { RiseFallParams } from './parameters.ts';
import { probeWorker } from './probeWorker.ts';
import { targetHealth } from './targetHealth.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each keeps its own state
export const flavours: Readonly<Record<RiseFallParams['flavour'], Counter<any>>> = {
  haproxy: haproxyHealth, envoy: envoyHealth, kubernetes: probeWorker, alb: targetHealth,
};
