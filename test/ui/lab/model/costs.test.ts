/** What lanes say of leaders, writes and load, against the engine's own report. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ms, sec } from '../../../../src/time.ts';
import { builtIn } from '../../../../sim/builtIn.ts';
import { measure } from '../../../../sim/qos.ts';
import { simulate, type Run } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { index, type TraceIndex } from '../../../../ui/lab/model.ts';
import { congestion, loadAt, loadOf, rateOf } from '../../../../ui/lab/model/load.ts';
import { writesOf, type WriteFate } from '../../../../ui/lab/model/writes.ts';
import { Story } from '../../../support/labStory.ts';

const runs = new Map<string, { run: Run; seen: TraceIndex }>();
const runOf = (name: string): { run: Run; seen: TraceIndex } => {
  const known = runs.get(name);
  if (known) return known;
  const file = JSON.parse(readFileSync(new URL(`../../../../scenarios/${name}.json`, import.meta.url), 'utf8')) as ScenarioFile;
  const run = simulate(file, { trace: 'full' });
  const made = { run, seen: index(run.trace, run.scenario, builtIn) };
  runs.set(name, made);
  return made;
};
const many = (seen: TraceIndex, fate: WriteFate): number => [...writesOf(seen).values()].flat().filter(write => write.fate === fate).length;

describe('writes', () => {
  test.each(['sentinelFailover', 'splitBrainFencing', 'mongoRollback'])('of %s are lost and fenced as the report counts them', name => {
    const { run, seen } = runOf(name), { lost, fencedWrites } = measure(run).leadership!;
    expect(many(seen, 'lost')).toBe(lost.overlap + lost.replicationLag);
    const operations = new Set([...writesOf(seen).values()].flat().filter(({ fate }) => fate === 'fenced').map(({ resource, operation }) => `${resource} ${operation}`));
    expect(operations.size).toBe(fencedWrites);
    expect(many(seen, 'accepted')).toBeGreaterThan(10);
  });
});

describe('leaders', () => {
  test.each(['sentinelFailover', 'nodeEviction', 'mongoRollback'])('of %s: the time without one is as the report has it', name => {
    const { run, seen } = runOf(name), measured = measure(run).leadership!;
    const from = seen.scenario.warmUp, total = seen.leadership.leaderless.reduce((sum, span) => sum + Math.max(0, span.to - Math.max(from, span.from)), 0);
    expect(total).toBe(measured.leaderless.total);
  });

  test('every resource that is led has its own', () => {
    const { seen } = runOf('nodeEviction');
    expect(seen.leadership.resources).toEqual([0, 1, 2, 3]);
  });
});

describe('load', () => {
  test.each(['selfCongestion', 'sentinelFailover', 'swimAsksAFriend'])('of %s adds up to what the engine counted, by purpose', name => {
    const { run, seen } = runOf(name), columns = loadOf(seen, run.load);
    const counted = (purpose: string): number => run.load.messages.reduce((sum, messages, i) => sum + (run.load.purposes[i % run.load.kinds.length] === purpose ? messages : 0), 0);
    for (const { purpose, sent } of columns) expect(sent.length, purpose).toBe(counted(purpose));
    const bytes = columns.reduce((sum, column) => sum + column.bytes.at(-1)!, 0);
    const all = run.load.bytes.reduce((sum, each, i) => sum + (run.load.purposes[i % run.load.kinds.length] ? each : 0), 0);
    expect(bytes / all).toBeCloseTo(1, 6);
  });

  test('a rate is what was sent in the second before, and nothing else', () => {
    const story = new Story(2, 10 * sec);
    for (let at = 0; at < 10 * sec; at += 250 * ms) story.packet(at, 0, 1, ms);
    const columns = loadOf(index(story.trace(), story.scenario()), { kinds: ['push.beat'], messages: [40], bytes: [2_000] });
    expect(loadAt(columns, 5 * sec)).toEqual([{ purpose: 'heartbeat', messages: 4, bytes: 200 }]);
    expect(loadAt(columns, 0)).toEqual([{ purpose: 'heartbeat', messages: 1, bytes: 50 }]);
    expect(rateOf(columns[0]!, { from: 5 * sec, to: 5.2 * sec })).toEqual({ messages: 0, bytes: 0 });
  });

  test('a queue that drops is as congested as the report says, while it drops', () => {
    const { run, seen } = runOf('selfCongestion'), spans = congestion(seen);
    expect(spans.reduce((sum, { drops }) => sum + drops, 0)).toBe(run.load.queueDrops);
    expect(spans.every(({ from, to }) => from > 3 * sec && to < 9 * sec)).toBe(true);
  });
});
