import { describe, expect, it, test } from 'vitest';
import { birdRange, detectionTime, idleInterval, jittered, nextState, shortestWait, transmitInterval } from '../../../../src/detectors/bfd/rules.ts';
import { ms, sec } from '../../../../src/time.ts';

const last = 1 - 2 ** -32;

describe('jitter, from the least draw to the greatest', () => {
  test.each([
    ['rfc5880', 3, 75_000, 100_000], ['rfc5880', 1, 75_000, 90_000], ['bird', 3, 75_000, 90_000], ['bird', 1, 75_000, 90_000],
    ['frr', 3, 75_000, 100_000], ['frr', 1, 75_000, 90_000],
  ] as const)('%s with a multiplier of %i', (flavour, multiplier, least, most) => {
    expect(jittered(flavour, 100 * ms, multiplier, 0)).toBe(least);
    expect(jittered(flavour, 100 * ms, multiplier, last)).toBe(most);
    expect(shortestWait(flavour, 100 * ms, multiplier)).toBe(least);
  });

  it('is whole, and passes time, however short the interval', () => {
    for (const flavour of ['rfc5880', 'bird', 'frr'] as const) {
      for (const interval of [1, 2, 3, 7, 3_333]) {
        for (const draw of [0, 0.5, last]) {
          const wait = jittered(flavour, interval, 3, draw);
          expect(Number.isInteger(wait)).toBe(true);
          expect(wait).toBeGreaterThanOrEqual(1);
          expect(wait).toBeLessThanOrEqual(interval);
        }
      }
    }
  });

  it('BIRD divides in whole microseconds', () => expect(birdRange(33_333)).toEqual({ least: 33_333 - 8_333, most: 33_333 - 3_333 }));
});

describe('intervals', () => {
  it('the slower of the two sides decides, and none at all if the other asks for none', () => {
    expect(transmitInterval(100 * ms, 300 * ms)).toBe(300 * ms);
    expect(transmitInterval(400 * ms, 300 * ms)).toBe(400 * ms);
    expect(transmitInterval(400 * ms, 0)).toBeNull();
  });

  it('the other\'s multiplier decides', () => expect(detectionTime(5, 100 * ms, 50 * ms)).toBe(500 * ms));

  it('at least a second until the session is up', () => {
    expect(idleInterval(300 * ms)).toBe(1 * sec);
    expect(idleInterval(3 * sec)).toBe(3 * sec);
  });
});

it('a session that was taken down by hand stays so', () => {
  for (const received of ['AdminDown', 'Down', 'Init', 'Up', 'timeout'] as const) expect(nextState('AdminDown', received)).toBe('AdminDown');
});

it('nobody comes up on the word of one side: Down does not follow Up', () => {
  expect(nextState('Down', 'Up')).toBe('Down');
  expect(nextState('Init', 'Up')).toBe('Up');
});
