/** What stands on the stage, and what its pictures share: one window, one cursor, one pointer. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { simulate } from '../../sim/run.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { compact } from '../../ui/lab/charts/compact.ts';
import { spaceTimeLayout, yOf } from '../../ui/lab/charts/spaceTimeLayout.ts';
import { matrixLayout } from '../../ui/lab/charts/matrix.ts';
import { index } from '../../ui/lab/model.ts';
import { loadAt, loadOf } from '../../ui/lab/model/load.ts';
import { builtIn } from '../../sim/builtIn.ts';
import { visibleWindow } from '../../ui/lab/state.ts';
import { control, openLab, openSite, phone, stateOf, type Site } from '../support/labPage.ts';

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site?.close());

const figures = (page: Page): Promise<string[]> => page.locator('.stage .figure:visible').evaluateAll(all => all.map(one => one.getAttribute('aria-label')!));
const draws = (page: Page): Promise<Record<string, number>> => page.evaluate(() => ({ ...window.__lab.draws() }));
/** At rest: nothing is drawn any more. */
const rested = async (page: Page): Promise<Record<string, number>> => {
  for (let before = await draws(page); ;) {
    await page.waitForTimeout(300);
    const now = await draws(page);
    if (JSON.stringify(now) === JSON.stringify(before)) return now;
    before = now;
  }
};
const story = (name: string): ScenarioFile => JSON.parse(readFileSync(new URL(`../../scenarios/${name}.json`, import.meta.url), 'utf8')) as ScenarioFile;

describe('what stands on the stage', () => {
  test('is chosen by a key, by the mouse or by arrows, and is part of the link', async () => {
    const page = await openLab(site, '#/lab?preset=splitBrain&t=8000');
    expect(await figures(page)).toEqual(['Topology', 'Matrix']);
    await page.keyboard.press('t');
    await expect.poll(() => figures(page)).toEqual(['Space–time']);
    expect(page.url()).toContain('&view=spacetime');
    await page.keyboard.press('t');
    await expect.poll(() => figures(page)).toEqual(['Topology', 'Matrix']);
    expect(page.url()).not.toContain('view=');
    await control(page, 'view-topology+matrix').focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => figures(page)).toEqual(['Topology', 'Space–time']);
    await page.keyboard.press('m');
    await expect.poll(() => figures(page)).toEqual(['Matrix']);
    await control(page, 'matrix-table').selectOption('accusers');
    await control(page, 'matrix-order').selectOption('disagreement');
    expect(page.url()).toContain('&matrix=accusers+disagreement');
    const again = await openLab(site, page.url().slice(site.url.length));
    expect((await stateOf(again)).look).toEqual({ view: 'matrix', table: 'accusers', shade: 'states', order: 'disagreement' });
    expect([...page.wrong, ...again.wrong]).toEqual([]);
    await page.context().close();
    await again.context().close();
  });

  test('on a phone is one picture, and none of the choices leads off it', async () => {
    const page = await openLab(site, '#/lab?preset=splitBrain&t=8000', { viewport: phone });
    expect(await figures(page)).toEqual(['Topology']);
    expect(await page.locator('.segments label:visible').allTextContents()).toEqual(['Topology', 'Space–time', 'Matrix']);
    for (const [view, name] of [['spacetime', 'Space–time'], ['matrix', 'Matrix'], ['topology', 'Topology']] as const) {
      await control(page, `view-${view}`).check();
      await expect.poll(() => figures(page)).toEqual([name]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    }
    await page.context().close();
  });
});

describe('its pictures share', () => {
  test('the cursor: a click in space–time goes to its moment; the window: what the lanes show', async () => {
    const page = await openLab(site, '#/lab?preset=splitBrain&t=20000&view=spacetime');
    const box = (await control(page, 'canvas-space-time').boundingBox())!, layout = spaceTimeLayout(5, box), window = visibleWindow(await stateOf(page));
    const at = window.from + 0.25 * (window.to - window.from);
    await page.mouse.click(box.x + box.width / 2, box.y + yOf(layout, window, at));
    const { cursor } = await stateOf(page);
    expect(Math.abs(cursor - at)).toBeLessThan((window.to - window.from) / (layout.bottom - layout.top));
    await page.context().close();
  });

  test('the pointer: over one of them, all others show where', async () => {
    const page = await openLab(site, '#/lab?preset=splitBrain&t=20000&view=topology%2Bspacetime'.replace('%2B', '+'));
    const before = await rested(page), box = (await control(page, 'canvas-lanes').boundingBox())!;
    await page.mouse.move(box.x + 0.6 * box.width, box.y + box.height - 60);
    for (const layer of ['lanes', 'spaceTime', 'topology', 'suspicion']) await expect.poll(async () => (await draws(page))[layer], { message: layer }).toBeGreaterThan(before[layer]!);
    await rested(page);
    await page.context().close();
  });

  test('a cell of the matrix is the pair that stands there, in every order; its strip goes to a moment', async () => {
    const page = await openLab(site, '#/lab?preset=splitBrain&t=8000&view=matrix&matrix=disagreement');
    const box = (await control(page, 'canvas-matrix').boundingBox())!, { left, top, cell } = matrixLayout(5, box);
    await page.mouse.move(box.x + left + 1.5 * cell, box.y + top + 0.5 * cell);
    await expect.poll(() => control(page, 'matrix-about').textContent()).toMatch(/^n\d (suspects|trusts) n\d, which runs\.$/);
    const words = (await control(page, 'matrix-about').textContent())!;
    await page.mouse.click(box.x + left + 1.5 * cell, box.y + top + 0.5 * cell);
    const { pair } = await stateOf(page);
    expect(words).toContain(`n${pair!.monitor} `);
    expect(words).toContain(` n${pair!.peer},`);
    const strip = (await control(page, 'canvas-disagreement').boundingBox())!;
    await page.mouse.click(strip.x + strip.width / 2, strip.y + 20);
    const state = await stateOf(page), window = visibleWindow({ ...state, cursor: 8_000_000 });
    expect(Math.abs(state.cursor - (window.from + window.to) / 2)).toBeLessThan(200_000);
    await page.context().close();
  });
});

test('the load at the cursor is what the engine sent in the second before', async () => {
  const run = simulate(story('selfCongestion'), { trace: 'full' });
  const [beats] = loadAt(loadOf(index(run.trace, run.scenario, builtIn), run.load), 8_000_000);
  const page = await openLab(site, '#/lab?preset=selfCongestion&t=8000');
  await expect.poll(() => control(page, 'load-values').textContent()).toBe(`heartbeats ${beats!.messages}/s, ${compact(beats!.bytes)}B/s`);
  await control(page, 'load').click();
  await expect.poll(() => control(page, 'load-values').isVisible()).toBe(false);
  await page.context().close();
});
