/** In the simulator: the instants that the rules promise, with kernels that answer for a killed process and hosts that pause. */
import { describe, expect, test } from 'vitest';
import type { Note } from '../../../../src/contract.ts';
import { ms, sec } from '../../../../src/time.ts';
import { evaluate } from '../../../../sim/evaluate.ts';
import { lookup } from '../../../../sim/report.ts';
import { replicate, simulate } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { Row, type Trace } from '../../../../sim/trace.ts';

const scenario = (service: Record<string, unknown>, faults: readonly Record<string, unknown>[], horizon = '40s'): ScenarioFile => ({
  flatline: 1, seed: 'sentinels', horizon, processes: 3, network: { latency: '1ms' },
  service: { kind: 'sentinel', suspectAfter: '1s', failoverTimeout: '10s', timer: 'steady', every: '50ms', readShare: 0, ...service },
  faults,
} as unknown as ScenarioFile);

interface Told { readonly at: number; readonly process: number; readonly note: Note }
function notes(trace: Trace, kind: Note['kind'], milestone?: string): Told[] {
  const told: Told[] = [];
  for (let row = 0; row < trace.length; row++) {
    if (trace.code[row] !== Row.notes) continue;
    const note = trace.notes[trace.x[row]!]!;
    if (note.kind === kind && (milestone === undefined || ('milestone' in note && note.milestone === milestone))) {
      told.push({ at: trace.time[row]!, process: trace.a[row]!, note });
    }
  }
  return told;
}

/** When `from` sent pings to the master. */
function pings(trace: Trace, from: number): number[] {
  const kind = trace.kinds.indexOf('sentinel.ping');
  return Array.from({ length: trace.length }, (_, row) => row)
    .filter(row => trace.code[row] === Row.sends && trace.a[row] === from && trace.b[row] === 3 && trace.m[row] === kind).map(row => trace.time[row]!);
}

describe.each(['kill', 'hang'])('a master that disappears by a %s', how => {
  const { trace } = simulate(scenario({}, [{ id: 'end', at: '10s', kind: 'crash', process: 'master0', how }], '30s'), { trace: 'full' });
  const sdown = notes(trace, 'reaches', 'sdown');

  test('is suspected by each sentinel at the eleventh run of its timer after the first unanswered ping', () => {
    expect(sdown.map(({ process }) => process).sort()).toEqual([0, 1, 2]);
    for (const { at, process } of sdown) {
      const unanswered = pings(trace, process).find(sent => sent + 1 * ms >= 10 * sec)!;
      expect(at - unanswered).toBe(1_100 * ms);
    }
  });

  test('is replaced: one is elected, one promoted, and only that one acts', () => {
    const [agreed, elected, promoted] = ['odown', 'elected', 'promoted'].map(milestone => notes(trace, 'reaches', milestone));
    expect(elected).toHaveLength(1);
    expect(promoted).toHaveLength(1);
    // an answer takes two milliseconds and is counted at the next run of the timer
    const second = sdown.map(({ at }) => at).sort((a, b) => a - b)[1]!;
    expect(agreed![0]!.at).toBeGreaterThanOrEqual(second);
    expect(agreed![0]!.at).toBeLessThanOrEqual(second + 200 * ms);
    // then two runs to choose and send, and a millisecond
    const claims = notes(trace, 'claims').filter(({ at }) => at > 10 * sec);
    expect(claims.map(({ at }) => at - elected![0]!.at)).toEqual([201 * ms]);
    expect(notes(trace, 'reaches', 'switchMaster').map(({ process }) => process).sort()).toEqual([0, 1, 2]);
  });
});

test('two thirds of the sentinels on the other side elect, whoever they are; one third never does', () => {
  const split = (other: readonly unknown[], rest: readonly unknown[]): Trace => simulate(
    scenario({ quorum: 1, minReplicasToWrite: 1, minReplicasMaxLag: '2s' }, [{ id: 'cut', at: '5s', for: '20s', kind: 'partition', groups: [other, rest] }])).trace;
  const majority = split([0, 'master0', 'client0'], [1, 2, 'replica0', 'replica1']);
  expect(notes(majority, 'reaches', 'promoted')).toHaveLength(1);
  const minority = split([1, 2, 'master0', 'client0'], [0, 'replica0', 'replica1']);
  expect(notes(minority, 'reaches', 'odown').map(({ process }) => process)).toContain(0);
  expect(notes(minority, 'reaches', 'elected')).toEqual([]);
});

describe('split-brain', () => {
  const parted = (service: Record<string, unknown>): ScenarioFile => scenario({ clients: 2, ...service }, [{
    id: 'cut', at: '10s', for: '20s', kind: 'partition', groups: [['master0', 'client0'], [0, 1, 2, 'replica0', 'replica1', 'client1']],
  }], '60s');
  const figure = (file: ScenarioFile, name: string): number => {
    const { figure: found } = lookup(evaluate(file), name) as { figure: number | { value: number } };
    return typeof found === 'number' ? found : found.value;
  };

  test('lasts from the promotion until the old master is told, and loses its writes', () => {
    expect(figure(parted({}), 'splitBrain.count')).toBe(1);
    // promoted about 2.2 s after the cut, told more than 8 s after it healed
    expect(figure(parted({}), 'splitBrain.total') / 1_000).toBeGreaterThan(25);
    expect(figure(parted({}), 'lostWrites')).toBeGreaterThan(350);
  });

  test('lasts no longer than the lag where replicas are asked for', () => {
    const file = parted({ minReplicasToWrite: 1, minReplicasMaxLag: '4s' });
    expect(figure(file, 'splitBrain.total') / 1_000).toBeLessThan(4 + 2 - 1.5);
    expect(figure(file, 'lostWrites')).toBeLessThanOrEqual((4 + 2) * 20);
  });
});

test.each(['-5s', '5s'])('a clock that is set by %s puts its sentinel into TILT, and no other', step => {
  const { trace } = simulate(scenario({}, [{ id: 'set', at: '10s', kind: 'clock', process: 0, step }], '30s'));
  expect(notes(trace, 'reaches', 'tilt').map(({ process, at }) => [process, at >= 10 * sec && at < 11 * sec])).toEqual([[0, true]]);
  expect(notes(trace, 'reaches', 'promoted')).toEqual([]);
});

test('by the jittered timer each of forty seeds promotes one replica, once', () => {
  const file = scenario({ timer: 'jittered', clients: 0 }, [{ id: 'end', at: '5s', kind: 'crash', process: 'master0' }], '10s');
  const promotions = [...replicate(file, 40)].map(({ trace }) => notes(trace, 'reaches', 'promoted').length);
  expect(promotions).toEqual(promotions.map(() => 1));
});
