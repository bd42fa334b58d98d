import { formatDuration } from '../../src/parameters.ts';
import { holdsFor, jitterFactor } from '../../src/services/lease/rules.ts';
import { sec } from '../../src/time.ts';
import { besideHolder, leaseCounts, leaseFile, leaseMilestones, leaseOptions, leaseRoles, leaseVerdicts } from './leaseSteps.ts';
import type { System } from './system.ts';

const { released: _, ...milestones } = leaseMilestones;

/** client-go, tools/leaderelection, as Kubernetes' controllers and schedulers run it; the API server is one process. */
export const kubernetesLeaderElection: System = {
  name: 'kubernetes-leader-election',
  aliases: ['leader-election', 'client-go'],
  title: 'Kubernetes leader election',
  version: 'client-go 0.26',
  summary: 'Controllers compete for a Lease object: who has not seen it change for its duration takes it by compare-and-swap.',
  options: {
    'leader-elect-lease-duration': {
      kind: 'duration', default: 15 * sec, min: 1,
      meaning: 'how long a record must stand still before another takes it', source: 'LeaseDuration',
    },
    'leader-elect-renew-deadline': {
      kind: 'duration', default: 10 * sec, min: 1,
      meaning: 'how long one renewal is tried before the holder stops', source: 'RenewDeadline',
    },
    'leader-elect-retry-period': {
      kind: 'duration', default: 2 * sec, min: 1,
      meaning: 'between renewals; others look every 1 to 2.2 of these', source: 'RetryPeriod',
    },
    ...leaseOptions,
  },
  rules: [
    {
      says: 'the lease duration is greater than the renew deadline', strength: 'refuses',
      holds: options => (options['leader-elect-lease-duration'] as number) > (options['leader-elect-renew-deadline'] as number),
    },
    {
      says: `the renew deadline is greater than ${jitterFactor} retry periods`, strength: 'refuses',
      holds: options => (options['leader-elect-renew-deadline'] as number) > jitterFactor * (options['leader-elect-retry-period'] as number),
    },
    {
      says: 'renew deadline and retry period together stay below the lease duration: so long a holder goes on after its last renewal', strength: 'advises',
      holds: options => holdsFor(options['leader-elect-renew-deadline'] as number, options['leader-elect-retry-period'] as number)
        < (options['leader-elect-lease-duration'] as number),
    },
  ],
  roles: leaseRoles,
  milestones, counts: leaseCounts, falseVerdicts: leaseVerdicts,
  scenario(options, { fault }) {
    const text = (key: string): string => formatDuration(options[`leader-elect-${key}`] as number);
    const lease = options['leader-elect-lease-duration'] as number;
    const retry = options['leader-elect-retry-period'] as number;
    return {
      settled: 3 * retry + lease, phase: 2 * retry, side: besideHolder, watch: fault === 'none' || fault === 'loss' ? 600 * sec : 2 * lease + 3 * retry + 20 * sec,
      file: leaseFile(options, { flavour: 'kubernetes', duration: text('lease-duration'), renewDeadline: text('renew-deadline'), retryPeriod: text('retry-period') }),
    };
  },
};
