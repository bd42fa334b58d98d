import { ms, sec, type Duration } from '../../time.ts';
import type { ParameterTable } from '../../parameters.ts';

export interface LoadBalancerParams {
  readonly policy: 'roundRobin' | 'leastOutstanding' | 'leastLoad' | 'twoChoices';
  readonly panicThreshold: number;
  readonly slowStart: Duration;
  readonly leastWeight: number;
  readonly onSuspicion: 'reroute' | 'drain';
  readonly retries: number;
  readonly timeout: Duration;
  readonly carriesLoad: boolean;
  readonly work: Duration;
  readonly workLaw: 'constant' | 'exponential';
  readonly backlog: number;
  readonly transport: 'datagram' | 'stream';
  readonly clients: number;
  readonly every: Duration;
  readonly opTimeout: Duration;
}

export const loadBalancerParameters: ParameterTable<LoadBalancerParams> = {
  policy: {
    kind: 'choice', default: 'roundRobin', choices: ['roundRobin', 'leastOutstanding', 'leastLoad', 'twoChoices'],
    low: 'roundRobin: in turn, by weight; a slow backend gets as much as a fast one. leastOutstanding: fewest requests of this balancer that are not answered.',
    high: 'leastLoad: the least load that was told, and what was sent since; balancers that hear the same all run to the same one. twoChoices: the better of two at random.',
    source: 'smooth weighted round robin: nginx; two choices: Mitzenmacher 2001; loads that are told: HAProxy agent checks, gRPC ORCA',
  },
  panicThreshold: {
    kind: 'share', default: 0.5, min: 0, max: 1,
    low: '0: when nobody is trusted every request is turned away at once.',
    high: 'As soon as less than this share is trusted all are used, also those that have failed: fail open.',
    source: 'Envoy healthy_panic_threshold: 50 %, strictly below it; AWS load balancers fail open when no target is healthy',
  },
  slowStart: {
    kind: 'duration', default: 0, min: 0,
    low: '0: a backend that returns gets its whole share at once, with cold caches.',
    high: 'The others carry more for so long.',
    source: 'HAProxy slowstart, Envoy slow_start_config: off by default',
  },
  leastWeight: {
    kind: 'share', default: 0.1, min: 0.001, max: 1,
    low: 'A backend that returns gets next to nothing at first.',
    high: 'At 1 there is no slow start.',
    source: 'Envoy slow_start_config, min_weight_percent: 10 %',
  },
  onSuspicion: {
    kind: 'choice', default: 'reroute', choices: ['reroute', 'drain'],
    low: 'drain: what is under way at a suspected backend may still be answered; if it has failed, its clients wait for their timeouts.',
    high: 'reroute: it is sent to another at once; of a wrong suspicion the work is done twice.',
    source: 'HAProxy on-marked-down shutdown-sessions; Envoy close_connections_on_host_health_failure',
  },
  retries: {
    kind: 'count', default: 2, min: 0, max: 100,
    low: '0: a request that met a failed backend has failed.',
    high: 'Requests pile on the backends that are left, when there are too few.',
    source: 'HAProxy retries is 3, Envoy num_retries 1: 2 is ours',
  },
  timeout: {
    kind: 'duration', default: 5 * sec, min: 1,
    low: 'A request that would have been answered has failed.',
    high: 'A request at a backend that hangs is kept until the detector suspects it.',
    source: 'ours; HAProxy timeout server must be given, Envoy timeout is 15 s',
  },
  carriesLoad: {
    kind: 'flag', default: true,
    low: 'Off: heartbeats say only that a backend runs. leastLoad then knows loads by answers alone.',
    high: 'On: every heartbeat of a backend to a balancer says how many requests it has, in two bytes.',
  },
  work: {
    kind: 'duration', default: 5 * ms, min: 1,
    low: 'A backend answers many requests.',
    high: 'With fewer backends than requests a second times this, queues grow.',
  },
  workLaw: {
    kind: 'choice', default: 'exponential', choices: ['constant', 'exponential'],
    low: 'constant: each request takes `work`.',
    high: 'exponential: each takes a time of that mean; a few take much longer.',
  },
  backlog: {
    kind: 'count', default: 100, min: 1, max: 1_000_000,
    low: 'A backend in demand refuses requests, which are then sent to another.',
    high: 'Requests wait for longer than their clients do.',
  },
  transport: {
    kind: 'choice', default: 'stream', choices: ['datagram', 'stream'],
    low: 'datagram: a lost request is lost until its client\'s patience ends.',
    high: 'stream: it comes late; a backend that was killed refuses or resets the connection, and its requests are sent to another at once.',
    source: 'HTTP over TCP; with a detector that makes connections of its own, choose datagram: a pair has one connection',
  },
  clients: {
    kind: 'count', default: 1, min: 0, max: 1_000,
    low: '0: nobody asks, and what a mistake costs is not seen.',
    high: 'Each asks at its own rate; with several balancers they are dealt out in turn.',
  },
  every: {
    kind: 'duration', default: 100 * ms, min: 1,
    low: 'Many requests: above what the backends can do, queues grow.',
    high: 'An outage shorter than this is not seen.',
  },
  opTimeout: {
    kind: 'duration', default: 1 * sec, min: 1,
    low: 'Slow answers count as failed.',
    high: 'A client waits that long before it gives a request up.',
  },
};
