import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ArrivalError, oddities, readArrivals } from '../../scenarios/traces/arrivals.ts';

const file = (...rows: string[]): string => ['seq,sent_us,received_us', ...rows, ''].join('\n');
const nothingOdd = { lost: 0, gaps: 0, duplicates: 0, reordered: 0, sentBackwards: 0, receivedBackwards: 0, early: 0 };

describe('reads', () => {
  test('rows of seq, sent_us, received_us', () => {
    const { beats, report } = readArrivals(file('0,0,304', '1,49960,50191'));
    expect(beats).toEqual([{ seq: 0, sent: 0, received: 304 }, { seq: 1, sent: 49_960, received: 50_191 }]);
    expect(report).toEqual({ rows: 2, arrived: 2, ...nothingOdd });
    expect(oddities(report)).toEqual([]);
  });
  test('rows of send_ms, recv_ms, numbered as they come, a loss where nothing was received', () => {
    const { beats, report } = readArrivals('send_ms,recv_ms\n0,1.25\n1000,\n2000,2000.5\n');
    expect(beats).toEqual([{ seq: 0, sent: 0, received: 1_250 }, { seq: 1, sent: 1_000_000, received: null }, { seq: 2, sent: 2_000_000, received: 2_000_500 }]);
    expect(report).toEqual({ rows: 3, arrived: 2, ...nothingOdd, lost: 1 });
  });
  test('columns in any order among others, quotes, spaces, a byte order mark, blank lines, comments, and lines that end in CR LF', () => {
    const text = '\uFEFFnote, received_us , seq,sent_us\r\n# a comment\r\n"a,b", 12 ,7,"10"\r\n\r\nx,25,8,20\r\n';
    expect(readArrivals(text).beats).toEqual([{ seq: 7, sent: 10, received: 12 }, { seq: 8, sent: 20, received: 25 }]);
  });
  test.each(['heartbeats-50ms-paused', 'heartbeats-100ms-contended'])('the recording %s, in which nothing is odd', name => {
    const { beats, report } = readArrivals(readFileSync(new URL(`../../scenarios/data/${name}.csv`, import.meta.url), 'utf8'));
    expect(report).toEqual({ rows: beats.length, arrived: beats.length, ...nothingOdd });
    expect(beats.length).toBeGreaterThanOrEqual(2_400);
  });
});

describe('counts', () => {
  test.each([
    ['losses', ['0,0,10', '1,100,', '2,200,210'], { lost: 1, arrived: 2 }],
    ['gaps', ['3,300,310', '6,600,610', '7,700,710'], { gaps: 2 }],
    ['duplicates', ['0,0,10', '0,0,15', '1,100,110'], { duplicates: 1, reordered: 0 }],
    ['a beat that was overtaken', ['0,0,350', '1,100,110', '2,200,210'], { reordered: 1, receivedBackwards: 0 }],
    ['rows in order of arrival', ['1,100,110', '2,200,210', '0,0,350'], { reordered: 1, receivedBackwards: 0 }],
    ['a sender’s clock that went back', ['0,0,10', '1,100,110', '2,90,210'], { sentBackwards: 1 }],
    ['a receiver’s clock that went back', ['1,100,500', '0,0,510', '2,200,400'], { receivedBackwards: 1 }],
    ['clocks that differ', ['0,100,10', '1,200,110'], { early: 2 }],
  ])('%s', (_what, rows, expected) => {
    const { report } = readArrivals(file(...rows));
    expect(report).toMatchObject(expected);
    for (const [key, count] of Object.entries(expected)) {
      if (key !== 'arrived' && count > 0) expect(oddities(report).join('\n')).toContain(`${count} of ${rows.length} beats`);
    }
  });
});

describe('refuses', () => {
  test.each([
    ['an empty file', '', 1, 'empty'],
    ['wrong columns', 'time,value\n1,2\n', 1, 'time, value'],
    ['a heading of numbers', '0,0,304\n1,2,3\n', 1, 'needed are seq, sent_us, received_us'],
    ['a heading alone', 'seq,sent_us,received_us\n', 2, 'no beat'],
    ['a column twice', 'seq,sent_us,received_us,seq\n0,0,1,0\n', 1, 'seq twice'],
    ['a row too short', file('0,0,304', '1,49960'), 3, 'has 2 columns where the heading has 3'],
    ['a row too long', file('0,0,304,9'), 2, 'has 4 columns'],
    ['NaN', file('0,0,304', '1,NaN,5'), 3, 'the send instant must be a number, not "NaN"'],
    ['infinity', file('0,0,Infinity'), 2, 'the receipt must be a number'],
    ['hexadecimal', file('0,0x10,304'), 2, '"0x10"'],
    ['a missing send instant', file('0,,304'), 2, 'the send instant must be a number, not nothing'],
    ['half a sequence number', file('0.5,0,304'), 2, 'seq must be a whole number'],
    ['a negative sequence number', file('-1,0,304'), 2, 'seq must be a whole number'],
    ['a time beyond counting', file('0,1e17,304'), 2, 'beyond'],
    ['an open quote', file('0,"0,304', '1,2,3'), 3, 'is no row of values'],
  ])('%s, with the line', (_what, text, line, words) => {
    let caught: unknown;
    try { readArrivals(text); } catch (error) { caught = error; }
    expect(caught).toBeInstanceOf(ArrivalError);
    expect((caught as ArrivalError).problem).toContain(words);
    expect((caught as ArrivalError).line).toBe(line);
    expect((caught as ArrivalError).message).toContain(`line ${line}: `);
  });
  test('with the right line also after blank lines and comments', () => {
    expect(() => readArrivals(file('0,0,304', '', '# odd', '1,x,5'))).toThrow('line 5: the send instant');
  });
});
