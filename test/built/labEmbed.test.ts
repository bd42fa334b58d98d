/** The page in a frame that has no origin of its own, driven by the page around it. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { simulate } from '../../sim/run.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { presets, firstScript } from '../../ui/lab/presets.ts';
import { stories } from '../../ui/lab/stories.ts';
import { launchBrowser } from '../support/browser.ts';
import { framed, hosted, type Frame } from '../support/frame.ts';

const folder = mkdtempSync(join(tmpdir(), 'flatline-frame-'));
let site: Awaited<ReturnType<typeof hosted>>;
let browser: Browser;
let frame: Frame;
beforeAll(async () => {
  // under a folder of its own, as on a course's page: every path is relative
  cpSync('dist/lab', join(folder, 'some/folder'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<!doctype html><link rel="icon" href="data:,"><title>A lecture</title>');
  [site, browser] = [await hosted(folder), await launchBrowser()];
  frame = await framed(browser, site.url, `${site.url}some/folder/?embed=1`);
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  rmSync(folder, { recursive: true, force: true });
});

const digestOf = (file: ScenarioFile): string => simulate(file).digest;

test('it shows the picture without header and rail, and runs the scenario that the page alone runs', async () => {
  expect(await frame.ask('digest')).toEqual({ flatline: 'digest', id: 1, digest: digestOf(firstScript.file), at: 60_000 });
  expect(await frame.ask('state')).toMatchObject({ scenario: firstScript.file, horizon: 60_000, run: 'ready' });
  const inside = frame.page.frameLocator('iframe');
  for (const name of ['.header', '.rail']) expect(await inside.locator(name).isVisible(), name).toBe(false);
  for (const name of ['.stage', '.lanes', '.transport', '.inspector']) expect(await inside.locator(name).isVisible(), name).toBe(true);
});

test('seeks, plays and pauses', async () => {
  expect(await frame.ask('seek', { at: 20_000.5 })).toMatchObject({ at: 20_000.5, playing: false });
  expect(await frame.ask('play')).toMatchObject({ playing: true });
  await expect.poll(async () => Number((await frame.ask('state'))['at'])).toBeGreaterThan(20_001);
  expect(await frame.ask('pause')).toMatchObject({ playing: false });
});

test('loads a scenario, a link, and refuses what is neither, each with its digest', async () => {
  const own: ScenarioFile = { ...stories['raftElection']!, seed: 'in a frame' };
  expect(await frame.ask('load', { scenario: own })).toMatchObject({ scenario: own, run: 'ready', at: 0 });
  expect((await frame.ask('digest'))['digest']).toBe(digestOf(own));
  const { link } = await frame.ask('state');
  const linked = await frame.ask('load', { link: `${site.url}#/lab?preset=splitBrain&t=7000` });
  expect(linked).toMatchObject({ scenario: stories['splitBrain'], at: 7_000 });
  expect(linked.problem).toBeUndefined();
  expect(await frame.ask('load', { link })).toMatchObject({ scenario: own });
  expect((await frame.ask('load', { link: '#/lab?preset=nowhere' })).problem).toContain('nowhere');
  expect((await frame.ask('load', { scenario: { ...own, processes: -1 } })).problem).toContain('$.processes');
  expect((await frame.ask('load', { scenario: 7 })).problem).toContain('give a scenario');
  expect((await frame.ask('seek', { at: '3s' })).problem).toContain('no time');
  expect((await frame.ask('dance')).problem).toBe('there is no "dance": load, seek, digest, play, pause, state');
});

test('nothing goes wrong, and a page that is no frame answers to nobody', async () => {
  expect(frame.wrong).toEqual([]);
  const page = await browser.newPage();
  await page.goto(`${site.url}some/folder/#/lab?embed=1`);
  await page.evaluate(() => window.__lab.ready);
  const heard = await page.evaluate(() => new Promise<number>(resolve => {
    let count = 0;
    addEventListener('message', () => { count++; if (count > 1) resolve(count); });
    postMessage({ flatline: 'state', id: 1 }, '*');
    setTimeout(() => resolve(count), 300);
  }));
  expect(heard).toBe(1);
  expect(await page.locator('.header').isVisible()).toBe(false);
  expect(Object.keys(presets)[0]).toBe('firstSteps');
  await page.close();
});
