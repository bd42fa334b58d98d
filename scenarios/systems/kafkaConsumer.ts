import { formatDuration } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { playing, type History } from './history.ts';
import { between, matching, occasions, reached, reachedAfter, times } from './milestones.ts';
import type { Milestone, System, Values } from './system.ts';

/** What the target had just before the fault. */
function held({ steps, targets, faultAt }: History): Set<number> {
  const resources = new Set<number>();
  for (const { at, by, note } of steps) {
    if (at > faultAt || !targets.includes(by) || !note || !('resource' in note)) continue;
    if (note.kind === 'claims') resources.add(note.resource);
    else if (note.kind === 'yields') resources.delete(note.resource);
  }
  return resources;
}

/** When each of the target's partitions is taken up by another, soonest first. */
function taken(history: History): number[] {
  const missing = held(history);
  return matching(history, 'claims', history.faultAt, { byTarget: false }).flatMap(({ at, note }) =>
    (note?.kind === 'claims' && missing.delete(note.resource) ? [at - history.faultAt] : []));
}

const firstMoved: Milestone = { meaning: 'the first of its partitions is another consumer\'s', of: history => taken(history)[0] };
const allMoved: Milestone = {
  meaning: 'the last of its partitions is another consumer\'s',
  of(history) {
    const instants = taken(history);
    return instants.length > 0 && instants.length === held(history).size ? instants.at(-1) : undefined;
  },
};
/** What it does after it has partitions again is no late work. */
const lastWork: Milestone = {
  meaning: 'the consumer that was hit works on its old partitions for the last time',
  of(history) {
    const moved = firstMoved.of(history);
    const again = moved === undefined ? undefined : matching(history, 'assigned', history.faultAt + moved, { byTarget: true })[0];
    const last = matching(history, 'invokes', history.faultAt, { byTarget: true }).findLast(({ at }) => again === undefined || at < again.at);
    return last && last.at - history.faultAt;
  },
};

const isClassic = (options: Values): boolean => options['group.protocol'] === 'classic';
const sessionOf = (options: Values): number => options[isClassic(options) ? 'session.timeout.ms' : 'group.consumer.session.timeout.ms'] as number;
const heartbeatOf = (options: Values): number => options[isClassic(options) ? 'heartbeat.interval.ms' : 'group.consumer.heartbeat.interval.ms'] as number;

/** Kafka 3.7: GroupCoordinator and ConsumerCoordinator; GroupMetadataManager for KIP-848. Defaults by release: KIP-735. */
export const kafkaConsumer: System = {
  name: 'kafka-consumer',
  aliases: ['kafka-consumer-group'],
  title: 'Kafka consumer group',
  version: '3.7',
  summary: 'A coordinator keeps sessions of consumers; when one ends, the group is rebalanced and its partitions go to the others.',
  options: {
    consumers: { kind: 'count', default: 3, min: 1, max: 100, meaning: 'how many consumers the group has' },
    partitions: { kind: 'count', default: 6, min: 1, max: 1_000, meaning: 'how many partitions they share' },
    'group.protocol': {
      kind: 'choice', default: 'classic', choices: ['classic', 'consumer'],
      meaning: 'classic: all join again in each round. consumer: the broker assigns, and only what moves stands still (KIP-848)',
    },
    'session.timeout.ms': {
      kind: 'duration', unit: 'ms', default: 45 * sec, history: [{ before: '3.0', default: 10 * sec }], min: ms,
      meaning: 'a consumer that is silent for so long is put out of a classic group', source: 'ConsumerConfig; KIP-735',
    },
    'heartbeat.interval.ms': { kind: 'duration', unit: 'ms', default: 3 * sec, min: ms, meaning: 'between its heartbeats in a classic group', source: 'ConsumerConfig' },
    'max.poll.interval.ms': {
      kind: 'duration', unit: 'ms', default: 300 * sec, min: ms,
      meaning: 'a consumer that does not poll for so long leaves by itself; also how long a round waits for one', source: 'ConsumerConfig',
    },
    'group.min.session.timeout.ms': { kind: 'duration', unit: 'ms', default: 6 * sec, meaning: 'the least session that the broker grants', source: 'KafkaConfig' },
    'group.max.session.timeout.ms': { kind: 'duration', unit: 'ms', default: 1_800 * sec, meaning: 'the greatest', source: 'KafkaConfig' },
    'group.initial.rebalance.delay.ms': { kind: 'duration', unit: 'ms', default: 3 * sec, meaning: 'how long a new group waits for others', source: 'KafkaConfig' },
    'group.consumer.session.timeout.ms': { kind: 'duration', unit: 'ms', default: 45 * sec, min: ms, meaning: 'the session of the newer protocol, set at the broker', source: 'KafkaConfig; KIP-848' },
    'group.consumer.heartbeat.interval.ms': { kind: 'duration', unit: 'ms', default: 5 * sec, min: ms, meaning: 'its heartbeats', source: 'KafkaConfig; KIP-848' },
    batch: { kind: 'duration', default: 500 * ms, min: ms, meaning: 'how long a consumer works between two polls' },
    fencing: { kind: 'flag', default: true, meaning: 'what a consumer does counts only if its commit is accepted, and an old generation\'s is not' },
  },
  rules: [
    { says: 'heartbeat.interval.ms is less than session.timeout.ms', strength: 'refuses', holds: options => heartbeatOf(options) < sessionOf(options) },
    { says: 'heartbeat.interval.ms is at most a third of session.timeout.ms', strength: 'advises', holds: options => 3 * heartbeatOf(options) <= sessionOf(options) },
    {
      says: 'session.timeout.ms lies between group.min.session.timeout.ms and group.max.session.timeout.ms', strength: 'refuses',
      holds: options => !isClassic(options)
        || (sessionOf(options) >= (options['group.min.session.timeout.ms'] as number) && sessionOf(options) <= (options['group.max.session.timeout.ms'] as number)),
    },
    { says: 'a batch is done within max.poll.interval.ms, or the consumer leaves its group each time', strength: 'advises', holds: options => (options['batch'] as number) < (options['max.poll.interval.ms'] as number) },
  ],
  roles: {
    consumer: { meaning: 'a consumer', holder: history => playing(history, 'member').at(-1) },
    leader: { meaning: 'the consumer that joined first, and assigns in a classic group', holder: 'consumer0' },
    coordinator: { meaning: 'the broker that coordinates the group', holder: 'broker0' },
  },
  milestones: {
    sessionExpired: reached('the coordinator puts it out of the group', 'sessionExpired', 'first', { ofTarget: true }),
    rebalancing: reached('a rebalance begins', 'rebalancing'),
    rebalanced: reached('the first rebalance is over', 'rebalanced'),
    firstMoved,
    allMoved,
    coordinatorUnknown: reached('a consumer looks for its coordinator again', 'coordinatorUnknown'),
    pollTimeout: reached('a consumer leaves because it has not polled', 'pollTimeout'),
    twoOwners: between('from the first of its partitions moving to the last time that it works on them, before it has some again; negative: that was sooner', firstMoved, lastWork),
    rejoined: reachedAfter('it has partitions again', 'assigned', 'first', { byTarget: true }),
  },
  counts: {
    rebalances: times('rebalances', 'rebalancing'),
    expired: times('sessions that ended', 'sessionExpired'),
    left: times('consumers that left by themselves', 'left'),
    fencedWrites: times('commits of an old generation that were refused', 'fences'),
  },
  falseVerdicts: { sessionExpired: occasions('the session of a consumer that runs and can reach the coordinator ends', 'sessionExpired', { ofTarget: false }) },
  scenario(options, { fault }) {
    const text = (key: string): string => formatDuration(options[key] as number);
    const processes = [
      { name: 'broker0', role: 'server' },
      ...Array.from({ length: options['consumers'] as number }, (_, i) => ({ name: `consumer${i}`, role: 'member' })),
      { name: 'storage', role: 'store' },
    ];
    const [session, heartbeat] = [sessionOf(options), heartbeatOf(options)];
    const batch = Math.min(options['batch'] as number, options['max.poll.interval.ms'] as number);
    return {
      settled: 10 * sec + (options['group.initial.rebalance.delay.ms'] as number) + 4 * (heartbeat + batch), phase: heartbeat,
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : 10 * sec + session + 4 * (heartbeat + batch),
      file: {
        processes, watches: processes.flatMap(({ name, role }) => (role === 'member' ? [['broker0', name]] : [])),
        service: {
          kind: 'session', flavour: isClassic(options) ? 'kafkaClassic' : 'kafkaConsumer', transport: 'stream', members: 0, stores: 0, resources: options['partitions'],
          timeout: formatDuration(session), heartbeat: formatDuration(heartbeat), minTimeout: text('group.min.session.timeout.ms'), maxTimeout: text('group.max.session.timeout.ms'),
          maxPoll: text('max.poll.interval.ms'), rebalanceDelay: text('group.initial.rebalance.delay.ms'), batch: text('batch'), fencing: options['fencing'], every: text('batch'),
        },
      },
    };
  },
};
