import { formatDuration } from '../../src/parameters.ts';
import { sessionLife, sessionTtlRange } from '../../src/services/lease/rules.ts';
import { sec } from '../../src/time.ts';
import { besideHolder, leaseCounts, leaseFile, leaseMilestones, leaseOptions, leaseRoles, leaseVerdicts } from './leaseSteps.ts';
import type { System } from './system.ts';

/** Consul's lock on a session with a time to live, through api/lock.go; all servers are one process. */
export const consulSession: System = {
  name: 'consul-session',
  aliases: ['consul-lock'],
  title: 'Consul session lock',
  version: '1.15',
  summary: 'A lock belongs to a session; the leader of the servers ends that after twice its time to live, and delays the next holder.',
  options: {
    TTL: {
      kind: 'duration', default: 15 * sec, min: 1,
      meaning: 'the session\'s time to live, renewed at half; it ends after twice of it',
      source: 'DefaultLockSessionTTL, api/lock.go',
    },
    LockDelay: {
      kind: 'duration', default: 15 * sec, max: 60 * sec,
      meaning: 'how long nobody may take a lock whose session ended', source: 'agent/structs; at most 60 s',
    },
    LockRetryTime: {
      kind: 'duration', default: 5 * sec, min: 1,
      meaning: 'how long a candidate waits after it was refused', source: 'DefaultLockRetryTime, api/lock.go',
    },
    ...leaseOptions,
  },
  rules: [
    {
      says: 'TTL is between 10 s (session_ttl_min) and 24 h', strength: 'refuses',
      holds: ({ TTL }) => (TTL as number) >= sessionTtlRange.least && (TTL as number) <= sessionTtlRange.most,
    },
    { says: 'with a LockDelay of 0 the next holder begins while the last may still be at work', strength: 'advises', holds: ({ LockDelay }) => (LockDelay as number) > 0 },
  ],
  roles: leaseRoles,
  milestones: leaseMilestones, counts: leaseCounts, falseVerdicts: leaseVerdicts,
  scenario(options, { fault }) {
    const { TTL, LockDelay, LockRetryTime } = options as Record<string, number>;
    return {
      settled: 20 * sec, phase: TTL! / 2, side: besideHolder,
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : sessionLife(TTL!) + LockDelay! + LockRetryTime! + 30 * sec,
      file: leaseFile(options, {
        flavour: 'consul', duration: formatDuration(TTL!), lockDelay: formatDuration(LockDelay!), lockRetry: formatDuration(LockRetryTime!),
      }),
    };
  },
};
