import { afterErrors, haproxyHealth, type OnError } from '../../../src/detectors/riseFall/haproxyHealth.ts';
import { ms } from '../../../src/time.ts';
import { counterOptions } from '../../support/counterOptions.ts';
import type { Units } from '../vector.ts';

interface Input {
  readonly rise: number; readonly fall: number; readonly initState: 'none' | 'fully-up' | 'up' | 'down' | 'fully-down';
  readonly inter: number; readonly fastinter: number | null; readonly downinter: number | null;
  readonly results: string;
}

/** First the state before any check. */
function healths({ rise, fall, initState, inter, fastinter, downinter, results }: Input): unknown[] {
  const options = counterOptions({ rise, fall, initState, interval: inter * ms, fastinter: (fastinter ?? 0) * ms, downinter: (downinter ?? 0) * ms });
  const state = haproxyHealth.begin(options);
  const seen = () => ({ health: state.health, up: haproxyHealth.trusts(state), nextInterval: haproxyHealth.rest(state, options) / ms });
  return [seen(), ...Array.from(results, result => {
    haproxyHealth.count(state, result === '+' ? 'pass' : 'fail', options);
    return seen();
  })];
}

export const haproxy: Units = {
  'haproxy/health-counter-0-rise-fall-1': healths,
  'haproxy/passive-observe-reached-error-limit-health': ({ mode, healthBefore }: { mode: OnError; healthBefore: number }) =>
    afterErrors(healthBefore, mode, 2),
};
