import { clientInterval, leastBetweenPings } from '../../src/detectors/keepalive/grpcKeepalive.ts';
import { formatDuration } from '../../src/parameters.ts';
import { NEVER, sec } from '../../src/time.ts';
import { reached, reachedAfter, spells, times } from './milestones.ts';
import type { System } from './system.ts';

/** gRPC's keepalive, gRFC A8, A9 and A18: one client, one server, HTTP/2 pings. */
export const grpcKeepalive: System = {
  name: 'grpc-keepalive', aliases: ['grpc'],
  title: 'gRPC keepalive',
  version: 'gRFC A8, A9, A18',
  summary: 'Each end pings a connection that is silent; a client that pings more often than its server permits is sent away.',
  options: {
    keepalive_time: {
      kind: 'duration', unit: 'ms', default: NEVER, min: 1, max: NEVER,
      meaning: 'silence before the client pings; below 10 s it is 10 s', source: 'GRPC_ARG_KEEPALIVE_TIME_MS: INT_MAX',
    },
    keepalive_timeout: {
      kind: 'duration', unit: 'ms', default: 20 * sec, min: 1,
      meaning: 'how long it then waits; on Linux, if it may ask, also how long what it sent may be unacknowledged',
      source: 'GRPC_ARG_KEEPALIVE_TIMEOUT_MS; A18',
    },
    keepalive_permit_without_calls: {
      kind: 'flag', default: false,
      meaning: 'pings also while no call is active, and permits them', source: 'GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS',
    },
    'server keepalive_time': {
      kind: 'duration', unit: 'ms', default: 7_200 * sec, min: 1, max: NEVER,
      meaning: 'silence before the server pings', source: 'A9',
    },
    'server keepalive_timeout': {
      kind: 'duration', unit: 'ms', default: 20 * sec, min: 1,
      meaning: 'how long it then waits, and how long what it sent may be unacknowledged', source: 'A9, A18',
    },
    min_recv_ping_interval_without_data: {
      kind: 'duration', unit: 'ms', default: 300 * sec, min: 0,
      meaning: 'the server counts pings that come sooner', source: 'A8: PERMIT_KEEPALIVE_TIME',
    },
    max_ping_strikes: {
      kind: 'count', default: 2, min: 0, max: 1_000,
      meaning: 'more of those close the connection (GOAWAY, too_many_pings)', source: 'A8',
    },
    'active calls': { kind: 'flag', default: true, meaning: 'a call is active all the time' },
    'message every': {
      kind: 'duration', default: NEVER, min: 1, max: NEVER,
      meaning: 'from one message of the server on that call to the next',
    },
  },
  rules: [{
    says: 'keepalive_time is at least what the server permits, or it sends the client away', strength: 'advises',
    holds: options => options['keepalive_time']! >= options['min_recv_ping_interval_without_data']!,
  }],
  roles: {
    server: { meaning: 'the server', holder: 'server' },
    client: { meaning: 'the client', holder: 'client' },
  },
  milestones: {
    closed: reached('the other end knows the connection to be over (UNAVAILABLE)', 'closed', 'first', { ofTarget: true, byTarget: false }),
    keepaliveTimeout: reached('its ping was not answered', 'keepaliveTimeout', 'first', { ofTarget: true, byTarget: false }),
    tooManyPings: { ...reached('the server complains of too many pings', 'tooManyPings'), from: 'start' },
    reconnected: reachedAfter('the two are connected again', 'connected', 'first'),
  },
  counts: {
    goaways: times('times that the client was sent away', 'tooManyPings', { where: ({ by }, { scenario }) => scenario.processes[by]!.role === 'server' }),
  },
  falseVerdicts: { closed: spells('an end gives up a connection whose other end runs', 'closed', 'connected') },
  scenario(options, { fault }) {
    const text = (key: string): string => formatDuration(options[key] as number);
    const asked = options['active calls'] === true || options['keepalive_permit_without_calls'] === true;
    const interval = asked ? clientInterval(options['keepalive_time'] as number) : NEVER;
    const longest = Math.min(interval, 7_200 * sec);
    const permit = formatDuration(leastBetweenPings(options['min_recv_ping_interval_without_data'] as number, asked));
    const server = { interval: text('server keepalive_time'), answerWithin: text('server keepalive_timeout'), data: text('message every') };
    return {
      settled: 2 * sec + longest, phase: longest,
      watch: (fault === 'none' || fault === 'loss' ? 600 * sec : 60 * sec) + longest + (options['keepalive_timeout'] as number),
      file: {
        processes: [
          { name: 'client', role: 'client' },
          { name: 'server', role: 'server', params: server },
        ],
        watches: 'all',
        detector: {
          kind: 'keepalive', flavour: 'grpc', interval: formatDuration(interval), answerWithin: text('keepalive_timeout'), permit,
          strikes: options['max_ping_strikes'],
        },
        // A18: an end that may ask also sets TCP_USER_TIMEOUT
        links: [
          { from: 'server', to: 'client', giveUp: text('server keepalive_timeout') },
          ...(interval === NEVER ? [] : [{ from: 'client', to: 'server', giveUp: text('keepalive_timeout') }]),
        ],
      },
    };
  },
};
