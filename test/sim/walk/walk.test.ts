/** A walk tells what the engine would have done: the same rows, sums and lists, for any scenario that it takes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { measure } from '../../../sim/qos.ts';
import { resolve } from '../../../sim/resolve.ts';
import { simulate } from '../../../sim/run.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { Row, type Trace } from '../../../sim/trace.ts';
import { fixedly, isFixed } from '../../../sim/walk/fixedly.ts';
import { generally } from '../../../sim/walk/generally.ts';
import { settingsOf } from '../../../sim/walk/settings.ts';
import { walk, walkedDigest } from '../../../sim/walk/walk.ts';
import { WalkedWorld } from '../../../sim/walk/world.ts';
import { files } from './walkedFiles.ts';

test('any estimator, any law: the very rows of the engine’s trace', () => {
  fc.assert(fc.property(files(), file => {
    const scenario = resolve(file, builtIn);
    const world = new WalkedWorld(scenario, builtIn);
    const [verdicts] = generally(world, [{ value: null, scenario }], () => undefined);
    expect(verdicts!.trace(world)).toEqual(simulate(scenario).trace);
  }), { numRuns: 100 });
});

test('the measures of each setting are those of a simulation with it', () => {
  fc.assert(fc.property(files(fc.constant({ kind: 'phi', flavour: 'akka', threshold: 2 })), file => {
    const walked = walk(file, { vary: { parameter: 'threshold', values: [1, 4] }, runs: 2 });
    for (const { scenario, value, runs } of walked) {
      expect((scenario.detector!.params.estimator as { params: { threshold: number } }).params.threshold).toBe(value);
      runs.forEach(run => expect(run).toEqual({ ...measure(simulate(scenario, { seed: run.seed })), digest: walkedDigest }));
    }
  }), { numRuns: 25 });
});

/** The rows as texts, without a suspicion that the same instant takes back: of these a walk by silences knows nothing. */
function lasting(trace: Trace): readonly string[] {
  const rows: string[] = [];
  for (let row = 0; row < trace.length; row++) {
    const about = (code: number): string => [trace.time[row], code, trace.a[row], trace.b[row], trace.x[row], trace.m[row]].join(' ');
    const suspicion = trace.code[row] === Row.trusts ? rows.lastIndexOf(about(Row.suspects)) : -1;
    if (suspicion >= 0) rows.splice(suspicion, 1);
    else rows.push(about(trace.code[row]!));
  }
  return rows;
}

/** An old copy comes at the very deadline, and a new beat with it. */
const copyAtTheDeadline: ScenarioFile = {
  flatline: 1, seed: '', horizon: '20s', processes: 3, watches: 'all',
  network: { latency: { kind: 'quantiles', at: [[0.5, '1ms'], [1, '700ms']] }, order: 'fifo', duplicate: 0.3, coherence: '3s' },
  detector: { kind: 'push', interval: '500ms', estimator: { kind: 'fixed', timeout: '2s' } },
};

test('a fixed timeout is walked by its silences, many at once, and gives the rows that the detector itself gives', () => {
  fc.assert(fc.property(files(fc.constant({ kind: 'fixed', timeout: '2s' }), true), file => {
    const scenario = resolve(file, builtIn);
    expect(isFixed(scenario)).toBe(true);
    const world = new WalkedWorld(scenario, builtIn);
    // some of them as long as an interval, so that arrivals fall on deadlines
    const settings = settingsOf(scenario, { parameter: 'timeout', values: [620_000, 90_000, 500_000, 1_000_000] }, builtIn);
    fixedly(world, settings, () => undefined).forEach((verdicts, i) => {
      const run = simulate(settings[i]!.scenario);
      const walked = { ...run, trace: verdicts.trace(world) };
      expect(lasting(walked.trace)).toEqual(lasting(run.trace));
      expect(measure(walked)).toEqual(measure(run));
    });
  }), { numRuns: 60, examples: [[copyAtTheDeadline]] });
});
