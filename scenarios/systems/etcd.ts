import { formatDuration } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { playing, type History } from './history.ts';
import { depositions, leader, matching, reached, reachedBy, times } from './milestones.ts';
import type { Milestone, System } from './system.ts';

/** The claim that follows the fault: another than the target leads. */
const claims = (history: History) => matching(history, 'claims', history.faultAt, { byTarget: false })[0];

/** Acknowledged by the new leader: what the old one had answered may still be on its way. */
const firstWrite: Milestone = {
  meaning: 'the first write is acknowledged by the new leader',
  of(history) {
    const claim = claims(history);
    const step = claim && matching(history, 'acknowledged', claim.at)[0];
    return step && step.at - history.faultAt;
  },
};

/** etcd, whose Raft library counts ticks: etcd-io/raft raft.go, etcd embed/config.go. Measured: 3.4.23, which has pre-vote off. */
export const etcd: System = {
  name: 'etcd',
  title: 'etcd',
  version: '3.5',
  summary: 'Servers elect a leader by Raft; whoever hears no heartbeat for a random number of ticks stands for election.',
  options: {
    nodes: { kind: 'count', default: 3, min: 1, max: 25, meaning: 'how many servers there are' },
    'heartbeat-interval': { kind: 'duration', unit: 'ms', default: 100 * ms, min: 1_000, meaning: 'between heartbeats of the leader; also the tick', source: 'embed/config.go' },
    'election-timeout': {
      kind: 'duration', unit: 'ms', default: sec, min: 5_000, max: 50 * sec,
      meaning: 'a follower stands for election after one to two of these without a heartbeat', source: 'embed/config.go',
    },
    'pre-vote': {
      kind: 'flag', default: true, history: [{ before: '3.5', default: false }],
      meaning: 'a candidate asks first whether it could win, so that one that was cut off deposes nobody', source: 'embed/config.go',
    },
    'write-every': { kind: 'duration', default: 10 * ms, min: 1_000, meaning: 'how often the client writes, and asks again' },
  },
  rules: [
    {
      says: 'election-timeout is at least five times heartbeat-interval', strength: 'refuses',
      holds: options => (options['election-timeout'] as number) >= 5 * (options['heartbeat-interval'] as number),
    },
    {
      says: 'three servers at least, and an odd number: two stop when one of them does', strength: 'advises',
      holds: ({ nodes }) => (nodes as number) >= 3 && (nodes as number) % 2 === 1,
    },
  ],
  roles: {
    leader: { meaning: 'whoever leads', holder: leader },
    follower: { meaning: 'one that does not', holder: history => playing(history, 'replica').find(id => id !== leader(history)) },
  },
  milestones: {
    firstCandidate: reached('the first follower stands for election', 'candidate', 'first', { byTarget: false }),
    newLeader: reached('a new leader is elected', 'claims', 'first', { byTarget: false }),
    lastKnows: reachedBy('the last running server knows it', 'newLeader', 1, history => playing(history, 'replica').length - 1, { byTarget: false, ofTarget: false }),
    firstWrite,
  },
  counts: {
    elections: {
      meaning: 'candidacies until there is a leader',
      of(history) {
        const claim = claims(history);
        return claim && matching(history, 'candidate', history.faultAt, { byTarget: false, where: ({ at }) => at <= claim.at }).length;
      },
    },
    leaders: times('new leaders, also after the fault has ended', 'claims'),
  },
  falseVerdicts: { leaderChange: depositions('another is elected though the leader runs and can be reached') },
  scenario(options, { fault }) {
    const election = options['election-timeout'] as number;
    const tick = options['heartbeat-interval'] as number;
    return {
      settled: 5 * election, phase: tick,
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : 20 * election,
      file: {
        processes: options.nodes as number, watches: 'all',
        service: {
          kind: 'raft', transport: 'stream', heartbeat: formatDuration(tick), tick: formatDuration(tick), election: formatDuration(election),
          preVote: options['pre-vote'], checkQuorum: true, clients: 1, readShare: 0, every: formatDuration(options['write-every'] as number),
          retryAfter: formatDuration(options['write-every'] as number),
        },
      },
    };
  },
};
