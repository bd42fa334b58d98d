/** What keeps the page from answering: tasks of more than 50 ms on its main thread, and how long a key waits for its picture. */
import type { Page } from 'playwright-core';
import { desktop, type Site } from '../support/labPage.ts';

declare global { interface Window { __slow: { readonly tasks: (readonly [at: number, millis: number])[]; readonly keys: number[] } } }

/** Where they began, and how long they took, in milliseconds. */
export type Tasks = readonly (readonly [at: number, millis: number])[];

/** Both as the browser itself measures them, from the first moment on. A key that is drawn within 16 ms is not told. */
const watch = (): void => {
  window.__slow = { tasks: [], keys: [] };
  new PerformanceObserver(list => { for (const { startTime, duration } of list.getEntries()) window.__slow.tasks.push([startTime, duration]); })
    .observe({ type: 'longtask', buffered: true });
  new PerformanceObserver(list => { for (const { name, duration } of list.getEntries()) if (name === 'keydown') window.__slow.keys.push(duration); })
    .observe({ type: 'event', durationThreshold: 16, buffered: true } as PerformanceObserverInit);
};

/** A page whose first picture is there, and when it came. */
async function opened(site: Site, hash: string): Promise<{ readonly page: Page; readonly ready: number }> {
  const page = await site.browser.newPage({ viewport: desktop });
  await page.addInitScript(watch);
  await page.goto(site.url + hash);
  await page.waitForFunction(() => '__lab' in window);
  const ready = await page.evaluate(async () => {
    await window.__lab.ready;
    return performance.now();
  });
  return { page, ready };
}

const tasksOf = (page: Page, since: number): Promise<Tasks> => page.evaluate(from => window.__slow.tasks.filter(([at]) => at >= from), since);

/** What a view cost from the end of loading on, until nothing more is to come. */
export async function opening(site: Site, hash: string): Promise<{ readonly ready: number; readonly tasks: Tasks }> {
  const { page, ready } = await opened(site, hash);
  await page.evaluate(async () => { await (window.__lab as { done?: Promise<void> }).done; });
  await page.waitForTimeout(2_000);
  const tasks = await tasksOf(page, await page.evaluate(() => (performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming).loadEventEnd));
  await page.close();
  return { ready, tasks };
}

/** While this link plays: after its first second, for so long. */
export async function tasksWhilePlaying(site: Site, hash: string, millis: number): Promise<Tasks> {
  const { page } = await opened(site, hash);
  await page.locator('[data-testid="play"]').click();
  await page.waitForTimeout(1_000);
  const since = await page.evaluate(() => performance.now());
  await page.waitForTimeout(millis);
  const tasks = await tasksOf(page, since);
  await page.close();
  return tasks;
}

export interface Swept { readonly tasks: Tasks; readonly keys: readonly number[]; readonly pressed: number }

/** While workers sweep 16 × 16 settings with 32 seeds each: the Lab plays, and every other moment somebody presses a key. */
export async function whileSweeping(site: Site, hash: string, millis: number): Promise<Swept> {
  const { page } = await opened(site, hash);
  await page.locator('[data-testid="play"]').click();
  await page.waitForTimeout(1_000);
  const since = await page.evaluate(() => {
    const { file } = window.__lab.state().script;
    window.__slow.keys.length = 0;
    void window.__lab.sweep({ document: file, vary: ['detector.interval=200ms..2s:log:16', 'detector.estimator.timeout=500ms..5s:log:16'], runs: 32 });
    return performance.now();
  });
  let pressed = 0;
  for (let spent = 0; spent < millis; spent += 250) {
    await page.keyboard.press(pressed++ % 2 === 0 ? '.' : 'Space');
    await page.waitForTimeout(250);
  }
  const found = { tasks: await tasksOf(page, since), keys: await page.evaluate(() => [...window.__slow.keys]), pressed };
  await page.close();
  return found;
}
