import { describe, expect, test } from 'vitest';
import type { Note } from '../../../src/contract.ts';
import { NEVER } from '../../../src/time.ts';
import { simulate } from '../../../sim/run.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { Row } from '../../../sim/trace.ts';
import { traceText } from '../../../ui/cli/trace.ts';
import { noteText, traceRows } from '../../../ui/cli/traceRows.ts';

const file = {
  flatline: 1, horizon: '20s', processes: [{ name: 'a' }, { name: 'b' }],
  detector: { kind: 'push', phase: 'zero', estimator: { kind: 'fixed', timeout: '3s' } },
  network: { latency: { kind: 'constant', value: '10ms' } },
  faults: [{ id: 'stop', at: '5500ms', for: '8s', kind: 'crash', how: 'hang', process: 'b' }],
} as unknown as ScenarioFile;

describe('a trace as lines', () => {
  test('truth and opinions, by name, in order', () => {
    const rows = traceRows(simulate(file));
    const said = rows.map(({ what }) => what);
    const order = ['fault stop (crash) begins', 'b crashes (hang)', 'a suspects b', 'fault stop (crash) ends'];
    expect(said.filter(what => order.includes(what))).toEqual(order);
    expect(rows.find(({ what }) => what === 'a suspects b')!.time).toBe(8_010_000);
    expect(said.slice(0, 2)).toEqual(['a trusts b from the start', 'b trusts a from the start']);
    expect(rows.map(({ time }) => time)).toEqual(rows.map(({ time }) => time).sort((x, y) => x - y));
  });

  test('a full trace tells each packet', () => {
    const said = traceRows(simulate(file, { trace: 'full' })).map(({ what }) => what);
    expect(said).toContain('a sends push.beat to b, arriving at 10ms');
    expect(said).toContain('b receives push.beat from a, sent at 0s');
  });

  test('a line has its time in seconds, six places', () => {
    expect(traceText([{ time: 40_000_000, what: 'b pauses' }])).toBe('   40.000000 s  b pauses');
  });

  test('every kind of row can be told', () => {
    const codes = Object.values(Row);
    const column = (of: ArrayLike<number>) => of;
    const trace = {
      length: codes.length, time: new Float64Array(codes.length), code: Uint8Array.from(codes), a: new Int32Array(codes.length), b: new Int32Array(codes.length),
      x: new Float64Array(codes.length), m: new Int32Array(codes.length), notes: [{ kind: 'claims', resource: 0, epoch: 1 } as Note], kinds: ['push.beat'], clocks: [],
    };
    expect(column(trace.code)).toHaveLength(codes.length);
    const rows = traceRows({ scenario: simulate(file).scenario, trace });
    for (const { what } of rows) expect(what).not.toMatch(/undefined|^row /);
  });
});

const name = (process: number): string => `n${process}`;
test.each<[Note, string]>([
  [{ kind: 'acts', resource: 0, epoch: 3, until: NEVER }, 'acts on resource 0, epoch 3'],
  [{ kind: 'acts', resource: 0, epoch: 3, until: 2_000_000 }, 'acts on resource 0, epoch 3, until 2s by its clock'],
  [{ kind: 'yields', resource: 1, epoch: 3 }, 'yields resource 1, epoch 3'],
  [{ kind: 'invokes', resource: 0, operation: 7, access: 'write' }, 'invokes write 7'],
  [{ kind: 'acknowledged', resource: 0, operation: 7, access: 'read' }, 'has read 7 acknowledged'],
  [{ kind: 'serves', resource: 0, operation: 7, reflects: 5, epoch: 2 }, 'serves read 7, reflecting 5, epoch 2'],
  [{ kind: 'fences', resource: 0, operation: 7, epoch: 2 }, 'fences write 7, epoch 2'],
  [{ kind: 'reaches', milestone: 'evicted', about: 2 }, 'reaches evicted of n2'],
])('%j', (note, text) => expect(noteText(note, name)).toBe(text));
