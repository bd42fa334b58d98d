import { formatDuration } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { occasions, reached, reachedAfter, times } from './milestones.ts';
import type { System } from './system.ts';

/** Netflix Eureka 2.0 (at 61acc83d9589) as Spring Cloud runs it: AbstractInstanceRegistry, PeerAwareInstanceRegistryImpl, Lease, DiscoveryClient. */
export const eureka: System = {
  name: 'eureka',
  title: 'Eureka',
  version: '2.0',
  summary: 'Instances renew leases at a registry without agreement, which stops evicting when too many of them are silent.',
  options: {
    servers: { kind: 'count', default: 1, min: 1, max: 10, meaning: 'how many registries pass on to each other what they hear' },
    instances: { kind: 'count', default: 20, min: 1, max: 1_000, meaning: 'how many instances are registered' },
    'lease-renewal-interval-in-seconds': { kind: 'duration', unit: 's', default: 30 * sec, min: sec, meaning: 'between renewals of an instance', source: 'LeaseInfo' },
    'lease-expiration-duration-in-seconds': {
      kind: 'duration', unit: 's', default: 90 * sec, min: sec, meaning: 'the lease; after a renewal it lasts twice as long, by an error kept on purpose', source: 'LeaseInfo; Lease',
    },
    'eviction-interval-timer-in-ms': { kind: 'duration', unit: 'ms', default: 60 * sec, min: ms, meaning: 'between sweeps', source: 'DefaultEurekaServerConfig' },
    'enable-self-preservation': { kind: 'flag', default: true, meaning: 'no sweep while too few renewals came in the last minute', source: 'DefaultEurekaServerConfig' },
    'renewal-percent-threshold': { kind: 'share', default: 0.85, meaning: 'how few are too few, and how many stay in one sweep', source: 'DefaultEurekaServerConfig' },
    'default-open-for-traffic-count': { kind: 'count', default: 1, meaning: 'from how many a new registry counts; from none it never counts', source: 'Spring Cloud Netflix' },
  },
  rules: [
    {
      says: 'the lease outlasts several renewals', strength: 'advises',
      holds: options => (options['lease-expiration-duration-in-seconds'] as number) >= 2 * (options['lease-renewal-interval-in-seconds'] as number),
    },
    {
      says: 'with few instances one silent one is too many: eight expect sixteen renewals a minute and evict nobody with fourteen', strength: 'advises',
      holds: options => options['enable-self-preservation'] === false || (options['instances'] as number) >= 13,
    },
  ],
  roles: {
    instance: { meaning: 'a registered instance', holder: 'instance0' },
    server: { meaning: 'a registry', holder: 'eureka0' },
  },
  milestones: {
    evicted: reached('the first registry has evicted it', 'evicted', 'first', { ofTarget: true }),
    evictedLast: reached('the last registry has', 'evicted', 'last', { ofTarget: true }),
    selfPreservation: reached('a registry finds lapsed leases and keeps them', 'selfPreservation'),
    registeredAgain: reachedAfter('it is registered again', 'registered', 'first', { ofTarget: true }),
  },
  counts: {
    evicted: times('instances evicted, counted at each registry', 'evicted'),
    preserved: times('times that a registry began to keep lapsed leases', 'selfPreservation'),
  },
  falseVerdicts: { evicted: occasions('an instance is evicted that runs and can reach the registry', 'evicted', { ofTarget: false }) },
  scenario(options, { fault }) {
    const text = (key: string): string => formatDuration(options[key] as number);
    const [renewal, lease, sweep] = ['lease-renewal-interval-in-seconds', 'lease-expiration-duration-in-seconds', 'eviction-interval-timer-in-ms'].map(key => options[key] as number) as [number, number, number];
    const servers = Array.from({ length: options['servers'] as number }, (_, i) => ({ name: `eureka${i}`, role: 'server' }));
    const instances = Array.from({ length: options['instances'] as number }, (_, i) => ({ name: `instance${i}`, role: 'member' }));
    return {
      // a whole minute of renewals by all
      settled: 120 * sec + renewal, phase: Math.max(sweep, renewal),
      // the count is made anew every 15 minutes
      watch: fault === 'none' || fault === 'loss' ? 1_800 * sec : 2 * lease + 2 * sweep + 960 * sec,
      file: {
        processes: [...servers, ...instances], watches: servers.flatMap(server => instances.map(instance => [server.name, instance.name])),
        service: {
          kind: 'session', flavour: 'eureka', transport: 'stream', members: 0, stores: 0, resources: 0, timeout: text('lease-expiration-duration-in-seconds'),
          heartbeat: text('lease-renewal-interval-in-seconds'), tick: text('eviction-interval-timer-in-ms'), selfPreservation: options['enable-self-preservation'],
          preservation: options['renewal-percent-threshold'], expected: options['default-open-for-traffic-count'],
        },
      },
    };
  },
};
