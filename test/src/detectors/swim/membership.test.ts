import { describe, expect, test } from 'vitest';
import type { Opinion } from '../../../../src/contract.ts';
import { learn, life, membership, opinionOf, supersedes } from '../../../../src/detectors/swim/membership.ts';
import { spread, tell, tellings, rumours, type Update } from '../../../../src/detectors/swim/rumours.ts';
import { nextBeat, nextInTurn, rounds, someOf } from '../../../../src/detectors/swim/rounds.ts';
import { NEVER } from '../../../../src/time.ts';
import { recordingPort } from '../../../support/recordingPort.ts';

const says = (verdict: Opinion, incarnation: number) => ({ verdict, incarnation });

describe('which verdict beats which (SWIM, section 4.2)', () => {
  test.each([
    [says('trusted', 1), says('suspected', 0), true],
    [says('trusted', 1), says('suspected', 1), false],
    [says('trusted', 1), says('trusted', 1), false],
    [says('suspected', 1), says('trusted', 1), true],
    [says('suspected', 1), says('suspected', 1), false],
    [says('suspected', 2), says('suspected', 1), true],
    [says('suspected', 0), says('trusted', 1), false],
    [says('failed', 0), says('trusted', 7), true],
    [says('failed', 0), says('suspected', 7), true],
    [says('trusted', 9), says('failed', 0), false],
    [says('failed', 9), says('failed', 0), false],
    [says('trusted', life), says('failed', 5), true],
    [says('failed', 5), says('trusted', life), false],
  ])('%o over %o: %s', (update, believed, expected) => expect(supersedes(update, believed)).toBe(expected));

  test('no two verdicts beat each other', () => {
    const all = (['trusted', 'suspected', 'failed'] as const).flatMap(verdict => [0, 1, life, life + 1].map(i => says(verdict, i)));
    for (const one of all) for (const two of all) expect(supersedes(one, two) && supersedes(two, one)).toBe(false);
  });
});

const start = { self: 0, roles: ['', '', ''], peers: [1, 2], watches: [1], watchedBy: [2], params: {}, now: 0, incarnation: 0 };

describe('what a member believes', () => {
  test('first evidence is told to the port, of those only that it watches', () => {
    const [list, port] = [membership(start, 1), recordingPort()];
    learn(list, { about: 1, ...says('trusted', 0) }, 50, port);
    learn(list, { about: 1, ...says('trusted', 0) }, 50, port);
    learn(list, { about: 2, ...says('suspected', 0) }, 50, port);
    expect(port.effects).toEqual([{ kind: 'trust', peer: 1 }]);
    expect([opinionOf(list, 1), opinionOf(list, 2), list.next]).toEqual(['trusted', 'suspected', 50]);
  });

  test('it refutes what it is accused of, once for each accusation, and after a failure returns as another', () => {
    const [list, port] = [membership(start, 1), recordingPort()];
    const hear = (verdict: Opinion, incarnation: number): number => {
      learn(list, { about: 0, verdict, incarnation }, NEVER, port);
      return list.own;
    };
    expect([hear('trusted', 0), hear('suspected', 0), hear('suspected', 0), hear('suspected', 6)]).toEqual([0, 1, 1, 7]);
    expect([hear('failed', 7), hear('failed', 7)]).toEqual([life, life]);
    expect(port.effects).toEqual([]);
  });

  test('a restart is a later life', () => expect(membership({ ...start, incarnation: 2 }, 1).own).toBe(2 * life));
});

describe('rumours', () => {
  const update = (about: number): Update => ({ about, verdict: 'failed', incarnation: 0 });
  const abouts = (news: readonly Update[]): number[] => news.map(({ about }) => about);

  test('are told λ ln n times, at least once', () => {
    expect([tellings(3, 1), tellings(3, 10), tellings(1, 100)]).toEqual([1, 7, 5]);
  });

  test('those told least often first, each as often as the limit, a few at a time', () => {
    const waiting = rumours(2);
    [1, 2, 3].forEach(about => spread(waiting, update(about)));
    expect(abouts(tell(waiting, 2, () => true))).toEqual([3, 2]);
    expect(abouts(tell(waiting, 2, () => true))).toEqual([1, 2]);
    expect(abouts(tell(waiting, 9, () => true)).toSorted()).toEqual([1, 3]);
    expect(tell(waiting, 9, () => true)).toEqual([]);
  });

  test('one that is no longer true is not told', () => {
    const waiting = rumours(3);
    [1, 2].forEach(about => spread(waiting, update(about)));
    expect(abouts(tell(waiting, 9, ({ about }) => about !== 2))).toEqual([1]);
  });
});

describe('whose turn it is', () => {
  const dice = recordingPort([0.1, 0.7, 0.4, 0.95, 0.2]);

  test('all in turn, in a new order each time', () => {
    const turn = rounds([1, 2, 3, 4, 5], dice);
    const rows = [1, 2, 3].map(() => Array.from({ length: 5 }, () => nextInTurn(turn, () => true, dice)));
    for (const row of rows) expect(row.toSorted()).toEqual([1, 2, 3, 4, 5]);
    expect(new Set(rows.map(String)).size).toBeGreaterThan(1);
  });

  test('those left out are skipped, and nobody is left is −1', () => {
    const turn = rounds([1, 2, 3], dice);
    expect(Array.from({ length: 4 }, () => nextInTurn(turn, peer => peer === 2, dice))).toEqual([2, 2, 2, 2]);
    expect(nextInTurn(turn, () => false, dice)).toBe(-1);
    expect(nextInTurn(rounds([], dice), () => true, dice)).toBe(-1);
  });

  test('some of them, each once', () => {
    expect(new Set(someOf([1, 2, 3, 4], 3, dice)).size).toBe(3);
    expect(someOf([1, 2], 5, dice).toSorted()).toEqual([1, 2]);
  });

  test('a missed beat is skipped', () => expect([nextBeat(5, 10, 5), nextBeat(5, 10, 14), nextBeat(5, 10, 15)]).toEqual([15, 15, 25]));
});
