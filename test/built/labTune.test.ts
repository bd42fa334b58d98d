/** The map of settings in a real browser: the figures of the command, the same for any number of workers, and each cell a way to a run. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtIn } from '../../sim/builtIn.ts';
import { measure } from '../../sim/qos.ts';
import { simulate } from '../../sim/run.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { packedJson } from '../../ui/lab/packing.ts';
import type { Cell } from '../../ui/lab/tune/model/cells.ts';
import { heldText, judgedOf, type Held } from '../../ui/lab/tune/model/hold.ts';
import { solve } from '../../sim/solve/solve.ts';
import { holdProblem } from '../../ui/lab/tune/work/holding.ts';
import { found } from '../../ui/lab/tune/work/measuring.ts';
import { ownFigure } from '../../ui/lab/tune/work/ownFigure.ts';
import { planOf } from '../../ui/lab/tune/work/plan.ts';
import { control, desktop, openSite, phone, projector, scriptOf, settled, stateOf, type Site } from '../support/labPage.ts';

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site?.close());

interface Tuned { readonly done: Promise<void>; cells(): readonly Cell[]; held(): Held | null }
const tuned = <T>(page: Page, of: (lab: Tuned) => T | Promise<T>): Promise<T> => page.evaluate(`(${of.toString()})(window.__lab)`);

/** Once the coarse map is there. */
async function openTune(hash: string, options: BrowserContextOptions = {}): Promise<Page & { readonly wrong: string[] }> {
  const page = await (await site.browser.newContext({ viewport: desktop, ...options })).newPage();
  const wrong: string[] = [];
  page.on('pageerror', error => wrong.push(String(error)));
  await page.goto(site.url + hash);
  await page.waitForFunction(() => '__lab' in window);
  await page.evaluate(() => window.__lab.ready);
  return Object.assign(page, { wrong });
}

const lossy: ScenarioFile = {
  flatline: 1, title: 'Lossy', seed: 'map', horizon: '30s', processes: 3,
  detector: { kind: 'push', interval: '500ms', estimator: { kind: 'fixed', timeout: '1500ms' } },
  network: { latency: { kind: 'lognormal', median: '20ms', p99: '400ms' }, loss: { kind: 'independent', average: 0.2 } },
  faults: [{ id: 'end', at: { uniform: ['10s', '15s'] }, kind: 'crash', how: 'kill', process: 2 }],
};
/** Mistakes alone are decided in a few runs. */
const goals = { detection: '', mistakes: '40/h', load: '' };
const address = `#/tune?s=${packedJson(lossy)}&x=detector.interval%3D200ms..1s%3Alog&y=detector.estimator.timeout%3D500ms..4s%3Alog&td=${goals.detection}&mr=${encodeURIComponent(goals.mistakes)}`;
const asked = { file: lossy, variant: 0, calm: false, x: 'detector.interval=200ms..1s:log', y: 'detector.estimator.timeout=500ms..4s:log', goals };

test('its cells are those of Node to the last digit, and the same for one worker and for two; what it recommends is held to fresh seeds, as Node holds it', async () => {
  const [texts, holds] = [[] as string[], [] as Held[]];
  for (const jobs of [1, 2]) {
    const context = await site.browser.newContext({ viewport: desktop });
    await context.addInitScript(`Object.defineProperty(navigator, 'hardwareConcurrency', { value: ${jobs} })`);
    const page = await context.newPage();
    await page.goto(site.url + address);
    await page.waitForFunction(() => '__lab' in window);
    await tuned(page, lab => lab.done);
    texts.push(JSON.stringify(await tuned(page, lab => lab.cells())));
    await expect.poll(() => tuned(page, lab => lab.held()?.hold.kind)).toBe('judged');
    holds.push((await tuned(page, lab => lab.held()))!);
    const [held] = holds;
    if (held!.hold.kind === 'judged') expect(await control(page, 'held').innerText()).toContain(heldText(planOf(asked, builtIn), judgedOf(held!.hold.solution), held!.hold.solution.quiet));
    await context.close();
  }
  expect(texts[1]).toBe(texts[0]);
  const cells = JSON.parse(texts[0]!) as readonly Cell[];
  expect(cells.length).toBeGreaterThan(64);
  const plan = planOf(asked, builtIn);
  const { cell, hold } = holds[0]!;
  expect(holds[1]).toEqual(holds[0]);
  expect(hold).toEqual(JSON.parse(JSON.stringify({ kind: 'judged', solution: solve(holdProblem(plan, plan.x.values[cell.column]!, plan.y.values[cell.row]!, 0.95, builtIn)) })));
  for (const { column, row, readings } of cells.filter((_, i) => i % 40 === 0)) {
    const [x, y] = [plan.x.values[column]!, plan.y.values[row]!];
    const node = (field: 'asIs' | 'quiet', runs: number): object => found(plan, { field, x, ys: [y], runs }, builtIn)[0]!;
    expect(node('quiet', readings.mistakes!.runs)).toEqual({ mistakes: readings.mistakes });
    expect(node('asIs', readings.detection!.runs)).toMatchObject({ detection: readings.detection });
  }
});

test('a click on a cell opens its worst run in the Lab at the mistake, and there stands the figure of the cell', async () => {
  const page = await openTune(`${address}&show=mistakes`);
  const cell = (await tuned(page, lab => lab.cells())).find(({ readings }) => readings.mistakes!.verdict === 'fails')!;
  const name = `${cell.column}-${cell.row}`;
  await control(page, `cell-${name}`).hover();
  await control(page, 'readout-setting').waitFor();
  await control(page, `cell-${name}`).click();
  await page.waitForFunction(() => location.hash.startsWith('#/lab') && 'state' in window.__lab);
  await page.evaluate(() => window.__lab.ready);
  await settled(page);
  const file = await scriptOf(page);
  const run = measure(simulate(file, { registry: builtIn }));
  expect(ownFigure('mistakes', run)).toBe(cell.readings.mistakes!.worst!.value);
  const { cursor, pair } = await stateOf(page);
  expect(cursor).toBeGreaterThan(0);
  expect(pair).not.toBeNull();
  const count = run.suspected.slices.reduce((sum, { mistakes }) => sum + mistakes[0]!, 0);
  expect(count).toBeGreaterThan(0);
  await expect.poll(() => control(page, 'measures').innerText()).toMatch(new RegExp(`\\nmistakes\\s+${count}\\b`));
  await page.goBack();
  await page.waitForFunction(() => location.hash.startsWith('#/tune'));
  await control(page, 'map').waitFor();
  expect(page.wrong).toEqual([]);
  await page.context().close();
});

test('by keyboard alone: arrows read cells, sliders move the cross, and its setting is written into the scenario', async () => {
  const page = await openTune(address);
  await page.locator('[data-testid="map"] [tabindex="0"]').focus();
  const first = await control(page, 'readout-setting').innerText();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => control(page, 'readout-setting').innerText()).not.toBe(first);
  await control(page, 'cross-y').focus();
  for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowRight');
  await page.evaluate(() => new Promise(done => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
  // the address follows a few times a second
  const written = async (): Promise<string[]> => decodeURIComponent(/at=([^&]*)/.exec(await page.evaluate(() => location.hash))?.[1] ?? '').split(',');
  const shown = (await control(page, 'cross-y').getAttribute('aria-valuetext'))!.replace(/\s/g, '');
  await expect.poll(async () => (await written())[1]).toBe(shown);
  const at = await written();
  const link = await page.evaluate(() => location.href);
  await control(page, 'useSetting').focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash.startsWith('#/lab') && 'state' in window.__lab);
  expect((await scriptOf(page)).detector).toMatchObject({ interval: at[0], estimator: { timeout: at[1] } });
  await page.goto('about:blank');
  await page.goto(link);
  await control(page, 'map').waitFor();
  expect(await page.evaluate(() => location.href)).toBe(link);
  await expect.poll(() => control(page, 'readout-setting').innerText()).toContain(at[1]!.replace(/[a-z]+$/, ''));
  await page.context().close();
});

test('says what a scenario that cannot be walked costs, and what is wrong with a goal', async () => {
  const page = await openTune('#/tune?preset=swimAsksAFriend&td=8s&mr=');
  await control(page, 'stop').click();
  expect(await control(page, 'simulated').innerText()).toContain('slower');
  await control(page, 'goal-mistakes').fill('few');
  await control(page, 'goal-mistakes').press('Enter');
  await expect.poll(() => control(page, 'failed').innerText()).toContain('“few”');
  expect(page.wrong).toEqual([]);
  await page.context().close();
});

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function violations(page: Page): Promise<string[]> {
  return page.evaluate(async values => {
    const { axe: tool } = window as unknown as { axe: { run(context: Document, options: unknown): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
    const { violations: all } = await tool.run(document, { runOnly: { type: 'tag', values } });
    return all.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 240)}`));
  }, tags);
}

describe('axe finds nothing, light and dark', () => {
  test.each(Object.entries({ desktop, projector, phone }))('%s', async (name, viewport) => {
    const page = await openTune(address, { viewport, ...(name === 'phone' && { hasTouch: true, isMobile: true }) });
    await page.evaluate(axe);
    if (await control(page, 'stop').isVisible()) await control(page, 'stop').click({ timeout: 2_000 }).catch(() => {});
    await control(page, 'table').locator('summary').click();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violations(page), colorScheme).toEqual([]);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await control(page, 'table').locator('tbody tr').count()).toBe((await tuned(page, lab => lab.cells())).length);
    await page.context().close();
  });
});
