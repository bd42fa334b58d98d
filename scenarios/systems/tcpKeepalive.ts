import type { Duration } from '../../src/contract.ts';
import { formatDuration } from '../../src/parameters.ts';
import { NEVER, ms, sec } from '../../src/time.ts';
import { reached, spells, times } from './milestones.ts';
import type { System, Values } from './system.ts';

/** Linux, retransmits_timed_out: the sum of timeouts from 200 ms on, doubling to 120 s, of so many tries and one. */
function retransmitted(tries: number): Duration {
  let [sum, timeout] = [0, 200 * ms];
  for (let i = 0; i <= tries; i++) {
    sum += timeout;
    timeout = Math.min(2 * timeout, 120 * sec);
  }
  return sum;
}

/** Linux, tcp_keepalive_timer: with a user timeout, the first probe that is due after it ends the connection, and not their number. */
function probes(options: Values): number {
  const [time, interval, limit] = ['tcp_keepalive_time', 'tcp_keepalive_intvl', 'TCP_USER_TIMEOUT'].map(key => options[key]) as [number, number, number];
  return limit === 0 ? options['tcp_keepalive_probes'] as number : Math.min(127, Math.max(1, Math.ceil((limit - time) / interval)));
}

/** Linux's TCP, 6.1: two hosts with a connection on which the application has no heartbeat. */
export const tcpKeepalive: System = {
  name: 'tcp-keepalive', aliases: ['tcp'],
  title: 'TCP keepalive',
  version: 'Linux 6.1',
  summary: 'Kernels ask after an idle connection, and retransmit on a busy one; neither asks the process, so none that hangs is ever noticed.',
  options: {
    SO_KEEPALIVE: {
      kind: 'flag', default: true,
      meaning: 'whether an idle connection is asked after at all', source: 'off unless the application sets it',
    },
    tcp_keepalive_time: {
      kind: 'duration', unit: 's', default: 7_200 * sec, min: sec,
      meaning: 'silence before the first probe', source: 'net/ipv4/tcp_timer.c',
    },
    tcp_keepalive_intvl: {
      kind: 'duration', unit: 's', default: 75 * sec, min: sec,
      meaning: 'from probe to probe', source: 'net/ipv4/tcp_timer.c',
    },
    tcp_keepalive_probes: {
      kind: 'count', default: 9, min: 1, max: 127,
      meaning: 'unanswered probes that end it', source: 'net/ipv4/tcp_timer.c',
    },
    tcp_retries2: {
      kind: 'count', default: 15, min: 1, max: 30,
      meaning: 'retransmissions of data that end it', source: 'net/ipv4/tcp_timer.c',
    },
    TCP_USER_TIMEOUT: {
      kind: 'duration', unit: 'ms', default: 0, min: 0,
      meaning: 'takes the place of both limits; 0: not set', source: 'RFC 5482',
    },
    'send every': {
      kind: 'duration', default: NEVER, min: 1, max: NEVER,
      meaning: 'from one piece of data of each end to the next: with something unacknowledged, no probe is sent',
    },
  },
  rules: [{
    says: 'a TCP_USER_TIMEOUT below tcp_keepalive_time + tcp_keepalive_intvl still waits for one unanswered probe', strength: 'advises',
    holds(options) {
      const [time, interval, limit] = ['tcp_keepalive_time', 'tcp_keepalive_intvl', 'TCP_USER_TIMEOUT'].map(key => options[key]) as [number, number, number];
      return limit === 0 || limit >= time + interval;
    },
  }],
  roles: {
    peer: { meaning: 'the host at the other end', holder: 'peer' },
    host: { meaning: 'the host that waits', holder: 'host' },
  },
  milestones: {
    closed: reached(
      'the other end\'s kernel ends the connection (ETIMEDOUT, or ECONNRESET from a kernel that answers)', 'closed', 'first', { ofTarget: true, byTarget: false },
    ),
  },
  counts: { closes: times('connections that ended, at either end', 'closed') },
  falseVerdicts: { closed: spells('a connection ends whose other end runs', 'closed', 'connected') },
  scenario(options, { fault }) {
    const text = (key: string): string => formatDuration(options[key] as number);
    const [time, interval] = [options['tcp_keepalive_time'], options['tcp_keepalive_intvl']] as [number, number];
    const giveUp = (options['TCP_USER_TIMEOUT'] as number) || retransmitted(options['tcp_retries2'] as number);
    const idle = options['SO_KEEPALIVE'] ? time + interval * probes(options) : 0;
    const busy = options['send every'] === NEVER ? 0 : (options['send every'] as number) + giveUp;
    return {
      settled: 5 * sec, phase: Math.min(time, 7_200 * sec),
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : Math.max(idle, busy) + time + 60 * sec,
      file: {
        processes: [{ name: 'peer', role: 'peer' }, { name: 'host', role: 'host' }], watches: 'all',
        // gRPC with its default: nobody asks
        detector: { kind: 'keepalive', flavour: 'grpc', interval: 'never', data: text('send every'), redial: '10s' },
        network: {
          giveUp: formatDuration(giveUp), keepaliveAfter: options['SO_KEEPALIVE'] ? text('tcp_keepalive_time') : 'never',
          keepaliveEvery: text('tcp_keepalive_intvl'), keepaliveProbes: probes(options),
        },
      },
    };
  },
};
