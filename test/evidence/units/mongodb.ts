import { replicaSet } from '../../../src/services/replicaSet.ts';
import { mostMembers, mostVoters } from '../../../src/services/replicaSet/parameters.ts';
import { electionOffset } from '../../../src/services/replicaSet/rules.ts';
import { ms, sec } from '../../../src/time.ts';
import type { Units } from '../vector.ts';

function facts(): Record<string, unknown> {
  const { heartbeatInterval, heartbeatTimeout, electionTimeout, electionOffset: share } = replicaSet.parameters;
  const timeout = electionTimeout.default!;
  const offsets = [0, 1 - 2 ** -53].map(draw => electionOffset(timeout, share.default!, draw));
  const reached = Math.round(100 * (offsets[1]! + ms) / timeout);
  return {
    heartbeatIntervalMillis: heartbeatInterval.default! / ms, heartbeatTimeoutSecs: heartbeatTimeout.default! / sec, electionTimeoutMillis: timeout / ms,
    'election jitter': `${offsets[0]}..${reached}% of electionTimeout`, 'max voting members': mostVoters, 'max members': mostMembers,
  };
}

export const mongodb: Units = { 'misc-timeouts/mongodb-replica-set': facts };
