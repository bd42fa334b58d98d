/** How quickly the page draws and how quickly it seeks, in a real browser. */
import type { Page } from 'playwright-core';
import { builtIn } from '../../sim/builtIn.ts';
import { finished } from '../../sim/finished.ts';
import { begin } from '../../sim/run.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { addressOf } from '../../ui/lab/address.ts';
import { index } from '../../ui/lab/model.ts';
import { packetsInFlight } from '../../ui/lab/model/packets.ts';
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
  network: { latency: { kind: 'lognormal', median: '150ms', p99: '1200ms' }, loss: { kind: 'independent', average: 0.05 } },
  faults: [
    { id: 'one', at: '3s', kind: 'crash', how: 'kill', process: 7 },
    { id: 'parted', at: '5s', for: '20s', kind: 'partition', groups: [Array.from({ length: 30 }, (_, i) => i), Array.from({ length: 70 }, (_, i) => i + 30)] },
  ],
};

/** A hundred that all watch each other: 10 000 beats a second, a thousand and more on their way. */
export const hundred: ScenarioFile = base;

/** The fewest messages that are on their way at once in these seconds of a run. */
export function fewestInFlight(file: ScenarioFile, from: number, to: number): number {
  const engine = begin(file, { trace: 'full' });
  engine.advance(to * 1_000_000);
  const seen = index(finished(engine).trace, engine.scenario, builtIn), instants = Array.from({ length: (to - from) * 20 }, (_, i) => (from + i / 20) * 1_000_000);
  return Math.min(...instants.map(at => packetsInFlight(seen, at).total));
}

/** Ten minutes of 25. */
export const long: ScenarioFile = { ...base, horizon: '10m', processes: 25, faults: [{ id: 'one', at: '300s', for: '60s', kind: 'crash', how: 'kill', process: 7 }] };

export const linkTo = (file: ScenarioFile): string => addressOf({ ...initialState({ preset: '', file, variant: 0 }), cursor: 0 }, {});

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

/** `js`: what the page's own code spent of a frame, p95. */
export interface Played extends Times { readonly js: number; readonly elements: number; readonly processes: number }

/** While the run plays, the first second left out. */
export async function playingFrames(site: Site, file: ScenarioFile, millis: number): Promise<Played> {
  const page = await openLab(site, linkTo(file));
  await page.locator('[data-testid="play"]').click();
  await page.waitForFunction(() => window.__lab.state().playing);
  await page.waitForTimeout(1_000);
  const { med: median, p95, max, jsP95: js } = await page.evaluate(span => window.__lab.frames(span), millis);
  const elements = await page.evaluate(() => document.querySelectorAll('*').length);
  const processes = await page.evaluate(() => document.querySelectorAll('[data-testid^="node-"]').length);
  await page.context().close();
  return { median, p95, max, js, elements, processes };
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
