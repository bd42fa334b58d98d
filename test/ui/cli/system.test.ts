import { describe, expect, test } from 'vitest';
import { Pulse } from '../../../ui/cli/pulse.ts';
import { system } from '../../../ui/cli/system.ts';
import type { Answer } from '../../../scenarios/systems/summary.ts';
import type { Request } from '../../../ui/cli/verb.ts';

const nothing = { fault: undefined, target: undefined, lasts: undefined, loss: undefined, lossOf: undefined, roundTrip: undefined, release: undefined };
const usual: Request = {
  verb: 'system', input: { name: 'flatline' }, subject: 'redis-sentinel', form: 'table', seed: undefined, settings: ['down-after-milliseconds=1000', 'failover-timeout=10000'],
  runs: 3, full: false, warmUp: undefined, detectors: [], estimators: [], home: '', columns: 80, paints: false, staged: { ...nothing, shows: 'answer' },
};
const shares: number[] = [];
const asked = (more: Partial<Omit<Request, 'staged'>> & { staged?: Partial<Request['staged']> } = {}) =>
  system.answer({ ...usual, ...more, staged: { ...usual.staged, ...more.staged } }, { pulse: new Pulse(), progressed: share => { shares.push(share); } });

describe('flatline system', () => {
  test('a table of milestones with what each means, no wider than a terminal', async () => {
    const { out } = await asked();
    expect(out).toMatch(/^Redis Sentinel 7\.0\.15\nkill of master; 3 runs, each at another phase; down-after-milliseconds=1000\nfailover-timeout=10000\n/);
    expect(out).toMatch(/\nsdown +\d+ +\d+ +\d+ +\d+ +\d+ +3\n/);
    expect(out).toContain('  switchMaster        the first sentinel names the new master');
    expect(Math.max(...out.split('\n').map(line => line.length))).toBeLessThanOrEqual(80);
    expect(shares.at(-1)).toBe(1);
  });

  test('JSON with the system\'s own options and every quantile', async () => {
    const { out } = await asked({ form: 'json', staged: { fault: 'hang' }, seed: 'tuesday' });
    const answer = JSON.parse(out) as Answer;
    expect(answer).toMatchObject({ system: 'redis-sentinel', fault: 'hang', target: 'master', seed: 'tuesday', runs: 3, options: { 'down-after-milliseconds': '1000', quorum: '2' } });
    expect(answer.milestones.sdown).toMatchObject({ n: 3, missing: 0, p50: expect.any(Number) as number, max: expect.any(Number) as number });
    expect(answer.counts.attempts!.samples).toHaveLength(3);
  });

  test('CSV, a line for each', async () => {
    const { out } = await asked({ form: 'csv' });
    expect(out.split('\n')[0]).toBe('system,group,name,p10,p50,p90,min,max,n,missing');
    expect(out).toMatch(/^redis-sentinel,milestone,sdown,/m);
    expect(out).toMatch(/^redis-sentinel,count,attempts,1,1,1,1,1,3,0$/m);
  });

  test('false verdicts under loss, with their rate and length, or the bound where there are none', async () => {
    const { out } = await asked({ runs: 1, staged: { fault: 'loss', loss: 0.15, lasts: 60_000_000 } });
    expect(out).toMatch(/False verdicts\n {2}sdown +.*\n[^]*process-minute; half last longer than/);
    expect((await asked({ runs: 1, staged: { fault: 'none', lasts: 10_000_000 } })).out).toMatch(/0 in 1 process-minutes; fewer than 3\s+a\s+process-minute \(95 %\)/);
  });

  test('options, roles and milestones', async () => {
    const { out } = await asked({ staged: { shows: 'options' } });
    for (const part of ['down-after-milliseconds = 30000', 'Roles (--target)', 'sentinel      a sentinel', 'odown', 'lostWrites']) expect(out).toContain(part);
    const plain = JSON.parse((await asked({ form: 'json', staged: { shows: 'options' } })).out) as { options: object; roles: object };
    expect(plain).toMatchObject({ options: { quorum: { default: 2 } }, roles: { master: 'the first master' } });
  });

  test('the first run as a scenario', async () => {
    const file = JSON.parse((await asked({ staged: { shows: 'scenario' } })).out) as object;
    expect(file).toMatchObject({ flatline: 1, service: { kind: 'sentinel', suspectAfter: '1s' }, faults: [{ id: 'fault', kind: 'crash' }] });
  });

  test('without a name, all of them', async () => {
    const { out } = await asked({ subject: undefined });
    expect(out).toMatch(/^systems\n {2}[a-z]/);
    expect(JSON.parse((await asked({ subject: undefined, form: 'json' })).out)).toContainEqual(expect.objectContaining({ name: 'redis-sentinel' }));
    expect((await asked({ subject: undefined, form: 'csv' })).out).toMatch(/^name,title,version,summary\n/);
  });

  test('what is unwise is said beside the figures', async () => {
    const { out } = await asked({ runs: 1, settings: ['quorum=9'], staged: { lasts: 1_000_000 } });
    expect(out).toMatch(/Note: quorum is at most the number of sentinels/);
  });

  test.each([
    [{ subject: 'redis' }, 3, /no system is called "redis"/], [{ settings: ['down-after=3'] }, 3, /redis-sentinel has no option "down-after"/],
    [{ settings: ['quorum'] }, 2, /--set quorum: expected option=value/], [{ staged: { target: 'nobody' } }, 3, /no role or process is called "nobody"/],
  ])('%j ends with a clear message', async (more, exit, message) => {
    await expect(asked(more)).rejects.toMatchObject({ exit, message: expect.stringMatching(message) as string });
  });
});
