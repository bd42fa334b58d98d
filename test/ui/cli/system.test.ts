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
/** Nothing to play. */
const bare = { settings: [], runs: undefined };
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
    expect(out.split('\n')[0]).toBe('system,group,name,p10,p50,p90,min,max,n,missing,perProcessMinute');
    expect(out).toMatch(/^redis-sentinel,milestone,sdown,/m);
    expect(out).toMatch(/^redis-sentinel,count,attempts,1,1,1,1,1,3,0,$/m);
  });

  test('CSV of false verdicts: how long, and how often a process and minute', async () => {
    const { out } = await asked({ form: 'csv', runs: 1, staged: { fault: 'loss', loss: 0.3, lasts: 60_000_000 } });
    const cells = /^redis-sentinel,falseVerdict,sdown,(.*)$/m.exec(out)![1]!.split(',').map(Number);
    expect(cells).toHaveLength(8);
    expect(Math.min(...cells.slice(0, 6), cells[7]!)).toBeGreaterThan(0);
  });

  test('false verdicts under loss, with their rate and length, or the bound where there are none', async () => {
    const { out } = await asked({ runs: 1, staged: { fault: 'loss', loss: 0.3, lasts: 60_000_000 } });
    expect(out).toMatch(/False verdicts\n {2}sdown +.*\n[^]*process-minute; half last longer than/);
    expect((await asked({ runs: 1, staged: { fault: 'none', lasts: 10_000_000 } })).out).toMatch(/0 in 1 process-minutes; fewer than 3\s+a\s+process-minute \(95 %\)/);
  });

  test('options, roles and milestones', async () => {
    const { out } = await asked({ ...bare, staged: { shows: 'options' } });
    for (const part of ['down-after-milliseconds = 30000', 'Roles (--target)', 'sentinel      a sentinel', 'odown', 'lostWrites']) expect(out).toContain(part);
    const plain = JSON.parse((await asked({ ...bare, form: 'json', staged: { shows: 'options' } })).out) as { options: object; roles: object };
    expect(plain).toMatchObject({ options: { quorum: { default: 2 } }, roles: { master: 'the first master' } });
    expect(out).toMatch(/Faults \(--fault\)\n {2}kill +the process ends[^]*blackhole +nothing reaches its host/);
  });

  test('options as their users write them, never in microseconds', async () => {
    const plain = JSON.parse((await asked({ ...bare, form: 'json', staged: { shows: 'options' } })).out) as object;
    expect(plain).toMatchObject({ options: { 'down-after-milliseconds': { default: 30_000, min: 1, unit: 'ms' }, 'repl-ping-replica-period': { default: 10, unit: 's' }, 'write-every': { default: '20ms', min: '1ms' } } });
    const older = JSON.parse((await asked({ ...bare, subject: 'kubernetes-node', form: 'json', staged: { shows: 'options', release: '1.31' } })).out) as object;
    expect(older).toMatchObject({ options: { 'node-monitor-grace-period': { default: '40s', history: [{ before: '1.32', default: '40s' }] }, 'default-unreachable-toleration-seconds': { default: 300, max: 'never' } } });
    expect((await asked({ ...bare, subject: 'kubernetes-node', form: 'csv', staged: { shows: 'options', release: '1.31' } })).out).toMatch(/^kubernetes-node,node-monitor-grace-period,40s,"a duration/m);
  });

  test('the defaults of a release are said, and where none changed', async () => {
    const older = await asked({ subject: 'kubernetes-node', settings: [], runs: 1, staged: { release: '1.31', fault: 'none', lasts: 1_000_000 } });
    expect(older.out).toMatch(/defaults of 1\.31;\s+node-monitor-grace-period=40s/);
    const same = await asked({ subject: 'nats', settings: [], runs: 1, staged: { release: '2.8', fault: 'none', lasts: 1_000_000 } });
    expect(same.out).toMatch(/Note: no default of nats-server is known to have changed/);
  });

  test('the first run as a scenario', async () => {
    const file = JSON.parse((await asked({ runs: undefined, staged: { shows: 'scenario' } })).out) as object;
    expect(file).toMatchObject({ flatline: 1, service: { kind: 'sentinel', suspectAfter: '1s' }, faults: [{ id: 'fault', kind: 'crash' }] });
  });

  test('without a name, all of them', async () => {
    const { out } = await asked({ ...bare, subject: undefined });
    expect(out).toMatch(/^systems\n {2}[a-z]/);
    expect(JSON.parse((await asked({ ...bare, subject: undefined, form: 'json' })).out)).toContainEqual(expect.objectContaining({ name: 'redis-sentinel' }));
    expect((await asked({ ...bare, subject: undefined, form: 'csv' })).out).toMatch(/^name,title,version,summary\n/);
  });

  test('what is unwise is said beside the figures', async () => {
    const { out } = await asked({ runs: 1, settings: ['quorum=9'], staged: { lasts: 1_000_000 } });
    expect(out).toMatch(/Note: quorum is at most the number of sentinels/);
  });

  test.each([
    [{ subject: 'redis' }, 3, /no system is called "redis"/], [{ settings: ['down-after=3'] }, 3, /redis-sentinel has no option "down-after"/],
    [{ settings: ['quorum'] }, 2, /--set quorum: expected option=value/], [{ staged: { target: 'nobody' } }, 3, /no role or process is called "nobody"/],
    [{ settings: ['quorum=two'] }, 3, /redis-sentinel: quorum is a whole number, at least 1, not "two"/],
    [{ settings: ['down-after-milliseconds=5x'] }, 3, /down-after-milliseconds is milliseconds, at least 1, not "5x"/],
    [{ settings: ['layout=both'] }, 3, /layout is one of together, apart, not "both"/],
    [{ subject: 'nats', settings: ['ping_interval=5'] }, 3, /ping_interval is a duration with its unit, such as 10s/],
    [{ subject: 'etcd', settings: ['heartbeat-interval=300'] }, 3, /etcd refuses this: election-timeout is at least five times heartbeat-interval/],
    [{ staged: { fault: 'none', target: 'master' } }, 2, /--fault none hits nobody, so --target has no meaning/],
    [{ staged: { fault: 'loss' } }, 3, /redis-sentinel: --fault loss needs to know how much: --loss 5%/],
    [{ staged: { fault: 'pause' } }, 3, /redis-sentinel: --fault pause needs to know how long: --for 10s/],
    [{ staged: { lossOf: 'datagram' } }, 2, /--loss-of says which packets are lost, and needs to know how many/],
    [{ staged: { lasts: 0 } }, 2, /--for is longer than 0s; without it a fault never ends/],
    [{ staged: { release: 'newest' } }, 3, /a release is a number such as 1\.31, not "newest"/],
    [{ staged: { release: 'newest', shows: 'options' }, settings: [], runs: undefined }, 3, /not "newest"/],
    [{ staged: { shows: 'options', fault: 'kill' }, settings: [], runs: undefined }, 2, /--list plays nothing, so --fault has no meaning/],
    [{ staged: { shows: 'scenario' }, runs: undefined, form: 'csv' }, 2, /--scenario writes JSON/],
    [{ staged: { shows: 'scenario' } }, 2, /--runs has no meaning/], [{ subject: undefined }, 2, /--set needs the name of a system/],
  ] as [Parameters<typeof asked>[0], number, RegExp][])('%j ends with a clear message', async (more, exit, message) => {
    await expect(asked(more)).rejects.toMatchObject({ exit, message: expect.stringMatching(message) as string });
  });
});
