import type { Duration } from '../../contract.ts';

/** How a check ended: passed, failed, or, for a check that could not be made, nothing. */
export type CheckResult = 'pass' | 'fail';

/** The options that counters read. Durations in microseconds. */
export interface CounterOptions {
  readonly rise: number;
  readonly fall: number;
  readonly interval: Duration;
  readonly fastinter: Duration;
  readonly downinter: Duration;
  readonly unhealthyInterval: Duration;
  readonly unhealthyEdgeInterval: Duration;
  readonly healthyEdgeInterval: Duration;
  readonly initState: 'none' | 'fully-up' | 'up' | 'down' | 'fully-down';
  readonly probe: 'readiness' | 'liveness' | 'startup';
}

/** How one system counts the results of its checks. Plain-data state, one for each that is checked. */
export interface Counter<S> {
  begin(options: CounterOptions): S;
  count(state: S, result: CheckResult, options: CounterOptions): void;
  trusts(state: S): boolean;
  /** From the last check to the next. */
  rest(state: S, options: CounterOptions): Duration;
}

/** Intervals that are left at 0 mean: as the ordinary one. */
export const orElse = (interval: Duration, otherwise: Duration): Duration => interval || otherwise;
