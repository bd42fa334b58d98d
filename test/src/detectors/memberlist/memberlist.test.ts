/** The parts of memberlist that are pure; the numbers of its own tests are vectors in the evidence. */
import { describe, expect, test } from 'vitest';
import { enqueued, pack } from '../../../../src/detectors/memberlist/broadcasts.ts';
import { health, healthChange, scaled } from '../../../../src/detectors/memberlist/localHealth.ts';
import { profiles } from '../../../../src/detectors/memberlist/profiles.ts';
import { merged, refuting, ruled, type MemberRecord } from '../../../../src/detectors/memberlist/records.ts';
import { leastSuspicion, pushPullInterval, retransmitLimit } from '../../../../src/detectors/memberlist/scaling.ts';
import { confirmations, confirmed, remainingSuspicion, suspicion, suspicionBounds, suspicionLasts } from '../../../../src/detectors/memberlist/suspicionTimeout.ts';
import { ms, sec } from '../../../../src/time.ts';

describe('what grows with the group', () => {
  test('powers of ten and of two are exact', () => {
    for (let power = 0, n = 1; power < 12; power++, n *= 10) {
      expect(retransmitLimit(1, n - 1)).toBe(power);
      expect(retransmitLimit(1, n)).toBe(power + 1);
      expect(leastSuspicion(1, n, sec)).toBe(Math.max(1, power) * sec);
    }
    for (let power = 6; power < 20; power++) {
      expect(pushPullInterval(1, 2 ** power)).toBe(power - 4);
      expect(pushPullInterval(1, 2 ** power + 1)).toBe(power - 3);
    }
  });

  test('the comment in its source says 120 s for ten thousand members of a LAN; the code gives 96 s at most', () => {
    const { suspicionMult, suspicionMaxTimeoutMult, probeInterval } = profiles.lan;
    expect(suspicionBounds(suspicionMult, suspicionMaxTimeoutMult, 10_000, probeInterval)).toEqual({ confirmations: 2, least: 16 * sec, longest: 96 * sec });
  });
});

describe('a suspicion', () => {
  const bounds = { confirmations: 3, least: 500 * ms, longest: 2 * sec };

  test('is over the sooner the more others confirm it; never sooner than the least', () => {
    const left = [0, 1, 2, 3, 4].map(heard => remainingSuspicion(heard, bounds, 0));
    expect(left).toEqual([2_000, 1_250, 811, 500, 500].map(value => value * ms));
    expect(remainingSuspicion(1, bounds, 1_500 * ms)).toBe(-250 * ms);
  });

  test('the accuser, repetitions, and whoever comes after enough others do not count', () => {
    const heard = [7, 1, 1, 2, 3, 4].reduce(confirmed, suspicion(7, bounds));
    expect([confirmations(heard), suspicionLasts(heard)]).toEqual([3, 500 * ms]);
    expect(confirmed(heard, 9)).toBe(heard);
  });

  test('in a group too small to confirm it, it lasts the least time', () => {
    const small = suspicionBounds(4, 6, 3, sec);
    expect([small.confirmations, suspicionLasts(suspicion(0, small))]).toEqual([0, 4 * sec]);
  });
});

describe('local health', () => {
  test('falls by one at an answer, rises by each helper that is silent, or by one where none could speak', () => {
    expect(healthChange({ answered: true, nacksExpected: 3, nacks: 0 })).toBe(-1);
    expect([0, 1, 3].map(nacks => healthChange({ answered: false, nacksExpected: 3, nacks }))).toEqual([3, 2, 0]);
    expect(healthChange({ answered: false, nacksExpected: 0, nacks: 0 })).toBe(1);
  });

  test('stays within its bounds, and stretches timeouts by one more than the score', () => {
    expect([health(0, -1, 8), health(6, 3, 8), health(2, 1, 8)]).toEqual([0, 7, 3]);
    expect(scaled(sec, 7)).toBe(8 * sec);
  });
});

describe('records', () => {
  const trusted: MemberRecord = { standing: 'trusted', incarnation: 4 };
  const suspected: MemberRecord = { standing: 'suspected', incarnation: 4 };

  test('to clear a name takes a higher incarnation, to accuse the same will do', () => {
    expect(ruled(suspected, { standing: 'trusted', incarnation: 4 }).isNews).toBe(false);
    expect(ruled(suspected, { standing: 'trusted', incarnation: 5 }).record).toEqual({ standing: 'trusted', incarnation: 5 });
    expect(ruled(trusted, { standing: 'suspected', incarnation: 4 }).record).toEqual(suspected);
    expect(ruled(trusted, { standing: 'suspected', incarnation: 3 })).toEqual({ record: trusted, isNews: false });
  });

  test('a failure that the member itself reports is a farewell; who is gone is not accused, but may come back', () => {
    const left = ruled(trusted, { standing: 'failed', incarnation: 4, byItself: true }).record!;
    expect(left.standing).toBe('left');
    for (const standing of ['suspected', 'failed'] as const) expect(ruled(left, { standing, incarnation: 9 }).isNews).toBe(false);
    expect(ruled(left, { standing: 'trusted', incarnation: 5 }).record!.standing).toBe('trusted');
  });

  test('of the unknown only good is heard', () => {
    expect(ruled(null, { standing: 'failed', incarnation: 1 }).record).toBeNull();
    expect(ruled(null, { standing: 'trusted', incarnation: 1 }).record).toEqual({ standing: 'trusted', incarnation: 1 });
  });

  test('a failure in an exchanged state is a suspicion here', () => expect(merged('failed', 3)).toEqual({ standing: 'suspected', incarnation: 3 }));

  test('a refutation stands above the accusation and above oneself', () => expect([refuting(2, 7), refuting(9, 7)]).toEqual([8, 10]));
});

describe('broadcasts', () => {
  const one = (about: number, bytes: number, sent: number, order: number) => ({ about, bytes, sent, order });
  const abouts = (sent: readonly { about: number }[]): number[] => sent.map(({ about }) => about);

  test('least often sent first, then the longest, then the newest', () => {
    const queue = [one(1, 10, 1, 0), one(2, 10, 0, 1), one(3, 10, 0, 2), one(4, 20, 0, 3)];
    expect(abouts(pack(queue, 0, 1_000, 9).packed)).toEqual([4, 3, 2, 1]);
  });

  test('what does not fit waits; what was sent often enough goes', () => {
    const { packed, queue } = pack([one(1, 30, 0, 0), one(2, 10, 1, 1)], 2, 20, 2);
    expect([abouts(packed), queue]).toEqual([[2], [one(1, 30, 0, 0)]]);
  });

  test('a newer update about the same member takes the place of the older', () => {
    expect(enqueued([one(1, 10, 2, 0), one(2, 10, 0, 1)], one(1, 10, 0, 2))).toEqual([one(2, 10, 0, 1), one(1, 10, 0, 2)]);
  });
});
