import { formatDuration } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { playing, type History } from './history.ts';
import { depositions, leader, matching, reached, reachedBy, times } from './milestones.ts';
import type { Milestone, System } from './system.ts';

/** Acknowledged by the new leader: what the old one had answered may still be on its way. */
const firstWrite: Milestone = {
  meaning: 'the first write is acknowledged by the new leader',
  of(history) {
    const [claim] = matching(history, 'claims', history.faultAt, { byTarget: false });
    const step = claim && matching(history, 'acknowledged', claim.at)[0];
    return step && step.at - history.faultAt;
  },
};

const others = (history: History): number => playing(history, 'replica').length - 1;

/** Consul's servers, by hashicorp/raft: raft.go, and agent/consul/config.go for the multiplier. Its gossip is `serf`. */
export const consul: System = {
  name: 'consul',
  aliases: ['consul-servers', 'nomad-servers'],
  title: 'Consul servers',
  version: '1.15',
  summary: 'Servers elect a leader by hashicorp/raft, whose timers look back; a leader without its lease steps back at once.',
  options: {
    servers: { kind: 'count', default: 3, min: 1, max: 25, meaning: 'how many servers there are' },
    raft_multiplier: {
      kind: 'count', default: 5, min: 1, max: 10,
      meaning: 'multiplies the heartbeat, election and lease timeouts of 1000, 1000 and 500 ms',
      source: 'performance.raft_multiplier; 1 is advised for production',
    },
    'pre-vote': {
      kind: 'flag', default: false,
      meaning: 'a candidate asks first whether it could win; hashicorp/raft has it from 1.7 on', source: 'raft.go',
    },
    'write-every': { kind: 'duration', default: 20 * ms, min: 1_000, meaning: 'how often the client writes, and asks again' },
  },
  rules: [
    {
      says: 'three servers at least, and an odd number: two stop when one of them does', strength: 'advises',
      holds: ({ servers }) => (servers as number) >= 3 && (servers as number) % 2 === 1,
    },
  ],
  roles: {
    leader: { meaning: 'whoever leads', holder: leader },
    follower: { meaning: 'one that does not', holder: history => playing(history, 'replica').find(id => id !== leader(history)) },
  },
  milestones: {
    firstCandidate: reached('the first follower stands for election ("heartbeat timeout reached")', 'candidate', 'first', { byTarget: false }),
    newLeader: reached('a new leader is elected ("election won")', 'claims', 'first', { byTarget: false }),
    lastKnows: reachedBy('the last running server knows it', 'newLeader', 1, others, { byTarget: false, ofTarget: false }),
    firstWrite,
    stepsDown: reached('the old leader steps back: its lease is over', 'yields', 'first', { byTarget: true }),
  },
  counts: { leaders: times('new leaders, also after the fault has ended', 'claims') },
  falseVerdicts: { leaderChange: depositions('another is elected though the leader runs and can be reached') },
  scenario(options, { fault }) {
    const scaled = (length: number): string => formatDuration(length * (options.raft_multiplier as number));
    const heartbeat = sec * (options.raft_multiplier as number);
    const every = formatDuration(options['write-every'] as number);
    return {
      settled: 8 * heartbeat, phase: heartbeat, watch: fault === 'none' || fault === 'loss' ? 600 * sec : 12 * heartbeat,
      file: {
        processes: options.servers as number, watches: 'all',
        service: {
          kind: 'raft', flavour: 'hashicorp', transport: 'stream', heartbeat: scaled(100 * ms), election: scaled(sec), lease: scaled(500 * ms),
          preVote: options['pre-vote'], checkQuorum: true, clients: 1, readShare: 0, every, retryAfter: every,
        },
      },
    };
  },
};
