import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ArrivalError, readArrivals } from '../../scenarios/traces/arrivals.ts';
import { readPauses, recordedWorld } from '../../scenarios/traces/recordedWorld.ts';
import { simulate } from '../../sim/run.ts';
import { Row } from '../../sim/trace.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { ms, sec } from '../../src/time.ts';

const text = (name: string): string => readFileSync(new URL(`../../scenarios/${name}`, import.meta.url), 'utf8');
const file = JSON.parse(text('recordedPauses.json')) as ScenarioFile;
const { beats } = readArrivals(text('data/heartbeats-50ms-paused.csv'));
const pauses = readPauses(text('data/heartbeats-50ms-paused.truth.csv'));
const [from, length] = [31_549_900, 28 * sec];

test('the shipped scenario is made from the shipped recording', () => {
  const world = recordedWorld(beats, pauses, from, length);
  expect(file.network).toEqual({ latency: world.latency });
  expect(file.faults).toEqual(world.faults);
});

describe('simulated, it gives back what was recorded', () => {
  const { trace } = simulate(file, { trace: 'full' });
  const received: { sent: number; at: number }[] = [];
  for (let i = 0; i < trace.length; i++) {
    if (trace.code[i] === Row.receives) received.push({ sent: trace.x[i]! + from, at: trace.time[i]! + from });
  }
  const recorded = beats.filter(beat => beat.sent >= from && beat.sent < from + length).map(beat => ({ sent: beat.sent, at: beat.received! }));

  test('beat by beat: as many, sent within 10 ms of then, nearly all within 1 ms', () => {
    expect(received.length).toBe(recorded.length);
    const off = received.map(({ sent }, i) => Math.abs(sent - recorded[i]!.sent)).sort((a, b) => a - b);
    expect(off[Math.floor(off.length * 0.97)]).toBeLessThan(ms);
    expect(off.at(-1)).toBeLessThan(10 * ms);
  });
  test('received within 4 ms of then, nearly all within 1 ms', () => {
    const off = received.map(({ at }, i) => Math.abs(at - recorded[i]!.at)).sort((a, b) => a - b);
    expect(off[Math.floor(off.length * 0.9)]).toBeLessThan(ms);
    expect(off.at(-1)).toBeLessThan(4 * ms);
  });
  test('the pauses are those of the truth file', () => {
    const truth = pauses.filter(pause => pause.from >= from && pause.until <= from + length);
    const seen: number[] = [];
    for (let i = 0; i < trace.length; i++) if (trace.code[i] === Row.pauses || trace.code[i] === Row.resumes) seen.push(trace.time[i]! + from);
    expect(seen).toEqual(truth.flatMap(pause => [pause.from, pause.until]).sort((a, b) => a - b));
    expect(truth.length).toBeGreaterThan(5);
  });
});

describe('a recording as a world', () => {
  const recording = [
    { seq: 0, sent: 0, received: 5 }, { seq: 1, sent: 100, received: 107 }, { seq: 2, sent: 200, received: null }, { seq: 3, sent: 300, received: 450 },
    { seq: 4, sent: 400, received: 451 }, { seq: 5, sent: 500, received: 506 }, { seq: 6, sent: 600, received: 604 },
  ];
  test('leaves the waiting for a stopped receiver to the pause, and lost beats out', () => {
    const { latency, faults } = recordedWorld(recording, [{ who: 'receiver', from: 290, until: 449 }], 100, 500);
    expect(latency).toEqual({ kind: 'recorded', sent: { us: [0, 200, 300, 400] }, delay: { us: [7, 51, 51, 6] } });
    expect(faults).toEqual([{ id: 'receiver1', at: '190us', for: '159us', kind: 'pause', process: 'receiver' }]);
  });
});

describe('pauses', () => {
  test('are read', () => expect(readPauses('who,from_us,until_us\nsender,5,9\n')).toEqual([{ who: 'sender', from: 5, until: 9 }]));
  test.each([
    ['who,when\n', 1], ['who,from_us,until_us\nsender,5\n', 2], ['who,from_us,until_us\nsender,5,9\nsender,9,5\n', 3],
    ['who,from_us,until_us\nsender,x,9\n', 2], ['who,from_us,until_us\nsender,,9\n', 2], ['who,from_us,until_us\nsender,1,9,4\n', 2],
  ])('%j is refused with its line', (wrong, line) => {
    let caught: unknown;
    try { readPauses(wrong); } catch (error) { caught = error; }
    expect(caught).toBeInstanceOf(ArrivalError);
    expect((caught as ArrivalError).line).toBe(line);
  });
});
