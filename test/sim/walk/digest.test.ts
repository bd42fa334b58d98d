/** All chains of the digest, of links and of processes, without an engine: every arrival, delivery and opinion. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { resolve } from '../../../sim/resolve.ts';
import { simulate } from '../../../sim/run.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { WalkedWorld } from '../../../sim/walk/world.ts';
import { walkedDigest } from '../../support/walkedDigest.ts';
import { files } from './walkedFiles.ts';

/** A beat to one process that has ended is answered, and by then its sender has ended too. */
const twoKilled: ScenarioFile = {
  flatline: 1, seed: '', horizon: '12s', processes: 3, watches: 'all', network: { latency: { kind: 'constant', value: '10ms' } },
  detector: { kind: 'push', interval: '97ms', estimator: { kind: 'fixed', timeout: '620ms' } },
  faults: [{ id: 'a', at: '0s', kind: 'crash', process: 0 }, { id: 'b', at: '11s', kind: 'crash', process: 1 }],
};

test('the digest of a walk is that of the engine', () => {
  fc.assert(fc.property(files(), file => {
    const scenario = resolve(file, builtIn);
    expect(walkedDigest(new WalkedWorld(scenario, builtIn))).toBe(simulate(scenario).digest);
  }), { numRuns: 80, examples: [[twoKilled]] });
});
