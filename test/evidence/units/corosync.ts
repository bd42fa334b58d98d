import { totem, type TotemParams } from '../../../src/services/totem.ts';
import { timingOf } from '../../../src/services/totem/rules.ts';
import { defaults } from '../../../src/parameters.ts';
import { ms } from '../../../src/time.ts';
import type { Units } from '../vector.ts';

/** What it logs when it starts, all in milliseconds. */
function timers({ nodes, token: configured }: { nodes: number; token: number }): Record<string, number> {
  const { token, retransmit, hold, consensus } = timingOf(nodes, { ...defaults(totem.parameters) as TotemParams, token: configured * ms });
  return {
    token: token / ms, token_retransmit: retransmit / ms, hold: hold / ms, consensus: consensus / ms,
    failure_detect_plus_consensus: (token + consensus) / ms,
  };
}

export const corosync: Units = { 'misc-timeouts/corosync-totem-timers-ms-defaults-token': timers };
