/** Redis Cluster by its own options and milestones: what the node timeout decides, and what it does not. */
import { describe, expect, test } from 'vitest';
import { systemNamed } from '../../../scenarios/systems/index.ts';
import { advice, readSettings } from '../../../scenarios/systems/options.ts';
import { play, type Question } from '../../../scenarios/systems/play.ts';
import { sec } from '../../../src/time.ts';

const system = systemNamed('redis-cluster');
const asked = (question: Omit<Question, 'system'>) => play({
  system, runs: 8, ...question, settings: { 'cluster-node-timeout': '2000', ...question.settings },
});

describe('a master that is killed', () => {
  const { milestones, counts } = asked({ fault: 'kill', runs: 12 });
  const of = (name: string) => milestones[name]!;

  test('goes through PFAIL, FAIL, an election and a promotion, in this order', () => {
    const medians = ['pfail', 'fail', 'electionStart', 'elected', 'firstWrite'].map(name => of(name).p50!);
    expect(medians).toEqual([...medians].sort((a, b) => a - b));
    expect(of('pfail').min).toBeGreaterThan(2_000);
    expect(of('pfailAll').max).toBeLessThan(3_300);
    expect(of('electionStart').min! - of('fail').min!).toBeGreaterThan(500);
    expect([of('promoted').missing, counts.elections!.max]).toEqual([0, 1]);
  });

  test('takes the others\' service with it, until it is replaced', () => {
    expect(of('stateFail').n).toBe(12);
    expect(of('stopped').n).toBe(0);
    const partly = asked({ fault: 'kill', settings: { 'cluster-require-full-coverage': 'no' }, runs: 3 });
    expect(partly.milestones.stateFail!.n).toBe(0);
    expect(partly.milestones.promoted!.n).toBe(3);
  });

  test('takes the longer the longer the node timeout; the delays of the election are always the same', () => {
    const slow = asked({ fault: 'kill', settings: { 'cluster-node-timeout': '6000' }, runs: 6 }).milestones;
    expect(slow.pfail!.min).toBeGreaterThan(6_000);
    const election = (all: typeof milestones): number => all.electionStart!.samples[0]! - all.fail!.samples[0]!;
    for (const all of [milestones, slow]) {
      expect(election(all)).toBeGreaterThan(500);
      expect(election(all)).toBeLessThan(1_210);
    }
  });

  test('is not replaced where replicas never stand', () => {
    const { milestones: none } = asked({ fault: 'kill', settings: { 'cluster-replica-no-failover': 'yes' }, runs: 2 });
    expect([none.fail!.n, none.electionStart!.n, none.promoted!.n]).toEqual([2, 0, 0]);
  });
});

test('a master cut off with its client stops by itself, loses what it took, and follows as soon as it is heard', () => {
  const { milestones, counts } = asked({ fault: 'partition', lasts: 20 * sec });
  const of = (name: string) => milestones[name]!;
  expect(of('stopped').n).toBe(8);
  expect(of('stopped').max).toBeLessThan(3_300);
  expect(of('oldMasterLastWrite').max!).toBeLessThanOrEqual(of('stopped').max!);
  expect(of('splitBrain').max ?? 0).toBeLessThan(1_000);
  expect(of('demoted').n).toBe(8);
  expect(of('demoted').max).toBeLessThan(9_000);
  // ten writes a second for two to three seconds
  expect(counts.lostWrites!.min).toBeGreaterThanOrEqual(18);
  expect(counts.lostWrites!.max).toBeLessThanOrEqual(33);
});

test('a replica that is killed is held to have failed, and nobody stands for it', () => {
  const { milestones } = asked({ fault: 'kill', target: 'replica', runs: 3 });
  expect([milestones.fail!.n, milestones.electionStart!.n, milestones.stateFail!.n]).toEqual([3, 0, 0]);
});

test('a short hang is taken back', () => {
  const { milestones } = asked({ fault: 'hang', lasts: 1 * sec, runs: 3 });
  expect([milestones.fail!.n, milestones.promoted!.n]).toEqual([0, 0]);
});

test('nobody is accused while one packet in twenty is lost', () => {
  const { falseVerdicts } = asked({ fault: 'loss', loss: 0.05, lasts: 60 * sec, runs: 2 });
  expect([falseVerdicts.pfail!.count, falseVerdicts.fail!.count]).toEqual([0, 0]);
});

test('two masters, or fewer replicas than masters, are advised against', () => {
  expect(advice(system, readSettings(system, { masters: '2' }))).toHaveLength(1);
  expect(advice(system, readSettings(system, { replicas: '2', 'repl-timeout': '5' }))).toHaveLength(2);
});
