/** What would make the page slow, or large, counted: nothing here depends on how fast the machine is. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { gzipSync } from 'node:zlib';
import { readdirSync, readFileSync } from 'node:fs';
import { builtIn } from '../../sim/builtIn.ts';
import { begin } from '../../sim/run.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { addressOf } from '../../ui/lab/address.ts';
import { views } from '../../ui/lab/routes.ts';
import { initialState } from '../../ui/lab/state.ts';
import { long } from '../bench/labFrames.ts';
import { heapWhilePlaying, type Heap } from '../bench/labMemory.ts';
import { control, desktop, openLab, openSite, scriptOf, settled, stateOf, type Site } from '../support/labPage.ts';

let site: Site;
let played: Promise<Heap>;
beforeAll(async () => {
  site = await openSite();
  // two minutes of the clock, while the other tests use the time
  played = heapWhilePlaying(site, long, 2, 5);
  played.catch(() => {});
});
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
  expect(Object.keys(after).sort()).toEqual(['arrivals', 'disagreement', 'lanes', 'matrix', 'minimap', 'spaceTime', 'suspicion', 'topology', 'views']);
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

const assets = new URL('../../dist/lab/assets/', import.meta.url);
const scripts = readdirSync(assets).filter(name => name.endsWith('.js'));
const weight = (names: Iterable<string>): number => [...names].reduce((sum, name) => sum + gzipSync(readFileSync(new URL(name, assets))).length, 0);

/** A script, and what it imports before it can begin. */
function withImports(name: string, found = new Set<string>()): Set<string> {
  if (found.has(name)) return found;
  found.add(name);
  for (const [, next] of readFileSync(new URL(name, assets), 'utf8').matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) withImports(next!, found);
  return found;
}

test('the first run needs a part of the scripts only, and the rest comes by itself', async () => {
  const first = new Set(scripts.filter(name => /^(index|worker|told)-/.test(name)).flatMap(name => [...withImports(name)]));
  const context = await site.browser.newContext();
  const fetched = new Set<string>();
  let shown!: () => void;
  const afterwards = new Promise<void>(resolve => { shown = resolve; });
  await context.route('**/*.js', async route => {
    const name = route.request().url().replace(/^.*\//, '');
    if (!first.has(name)) await afterwards;
    fetched.add(name);
    await route.continue();
  });
  const page = await context.newPage();
  await page.goto(site.url);
  await page.evaluate(() => window.__lab.ready);
  const kinds = (family: string): Promise<string[]> => control(page, `choose-${family}`).locator('option').allTextContents();
  expect(await kinds('detector')).toEqual(['push']);
  expect(await kinds('estimator')).toEqual(['fixed']);
  expect(await kinds('service')).toEqual(['none']);
  expect(await control(page, 'measures').textContent()).toBe('Measuring …');
  expect(fetched).toEqual(first);
  expect(weight(fetched)).toBeLessThanOrEqual(150_000);
  const looks = readdirSync(assets).filter(name => /^index-.*\.css$/.test(name));
  expect(weight([...fetched, ...looks, '../index.html'])).toBeLessThanOrEqual(200_000);
  expect(readdirSync(assets).filter(name => !/\.(js|css)$/.test(name)), 'no fonts, no pictures').toEqual([]);
  const place = (): Promise<number[]> => control(page, 'choose-service').evaluate(
    ({ offsetLeft, offsetTop, offsetWidth, offsetHeight }: HTMLElement) => [offsetLeft, offsetTop, offsetWidth, offsetHeight]);
  const before = await place();
  await control(page, 'processes').focus();
  await page.keyboard.press('End');
  await page.keyboard.type('0');
  shown();
  const named = (beginning: string): boolean => [...fetched].some(name => name.startsWith(`${beginning}-`));
  await expect.poll(() => ['detectors', 'services', 'estimators', 'measures', 'stories'].filter(name => !named(name)), { timeout: 20_000 }).toEqual([]);
  await expect.poll(() => control(page, 'measures').locator('table').count(), { timeout: 20_000 }).toBe(1);
  await page.waitForTimeout(500);
  expect(await control(page, 'processes').inputValue()).toBe('50');
  expect(await kinds('detector')).toEqual(['push']);
  await page.keyboard.press('Backspace');
  await control(page, 'seed').focus();
  await expect.poll(() => kinds('detector'), { timeout: 20_000 }).toEqual(Object.keys(builtIn.detectors));
  expect(await kinds('service')).toEqual(['none', ...Object.keys(builtIn.services)]);
  expect(await place()).toEqual(before);
  expect(await control(page, 'preset').locator('option').count()).toBeGreaterThan(30);
  for (const other of ['sweep', 'learn', 'compare']) expect(named(other), other).toBe(false);
  expect(weight(fetched)).toBeLessThanOrEqual(360_000);
  await context.close();
});

test('the first edit finds a worker that has fetched all it needs', async () => {
  const page = await site.browser.newPage();
  const fetched: string[] = [];
  page.context().on('request', request => fetched.push(request.url()));
  await page.goto(`${site.url}#/lab?preset=firstSteps&t=5000`);
  // all that can be chosen, and what it is measured with, for each of the two workers
  const wanted = scripts.filter(name => /^(services|detectors|stock|measures)-/.test(name)).flatMap(name => [...withImports(name)]);
  await expect.poll(() => wanted.filter(name => fetched.filter(url => url.endsWith(`/${name}`)).length < 2), { timeout: 60_000 }).toEqual([]);
  fetched.length = 0;
  const faults = (await scriptOf(page)).faults!.length;
  await control(page, 'node-1').press('c');
  await settled(page);
  expect((await scriptOf(page)).faults).toHaveLength(faults + 1);
  expect(await control(page, 'measures').locator('table').count()).toBe(1);
  expect(fetched).toEqual([]);
  await page.context().close();
});

test('the licences of all that is bundled lie beside it, and not in it', () => {
  const text = readFileSync(new URL('../licences.txt', assets), 'utf8');
  for (const name of ['fflate', 'd3-array', 'seedrandom', '@stdlib/math-base-special-exp', '@stdlib/math-base-special-gammaincinv']) expect(text, name).toMatch(new RegExp(`^${name} \\d`, 'm'));
  expect(text).toContain('Apache License');
  for (const name of scripts) expect(readFileSync(new URL(name, assets), 'utf8'), name).not.toMatch(/@license|Licensed under/);
});

test('a link to a service fetches that service before it runs', async () => {
  const context = await site.browser.newContext();
  // the registries that list everything never come
  await context.route(/\/(services|detectors)-[^/]*\.js$/, route => route.abort());
  const page = await context.newPage();
  await page.goto(site.url + '#/lab?preset=raftElection');
  await page.evaluate(() => window.__lab.ready);
  expect(await stateOf(page)).toMatchObject({ run: { kind: 'ready' }, script: { preset: 'raftElection' } });
  expect(await control(page, 'choose-service').inputValue()).toBe('raft');
  await page.context().close();
});

test('fifty views that are left are gone, with their workers and their frames', async () => {
  const page = await site.browser.newPage({ viewport: desktop });
  await page.addInitScript(() => {
    const ask = requestAnimationFrame;
    let asked = 0;
    Object.assign(window, { asked: () => asked, requestAnimationFrame: (step: FrameRequestCallback) => { asked++; return ask(step); } });
  });
  await page.goto(`${site.url}#/lab?preset=firstSteps&t=5000`);
  const session = await page.context().newCDPSession(page);
  const show = async (name: string, hash = `#/${name}`): Promise<void> => {
    await page.evaluate(to => { location.hash = to; }, hash);
    await page.locator(`#${name} main`).waitFor();
  };
  /** Each of the others, then the Lab, which is left while it plays. */
  const round = async (): Promise<void> => {
    for (const name of Object.keys(views).filter(each => each !== 'lab')) await show(name);
    await show('lab', '#/lab?preset=firstSteps&t=5000');
    await page.evaluate(() => window.__lab.ready);
    await control(page, 'play').click();
  };
  const used = async (): Promise<{ heap: number; workers: number; frames: number }> => {
    await control(page, 'play').click();
    await page.waitForTimeout(1_500);
    const frames = await page.evaluate(`new Promise(done => { const from = asked(); setTimeout(() => done(asked() - from), 500); })`) as number;
    await session.send('HeapProfiler.collectGarbage');
    return { heap: (await session.send('Runtime.getHeapUsage')).usedSize, workers: page.workers().length, frames };
  };
  await round();
  const before = await used();
  expect(before).toMatchObject({ workers: 2, frames: 0 });
  for (let i = 0; i < 50 / Object.keys(views).length; i++) await round();
  const after = await used();
  expect(after).toMatchObject({ workers: 2, frames: 0 });
  expect(after.heap - before.heap).toBeLessThan(8_000_000);
  await page.context().close();
});

test('two minutes of playing a run of 25 over and over leave nothing behind; `npm run bench:lab` looks for twenty', async () => {
  const { before, after, minutes } = await played;
  expect(minutes).toBe(2);
  expect(after - before).toBeLessThan(5_000_000);
}, 240_000);
