import { orElse, type Counter } from './counter.ts';

/** One number for everything. Invariant: 0 ≤ health ≤ rise + fall − 1; trusted iff health ≥ rise. */
export interface HaproxyHealth { health: number; readonly rise: number }

/** How a server begins, with the words of `init-state`; without it, one failed check is enough. */
const initial = {
  'none': (rise: number) => rise,
  'fully-up': (rise: number, fall: number) => rise + fall - 1,
  'up': (rise: number) => rise,
  'down': (rise: number) => rise - 1,
  'fully-down': () => 0,
} as const;

export type OnError = 'fastinter' | 'fail-check' | 'sudden-death' | 'mark-down';

/** What remains of the health after a failed check. */
const afterFailure = (health: number, rise: number): number => (health - 1 < rise ? 0 : health - 1);

/**
 * What remains of the health when watched traffic has reached `error-limit` (__health_adjust). sudden-death leaves one more
 * failure to go, then counts one; mark-down ends it.
 */
export function afterErrors(health: number, onError: OnError, rise: number): number {
  if (onError === 'fastinter') return health;
  if (onError === 'mark-down') return 0;
  return afterFailure(onError === 'sudden-death' ? Math.min(health, rise + 1) : health, rise);
}

/**
 * HAProxy (src/check.c: set_server_check_status, __health_adjust; src/server.c: srv_getinter; at 50872daa6a85). A pass adds
 * one, and from `rise` on fills up to the top; a failure takes one, and below `rise` empties to the bottom. So what is counted
 * is always in a row. The next interval is `inter` at the top, `downinter` at the bottom, `fastinter` between.
 */
export const haproxyHealth: Counter<HaproxyHealth> = {
  begin: ({ rise, fall, initState }) => ({ health: initial[initState](rise, fall), rise }),
  count(state, result, { rise, fall }) {
    if (result === 'pass') {
      state.health = state.health + 1 >= rise ? rise + fall - 1 : state.health + 1;
    } else {
      state.health = afterFailure(state.health, rise);
    }
  },
  trusts: ({ health, rise }) => health >= rise,
  rest({ health }, { rise, fall, interval, fastinter, downinter }) {
    if (health === rise + fall - 1) return interval;
    return orElse(health === 0 ? downinter : fastinter, interval);
  },
};
