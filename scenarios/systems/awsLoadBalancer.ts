import { formatDuration } from '../../src/parameters.ts';
import { sec } from '../../src/time.ts';
import { reached, reachedAfter, spells } from './milestones.ts';
import type { System } from './system.ts';

const source = 'Elastic Load Balancing, health checks of target groups';

/** The health checks of an AWS target group, as its documentation has them: the code is not public. */
export const awsLoadBalancer: System = {
  name: 'aws-alb',
  aliases: ['aws-nlb', 'alb', 'nlb'],
  title: 'AWS load balancer target health',
  version: '(documentation, API 2015-12-01)',
  summary: 'Each load balancer node checks each target on a steady rhythm; the first pass is enough for a new target.',
  options: {
    targets: { kind: 'count', default: 3, min: 1, max: 100, meaning: 'how many targets the group has' },
    nodes: { kind: 'count', default: 2, min: 1, max: 10, meaning: 'load balancer nodes, one in each zone: each decides for itself' },
    HealthCheckProtocol: { kind: 'choice', default: 'HTTP', choices: ['HTTP', 'TCP'], meaning: 'TCP: that the kernel accepts is enough; HTTP: the target must answer' },
    HealthCheckIntervalSeconds: { kind: 'duration', unit: 's', default: 30 * sec, min: 5 * sec, max: 300 * sec, meaning: 'between checks; how long an answer takes does not matter', source },
    HealthCheckTimeoutSeconds: {
      kind: 'duration', unit: 's', default: 5 * sec, min: 2 * sec, max: 120 * sec, meaning: 'how long an answer may take',
      source: 'User guide for Application Load Balancers; the API reference has 6 s for HTTP and 10 s for TCP, TLS and HTTPS',
    },
    HealthyThresholdCount: { kind: 'count', default: 5, min: 2, max: 10, meaning: 'passes in a row', source },
    UnhealthyThresholdCount: { kind: 'count', default: 2, min: 2, max: 10, meaning: 'failures in a row', source },
  },
  rules: [{
    says: 'HealthCheckTimeoutSeconds is less than HealthCheckIntervalSeconds', strength: 'refuses',
    holds: options => options.HealthCheckTimeoutSeconds! < options.HealthCheckIntervalSeconds!,
  }],
  roles: { target: { meaning: 'one of the targets', holder: 'target0' } },
  milestones: {
    unhealthy: reached('the first node routes nothing to it any more', 'suspects', 'first', { ofTarget: true }),
    unhealthyLast: reached('the last node does', 'suspects', 'last', { ofTarget: true }),
    healthy: reachedAfter('the first node routes to it again', 'trusts', 'first', { ofTarget: true }),
  },
  counts: {},
  falseVerdicts: { unhealthy: spells('a node takes a target for unhealthy that runs', 'suspects', 'trusts') },
  differences: ['When every target is unhealthy AWS routes to all of them (it fails open); here only the verdicts are played.'],
  scenario(options, { fault }) {
    const text = (name: string): string => formatDuration(options[name] as number);
    const [interval, fall, rise] = [options.HealthCheckIntervalSeconds, options.UnhealthyThresholdCount, options.HealthyThresholdCount] as number[];
    const [targets, nodes] = [options.targets, options.nodes] as [number, number];
    const named = (count: number, word: string) => Array.from({ length: count }, (_, i) => ({ name: `${word}${i}`, role: word }));
    return {
      settled: 3 * interval!, phase: interval!, watch: fault === 'none' || fault === 'loss' ? 3_600 * sec : interval! * (Math.max(fall!, rise!) + 3),
      file: {
        processes: [...named(targets, 'target'), ...named(nodes, 'node')],
        watches: named(nodes, 'node').flatMap(node => named(targets, 'target').map(target => [node.name, target.name])),
        detector: {
          kind: 'riseFall', flavour: 'alb', check: options.HealthCheckProtocol === 'TCP' ? 'connect' : 'request',
          interval: text('HealthCheckIntervalSeconds'), timeout: text('HealthCheckTimeoutSeconds'), rise, fall,
        },
      },
    };
  },
};
