/** The built page in a real browser: served, opened, driven, and asked what it knows. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { preview } from 'vite';
import type { ScenarioFile } from '../../sim/scenario.ts';
import type { Asked } from '../../sim/sweep/plan.ts';
import type { LabState } from '../../ui/lab/state.ts';
import { launchBrowser } from './browser.ts';

/** What the page puts on `window`. */
export interface Lab {
  readonly ready: Promise<void>;
  state(): LabState;
  seek(to: number): void;
  digest(at?: number): Promise<string>;
  replayed(at: number): Promise<number>;
  draws(): Readonly<Record<string, number>>;
  frames(millis: number): Promise<{ med: number; p95: number; max: number; jsP95: number; frames: number }>;
  sweep(asked: Asked, jobs?: number): Promise<readonly string[]>;
  net(): readonly string[];
}
declare global { interface Window { __lab: Lab } }

export interface Site { readonly url: string; readonly browser: Browser; close(): Promise<void> }

export async function openSite(): Promise<Site> {
  const server = await preview({ configFile: false, base: './', build: { outDir: 'dist/lab' }, preview: { port: 0, host: '127.0.0.1' }, logLevel: 'warn' });
  const browser = await launchBrowser();
  return {
    url: server.resolvedUrls!.local[0]!, browser,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

export const desktop = { width: 1440, height: 900 }, projector = { width: 1280, height: 720 }, phone = { width: 390, height: 844 };

/** A fresh page whose first run is there. What it throws, or fetches from elsewhere, is in `wrong`. */
export async function openLab(site: Site, hash = '', options: BrowserContextOptions = {}): Promise<Page & { readonly wrong: string[] }> {
  const context = await site.browser.newContext({ viewport: desktop, ...options });
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('pageerror', error => wrong.push(String(error)));
  page.on('request', request => { if (!request.url().startsWith(site.url) && !/^(data|blob):/.test(request.url())) wrong.push(`fetched ${request.url()}`); });
  await page.goto(site.url + hash);
  await page.evaluate(() => window.__lab.ready);
  return Object.assign(page, { wrong });
}

export const stateOf = (page: Page): Promise<LabState> => page.evaluate(() => window.__lab.state());
export const scriptOf = async (page: Page): Promise<ScenarioFile> => (await stateOf(page)).script.file;

/** The run of what the script now says is shown. */
export const settled = async (page: Page): Promise<void> => {
  await page.waitForFunction(() => ['ready', 'failed', 'cancelled'].includes(window.__lab.state().run.kind));
};

export const control = (page: Page, testid: string): ReturnType<Page['locator']> => page.locator(`[data-testid="${testid}"]`);
