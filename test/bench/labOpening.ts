/** How soon the page is there, and how soon it does what it is told. */
import { desktop, openLab, type Site } from '../support/labPage.ts';
import { openSlowLine } from './slowLine.ts';

/** From opening the page, its cache empty, until its first run can be touched; and from a key that crashes a process until that is drawn. */
export async function openingTimes(site: Site): Promise<{ readonly ready: number; readonly fault: number }> {
  const page = await openLab(site);
  await page.locator('[data-testid="node-1"]').waitFor();
  const ready = await page.evaluate(() => performance.now());
  await page.keyboard.press('Space');
  const fault = await page.evaluate(async () => {
    const { state, draws } = window.__lab;
    const before = state().script.file.faults?.length ?? 0;
    const begun = performance.now();
    const node = document.querySelector<HTMLElement>('[data-testid="node-1"]')!;
    node.focus();
    node.dispatchEvent(new KeyboardEvent('keydown', { key: 'c', bubbles: true }));
    const drawn = (): boolean => state().run.kind === 'ready' && (state().script.file.faults?.length ?? 0) > before;
    while (!drawn()) await new Promise(requestAnimationFrame);
    const topology = draws()['topology'] ?? 0;
    while ((draws()['topology'] ?? 0) === topology) await new Promise(requestAnimationFrame);
    return performance.now() - begun;
  });
  await page.context().close();
  return { ready, fault };
}

/** 1.6 Mbit a second, and a processor of a quarter of the speed. */
export async function readyOnSlowLine({ browser }: Site): Promise<number> {
  const line = await openSlowLine('dist/lab', 200_000);
  const page = await browser.newPage({ viewport: desktop });
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await page.goto(line.url);
  await page.locator('[data-testid="node-1"]').waitFor();
  const ready = await page.evaluate(() => performance.now());
  await page.close();
  line.close();
  return ready;
}
