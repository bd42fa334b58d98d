import { formatDuration } from '../../src/parameters.ts';
import { sec } from '../../src/time.ts';
import { reached, reachedAfter, spells, times } from './milestones.ts';
import type { Milestone, Option, System } from './system.ts';

const seconds = (meaning: string, usual: number, min: number): Option =>
  ({ kind: 'duration', unit: 's', default: usual * sec, min: min * sec, meaning, source: 'pkg/apis/core/v1/defaults.go' });
const count = (meaning: string, usual: number): Option => ({ kind: 'count', default: usual, min: 1, max: 1_000, meaning, source: 'pkg/apis/core/v1/defaults.go' });

/** From the start of the container; where nothing fails. */
const firstSuccess: Milestone = {
  meaning: 'the first probe that succeeds, from the start of the container', from: 'start',
  of: ({ steps }) => steps.find(({ name }) => name === 'trusts')?.at,
};

/** Kubernetes 1.32, pkg/kubelet/prober: one worker for each probe of each container, with a ticker. */
export const kubernetesProbe: System = {
  name: 'kubernetes-probe',
  aliases: ['kubelet-probe'],
  title: 'Kubernetes container probes',
  version: '1.32',
  summary: 'A kubelet probes each container in a rhythm: so many failures in a row restart it or take it out of its service, so many successes bring it back.',
  options: {
    probe: { kind: 'choice', default: 'readiness', choices: ['readiness', 'liveness', 'startup'], meaning: 'readiness: in the service or not; liveness and startup: restarted or not' },
    handler: { kind: 'choice', default: 'httpGet', choices: ['httpGet', 'tcpSocket'], meaning: 'httpGet: the container must answer; tcpSocket: that its kernel accepts a connection is enough' },
    containers: { kind: 'count', default: 3, min: 1, max: 500, meaning: 'how many containers the kubelet probes' },
    initialDelaySeconds: seconds('no probe before so long after the start of the container; taken up at the next tick', 0, 0),
    periodSeconds: seconds('the ticker\'s period', 10, 1),
    timeoutSeconds: seconds('how long an answer may take', 1, 1),
    failureThreshold: count('failures in a row that decide', 3),
    successThreshold: count('successes in a row that decide', 1),
  },
  rules: [
    {
      says: 'successThreshold must be 1 for liveness and startup probes', strength: 'refuses',
      holds: ({ probe, successThreshold }) => probe === 'readiness' || successThreshold === 1,
    },
    {
      says: 'timeoutSeconds above periodSeconds: probes never overlap, so one that times out puts off the next', strength: 'advises',
      holds: ({ timeoutSeconds, periodSeconds }) => timeoutSeconds! <= periodSeconds!,
    },
    {
      says: 'a tcpSocket probe never notices a container that hangs: its kernel goes on accepting', strength: 'advises', holds: ({ handler }) => handler === 'httpGet',
    },
  ],
  roles: { container: { meaning: 'one of the containers', holder: 'container0' }, kubelet: { meaning: 'the kubelet that probes them', holder: 'kubelet' } },
  milestones: {
    failure: reached('the probe has failed failureThreshold times: out of the service, or to be restarted', 'suspects', 'first'),
    success: reachedAfter('it has succeeded successThreshold times', 'trusts', 'first', { ofTarget: true }),
    firstSuccess,
  },
  counts: { failures: times('how often the result became Failure', 'suspects') },
  falseVerdicts: { failure: spells('the probe of a container that runs has failed', 'suspects', 'trusts') },
  differences: [
    'the restart that follows a failed liveness probe is not played: --for says when the container is back.',
    'a container that ends by itself is restarted by the kubelet without any probe; only what the probe sees is played.',
  ],
  scenario(options, { fault }) {
    const text = (key: string): string => formatDuration(options[key] as number);
    const [period, timeout, fall, rise] = ['periodSeconds', 'timeoutSeconds', 'failureThreshold', 'successThreshold'].map(key => options[key] as number) as [number, number, number, number];
    const containers = Array.from({ length: options.containers as number }, (_, i) => ({ name: `container${i}`, role: 'container' }));
    const step = Math.max(period, timeout);
    return {
      settled: (options.initialDelaySeconds as number) + (2 + rise) * step + 2 * sec, phase: period,
      watch: fault === 'none' || fault === 'loss' ? 1_800 * sec : (Math.max(fall, rise) + 2) * step + 2 * timeout + 2 * sec,
      file: {
        processes: [...containers, { name: 'kubelet', role: 'kubelet' }], watches: 'star',
        detector: {
          kind: 'riseFall', flavour: 'kubernetes', check: options.handler === 'httpGet' ? 'request' : 'connect', probe: options.probe,
          interval: text('periodSeconds'), timeout: text('timeoutSeconds'), initialDelay: text('initialDelaySeconds'), fall, rise,
        },
      },
    };
  },
};
