/** What the Export menu hands over, read again by what reads such files. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtIn } from '../../sim/builtIn.ts';
import { evaluate } from '../../sim/evaluate.ts';
import { simulate } from '../../sim/run.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { index } from '../../ui/lab/model.ts';
import { stories } from '../../ui/lab/stories.ts';
import { control, openLab, openSite, type Site } from '../support/labPage.ts';

let site: Site;
let page: Page & { readonly wrong: string[] };
const story = stories['splitBrain']!;
beforeAll(async () => {
  site = await openSite();
  page = await openLab(site, '#/lab?preset=splitBrain&t=7000');
  await control(page, 'measures').locator('table').waitFor();
});
afterAll(() => site?.close());

async function taken(what: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  await control(page, 'exports').click();
  const [download] = await Promise.all([page.waitForEvent('download'), control(page, `export-${what}`).click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test('the pictures are well-formed SVG, one of all that are to be seen', async () => {
  const { name, bytes } = await taken('svg');
  expect(name).toBe('splitBrain-7000ms.svg');
  const read = await page.evaluate(text => {
    const { documentElement: root } = new DOMParser().parseFromString(text, 'image/svg+xml');
    const ids = [...root.querySelectorAll('[id]')].map(each => each.id);
    return {
      root: root.nodeName, title: root.querySelector('title')?.textContent, pictures: [...root.children].filter(each => each.nodeName === 'svg').length,
      words: [...root.querySelectorAll('text')].map(each => each.textContent), ids: ids.length - new Set(ids).size, wrong: root.querySelectorAll('parsererror').length,
    };
  }, bytes.toString());
  expect(read).toMatchObject({ root: 'svg', title: 'Two kings, at 7000 ms', ids: 0, wrong: 0 });
  const seen = await page.locator('canvas').evaluateAll(all => all.filter(each => each.getBoundingClientRect().width > 1).length);
  expect(read.pictures).toBe(seen);
  expect(seen).toBeGreaterThanOrEqual(4);
  expect(read.words).toEqual(expect.arrayContaining(['n0', 'client0']));
});

test('and a PNG that is not blank', async () => {
  const { name, bytes } = await taken('png');
  expect(name).toBe('splitBrain-7000ms.png');
  const read = await page.evaluate(async base64 => {
    const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
    const context = new OffscreenCanvas(picture.width, picture.height).getContext('2d')!;
    context.drawImage(picture, 0, 0);
    return { width: picture.width, colours: new Set(new Uint32Array(context.getImageData(0, 0, picture.width, picture.height).data.buffer)).size };
  }, bytes.toString('base64'));
  expect(read.width).toBeGreaterThan(1_500);
  expect(read.colours).toBeGreaterThan(20);
});

test('events, measures and scenario are those of the run', async () => {
  const node = simulate(story, { trace: 'full' });
  const { verdicts } = index(node.trace, node.scenario, builtIn);
  const lines = (await taken('csv')).bytes.toString().trimEnd().split('\r\n');
  expect(lines[0]).toBe('time_ms,event,sentence');
  expect(lines.length - 1).toBe(verdicts.length);
  const report = JSON.parse((await taken('report')).bytes.toString()) as { digest: string; scenario: ScenarioFile; report: { pooled: unknown } };
  expect(report).toMatchObject({ digest: node.digest, scenario: story });
  expect(report.report.pooled).toEqual(JSON.parse(JSON.stringify(evaluate(story, { runs: 1 }).pooled)));
  const { name, bytes } = await taken('scenario');
  expect([name, JSON.parse(bytes.toString())]).toEqual(['splitBrain.json', story]);
  expect(page.wrong).toEqual([]);
});
