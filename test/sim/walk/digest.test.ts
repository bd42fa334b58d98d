/** All chains of the digest, of links and of processes, without an engine: every arrival, delivery and opinion. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { resolve } from '../../../sim/resolve.ts';
import { simulate } from '../../../sim/run.ts';
import { digest } from '../../../sim/walk/digest.ts';
import { WalkedWorld } from '../../../sim/walk/world.ts';
import { files } from './walkedFiles.ts';

test('the digest of a walk is that of the engine', () => {
  fc.assert(fc.property(files(), file => {
    const scenario = resolve(file, builtIn);
    expect(digest(new WalkedWorld(scenario, builtIn))).toBe(simulate(scenario).digest);
  }), { numRuns: 80 });
});
