import { formatDuration } from '../../src/parameters.ts';
import { NEVER, sec } from '../../src/time.ts';
import type { History, Step } from './history.ts';
import { matching, reached, reachedAfter, spells, times } from './milestones.ts';
import type { Milestone, System } from './system.ts';

/** What the server did about the client that was given up, up to then. */
function exchange(history: History): { readonly stale: Step; readonly before: readonly Step[] } | undefined {
  const stale = matching(history, 'staleConnection', history.faultAt, { ofTarget: true })[0];
  if (!stale) return undefined;
  return { stale, before: history.steps.filter(({ by, about, at }) => by === stale.by && about === stale.about && at <= stale.at) };
}

const sincePong: Milestone = {
  meaning: 'from its last PONG to the other end closing its connection', from: 'length',
  of(history) {
    const found = exchange(history);
    const pong = found?.before.findLast(({ name }) => name === 'pong');
    return found && pong && found.stale.at - pong.at;
  },
};

/** nats-server 2.9.10, measured on Debian 12: one server pings each of its clients. */
export const nats: System = {
  name: 'nats-server', aliases: ['nats'],
  title: 'NATS server and its clients',
  version: '2.9.10',
  summary: 'A server pings the clients that it has not heard of lately, and closes a connection that leaves too many pings unanswered.',
  options: {
    ping_interval: {
      kind: 'duration', default: 120 * sec, min: 1,
      meaning: 'from one run of a connection\'s ping timer to the next', source: 'server/const.go: DEFAULT_PING_INTERVAL',
    },
    ping_max: {
      kind: 'count', default: 2, min: 1,
      meaning: 'pings that may be unanswered before the connection is stale', source: 'server/const.go: DEFAULT_PING_MAX_OUT',
    },
    clients: { kind: 'count', default: 3, min: 1, max: 1_000, meaning: 'how many clients there are' },
    'client ping interval': {
      kind: 'duration', default: 120 * sec, min: 1, max: NEVER,
      meaning: 'the same at a client', source: 'nats.go: DefaultPingInterval',
    },
    'client pings outstanding': {
      kind: 'count', default: 2, min: 1,
      meaning: 'the same at a client', source: 'nats.go: DefaultMaxPingOut',
    },
    'reconnect wait': {
      kind: 'duration', default: 2 * sec, min: 1,
      meaning: 'how long a client that lost its connection waits', source: 'nats.go: DefaultReconnectWait',
    },
    'publish every': {
      kind: 'duration', default: NEVER, min: 1, max: NEVER,
      meaning: 'from one message of a client to the next: they hide the server\'s pings',
    },
  },
  rules: [{
    says: 'ping_interval is at least the clients\' own, or both ends ping an idle connection', strength: 'advises',
    holds: options => options['ping_interval']! >= options['client ping interval']!,
  }],
  roles: {
    client: { meaning: 'a client', holder: 'client0' },
    server: { meaning: 'the server', holder: 'server' },
  },
  milestones: {
    closed: reached('the other end closes its connection: the server a client\'s, or a client the server\'s', 'closed', 'first', { ofTarget: true }),
    staleConnection: reached('the other end finds the connection stale', 'staleConnection', 'first', { ofTarget: true }),
    sincePong,
    clientsReconnect: reachedAfter('the client is connected again', 'connected', 'first', { ofTarget: true }),
  },
  counts: {
    unansweredPings: {
      meaning: 'pings that went unanswered before the connection was closed',
      of(history) {
        const before = exchange(history)?.before;
        return before && before.slice(before.findLastIndex(({ name }) => name === 'pong') + 1).filter(({ name }) => name === 'ping').length;
      },
    },
    staleConnections: times('connections that were found stale, at either end', 'staleConnection'),
  },
  falseVerdicts: { staleConnection: spells('the connection of a process that runs is given up', 'staleConnection', 'connected') },
  scenario(options, { fault }) {
    const text = (key: string): string => formatDuration(options[key] as number);
    const [interval, pings] = [options['ping_interval'], options['ping_max']] as [number, number];
    const client = {
      interval: text('client ping interval'), attempts: options['client pings outstanding'], firstPing: 'never', piggyback: false,
      data: text('publish every'),
    };
    const count = options['clients'] as number;
    const clients = Array.from({ length: count }, (_, i) => ({ name: `client${i}`, role: 'client', params: client }));
    return {
      settled: 4 * sec + 2 * interval, phase: interval,
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : (pings + 2) * interval + 10 * sec,
      file: {
        processes: [...clients, { name: 'server', role: 'server' }],
        watches: clients.flatMap(({ name }) => [[name, 'server'], ['server', name]]),
        detector: { kind: 'keepalive', flavour: 'nats', interval: text('ping_interval'), attempts: pings, redial: text('reconnect wait') },
      },
    };
  },
};
