import type { Counter } from './counter.ts';

/** `initial`: registered, and nothing decided. */
export interface TargetHealth { verdict: 'initial' | 'healthy' | 'unhealthy'; successes: number; failures: number }

/**
 * A target of an AWS Application or Network Load Balancer (Elastic Load Balancing user guide, target group health checks): a
 * newly registered one is healthy after one success; after that it takes `fall` failures in a row to be taken out and `rise`
 * successes in a row to return. Taken from the documentation: there is no source to read.
 */
export const targetHealth: Counter<TargetHealth> = {
  begin: () => ({ verdict: 'initial', successes: 0, failures: 0 }),
  count(state, result, { rise, fall }) {
    state.successes = result === 'pass' ? state.successes + 1 : 0;
    state.failures = result === 'pass' ? 0 : state.failures + 1;
    if (state.successes >= (state.verdict === 'initial' ? 1 : rise)) state.verdict = 'healthy';
    else if (state.failures >= fall) state.verdict = 'unhealthy';
  },
  trusts: state => state.verdict === 'healthy',
  rest: (_, { interval }) => interval,
};
