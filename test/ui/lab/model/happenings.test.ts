import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sec } from '../../../../src/time.ts';
import { builtIn } from '../../../../sim/builtIn.ts';
import { measure } from '../../../../sim/qos.ts';
import { simulate } from '../../../../sim/run.ts';
import { pool } from '../../../../sim/statistics.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { happeningKinds, happenings, index, nearest, nextEvent, previousEvent } from '../../../../ui/lab/model.ts';
import { labStory } from '../../../support/labStory.ts';

const { trace, scenario } = labStory();
const story = index(trace, scenario);

describe('in a story made by hand', () => {
  test.each([
    ['suspicion', [22.01, 32.01, 32.01, 32.01, 32.01, 43.01, 43.01, 43.01, 43.01, ...Array<number>(8).fill(47.01)]],
    ['mistake', [22.01, 32.01, 32.01, 32.01, 32.01, ...Array<number>(8).fill(47.01)]],
    ['detection', [43.01, 43.01, 43.01, 43.01]], ['leader', [1, 30, 34.5, 47.2, 50.6]], ['splitBrain', [47.2]],
  ] as const)('%s', (kind, times) => expect([...happenings(story, kind).at].map(at => at / sec)).toEqual(times));

  test('lost heartbeats: three on one link, and those of the cut, each way; not those to a process that has crashed', () => {
    const { at } = happenings(story, 'lostBeat');
    expect([...at].filter(t => t < 40 * sec).map(t => t / sec)).toEqual([20, 21, 22]);
    // 45 … 50 s: 2 × 3 pairs each way, but that n4 sends nothing
    expect(at.length - 3).toBe(6 * (6 + 4));
  });

  test('to the next one, and back', () => {
    for (const kind of happeningKinds) {
      const { at } = happenings(story, kind), different = [...new Set(at)];
      const there: number[] = [], back: number[] = [];
      for (let row = nextEvent(story, -1, { kind }), t = -1; row >= 0; row = nextEvent(story, t, { kind })) there.push(t = at[nearest(happenings(story, kind), t, 1)]!);
      for (let row = previousEvent(story, 60 * sec, { kind }), t = 60 * sec; row >= 0; row = previousEvent(story, t, { kind })) back.unshift(t = at[nearest(happenings(story, kind), t, -1)]!);
      expect(there).toEqual(different);
      expect(back).toEqual(different);
    }
  });
});

test.each(['pauseTakenForDeath', 'burstyLoss', 'raftElection', 'swimAsksAFriend', 'splitBrainFencing', 'redisClusterMinority', 'lifeguardSickObserver'])('%s: as many as its report counts', name => {
  const file = JSON.parse(readFileSync(new URL(`../../../../scenarios/${name}.json`, import.meta.url), 'utf8')) as ScenarioFile;
  const run = simulate(file, { trace: 'full' }), { pooled } = pool([measure(run)], { scenario: run.scenario, version: '', warnings: [] });
  const of = index(run.trace, run.scenario, builtIn);
  const count = (kind: (typeof happeningKinds)[number]): number => happenings(of, kind).at.length;
  expect(count('mistake')).toBe(pooled.mistakes);
  expect(count('splitBrain')).toBe(pooled.splitBrain?.count ?? 0);
});
