import { describe, expect, test } from 'vitest';
import { ms, sec } from '../../../../src/time.ts';
import { Row, causes } from '../../../../sim/trace.ts';
import { arrivals, freshMoving, gaps, index, lastHeard, packetsInFlight, stages, type Moving } from '../../../../ui/lab/model.ts';
import { Story, ack, beat, labStory, write } from '../../../support/labStory.ts';

const { trace, scenario } = labStory();
const story = index(trace, scenario);

const told = (tell: (tale: Story) => void, count = 2): ReturnType<typeof index> => {
  const tale = new Story(count, 60 * sec);
  tell(tale);
  return index(tale.trace(), tale.scenario());
};
const listed = (moving: Moving): (string | number)[][] => Array.from({ length: moving.count }, (_, k) =>
  [moving.from[k]!, moving.to[k]!, stages[moving.stage[k]!]!, Number(moving.share[k]!.toFixed(3)), Number(moving.age[k]!.toFixed(3))]);

describe('messages under way', () => {
  test('from the send instant until just before the arrival, at its share of the way', () => {
    const run = told(tale => tale.packet(sec, 0, 1, 10 * ms));
    const at = (t: number): (string | number)[][] => listed(packetsInFlight(run, t));
    expect(at(sec - 1)).toEqual([]);
    expect(at(sec)).toEqual([[0, 1, 'moving', 0, 0]]);
    expect(at(sec + 2_500)).toEqual([[0, 1, 'moving', 0.25, 0]]);
    expect(at(sec + 10 * ms)).toEqual([]);
  });

  test('one that arrived fades; one that was lost stops on its way, and fades there', () => {
    const run = told(tale => tale.packet(sec, 0, 1, 10 * ms).lost(2 * sec, 1, 0, 10 * ms));
    expect(listed(packetsInFlight(run, sec + 60 * ms, 100 * ms))).toEqual([[0, 1, 'arrived', 1, 0.5]]);
    expect(listed(packetsInFlight(run, 2 * sec + 5 * ms, 100 * ms))).toEqual([[1, 0, 'moving', 0.5, 0]]);
    expect(listed(packetsInFlight(run, 2 * sec + 5.5 * ms + 50 * ms, 100 * ms))).toEqual([[1, 0, 'lost', 0.55, 0.5]]);
    expect(listed(packetsInFlight(run, 2 * sec + 106 * ms, 100 * ms))).toEqual([]);
  });

  test('one that nobody takes is lost at the far end, and only that one', () => {
    const drop = beat + 65_536 * causes.indexOf('noProcess');
    const run = told(tale => tale.packet(sec, 0, 1, 10 * ms, ack).row(sec, Row.sends, 0, 1, sec + 10 * ms, beat).row(sec + 10 * ms, Row.drops, 0, 1, sec, drop));
    expect([...run.packets.fate]).toEqual([0, 1 + causes.indexOf('noProcess')]);
    expect(listed(packetsInFlight(run, sec + 20 * ms, 100 * ms))).toEqual([[0, 1, 'lost', 1, 0.1], [0, 1, 'arrived', 1, 0.1]]);
  });

  test('a straggler is found among thousands sent after it', () => {
    const run = told(tale => {
      tale.packet(0, 0, 1, 50 * sec);
      for (let i = 0; i < 5_000; i++) tale.packet(sec + i * ms, 1, 0, 1 * ms);
    });
    expect(listed(packetsInFlight(run, 25 * sec))).toEqual([[0, 1, 'moving', 0.5, 0]]);
  });

  test('as a slow scan finds them, at any instant', () => {
    for (let t = 0; t < 60 * sec; t += 337_113) {
      let many = 0;
      for (let i = 0; i < trace.length; i++) {
        if (trace.code[i] === Row.sends && trace.time[i]! <= t && t < trace.x[i]!) many++;
        if (trace.code[i] === Row.loses && trace.time[i]! <= t && t < trace.time[i]! + (trace.x[i]! - trace.time[i]!) * (trace.m[i]! >> 16 === causes.indexOf('cut') ? 0.5 : 0.55)) many++;
      }
      expect(packetsInFlight(story, t).total).toBe(many);
    }
  });

  test('more than there is room for are sampled, always the same ones, and counted', () => {
    const run = told(tale => { for (let i = 0; i < 1_000; i++) tale.packet(i * ms, 0, 1, 2 * sec); });
    const some = freshMoving(100);
    packetsInFlight(run, sec, 0, some);
    expect([some.total, some.count]).toEqual([1_000, 63]);
    const rows = new Set(some.row.subarray(0, some.count));
    packetsInFlight(run, sec + 100, 0, some);
    expect([...some.row.subarray(0, some.count)].every(row => rows.has(row))).toBe(true);
  });
});

describe('heartbeats of a pair', () => {
  const pair = { monitor: 1, peer: 3 };

  test('arrivals say when, sent when, and why not', () => {
    expect(arrivals(story, pair, { from: 19 * sec, to: 23.5 * sec }).map(({ at, sent, lost }) => [at / sec, sent / sec, lost])).toEqual([
      [19.01, 19, null], [20.01, 20, 'loss'], [21.01, 21, 'loss'], [22.01, 22, 'loss'], [23.01, 23, null]]);
  });

  test('gaps are those between beats that were taken, oldest first, the last of them', () => {
    expect([...gaps(story, pair, 25 * sec)].slice(-3).map(gap => gap / sec)).toEqual([1, 4, 1]);
    expect([...gaps(story, pair, 25 * sec, 2)].map(gap => gap / sec)).toEqual([4, 1]);
    expect(gaps(story, pair, 0.5 * sec)).toHaveLength(0);
  });

  test('the last heard is the last taken at or before the instant', () => {
    expect(trace.time[lastHeard(story, 1, 3, 23.01 * sec)]).toBe(23.01 * sec);
    expect(trace.time[lastHeard(story, 1, 3, 23.01 * sec - 1)]).toBe(19.01 * sec);
    expect(lastHeard(story, 1, 3, 5)).toBe(-1);
  });

  test('application messages are no heartbeats where there are heartbeats', () => {
    const run = told(tale => tale.packet(sec, 0, 1, 10 * ms).packet(2 * sec, 0, 1, 10 * ms, write));
    expect(arrivals(run, { monitor: 1, peer: 0 }, { from: 0, to: 5 * sec })).toHaveLength(1);
  });
});
