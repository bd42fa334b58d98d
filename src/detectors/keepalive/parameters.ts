import type { Duration } from '../../contract.ts';
import type { ParameterTable } from '../../parameters.ts';
import { NEVER, ms, sec } from '../../time.ts';
import type { RuleOptions } from './rule.ts';

export const flavourNames = ['nats', 'erlang', 'amqp', 'grpc', 'walSender', 'walReceiver'] as const;

export interface KeepaliveParams extends RuleOptions {
  readonly flavour: typeof flavourNames[number];
  /** From one piece of application traffic of this process to the next, on each connection; NEVER: none. */
  readonly data: Duration;
  /** Whether what comes as application traffic is answered at once. */
  readonly answers: boolean;
  /** Who connects: the one that is watched, or the one that watches. Of two that watch each other, the first. */
  readonly dials: 'watched' | 'watcher';
  readonly redial: Duration;
  readonly setup: Duration;
  readonly transport: 'stream' | 'datagram';
}

/** Each flavour's own default, where it is not that of NATS. */
const own = <T>(defaults: Partial<Record<KeepaliveParams['flavour'], T>>) =>
  ({ by: { option: 'flavour', defaults: defaults as Record<string, T> } });

export const parameters: ParameterTable<KeepaliveParams> = {
  flavour: {
    default: 'nats', kind: 'choice', choices: flavourNames,
    low: 'nats, grpc, walSender and walReceiver ask, and await an answer; whatever else is read counts instead.',
    high: 'erlang and amqp tell each other, without a question, whenever they have nothing else to say.',
  },
  interval: {
    default: 120 * sec, ...own({ erlang: 60 * sec, amqp: 60 * sec, grpc: 300 * sec, walSender: 60 * sec, walReceiver: 60 * sec }),
    kind: 'duration', min: 1, max: NEVER,
    low: 'A pause, or a slow link, closes connections that work.',
    high: 'A peer that hangs, or that nothing reaches, keeps its connection for that long or a few times longer.',
    source: 'NATS ping_interval 2m; Erlang net_ticktime 60; RabbitMQ heartbeat 60; PostgreSQL wal_*_timeout 60 s; gRPC none: 5m is what servers permit',
  },
  attempts: {
    default: 2, ...own({ erlang: 4 }), kind: 'count', min: 1, max: 1_000,
    low: 'One that is late once is given up. Of Erlang: ticks are rare, and detection varies more.',
    high: 'Detection is slower by one interval for each. Of Erlang: more ticks, the same time in all.',
    source: 'NATS ping_max 2; Erlang net_tickintensity 4; rabbit_heartbeat: two checks. No other flavour counts',
  },
  answerWithin: {
    default: 20 * sec, ...own({}), kind: 'duration', min: 1,
    low: 'Below the round trip every ping fails.',
    high: 'A silent peer is noticed that much later. Of gRPC only.',
    source: 'gRPC KEEPALIVE_TIMEOUT 20 s (gRFC A8)',
  },
  firstPing: {
    default: 2 * sec, ...own({}), kind: 'duration', min: 1, max: NEVER,
    low: 'A ping while the client still connects.',
    high: 'The first ping comes after a whole interval. Of NATS only.',
    source: 'nats-server firstClientPingInterval 2 s; never: as its clients',
  },
  status: {
    default: 10 * sec, ...own({}), kind: 'duration', min: 0,
    low: 'More reports. 0: none but those that are asked for.',
    high: 'The primary asks for what it would have heard. Of walReceiver only.',
    source: 'PostgreSQL wal_receiver_status_interval 10 s',
  },
  nap: {
    default: 100 * ms, ...own({}), kind: 'duration', min: 1,
    low: 'More wakes for nothing.', high: 'A timeout is noticed up to this much later. Of walReceiver only.',
    source: 'PostgreSQL 15, NAPTIME_PER_CYCLE 100 ms',
  },
  permit: {
    default: 300 * sec, ...own({}), kind: 'duration', min: 0,
    low: 'Clients may ping as often as they like.', high: 'A client with a shorter interval loses its connection. Of gRPC only.',
    source: 'gRPC PERMIT_KEEPALIVE_TIME 5m (gRFC A8)',
  },
  strikes: {
    default: 2, ...own({}), kind: 'count', min: 0, max: 1_000,
    low: 'One ping too early closes the connection.', high: 'Pings that come too early are let pass. Of gRPC only.',
    source: 'gRPC MAX_PING_STRIKES 2',
  },
  piggyback: {
    default: true, kind: 'flag',
    low: 'false: heartbeats go out beside all other traffic.',
    high: 'true: traffic makes them unnecessary, so none is seen for as long as there is any.',
    source: 'AMQP clients differ in it; NATS servers do, NATS clients do not',
  },
  data: {
    default: NEVER, kind: 'duration', min: 1, max: NEVER,
    low: 'A busy connection: its last byte is always fresh.', high: 'never: an idle connection, which only heartbeats keep.',
  },
  answers: {
    default: false, ...own({ walReceiver: true }), kind: 'flag',
    low: 'false: traffic one way leaves the other way to the heartbeat.',
    high: 'true: each piece of traffic is answered, and so both ends hear.',
  },
  dials: {
    default: 'watched', ...own<'watched' | 'watcher'>({ grpc: 'watcher' }), kind: 'choice', choices: ['watched', 'watcher'],
    low: 'watched: the server waits for a client that it has given up to come again.',
    high: 'watcher: the one that gave the other up also tries again.',
  },
  redial: {
    default: sec, kind: 'duration', min: 1,
    low: 'A lost connection is tried again and again.', high: 'After each loss the two do not hear each other for that long.',
    source: 'ours; NATS clients 2 s, PostgreSQL wal_retrieve_retry_interval 5 s',
  },
  setup: {
    default: 7 * sec, kind: 'duration', min: 1,
    low: 'A slow handshake never succeeds.', high: 'A peer that never answers is suspected that much later.',
    source: 'Erlang net_setuptime 7 s',
  },
  transport: {
    default: 'stream', kind: 'choice', choices: ['stream', 'datagram'],
    low: 'datagram: a lost beat is lost, and nothing tells of a killed peer.',
    high: 'stream: what is lost comes late, and a killed peer resets its connection at once.',
    source: 'all of them speak TCP',
  },
};
