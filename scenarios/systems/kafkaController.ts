import { formatDuration } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { playing, type History } from './history.ts';
import { between, depositions, leader, matching, reached, reachedBy, times } from './milestones.ts';
import type { Milestone, System } from './system.ts';

const claims = (history: History) => matching(history, 'claims', history.faultAt, { byTarget: false })[0];
const newLeader = reached('a new leader is elected', 'claims', 'first', { byTarget: false });
const resigned = reached('the old leader resigns: no majority has fetched from it', 'resigned', 'first', { byTarget: true });

const firstWrite: Milestone = {
  meaning: 'the first write is acknowledged by the new leader',
  of(history) {
    const claim = claims(history);
    const step = claim && matching(history, 'acknowledged', claim.at)[0];
    return step && step.at - history.faultAt;
  },
};

/** The controllers of Kafka 3.7: raft/ (KIP-595), before they asked each other first (KIP-996, 4.0). */
export const kafkaController: System = {
  name: 'kafka-controllers',
  aliases: ['kafka-controller', 'kraft-quorum'],
  title: 'Kafka controllers under KRaft',
  version: '3.7',
  summary: 'Controllers elect a leader by Raft; followers fetch from it, and give it up when their fetches are not answered.',
  options: {
    controllers: { kind: 'count', default: 3, min: 1, max: 25, meaning: 'how many controllers vote' },
    'controller.quorum.fetch.timeout.ms': {
      kind: 'duration', unit: 'ms', default: 2 * sec, min: ms, meaning: 'a follower without an answer for so long stands for election; a leader without a majority for half as long again resigns', source: 'QuorumConfig',
    },
    'controller.quorum.election.timeout.ms': { kind: 'duration', unit: 'ms', default: sec, min: ms, meaning: 'how long a candidate waits for votes, and up to as much again', source: 'QuorumConfig' },
    'controller.quorum.election.backoff.max.ms': { kind: 'duration', unit: 'ms', default: sec, meaning: 'the longest wait after a lost election', source: 'QuorumConfig' },
    'metadata.max.idle.interval.ms': { kind: 'duration', unit: 'ms', default: 500 * ms, meaning: 'how often an idle leader writes; 0 is never', source: 'KRaftConfigs' },
    'write-every': { kind: 'duration', default: 100 * ms, min: ms, meaning: 'how often a client writes, and asks again' },
  },
  rules: [
    { says: 'three controllers at least, and an odd number: two stop when one of them does', strength: 'advises', holds: ({ controllers }) => (controllers as number) >= 3 && (controllers as number) % 2 === 1 },
    {
      says: 'controller.quorum.fetch.timeout.ms outlasts several fetches of half a second', strength: 'advises',
      holds: options => (options['controller.quorum.fetch.timeout.ms'] as number) >= 2 * 500 * ms,
    },
  ],
  roles: {
    leader: { meaning: 'the active controller', holder: leader },
    follower: { meaning: 'one that stands by', holder: history => playing(history, 'replica').find(id => id !== leader(history)) },
  },
  milestones: {
    firstCandidate: reached('the first follower stands for election', 'candidate', 'first', { byTarget: false }),
    newLeader,
    lastKnows: reachedBy('the last running controller knows it', 'newLeader', 1, history => playing(history, 'replica').length - 1, { byTarget: false, ofTarget: false }),
    firstWrite,
    resigned,
    twoLeaders: between('from the new leader\'s election to the old one\'s resignation', newLeader, resigned),
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
  differences: [
    'Both followers of three are answered in the same instant and stand in the same one, so the first election after a crash is always split; real ones may be apart by as much as a vote takes.',
  ],
  falseVerdicts: { leaderChange: depositions('another is elected though the leader runs and can be reached') },
  scenario(options, { fault }) {
    const text = (key: string): string => formatDuration(options[key] as number);
    const fetchTimeout = options['controller.quorum.fetch.timeout.ms'] as number;
    const election = options['controller.quorum.election.timeout.ms'] as number;
    return {
      settled: 10 * election + fetchTimeout, phase: 500 * ms,
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : 4 * fetchTimeout + 20 * election,
      file: {
        processes: options['controllers'] as number, watches: 'all',
        service: {
          kind: 'kraft', fetchTimeout: formatDuration(fetchTimeout), election: formatDuration(election), backoffMax: text('controller.quorum.election.backoff.max.ms'),
          idle: text('metadata.max.idle.interval.ms'), clients: 1, readShare: 0, every: text('write-every'), retryAfter: text('write-every'),
        },
      },
    };
  },
};
