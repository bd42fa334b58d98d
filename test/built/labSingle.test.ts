/** The page in one file, as from a USB stick: opened from the disk, and in a frame of a course's page. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { simulate } from '../../sim/run.ts';
import { firstScript } from '../../ui/lab/presets.ts';
import { views } from '../../ui/lab/routes.ts';
import { stories } from '../../ui/lab/stories.ts';
import { launchBrowser } from '../support/browser.ts';
import { framed, hosted } from '../support/frame.ts';
import { settled } from '../support/labPage.ts';

const folder = mkdtempSync(join(tmpdir(), 'flatline-single-'));
const file = join(folder, 'flatline.html');
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
