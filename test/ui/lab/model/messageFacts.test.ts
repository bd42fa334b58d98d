/** What the inspector says of a single message, against runs whose every length is known. */
import { expect, test } from 'vitest';
import { builtIn } from '../../../../sim/builtIn.ts';
import { begin } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { told } from '../../../../ui/lab/estimates.ts';
import { index } from '../../../../ui/lab/model.ts';
import { carriedRows } from '../../../../ui/lab/model/carried.ts';
import { beside, messageOf, messagesLately, rowOf } from '../../../../ui/lab/model/message.ts';
import { factsOf } from '../../../../ui/lab/model/messageFacts.ts';
import { labStory } from '../../../support/labStory.ts';

const s = 1_000_000;
const { trace, scenario } = labStory(), story = index(trace, scenario);
const of = (from: number, to: number, sent: number) => rowOf(story, { from, to, sent, kind: 'push.beat', copy: 0 });

test('every message has a name, and the name leads to it again', () => {
  for (const row of story.packets.row) expect(rowOf(story, messageOf(story, row))).toBe(row);
  expect(of(0, 1, 20 * s + 1)).toBe(-1);
  expect(rowOf(story, { from: 0, to: 1, sent: 20 * s, kind: 'push.beat', copy: 1 })).toBe(-1);
});

test('its neighbours on the same way; what was sent last', () => {
  const row = of(0, 1, 20 * s);
  expect([messageOf(story, beside(story, row, 1)).sent, messageOf(story, beside(story, row, -1)).sent]).toEqual([21 * s, 19 * s]);
  expect(messageOf(story, beside(story, of(3, 1, 19 * s), 1))).toMatchObject({ sent: 20 * s, lost: 'loss' });
  expect(beside(story, of(0, 1, 0), -1)).toBe(-1);
  expect(beside(story, of(0, 1, 59 * s), 1)).toBe(-1);
  expect(messagesLately(story, 20.5 * s, 0, 1).slice(0, 2).map(one => messageOf(story, one).sent)).toEqual([20 * s, 20 * s]);
});

test('one that comes: before, under way, after', () => {
  const row = of(0, 1, 20 * s), at = (t: number) => factsOf(story, row, t, null);
  expect(at(19 * s).sentence).toBe('n0 sends push.beat to n1 at 20.000 s; it arrives at 20.010 s.');
  expect(at(20.004 * s).sentence).toBe('n0 sent push.beat to n1 at 20.000 s; it arrives at 20.010 s, in 6 ms.');
  expect(at(21 * s)).toMatchObject({
    title: 'push.beat, n0 → n1', sentence: 'n0 sent push.beat to n1 at 20.000 s; it arrived 10 ms later.', carries: null, changed: [],
    facts: [['from', 'n0'], ['to', 'n1'], ['message', 'push.beat, a heartbeat'], ['sent', '20.000 s'], ['latency', '10 ms'], ['arrived', '20.010 s']],
  });
});

test('one that is lost says where and why, and which suspicion it was missed for', () => {
  const { sentence, facts, changed } = factsOf(story, of(3, 1, 21 * s), 25 * s, null);
  expect(sentence).toBe('n3 sent push.beat to n1 at 21.000 s; it was lost on its way: the network lost it.');
  expect(facts.slice(-2)).toEqual([['lost', 'on its way: the network lost it'], ['would have taken', '10 ms']]);
  expect(changed).toHaveLength(1);
  expect(changed[0]).toMatch(/^n1 suspects n3, wrongly: no heartbeat for 3 s; the last 3 beats were lost on n3→n1/);
  expect(factsOf(story, of(0, 4, 41 * s), 50 * s, null).facts.slice(-3)).toEqual([['latency', '10 ms'], ['arrived', '41.010 s'], ['not taken', 'the process there has ended']]);
});

test('one that lies unread at a process that is paused', () => {
  expect(factsOf(story, of(0, 2, 31 * s), 40 * s, null).facts.at(-1)).toEqual(['taken by its process', '34.500 s, 3.490 s after it came']);
});

const beats: ScenarioFile = {
  flatline: 1, seed: 'message', horizon: '30s', processes: 2, watches: [[1, 0]],
  detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '1500ms' } },
  network: { latency: { kind: 'constant', value: '10ms' } },
  faults: [{ id: 'a', kind: 'message', from: 0, to: 1, sent: '9s', message: 'push.beat', do: { delay: '700ms' } }, { id: 'b', kind: 'message', from: 0, to: 1, sent: '12s', message: 'push.beat', do: 'drop' }],
} as unknown as ScenarioFile;

test('what it carries, and whether its monitor still waits for it, as the run itself knows', () => {
  const engine = begin(beats, { seekable: true, trace: 'full' });
  engine.advance(30 * s);
  const run = index(engine.trace(), engine.scenario, builtIn);
  const facts = (sent: number) => {
    const row = rowOf(run, { from: 0, to: 1, sent, kind: 'push.beat', copy: 0 }), message = messageOf(run, row);
    return factsOf(run, row, 30 * s, told({ engine, registry: builtIn }, { ask: 'message', message, until: message.until }));
  };
  expect(facts(5 * s).carries).toEqual([['size', '33 bytes'], ['incarnation', '0'], ['seq', '5'], ['sent at', '5.000 s, by its own clock']]);
  // the beat before came at 4.010 s: 1.5 s of patience
  expect(facts(5 * s).facts.at(-1)).toEqual(['deadline of n1', '5.510 s: it comes in time, 500 ms before']);
  expect(facts(9 * s).facts.at(-1)).toEqual(['deadline of n1', '9.510 s: it comes too late, 200 ms after']);
  expect(facts(9 * s).changed[0]).toMatch(/^n1 trusts n0 again: push\.beat of n0 came, sent 710 ms before/);
  expect(facts(12 * s)).toMatchObject({ sentence: 'n0 sent push.beat to n1 at 12.000 s; it was lost on its way: the fault script drops it.' });
  expect(facts(12 * s).facts.at(-1)).toEqual(['deadline of n1', '12.510 s: without this one it waits until then']);
  expect(facts(12 * s).carries).toContainEqual(['seq', '12']);
  expect(facts(0).carries).toEqual([['contents', 'not kept of the very first moment']]);
});

test('contents in words: who, when, how long, lists and parts', () => {
  const names = ['n0', 'n1', 'n2'];
  const message = { kind: 'swim.ack', who: 2, askedBy: 9, isGranted: true, vote: null, heartbeatAt: 1.5 * s, desiredMinTx: 300_000, members: [0, 2], news: [{ about: 1, opinion: 'suspected', incarnation: 3 }], counters: Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8]), empty: [] };
  expect(carriedRows(message as never, names)).toEqual([
    ['who', 'n2'], ['asked by', 'nobody'], ['is granted', 'yes'], ['vote', 'none'], ['heartbeat at', '1.500 s, by its own clock'], ['desired min tx', '300 ms'],
    ['members', 'n0 and n2'], ['news', '1: about n1, opinion suspected, incarnation 3'], ['counters', '1, 2, 3, 4, 5, 6 and 2 more'], ['empty', 'none'],
  ]);
});
