import type { FaultName } from '../../../scenarios/systems/system.ts';
import type { Measured } from './measured.ts';

interface ErlangConfig { readonly net_ticktime_s: number; readonly ticks_per_period: number; readonly idle_link: string }

const faults: Readonly<Record<string, FaultName>> = { kill: 'kill', stop: 'hang' };

/** "peer pings the monitor every 300 ms …"; without such words nothing but ticks is written. */
function pingEvery(words: string): string {
  const [, value, unit] = /every (\d+(?:\.\d+)?) ?(ms|s)\b/.exec(words) ?? [];
  return value === undefined ? 'never' : `${value}${unit}`;
}

export const erlangDist: Measured<ErlangConfig> = {
  system: 'erlang-dist',
  question({ net_ticktime_s: ticktime, ticks_per_period: ticks, idle_link: link }, name) {
    const fault = faults[name];
    return fault && { fault, target: 'peer', settings: { net_ticktime: `${ticktime}`, net_tickintensity: `${ticks}`, 'ping every': pingEvery(link) } };
  },
  metrics: { 'fault to nodedown at the monitor': 'milestones.nodeDown' },
};
