/** Serf: what its options make of a fault. Expected lengths are memberlist's own rules, by hand. */
import { describe, expect, test } from 'vitest';
import { play, type Question } from '../../../scenarios/systems/play.ts';
import { serf } from '../../../scenarios/systems/serf.ts';
import { SystemError } from '../../../scenarios/systems/options.ts';

const answer = (question: Partial<Question> = {}) => play({ system: serf, runs: 12, ...question });
/** From the first suspicion to the first verdict, in ms. */
const underSuspicion = (question: Partial<Question>): number[] => {
  const { firstSuspect, firstFailed } = answer(question).milestones;
  return firstFailed!.samples.map((failed, i) => Math.round(failed - firstSuspect!.samples[i]!));
};

describe('a member that is killed', () => {
  test('is asked by somebody within its turn, and the question is out for a whole interval', () => {
    const { firstSuspect } = answer().milestones;
    expect(firstSuspect!.min).toBeGreaterThan(1_000);
    expect(firstSuspect!.max).toBeLessThan(1_000 + 7_000);
  });

  test('lan: two others confirm it, and it is under suspicion for the least time, 4 s', () => {
    const lengths = underSuspicion({});
    expect(Math.min(...lengths)).toBe(4_000);
    expect(lengths.filter(length => length === 4_000).length).toBeGreaterThan(6);
  });

  test('wan: of five, three can confirm and four are wanted, so nobody is waited for: 30 s', () => {
    expect(new Set(underSuspicion({ settings: { profile: 'wan' }, runs: 6 }))).toEqual(new Set([30_000]));
  });

  test('local: one other is enough: 3 s', () => {
    expect(Math.min(...underSuspicion({ settings: { profile: 'local' } }))).toBe(3_000);
  });

  test('in twenty, the least time is that of log10 20: 5.204 s', () => {
    expect(Math.min(...underSuspicion({ settings: { agents: '20' }, runs: 4 }))).toBe(5_204);
  });

  test('one option over the profile', () => {
    expect(Math.min(...underSuspicion({ settings: { SuspicionMult: '3' } }))).toBe(3_000);
    expect(answer({ settings: { ProbeInterval: '2s', ProbeTimeout: '500ms' } }).milestones['firstSuspect']!.min).toBeGreaterThan(2_000);
  });

  test('all hear of it within some rounds of gossip', () => {
    const { spread } = answer().milestones;
    expect(spread!.p50).toBeLessThan(400);
  });
});

describe('the ways to disappear', () => {
  test('stopped or cut off, it is the same: no kernel answers a ping for it', () => {
    const [killed, stopped, cut] = (['kill', 'hang', 'blackhole'] as const).map(fault => answer({ fault }).milestones['firstFailed']!.samples);
    expect(stopped).toEqual(killed);
    expect(cut).toEqual(killed);
  });

  test('who goes on again reads that it is suspected, and says no', () => {
    const { firstJoined, lastJoined } = answer({ fault: 'hang', lasts: 20_000_000 }).milestones;
    expect(lastJoined!.n).toBe(12);
    expect(firstJoined!.max).toBeLessThan(1_000);
  });

  test('who was cut off for long is found again by those that try to reconnect, if they do', () => {
    const cut = { fault: 'blackhole', lasts: 120_000_000, runs: 6 } as const;
    const { lastJoined } = answer(cut).milestones;
    expect(lastJoined!.n).toBeGreaterThan(2);
    expect(lastJoined!.min).toBeGreaterThan(1_000);
    expect(answer({ ...cut, settings: { reconnect_interval: '0s' } }).milestones['lastJoined']!.n).toBe(0);
  });
});

describe('loss', () => {
  test('of datagrams only costs nobody its name: TCP still reaches it', () => {
    const { falseVerdicts, counts } = answer({ fault: 'loss', loss: 0.2, lossOf: 'datagram', runs: 2, lasts: 120_000_000 });
    expect(falseVerdicts['suspected']!.count).toBe(0);
    expect(Math.max(...counts['failedProbes']!.samples)).toBe(0);
  });

  test('of everything makes suspicions, of which nearly all are refuted in time', () => {
    const { falseVerdicts } = answer({ fault: 'loss', loss: 0.2, runs: 2, lasts: 240_000_000 });
    expect(falseVerdicts['suspected']!.count).toBeGreaterThan(50);
    expect(falseVerdicts['failed']!.count).toBeLessThan(falseVerdicts['suspected']!.count / 10);
    expect(falseVerdicts['suspected']!.length.p50).toBeLessThan(1_000);
  });
});

test('a join of fifteen: all know all after their last start and some rounds of gossip', () => {
  const { allKnowAll } = answer({ fault: 'none', settings: { agents: '15' }, lasts: 5_000_000 }).milestones;
  expect(allKnowAll!.missing).toBe(0);
  expect(allKnowAll!.min).toBeGreaterThan(200);
  expect(allKnowAll!.max).toBeLessThan(15 * 25 + 5 * 200);
});

test('what is unwise is said', () => {
  expect(answer({ runs: 1, settings: { agents: '2' } }).advice).toHaveLength(1);
  expect(answer({ runs: 1, settings: { ProbeTimeout: '2s' } }).advice).toHaveLength(1);
  expect(() => answer({ settings: { profile: 'moon' } })).toThrow(SystemError);
});
