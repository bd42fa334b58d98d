/** What stands on the stage, and what its pictures share: one window, one cursor, one pointer. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { simulate } from '../../sim/run.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { compact } from '../../ui/lab/charts/compact.ts';
import { packetOnLine } from '../../ui/lab/charts/lineHit.ts';
import { ends } from '../../ui/lab/charts/passing.ts';
import { spaceTimeLayout, yOf } from '../../ui/lab/charts/spaceTimeLayout.ts';
import { matrixLayout } from '../../ui/lab/charts/matrix.ts';
import { index, instant, inWords } from '../../ui/lab/model.ts';
import { beside, messageOf } from '../../ui/lab/model/message.ts';
import { messageTable, underWayTable } from '../../ui/lab/tabled/messageTables.ts';
import { disagreementTable, loadTable, runTable } from '../../ui/lab/tabled/stripTables.ts';
import { accuserTable, laneTable, leaderTable, opinionTable, processTable, scriptTable } from '../../ui/lab/tabled/tables.ts';
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

/** What a table of the page says, line by line. */
const rowsIn = (page: Page, name: string): Promise<string[][]> => control(page, `table-${name}`).locator('tbody tr').evaluateAll(rows => rows.map(row => [...row.children].map(cell => cell.textContent!)));

/** Pictures without a name or a description, for whoever does not see them. */
const unnamed = (page: Page): Promise<string[]> => page.evaluate(() => [...document.querySelectorAll('canvas')]
  .filter(one => one.checkVisibility() && !(one.getAttribute('role') === 'img' && one.ariaLabel && (one.getAttribute('aria-description') ?? '').length > 20)).map(one => one.outerHTML));

describe('in words', () => {
  test('every picture of the Lab has a name, a description and a table, and at three moments the tables are what the engine says', async () => {
    const run = simulate(story('splitBrain'), { trace: 'full' }), known = index(run.trace, run.scenario, builtIn);
    const page = await openLab(site, '#/lab?preset=splitBrain&t=8000&view=topology+spacetime');
    await control(page, 'canvas-space-time').waitFor();
    expect(await unnamed(page)).toEqual([]);
    await control(page, 'tables-open').click();
    for (const at of [2_000_000, 8_000_000, 20_000_000]) {
      await page.evaluate(to => window.__lab.seek(to), at);
      const state = await stateOf(page), view = visibleWindow(state), pair = await page.evaluate(() => [...document.querySelectorAll<HTMLSelectElement>('[data-testid="monitor"], [data-testid="peer"]')].map(one => Number(one.value)));
      const [monitor, peer] = pair as [number, number];
      const expected = {
        processes: processTable(known, at), 'under-way': underWayTable(known, at), opinions: opinionTable(known, at), disagreement: disagreementTable(known, view, at),
        messages: messageTable(known, view, at), load: loadTable(known, loadOf(known, run.load), view, at), lanes: laneTable(known, peer, view), leaders: leaderTable(known, view),
        script: scriptTable(known, at), run: runTable(known, { monitor, peer }, at),
      };
      for (const [name, { rows }] of Object.entries(expected)) await expect.poll(() => rowsIn(page, name), { message: `${name} at ${at}` }).toEqual(rows.length > 0 ? rows : [['none']]);
      // what only the estimator knows: the level that the inspector says, too
      await expect.poll(async () => (await rowsIn(page, 'suspicion')).length).toBeGreaterThan(10);
      await expect.poll(async () => (await rowsIn(page, 'silences')).reduce((sum, [, , many]) => sum + Number(many ?? 0), 0)).toBeGreaterThan(0);
    }
    expect((await rowsIn(page, 'messages')).length).toBe(200);
    expect(await control(page, 'table-messages').locator('p').textContent()).toMatch(/^[\d,]+ more messages are not listed: show less time to see them\.$/);
    await page.keyboard.press('m');
    await control(page, 'matrix-table').selectOption('accusers');
    await expect.poll(() => rowsIn(page, 'accusers')).toEqual(accuserTable(known, 20_000_000).rows);
    expect(await unnamed(page)).toEqual([]);
    for (const [hash, main] of [['#/compare?preset=splitBrain', 'compare'], ['#/learn/heartbeat/2', 'learn'], ['#/learn/pickTwo/2', 'learn'], ['#/tune', 'tune']] as const) {
      await page.evaluate(to => { location.hash = to; }, hash);
      await page.locator(`#${main} canvas`).first().waitFor({ state: 'attached' });
      expect(await unnamed(page), hash).toEqual([]);
    }
    expect(page.wrong).toEqual([]);
    await page.context().close();
  });
});

describe('one message', () => {
  test('chosen in space–time it says what the run says of it; by keys its neighbours; found in the link, and gone back from', async () => {
    const run = simulate(story('oneCrash'), { trace: 'full' }), known = index(run.trace, run.scenario, builtIn);
    const page = await openLab(site, '#/lab?preset=oneCrash&t=6000&w=5000-6000&view=spacetime');
    const box = (await control(page, 'canvas-space-time').boundingBox())!, layout = spaceTimeLayout(known.count, box), window = visibleWindow(await stateOf(page));
    // somewhere on a line that stands apart from the others
    const [row, x, y] = Array.from(known.packets.row).flatMap((one, packet): [number, number, number][] => {
      if (known.packets.sent[packet]! < 5_100_000 || known.packets.until[packet]! > 5_900_000) return [];
      const [x1, y1, x2, y2] = ends({ index: known, layout, window }, packet);
      return packetOnLine(known, layout, window, x1 + (x2 - x1) / 3, y1 + (y2 - y1) / 3) === one ? [[one, x1 + (x2 - x1) / 3, y1 + (y2 - y1) / 3]] : [];
    })[0]!;
    const { from, to, sent, until, kind, lost } = messageOf(known, row), name = (process: number): string => known.names[process]!;
    await page.mouse.click(box.x + x, box.y + y);
    await expect.poll(() => control(page, 'message-title').textContent()).toBe(`${kind}, ${name(from)} → ${name(to)}`);
    expect(lost).toBeNull();
    const facts = async (testid: string): Promise<string[]> => control(page, testid).locator('dt, dd').allTextContents();
    expect(await facts('message-facts')).toEqual(expect.arrayContaining(['from', name(from), 'to', name(to), 'sent', instant(sent), 'latency', inWords(until - sent)]));
    await expect.poll(() => facts('message-carries')).toEqual(expect.arrayContaining(['size', '33 bytes', 'seq']));
    expect(page.url()).toContain(`&msg=${from}-${to}-${sent / 1_000}-${kind}`);
    expect(await control(page, 'inspector-sentence').isVisible()).toBe(false);
    await control(page, 'message-next').press('Enter');
    const after = messageOf(known, beside(known, row, 1));
    await expect.poll(() => facts('message-facts')).toEqual(expect.arrayContaining([instant(after.sent)]));
    expect(await page.evaluate(() => document.activeElement!.getAttribute('data-testid'))).toBe('message-next');
    const again = await openLab(site, page.url().slice(site.url.length));
    await expect.poll(() => control(again, 'message-sentence').textContent()).toContain(`at ${instant(after.sent)}`);
    expect(await again.evaluate(() => document.activeElement === document.body)).toBe(true);
    await again.context().close();
    await page.goBack();
    await page.goBack();
    await expect.poll(() => control(page, 'message-card').isVisible()).toBe(false);
    expect(await control(page, 'inspector-sentence').isVisible()).toBe(true);
    expect(page.wrong).toEqual([]);
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
