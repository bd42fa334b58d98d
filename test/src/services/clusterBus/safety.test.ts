/** Whatever disappears and comes back: an epoch of a shard has one owner, and in the end everybody serves. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Note } from '../../../../src/contract.ts';
import { sec } from '../../../../src/time.ts';
import { simulate } from '../../../../sim/run.ts';
import type { FaultLine, ScenarioFile } from '../../../../sim/scenario.ts';
import { Row, type Trace } from '../../../../sim/trace.ts';

const nodes = 7;
const fault = (id: string): fc.Arbitrary<FaultLine> => fc.record({
  at: fc.integer({ min: 8_000, max: 40_000 }), lasts: fc.integer({ min: 200, max: 9_000 }), process: fc.integer({ min: 0, max: nodes - 1 }),
  kind: fc.constantFrom('kill', 'hang', 'blackhole', 'pause', 'powerCut', 'partition'), side: fc.integer({ min: 1, max: 2 ** nodes - 2 }),
}).map(({ at, lasts, process, kind, side }) => {
  const when = { id, at: `${at}ms`, for: `${lasts}ms` };
  const group = (bit: number): number[] => Array.from({ length: nodes }, (_, i) => i).filter(i => ((side >> i) & 1) === bit);
  if (kind === 'partition') return { ...when, kind, groups: [group(0), group(1)] };
  if (kind === 'pause') return { ...when, kind, process };
  return { ...when, kind: 'crash', how: kind === 'powerCut' ? 'blackhole' : kind, process, ...(kind === 'powerCut' && { restart: true }) };
});
const stories = fc.record({
  seed: fc.string(), faults: fc.tuple(fault('a'), fault('b'), fault('c'), fault('d')), loss: fc.constantFrom(0, 0.05),
  transport: fc.constantFrom('stream', 'stream', 'datagram'), requireFullCoverage: fc.boolean(),
});

const file = ({ seed, faults, loss, ...service }: { seed: string; faults: readonly FaultLine[]; loss: number }): ScenarioFile => ({
  flatline: 1, seed, horizon: '120s', processes: nodes, faults,
  network: { latency: { kind: 'exponential', mean: '1ms' }, resend: 'early', ...(loss > 0 && { loss: { kind: 'independent', average: loss } }) },
  service: { kind: 'clusterBus', nodeTimeout: '1s', clients: 1, every: '200ms', readShare: 0, ...service },
} as unknown as ScenarioFile);

function* notes(trace: Trace): Generator<{ at: number; process: number; note: Note }> {
  for (let row = 0; row < trace.length; row++) {
    if (trace.code[row] === Row.notes) yield { at: trace.time[row]!, process: trace.a[row]!, note: trace.notes[trace.x[row]!]! };
  }
}

test('twenty-five stories of four faults each', () => {
  fc.assert(fc.property(stories, story => {
    const { trace } = simulate(file(story));
    const owners = new Map<string, number>();
    const serving = new Map<number, Set<number>>([0, 1, 2].map(resource => [resource, new Set()]));
    for (const { process, note } of notes(trace)) {
      if (note.kind === 'claims') {
        const key = `${note.resource} in ${note.epoch}`;
        expect(owners.get(key) ?? process, key).toBe(process);
        owners.set(key, process);
      }
      if (note.kind === 'acts') serving.get(note.resource)![note.until > 200 * sec ? 'add' : 'delete'](process);
      if (note.kind === 'yields') serving.get(note.resource)!.delete(process);
    }
    expect([...serving.values()].map(acting => acting.size)).toEqual([1, 1, 1]);
  }), { seed: 7, numRuns: 25 });
});
