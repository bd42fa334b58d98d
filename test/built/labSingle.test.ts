/** The page in one file, as from a USB stick: opened from the disk, and in a frame of a course's page. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtIn } from '../../sim/builtIn.ts';
import { simulate } from '../../sim/run.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { packedJson } from '../../ui/lab/packing.ts';
import { firstScript } from '../../ui/lab/presets.ts';
import { views } from '../../ui/lab/routes.ts';
import { stories } from '../../ui/lab/stories.ts';
import type { Held } from '../../ui/lab/tune/model/hold.ts';
import { settingText } from '../../ui/lab/tune/model/words.ts';
import { planOf } from '../../ui/lab/tune/work/plan.ts';
import { launchBrowser } from '../support/browser.ts';
import { framed, hosted } from '../support/frame.ts';
import { control, settled } from '../support/labPage.ts';

const folder = mkdtempSync(join(tmpdir(), 'flatline-single-'));
const file = join(folder, 'flatline.html');
const lossy: ScenarioFile = {
  flatline: 1, title: 'Lossy', seed: 'map', horizon: '30s', processes: 3,
  detector: { kind: 'push', interval: '500ms', estimator: { kind: 'fixed', timeout: '1500ms' } },
  network: { latency: { kind: 'lognormal', median: '20ms', p99: '400ms' }, loss: { kind: 'independent', average: 0.2 } },
  faults: [{ id: 'end', at: { uniform: ['10s', '15s'] }, kind: 'crash', how: 'kill', process: 2 }],
};
let browser: Browser;
beforeAll(async () => {
  await build({ mode: 'single', logLevel: 'error', build: { outDir: folder } });
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('it is one file, without modules, with the licences of all that is in it', () => {
  expect(readdirSync(folder)).toEqual(['flatline.html']);
  const text = readFileSync(file, 'utf8');
  expect(text).not.toMatch(/<script[^>]+(type="module"|src=)|<link[^>]+(stylesheet|modulepreload)/);
  expect(text.match(/<script>/g)).toHaveLength(1);
  for (const name of ['fflate', 'seedrandom', '@stdlib/math-base-special-exp', 'd3-array']) expect(text, name).toMatch(new RegExp(`^${name} \\d`, 'm'));
});

test('opened from the disk it runs as Node does, in every view, and fetches nothing', async () => {
  const page = await browser.newPage();
  const wrong: string[] = [];
  page.on('pageerror', error => wrong.push(String(error)));
  page.on('request', request => { if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(pathToFileURL(file).href)) wrong.push(request.url()); });
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(() => window.__lab.ready);
  expect(await page.evaluate(() => window.__lab.digest())).toBe(simulate(firstScript.file).digest);
  await page.evaluate(() => { location.hash = '#/lab?preset=splitBrain&t=7000'; });
  await page.waitForFunction(() => window.__lab.state().script.preset === 'splitBrain');
  await settled(page);
  expect(await page.evaluate(() => window.__lab.digest())).toBe(simulate(stories['splitBrain']!).digest);
  const rows = await page.evaluate(() => window.__lab.sweep({ document: window.__lab.state().script.file, vary: ['detector.interval=400ms,800ms'] }, 2));
  expect(rows).toHaveLength(2);
  for (const name of Object.keys(views)) {
    await page.evaluate(hash => { location.hash = hash; }, `#/${name}`);
    await page.locator(`#page > #${name} > *`).first().waitFor();
  }
  expect(wrong).toEqual([]);
  await page.close();
});

test('opened from the disk Compare, Tune and Learn do their work too, in the workers that are in the file', async () => {
  const page = await browser.newPage();
  const wrong: string[] = [];
  page.on('pageerror', error => wrong.push(String(error)));
  page.on('request', request => { if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(pathToFileURL(file).href)) wrong.push(request.url()); });
  const push = (timeout: string): ScenarioFile['detector'] & object => ({ kind: 'push', interval: '500ms', estimator: { kind: 'fixed', timeout } });
  const { detector: _detector, ...weather }: ScenarioFile = lossy;
  await page.goto(`${pathToFileURL(file).href}#/compare?s=${packedJson({ ...weather, detectors: [push('1500ms'), push('3s')] })}`);
  const digests = (): Promise<readonly string[]> => page.evaluate('window.__lab.ready.then(() => window.__lab.digests())');
  await expect.poll(digests).toEqual(['1500ms', '3s'].map(timeout => simulate({ ...weather, detector: push(timeout) }).digest));

  const goals = { detection: '', mistakes: '40/h', load: '' }, axes = { x: 'detector.interval=200ms..1s:log', y: 'detector.estimator.timeout=500ms..4s:log' };
  await page.evaluate(hash => { location.hash = hash; }, `#/tune?s=${packedJson(lossy)}&x=${encodeURIComponent(axes.x)}&y=${encodeURIComponent(axes.y)}&td=&mr=${encodeURIComponent(goals.mistakes)}`);
  await expect.poll(() => control(page, 'held').innerText()).toMatch(/(✓ Held on|\? Undecided after) [\d,]+ fresh seeds/);
  const plan = planOf({ file: lossy, variant: 0, calm: false, ...axes, goals }, builtIn);
  const { cell, hold } = await page.evaluate<Held>('window.__lab.held()');
  if (hold.kind !== 'judged') throw new Error('it is judged');
  expect(hold.solution.goals).toEqual(['mistakeRate <= 40/h']);
  expect(await control(page, 'advice').innerText()).toContain(settingText(plan, plan.x.values[cell.column]!, plan.y.values[cell.row]!));

  await page.evaluate(() => { location.hash = '#/learn/lostPacket/4?k=3'; });
  await control(page, 'says').waitFor();
  await expect.poll(() => control(page, 'reads').innerText()).toContain('0.43');
  await page.evaluate(() => { location.hash = '#/learn/twoKings/3'; });
  await control(page, 'answer').click();
  await expect.poll(() => control(page, 'verdict').innerText()).toMatch(/^✗ You said 0\ss\. The run says 1\.02\ss\./);
  expect(wrong).toEqual([]);
  await page.close();
});

test('in a frame without an origin, on a host that shares nothing, it has the same digest', async () => {
  writeFileSync(join(folder, 'index.html'), '<!doctype html><link rel="icon" href="data:,"><title>A lecture</title>');
  const site = await hosted(folder);
  const { ask, wrong, page } = await framed(browser, site.url, `${site.url}flatline.html?embed=1#/lab?preset=oneCrash`);
  expect((await ask('digest'))['digest']).toBe(simulate(stories['oneCrash']!).digest);
  expect(await ask('seek', { at: 5_000 })).toMatchObject({ at: 5_000, scenario: stories['oneCrash'] });
  expect(wrong).toEqual([]);
  // as the README has it
  const [, slide] = /^```html\n([^]*?)^```$/m.exec(readFileSync('README.md', 'utf8'))!;
  writeFileSync(join(folder, 'index.html'), `<!doctype html><link rel="icon" href="data:,">${slide}`);
  const told = page.waitForEvent('console', message => message.type() === 'log');
  await page.goto(site.url);
  expect(await (await told).args()[0]!.jsonValue()).toMatchObject({ flatline: 'seek', id: 1, at: 20_000, horizon: 30_000, playing: false, run: 'ready', scenario: stories['splitBrain'] });
  await page.close();
  site.close();
});
