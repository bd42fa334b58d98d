import { formatDuration } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { playing, type History } from './history.ts';
import { firstByEach, leader, reached, reachedAfter, reachedBy, rivalry, spells } from './milestones.ts';
import type { System } from './system.ts';

const source = 'Pekko 1.0 and Akka 2.6, reference.conf';
const survivors = (history: History): number => playing(history, 'member').length - history.targets.length;

/** Akka's and Pekko's documentation of the split-brain resolver: what it advises for clusters of that size. */
const stableFor = (members: number): number => sec * (members <= 5 ? 7 : members <= 10 ? 10 : members <= 20 ? 13 : members <= 50 ? 17 : 20);

/** Akka 2.6 and Pekko 1.0: heartbeats judged by φ once a second, gossip of who cannot be reached, the split-brain resolver. */
export const akka: System = {
  name: 'akka-cluster',
  aliases: ['akka', 'pekko', 'pekko-cluster'],
  title: 'Akka Cluster',
  version: '2.6 (and Pekko 1.0)',
  summary: 'Members judge each other\'s heartbeats by φ, gossip whom they cannot reach, and one side of a split removes the other.',
  options: {
    members: { kind: 'count', default: 5, min: 2, max: 100, meaning: 'how many members there are; the first is the oldest, with the lowest address' },
    'failure-detector.monitored-by-nr-of-members': { kind: 'count', default: 9, min: 1, max: 99, meaning: 'how many neighbours in the ring watch a member', source },
    'failure-detector.heartbeat-interval': { kind: 'duration', default: sec, min: ms, meaning: 'between heartbeats', source },
    'failure-detector.threshold': { kind: 'number', default: 8, min: 0.1, max: 40, meaning: 'the φ at which a member is unreachable', source },
    'failure-detector.max-sample-size': { kind: 'count', default: 1_000, min: 1, max: 100_000, meaning: 'intervals that the mean is taken of', source },
    'failure-detector.min-std-deviation': { kind: 'duration', default: 100 * ms, min: ms, meaning: 'the least deviation that is assumed', source },
    'failure-detector.acceptable-heartbeat-pause': { kind: 'duration', default: 3 * sec, min: 0, meaning: 'added to the mean: a pause that is forgiven', source },
    'unreachable-nodes-reaper-interval': { kind: 'duration', default: sec, min: ms, meaning: 'how often a member looks at φ', source },
    'gossip-interval': { kind: 'duration', default: sec, min: ms, meaning: 'between gossip messages of a member', source },
    'split-brain-resolver.active-strategy': {
      kind: 'choice', default: 'keep-majority', choices: ['keep-majority', 'static-quorum', 'keep-oldest', 'down-all', 'lease-majority', 'auto-down', 'off'],
      history: [{ before: '2.6', default: 'off' }], meaning: 'which side of a split goes on; auto-down: both (before 2.6)', source,
    },
    'split-brain-resolver.stable-after': { kind: 'duration', default: 20 * sec, min: 0, meaning: 'how long nothing may change before it decides, and the singleton waits', source },
    'split-brain-resolver.down-all-when-unstable': {
      kind: 'choice', default: 'on', choices: ['on', 'off'], source,
      meaning: 'on: all end themselves when nothing has stood still for stable-after and three quarters of it again, at least 4 s',
    },
    'split-brain-resolver.static-quorum.quorum-size': { kind: 'count', default: 3, min: 1, meaning: 'members that a side needs', source },
    'split-brain-resolver.keep-oldest.down-if-alone': { kind: 'flag', default: true, meaning: 'whether the oldest gives way if it is alone', source },
  },
  rules: [
    {
      says: 'acceptable-heartbeat-pause is longer than heartbeat-interval, or one lost heartbeat makes a member unreachable', strength: 'advises',
      holds: options => options['failure-detector.acceptable-heartbeat-pause']! > options['failure-detector.heartbeat-interval']!,
    },
    {
      says: 'quorum-size is more than half the members, or both sides of a split go on', strength: 'advises',
      holds: options => options['split-brain-resolver.active-strategy'] !== 'static-quorum'
        || 2 * (options['split-brain-resolver.static-quorum.quorum-size'] as number) > (options.members as number),
    },
    {
      says: 'stable-after is at least 7 s for 5 members, 10 s for 10, 13 s for 20, 17 s for 50, 20 s for 100: news takes so long to go round', strength: 'advises',
      holds: options => (options['split-brain-resolver.stable-after'] as number) >= stableFor(options.members as number),
    },
  ],
  roles: {
    oldest: { meaning: 'the oldest member, on which the singleton runs', holder: leader },
    member: { meaning: 'another member', holder: history => playing(history, 'member').find(id => id !== leader(history)) },
  },
  milestones: {
    unreachable: reached('the first member holds it to be unreachable', 'suspects', 'first', { ofTarget: true, byTarget: false }),
    unreachableLast: {
      meaning: 'the last one knows that it is',
      of(history) {
        const instants = firstByEach(history, 'unreachable', { ofTarget: true, byTarget: false });
        return instants.length < survivors(history) ? undefined : instants.at(-1)! - history.faultAt;
      },
    },
    downed: reached('the split-brain resolver decides that it is down', 'downed', 'first', { ofTarget: true, byTarget: false }),
    removed: reached('it is removed from the cluster', 'removed', 'first', { ofTarget: true }),
    singleton: reachedBy('the singleton runs on the next oldest', 'claims', 0, () => 1, { byTarget: false }),
    shutDown: reached('a member that was decided against ends itself', 'shutDown'),
    rejoined: reachedAfter('it is up again', 'up', 'first', { ofTarget: true }),
  },
  counts: {
    survivors: {
      meaning: 'members that were running and have not ended themselves',
      of: history => playing(history, 'member').length - new Set([
        ...history.targets, ...history.steps.flatMap(({ name, by }) => (name === 'shutDown' ? [by] : []))]).size,
    },
  },
  falseVerdicts: {
    unreachable: spells('a member holds another to be unreachable that runs', 'suspects', 'trusts'),
    twoSingletons: rivalry('the singleton runs twice'),
  },
  differences: ['A member that ended itself stays so: what starts it anew is not played. One that was killed joins again when it returns.'],
  scenario(options, { fault }) {
    const duration = (name: string): string => formatDuration(options[name] as number);
    const stable = options['split-brain-resolver.stable-after'] as number;
    const unstable = options['split-brain-resolver.down-all-when-unstable'] === 'on';
    const observers = options['failure-detector.monitored-by-nr-of-members'] as number;
    const pause = options['failure-detector.acceptable-heartbeat-pause'] as number;
    return {
      settled: 12 * sec, phase: 2 * sec, watch: fault === 'none' || fault === 'loss' ? 600 * sec : 3 * stable + 2 * pause + 20 * sec,
      file: {
        processes: options.members as number, watches: observers < (options.members as number) - 1 ? { ring: observers } : 'all',
        detector: {
          kind: 'push', interval: duration('failure-detector.heartbeat-interval'), checkEvery: duration('unreachable-nodes-reaper-interval'),
          estimator: {
            kind: 'phi', flavour: 'akka', threshold: options['failure-detector.threshold'], window: options['failure-detector.max-sample-size'],
            minStdDeviation: duration('failure-detector.min-std-deviation'), acceptableHeartbeatPause: duration('failure-detector.acceptable-heartbeat-pause'),
            firstHeartbeatEstimate: duration('failure-detector.heartbeat-interval'),
          },
        },
        service: {
          kind: 'downing', strategy: options['split-brain-resolver.active-strategy'], stableAfter: formatDuration(stable), removalMargin: formatDuration(stable),
          removeAllWhenUnstable: unstable ? formatDuration(Math.max(4 * sec, 0.75 * stable)) : 'never', gossipEvery: duration('gossip-interval'),
          quorumSize: options['split-brain-resolver.static-quorum.quorum-size'], yieldIfAlone: options['split-brain-resolver.keep-oldest.down-if-alone'],
        },
      },
    };
  },
};
