import type { Duration, ParameterTable } from '../../contract.ts';
import { sec } from '../../time.ts';
import { profiles, type Profile } from './profiles.ts';

const { lan } = profiles;

export interface LifeguardParams extends Profile {
  /** Whether streams are used: the fallback ping, and the exchange of whole states. */
  readonly streams: boolean;
  /** Who is known at the start. */
  readonly join: 'known' | 'first';
  readonly startedWithin: Duration;
  readonly reconnectInterval: Duration;
}

/** Names and LAN defaults of memberlist's configuration; what a WAN or one machine has instead is in each source. */
export const lifeguardParameters: ParameterTable<LifeguardParams> = {
  probeInterval: {
    default: lan.probeInterval, kind: 'duration', min: 1_000,
    low: 'Members are asked more often than the network can answer.',
    high: 'A crash waits that long for the next question, and suspicions last in proportion.',
    source: 'memberlist ProbeInterval: LAN 1s, WAN 5s, local 1s',
  },
  probeTimeout: {
    default: lan.probeTimeout, kind: 'duration', min: 1,
    low: 'Below the round trip every question costs the help of others too.',
    high: 'Close to the interval nobody has the time to help.',
    source: 'memberlist ProbeTimeout: LAN 500ms, WAN 3s, local 200ms',
  },
  indirectChecks: {
    default: lan.indirectChecks, kind: 'count', min: 0, max: 1_000,
    low: 'With 0 one broken link is a suspicion, and nobody tells a deaf member that it is deaf.',
    high: 'Each failed question costs up to five messages for each helper.',
    source: 'memberlist IndirectChecks: LAN 3, WAN 3, local 1',
  },
  suspicionMult: {
    default: lan.suspicionMult, kind: 'count', min: 1, max: 100,
    low: 'A suspected member has little time to refute it; below 3 no confirmations are waited for.',
    high: 'Real failures take that much longer, and as many more confirmations.',
    source: 'memberlist SuspicionMult: LAN 4, WAN 6, local 3',
  },
  suspicionMaxTimeoutMult: {
    default: lan.suspicionMaxTimeoutMult, kind: 'count', min: 1, max: 100,
    low: 'With 1 a single accuser is believed as fast as many.',
    high: 'A failure that only one can see takes that many times longer.',
    source: 'memberlist SuspicionMaxTimeoutMult 6',
  },
  retransmitMult: {
    default: lan.retransmitMult, kind: 'count', min: 1, max: 100,
    low: 'Some members never hear of a failure, or not of its refutation.',
    high: 'The same news is told again to those that know it.',
    source: 'memberlist RetransmitMult: LAN 4, WAN 4, local 2',
  },
  gossipInterval: {
    default: lan.gossipInterval, kind: 'duration', min: 1_000,
    low: 'More messages, though only while there is news.',
    high: 'News, and refutations among them, spread slowly.',
    source: 'memberlist GossipInterval: LAN 200ms, WAN 500ms, local 100ms',
  },
  gossipNodes: {
    default: lan.gossipNodes, kind: 'count', min: 1, max: 1_000,
    low: 'News spreads slowly.', high: 'News uses up its transmissions in fewer rounds.',
    source: 'memberlist GossipNodes: LAN 3, WAN 4, local 3',
  },
  gossipToTheFailed: {
    default: lan.gossipToTheFailed, kind: 'duration', min: 0,
    low: 'One that was wrongly taken for failed is not told, and cannot refute it.',
    high: 'News is wasted on the crashed.',
    source: 'memberlist GossipToTheDeadTime: LAN 30s, WAN 60s, local 15s',
  },
  awarenessMax: {
    default: lan.awarenessMax, kind: 'count', min: 1, max: 100,
    low: 'With 1 there is no local health: a slow member accuses as fast as a healthy one.',
    high: 'A member that was deaf for a while asks very slowly.',
    source: 'memberlist AwarenessMaxMultiplier 8',
  },
  pushPullInterval: {
    default: lan.pushPullInterval, kind: 'duration', min: 1_000,
    low: 'Whole states are dear.', high: 'What gossip missed stays unknown for longer.',
    source: 'memberlist PushPullInterval: LAN 30s, WAN 60s, local 15s',
  },
  streamTimeout: {
    default: lan.streamTimeout, kind: 'duration', min: 1,
    low: 'States are not exchanged over slow links.', high: 'An exchange with a silent member is waited for that long.',
    source: 'memberlist TCPTimeout: LAN 10s, WAN 30s, local 1s',
  },
  streams: {
    default: true, kind: 'flag',
    low: 'false: datagrams only; a member that they do not reach is suspected, and news that gossip missed is never caught up with.',
    high: 'true: a stream is tried beside the helpers, and whole states are exchanged; it costs connections.',
    source: 'memberlist DisableTcpPings false',
  },
  join: {
    default: 'known', kind: 'choice', choices: ['known', 'first'],
    low: 'known: everybody knows everybody from the start.',
    high: 'first: at the start each exchanges states with the first process, and gossip tells the rest; needs streams.',
    source: 'memberlist Join',
  },
  startedWithin: {
    default: 60 * sec, kind: 'duration', min: 0,
    low: 'Members that were started together probe together, since a ticker begins with its member; so do their gossip and their verdicts.',
    high: 'Beyond an interval each has a phase of its own. Those that join are not there before they have started.',
    source: 'memberlist state.go: schedule and triggerFunc',
  },
  reconnectInterval: {
    default: 0, kind: 'duration', min: 0,
    low: '0: whoever has failed has to come by itself; after a long partition the halves stay apart.',
    high: 'One that failed and returns is known late.',
    source: 'memberlist has none; Serf serf/config.go ReconnectInterval 30s',
  },
};
