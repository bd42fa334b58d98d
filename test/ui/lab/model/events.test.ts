import { describe, expect, test } from 'vitest';
import { ms, sec } from '../../../../src/time.ts';
import { Row, causes } from '../../../../sim/trace.ts';
import { describeProcess, index, nextEvent, previousEvent, rowsAt, type EventFilter } from '../../../../ui/lab/model.ts';
import { describeMoment, sentence } from '../../../../ui/lab/told.ts';
import { Story, beat, labStory } from '../../../support/labStory.ts';

const { trace, scenario } = labStory();
const story = index(trace, scenario);
const timeOf = (row: number): number => trace.time[row]! / sec;

describe('stepping', () => {
  test('verdicts: first signs of life are none, a renewal is none', () => {
    const times: number[] = [];
    for (let row = nextEvent(story, -1, 'verdicts'); row >= 0; row = nextEvent(story, trace.time[row]!, 'verdicts')) times.push(timeOf(row));
    expect(times).toEqual([1, 22.01, 23.01, 32.01, 34.51, 43.01, 47.01, 47.2, 50.6, 51.01, 52.01]);
  });

  test.each<[EventFilter, number, number, number]>([
    ['all', 10.5, 11, 10.01], [{ monitor: 1, peer: 3 }, 21.5, 22, 21.01], [{ monitor: 1, peer: 3 }, 22, 22.01, 21.01],
    [{ process: 4 }, 40.2, 40.5, 40.01], [{ process: 4 }, 44, 44.01, 43.01],
  ])('%j from %f s goes to %f s, and back to %f s', (filter, from, next, previous) => {
    expect(timeOf(nextEvent(story, from * sec, filter))).toBe(next);
    expect(timeOf(previousEvent(story, from * sec, filter))).toBe(previous);
  });

  test('forwards and backwards visit the same rows, for each filter', () => {
    for (const filter of ['all', 'verdicts', { process: 2 }, { monitor: 0, peer: 4 }] satisfies EventFilter[]) {
      const there: number[] = [], back: number[] = [];
      for (let row = nextEvent(story, 39 * sec, filter); row >= 0 && timeOf(row) < 53; row = nextEvent(story, trace.time[row]!, filter)) there.push(timeOf(row));
      for (let row = previousEvent(story, 53 * sec, filter); row >= 0 && timeOf(row) > 39; row = previousEvent(story, trace.time[row]!, filter)) back.push(timeOf(row));
      expect(there.length).toBeGreaterThan(4);
      expect(back.reverse()).toEqual(there);
    }
  });

  test('there is nothing after the end, and nothing before the beginning', () => {
    for (const filter of ['all', 'verdicts', { process: 0 }, { monitor: 0, peer: 1 }] satisfies EventFilter[]) {
      expect(nextEvent(story, 60 * sec, filter)).toBe(-1);
      expect(previousEvent(story, 0, filter)).toBe(-1);
    }
  });

  test('all rows of an instant that pass', () => {
    expect(rowsAt(story, 43.01 * sec, 'verdicts').map(row => trace.a[row])).toEqual([0, 1, 2, 3]);
    expect(rowsAt(story, 43.01 * sec, { monitor: 2, peer: 4 }).filter(row => trace.code[row] === Row.suspects)).toHaveLength(1);
    expect(rowsAt(story, 43.011 * sec, 'all')).toEqual([]);
  });
});

const toldBy = (tell: (tale: Story) => void, at: number, code: number, process = 0): string => {
  const tale = new Story(3, 60 * sec).start();
  tell(tale);
  const run = index(tale.trace(), tale.scenario());
  return sentence(run, rowsAt(run, at, 'all').find(row => run.trace.code[row] === code && run.trace.a[row] === process && run.trace.m[row] !== 1)!);
};
/** Beats of n1 to n0 until 10 s, then what is told, then the suspicion at 13.010 s. */
const suspicion = (tell: (tale: Story) => void): string => toldBy(tale => {
  for (let t = 1; t <= 10; t++) tale.packet(t * sec, 1, 0, 10 * ms);
  tell(tale);
  tale.row(13.01 * sec, Row.suspects, 0, 1);
}, 13.01 * sec, Row.suspects);

describe('a sentence of cause', () => {
  test.each<[string, (tale: Story) => void, string]>([
    ['loss', tale => tale.lost(11 * sec, 1, 0, 10 * ms).lost(12 * sec, 1, 0, 10 * ms).lost(13 * sec, 1, 0, 10 * ms), 'n0 suspects n1, wrongly: no heartbeat for 3 s; the last 3 beats were lost on n1→n0, sent at 11.000 s, 12.000 s and 13.000 s.'],
    ['one lost, two late', tale => tale.lost(11 * sec, 1, 0, 10 * ms).packet(12 * sec, 1, 0, 5 * sec).packet(13 * sec, 1, 0, 5 * sec), 'n0 suspects n1, wrongly: no heartbeat for 3 s; 1 beat was lost on n1→n0, sent at 11.000 s; 2 beats are still under way on n1→n0, to arrive at 17.000 s and later.'],
    ['late', tale => tale.packet(11 * sec, 1, 0, 5 * sec), 'n0 suspects n1, wrongly: no heartbeat for 3 s; 1 beat is still under way on n1→n0, to arrive at 16.000 s.'],
    ['crash', tale => tale.row(10.5 * sec, Row.crashes, 1), 'n0 suspects n1, 2.510 s after its crash: no heartbeat for 3 s.'],
    ['pause', tale => tale.row(10.5 * sec, Row.pauses, 1), 'n0 suspects n1, wrongly: no heartbeat for 3 s; n1 has been paused for 2.510 s.'],
    ['cut', tale => tale.row(10.5 * sec, Row.cuts, 1, 0), 'n0 suspects n1, wrongly: no heartbeat for 3 s; the path n1→n0 has been cut since 10.500 s.'],
    ['own pause', tale => tale.row(10.5 * sec, Row.pauses, 0).row(13.01 * sec, Row.resumes, 0), 'n0 suspects n1, wrongly: no heartbeat for 3 s; n0 itself was paused for 2.510 s, and looks at its clock before its messages.'],
    ['nothing to blame', () => {}, 'n0 suspects n1, wrongly: no heartbeat for 3 s; n1 sent none in that time.'],
  ])('%s', (_, tell, expected) => expect(suspicion(tell)).toBe(expected));

  test('without packets in the trace it says what it can', () => {
    expect(toldBy(tale => tale.row(5 * sec, Row.suspects, 0, 1), 5 * sec, Row.suspects)).toBe('n0 suspects n1, wrongly.');
  });

  test('trust: first, again after a mistake, again after a recovery', () => {
    const tell = (tale: Story): Story => tale.row(sec, Row.trusts, 0, 1).row(3 * sec, Row.suspects, 0, 1).row(4.2 * sec, Row.trusts, 0, 1);
    expect(toldBy(tell, sec, Row.trusts)).toBe('n0 hears of n1 for the first time.');
    expect(toldBy(tell, 4.2 * sec, Row.trusts)).toBe('n0 trusts n1 again: the mistake lasted 1.200 s.');
    const back = (tale: Story): Story => tale.row(sec, Row.trusts, 0, 1).row(2 * sec, Row.crashes, 1).row(3 * sec, Row.suspects, 0, 1).row(5 * sec, Row.recovers, 1, -1, 1).row(5.5 * sec, Row.trusts, 0, 1);
    expect(toldBy(back, 5.5 * sec, Row.trusts)).toBe('n0 trusts n1 again: it had recovered 500 ms before.');
  });

  test.each<[string, number, number, (tale: Story) => void, string]>([
    ['crash', Row.crashes, 1, tale => tale.row(sec, Row.crashes, 1, -1, 2), 'n1 crashes: every packet of its host is cut, while it runs on.'],
    ['recovery', Row.recovers, 1, tale => tale.row(0.25 * sec, Row.crashes, 1).row(sec, Row.recovers, 1, -1, 2), 'n1 runs again as incarnation 2, 750 ms after its crash.'],
    ['resumption', Row.resumes, 1, tale => tale.row(0.5 * sec, Row.pauses, 1).row(sec, Row.resumes, 1), 'n1 goes on after a pause of 500 ms.'],
    ['cut', Row.cuts, 0, tale => tale.row(sec, Row.cuts, 0, 2), 'Nothing that n0 sends to n2 arrives any more.'],
    ['send', Row.sends, 0, tale => tale.packet(sec, 0, 2, 12_345), 'n0 sends push.beat to n2; it arrives 12.3 ms later.'],
    ['loss', Row.loses, 0, tale => tale.lost(sec, 0, 2, ms, 'queueFull'), 'push.beat from n0 to n2 is lost: the queue of the link is full.'],
    ['drop', Row.drops, 0, tale => tale.row(sec, Row.drops, 0, 2, 0, beat + 65_536 * causes.indexOf('noProcess')), 'push.beat from n0 to n2 arrives, but nobody takes it: the process there has ended.'],
    ['arrival', Row.receives, 0, tale => tale.row(sec, Row.receives, 0, 2, sec - 40, beat), 'n2 takes push.beat from n0, sent 40 µs before.'],
    ['leader', Row.notes, 0, tale => tale.note(sec, 0, { kind: 'acts', resource: 0, epoch: 3, until: 4 * sec }), 'n0 acts as leader, epoch 3, until its own clock reads 4 s.'],
    ['fence', Row.notes, 2, tale => tale.note(sec, 2, { kind: 'fences', resource: 0, operation: 7, epoch: 3 }), 'n2 refuses write 7 of epoch 3: it has seen a newer token.'],
  ])('%s', (_, code, process, tell, expected) => expect(toldBy(tell, sec, code, process)).toBe(expected));

  test('every row of the story has one, and ends with a full stop', () => {
    for (let row = 0; row < trace.length; row++) expect(sentence(story, row)).toMatch(/^\S.*\.$/);
  });
});

describe('a moment in words', () => {
  test('truth, then belief, then leaders, then messages', () => {
    expect(describeMoment(story, 5.5 * sec)).toBe('At 5.500 s: all 5 processes run. Nobody is suspected. n2 (epoch 1) acts as leader. Last verdict, at 1.000 s: n2 acts as leader, epoch 1.');
    expect(describeMoment(story, 41 * sec)).toContain('n4 has been crashed (kill) for 500 ms; the others run. Nobody suspects n4.');
    const split = describeMoment(story, 48.005 * sec);
    expect(split).toContain('n2 is wrongly suspected by n0 and n1.');
    expect(split).toContain('n4 is rightly suspected by all that watch it.');
    expect(split).toContain('Split-brain for 805 ms: n0 (epoch 2) and n2 (epoch 1) act on one resource; the path n0→n2 has been cut since 45.000 s. 6 messages are under way. Last verdict, at 47.200 s: n0 acts as leader, epoch 2: n2 (epoch 1) still acts.');
  });

  test('a button says truth and belief', () => {
    expect(describeProcess(story, 4, 45 * sec)).toBe('n4, crashed 4.500 s ago; suspected by 4 of 4');
    expect(describeProcess(story, 3, 22.5 * sec)).toBe('n3, running; suspected by 1 of 4');
  });
});
