import { formatDuration } from '../../src/parameters.ts';
import { NEVER, sec } from '../../src/time.ts';
import { playing, type History } from './history.ts';
import { reached, reachedAfter, reachedBy, spells, times } from './milestones.ts';
import type { System } from './system.ts';

const others = (history: History): number => playing(history, 'node').length - 1;

/** RabbitMQ 3.12 as a cluster: its nodes watch each other by Erlang's distribution alone. What partition handling then does is left out. */
export const rabbitmq: System = {
  name: 'rabbitmq',
  title: 'RabbitMQ nodes (net_ticktime)',
  version: '3.12',
  summary: 'The nodes of a cluster hold each other for gone when their Erlang connections are silent for about net_ticktime.',
  options: {
    nodes: { kind: 'count', default: 3, min: 2, max: 25, meaning: 'how many nodes the cluster has' },
    net_ticktime: {
      kind: 'duration', unit: 's', default: 60 * sec, min: 4,
      meaning: 'about how long silence lasts until a node is taken for gone', source: 'advanced.config, kernel',
    },
    'traffic every': {
      kind: 'duration', default: NEVER, min: 1, max: NEVER,
      meaning: 'from one message of a node to each other one to the next: with any, no tick is sent, and the last byte is fresh',
    },
  },
  rules: [{
    says: 'net_ticktime below 5 s takes short pauses for partitions', strength: 'advises',
    holds: options => (options['net_ticktime'] as number) >= 5 * sec,
  }],
  roles: { node: { meaning: 'one of the nodes', holder: 'rabbit0' } },
  milestones: {
    nodeDown: reached('the first other node takes it for gone (rabbit on node … down)', 'closed', 'first', { ofTarget: true, byTarget: false }),
    nodeDownEverywhere: reachedBy('the last other node does', 'closed', 1, others, { ofTarget: true, byTarget: false }),
    nodeUp: reachedAfter('another node is connected to it again', 'connected', 'first', { ofTarget: true, byTarget: false }),
  },
  counts: { nodeDowns: times('how often a node takes another for gone', 'closed') },
  falseVerdicts: { nodeDown: spells('a node takes another for gone that runs', 'suspects', 'trusts') },
  scenario(options, { fault }) {
    const ticktime = options['net_ticktime'] as number;
    const text = (key: string): string => formatDuration(options[key] as number);
    return {
      settled: 2 * sec + ticktime, phase: ticktime, watch: fault === 'none' || fault === 'loss' ? 600 * sec : 2 * ticktime + 10 * sec,
      file: {
        processes: Array.from({ length: options['nodes'] as number }, (_, i) => ({ name: `rabbit${i}`, role: 'node' })), watches: 'all',
        detector: { kind: 'keepalive', flavour: 'erlang', interval: text('net_ticktime'), data: text('traffic every') },
      },
    };
  },
};
