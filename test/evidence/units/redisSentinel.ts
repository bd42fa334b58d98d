import { defaults } from '../../../src/parameters.ts';
import { sentinel, type SentinelParams } from '../../../src/services/sentinel.ts';
import {
  askPeriod, electionLimit, electionTimeout, helloPeriod, infoPeriod, infoPeriodInTrouble, isAvailable, isElected, isForgotten, isMisreporting,
  isObjective, isSuspect, isTilting, maxDesync, pingPeriod, retryAfter, tiltPeriod, tiltTrigger,
} from '../../../src/services/sentinel/rules.ts';
import { ms } from '../../../src/time.ts';
import type { Units } from '../vector.ts';

const { suspectAfter, failoverTimeout, parallelSyncs } = defaults(sentinel.parameters) as SentinelParams;

const facts = {
  ask: askPeriod, 'down-after': suspectAfter, election: electionTimeout, 'failover-timeout': failoverTimeout, 'hello publish': helloPeriod,
  info: infoPeriod, 'info when master ODOWN': infoPeriodInTrouble, 'max desync': maxDesync, ping: pingPeriod, 'tilt period': tiltPeriod,
  'tilt trigger': tiltTrigger,
};

export const redisSentinel: Units = {
  'redis/sdown-iff-elapsed-since-the-oldest': ({ elapsed, downAfter }) => isSuspect(elapsed * ms, downAfter * ms),
  'redis/does-this-ping-reply-count-as': ({ reply }) => isAvailable(reply),
  'redis/master-that-reports-role-slave-is': input => isMisreporting(input.reportedSlaveForMs * ms, input.downAfter * ms),
  'redis/odown-iff-self-sees-sdown-and': ({ selfSdown, othersDown, quorum }) => isObjective(selfSdown, othersDown, quorum),
  'redis/another-sentinel-s-report-is-forgotten': input => (Array.isArray(input.ageMs)
    ? input.ageMs.map((age: number) => isForgotten(age * ms, input.askPeriod * ms)) : isForgotten(input.ageMs * ms, input.askPeriod * ms)),
  'redis/failover-leader-iff-votes-floor-voters': ({ votes, voters, quorum }) => isElected(votes, voters, quorum),
  'redis/earliest-next-failover-attempt-after-failover': input => retryAfter(input.failoverTimeout * ms) / ms,
  'redis/abort-election-after-min-10000-failover': input => electionLimit(input.failoverTimeout * ms) / ms,
  'redis/tilt-iff-timer-delta-0-or': ({ deltaMs }) => (Array.isArray(deltaMs)
    ? deltaMs.map((delta: number) => isTilting(delta * ms)) : isTilting(deltaMs * ms)),
  'redis/ms': () => ({ ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, value / ms])), 'parallel-syncs': parallelSyncs }),
};
