import { formatDuration } from '../../src/parameters.ts';
import { NEVER, sec } from '../../src/time.ts';
import { reached, reachedAfter, spells, times } from './milestones.ts';
import type { System } from './system.ts';

/** Erlang/OTP 25, dist_util and net_kernel, measured on Debian 12: two connected nodes. */
export const erlangDist: System = {
  name: 'erlang-dist', aliases: ['erlang', 'net_ticktime'],
  title: 'Erlang distribution',
  version: 'OTP 25.2.3',
  summary: 'Two nodes tick where nothing else is written, and the one that reads nothing for four ticks takes the other for gone.',
  options: {
    net_ticktime: {
      kind: 'duration', unit: 's', default: 60 * sec, min: 4,
      meaning: 'about how long silence lasts until a node is taken for gone', source: 'kernel application',
    },
    net_tickintensity: {
      kind: 'count', default: 4, min: 4, max: 1_000,
      meaning: 'ticks in that time', source: 'kernel application, from OTP 24',
    },
    net_setuptime: {
      kind: 'duration', unit: 's', default: 7 * sec, min: 1, max: 120 * sec,
      meaning: 'how long connecting may take', source: 'kernel application',
    },
    'ping every': {
      kind: 'duration', default: NEVER, min: 1, max: NEVER,
      meaning: 'from one net_adm:ping of the peer to the next: what it writes is no tick, and what is read is fresh',
    },
    'redial after': {
      kind: 'duration', default: sec, min: 1,
      meaning: 'a node connects again when something is to be sent: here, after so long',
    },
  },
  rules: [],
  roles: {
    peer: { meaning: 'the node that is monitored', holder: 'peer' },
    monitor: { meaning: 'the node that monitors it', holder: 'monitor' },
  },
  milestones: {
    nodeDown: reached('the monitor is told that the node is gone', 'closed', 'first', { ofTarget: true }),
    netTickTimeout: reached('its ticks time out', 'netTickTimeout', 'first', { ofTarget: true }),
    nodeUp: reachedAfter('the node is connected again', 'connected', 'first', { ofTarget: true }),
  },
  counts: { nodeDowns: times('how often a node takes the other for gone', 'closed') },
  falseVerdicts: { nodeDown: spells('a node takes another for gone that runs', 'suspects', 'trusts') },
  scenario(options, { fault }) {
    const text = (key: string): string => formatDuration(options[key] as number);
    const ticktime = options['net_ticktime'] as number;
    return {
      settled: 2 * sec + ticktime, phase: ticktime,
      watch: fault === 'none' || fault === 'loss' ? 600 * sec : 2 * ticktime + 10 * sec,
      file: {
        processes: [{ name: 'peer', role: 'node', params: { data: text('ping every') } }, { name: 'monitor', role: 'node' }],
        watches: 'all',
        detector: {
          kind: 'keepalive', flavour: 'erlang', interval: text('net_ticktime'), attempts: options['net_tickintensity'], answers: true,
          setup: text('net_setuptime'), redial: text('redial after'),
        },
      },
    };
  },
};
