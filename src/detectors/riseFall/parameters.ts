import type { Duration, ParameterTable } from '../../contract.ts';
import { sec } from '../../time.ts';
import type { CounterOptions } from './counter.ts';

export const flavourNames = ['haproxy', 'envoy', 'kubernetes', 'alb'] as const;

export interface RiseFallParams extends CounterOptions {
  readonly flavour: typeof flavourNames[number];
  /** How long an answer may take; 0: as long as the interval that follows it when all is well. */
  readonly timeout: Duration;
  /** What the interval is counted from: the start of the check before, or its end. */
  readonly from: 'start' | 'end';
  /** Before the first check; rounded up to whole intervals, since a ticker runs meanwhile. */
  readonly initialDelay: Duration;
  readonly phase: 'uniform' | 'zero';
  readonly check: 'datagram' | 'connect' | 'request';
}

/** Each flavour's own default, where it is not HAProxy's. */
const own = <T>(defaults: Partial<Record<'envoy' | 'kubernetes' | 'alb', T>>) => ({ by: { option: 'flavour', defaults: defaults as Record<string, T> } });

const asInterval = (low: string, source: string) => ({
  default: 0, kind: 'duration' as const, min: 0, low, high: 'Longer than the ordinary interval it makes each change slower. 0: as the ordinary one.', source,
});

export const parameters: ParameterTable<RiseFallParams> = {
  flavour: {
    default: 'haproxy', kind: 'choice', choices: flavourNames,
    low: 'haproxy: begins by trusting, and one failed first check is enough. kubernetes: a steady tick, by the kind of the probe.',
    high: 'envoy and alb: begin by not trusting, and one passed first check is enough.',
  },
  interval: {
    default: 2 * sec, ...own({ envoy: 5 * sec, kubernetes: 10 * sec, alb: 30 * sec }), kind: 'duration', min: 1,
    low: 'Checks load what they check: each prober asks each process that often.',
    high: 'A crash waits that long for each of the failures that are counted.',
    source: 'HAProxy inter 2 s; Kubernetes periodSeconds 10; ALB HealthCheckIntervalSeconds 30; Envoy has none: 5 s is ours',
  },
  timeout: {
    default: 0, ...own({ envoy: sec, kubernetes: sec, alb: 5 * sec }), kind: 'duration', min: 0,
    low: 'A process that answers slowly is taken for one that has failed.',
    high: 'A process that hangs is noticed that much later, and with `from` end at each check. 0: as the interval.',
    source: 'HAProxy: inter, unless timeout check is set; Kubernetes timeoutSeconds 1; ALB HTTP 5 s, as remembered; Envoy has none: 1 s is ours',
  },
  rise: {
    default: 2, ...own({ kubernetes: 1, alb: 5 }), kind: 'count', min: 1, max: 1_000,
    low: 'A process that comes and goes is taken back at each good moment.',
    high: 'A process that has recovered stays unused for that many intervals.',
    source: 'HAProxy rise 2; Kubernetes successThreshold 1; ALB HealthyThresholdCount 5; Envoy has none: 2 is ours',
  },
  fall: {
    default: 3, ...own({ envoy: 3, alb: 2 }), kind: 'count', min: 1, max: 1_000,
    low: 'With 1, one lost packet takes a process out of use.',
    high: 'Detection is slower by one interval for each.',
    source: 'HAProxy fall 3; Kubernetes failureThreshold 3; ALB UnhealthyThresholdCount 2; Envoy has none: 3 is ours',
  },
  from: {
    default: 'end', ...own<'start' | 'end'>({ kubernetes: 'start', alb: 'start' }), kind: 'choice', choices: ['start', 'end'],
    low: 'start: checks keep a rhythm; a slow answer changes nothing. Checks never overlap: one that lasts puts off the next.',
    high: 'end: each failure that times out stretches the rhythm by its timeout.',
    source: 'HAProxy and Envoy count from the end of a check; the kubelet has a ticker; ALB says that response time has no effect',
  },
  initialDelay: {
    default: 0, kind: 'duration', min: 0,
    low: 'A process that is still starting fails its first checks.',
    high: 'A process that is ready is not used yet. It counts from the start of the prober, and in whole intervals.',
    source: 'Kubernetes initialDelaySeconds 0; the others have none',
  },
  phase: {
    default: 'uniform', kind: 'choice', choices: ['uniform', 'zero'],
    low: 'zero: all processes are checked at the same instants.',
    high: 'uniform: each process has a random place in the interval.',
  },
  check: {
    default: 'datagram', kind: 'choice', choices: ['datagram', 'connect', 'request'],
    low: 'connect: by stream, and that the kernel accepts is enough, so a process that hangs is never noticed.',
    high: 'request: by stream, and the process must answer. Of both, a lost packet is a slow answer: an opening is tried again after 1 s.',
    source: 'HAProxy option tcp-check and option httpchk; the kubelet\'s tcpSocket and httpGet; each check opens a connection',
  },
  fastinter: asInterval('Checks crowd just when the checked process is in trouble. Of HAProxy, while its health is neither full nor empty.', 'HAProxy fastinter, unset by default'),
  downinter: asInterval('A failed process is asked as often as one that runs. Of HAProxy, while its health is empty.', 'HAProxy downinter, unset by default'),
  unhealthyInterval: asInterval('A failed process is asked more often than one that runs. Of Envoy, after a failure that was not pending.', 'Envoy unhealthy_interval, by default the interval'),
  unhealthyEdgeInterval: asInterval('A short disturbance is counted to the end. Of Envoy, after a failure while the threshold is being counted.', 'Envoy unhealthy_edge_interval, by default the unhealthy interval'),
  healthyEdgeInterval: asInterval('A process that comes and goes is soon taken back. Of Envoy, after a success while the threshold is being counted.', 'Envoy healthy_edge_interval, by default the interval'),
  initState: {
    default: 'none', kind: 'choice', choices: ['none', 'fully-up', 'up', 'down', 'fully-down'],
    low: 'down, fully-down: nothing is used until it was checked, once or `rise` times. Of HAProxy only.',
    high: 'none, up: used at once, and no longer after one failed check; fully-up: only after `fall` of them.',
    source: 'HAProxy init-state, unset by default',
  },
  probe: {
    default: 'readiness', kind: 'choice', choices: ['readiness', 'liveness', 'startup'],
    low: 'readiness: not trusted until it has passed; a failure takes it out of use. Of Kubernetes only.',
    high: 'liveness: trusted until it has failed; startup: not known until it has passed. A failure restarts the container.',
    source: 'kubelet prober, initial results',
  },
};
