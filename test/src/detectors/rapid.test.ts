import { describe, expect, test } from 'vitest';
import { stepsOf, type Step } from '../../../scenarios/systems/history.ts';
import { simulate } from '../../../sim/run.ts';
import { accuse, freshCut, implied, tally } from '../../../src/detectors/rapid/cutDetection.ts';
import { accept, choice, countVote, fastRank, freshBallot, promise, voteFast } from '../../../src/detectors/rapid/consensus.ts';
import { ended, freshEdge, hasFailed } from '../../../src/detectors/rapid/edges.ts';
import { observersOf, ringOf, subjectsOf } from '../../../src/detectors/rapid/rings.ts';
import type { RapidParams } from '../../../src/detectors/rapid.ts';
import { sec } from '../../../src/time.ts';

const cluster = (faults: readonly object[], detector: object = {}, more: object = {}): readonly Step[] => stepsOf(simulate({
  flatline: 1, seed: 'rapid', horizon: '80s', processes: 8, network: { latency: '1ms' }, detector: { kind: 'rapid', ...detector }, faults: faults as never, ...more,
}).trace);
const said = (steps: readonly Step[], name: string) => steps.filter(step => step.name === name).map(({ at, by, about }) => ({ at: at / sec, by, about }));
const pairs = (steps: readonly Step[], name: string) => new Set(said(steps, name).map(({ by, about }) => `${by} ${about}`)).size;

describe('a crash', () => {
  const steps = cluster([{ id: 'crash', at: '20s', kind: 'crash', process: 3 }]);

  test('ten probes fail, one tick later it is accused, and everybody removes it by the fast round at one moment', () => {
    const failed = said(steps, 'fails');
    expect(failed.map(({ about }) => about)).toEqual(Array<number>(7).fill(3));
    // its kernel answers for it, so each probe fails at once: the tenth 9 … 10 s after the crash, looked at a second later
    expect(failed[0]!.at).toBeGreaterThan(30);
    expect(failed[0]!.at).toBeLessThan(31.2);
    expect(failed.at(-1)!.at - failed[0]!.at).toBeLessThan(0.01);
  });

  test('nobody else is ever suspected', () => {
    expect(new Set([...said(steps, 'suspects'), ...said(steps, 'fails')].map(({ about }) => about))).toEqual(new Set([3]));
  });

  test('one that only falls silent takes a tick longer', () => {
    const [killed, hung] = ['kill', 'hang'].map(how => said(cluster([{ id: 'crash', at: '20s', kind: 'crash', how, process: 3 }]), 'fails')[0]!.at) as [number, number];
    expect(hung - killed).toBeGreaterThan(0.5);
    expect(hung - killed).toBeLessThan(2);
  });

  test('one that begins anew is removed first, then taken in', () => {
    const back = cluster([{ id: 'crash', at: '20s', for: '5s', kind: 'crash', process: 3 }]);
    const trusted = said(back, 'trusts').filter(({ at, about }) => about === 3 && at > 26);
    expect(pairs(back, 'fails')).toBe(7);
    expect(trusted.length).toBeGreaterThanOrEqual(7);
    expect(trusted[0]!.at).toBeGreaterThan(said(back, 'fails')[0]!.at);
  });
});

describe('what one cannot see', () => {
  test('two that crash together go together, in one configuration', () => {
    const steps = cluster([{ id: 'crash', at: '20s', kind: 'crash', process: [3, 5] }], {}, { processes: 12 });
    const failed = said(steps, 'fails');
    expect(failed).toHaveLength(20);
    for (let by = 0; by < 12; by++) {
      const mine = failed.filter(step => step.by === by);
      if (mine.length > 0) expect(mine[0]!.at).toBe(mine[1]!.at);
    }
  });

  test('one bad link removes nobody: fewer than L accuse', () => {
    const steps = cluster([{ id: 'cable', at: '20s', kind: 'partition', pairs: [[2, 3]] }], {}, { processes: 20 });
    expect(said(steps, 'fails')).toEqual([]);
    // who cannot be heard over it is suspected by the other end, if that observes it at all
    expect(said(steps, 'suspects').every(({ by, about }) => by + about === 5)).toBe(true);
  });

  test('a minority decides nothing; the majority removes it, and takes it in when it returns', () => {
    const steps = cluster([{ id: 'split', at: '10s', for: '30s', kind: 'partition', groups: [[0, 1], [2, 3, 4, 5, 6, 7]] }]);
    const failed = said(steps, 'fails').filter(({ at }) => at < 40);
    expect(failed.every(({ by, about }) => by >= 2 && about < 2)).toBe(true);
    expect(failed).toHaveLength(12);
    const trusted = said(steps, 'trusts').filter(({ at, by, about }) => at > 40 && by >= 2 && about < 2);
    expect(new Set(trusted.map(({ by, about }) => `${by} ${about}`)).size).toBe(12);
  });

  test('where a fast quorum is out of reach, a majority decides in a second round', () => {
    const steps = cluster([{ id: 'crash', at: '5s', kind: 'crash', process: [6, 7] }], {}, { horizon: '2m' });
    expect(pairs(steps, 'fails')).toBe(12);
    expect(said(steps, 'fails')[0]!.at).toBeGreaterThan(5 + 11);
  });
});

test('too many at once may be too much: whom mostly crashed members observed is accused by too few, and holds up the rest', () => {
  const steps = cluster([{ id: 'crash', at: '5s', kind: 'crash', process: [5, 6, 7] }], {}, { horizon: '2m' });
  expect(pairs(steps, 'fails')).toBe(0);
  expect(pairs(steps, 'suspects')).toBeGreaterThan(9);
});

describe('edges', () => {
  const params = { edge: 'total', failures: 3, window: 4 } as RapidParams;
  const after = (edge: 'total' | 'recent', ...results: readonly boolean[]): boolean => {
    const one = freshEdge(1, [0]);
    for (const failed of results) ended(one, failed, params);
    return hasFailed(one, { ...params, edge });
  };
  test('in the code the total counts, whatever succeeded between; in the paper the last few', () => {
    const results = [true, false, false, true, false, false, true];
    expect([after('total', ...results), after('recent', ...results)]).toEqual([true, false]);
    expect(after('recent', false, true, true, false, true)).toBe(true);
  });
});

describe('rings', () => {
  const members = [0, 1, 2, 3, 4, 5, 6];
  test('each member has one observer and one subject on each', () => {
    for (let ring = 0; ring < 5; ring++) expect([...ringOf(members, ring)].sort()).toEqual(members);
    for (const member of members) {
      const rings = [...subjectsOf(members, 10, member).values()].flat().sort((a, b) => a - b);
      expect(rings).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(observersOf(members, 10, member)).not.toContain(member);
    }
  });
  test('observer and subject are two ends of one edge', () => {
    for (const member of members) {
      observersOf(members, 10, member).forEach((observer, ring) => expect(subjectsOf(members, 10, observer).get(member)).toContain(ring));
    }
  });
});

describe('the cut', () => {
  const limits = { k: 5, h: 4, l: 2 };
  test('a ring counts once', () => {
    const cut = freshCut();
    for (let again = 0; again < 3; again++) accuse(cut, limits, 1, 0);
    expect(tally(cut, 1)).toBe(1);
  });
  test('an observer that is in doubt itself is taken to accuse', () => {
    const cut = freshCut();
    for (const ring of [0, 1, 2]) accuse(cut, limits, 1, ring);
    for (const ring of [0, 1]) accuse(cut, limits, 2, ring);
    expect(implied(cut, limits, subject => (subject === 1 ? [3, 3, 3, 2, 3] : [3, 3, 3, 3, 3]))).toEqual([]);
    expect(tally(cut, 1)).toBe(4);
    for (const ring of [2, 3]) accuse(cut, limits, 2, ring);
    expect(cut.unstable).toEqual([]);
  });
});

describe('agreement', () => {
  test('each voter counts once, and three of three must agree in the fast round', () => {
    const ballot = freshBallot();
    expect([0, 1, 1, 2].map(from => countVote(ballot, from, fastRank, [7], 3))).toEqual([false, false, false, true]);
  });
  test('a later promise forbids the fast vote, and an earlier acceptance', () => {
    const ballot = freshBallot();
    expect(promise(ballot, { round: 2, leader: 0 })).toBe(true);
    expect([voteFast(ballot, [1]), promise(ballot, { round: 2, leader: 0 }), accept(ballot, { round: 1, leader: 5 }, [1])]).toEqual([false, false, false]);
    expect([accept(ballot, { round: 2, leader: 0 }, [1]), accept(ballot, { round: 2, leader: 0 }, [1])]).toEqual([true, false]);
  });
  test('what may have been decided is proposed again: the latest vote, and of the fast ones the most frequent', () => {
    const ballot = freshBallot();
    const from = (id: number, round: number, ...value: number[]) => ballot.promises.push({ from: id, votedAt: { round, leader: -1 }, value });
    from(0, 0);
    expect(choice(ballot)).toBeNull();
    from(1, 1, 5);
    from(2, 1, 6);
    from(3, 1, 6);
    expect(choice(ballot)).toEqual([6]);
    from(4, 2, 5);
    expect(choice(ballot)).toEqual([5]);
  });
});
