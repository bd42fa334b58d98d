/** How quickly the page draws and how quickly it seeks, in a real browser. */
import type { Page } from 'playwright-core';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { addressOf } from '../../ui/lab/address.ts';
import { initialState } from '../../ui/lab/state.ts';
import { openLab, type Site } from '../support/labPage.ts';

export interface Times { readonly median: number; readonly p95: number; readonly max: number }

export function times(values: readonly number[]): Times {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { median: at(0.5), p95: at(0.95), max: at(1) };
}

const base: ScenarioFile = {
  flatline: 1, title: 'Many', seed: 'many', horizon: '60s', processes: 100, watches: 'all',
  detector: { kind: 'push', interval: '1s', estimator: { kind: 'fixed', timeout: '3s' } },
  network: { latency: { kind: 'lognormal', median: '100ms', p99: '900ms' }, loss: { kind: 'independent', average: 0.05 } },
  faults: [
    { id: 'one', at: '3s', kind: 'crash', how: 'kill', process: 7 },
    { id: 'parted', at: '5s', for: '20s', kind: 'partition', groups: [Array.from({ length: 30 }, (_, i) => i), Array.from({ length: 70 }, (_, i) => i + 30)] },
  ],
};

/** A hundred that all watch each other: 10 000 beats a second, a thousand and more on their way. */
export const hundred: ScenarioFile = base;

/** Ten minutes of 25. */
export const long: ScenarioFile = { ...base, horizon: '10m', processes: 25, faults: [{ id: 'one', at: '300s', for: '60s', kind: 'crash', how: 'kill', process: 7 }] };

const linkTo = (file: ScenarioFile): string => addressOf({ ...initialState({ preset: '', file, variant: 0 }), cursor: 0 }, {});

/** Gaps between frames over `millis`, the first second left out. */
const gaps = (page: Page, millis: number): Promise<number[]> => page.evaluate(span => new Promise<number[]>(done => {
  const found: number[] = [];
  const begun = performance.now();
  let last = begun;
  const step = (now: number): void => {
    if (now - begun > 1_000) found.push(now - last);
    last = now;
    if (now - begun < span) requestAnimationFrame(step);
    else done(found);
  };
  requestAnimationFrame(step);
}), millis);

export async function blankFrames(site: Site, millis: number): Promise<Times> {
  const page = await site.browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.setContent('<title>blank</title>');
  const found = times(await gaps(page, millis));
  await page.context().close();
  return found;
}

export interface Played extends Times { readonly elements: number; readonly processes: number }

/** While the run plays. */
export async function playingFrames(site: Site, file: ScenarioFile, millis: number): Promise<Played> {
  const page = await openLab(site, linkTo(file));
  await page.locator('[data-testid="play"]').click();
  await page.waitForFunction(() => window.__lab.state().playing);
  const found = times(await gaps(page, millis));
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  const processes = await page.evaluate(() => document.querySelectorAll('[data-testid^="node-"]').length);
  await page.context().close();
  return { ...found, elements, processes };
}

/** From asking for an instant until it was drawn. */
export async function seekTimes(site: Site, file: ScenarioFile, instants: readonly number[]): Promise<Times> {
  const page = await openLab(site, linkTo(file));
  const found = await page.evaluate(async list => {
    const drawn = (): number => Object.values(window.__lab.draws()).reduce((sum, count) => sum + count, 0);
    const frame = (): Promise<number> => new Promise(requestAnimationFrame);
    const spent: number[] = [];
    for (const to of list) {
      const [before, begun] = [drawn(), performance.now()];
      window.__lab.seek(to);
      while (drawn() === before) await frame();
      spent.push(performance.now() - begun);
      await frame();
    }
    return spent;
  }, [...instants]);
  await page.context().close();
  return times(found);
}

/** From opening the page, its cache empty, until its first run is shown; and from a key that crashes a process until that is drawn. */
export async function openingTimes(site: Site): Promise<{ readonly ready: number; readonly fault: number }> {
  const page = await openLab(site);
  const ready = await page.evaluate(async () => {
    await window.__lab.ready;
    return performance.now();
  });
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
