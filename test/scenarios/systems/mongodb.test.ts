/** What MongoDB's timers say of the instants of a failover. */
import { describe, expect, test } from 'vitest';
import { defaultIn } from '../../../scenarios/systems/options.ts';
import { mongodb } from '../../../scenarios/systems/mongodb.ts';
import { play, type Question } from '../../../scenarios/systems/play.ts';
import { sec } from '../../../src/time.ts';

const ask = (more: Omit<Question, 'system'>) => play({ system: mongodb, runs: 20, ...more });

describe.each(['kill', 'hang', 'blackhole'] as const)('%s of the primary', fault => {
  const { milestones, counts } = ask({ fault });

  test('only the election timer brings a new one: 10 s and up to 15 % after its last write', () => {
    const { min, max, missing } = milestones['elected']!;
    expect(missing).toBe(0);
    expect(min).toBeGreaterThan(9_890);
    // the earlier of two draws, or a second attempt where the two met
    expect(milestones['electionStarted']!.max).toBeLessThan(11_501);
    expect(max).toBeLessThan(23_100);
    expect(milestones['elected']!.p90).toBeLessThan(11_600);
  });

  test('its successor takes writes at once, or, if its heartbeat to it had just timed out, when the next one has', () => {
    const waits = milestones['takesWrites']!.samples.map((at, i) => at - milestones['elected']!.samples[i]!);
    const [soon, late] = [waits.filter(wait => wait < 10), waits.filter(wait => wait > 9_990 && wait < 10_010)];
    expect(soon.length).toBeGreaterThan(10);
    expect(soon.length + late.length).toBe(waits.length);
    expect(late.length > 0).toBe(fault !== 'kill');
  });

  test('no acknowledged write is rolled back', () => expect(counts['rolledBack']!.max).toBe(0));

  test('a kill is noticed at the next heartbeat, silence when one has timed out', () => {
    const { min, max } = milestones['memberDown']!;
    expect(min).toBeGreaterThan(fault === 'kill' ? -1 : 9_999);
    expect(max).toBeLessThan(fault === 'kill' ? 2_010 : 12_010);
  });
});

describe('a partition', () => {
  test('the old primary steps down about when the next one is elected, and keeps nothing that it had alone', () => {
    const { milestones } = ask({ fault: 'partition', lasts: 40 * sec, runs: 8 });
    expect(milestones['stepDown']!.min).toBeGreaterThan(9_890);
    expect(milestones['stepDown']!.max).toBeLessThan(10_010);
    expect(milestones['oldPrimarysLast']!.max).toBeLessThan(10_010);
    expect(milestones['splitBrain']!.max).toBeLessThan(100);
    expect(milestones['follows']!.missing).toBe(0);
  });

  test('with w: 1, as before 5.0 by default, ten seconds of its writes are rolled back', () => {
    expect(defaultIn(mongodb.options['writeConcern.w']!, '4.4')).toBe('1');
    const { counts } = ask({ fault: 'partition', lasts: 40 * sec, release: '4.4', runs: 3 });
    expect(counts['rolledBack']!.min).toBeGreaterThan(90);
    expect(counts['rolledBack']!.max).toBeLessThan(105);
  });
});

test('a shorter election timeout brings all of it sooner', () => {
  const { milestones } = ask({ settings: { 'settings.electionTimeoutMillis': '2000', 'settings.heartbeatIntervalMillis': '500' } });
  expect(milestones['electionStarted']!.min).toBeGreaterThan(1_890);
  expect(milestones['electionStarted']!.max).toBeLessThan(2_301);
});

test('the loss of a secondary changes nothing for the others', () => {
  const { counts, milestones } = ask({ target: 'secondary', fault: 'hang', runs: 6 });
  expect(counts['primaries']!.max).toBe(0);
  expect(milestones['memberDown']!.missing).toBe(0);
});

test('nothing is said wrongly under loss of packets: streams make it delay', () => {
  const { falseVerdicts } = ask({ fault: 'loss', loss: 0.02, lasts: 120 * sec, runs: 2 });
  expect(falseVerdicts['newPrimary']!.count).toBe(0);
  expect(falseVerdicts['memberDown']!.count).toBe(0);
});
