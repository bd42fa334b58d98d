/** What the page holds after a long while. */
import type { ScenarioFile } from '../../sim/scenario.ts';
import { openLab, type Site } from '../support/labPage.ts';
import { linkTo } from './labFrames.ts';

export interface Heap { readonly before: number; readonly after: number; readonly minutes: number }

/** What the page holds after garbage was collected, in bytes: after a while, and after so many minutes of playing over and over. */
export async function heapWhilePlaying(site: Site, file: ScenarioFile, minutes: number, warmUp = 20): Promise<Heap> {
  const page = await openLab(site, linkTo(file));
  const session = await page.context().newCDPSession(page);
  const used = async (): Promise<number> => {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  };
  const speed = page.locator('[data-testid="speed"]');
  await speed.fill('50');
  const playFor = async (seconds: number): Promise<void> => {
    for (let i = 0; i < seconds; i++) {
      await page.evaluate(() => {
        const { playing, cursor, horizon } = window.__lab.state();
        if (!playing || cursor >= horizon) document.querySelector<HTMLElement>('[data-testid="play"]')!.click();
      });
      await page.waitForTimeout(1_000);
    }
  };
  await playFor(warmUp);
  const before = await used();
  await playFor(Math.round(minutes * 60));
  const after = await used();
  await page.context().close();
  return { before, after, minutes };
}
