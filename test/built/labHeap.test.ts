/** What the page holds does not grow: playing over and over, and going from view to view. `npm run bench:lab` looks for twenty minutes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { views } from '../../ui/lab/routes.ts';
import { long } from '../bench/labFrames.ts';
import { heapWhilePlaying } from '../bench/labMemory.ts';
import { openLab, openSite, type Site } from '../support/labPage.ts';

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site?.close());

test('playing a run of 25 over and over', async () => {
  const { before, after } = await heapWhilePlaying(site, long, 0.1, 3);
  expect(after - before).toBeLessThan(5_000_000);
});

test('views that are left are gone, with their workers', async () => {
  const page = await openLab(site, '#/lab?preset=firstSteps&t=5000');
  const session = await page.context().newCDPSession(page);
  const round = async (): Promise<void> => {
    for (const name of [...Object.keys(views).filter(each => each !== 'lab'), 'lab']) {
      await page.evaluate(hash => { location.hash = hash; }, `#/${name}`);
      await page.locator(`#${name} main`).waitFor();
    }
    await page.evaluate(() => window.__lab.ready);
    await page.waitForTimeout(300);
  };
  const used = async (): Promise<{ heap: number; workers: number }> => {
    await session.send('HeapProfiler.collectGarbage');
    return { heap: (await session.send('Runtime.getHeapUsage')).usedSize, workers: page.workers().length };
  };
  await round();
  const before = await used();
  for (let i = 0; i < 4; i++) await round();
  const after = await used();
  expect(after.workers).toBeLessThanOrEqual(before.workers);
  expect(after.heap - before.heap).toBeLessThan(8_000_000);
  await page.context().close();
});
