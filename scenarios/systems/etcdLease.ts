import { formatDuration } from '../../src/parameters.ts';
import { etcdLeastTtl } from '../../src/services/lease/rules.ts';
import { ms, sec } from '../../src/time.ts';
import { besideHolder, leaseCounts, leaseFile, leaseMilestones, leaseOptions, leaseRoles, leaseVerdicts } from './leaseSteps.ts';
import type { System, Values } from './system.ts';

const leastTtl = (options: Values): number => {
  const heartbeat = options['heartbeat-interval'] as number;
  return etcdLeastTtl(Math.floor((options['election-timeout'] as number) / heartbeat), heartbeat);
};

/** An election over etcd's leases, through client/v3/concurrency; all servers are one process. */
export const etcdLease: System = {
  name: 'etcd-lease',
  aliases: ['etcd-election'],
  title: 'etcd lease',
  version: '3.5',
  summary: 'Each candidate keeps a key under a lease of its own; the oldest key leads, until its lease is not kept alive.',
  options: {
    ttl: {
      kind: 'duration', unit: 's', default: 60 * sec, min: sec,
      meaning: 'the lease\'s time to live, kept alive at a third of it', source: 'concurrency/session.go: defaultSessionTTL',
    },
    'heartbeat-interval': {
      kind: 'duration', unit: 'ms', default: 100 * ms, min: 1_000,
      meaning: 'of the servers: with the election timeout it sets the least ttl', source: 'embed/config.go',
    },
    'election-timeout': {
      kind: 'duration', unit: 'ms', default: sec, min: 5_000, max: 50 * sec,
      meaning: 'of the servers: one and a half of these, in whole seconds, are the least ttl', source: 'embed/config.go',
    },
    ...leaseOptions,
  },
  rules: [
    {
      says: 'a ttl below the least (2 s by default: one and a half election timeouts) is lengthened to it', strength: 'advises',
      holds: options => (options.ttl as number) >= leastTtl(options),
    },
    {
      says: 'election-timeout is at least five times heartbeat-interval', strength: 'refuses',
      holds: options => (options['election-timeout'] as number) >= 5 * (options['heartbeat-interval'] as number),
    },
  ],
  roles: leaseRoles,
  milestones: leaseMilestones, counts: leaseCounts, falseVerdicts: leaseVerdicts,
  scenario(options, { fault }) {
    const ttl = Math.max(options.ttl as number, leastTtl(options));
    return {
      settled: 10 * sec + ttl / 3, phase: ttl / 3, side: besideHolder, watch: fault === 'none' || fault === 'loss' ? 600 * sec : ttl + 30 * sec,
      file: leaseFile(options, { flavour: 'etcd', duration: formatDuration(ttl) }),
    };
  },
};
