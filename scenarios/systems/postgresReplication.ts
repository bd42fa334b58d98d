import { formatDuration } from '../../src/parameters.ts';
import { NEVER, sec } from '../../src/time.ts';
import { reached, reachedAfter, spells, times } from './milestones.ts';
import type { System } from './system.ts';

/** PostgreSQL 15, walsender.c and walreceiver.c, measured on Debian 12: a primary streams to one standby. Nobody promotes it. */
export const postgresReplication: System = {
  name: 'postgres-replication', aliases: ['postgres', 'postgresql'],
  title: 'PostgreSQL streaming replication',
  version: '15.20',
  summary: 'A primary and its standby each end the replication connection when the other is silent for too long, and ask it once before.',
  options: {
    wal_sender_timeout: {
      kind: 'duration', unit: 'ms', default: 60 * sec, min: 0,
      meaning: 'the primary ends the connection when it has not heard of the standby for so long; 0: never', source: 'guc.c',
    },
    wal_receiver_timeout: { kind: 'duration', unit: 'ms', default: 60 * sec, min: 0, meaning: 'the same at the standby', source: 'guc.c' },
    wal_receiver_status_interval: {
      kind: 'duration', unit: 's', default: 10 * sec, min: 0,
      meaning: 'how often the standby reports without being asked; 0: never', source: 'guc.c',
    },
    wal_retrieve_retry_interval: {
      kind: 'duration', unit: 'ms', default: 5 * sec, min: 1,
      meaning: 'how long the standby waits before it connects again', source: 'guc.c',
    },
    'write every': {
      kind: 'duration', default: NEVER, min: 1, max: NEVER,
      meaning: 'from one commit on the primary to the next: each is sent, and reported',
    },
  },
  rules: [{
    says: 'a timeout of 0 leaves a host that is gone to TCP, which takes a quarter of an hour with something to send and for ever without',
    strength: 'advises',
    holds: options => options['wal_sender_timeout'] !== 0 && options['wal_receiver_timeout'] !== 0,
  }],
  roles: {
    standby: { meaning: 'the standby', holder: 'standby' },
    primary: { meaning: 'the primary', holder: 'primary' },
  },
  milestones: {
    senderTimeout: reached('the primary ends the connection (terminating walsender process due to replication timeout)', 'senderTimeout'),
    receiverTimeout: reached('the standby does (terminating walreceiver due to timeout)', 'receiverTimeout'),
    closed: reached('either end knows the connection to be over', 'closed'),
    streaming: reachedAfter('the standby streams again', 'connected', 'first'),
  },
  counts: { timeouts: times('timeouts at either end', ['senderTimeout', 'receiverTimeout']) },
  falseVerdicts: {
    timeout: spells('an end gives up a connection whose other end runs', ['senderTimeout', 'receiverTimeout'], 'connected'),
  },
  differences: [
    'The receiver counts naps of 100 ms, each of which is a little late on a busy host: twenty in a row were up to 80 ms late where two cores had eight things to do.',
  ],
  scenario(options, { fault }) {
    const limit = (key: string): number => (options[key] === 0 ? NEVER : options[key] as number);
    const text = (key: string): string => formatDuration(options[key] as number);
    const longest = Math.max(...['wal_sender_timeout', 'wal_receiver_timeout'].map(key => (limit(key) === NEVER ? 0 : limit(key))), sec);
    const sender = { flavour: 'walSender', interval: formatDuration(limit('wal_sender_timeout')) };
    const receiver = {
      flavour: 'walReceiver', interval: formatDuration(limit('wal_receiver_timeout')), status: text('wal_receiver_status_interval'), answers: true,
    };
    return {
      settled: 2 * sec + longest, phase: longest,
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : 2 * longest + 10 * sec,
      file: {
        processes: [
          { name: 'standby', role: 'standby', params: { ...receiver, redial: text('wal_retrieve_retry_interval') } },
          { name: 'primary', role: 'primary', params: { ...sender, data: text('write every') } },
        ],
        watches: 'all', detector: { kind: 'keepalive', flavour: 'walSender' },
      },
    };
  },
};
