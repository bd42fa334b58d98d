/** The laboratory for every eye and every hand: axe, keyboard alone, narrow screens, and names that say truth and belief. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { control, desktop, openLab, openSite, phone, projector, scriptOf, settled, stateOf, type Site } from '../support/labPage.ts';

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site?.close());

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const atSixSeconds = '#/lab?preset=firstSteps&t=6000';

/** What axe finds, in one line each. */
async function violations(page: Page): Promise<string[]> {
  return page.evaluate(async wanted => {
    const { axe: tool } = window as unknown as { axe: { run(context: Document, options: unknown): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
    const { violations: found } = await tool.run(document, { runOnly: { type: 'tag', values: wanted } });
    return found.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 240)}`));
  }, tags);
}

const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

const sizes = { desktop, projector, phone };

describe.each(['light', 'dark'] as const)('axe finds nothing, %s', colorScheme => {
  test.each(Object.entries(sizes))('%s', async (name, viewport) => {
    const page = await openLab(site, atSixSeconds, { viewport, colorScheme, ...(name === 'phone' && { hasTouch: true, isMobile: true }) });
    await page.evaluate(axe);
    await page.waitForTimeout(300);
    expect(await violations(page), 'the page').toEqual([]);
    await control(page, 'node-1').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => control(page, 'menu').isVisible()).toBe(true);
    expect(await violations(page), 'a menu').toEqual([]);
    await page.keyboard.press('Escape');
    await control(page, 'shortcuts').click();
    expect(await violations(page), 'the dialog').toEqual([]);
    await page.keyboard.press('Escape');
    await control(page, 'node-1').focus();
    await page.keyboard.press('p');
    await settled(page);
    await control(page, 'meanings').click();
    await control(page, 'option-interval').fill('often');
    await control(page, 'option-interval').press('Enter');
    expect(await violations(page), 'a message, and a field that is wrong').toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.context().close();
  });
});

test('axe finds nothing in a scenario with a service, a banner and a failure', async () => {
  const page = await openLab(site, '#/lab?preset=splitBrain&t=soon');
  await page.evaluate(axe);
  await page.waitForTimeout(300);
  await expect.poll(() => control(page, 'banner').isVisible()).toBe(true);
  await control(page, 'choose-detector').selectOption('none');
  await control(page, 'failure').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.context().close();
});

describe('keyboard alone', () => {
  test('the whole way: choose, crash, step, recover, part, undo, copy', async () => {
    const page = await openLab(site, '', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.keyboard.press(' ');
    expect((await stateOf(page)).playing).toBe(false);
    await page.keyboard.press('Home');
    for (let i = 0; i < 60 && !(await focused(page)).startsWith('node-'); i++) await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('node-0');
    await page.keyboard.press('ArrowRight');
    const moved = await focused(page);
    expect(moved).toMatch(/^node-[1-4]$/);
    await page.keyboard.press('c');
    await settled(page);
    const process = Number(moved.slice(5));
    expect((await scriptOf(page)).faults!.at(-1)).toEqual({ id: 'hand1', at: '0s', kind: 'crash', how: 'kill', process });
    for (let i = 0; i < 10; i++) await page.keyboard.press('.');
    const { cursor } = await stateOf(page);
    expect(cursor).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await settled(page);
    expect((await scriptOf(page)).faults!.at(-1)).toHaveProperty('for');
    expect(await focused(page)).toBe(moved);
    await page.keyboard.press(' ');
    await page.keyboard.press('x');
    expect((await scriptOf(page)).faults!.at(-1)).toMatchObject({ kind: 'partition' });
    await page.keyboard.press('Control+z');
    await settled(page);
    for (let i = 0; i < 80 && await focused(page) !== 'share'; i++) await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => control(page, 'toast-text').textContent()).toContain('Link copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/#\/lab\?s=[\w-]+&t=[\d.]+.*&d=[0-9a-f]{8}$/);
    await page.context().close();
  });

  test('every stop shows its focus, and none holds it', async () => {
    const page = await openLab(site, atSixSeconds);
    const seen: string[] = [];
    for (let i = 0; i < 120; i++) {
      await page.keyboard.press('Tab');
      const stop = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        const shown = element.dataset['testid'] === 'scrub' ? element.parentElement! : element;
        const { outlineWidth, outlineStyle } = getComputedStyle(shown);
        return { name: element.dataset['testid'] ?? element.tagName, outline: outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth) };
      });
      if (stop.name === 'BODY' || stop.name === seen[0]) break;
      expect(stop.outline, stop.name).toBeGreaterThanOrEqual(2);
      seen.push(stop.name);
    }
    expect(seen.length).toBeLessThan(120);
    for (const name of ['share', 'theme', 'shortcuts', 'node-0', 'play', 'time', 'scrub', 'speed', 'monitor', 'peer', 'preset', 'line-at', 'option-timeout', 'seed']) {
      expect(seen, name).toContain(name);
    }
    await page.context().close();
  });

  test('single keys can be switched off, and the page still works', async () => {
    const page = await openLab(site, atSixSeconds);
    await page.keyboard.press('?');
    await control(page, 'shortcuts-on').uncheck();
    await control(page, 'shortcuts-close').click();
    const before = (await stateOf(page)).cursor;
    await page.keyboard.press('.');
    await page.keyboard.press(' ');
    expect(await stateOf(page)).toMatchObject({ cursor: before, playing: false, shortcuts: false });
    await control(page, 'step').focus();
    await page.keyboard.press('Enter');
    expect((await stateOf(page)).cursor).toBeGreaterThan(before);
    await page.context().close();
  });
});

const focused = (page: Page): Promise<string> => page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset['testid'] ?? '');

describe('in words', () => {
  test('a process says what it is and what the others believe; the page tells the moment', async () => {
    const page = await openLab(site, '#/lab?preset=firstSteps&t=4000');
    await expect.poll(() => control(page, 'node-3').getAttribute('aria-label')).toBe('n3, crashed 1 s ago; suspected by 0 of 4');
    await page.evaluate(() => window.__lab.seek(6_000_000));
    await expect.poll(() => control(page, 'node-3').getAttribute('aria-label')).toBe('n3, crashed 3 s ago; suspected by 4 of 4');
    await expect.poll(() => control(page, 'node-0').getAttribute('aria-label')).toMatch(/^n0, running; suspected by 0 of [34]$/);
    await control(page, 'describe').click();
    await expect.poll(() => control(page, 'toast-text').textContent()).toMatch(/^At 6\.000 s: n3 has been crashed \(kill\) for 3 s; the others run\. n3 is rightly suspected by/);
    await page.context().close();
  });

  test('at a hundred times the speed no more than one message a second is spoken', async () => {
    const page = await openLab(site, '#/lab?preset=firstSteps');
    await page.evaluate(() => {
      const counted = window as unknown as { spoken: number };
      counted.spoken = 0;
      new MutationObserver(() => { counted.spoken++; }).observe(document.querySelector('[data-testid="live"]')!, { childList: true, characterData: true, subtree: true });
    });
    await control(page, 'speed').fill('50');
    await page.waitForTimeout(2_500);
    expect(await page.evaluate(() => (window as unknown as { spoken: number }).spoken)).toBeLessThanOrEqual(4);
    await page.context().close();
  });
});

describe('on a phone', () => {
  test('one column, nothing wider than the screen, targets that a thumb can hit', async () => {
    const page = await openLab(site, atSixSeconds, { viewport: phone, hasTouch: true, isMobile: true });
    expect(await overflow(page)).toBe(0);
    const small = await page.evaluate(() => [...document.querySelectorAll('button, select, input')].filter(element => {
      const { width, height } = element.getBoundingClientRect();
      return width > 0 && (height < (element.matches('[type="checkbox"]') ? 24 : 40) || width < 24);
    }).map(element => `${element.outerHTML.slice(0, 80)} ${JSON.stringify(element.getBoundingClientRect())}`));
    expect(small).toEqual([]);
    await control(page, 'node-2').tap();
    await control(page, 'act-kill').tap();
    await settled(page);
    expect((await scriptOf(page)).faults!.at(-1)).toMatchObject({ kind: 'crash', process: 2 });
    expect(await overflow(page)).toBe(0);
    await page.context().close();
  });

  test('at 320 pixels, as at 400 % zoom, too', async () => {
    const page = await openLab(site, atSixSeconds, { viewport: { width: 320, height: 640 } });
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.context().close();
  });
});
