import type { Measured } from './measured.ts';

interface NatsConfig { readonly ping_interval_s: number; readonly ping_max: number; readonly clients: number }

export const nats: Measured<NatsConfig> = {
  system: 'nats-server',
  question({ ping_interval_s: interval, ping_max: pings, clients }, fault) {
    if (fault !== 'client goes silent (socket open)') return undefined;
    return { fault: 'hang', target: 'client', settings: { ping_interval: `${interval * 1_000}ms`, ping_max: `${pings}`, clients: `${clients}` } };
  },
  metrics: {
    'fault to the server closing the connection': 'milestones.closed',
    'last PONG to the server closing the connection': 'milestones.sincePong',
    'unanswered PINGs before closing (count)': 'counts.unansweredPings',
  },
};
