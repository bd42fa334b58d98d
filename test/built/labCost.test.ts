/** What would make the page slow, counted: nothing here depends on how fast the machine is. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gzipSync } from 'node:zlib';
import { readdirSync, readFileSync } from 'node:fs';
import { begin } from '../../sim/run.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { addressOf } from '../../ui/lab/address.ts';
import { initialState } from '../../ui/lab/state.ts';
import { control, openLab, openSite, stateOf, type Site } from '../support/labPage.ts';

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site?.close());

const linkTo = (file: ScenarioFile, cursor = 0): string => addressOf({ ...initialState({ preset: '', file, variant: 0 }), cursor }, {});
const cluster = (processes: number, horizon: string): ScenarioFile => ({
  flatline: 1, seed: 'cost', horizon, processes,
  detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '3s' } },
  network: { latency: { kind: 'lognormal', median: '20ms', p99: '200ms' }, loss: { kind: 'independent', average: 0.01 } },
  faults: [{ id: 'a', at: '5s', kind: 'crash', process: 1 }],
});
const drawsOf = (page: Page): Promise<Record<string, number>> => page.evaluate(() => ({ ...window.__lab.draws() }));

test('a hundred processes are a few hundred elements, whatever is open', async () => {
  const page = await openLab(site, linkTo(cluster(100, '20s'), 6_000_000));
  const elements = (): Promise<number> => page.evaluate(() => document.querySelectorAll('*').length);
  expect(await elements()).toBeLessThanOrEqual(2_500);
  await control(page, 'node-0').focus();
  await page.keyboard.press('l');
  expect(await control(page, 'menu').locator('button').count()).toBe(99);
  expect(await elements()).toBeLessThanOrEqual(2_500);
  await page.context().close();
});

test('a frame draws each layer at most once, and a page at rest draws nothing', async () => {
  const page = await openLab(site, linkTo(cluster(25, '60s')));
  await control(page, 'play').click();
  const { before, after, frames } = await page.evaluate(async () => {
    const drawn = { ...window.__lab.draws() };
    const measured = await window.__lab.frames(1_000);
    return { before: drawn, after: { ...window.__lab.draws() }, frames: measured.frames };
  });
  expect(Object.keys(after).sort()).toEqual(['arrivals', 'lanes', 'matrix', 'minimap', 'suspicion', 'topology', 'views']);
  for (const layer of Object.keys(after)) expect(after[layer]! - before[layer]!, layer).toBeLessThanOrEqual(frames + 2);
  expect(after['topology']).toBeGreaterThan(before['topology']!);
  await control(page, 'play').click();
  await page.waitForTimeout(1_500);
  const still = await drawsOf(page);
  await page.waitForTimeout(500);
  expect(await drawsOf(page)).toEqual(still);
  await page.context().close();
});

test('a seek replays a small part of the run', async () => {
  const file = cluster(25, '10m');
  const engine = begin(file);
  engine.advance(engine.scenario.horizon);
  const page = await openLab(site, linkTo(file));
  for (const at of [599_000_000, 1_000_000, 300_000_000, 123_456_789, 0]) {
    const replayed = await page.evaluate(time => window.__lab.replayed(time), at);
    expect(replayed, `at ${at}`).toBeLessThan(engine.replayed / 10);
  }
  await page.context().close();
});

test('scrubbing asks the worker no more often than it answers', async () => {
  const page = await openLab(site, linkTo(cluster(25, '60s')));
  await page.evaluate(() => { for (let i = 0; i < 200; i++) window.__lab.seek(i * 250_000); });
  expect((await stateOf(page)).cursor).toBe(49_750_000);
  const entries = await page.evaluate(() => history.length);
  expect(entries).toBeLessThanOrEqual(3);
  await expect.poll(() => page.url()).toContain('t=49750&');
  await page.context().close();
});

test('the page is small', () => {
  const folder = new URL('../../dist/lab/assets/', import.meta.url);
  const sizes = readdirSync(folder).map(name => ({ name, size: gzipSync(readFileSync(new URL(name, folder))).length }));
  const scripts = sizes.filter(({ name }) => name.endsWith('.js')).reduce((sum, { size }) => sum + size, 0);
  // The worker holds every registered detector and service, with the special functions that they draw on.
  expect(scripts).toBeLessThanOrEqual(200_000);
});
