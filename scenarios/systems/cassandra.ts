import { formatDuration } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { reached, reachedAfter, reachedBy, spells } from './milestones.ts';
import type { System } from './system.ts';

/** Apache Cassandra 4: FailureDetector.java and Gossiper.java. Nodes exchange what they know with a random live one each second. */
export const cassandra: System = {
  name: 'cassandra',
  title: 'Apache Cassandra',
  version: '4.1',
  summary: 'Nodes gossip versions of themselves; each convicts whose version has not grown for as long as φ allows.',
  options: {
    nodes: { kind: 'count', default: 6, min: 2, max: 200, meaning: 'how many nodes there are' },
    phi_convict_threshold: { kind: 'number', default: 8, min: 5, max: 16, meaning: 'the φ beyond which a node is DOWN: 18.4 mean intervals at 8', source: 'cassandra.yaml' },
    gossip_interval: { kind: 'duration', unit: 'ms', default: sec, min: ms, meaning: 'between the rounds of a node', source: 'Gossiper.java: intervalInMillis' },
    fd_initial_value_ms: { kind: 'duration', unit: 'ms', default: 2 * sec, min: ms, meaning: 'the first interval that is assumed: twice the gossip interval', source: 'FailureDetector.java: -Dcassandra.fd_initial_value_ms' },
    fd_max_interval_ms: { kind: 'duration', unit: 'ms', default: 2 * sec, min: ms, meaning: 'longer intervals are thrown away, and never learnt', source: 'FailureDetector.java: -Dcassandra.fd_max_interval_ms' },
    max_local_pause_in_ms: { kind: 'duration', unit: 'ms', default: 5 * sec, min: ms, meaning: 'a node that stood still for longer convicts nobody for as long', source: 'FailureDetector.java' },
  },
  rules: [
    {
      says: 'phi_convict_threshold is 8 to 12, the more the less steady the network: 10 to 12 in a cloud', strength: 'advises',
      holds: options => (options.phi_convict_threshold as number) >= 8 && (options.phi_convict_threshold as number) <= 12,
    },
    {
      says: 'fd_max_interval_ms is more than gossip_interval, or no interval is ever learnt', strength: 'advises',
      holds: options => (options.fd_max_interval_ms as number) > (options.gossip_interval as number),
    },
  ],
  roles: { node: { meaning: 'one of the nodes', holder: 'n1' } },
  milestones: {
    'down': reached('the first node marks it DOWN', 'suspects', 'first', { ofTarget: true, byTarget: false }),
    downMedian: reachedBy('half of the others have', 'suspects', 0.5, ({ scenario, targets }) => scenario.processes.length - targets.length, { ofTarget: true, byTarget: false }),
    downLast: reachedBy('all others have', 'suspects', 1, ({ scenario, targets }) => scenario.processes.length - targets.length, { ofTarget: true, byTarget: false }),
    'up': reachedAfter('the first node marks it UP', 'trusts', 'first', { ofTarget: true, byTarget: false }),
  },
  counts: {},
  falseVerdicts: { 'down': spells('a node marks another DOWN that runs', 'suspects', 'trusts') },
  scenario(options, { fault }) {
    const interval = options.gossip_interval as number;
    return {
      settled: 40 * interval, phase: interval, watch: fault === 'none' || fault === 'loss' ? 900 * sec : 90 * interval + 20 * sec,
      file: {
        processes: options.nodes as number, watches: 'all',
        detector: {
          kind: 'gossip', judge: 'phi', exchange: 'pushPull', fanout: 1, interval: formatDuration(interval), threshold: options.phi_convict_threshold,
          initialInterval: formatDuration(options.fd_initial_value_ms as number), maxInterval: formatDuration(options.fd_max_interval_ms as number),
          maxLocalPause: formatDuration(options.max_local_pause_in_ms as number),
        },
      },
    };
  },
};
