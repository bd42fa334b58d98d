import { constant } from './constant.ts';
import { exponential } from './exponential.ts';
import { gamma } from './gamma.ts';
import type { AnyLatency } from './latency.ts';
import { lognormal } from './lognormal.ts';
import { mixture } from './mixture.ts';
import { pareto } from './pareto.ts';
import { quantiles } from './quantiles.ts';
import { recorded } from './recorded.ts';
import { uniform } from './uniform.ts';

export const latencies = {
  constant, uniform, exponential, lognormal, gamma, pareto, mixture, quantiles, recorded,
} satisfies Record<string, AnyLatency>;
