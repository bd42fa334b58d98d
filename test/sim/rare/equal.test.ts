/** A pair walked alone without splitting is the pair of a run: the same mistakes at the same instants. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { Lane } from '../../../sim/rare/lane.ts';
import { resolve } from '../../../sim/resolve.ts';
import { simulate } from '../../../sim/run.ts';
import { Row } from '../../../sim/trace.ts';

const estimators = fc.constantFrom(
  { kind: 'fixed', timeout: '1500ms' }, { kind: 'fixed', timeout: '2s', restart: 'any' }, { kind: 'fixed', timeout: '2s', cutoff: '900ms' },
  { kind: 'chen', variant: 's', interval: '1s', margin: '700ms' }, { kind: 'chen', variant: 'e', interval: '1s', margin: '700ms', window: 8 },
  { kind: 'phi', flavour: 'akka', threshold: 2, acceptableHeartbeatPause: '0s', window: 20 }, { kind: 'phi', flavour: 'cassandra', threshold: 1 },
  { kind: 'missed', interval: '1s', k: 2, rule: 'resetCount' }, { kind: 'bertier' },
);
const losses = fc.constantFrom(
  null, { kind: 'independent', average: 0.3 }, { kind: 'bursts', average: 0.2, meanBurst: '3s' },
  { kind: 'gilbertPerMessage', toBad: 0.1, toGood: 0.3, lossInGood: 0.05, lossInBad: 0.8 },
);
const latencies = fc.constantFrom(
  { kind: 'constant', value: '30ms' }, { kind: 'exponential', mean: '400ms' }, { kind: 'lognormal', median: '100ms', sigma: 1.5 },
  { kind: 'mixture', parts: [{ weight: 9, law: { kind: 'constant', value: '10ms' } }, { weight: 1, law: { kind: 'uniform', low: '1s', high: '4s' } }] },
);
const settings = fc.record({
  seed: fc.string({ minLength: 1, maxLength: 8 }), estimator: estimators, loss: losses, latency: latencies,
  order: fc.constantFrom('free', 'fifo'), checkEvery: fc.constantFrom('0s', '300ms'), maxLocalPause: fc.constantFrom(undefined, '2s'),
  drift: fc.constantFrom(0, 200), offset: fc.constantFrom('0s', '-40ms'), pacing: fc.constantFrom('fixedRate', 'fixedDelay', 'skip'),
});

test('every mistake of the run is found, and no other', () => {
  let mistakes = 0;
  fc.assert(fc.property(settings, ({ seed, estimator, loss, latency, order, checkEvery, maxLocalPause, drift, offset, pacing }) => {
    const file = {
      flatline: 1 as const, seed, horizon: '3m', processes: 3, watches: [[0, 1], [2, 1], [1, 0]],
      detector: { kind: 'push', interval: '1s', pacing, checkEvery, ...(maxLocalPause && checkEvery !== '0s' && { maxLocalPause }), estimator },
      hosts: [{ process: 1, clock: { offset, driftPpm: drift } }], network: { latency, order, ...(loss && { loss }) },
    };
    const scenario = resolve(file, builtIn);
    const lane = new Lane(scenario, builtIn, { monitor: 0, monitored: 1 });
    const particle = lane.start(seed);
    const walked: number[] = [];
    for (;;) {
      const mistaken = lane.step(particle, 0);
      if (particle.now > scenario.horizon) break;
      if (mistaken) walked.push(particle.now);
    }
    const { trace } = simulate(scenario);
    const ran: number[] = [];
    for (let row = 0; row < trace.length; row++) {
      if (trace.code[row] === Row.suspects && trace.a[row] === 0 && trace.b[row] === 1 && trace.m[row] === 0) ran.push(trace.time[row]!);
    }
    expect(walked).toEqual(ran);
    mistakes += ran.length;
  }), { numRuns: 150, seed: 4 });
  expect(mistakes).toBeGreaterThan(1_000);
});
