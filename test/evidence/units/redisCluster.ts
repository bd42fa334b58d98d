import { defaults } from '../../../src/parameters.ts';
import { clusterBus, type ClusterBusParams } from '../../../src/services/clusterBus.ts';
import {
  cronEvery, electionDelay, failureUndo, gossipWanted, halfTimeout, isFailing, isPossiblyFailing, isReportValid, isTooOld, randomCandidates,
  rejoinDelay, runsPerSecond, voteRetry, voteTimeout, writableDelay,
} from '../../../src/services/clusterBus/rules.ts';
import { ms, sec } from '../../../src/time.ts';
import type { Units } from '../vector.ts';

const { nodeTimeout, validityFactor, migrationBarrier } = defaults(clusterBus.parameters) as ClusterBusParams;

/** "best of 5, 1/s": the words are the file's, the numbers ours. */
const facts = {
  'node-timeout ms': nodeTimeout / ms, 'replica-validity-factor': validityFactor, 'cluster-migration-barrier': migrationBarrier,
  'random ping': `best of ${randomCandidates} random nodes, ${sec / (runsPerSecond * cronEvery)}/s`,
  'forced ping when last pong older than': `nodeTimeout/${nodeTimeout / halfTimeout(nodeTimeout)}`,
  'gossip entries per message': `max(${gossipWanted(10)}, floor(N/${1_000 / gossipWanted(1_000)})) capped at N-${4 - gossipWanted(4)}, plus all PFAIL nodes`,
  'rejoin delay ms': `clamp(nodeTimeout,${rejoinDelay(0) / ms},${rejoinDelay(60 * sec) / ms})`,
  'writable delay after restart ms': writableDelay / ms,
  'fail undo': `${failureUndo(nodeTimeout) / nodeTimeout}*nodeTimeout`,
};

export const redisCluster: Units = {
  'redis/pfail-iff-an-unanswered-ping-exists': ({ pingDelay, dataDelay, nodeTimeout: timeout }) =>
    isPossiblyFailing(typeof pingDelay === 'number' ? pingDelay * ms : null, dataDelay * ms, timeout * ms),
  'redis/pfail-fail-iff-unexpired-reports-from': ({ size, reports, iAmMaster }) => isFailing(size, reports, iAmMaster),
  'redis/failure-report-validity-2-node-timeout': ({ age, nodeTimeout: timeout }) => (Array.isArray(age)
    ? age.map((each: number) => isReportValid(each * ms, timeout * ms)) : isReportValid(age * ms, timeout * ms)),
  'redis/replica-election-delay-ms-500-random': ({ rank }) => {
    const [min, max] = [0, 1 - 2 ** -48].map(draw => electionDelay(rank, draw) / ms);
    return { min, max };
  },
  'redis/vote-timeout-retry': input => ({ timeout: voteTimeout(input.nodeTimeout * ms) / ms, retry: voteRetry(input.nodeTimeout * ms) / ms }),
  'redis/replica-refuses-to-stand-iff-data': input => isTooOld(input.dataAge * ms, input.nodeTimeout * ms, input.validityFactor, input.replPingS * sec),
  'redis/facts': () => facts,
  'redis/gossip-sections-wanted': ({ knownNodes }) => gossipWanted(knownNodes),
};
