/** The real systems in the page: each opens, runs as the command runs it, and is told by its own options. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systems } from '../../scenarios/systems/index.ts';
import { played } from '../../scenarios/systems/play.ts';
import { simulate } from '../../sim/run.ts';
import { control, openLab, openSite, scriptOf, settled, stateOf, type Site } from '../support/labPage.ts';

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site?.close());

test('every system opens from the list, runs, and has the digest of the command', async () => {
  const page = await openLab(site, '#/lab?preset=firstSteps&t=0');
  for (const system of systems) {
    await control(page, 'preset').selectOption(system.name);
    await page.waitForFunction(name => window.__lab.state().script.preset === name && window.__lab.state().run.kind !== 'computing', system.name);
    const { run, script, cursor } = await stateOf(page);
    const file = played({ system });
    expect(run, system.name).toEqual({ kind: 'ready', digest: simulate(file).digest });
    expect(script.file, system.name).toEqual(file);
    expect(cursor, system.name).toBeGreaterThan(0);
  }
  expect(page.wrong).toEqual([]);
  await page.context().close();
});

test('options under their own names: one is changed, one is refused, and the link holds what differs', async () => {
  const page = await openLab(site, '#/lab?preset=kubernetes-node&t=30000');
  await expect.poll(() => control(page, 'system').locator('h2').textContent()).toBe('Options of Kubernetes node lifecycle');
  await control(page, 'system-nodes').fill('3');
  await control(page, 'system-nodes').press('Enter');
  await page.waitForFunction(() => window.__lab.state().processes === 5);
  await control(page, 'system-node-monitor-grace-period').fill('40s');
  await control(page, 'system-node-monitor-grace-period').press('Enter');
  await expect.poll(async () => (await scriptOf(page)).service!['grace']).toBe('40s');
  await settled(page);
  const { script, run } = await stateOf(page);
  expect(script.preset).toBe('kubernetes-node --set node-monitor-grace-period=40s --set nodes=3');

  await control(page, 'system-leader-elect-renew-deadline').fill('20s');
  await control(page, 'system-leader-elect-renew-deadline').press('Enter');
  const field = control(page, 'system').locator('.field', { has: control(page, 'system-leader-elect-renew-deadline') });
  await expect.poll(() => field.locator('.wrong').textContent()).toBe('Refused: leader-elect-lease-duration must be greater than leader-elect-renew-deadline');
  expect(await control(page, 'system-leader-elect-renew-deadline').getAttribute('aria-invalid')).toBe('true');
  expect((await stateOf(page)).script).toEqual(script);

  await expect.poll(() => page.url()).toMatch(/d=[0-9a-f]{8}/);
  expect(page.url().split('#')[1]!.length).toBeLessThan(300);
  const again = await openLab(site, `#${page.url().split('#')[1]!}`);
  expect(await stateOf(again)).toMatchObject({ script, run });
  expect(await control(again, 'banner').isVisible()).toBe(false);
  await again.context().close();
  await page.context().close();
});

test('what is changed by hand stays with it, until it says the system itself anew', async () => {
  const page = await openLab(site, '#/lab?preset=etcd&t=2000');
  await control(page, 'node-1').focus();
  await page.keyboard.press('p');
  await control(page, 'system-heartbeat-interval').fill('150');
  await control(page, 'system-heartbeat-interval').press('Enter');
  await expect.poll(async () => (await stateOf(page)).script.preset).toBe('etcd --set heartbeat-interval=150');
  expect((await scriptOf(page)).faults!.at(-1)).toMatchObject({ kind: 'pause', process: 1 });
  await settled(page);
  await control(page, 'choose-latency').selectOption('exponential');
  await control(page, 'system-again').click();
  await expect.poll(async () => (await scriptOf(page)).faults!.length).toBe(1);
  expect((await stateOf(page)).script.preset).toBe('etcd --set heartbeat-interval=150');
  await page.context().close();
});

test('a link to a system that does not exist, or refuses its options, says so', async () => {
  for (const [preset, said] of [['etcd-leese', 'which this version does not have'], ['cassandra', '']] as const) {
    const page = await openLab(site, `#/lab?preset=${preset}&t=1000`);
    if (said) await expect.poll(() => control(page, 'banner').textContent()).toContain(said);
    else expect((await stateOf(page)).script.file.title).toBe('Apache Cassandra');
    await page.context().close();
  }
});
