import { describe, expect, test } from 'vitest';
import { ms, sec } from '../../../../src/time.ts';
import { Row } from '../../../../sim/trace.ts';
import { beliefAt, beliefs, crashedHow, cutAt, index, moment, truthAt, truthSince, truths } from '../../../../ui/lab/model.ts';
import { Story, labStory } from '../../../support/labStory.ts';

const { trace, scenario } = labStory();
const story = index(trace, scenario);

describe('truth', () => {
  test.each([
    [2, 29.999999, 'running'], [2, 30, 'paused'], [2, 34.499999, 'paused'], [2, 34.5, 'running'],
    [4, 40.499999, 'running'], [4, 40.5, 'crashed'], [4, 51.999999, 'crashed'], [4, 52, 'running'], [0, 60, 'running'],
  ])('n%i at %f s is %s', (process, at, truth) => expect(truthAt(story, process, at * sec)).toBe(truth));

  test('since when, and how', () => {
    expect(truthSince(story, 4, 45 * sec)).toBe(40.5 * sec);
    expect(truthSince(story, 4, 55 * sec)).toBe(52 * sec);
    expect(truthSince(story, 0, 55 * sec)).toBe(0);
    expect(crashedHow(story, 4, 45 * sec)).toBe('kill');
    expect(crashedHow(story, 4, 55 * sec)).toBeNull();
  });

  test('a crash hides a pause, which shows again after', () => {
    const tale = new Story(2, 10 * sec).row(sec, Row.pauses, 1).row(2 * sec, Row.crashes, 1, -1, 1).row(3 * sec, Row.recovers, 1).row(4 * sec, Row.resumes, 1);
    const told = index(tale.trace(), tale.scenario());
    expect([0.5, 1.5, 2.5, 3.5, 4.5].map(t => truthAt(told, 1, t * sec))).toEqual(['running', 'paused', 'crashed', 'paused', 'running']);
    expect(crashedHow(told, 1, 2.5 * sec)).toBe('hang');
  });
});

describe('belief', () => {
  test.each([
    [1, 3, 0.009999, 'unheard'], [1, 3, 0.01, 'trusted'], [1, 3, 22.009999, 'trusted'], [1, 3, 22.01, 'suspected'], [1, 3, 23.01, 'trusted'],
    [0, 4, 43.01, 'suspected'], [0, 4, 52.01, 'trusted'], [4, 0, 41, 'none'], [4, 0, 52, 'unheard'], [4, 0, 53.01, 'trusted'], [3, 3, 10, 'none'],
  ])('n%i of n%i at %f s: %s', (monitor, peer, at, belief) => expect(beliefAt(story, monitor, peer, Math.round(at * sec))).toBe(belief));

  test('an opinion recorded after init is none, even a suspicion; a later one is', () => {
    const tale = new Story(2, 10 * sec).row(0, Row.suspects, 0, 1, 0, 1).row(sec, Row.trusts, 0, 1);
    const told = index(tale.trace(), tale.scenario());
    expect(beliefAt(told, 0, 1, 0)).toBe('unheard');
    expect(beliefAt(told, 0, 1, sec)).toBe('trusted');
    expect(told.verdicts).toHaveLength(0);
  });

  test('the decisive opinion is failed as soon as one is', () => {
    const tale = new Story(2, 10 * sec).start().row(sec, Row.suspects, 0, 1).row(2 * sec, Row.fails, 0, 1);
    expect(index(tale.trace(), tale.scenario()).decisive).toBe('failed');
    expect(story.decisive).toBe('suspected');
  });
});

test('a cut is a direction, and ends', () => {
  expect(cutAt(story, 0, 2, 45 * sec - 1)).toBe(false);
  expect(cutAt(story, 0, 2, 45 * sec)).toBe(true);
  expect(cutAt(story, 0, 1, 46 * sec)).toBe(false);
  expect(cutAt(story, 2, 0, 50.5 * sec)).toBe(false);
});

describe('a moment', () => {
  const instants = [0, 0.01, 5, 22.01, 22.5, 23.01, 30, 33, 34.5, 34.51, 40.5, 43.01, 45, 48, 50.5, 51.01, 52, 53.01, 60].map(t => Math.round(t * sec));

  test('says the same as the questions asked one by one', () => {
    for (const t of instants) {
      const now = moment(story, t);
      for (let q = 0; q < 5; q++) {
        expect(truths[now.truth[q]!]).toBe(truthAt(story, q, t));
        expect(now.since[q]).toBe(truthSince(story, q, t));
        for (let p = 0; p < 5; p++) {
          expect(beliefs[now.beliefs[q * 5 + p]!], `${q} of ${p} at ${t}`).toBe(beliefAt(story, q, p, t));
          expect(now.cuts[q * 5 + p] === 1).toBe(q !== p && cutAt(story, q, p, t));
        }
      }
    }
  });

  test('taken forwards, backwards and in leaps, into one buffer, is the same as taken afresh', () => {
    const order = [...instants, ...instants.toReversed(), ...instants.flatMap((t, i) => [t, instants[(i * 7) % instants.length]!])];
    const kept = moment(story, 0);
    for (const t of order) {
      const fresh = moment(story, t, { fade: 100 * ms }), again = moment(story, t, { fade: 100 * ms }, kept);
      expect(again).toBe(kept);
      expect([...again.beliefs]).toEqual([...fresh.beliefs]);
      expect([...again.truth, again.cutCount, again.moving.count, again.time]).toEqual([...fresh.truth, fresh.cutCount, fresh.moving.count, t]);
    }
  });

  test('of another run is never mixed with this one', () => {
    const other = index(new Story(5, sec).start().trace(), scenario);
    const kept = moment(story, 48 * sec);
    expect([...moment(other, 48 * sec, {}, kept).beliefs].filter(belief => belief === beliefs.indexOf('suspected'))).toEqual([]);
    expect(kept.cutCount).toBe(0);
  });
});
