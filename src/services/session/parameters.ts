import type { ParameterTable } from '../../parameters.ts';
import { NEVER, ms, sec, type Duration } from '../../time.ts';

export type Flavour = 'zookeeper' | 'kafkaClassic' | 'kafkaConsumer' | 'kraft' | 'eureka';

export interface SessionParams {
  readonly flavour: Flavour;
  readonly timeout: Duration;
  readonly heartbeat: Duration;
  readonly tick: Duration;
  readonly minTimeout: Duration;
  readonly maxTimeout: Duration;
  readonly checks: number;
  readonly syncLimit: number;
  readonly maxPoll: Duration;
  readonly batch: Duration;
  readonly rebalanceDelay: Duration;
  readonly selfPreservation: boolean;
  readonly preservation: number;
  readonly expected: number;
  readonly belief: 'told' | 'session' | 'connected';
  readonly fencing: boolean;
  readonly phase: 'uniform' | 'zero';
  readonly transport: 'datagram' | 'stream';
  readonly members: number;
  readonly resources: number;
  readonly stores: number;
  readonly every: Duration;
}

const own = <T>(defaults: Partial<Record<Flavour, T>>) => ({ by: { option: 'flavour', defaults: defaults as Record<string, T> } });

export const sessionParameters: ParameterTable<SessionParams> = {
  flavour: {
    kind: 'choice', default: 'zookeeper', choices: ['zookeeper', 'kafkaClassic', 'kafkaConsumer', 'kraft', 'eureka'],
    low: 'zookeeper: an ensemble expires sessions in whole ticks. kafkaClassic: a consumer group with rounds of joining. kafkaConsumer: KIP-848, the broker assigns.',
    high: 'kraft: a controller fences brokers. eureka: each server sweeps its own registry, and stops sweeping when too many are silent.',
    source: 'ZooKeeper 3.8, Kafka 3.7, Eureka 2.0',
  },
  timeout: {
    kind: 'duration', default: 30 * sec, min: 1,
    ...own({ kafkaClassic: 45 * sec, kafkaConsumer: 45 * sec, kraft: 9 * sec, eureka: 90 * sec }),
    low: 'A pause of the client, or three lost heartbeats, end its session: what it held goes to another while it still works.',
    high: 'After a crash nobody has what the client held for this long. Eureka waits twice as long after a renewal.',
    source: 'session.timeout.ms 45 s since Kafka 3.0 (KIP-735; 10 s before), broker.session.timeout.ms, lease-expiration-duration of Eureka; of a ZooKeeper client there is no default',
  },
  heartbeat: {
    kind: 'duration', default: 0, min: 0,
    ...own({ kafkaClassic: 3 * sec, kafkaConsumer: 5 * sec, kraft: 2 * sec, eureka: 30 * sec }),
    low: 'Many messages. 0s, of ZooKeeper only: a third of the negotiated timeout.',
    high: 'Above a third of the timeout a lost heartbeat or two end the session; a rebalance is noticed late.',
    source: 'heartbeat.interval.ms, group.consumer.heartbeat.interval.ms, broker.heartbeat.interval.ms: Kafka 3.7; lease-renewal-interval: Eureka; ClientCnxn: ZooKeeper 3.8',
  },
  tick: {
    kind: 'duration', default: 2 * sec, min: 1, ...own({ eureka: 60 * sec }),
    low: 'Of ZooKeeper, the width of the buckets in which sessions expire, and of leader and followers the unit of patience. Of Eureka, the period of eviction.',
    high: 'A session lives up to one tick longer than its timeout.',
    source: 'tickTime: zoo_sample.cfg of ZooKeeper 3.8 (3 s in code); evictionIntervalTimerInMs: Eureka',
  },
  minTimeout: {
    kind: 'duration', default: 0, min: 0, ...own({ kafkaClassic: 6 * sec }),
    low: '0s: two ticks (ZooKeeper), none (others).', high: 'Clients that ask for less get this.',
    source: 'minSessionTimeout: ZooKeeper 3.8; group.min.session.timeout.ms: Kafka 3.7, which refuses instead',
  },
  maxTimeout: {
    kind: 'duration', default: 0, min: 0, ...own({ kafkaClassic: 1_800 * sec }),
    low: '0s: twenty ticks (ZooKeeper), unbounded (others).', high: 'Clients may ask for so much that a crash goes unnoticed.',
    source: 'maxSessionTimeout: ZooKeeper 3.8; group.max.session.timeout.ms: Kafka 3.7',
  },
  checks: {
    kind: 'count', default: 0, min: 0, max: 1_000,
    low: 'Of a KRaft controller. 0: a broker is fenced the moment its session is over.',
    high: 'So many times a session it looks for brokers that are late: each is fenced up to a period after its session.',
    source: 'Kafka 3.7: exact; 8 since Kafka 4.0 (maybeFenceStaleBroker in QuorumController), so within 112.5 %',
  },
  syncLimit: {
    kind: 'count', default: 5, min: 1, max: 1_000,
    low: 'A slow follower is dropped, and with it all its clients have to move.',
    high: 'A leader that was cut off goes on for so many ticks, and its followers wait as long before they elect another.',
    source: 'syncLimit: zoo_sample.cfg of ZooKeeper 3.8',
  },
  maxPoll: {
    kind: 'duration', default: 300 * sec, min: 1,
    low: 'A slow batch makes the consumer leave its group, finish the batch, fail to commit, and join again.',
    high: 'A consumer that hangs in its work, heartbeats going on, keeps its partitions for so long; a rebalance waits as long for it.',
    source: 'max.poll.interval.ms: Kafka 3.7',
  },
  batch: {
    kind: 'duration', default: 500 * ms, min: 1,
    low: 'Of a Kafka consumer, the time between two polls: it joins a rebalance at the next one.',
    high: 'Above maxPoll the consumer is taken for stuck, by itself.',
  },
  rebalanceDelay: {
    kind: 'duration', default: 3 * sec, min: 0,
    low: '0s: the first consumer of a group gets all, and each that follows starts another rebalance.',
    high: 'A new group stands still for so long.',
    source: 'group.initial.rebalance.delay.ms: Kafka 3.7',
  },
  selfPreservation: {
    kind: 'flag', default: true,
    low: 'Off: when the network is at fault, and not the instances, they are evicted all the same, some at each sweep.',
    high: 'On: an instance that has crashed stays registered while too few of the others renew: one of eight is enough.',
    source: 'enableSelfPreservation: Eureka',
  },
  preservation: {
    kind: 'share', default: 0.85, min: 0, max: 1,
    low: '0: one sweep may empty the registry; with selfPreservation no sweep does anything.',
    high: 'Near 1 a single silent instance stops all eviction, and a sweep takes one at a time.',
    source: 'renewalPercentThreshold: Eureka',
  },
  expected: {
    kind: 'count', default: 1, min: 0, max: 1_000,
    low: '0, as in Eureka itself without a peer: instances are not counted as they register, and nothing is ever evicted.',
    high: 'More renewals are expected than can come, so nothing is evicted.',
    source: 'the count of a new registry; Spring Cloud Netflix makes it 1',
  },
  belief: {
    kind: 'choice', default: 'told', choices: ['told', 'session', 'connected'],
    low: 'connected: a client stops as soon as it misses its server, long before its session ends (Curator by default).',
    high: 'told: it works until somebody tells it that its session is gone, and two hold one thing. session: until its own clock says so, but a pause between looking and doing still lets a late write through.',
    source: 'ConnectionStateErrorPolicy of Apache Curator; Kafka consumers and brokers: told',
  },
  fencing: {
    kind: 'flag', default: false,
    low: 'Off: the storage takes the late write of a holder whose session has expired.',
    high: 'On: it refuses a token older than one that it has seen.',
    source: 'czxid of ZooKeeper, generation and epochs of Kafka',
  },
  phase: {
    kind: 'choice', default: 'uniform', choices: ['uniform', 'zero'],
    low: 'zero: the timers of all begin together, and buckets at the beginning of the clock.',
    high: 'uniform: each process has a phase of its own, drawn at its start.',
  },
  transport: {
    kind: 'choice', default: 'datagram', choices: ['datagram', 'stream'],
    low: 'datagram: a lost heartbeat is missing, and a server that was killed is only noticed by its silence.',
    high: 'stream: as all of these have it; a lost one comes late, and a killed server resets its connections at once.',
    source: 'TCP',
  },
  members: {
    kind: 'count', default: 3, min: 0, max: 10_000,
    low: '0: none is added to the processes of the scenario, which names its servers, members and stores by role.',
    high: 'Many sessions.',
  },
  resources: {
    kind: 'count', default: 1, min: 0, max: 1_000,
    low: '0: sessions alone, and nothing is held by them.',
    high: 'Locks, partitions or leaderships to be given out: much traffic.',
  },
  stores: {
    kind: 'count', default: 1, min: 0, max: 1,
    low: '0: the scenario names its store by role, or there is none and nobody writes.',
    high: '1: what holders do ends in one storage, behind the members.',
  },
  every: {
    kind: 'duration', default: 100 * ms, min: 1, max: NEVER,
    low: 'Much traffic.',
    high: 'Harm that is shorter than this falls between two writes of a holder. never: nothing is written.',
  },
};
