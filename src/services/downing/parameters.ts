import { sec, NEVER, type Duration } from '../../time.ts';
import type { ParameterTable } from '../../parameters.ts';
import { strategyNames, type Strategy } from './strategies.ts';

export interface DowningParams extends Strategy {
  readonly stableAfter: Duration;
  readonly removeAllWhenUnstable: Duration;
  readonly removalMargin: Duration;
  readonly tick: Duration;
  readonly gossipEvery: Duration;
  readonly leaseDelay: Duration;
  readonly leaseReleaseAfter: Duration;
}

const settings = 'Pekko 1.0 and Akka 2.6, reference.conf';

export const downingParameters: ParameterTable<DowningParams> = {
  strategy: {
    kind: 'choice', default: 'keep-majority', choices: strategyNames,
    low: 'off: an unreachable member stays so, and nothing is replaced. auto-down: each side removes the other, and both go on.',
    high: 'down-all: nobody survives a split. lease-majority: needs a process of the role lease.',
    source: `${settings}: active-strategy`,
  },
  stableAfter: {
    kind: 'duration', default: 20 * sec, min: 0,
    low: 'The sides decide before both know who is on which, and their decisions need not fit.',
    high: 'What the lost members did stays undone for so long.',
    source: `${settings}: stable-after`,
  },
  removeAllWhenUnstable: {
    kind: 'duration', default: 15 * sec, min: 0, max: NEVER,
    low: 'A link that flaps takes the whole cluster with it.',
    high: 'Never: while members come and go in each other\'s view, nothing is ever decided.',
    source: `${settings}: on, which is max(4 s, ¾ of stable-after), after stable-after`,
  },
  removalMargin: {
    kind: 'duration', default: 20 * sec, min: 0,
    low: 'The singleton begins here while the other side has not stopped it yet.',
    high: 'No singleton runs for so long after each removal.',
    source: `${settings}: down-removal-margin, which is stable-after unless it is set`,
  },
  tick: {
    kind: 'duration', default: 1 * sec, min: 1, low: 'More wakes.', high: 'Decisions come late by up to this.', source: 'SplitBrainResolver.scala: tickInterval',
  },
  gossipEvery: {
    kind: 'duration', default: 1 * sec, min: 1,
    low: 'More messages.', high: 'What one member sees, others learn late, so views differ for longer.', source: `${settings}: gossip-interval`,
  },
  quorumSize: {
    kind: 'count', default: 3, min: 1, max: 10_000,
    low: 'Of static-quorum. Below a majority of the members both sides go on; with more than twice its number less one all are removed.',
    high: 'The loss of few members stops the rest.',
  },
  yieldIfAlone: {
    kind: 'flag', default: true,
    low: 'Of keep-oldest. Off: a crash of the oldest takes everybody with it.', high: 'On: the oldest gives way if it is alone.', source: `${settings}: down-if-alone`,
  },
  leaseDelay: {
    kind: 'duration', default: 2 * sec, min: 0,
    low: 'Of lease-majority. The smaller side may be first.', high: 'The smaller side is late to survive where the larger has crashed.', source: `${settings}: acquire-lease-delay-for-minority`,
  },
  leaseReleaseAfter: {
    kind: 'duration', default: 40 * sec, min: 0,
    low: 'The other side may take the lease while it still runs.', high: 'A second split is decided late.', source: `${settings}: release-after`,
  },
};
