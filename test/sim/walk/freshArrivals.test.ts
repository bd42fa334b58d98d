/** The quick way over a link against the long one, and both against the order in which an engine delivers. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { resolve } from '../../../sim/resolve.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { arrivals } from '../../../sim/walk/arrivals.ts';
import { FreshArrivals } from '../../../sim/walk/freshArrivals.ts';
import { quickPath } from '../../../sim/walk/quickBeats.ts';
import { WalkedWorld } from '../../../sim/walk/world.ts';
import { files } from './walkedFiles.ts';

function heard(world: WalkedWorld, quick: boolean): number[] {
  const fresh = new FreshArrivals(world.beatHash, quick).turn(world.link(0, 1), world.schedule(0));
  const times: number[] = [];
  while (fresh.advance()) times.push(...fresh.times.subarray(0, fresh.settled));
  return times.filter(time => time <= world.scenario.horizon);
}

/** The slow obvious way: deliver everything in order, and keep what is newer than all before it. */
function news(world: WalkedWorld): number[] {
  let newest = -1;
  return [...arrivals(world.link(0, 1), world.schedule(0), world.beatHash, world.scenario.horizon)]
    .filter(({ seq }) => seq > newest && (newest = seq) === seq).map(({ time }) => time);
}

const worldOf = (file: ScenarioFile): WalkedWorld => new WalkedWorld(resolve({ ...file, watches: [[1, 0]] }, builtIn), builtIn);

test('whatever the link does, what is heard is what is newer than all before it', () => {
  fc.assert(fc.property(files(), file => {
    const world = worldOf(file);
    expect(heard(world, false)).toEqual(news(world));
  }), { numRuns: 120 });
});

test('the innermost loop, hashes written out, gives the very instants of the long way, far beyond 2³² µs', () => {
  const path = fc.record({
    average: fc.constantFrom(0, 0.01, 0.5, 0.999), mean: fc.constantFrom('0ms', '1us', '20ms', '333ms', '1s'), floor: fc.constantFrom('0ms', '1us', '1ms', '1s'),
    interval: fc.constantFrom('1us', '100ms', '1s', '75m', '2h'), seed: fc.string({ maxLength: 4 }), beats: fc.integer({ min: 0, max: 9_000 }),
  });
  let last = 0;
  fc.assert(fc.property(path, ({ average, mean, floor, interval, seed, beats }) => {
    const units: Record<string, number> = { '1us': 1, '100ms': 1e5, '1s': 1e6, '75m': 4.5e9, '2h': 7.2e9 };
    const world = worldOf({
      flatline: 1, seed, horizon: `${beats * units[interval]! + 1}us`, processes: 3, detector: { kind: 'push', interval },
      network: { latency: { kind: 'exponential', mean, floor }, loss: { kind: 'independent', average } },
    });
    expect(quickPath(world.link(0, 1))).toBeDefined();
    const times = heard(world, true);
    last = Math.max(last, times.at(-1) ?? 0);
    expect(times).toEqual(heard(world, false));
  }), { numRuns: 60 });
  expect(last).toBeGreaterThan(2 ** 40);
});
