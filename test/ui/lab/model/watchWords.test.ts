import { describe, expect, test } from 'vitest';
import { sec } from '../../../../src/time.ts';
import { builtIn } from '../../../../sim/builtIn.ts';
import { begin } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { watched } from '../../../../ui/lab/estimates.ts';
import { index } from '../../../../ui/lab/model.ts';
import { watchRows, watching } from '../../../../ui/lab/model/watchWords.ts';

const pair = { monitor: 0, peer: 1 };

function seen(detector: object, at: number, latency = '10ms'): { readonly said: string; readonly rows: readonly (readonly [string, string])[] } {
  const file: ScenarioFile = {
    flatline: 1, seed: 'words', horizon: '30s', processes: 2, detector: { kind: 'push', interval: '1s', phase: 'zero', ...detector } as NonNullable<ScenarioFile['detector']>,
    network: { latency: { kind: 'constant', value: latency } }, faults: [{ id: 'a', at: '20500ms', kind: 'crash', process: 1 }],
  };
  const engine = begin(file, { seekable: true, trace: 'full' });
  engine.advance(engine.scenario.horizon);
  const run = index(engine.trace(), engine.scenario, builtIn);
  engine.seek(at);
  const answer = watched({ engine, registry: builtIn }, pair);
  return { said: watching(run, pair, answer, at), rows: answer ? watchRows(answer) : [] };
}

describe('what if it died now', () => {
  const fixed = { estimator: { kind: 'fixed', timeout: '3s' } };
  test.each<[string, number, string, string]>([
    ['right after a beat', 10.01, '10ms', 'n0 trusts n1. In truth n1 runs. If it crashed now, it would be suspected in 3 s.'],
    ['long after one', 10.91, '10ms', 'n0 trusts n1. In truth n1 runs. If it crashed now, it would be suspected in 2.100 s.'],
    ['with beats on their way', 10.91, '1500ms', 'n0 trusts n1. In truth n1 runs. If it crashed now, it would be suspected in 2.590 s; 1 beat under way may put that off.'],
    ['when it has', 21, '10ms', 'n0 trusts n1. In truth n1 has crashed. If nothing more is heard, it suspects in 2.010 s.'],
    ['when that was noticed', 24, '10ms', 'n0 suspects n1. In truth n1 has crashed.'],
  ])('%s', (_, at, latency, said) => expect(seen(fixed, at * sec, latency).said).toBe(said));

  test('it is what then happens', () => {
    // the crash at 20.5 s is suspected at 23.010 s: foreseen at 20.010 s, right after the last beat
    expect(seen(fixed, 20.5 * sec).said).toContain('in 2.510 s');
  });

  test('one that looks only now and then says so', () => {
    const { said, rows } = seen({ ...fixed, checkEvery: '2s', checkPhase: 'zero' }, 20.01 * sec);
    expect(said).toContain('suspected in 3.990 s');
    expect(rows).toContainEqual(['decides at (if silent)', '23.010 s']);
    expect(rows).toContainEqual(['but looks only at', '24.000 s']);
  });
});

describe('an estimator name by name', () => {
  test('chen: the parts add up to the silence', () => {
    expect(seen({ estimator: { kind: 'chen', interval: '1s', margin: '400ms' } }, 10.51 * sec).rows).toEqual([
      ['estimator', 'chen'], ['level, as a share of the threshold', '0.357'], ['the silence now', '500 ms of 1.400 s'], ['expected arrival', '1 s'], ['+ margin', '400 ms'],
      ['= silence at which it decides', '1.400 s'], ['intervals remembered', '11'], ['decides at (if silent)', '11.410 s'], ['until expected', '500 ms'],
    ]);
  });

  test('akka: what is assumed of the first heartbeat, and the floor under the deviation, are told', () => {
    const { rows } = seen({ estimator: { kind: 'phi', flavour: 'akka' } }, 15.01 * sec);
    expect(rows).toContainEqual(['intervals remembered', '17, 2 of them assumed']);
    expect(rows).toContainEqual(['+ acceptable pause', '3 s']);
    expect(rows.some(([name]) => name === '+ 5.23 × least deviation')).toBe(true);
    expect(rows).toContainEqual(['Akka’s φ now', '0.00 of 8.00']);
  });

  test('a detector without one says nothing of it', () => expect(seen({ kind: 'swim', interval: undefined, phase: undefined }, 10 * sec).rows).toEqual([]));
});
