import { formatDuration } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { playing } from './history.ts';
import { between, leader, matching, occasions, reached, reachedAfter, times } from './milestones.ts';
import type { Milestone, System } from './system.ts';

const moved = reached('its first partition is led by another broker', 'claims', 'first', { byTarget: false });
const lastWork: Milestone = {
  meaning: 'the old leader takes its last write',
  of(history) {
    const last = matching(history, 'invokes', history.faultAt, { byTarget: true }).at(-1);
    return last && last.at - history.faultAt;
  },
};

/** Kafka 3.7, brokers under a KRaft controller: BrokerLifecycleManager, BrokerHeartbeatManager, ReplicationControlManager. */
export const kafkaKraft: System = {
  name: 'kafka-kraft',
  aliases: ['kraft', 'kafka-broker'],
  title: 'Kafka brokers under KRaft',
  version: '3.7',
  summary: 'A controller fences brokers whose heartbeats stop, and gives what they led to the next replica.',
  options: {
    brokers: { kind: 'count', default: 3, min: 1, max: 100, meaning: 'how many brokers there are' },
    partitions: { kind: 'count', default: 6, min: 1, max: 1_000, meaning: 'how many partitions they lead, each with a replica on every broker' },
    'broker.heartbeat.interval.ms': { kind: 'duration', unit: 'ms', default: 2 * sec, min: ms, meaning: 'between heartbeats of a broker', source: 'KRaftConfigs' },
    'broker.session.timeout.ms': { kind: 'duration', unit: 'ms', default: 9 * sec, min: ms, meaning: 'a broker that was silent for longer is fenced', source: 'KRaftConfigs' },
    'checks per session': {
      kind: 'count', default: 0, max: 1_000, meaning: 'how often in a session the controller looks for brokers that are late: 0 is always, as up to 3.9; 8 as since 4.0', source: 'QuorumController',
    },
    fencing: { kind: 'flag', default: true, meaning: 'a write of an old leader epoch is refused' },
    'write-every': { kind: 'duration', default: 100 * ms, min: ms, meaning: 'how often each partition is written to' },
  },
  rules: [
    {
      says: 'broker.session.timeout.ms is several times broker.heartbeat.interval.ms', strength: 'advises',
      holds: options => (options['broker.session.timeout.ms'] as number) >= 3 * (options['broker.heartbeat.interval.ms'] as number),
    },
  ],
  roles: {
    broker: { meaning: 'a broker that leads partitions', holder: leader },
    follower: { meaning: 'one that leads none', holder: history => playing(history, 'member').find(id => id !== leader(history)) },
    controller: { meaning: 'the active controller; of its quorum see kafka-controllers', holder: 'controller0' },
  },
  milestones: {
    sessionExpired: reached('its session is over', 'sessionExpired', 'first', { ofTarget: true }),
    fenced: reached('the controller fences it', 'fenced', 'first', { ofTarget: true }),
    newLeader: moved,
    twoLeaders: between('from another leading its partition to the old leader\'s last write', moved, lastWork),
    duplicateRegistration: reachedAfter('it registers again and is refused: its old session is not over', 'duplicateRegistration', 'first', { byTarget: true }),
    registered: reachedAfter('it is registered', 'registered', 'first', { ofTarget: true }),
    unfenced: reachedAfter('the controller unfences it', 'unfenced', 'first', { ofTarget: true }),
  },
  counts: {
    fenced: times('brokers fenced', 'fenced'),
    moves: times('partitions that changed their leader', 'newLeader'),
    fencedWrites: times('writes of an old leader epoch that were refused', 'fences'),
  },
  falseVerdicts: { fenced: occasions('a broker is fenced that runs and can reach the controller', 'fenced', { ofTarget: false }) },
  scenario(options, { fault }) {
    const text = (key: string): string => formatDuration(options[key] as number);
    const session = options['broker.session.timeout.ms'] as number;
    const heartbeat = options['broker.heartbeat.interval.ms'] as number;
    const processes = [
      { name: 'controller0', role: 'server' },
      ...Array.from({ length: options['brokers'] as number }, (_, i) => ({ name: `broker${i}`, role: 'member' })),
      { name: 'storage', role: 'store' },
    ];
    return {
      settled: 5 * sec + 2 * heartbeat, phase: heartbeat,
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : 5 * sec + 3 * session,
      file: {
        processes, watches: processes.flatMap(({ name, role }) => (role === 'member' ? [['controller0', name]] : [])),
        service: {
          kind: 'session', flavour: 'kraft', transport: 'stream', members: 0, stores: 0, resources: options['partitions'], timeout: formatDuration(session),
          heartbeat: formatDuration(heartbeat), checks: options['checks per session'], fencing: options['fencing'], every: text('write-every'),
        },
      },
    };
  },
};
