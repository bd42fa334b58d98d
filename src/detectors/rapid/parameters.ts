import { ms, sec, type Duration } from '../../time.ts';
import type { ParameterTable } from '../../parameters.ts';

export interface RapidParams {
  readonly interval: Duration;
  readonly edge: 'total' | 'recent';
  readonly failures: number;
  readonly window: number;
  readonly k: number;
  readonly h: number;
  readonly l: number;
  readonly batch: Duration;
  readonly fallback: Duration;
  readonly transport: 'stream' | 'datagram';
}

const code = 'Rapid, c7edd6c26d2e';

export const rapidParameters: ParameterTable<RapidParams> = {
  interval: {
    kind: 'duration', default: sec, min: 1,
    low: 'More probes: each member sends as many as it has subjects, at most K, in each interval.',
    high: 'An accusation takes ten of them.',
    source: `${code}, Cluster.java; the paper, section 6: 1 s`,
  },
  edge: {
    kind: 'choice', default: 'total', choices: ['total', 'recent'],
    low: 'total: failed probes are counted for ever, so under steady loss every edge fails in the end.',
    high: 'recent: of the last `window` probes, as in the paper.',
    source: `${code}, PingPongFailureDetector.java; the paper, section 6: 40 % of the last 10`,
  },
  failures: {
    kind: 'count', default: 10, min: 1, max: 1_000,
    low: 'One observer with a bad link accuses soon; H observers must agree all the same.',
    high: 'A crash is noticed that many intervals later.',
    source: `${code}: 10 in all; 4 with edge recent`,
  },
  window: { kind: 'count', default: 10, min: 1, max: 1_000, low: 'Of edge recent: at least `failures`, or no edge ever fails.', high: 'Old failures count for long.' },
  k: {
    kind: 'count', default: 10, min: 3, max: 30,
    low: 'Few observers: one sick observer weighs much.', high: 'Each member probes and is probed by so many others.', source: `${code}; the paper, section 7`,
  },
  h: {
    kind: 'count', default: 9, min: 1, max: 30,
    low: 'A few observers that cannot see it bring a member before the vote. At most k.', high: 'With h = k, one observer that fails to accuse keeps a crashed member in.',
    source: `${code}; the paper, section 7`,
  },
  l: {
    kind: 'count', default: 4, min: 1, max: 30,
    low: 'One sick observer holds up every decision. At most h.', high: 'What crashes at one time is removed in several steps.',
    source: `${code}: 4; the paper, section 7: 3`,
  },
  batch: { kind: 'duration', default: 100 * ms, min: 0, low: 'More messages.', high: 'Every decision is later by this.', source: `${code}: alerts are batched for 100 ms` },
  fallback: {
    kind: 'duration', default: sec, min: 1,
    low: 'Classic rounds begin while the fast round is still being voted.', high: 'Votes that differ, or that are too few for the fast round, wait for so long and more.',
    source: `${code}, FastPaxos.java: 1 s and an exponential delay, of a second for each member in the mean`,
  },
  transport: {
    kind: 'choice', default: 'stream', choices: ['stream', 'datagram'],
    low: 'stream: as Rapid has it; a lost alert comes late.', high: 'datagram: a lost alert is missing, and nobody sends it again.', source: `${code}: gRPC`,
  },
};
