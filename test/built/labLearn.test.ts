/** The lessons in a real browser: read with the arrows alone, answered by runs, and left for the Lab at any instant. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lessons } from '../../scenarios/lessons/index.ts';
import type { Lesson } from '../../scenarios/lessons/lesson.ts';
import { evaluate } from '../../sim/evaluate.ts';
import { readAddress } from '../../ui/lab/address.ts';
import { control, desktop, openSite, phone, projector, type Site } from '../support/labPage.ts';

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site?.close());

/** Machines differ: what does not come by then does not come. */
const soon = { timeout: 20_000 };
const still: BrowserContextOptions = { reducedMotion: 'reduce' };

async function open(hash: string, options: BrowserContextOptions = {}): Promise<Page & { readonly wrong: string[] }> {
  const page = await (await site.browser.newContext({ viewport: desktop, ...options })).newPage();
  const wrong: string[] = [];
  page.on('pageerror', error => wrong.push(String(error)));
  page.on('request', request => { if (!request.url().startsWith(site.url) && !/^(data|blob):/.test(request.url())) wrong.push(`fetched ${request.url()}`); });
  await page.goto(site.url + hash);
  await control(page, 'says').or(control(page, 'lessons')).first().waitFor({ state: 'attached' });
  return Object.assign(page, { wrong });
}

const all = Object.entries<Lesson>(lessons);
const plain = (words: string | null): string => (words ?? '').replaceAll('\u00a0', ' ');
const said = async (page: Page, testid: string): Promise<string> => plain(await control(page, testid).textContent());
const here = (page: Page): string => new URL(page.url()).hash;

test('the list says the idea and the minutes of each, and leads into it', async () => {
  const page = await open('#/learn', still);
  for (const [name, { title, idea, minutes }] of all) {
    const words = await said(page, `lesson-${name}`);
    for (const part of [title, idea, `${minutes} min`]) expect(words).toContain(part);
  }
  await control(page, 'lesson-heartbeat').focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => said(page, 'says'), soon).toBe(lessons.heartbeat.beats[0]!.says);
  await page.goBack();
  await expect.poll(() => control(page, 'lessons').isVisible(), soon).toBe(true);
  expect(page.wrong).toEqual([]);
  await page.context().close();
});

test('→ goes through every beat of every lesson, ← all the way back, and what is not asked beforehand is told at once', async () => {
  const page = await open(`#/learn/${all[0]![0]}/1`, still);
  const beats = all.flatMap(([name, { beats: of }]) => of.map((beat, i) => ({ beat, hash: `#/learn/${name}/${i + 1}` })));
  for (const { beat, hash } of beats) {
    await expect.poll(() => here(page), soon).toBe(hash);
    await expect.poll(() => said(page, 'says'), soon).toBe(beat.says);
    if (beat.question?.when === 'before') await expect.poll(() => control(page, 'question').isVisible(), soon).toBe(true);
    else await expect.poll(() => said(page, 'adds'), soon).toBe(beat.adds ?? '');
    await page.keyboard.press('ArrowRight');
  }
  await expect.poll(() => here(page), soon).toBe('#/learn');
  await page.goBack();
  for (const { beat, hash } of beats.toReversed()) {
    await expect.poll(() => here(page), soon).toBe(hash);
    await expect.poll(() => said(page, 'says'), soon).toBe(beat.says);
    await page.keyboard.press('ArrowLeft');
  }
  await expect.poll(() => here(page), soon).toBe('#/learn');
  expect(page.wrong).toEqual([]);
  await page.context().close();
}, 240_000);

test('a beat is its address: opened anew it is the same, and what there is not leads to what there is', async () => {
  const page = await open('#/learn/twoKings/5', still);
  await expect.poll(() => said(page, 'adds'), soon).toBe(lessons.twoKings.beats[4]!.adds!);
  const before = await control(page, 'reads').innerText();
  await page.reload();
  await expect.poll(() => said(page, 'adds'), soon).toBe(lessons.twoKings.beats[4]!.adds!);
  await expect.poll(() => control(page, 'reads').innerText(), soon).toBe(before);
  for (const [hash, wanted] of [['#/learn/twoKings/99', lessons.twoKings.beats.at(-1)!.says], ['#/learn/away', lessons.away.beats[0]!.says]] as const) {
    await page.evaluate(next => { location.hash = next; }, hash);
    await expect.poll(() => said(page, 'says'), soon).toBe(wanted);
  }
  await page.evaluate(() => { location.hash = '#/learn/nothing/1'; });
  await expect.poll(() => control(page, 'lessons').isVisible(), soon).toBe(true);
  await page.context().close();
});

test('a prediction waits for its answer, by the keyboard, and the run says how it was', async () => {
  const page = await open('#/learn/heartbeat/4', still);
  await control(page, 'answer').waitFor();
  expect(await said(page, 'adds')).toBe('');
  await control(page, 'mark-1').focus();
  for (let i = 0; i < 12; i++) await page.keyboard.press('ArrowRight');
  await expect.poll(() => here(page), soon).toBe('#/learn/heartbeat/4');
  await control(page, 'answer').press('Enter');
  await expect.poll(() => said(page, 'verdict'), soon).toMatch(/^✗ You said 4 s to 7 s\. The run says 4(\.0\d)? s to 5(\.0\d)? s\./);
  await control(page, 'mark-2').focus();
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowLeft');
  await control(page, 'answer').press('Enter');
  await expect.poll(() => said(page, 'verdict'), soon).toMatch(/^✓ You said 4 s to 5 s\./);
  expect(await said(page, 'adds')).toBe(lessons.heartbeat.beats[3]!.adds!);
  // the same two values, on the axis of the picture
  await control(page, 'drag-2').focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => control(page, 'mark-2').inputValue(), soon).toBe('5.25');
  const { x, y, width, height } = (await control(page, 'drag-1').boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width / 2 - 150, y + height / 2, { steps: 4 });
  await page.mouse.up();
  const low = Number(await control(page, 'drag-1').getAttribute('aria-valuenow'));
  expect(low).toBeLessThan(3);
  await expect.poll(async () => Number(await control(page, 'mark-1').inputValue()), soon).toBe(low);
  expect(await said(page, 'verdict')).toBe('');
  expect(here(page)).toBe('#/learn/heartbeat/4');
  await page.context().close();
});

test('a check takes the right answer and refuses the others, each with its reason', async () => {
  const page = await open('#/learn/lostPacket/6', still);
  const { question } = lessons.lostPacket.beats[5]!;
  if (question?.kind !== 'choose') throw new Error('it is a choice');
  for (const [i, { because }] of question.options.entries()) {
    await control(page, `option-${i + 1}`).click();
    await expect.poll(() => said(page, 'verdict'), soon).toBe(`${i === 2 ? '✓' : '✗'} ${because}`);
  }
  await page.context().close();
});

test('a crash by hand: its detection time is that of the engine, and the wheel is handed over at that instant', async () => {
  const page = await open('#/learn/heartbeat/3');
  await control(page, 'act').waitFor();
  await page.waitForTimeout(700);
  await control(page, 'act').press('Enter');
  await expect.poll(() => said(page, 'adds'), soon).toBe(lessons.heartbeat.beats[2]!.adds!);
  const { address } = readAddress((await control(page, 'take-the-wheel').getAttribute('href'))!, {});
  const { file } = address.script!;
  expect(file.faults!.at(-1)!.at).not.toBe('15300ms');
  const detection = evaluate(file).pooled.detectionTime.max.value!;
  expect(await control(page, 'reads').innerText()).toContain(`${(detection / 1_000).toFixed(2)} s`);
  await expect.poll(() => here(page), soon).toMatch(/^#\/learn\/heartbeat\/3\?acted=1\d+(\.\d+)?(s|ms)$/);
  await control(page, 'take-the-wheel').click();
  await page.waitForFunction(() => (window.__lab as unknown) !== undefined);
  await page.evaluate(() => window.__lab.ready);
  expect(await page.evaluate(() => window.__lab.state().cursor)).toBe(address.cursor);
  expect(await page.evaluate(() => window.__lab.state().script.file)).toEqual(file);
  await page.context().close();
});

test('a knob is turned, and the run is another', async () => {
  const page = await open('#/learn/lostPacket/4', still);
  await expect.poll(() => control(page, 'reads').innerText(), soon).toContain('171');
  await control(page, 'k').focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => control(page, 'reads').innerText(), soon).toContain('0.43');
  await expect.poll(() => here(page), soon).toBe('#/learn/lostPacket/4?k=3');
  await page.reload();
  await expect.poll(() => control(page, 'reads').innerText(), soon).toContain('0.43');
  expect([here(page), await control(page, 'k').inputValue()]).toEqual(['#/learn/lostPacket/4?k=3', '3']);
  await page.context().close();
});

test('it plays by itself, stops when asked, and the arrows do not wait for it', async () => {
  const page = await open('#/learn/isItDead/1');
  expect(await said(page, 'adds')).toBe('');
  await control(page, 'learn-play').press('Enter');
  await expect.poll(() => control(page, 'learn-play').getAttribute('aria-label'), soon).toBe('Play');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => here(page), soon).toBe('#/learn/isItDead/2');
  await expect.poll(() => said(page, 'says'), soon).toBe(lessons.isItDead.beats[1]!.says);
  await expect.poll(() => said(page, 'adds'), soon).toBe(lessons.isItDead.beats[1]!.adds!);
  await page.context().close();
});

test('autoplay goes from the first beat to the last by itself, and stops there', async () => {
  const page = await (await site.browser.newContext({ viewport: desktop, ...still })).newPage();
  await page.clock.install();
  await page.goto(`${site.url}#/learn/isItDead/1`);
  await control(page, 'autoplay').press('Enter');
  for (let i = 0; i < 60 && here(page) !== '#/learn/isItDead/5'; i++) {
    await page.clock.runFor(2_000);
    await page.waitForTimeout(20);
  }
  await expect.poll(() => here(page), soon).toBe('#/learn/isItDead/5');
  for (let i = 0; i < 20; i++) await page.clock.runFor(1_000);
  await expect.poll(() => here(page), soon).toBe('#/learn/isItDead/5');
  expect(await control(page, 'autoplay').getAttribute('aria-pressed')).toBe('false');
  await page.context().close();
});

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('axe finds nothing, and nothing is wider than the screen', () => {
  test.each([
    ['desktop', 'light', desktop], ['projector', 'dark', projector], ['phone', 'light', phone],
  ] as const)('%s, %s', async (name, colorScheme, viewport) => {
    const page = await open('#/learn', { ...still, viewport, colorScheme, ...(name === 'phone' && { hasTouch: true, isMobile: true }) });
    await page.evaluate(axe);
    for (const hash of ['#/learn', '#/learn/isItDead/5', '#/learn/heartbeat/4', '#/learn/pickTwo/2', '#/learn/twoKings/6']) {
      await page.evaluate(next => { location.hash = next; }, hash);
      await page.waitForTimeout(400);
      if (hash.endsWith('5')) await control(page, 'option-1').click();
      if (hash.endsWith('6')) await control(page, 'learn-words').click();
      const found = await page.evaluate(async () => {
        const { axe: tool } = window as unknown as { axe: { run(context: Document, options: unknown): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
        const { violations } = await tool.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } });
        return violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 160)}`));
      });
      expect(found, hash).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), hash).toBeLessThanOrEqual(0);
    }
    await page.context().close();
  });
});
