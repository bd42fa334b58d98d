import { describe, expect, test } from 'vitest';
import { systemNamed } from '../../../scenarios/systems/index.ts';
import { play, played, type Question } from '../../../scenarios/systems/play.ts';
import { reached, reachedAfter } from '../../../scenarios/systems/milestones.ts';
import type { System } from '../../../scenarios/systems/system.ts';
import { parseDuration } from '../../../src/parameters.ts';
import { NEVER, sec } from '../../../src/time.ts';

/** Two processes of a plain push detector with a timeout of 2 s. */
const plain: System = {
  name: 'plain', title: 'Plain', version: '1', summary: 'Plain.', rules: [], counts: {}, falseVerdicts: {},
  options: { timeout: { kind: 'duration', unit: 's', default: 2 * sec, meaning: 'how long a silence may be' } },
  roles: { peer: { meaning: 'the watched one', holder: 'n1' }, watcher: { meaning: 'whoever suspects nobody', holder: ({ scenario }) => scenario.processes.length - 2 } },
  milestones: {
    suspected: reached('suspected', 'suspects', 'first', { ofTarget: true }), trusted: reachedAfter('trusted', 'trusts', 'first', { ofTarget: true }),
  },
  scenario: ({ timeout }) => ({
    settled: 5 * sec, phase: sec, watch: 10 * sec,
    file: { processes: 2, watches: 'all', detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: `${timeout as number}us` } } },
  }),
};
const ask = (more: Partial<Question>) => play({ system: plain, runs: 20, ...more });

describe('a played system', () => {
  test('the fault comes at another phase of the beat in each run', () => {
    const { suspected } = ask({}).milestones;
    expect(suspected).toMatchObject({ n: 20, missing: 0 });
    expect(suspected!.min).toBeGreaterThan(1_000);
    expect(suspected!.max).toBeLessThan(2_001);
    expect(suspected!.max! - suspected!.min!).toBeGreaterThan(700);
  });

  test('options are the system\'s own, and are told back as its users write them', () => {
    const { options, milestones, target, fault, version } = ask({ settings: { timeout: '4' }, runs: 5 });
    expect([options, target, fault, version]).toEqual([{ timeout: '4' }, 'peer', 'kill', '1']);
    expect(milestones.suspected!.min).toBeGreaterThan(3_000);
  });

  test('what comes after the end is asked of faults that end', () => {
    expect(Object.keys(ask({ runs: 1 }).milestones)).toEqual(['suspected']);
    const { trusted } = ask({ lasts: 4 * sec, fault: 'pause' }).milestones;
    expect(trusted).toMatchObject({ n: 20 });
    expect(trusted!.max).toBeLessThan(1_100);
  });

  test('without a fault there is no milestone, and no target', () => {
    expect(ask({ fault: 'none', runs: 1 })).toMatchObject({ milestones: {}, target: null });
    expect(ask({ fault: 'loss', loss: 0.5, runs: 1 })).toMatchObject({ milestones: {} });
  });

  test('a role may be looked up just before the fault, and a process be named', () => {
    expect(played({ system: plain, target: 'watcher' }).faults![0]).toMatchObject({ process: [0] });
    expect(played({ system: plain, target: 'n1' }).faults![0]).toMatchObject({ process: [1], kind: 'crash', how: 'kill' });
    expect(played({ system: plain, fault: 'hang', lasts: sec }).faults![0]).toMatchObject({ how: 'hang', for: '1s' });
    expect(played({ system: plain, fault: 'partition' }).faults![0]).toMatchObject({ kind: 'partition', groups: [[1], [0]] });
  });

  test('what it writes is the scenario that it ran', () => {
    const file = played({ system: plain, loss: 0.1, lossOf: 'datagram', roundTrip: 4_000 });
    expect(file.network).toEqual({ latency: '2ms', resend: 'early', loss: { kind: 'independent', average: 0.1, applies: 'datagram' } });
    expect(parseDuration(file.horizon)! - parseDuration(file.faults![0]!.at as string)!).toBe(10 * sec);
  });

  test.each([
    [{ fault: 'loss' }, /plain: --fault loss needs to know how much/], [{ fault: 'pause' }, /plain: --fault pause needs to know how long/],
    [{ target: 'per' }, /no role or process is called "per"; did you mean "peer"\? Allowed are peer, watcher, n0, n1/], [{ settings: { x: '1' } }, /plain has no option "x"/],
    [{ loss: 1 }, /from 0 to below 1/], [{ lasts: NEVER }, /plain: with these options, and --for, a run would last longer than a hundred years/],
    [{ roundTrip: 2 * 876_001 * 3_600 * sec }, /plain cannot be played like this: latency must be a duration from 0s/], [{ release: 'latest' }, /plain: a release is a number/],
  ] as [Partial<Question>, RegExp][])('%j is refused', (more, message) => expect(() => ask(more)).toThrow(message));
});

test('a name may be cased and joined in any way; a wrong one is answered with those there are', () => {
  expect(systemNamed('RedisSentinel').name).toBe('redis-sentinel');
  expect(() => systemNamed('redis-sentinal')).toThrow(/no system is called "redis-sentinal"; did you mean "redis-sentinel"\?/);
});
