import { negotiated } from '../../src/detectors/keepalive/amqpHeartbeat.ts';
import { formatDuration } from '../../src/parameters.ts';
import { NEVER, sec } from '../../src/time.ts';
import { reached, reachedAfter, spells, times } from './milestones.ts';
import type { System } from './system.ts';

/** AMQP 0-9-1 heartbeats by RabbitMQ's rabbit_heartbeat.erl, at the broker and at a client that is written like it. */
export const amqp: System = {
  name: 'amqp', aliases: ['rabbitmq-heartbeat'],
  title: 'AMQP heartbeats',
  version: 'RabbitMQ 3.12',
  summary: 'A broker and its clients send frames when they have nothing else to say, and close a connection that brought nothing for two checks.',
  options: {
    heartbeat: {
      kind: 'duration', unit: 's', default: 60 * sec, min: 0, history: [{ before: '3.5.5', default: 580 * sec }],
      meaning: 'what the broker proposes; 0: none', source: 'rabbit.heartbeat',
    },
    'requested-heartbeat': {
      kind: 'duration', unit: 's', default: 60 * sec, min: 0,
      meaning: 'what the client asks for; of the two the smaller holds, or the larger if one is 0',
    },
    clients: { kind: 'count', default: 1, min: 1, max: 1_000, meaning: 'how many clients there are' },
    'publish every': { kind: 'duration', default: NEVER, min: 1, max: NEVER, meaning: 'from one message of a client to the next' },
    'deliver every': {
      kind: 'duration', default: NEVER, min: 1, max: NEVER,
      meaning: 'from one message of the broker to a client to the next',
    },
    'frames beside traffic': { kind: 'flag', default: false, meaning: 'a client sends its frames whatever else it sends' },
    'network-recovery-interval': {
      kind: 'duration', default: 5 * sec, min: 1,
      meaning: 'how long a client that lost its connection waits', source: 'RabbitMQ Java client',
    },
  },
  rules: [
    {
      says: 'a heartbeat below 5 s takes short pauses and congestion for failures', strength: 'advises',
      holds: options => negotiated(options['heartbeat'] as number, options['requested-heartbeat'] as number) >= 5 * sec
        || negotiated(options['heartbeat'] as number, options['requested-heartbeat'] as number) === 0,
    },
    {
      says: 'without heartbeats a peer that is gone is noticed by TCP alone', strength: 'advises',
      holds: options => options['heartbeat'] !== 0 || options['requested-heartbeat'] !== 0,
    },
  ],
  roles: {
    client: { meaning: 'a client', holder: 'client0' },
    broker: { meaning: 'the broker', holder: 'broker' },
  },
  milestones: {
    closed: reached('the other end knows the connection to be over', 'closed', 'first', { ofTarget: true, byTarget: false }),
    heartbeatTimeout: reached('the other end missed its heartbeats', 'heartbeatTimeout', 'first', { ofTarget: true, byTarget: false }),
    reconnected: reachedAfter('it is connected again', 'connected', 'first', { ofTarget: true }),
  },
  counts: { heartbeatTimeouts: times('missed heartbeats, at either end', 'heartbeatTimeout') },
  falseVerdicts: { heartbeatTimeout: spells('an end gives up a connection whose other end runs', 'heartbeatTimeout', 'connected') },
  differences: [
    'Clients in other languages check by rules of their own: the Java client gives up after two and a quarter timeouts of silence, not two to three.',
    'Both ends count from the connection\'s beginning, so their looks stay in step; real timers drift apart by about a millisecond a turn.',
  ],
  scenario(options, { fault }) {
    const text = (key: string): string => formatDuration(options[key] as number);
    const timeout = negotiated(options['heartbeat'] as number, options['requested-heartbeat'] as number);
    const longest = timeout || 60 * sec;
    const client = { data: text('publish every'), piggyback: !options['frames beside traffic'] };
    const count = options['clients'] as number;
    const clients = Array.from({ length: count }, (_, i) => ({ name: `client${i}`, role: 'client', params: client }));
    return {
      settled: 2 * sec + 3 * longest, phase: 2 * longest, watch: fault === 'none' || fault === 'loss' ? 600 * sec : 4 * longest + 20 * sec,
      file: {
        processes: [...clients, { name: 'broker', role: 'broker' }],
        watches: clients.flatMap(({ name }) => [[name, 'broker'], ['broker', name]]),
        detector: {
          kind: 'keepalive', flavour: 'amqp', interval: timeout === 0 ? 'never' : formatDuration(timeout), data: text('deliver every'),
          redial: text('network-recovery-interval'),
        },
      },
    };
  },
};
