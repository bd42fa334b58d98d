import { formatDuration } from '../../src/parameters.ts';
import { ms, sec } from '../../src/time.ts';
import { reached, reachedAfter, reachedBy, spells } from './milestones.ts';
import type { System } from './system.ts';

/** Hazelcast 4 and 5: ClusterHeartbeatManager, with a deadline or its port of Akka's φ. Members send to each other over TCP. */
export const hazelcast: System = {
  name: 'hazelcast',
  title: 'Hazelcast',
  version: '5.0',
  summary: 'Members send each other heartbeats; whoever is silent for the longest that is allowed is removed.',
  options: {
    members: { kind: 'count', default: 5, min: 2, max: 100, meaning: 'how many members there are' },
    'hazelcast.heartbeat.interval.seconds': {
      kind: 'duration', unit: 's', default: 5 * sec, min: sec, meaning: 'between heartbeats', source: 'ClusterProperty',
    },
    'hazelcast.max.no.heartbeat.seconds': {
      kind: 'duration', unit: 's', default: 60 * sec, min: sec, history: [{ before: '3.9', default: 300 * sec }], meaning: 'the longest silence',
      source: 'ClusterProperty; hazelcast pull request 11333',
    },
    'hazelcast.heartbeat.failuredetector.type': { kind: 'choice', default: 'deadline', choices: ['deadline', 'phi-accrual'], meaning: 'what judges the silence', source: 'ClusterProperty' },
    'hazelcast.heartbeat.phiaccrual.failuredetector.threshold': { kind: 'number', default: 10, min: 0.1, max: 40, meaning: 'the φ at which a member is suspected' },
    'hazelcast.heartbeat.phiaccrual.failuredetector.sample.size': { kind: 'count', default: 200, min: 1, max: 100_000, meaning: 'intervals that the mean is taken of' },
    'hazelcast.heartbeat.phiaccrual.failuredetector.min.std.dev.millis': { kind: 'duration', unit: 'ms', default: 100 * ms, min: ms, meaning: 'the least deviation that is assumed' },
  },
  rules: [{
    says: 'max.no.heartbeat is at least three times heartbeat.interval', strength: 'advises',
    holds: options => (options['hazelcast.max.no.heartbeat.seconds'] as number) >= 3 * (options['hazelcast.heartbeat.interval.seconds'] as number),
  }],
  roles: { member: { meaning: 'one of the members', holder: 'n1' } },
  milestones: {
    suspected: reached('the first member suspects it', 'suspects', 'first', { ofTarget: true, byTarget: false }),
    suspectedLast: reachedBy('all others do', 'suspects', 1, ({ scenario, targets }) => scenario.processes.length - targets.length, { ofTarget: true, byTarget: false }),
    back: reachedAfter('the first member trusts it again', 'trusts', 'first', { ofTarget: true, byTarget: false }),
  },
  counts: {},
  falseVerdicts: { suspected: spells('a member suspects another that runs', 'suspects', 'trusts') },
  differences: ['A member that is killed closes its connections, which Hazelcast notices at once; here the heartbeats alone are judged, as when it hangs or nothing reaches it.'],
  scenario(options, { fault }) {
    const [interval, silence] = [options['hazelcast.heartbeat.interval.seconds'], options['hazelcast.max.no.heartbeat.seconds']] as [number, number];
    const phi = {
      kind: 'phi', flavour: 'hazelcast', threshold: options['hazelcast.heartbeat.phiaccrual.failuredetector.threshold'],
      window: options['hazelcast.heartbeat.phiaccrual.failuredetector.sample.size'],
      minStdDeviation: formatDuration(options['hazelcast.heartbeat.phiaccrual.failuredetector.min.std.dev.millis'] as number),
      acceptableHeartbeatPause: formatDuration(silence), firstHeartbeatEstimate: formatDuration(interval),
    };
    const isPhi = options['hazelcast.heartbeat.failuredetector.type'] === 'phi-accrual';
    return {
      settled: 4 * interval, phase: interval, watch: fault === 'none' || fault === 'loss' ? 1_800 * sec : silence + 6 * interval + 10 * sec,
      file: {
        processes: options.members as number, watches: 'all',
        // who sends also looks at who was silent, in the same task
        detector: { kind: 'push', interval: formatDuration(interval), checkEvery: formatDuration(interval), estimator: isPhi ? phi : { kind: 'fixed', timeout: formatDuration(silence) } },
      },
    };
  },
};
