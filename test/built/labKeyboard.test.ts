/** The whole way without a mouse: a lesson, the wheel, a crash, steps, a fork, Compare, the link. Once more without the keys of a single character. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lessons } from '../../scenarios/lessons/index.ts';
import { contrast } from '../support/colour.ts';
import { control, openLab, openSite, scriptOf, settled, stateOf, type Site } from '../support/labPage.ts';

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site?.close());

const patient = { timeout: 30_000 };
const hex = (rgb: string): string => `#${rgb.match(/[\d.]+/g)!.slice(0, 3).map(part => Number(part).toString(16).padStart(2, '0')).join('')}`;

/** Where the focus is; it shows: two pixels at least, three times as light or dark as what it lies on. */
async function stop(page: Page): Promise<string> {
  const { name, width, ink, ground } = await page.evaluate(() => {
    const element = document.activeElement as HTMLElement;
    // a slider or a choice that only its frame is seen of
    const shown = getComputedStyle(element).opacity === '0' || element.dataset['testid'] === 'scrub' ? element.parentElement! : element;
    const { outlineWidth, outlineStyle, outlineColor, outlineOffset } = getComputedStyle(shown);
    let behind: Element | null = Number.parseFloat(outlineOffset) < 0 ? shown : shown.parentElement;
    while (behind && /, 0\)$|^transparent$/.test(getComputedStyle(behind).backgroundColor)) behind = behind.parentElement;
    return {
      name: element.dataset['testid'] ?? element.tagName, width: outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth), ink: outlineColor,
      ground: getComputedStyle(behind ?? document.documentElement).backgroundColor,
    };
  });
  if (name === 'BODY') return name;
  expect(width, name).toBeGreaterThanOrEqual(2);
  expect(contrast(hex(ink), hex(ground)), name).toBeGreaterThanOrEqual(3);
  return name;
}

async function reach(page: Page, wanted: string): Promise<void> {
  for (let i = 0; i < 130; i++) {
    await page.keyboard.press('Tab');
    if (await stop(page) === wanted) return;
  }
  throw new Error(`${wanted} was not reached`);
}

/** Every stop from here until the first comes again: none holds the focus. */
async function round(page: Page): Promise<readonly string[]> {
  const first = await page.evaluateHandle(() => document.activeElement);
  const names: string[] = [];
  for (let i = 0; i < 150; i++) {
    await page.keyboard.press('Tab');
    names.push(await stop(page));
    if (await page.evaluate(element => element === document.activeElement, first)) return names;
  }
  throw new Error('the focus does not come round');
}

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

test.each([['with every key', true], ['without the keys of a single character', false]] as const)('%s', async (_how, single) => {
  const page = await openLab(site, '', { permissions: ['clipboard-read', 'clipboard-write'], reducedMotion: 'reduce' });
  if (!single) {
    await press(page, '?');
    expect(await stop(page)).toBe('shortcuts-on');
    await press(page, 'Space', 'Escape');
    await press(page, '.', ' ', 'd');
    expect(await stateOf(page)).toMatchObject({ cursor: 0, playing: false, presenting: false, shortcuts: false });
  }
  await reach(page, 'go-learn');
  await press(page, 'Enter');
  await control(page, 'lessons').waitFor();
  await reach(page, 'lesson-heartbeat');
  await press(page, 'Enter');
  const { beats } = lessons.heartbeat;
  for (const [i, { says }] of beats.entries()) {
    await expect.poll(async () => (await control(page, 'says').textContent())?.replaceAll('\u00a0', ' '), patient).toBe(says);
    if (i + 1 < beats.length) await press(page, 'ArrowRight');
  }
  await reach(page, 'take-the-wheel');
  await press(page, 'Enter');
  await page.waitForFunction(() => location.hash.startsWith('#/lab') && window.__lab?.state().run?.kind === 'ready');

  if (single) {
    expect(await round(page)).toEqual(expect.arrayContaining(['share', 'exports', 'theme', 'shortcuts', 'node-0', 'play', 'time', 'scrub', 'speed', 'monitor', 'peer', 'preset', 'seed']));
  }
  await reach(page, 'node-0');
  await press(page, 'Home', 'ArrowRight');
  const chosen = Number((await stop(page)).slice('node-'.length));
  await press(page, 'c');
  await settled(page);
  expect((await scriptOf(page)).faults!.at(-1)).toMatchObject({ at: '0s', kind: 'crash', how: 'kill', process: chosen });
  if (single) await press(page, ...Array<string>(10).fill('.'));
  else {
    await reach(page, 'step');
    await press(page, ...Array<string>(10).fill('Enter'));
  }
  expect((await stateOf(page)).cursor).toBeGreaterThan(0);
  const kept = (await stateOf(page)).script.branches?.length ?? 1;
  if (single) await press(page, 'f');
  else {
    await reach(page, 'branches');
    await press(page, 'Enter');
    await expect.poll(() => control(page, 'branch-panel').isVisible(), patient).toBe(true);
    await reach(page, 'fork');
    await press(page, 'Enter', 'Escape');
    expect(await stop(page)).toBe('branches');
  }
  expect((await stateOf(page)).script.branches).toHaveLength(kept + 1);

  await reach(page, 'go-compare');
  await press(page, 'Enter');
  await expect.poll(() => control(page, 'opinion').count(), patient).toBe(kept + 1);
  if (single) {
    await press(page, 'End');
    expect(await round(page)).toEqual(expect.arrayContaining(['add', 'first-divergence', 'open-in-lab', 'options', 'scope-seeds', 'play', 'scrub', 'share', 'present']));
    await press(page, 'd');
    await expect.poll(() => page.url(), patient).toContain('present=1');
    await press(page, 'Escape');
    await expect.poll(() => page.url(), patient).not.toContain('present=1');
  } else {
    const before = page.url();
    await press(page, 'd', 'a', '.');
    expect([page.url(), await control(page, 'column').count()]).toEqual([before, kept + 1]);
  }
  await reach(page, 'share');
  await press(page, 'Enter');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText()), patient).toMatch(/#\/compare\?s=[\w-]+&t=[\d.]+&b=[\w-]+.*&c=[\w-]+/);
  expect(page.wrong).toEqual([]);
  await page.context().close();
});
