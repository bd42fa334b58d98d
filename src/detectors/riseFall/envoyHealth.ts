import { orElse, type Counter, type CounterOptions } from './counter.ts';

/** What a check found: its answer was right; it failed in a way that is counted; or in one that convicts at once. */
export type EnvoyResult = 'ok' | 'counted' | 'immediate';
/** What it changed: nothing; nothing yet, while a threshold is being counted; or the verdict. */
export type EnvoyTransition = 'unchanged' | 'pending' | 'changed';

export interface EnvoyHealth {
  healthy: boolean;
  /** Whether a first result came: the first success needs no threshold. */
  checked: boolean;
  /** In a row. */
  successes: number;
  failures: number;
  /** Of the last check. */
  passed: boolean;
  transition: EnvoyTransition;
}

export const envoyBegins = (healthy: boolean): EnvoyHealth =>
  ({ healthy, checked: false, successes: 0, failures: 0, passed: healthy, transition: 'unchanged' });

function turned(state: EnvoyHealth, healthy: boolean, decided: boolean): EnvoyTransition {
  if (!decided) return 'pending';
  state.healthy = healthy;
  return 'changed';
}

/**
 * Envoy's active checks (health_checker_base_impl.cc, setHealthy and setUnhealthy, at 045a5b1acd00). Either kind of result
 * clears the count of the other. The first result ever, if good, is enough. A timeout, a broken connection, and a status named
 * retriable are counted towards `fall`; any other wrong answer convicts at once.
 */
export function envoyCounts(state: EnvoyHealth, result: EnvoyResult, { rise, fall }: Pick<CounterOptions, 'rise' | 'fall'>): void {
  state.passed = result === 'ok';
  state.transition = 'unchanged';
  if (result === 'ok') {
    state.failures = 0;
    if (!state.healthy) state.transition = turned(state, true, !state.checked || ++state.successes === rise);
  } else {
    state.successes = 0;
    if (state.healthy) state.transition = turned(state, false, result === 'immediate' || ++state.failures === fall);
  }
  state.checked = true;
}

/** From the end of a check to the next. The edge intervals hold while a change is pending; the API's text says otherwise. */
export const envoyHealth: Counter<EnvoyHealth> = {
  begin: () => envoyBegins(false),
  count: (state, result, options) => envoyCounts(state, result === 'pass' ? 'ok' : 'counted', options),
  trusts: state => state.healthy,
  rest({ passed, transition }, { interval, unhealthyInterval, unhealthyEdgeInterval, healthyEdgeInterval }) {
    const unhealthy = orElse(unhealthyInterval, interval);
    if (passed) return transition === 'pending' ? orElse(healthyEdgeInterval, interval) : interval;
    return transition === 'pending' ? orElse(unhealthyEdgeInterval, unhealthy) : unhealthy;
  },
};
