import { formatDuration } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { reached, reachedAfter, spells } from './milestones.ts';
import type { System } from './system.ts';

/** Envoy 1.2x, active HTTP or TCP health checks of one proxy: health_checker_base_impl.cc. */
export const envoy: System = {
  name: 'envoy',
  title: 'Envoy active health checks',
  version: '1.2x',
  summary: 'A proxy checks each host; the first pass is enough at the start, then so many in a row turn it either way.',
  options: {
    hosts: { kind: 'count', default: 3, min: 1, max: 100, meaning: 'how many hosts the cluster has' },
    type: { kind: 'choice', default: 'http', choices: ['http', 'tcp'], meaning: 'tcp: that the kernel accepts is enough; http: the host must answer' },
    interval: { kind: 'duration', default: 5 * sec, min: ms, meaning: 'from the end of a check to the next; required in Envoy, this one is ours' },
    timeout: { kind: 'duration', default: sec, min: ms, meaning: 'how long an answer may take; required in Envoy, this one is ours' },
    unhealthy_threshold: { kind: 'count', default: 3, min: 1, max: 1_000, meaning: 'failures in a row; required in Envoy, this one is ours' },
    healthy_threshold: { kind: 'count', default: 2, min: 1, max: 1_000, meaning: 'passes in a row; required in Envoy, this one is ours' },
    unhealthy_interval: { kind: 'duration', default: 0, meaning: 'between checks of an unhealthy host; 0: interval' },
    unhealthy_edge_interval: { kind: 'duration', default: 0, meaning: 'while failures are being counted; 0: unhealthy_interval' },
    healthy_edge_interval: { kind: 'duration', default: 0, meaning: 'while passes are being counted; 0: interval' },
  },
  rules: [{ says: 'timeout is at most interval, or a host that hangs is asked less often than interval says', strength: 'advises', holds: ({ timeout, interval }) => timeout! <= interval! }],
  roles: { host: { meaning: 'one of the hosts', holder: 'host0' } },
  milestones: {
    unhealthy: reached('the proxy routes nothing to it any more', 'suspects', 'first', { ofTarget: true }),
    healthy: reachedAfter('the proxy routes to it again', 'trusts', 'first', { ofTarget: true }),
  },
  counts: {},
  falseVerdicts: { unhealthy: spells('the proxy takes a host for unhealthy that runs', 'suspects', 'trusts') },
  differences: ['Each check opens a connection, as with reuse_connection off; and a status that is no answer to be retried, which turns a host at once, is not there.'],
  scenario(options, { fault }) {
    const text = (name: string): string => formatDuration(options[name] as number);
    const [interval, timeout, fall, rise] = [options.interval, options.timeout, options.unhealthy_threshold, options.healthy_threshold] as number[];
    const longest = Math.max(interval!, options.unhealthy_interval as number, options.unhealthy_edge_interval as number, options.healthy_edge_interval as number) + timeout!;
    return {
      settled: 3 * longest, phase: interval!, watch: fault === 'none' || fault === 'loss' ? 1_800 * sec : longest * (Math.max(fall!, rise!) + 3),
      file: {
        processes: [...Array.from({ length: options.hosts as number }, (_, i) => ({ name: `host${i}`, role: 'host' })), { name: 'proxy', role: 'proxy' }], watches: 'star',
        detector: {
          kind: 'riseFall', flavour: 'envoy', check: options.type === 'tcp' ? 'connect' : 'request', interval: text('interval'), timeout: text('timeout'), rise, fall,
          unhealthyInterval: text('unhealthy_interval'), unhealthyEdgeInterval: text('unhealthy_edge_interval'), healthyEdgeInterval: text('healthy_edge_interval'),
        },
      },
    };
  },
};
