import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ms, sec } from '../../../../src/time.ts';
import { Row } from '../../../../sim/trace.ts';
import { index, moment, type TraceIndex } from '../../../../ui/lab/model.ts';
import { accusersAt } from '../../../../ui/lab/model/accusers.ts';
import { disagreement, disagreementAt, worstWithin } from '../../../../ui/lab/model/disagreement.ts';
import { Story, labStory } from '../../../support/labStory.ts';

const { trace, scenario } = labStory(), story = index(trace, scenario);

/** Cell by cell, from what the matrix shows. */
function counted(run: TraceIndex, t: number): { wrong: number; of: number } {
  const { beliefs, truth } = moment(run, t);
  let wrong = 0, of = 0;
  beliefs.forEach((belief, pair) => {
    if (belief < 2) return;
    of++;
    if ((belief >= 3) !== (truth[pair % run.count] === 2)) wrong++;
  });
  return { wrong, of };
}

const change = fc.record({ at: fc.nat({ max: 200 }), kind: fc.constantFrom('trusts', 'suspects', 'crashes', 'recovers'), a: fc.nat({ max: 3 }), by: fc.integer({ min: 1, max: 3 }) });
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;
function told(changes: readonly Change[]): TraceIndex {
  const tale = new Story(4, 10 * sec).start();
  for (const { at, kind, a, by } of changes) {
    if (kind === 'crashes' || kind === 'recovers') tale.row(at * 40 * ms, Row[kind as 'crashes'], a);
    else tale.row(at * 40 * ms, Row[kind as 'trusts'], a, (a + by) % 4);
  }
  return index(tale.trace(), tale.scenario());
}

describe('disagreement', () => {
  test('is at every instant what the matrix shows', () => {
    for (let t = 0; t < 60 * sec; t += 250 * ms) expect(disagreementAt(disagreement(story), t), `${t}`).toEqual(counted(story, t));
    fc.assert(fc.property(fc.array(change, { maxLength: 60 }), changes => {
      const run = told(changes), all = disagreement(run);
      for (let t = 20 * ms; t < 9 * sec; t += 40 * ms) expect(disagreementAt(all, t)).toEqual(counted(run, t));
    }), { numRuns: 40, seed: 1 });
  });

  test('the worst of a stretch is the worst of its instants', () => {
    fc.assert(fc.property(fc.array(change, { minLength: 150, maxLength: 400 }), fc.nat({ max: 200 }), fc.nat({ max: 200 }), (changes, one, other) => {
      const all = disagreement(told(changes)), from = Math.min(one, other) * 40 * ms, to = Math.max(one, other) * 40 * ms;
      let worst = 0;
      for (let t = from; t <= to; t += 40 * ms) {
        const { wrong, of } = disagreementAt(all, t);
        worst = Math.max(worst, wrong / Math.max(1, of));
      }
      expect(worstWithin(all, { from, to })).toBeCloseTo(worst, 12);
    }), { numRuns: 40, seed: 3 });
  });

  test('a process is charged with the time that opinions about it, and of it, were off', () => {
    const run = index(...asked(new Story(3, 10 * sec).start().row(0, Row.trusts, 0, 1).row(0, Row.trusts, 1, 0).row(2 * sec, Row.suspects, 0, 1).row(5 * sec, Row.trusts, 0, 1)));
    expect([...disagreement(run).about]).toEqual([3 * sec, 3 * sec, 0]);
  });
});

const asked = (tale: Story): [ReturnType<Story['trace']>, ReturnType<Story['scenario']>] => [tale.trace(), tale.scenario()];

describe('accusers', () => {
  const at = (run: TraceIndex, t: number): { begun: [number, number][]; standing: number[] } => {
    const { begun, standing } = accusersAt(run, t);
    return { begun: [...begun].flatMap((many, pair): [number, number][] => (many > 0 ? [[pair, many]] : [])), standing: [...standing].flatMap((one, pair) => (one ? [pair] : [])) };
  };
  const run = index(...asked(new Story(3, 10 * sec).start()
    .row(sec, Row.suspects, 0, 2).row(2 * sec, Row.suspects, 1, 2).row(3 * sec, Row.trusts, 0, 2)
    .row(4 * sec, Row.suspects, 0, 2).row(5 * sec, Row.trusts, 0, 2).row(5 * sec, Row.trusts, 1, 2)
    .row(6 * sec, Row.suspects, 1, 2).row(7 * sec, Row.crashes, 1)));

  test('the first to suspect accuses; who follows, or says it again while it stands, does not', () => {
    expect(at(run, 0.5 * sec)).toEqual({ begun: [], standing: [] });
    expect(at(run, 2 * sec)).toEqual({ begun: [[2, 1]], standing: [2] });
    expect(at(run, 4.5 * sec)).toEqual({ begun: [[2, 1]], standing: [2] });
    expect(at(run, 5 * sec)).toEqual({ begun: [[2, 1]], standing: [] });
    expect(at(run, 6 * sec)).toEqual({ begun: [[2, 1], [5, 1]], standing: [5] });
  });

  test('an accuser that crashes takes its accusation along; going back reads the same', () => {
    expect(at(run, 7 * sec)).toEqual({ begun: [[2, 1], [5, 1]], standing: [] });
    expect(at(run, 2 * sec)).toEqual({ begun: [[2, 1]], standing: [2] });
  });

  test('those of one instant accuse together', () => {
    const both = index(...asked(new Story(3, 10 * sec).start().row(sec, Row.suspects, 0, 2).row(sec, Row.suspects, 1, 2)));
    expect(at(both, sec).standing).toEqual([2, 5]);
  });
});
