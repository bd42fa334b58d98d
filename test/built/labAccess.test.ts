/** The laboratory for every eye and every hand: axe, narrow screens, and names that say truth and belief. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { views } from '../../ui/lab/routes.ts';
import { control, desktop, openLab, openSite, phone, projector, scriptOf, settled, stateOf, type Site } from '../support/labPage.ts';

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site?.close());

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const atSixSeconds = '#/lab?preset=firstSteps&t=6000';

/** What axe finds, in one line each, and words whose contrast it could not judge, but for a lone sign or digit, and what lies half beneath an edge. */
async function violations(page: Page, wanted: unknown = { type: 'tag', values: tags }): Promise<string[]> {
  return page.evaluate(async runOnly => {
    const { axe: tool } = window as unknown as { axe: { run(context: Document, options: unknown): Promise<Record<'violations' | 'incomplete', { id: string; nodes: { html: string; failureSummary: string }[] }[]>> } };
    const { violations: found, incomplete } = await tool.run(document, { runOnly });
    const unsure = incomplete.filter(({ id }) => id === 'color-contrast').map(({ id, nodes }) => ({ id, nodes: nodes.filter(({ failureSummary }) => !/non-text characters|too short|obscured by|overlaps/.test(failureSummary)) }));
    return [...found, ...unsure].flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 240)}`));
  }, wanted);
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
    for (const [opener, opened] of [['exports', 'menu'], ['find', 'find-panel'], ['shortcuts', 'shortcuts-close']] as const) {
      await control(page, opener).click();
      await control(page, opened).waitFor();
      expect(await violations(page), opener).toEqual([]);
      await page.keyboard.press('Escape');
      await control(page, opened).waitFor({ state: 'hidden' });
    }
    await control(page, 'node-1').focus();
    await page.keyboard.press('p');
    await settled(page);
    await control(page, 'meanings').click();
    await control(page, 'tables-open').click();
    await control(page, 'table-lanes').waitFor();
    await control(page, 'option-interval').fill('often');
    await control(page, 'option-interval').press('Enter');
    expect(await violations(page), 'a message, and a field that is wrong').toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.context().close();
  });
});

/** Every view, whoever adds one; and of lessons one beat. */
const addresses = [...Object.keys(views).filter(name => name !== 'lab').map(name => `#/${name}`), '#/learn/heartbeat/1', '#/lab?preset=kubernetes-node&t=90000', '#/lab?preset=splitBrain&t=8000&present=1'];

/** Words that lie over other words, of what can be seen; what is fixed lies over the rest on purpose. */
const overlaps = (page: Page): Promise<string[]> => page.evaluate(() => {
  const seen: { words: string; box: DOMRect; of: Element }[] = [];
  const clipped = (box: DOMRect, of: Element): boolean => {
    for (let at: Element | null = of; at; at = at.parentElement) {
      const { position, overflowX, overflowY, visibility, clipPath, opacity } = getComputedStyle(at);
      if (position === 'fixed' || position === 'sticky' || visibility === 'hidden' || clipPath !== 'none' || opacity === '0') return true;
      const frame = at.getBoundingClientRect();
      if ((overflowX !== 'visible' || overflowY !== 'visible') && (box.bottom > frame.bottom + 1 || box.top < frame.top - 1 || box.right > frame.right + 1 || box.left < frame.left - 1)) return true;
    }
    return false;
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const of = node.parentElement!;
    if (!node.textContent!.trim() || !of.checkVisibility() || of.closest('select, option, script, style, [hidden]')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1 && !clipped(box, of)) seen.push({ words: node.textContent!.trim().slice(0, 40), box, of });
  }
  const found: string[] = [];
  seen.forEach((one, i) => seen.slice(i + 1).forEach(other => {
    const across = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
    // boxes of lines are higher than their letters
    const down = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
    if (one.of !== other.of && across > 2 && down > 0.4 * Math.min(one.box.height, other.box.height)) found.push(`“${one.words}” and “${other.words}”`);
  }));
  return found;
});

/** What would move if it changed now. */
const moving = (page: Page): Promise<string[]> => page.evaluate(() => [...document.querySelectorAll('*')].filter(one => {
  const { transitionDuration, animationName } = getComputedStyle(one);
  return animationName !== 'none' || transitionDuration.split(',').some(each => Number.parseFloat(each) > 0) || one.getAnimations().length > 0;
}).map(one => one.outerHTML.slice(0, 80)));

/** What a pointer, or a thumb, would miss: a link among words is as high as they are, and the dots of a lesson share the width. */
const tooSmall = (page: Page, least = 44): Promise<string[]> => page.evaluate(wanted => [...document.querySelectorAll('a, button, select, input, summary')].filter(one => {
  if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: false }) || one.matches('p a, li a, dd a') && getComputedStyle(one).display === 'inline') return false;
  const { width, height } = (one.matches('label > input') ? one.parentElement! : one).getBoundingClientRect();
  const around = one.matches('[type=checkbox]') ? 2 * Number.parseFloat(getComputedStyle(one).margin) : 0;
  return width > 1 && (height + around < wanted - 0.5 || width + around < (one.matches('.dots a') ? 24 : wanted - 0.5));
}).map(one => `${one.outerHTML.slice(0, 90)} ${Math.round(one.getBoundingClientRect().width)} × ${Math.round(one.getBoundingClientRect().height)}`), least);

/** A page that goes from view to view, as a reader does. */
async function opened(page: Page, address: string): Promise<void> {
  await page.evaluate(hash => { location.hash = hash; }, address);
  const name = /^#\/(\w+)/.exec(address)![1]!;
  await page.locator(`#${name} main`).waitFor();
  if (name === 'lab') await page.waitForFunction(() => window.__lab.state().run.kind === 'ready');
  await page.waitForTimeout(300);
  // what sticks to the edge of the screen covers whatever is beneath it until one scrolls
  await page.evaluate(() => { for (const one of document.querySelectorAll<HTMLElement>('#page *')) if (getComputedStyle(one).position === 'sticky') one.style.position = 'static'; });
}

describe('every view, on every screen', () => {
  test.each(Object.entries({ ...sizes, narrow: { width: 320, height: 640 } }))('%s: axe finds nothing, light and dark; nothing moves with reduced motion or is wider than the screen, and no words lie over others', async (name, viewport) => {
    const touch = name === 'phone' || name === 'narrow';
    const page = await openLab(site, atSixSeconds, { viewport, reducedMotion: 'reduce', ...(touch && { hasTouch: true, isMobile: true }) });
    await page.evaluate(axe);
    for (const address of addresses) {
      await opened(page, address);
      if (name !== 'narrow') {
        await page.emulateMedia({ colorScheme: 'light' });
        expect(await violations(page), address).toEqual([]);
        // of the rules of axe only this one asks for colours
        await page.emulateMedia({ colorScheme: 'dark' });
        expect(await violations(page, { type: 'rule', values: ['color-contrast'] }), `${address} in the dark`).toEqual([]);
      }
      expect(await moving(page), `${address} moves`).toEqual([]);
      if (name !== 'narrow') expect.soft(await tooSmall(page, touch ? 44 : 24), address).toEqual([]);
      expect(await overflow(page), address).toBeLessThanOrEqual(0);
      expect(await overlaps(page), address).toEqual([]);
    }
    expect(page.wrong).toEqual([]);
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
});

describe('on a phone', () => {
  test('one column, nothing wider than the screen, targets that a thumb can hit', async () => {
    const page = await openLab(site, atSixSeconds, { viewport: phone, hasTouch: true, isMobile: true });
    expect(await overflow(page)).toBe(0);
    expect(await tooSmall(page)).toEqual([]);
    await control(page, 'node-2').tap();
    expect(await tooSmall(page), 'a menu').toEqual([]);
    await control(page, 'act-kill').tap();
    await settled(page);
    expect((await scriptOf(page)).faults!.at(-1)).toMatchObject({ kind: 'crash', process: 2 });
    expect(await overflow(page)).toBe(0);
    await page.context().close();
  });
});

describe('before a room', () => {
  test('large type, one picture, the keys of a clicker; the rail slides in; Esc steps out', async () => {
    const page = await openLab(site, '#/lab?preset=firstSteps&t=2000&present=1', { viewport: projector });
    await page.evaluate(() => {
      const drawn = window as unknown as { smallest: number };
      drawn.smallest = Infinity;
      const write = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (this: CanvasRenderingContext2D, ...given: Parameters<typeof write>) {
        drawn.smallest = Math.min(drawn.smallest, Number(/([\d.]+)px/.exec(this.font)![1]));
        return write.apply(this, given);
      };
    });
    await page.keyboard.press('PageDown');
    expect((await stateOf(page)).cursor).toBeGreaterThan(2_000_000);
    await page.waitForTimeout(300);
    for (const key of ['t', 't', 'm', 'm']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(100);
    }
    const sizesSeen = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('#page *')]
      .filter(one => one.checkVisibility({ visibilityProperty: true }) && [...one.childNodes].some(child => child.nodeType === 3 && child.textContent!.trim()) && !one.closest('.hidden'))
      .map(one => [Number.parseFloat(getComputedStyle(one).fontSize), one.outerHTML.slice(0, 80)] as const));
    expect(sizesSeen.filter(([size]) => size < 18)).toEqual([]);
    expect(await page.evaluate(() => (window as unknown as { smallest: number }).smallest)).toBeGreaterThanOrEqual(18);
    const small = await page.evaluate(() => [...document.querySelectorAll('#page :is(button, select, input)')].filter(one => one.checkVisibility({ visibilityProperty: true })).filter(one => {
      const { width, height } = one.getBoundingClientRect();
      return width < 44 || height < 44;
    }).map(one => one.outerHTML.slice(0, 80)));
    expect(small).toEqual([]);
    expect(await control(page, 'preset').isVisible()).toBe(false);
    await page.keyboard.press('s');
    await expect.poll(() => control(page, 'preset').isVisible()).toBe(true);
    await page.keyboard.press('b');
    expect(await control(page, 'curtain').boundingBox()).toEqual({ x: 0, y: 0, ...projector });
    await page.keyboard.press('b');
    await expect.poll(() => control(page, 'curtain').count()).toBe(0);
    await page.keyboard.press('Escape');
    await expect.poll(() => control(page, 'preset').isVisible()).toBe(false);
    expect(page.url()).toContain('present=1');
    await page.keyboard.press('Escape');
    expect((await stateOf(page)).presenting).toBe(false);
    await expect.poll(() => page.url()).not.toContain('present=1');
    await page.context().close();
  });
});

describe('with forced colours', () => {
  test('every mark of a legend is seen, and differs from the others of its picture', async () => {
    const page = await openLab(site, '#/lab?preset=splitBrain&t=8000', { forcedColors: 'active', colorScheme: 'dark', reducedMotion: 'reduce' });
    for (const legend of await page.locator('.legend').filter({ visible: true }).all()) {
      const marks = await legend.locator('.mark').all();
      const pictures = await Promise.all(marks.map(async mark => (await mark.screenshot({ animations: 'allow' })).toString('base64')));
      expect(new Set(pictures).size, await legend.textContent() ?? '').toBe(pictures.length);
    }
    const groundOf = (testid: string): Promise<string> => control(page, testid).evaluate(input => getComputedStyle(input.closest('label')!).backgroundColor);
    await expect.poll(async () => await groundOf('view-topology+matrix') !== await groundOf('view-matrix')).toBe(true);
    await page.context().close();
  });
});
