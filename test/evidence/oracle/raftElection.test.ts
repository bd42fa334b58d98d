/**
 * Raft's split votes against their closed form. The first candidate gets every vote but those of servers that stood within
 * a latency of it; with a quorum of q it loses if more than s − q of the s that run did. Given the first at share x of the
 * range, each other stands within ℓ = L / R of it with probability ℓ / (1 − x), at most 1.
 */
import { describe, expect, test } from 'vitest';
import { Reader } from './case.ts';
import { raftElection } from './raftElection.ts';

const choose = (n: number, k: number): number => Array.from({ length: k }, (_, i) => (n - i) / (i + 1)).reduce((a, b) => a * b, 1);

function splitFirst(n: number, s: number, l: number): number {
  const quorum = Math.floor(n / 2) + 1;
  const steps = 20_000;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const x = (i + 0.5) / steps;
    const near = Math.min(1, l / (1 - x));
    for (let k = s - quorum + 1; k < s; k++) sum += s * (1 - x) ** (s - 1) * choose(s - 1, k) * near ** k * (1 - near) ** (s - 1 - k) / steps;
  }
  return sum;
}

const params = (n: number, s: number, L: number): Reader => new Reader({ n, s, T: 150, R: 150, L }, 1_000);

test('where every running server is needed, no other may stand: 1 − (1 − L/R)^s', () => {
  expect(splitFirst(3, 2, 0.1)).toBeCloseTo(0.19, 6);
  expect(splitFirst(5, 3, 0.2)).toBeCloseTo(1 - 0.8 ** 3, 6);
});

describe.each([[3, 2, 45], [5, 5, 70], [5, 4, 60]])('%i servers, %i running, latency %i of a range of 150', (n, s, latency) => {
  test('the share of first rounds that split', () => {
    const { value, error } = raftElection(params(n, s, latency), 0.04).split_first!('split');
    expect(Math.abs(value - splitFirst(n, s, latency / 150))).toBeLessThanOrEqual(4 * error);
    expect(error / value).toBeLessThanOrEqual(0.04);
  });
});

test('without splits the first timeout and a round trip decide: T + R / (s + 1) + 2 L', () => {
  const { value, error } = raftElection(params(3, 3, 0.01)).E_time!('time');
  expect(Math.abs(value - (150 + 150 / 4 + 0.02))).toBeLessThanOrEqual(4 * error);
});

test('a round that splits is followed by others: 1 / (1 − split), as long as the timers begin together again', () => {
  const { value, error } = raftElection(params(3, 2, 15)).E_rounds!('rounds');
  expect(Math.abs(value - 1 / (1 - splitFirst(3, 2, 0.1)))).toBeLessThanOrEqual(4 * error);
});
