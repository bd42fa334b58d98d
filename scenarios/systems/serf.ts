import { profiles } from '../../src/detectors/memberlist/profiles.ts';
import { leastSuspicion } from '../../src/detectors/memberlist/scaling.ts';
import { formatDuration } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import type { History } from './history.ts';
import { between, firstByEach, matching, reached, reachedAfter, reachedBy, spells, times } from './milestones.ts';
import type { Milestone, Option, System, Values } from './system.ts';

const { lan } = profiles;
type Key = keyof typeof lan;

/** Of memberlist's configuration: its name, ours, and what it means. */
const tunables: readonly (readonly [string, Key, string])[] = [
  ['ProbeInterval', 'probeInterval', 'a member pings the next one so often'],
  ['ProbeTimeout', 'probeTimeout', 'without an ack for so long, others and TCP are asked'],
  ['IndirectChecks', 'indirectChecks', 'how many others are asked to ping it'],
  ['SuspicionMult', 'suspicionMult', 'the least time under suspicion, in ProbeIntervals times log10 of the members'],
  ['SuspicionMaxTimeoutMult', 'suspicionMaxTimeoutMult', 'the longest time under suspicion, in least times'],
  ['RetransmitMult', 'retransmitMult', 'how often news is sent, times log10 of the members'],
  ['GossipInterval', 'gossipInterval', 'news is sent to some so often'],
  ['GossipNodes', 'gossipNodes', 'to how many'],
  ['GossipToTheDeadTime', 'gossipToTheFailed', 'a failed member is still told for so long'],
  ['PushPullInterval', 'pushPullInterval', 'whole states are exchanged so often'],
  ['TCPTimeout', 'streamTimeout', 'an exchange is given up after so long'],
  ['AwarenessMaxMultiplier', 'awarenessMax', 'how many times longer than usual a member that doubts itself waits at most'],
];

const isDuration = (key: Key): boolean => lan[key] >= 1_000;

const tunable = ([, key, meaning]: (typeof tunables)[number]): Option => ({
  kind: isDuration(key) ? 'duration' : 'count', default: 0, meaning: `${meaning}; 0: as the profile has it`, source: 'memberlist config.go',
});

function profileOf(options: Values): Readonly<Record<Key, number>> {
  const profile = { ...profiles[options.profile as keyof typeof profiles] } as Record<Key, number>;
  for (const [name, key] of tunables) if (options[name] !== 0) profile[key] = options[name] as number;
  return profile;
}

const observers = ({ scenario, targets }: History): number => scenario.processes.length - targets.length;

const firstFailed = reachedBy('the first member takes it for failed', 'fails', 0, observers);
const lastFailed = reachedBy('the last member does', 'fails', 1, observers);
const medianFailed: Milestone = {
  meaning: 'the median member does, or the mean of the two in the middle',
  of(history) {
    const [instants, half] = [firstByEach(history, 'fails'), (observers(history) - 1) / 2];
    const [below, above] = [instants[Math.floor(half)], instants[Math.ceil(half)]];
    return below === undefined || above === undefined ? undefined : (below + above) / 2 - history.faultAt;
  },
};

/** That it failed may not have been known to all. */
const rejoined: Milestone = {
  meaning: 'the last member that took it for failed knows again that it is there', from: 'return',
  of(history) {
    const { healedAt } = history;
    if (healedAt === null) return undefined;
    const failing = firstByEach(history, 'fails', { ofTarget: true, byTarget: false }).length;
    const back = matching(history, 'trusts', healedAt, { ofTarget: true, byTarget: false });
    const firsts = new Map(back.toReversed().map(({ by, at }) => [by, at]));
    return firsts.size < failing || firsts.size === 0 ? undefined : Math.max(...firsts.values()) - healedAt;
  },
};

/** From the start of the first, whom all others join as they are started. */
const allKnowAll: Milestone = {
  meaning: 'every member knows every other, from the start of the first', from: 'start',
  of({ steps, scenario }) {
    const n = scenario.processes.length;
    const known = new Set<number>();
    for (const { at, by, about, name } of steps) {
      // what everybody is said to think at 0 is not knowledge
      if (name === 'trusts' && at > 0 && known.add(by * n + about).size === n * (n - 1)) return at;
    }
    return undefined;
  },
};

/** Serf 0.9.4, as Debian 12 has it, over memberlist: the agents of one data centre. */
export const serf: System = {
  name: 'serf',
  aliases: ['memberlist', 'consul-serf'],
  title: 'Serf',
  version: '0.9.4',
  summary: 'Members ping each other in turn, ask others for help, and gossip what they suspect: SWIM with Lifeguard.',
  options: {
    agents: { kind: 'count', default: 5, min: 2, max: 200, meaning: 'how many agents there are' },
    profile: { kind: 'choice', default: 'lan', choices: ['lan', 'wan', 'local'], meaning: 'what memberlist is tuned for', source: 'serf agent -profile' },
    reconnect_interval: { kind: 'duration', default: 30 * sec, meaning: 'a failed member is tried so often, by one of those that run; 0: never', source: 'serf/config.go' },
    'start-gap': { kind: 'duration', default: 25 * ms, meaning: 'agents are started, and join, at random within so long for each: their tickers keep that distance' },
    ...Object.fromEntries(tunables.map(one => [one[0], tunable(one)])),
  },
  rules: [
    {
      says: 'three agents at least: with two, nobody else can be asked', strength: 'advises',
      holds: ({ agents }) => (agents as number) >= 3,
    },
    {
      says: 'ProbeTimeout is below ProbeInterval, or nobody is ever asked for help', strength: 'advises',
      holds(options) {
        const { probeTimeout, probeInterval } = profileOf(options);
        return probeTimeout < probeInterval;
      },
    },
  ],
  roles: {
    agent: { meaning: 'an agent that others joined through nobody', holder: 'agent1' },
    contact: { meaning: 'the agent through which all others joined', holder: 'agent0' },
  },
  milestones: {
    firstSuspect: reached('the first member has asked it in vain ("Suspect … has failed, no acks received")', 'suspect', 'first', { ofTarget: true }),
    firstFailed, medianFailed, lastFailed,
    spread: between('from the first to the last that takes it for failed', firstFailed, lastFailed),
    firstJoined: reachedAfter('the first member knows again that it is there', 'trusts', 'first', { ofTarget: true, byTarget: false }),
    lastJoined: rejoined,
    allKnowAll,
  },
  counts: {
    failedProbes: times('rounds in which a member was asked in vain', 'suspect'),
  },
  falseVerdicts: {
    suspected: spells('a member suspects another that runs and can be reached', 'suspects', ['trusts', 'fails']),
    failed: spells('a member takes another for failed that runs and can be reached', 'fails', 'trusts'),
  },
  scenario(options, { fault }) {
    const profile = profileOf(options);
    const [n, gap] = [options.agents as number, options['start-gap'] as number];
    const { probeInterval, suspicionMult, suspicionMaxTimeoutMult } = profile;
    const text = Object.fromEntries(tunables.map(([, key]) => [key, isDuration(key) ? formatDuration(profile[key]) : profile[key]]));
    return {
      // in the meantime each has asked every other once
      settled: 10 * sec + 5 * probeInterval + n * gap, phase: (n - 1) * probeInterval,
      // whoever heard of no confirmation waits longest; one that was not killed may have to be found again, and that twice
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : Math.max(
        15 * probeInterval + suspicionMaxTimeoutMult * leastSuspicion(suspicionMult, n, probeInterval),
        fault === 'kill' || fault === 'host' ? 0 : 2 * (options.reconnect_interval as number) + 15 * probeInterval,
      ),
      file: {
        processes: Array.from({ length: n }, (_, i) => ({ name: `agent${i}`, host: `h${i}` })), watches: 'all',
        detector: { kind: 'lifeguard', ...text, streams: true, join: 'first', reconnectInterval: formatDuration(options.reconnect_interval as number), startedWithin: formatDuration(n * gap) },
      },
    };
  },
};
