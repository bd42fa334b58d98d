/** Direct manipulation is the script, and old futures are branches: in the page as it is shipped. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FaultLine, ScenarioFile } from '../../sim/scenario.ts';
import { addressOf } from '../../ui/lab/address.ts';
import { along } from '../../ui/lab/charts/messages.ts';
import { ringLayout } from '../../ui/lab/charts/topology.ts';
import { initialState } from '../../ui/lab/state.ts';
import { control, openLab, openSite, scriptOf, settled, stateOf, type Site } from '../support/labPage.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site?.close());

const file: ScenarioFile = {
  flatline: 1, title: 'Script', seed: 'script', horizon: '20s', processes: 3,
  detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '2500ms' } },
  network: { latency: { kind: 'constant', value: '200ms' } },
};
const linkTo = (cursor: number): string => addressOf({ ...initialState({ preset: '', file, variant: 0 }), cursor }, {});
const seek = (page: Page, to: number): Promise<void> => page.evaluate(at => window.__lab.seek(at), to);
/** A digest comes once the page has been at rest for a while. */
const patient = { timeout: 10_000 };

/** The address of the page as it was opened, with the digest of its moment. */
async function sealed(page: Page): Promise<string> {
  await expect.poll(() => page.url(), patient).toContain('&d=');
  return page.url();
}
async function undoAll(page: Page): Promise<void> {
  await control(page, 'play').focus();
  for (let left = (await stateOf(page)).past.length; left > 0; left--) await page.keyboard.press('Control+z');
  await settled(page);
}

describe('every fault by hand', () => {
  const menus: readonly (readonly [act: string, line: Partial<FaultLine>])[] = [
    ['act-restart', { kind: 'crash', how: 'kill', for: '2s', process: 1 }], ['act-slow', { kind: 'pause', for: '300ms', every: '1s', until: '14.1s', process: 1 }],
    ['act-clock-slow', { kind: 'clock', driftPpm: -50_000, process: 1 }], ['act-isolate', { kind: 'partition', groups: [[1], [0, 2]] }],
  ];
  const links: readonly (readonly [act: string, line: Partial<FaultLine>])[] = [
    ['act-slow-link', { kind: 'link', from: 1, to: 2, both: true, add: '500ms' }],
  ];
  const expected = (): unknown[] => [...menus, ['pause', { kind: 'pause', for: '10s', process: 1 }] as const, ...links]
    .map(([, line], i) => ({ id: `hand${i + 1}`, at: '4.1s', ...line }));

  /** Steps down a menu that has the focus to the item, and chooses it. */
  async function choose(page: Page, item: string): Promise<void> {
    const items = await page.locator('[role=menuitem]:enabled').evaluateAll(all => all.map(one => one.getAttribute('data-testid')));
    expect(items).toContain(item);
    for (let i = items.indexOf(item); i > 0; i--) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
  }

  test('by mouse and by keyboard the scripts are equal, and undo brings back the address byte for byte', async () => {
    const scripts: ScenarioFile[] = [];
    for (const way of ['mouse', 'keyboard'] as const) {
      const page = await openLab(site, linkTo(4_100_000));
      const before = await sealed(page);
      const node = control(page, 'node-1');
      const open = async (key: string): Promise<void> => {
        if (way === 'mouse') return node.click();
        await node.focus();
        await page.keyboard.press(key);
      };
      const pick = (item: string): Promise<void> => (way === 'mouse' ? control(page, item).click() : choose(page, item));
      for (const [act] of menus) { await open('Enter'); await pick(act); }
      await open('Enter');
      await pick('act-pause-for');
      await pick('pause-10s');
      for (const [act] of links) {
        await open('l');
        if (way === 'mouse') await control(page, 'act-links').click();
        await pick('link-2');
        await pick(act);
      }
      await settled(page);
      scripts.push(await scriptOf(page));
      await expect.poll(() => control(page, 'toast-text').textContent()).toBe('Added: 4.100 s link from n1 to n2 both add 500ms');
      expect(await control(page, 'line').count()).toBe(6);
      await undoAll(page);
      await expect.poll(() => page.url(), patient).toBe(before);
      expect(page.wrong).toEqual([]);
      await page.context().close();
    }
    expect(scripts[0]!.faults).toEqual(expected());
    expect(scripts[1]).toEqual(scripts[0]);
  });

  test('one message under way is dropped, delayed and let pass: by a click on it and by keys', async () => {
    const scripts: ScenarioFile[] = [];
    for (const way of ['mouse', 'keyboard'] as const) {
      const page = await openLab(site, linkTo(4_100_000));
      const before = await sealed(page);
      const open = async (): Promise<void> => {
        if (way === 'mouse') {
          const box = (await control(page, 'canvas-topology').boundingBox())!;
          const spot = along(ringLayout(3, box), 0, 1, 0.5, { x: 0, y: 0, dx: 0, dy: 0, length: 0 });
          return page.mouse.click(box.x + spot.x, box.y + spot.y);
        }
        await control(page, 'node-0').focus();
        await page.keyboard.press('m');
        await page.locator('[role=menuitem]', { hasText: 'n0 → n1' }).focus();
        await page.keyboard.press('Enter');
      };
      await open();
      await expect.poll(() => control(page, 'message-title').textContent()).toBe('push.beat, n0 → n1');
      expect(page.url()).toContain('&msg=0-1-4000-push.beat');
      await control(page, 'act-drop').press('Enter');
      await settled(page);
      await expect.poll(() => control(page, 'toast-text').textContent()).toBe('Added: drop: push.beat from n0 to n1, sent at 4s');
      const drop = await scriptOf(page);
      expect(drop.faults).toEqual([{ id: 'hand1', kind: 'message', from: 0, to: 1, sent: '4s', message: 'push.beat', do: 'drop' }]);
      // it is lost half way: there it lies, and can be chosen again
      await seek(page, 4_120_000);
      if (way === 'mouse') {
        const box = (await control(page, 'canvas-topology').boundingBox())!;
        const spot = along(ringLayout(3, box), 0, 1, 0.5, { x: 0, y: 0, dx: 0, dy: 0, length: 0 });
        await page.mouse.click(box.x + spot.x, box.y + spot.y);
        await control(page, 'act-delay').click();
        await control(page, 'delay-2s').click();
      } else {
        await control(page, 'line-more').press('Enter');
        await control(page, 'option-do').selectOption('delay');
        await control(page, 'option-delay').fill('2s');
        await control(page, 'option-delay').press('Enter');
      }
      await settled(page);
      scripts.push(await scriptOf(page));
      await control(page, 'message-back').press('Enter');
      await undoAll(page);
      await seek(page, 4_100_000);
      await expect.poll(() => page.url(), patient).toBe(before);
      expect(page.wrong).toEqual([]);
      await page.context().close();
    }
    expect(scripts[0]!.faults).toEqual([{ id: 'hand1', kind: 'message', from: 0, to: 1, sent: '4s', message: 'push.beat', do: { delay: '2s' } }]);
    expect(scripts[1]).toEqual(scripts[0]);
  });

  test('a line is edited where it stands: its times by arrows, its target, its amount; the focus stays with it', async () => {
    const page = await openLab(site, linkTo(4_100_000));
    await control(page, 'node-1').focus();
    await page.keyboard.press('p');
    await settled(page);
    await control(page, 'line-at').press('Shift+ArrowUp');
    await settled(page);
    await page.keyboard.press('ArrowDown');
    await settled(page);
    expect((await scriptOf(page)).faults).toMatchObject([{ at: '5s', for: '4s', kind: 'pause', process: 1 }]);
    await control(page, 'line-more').click();
    // what is hidden in the rail makes the page no longer than the screen
    expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBe(0);
    await control(page, 'option-process').selectOption('n2');
    await control(page, 'option-resume').selectOption('timers');
    await control(page, 'line-move').click();
    await settled(page);
    expect((await scriptOf(page)).faults).toMatchObject([{ at: '4.1s', for: '4s', kind: 'pause', process: 2, resume: 'timers' }]);
    // an earlier one comes to stand above it, and the focus goes with the one that is moved
    await seek(page, 6_000_000);
    await control(page, 'node-0').focus();
    await page.keyboard.press('c');
    await settled(page);
    expect(await page.locator('li[data-line]').evaluateAll(all => all.map(one => one.getAttribute('data-line')))).toEqual(['hand1', 'hand2']);
    await control(page, 'line-at').last().fill('1s');
    await page.keyboard.press('Enter');
    await settled(page);
    expect(await page.locator('li[data-line]').evaluateAll(all => all.map(one => one.getAttribute('data-line')))).toEqual(['hand2', 'hand1']);
    expect(await page.evaluate(() => document.activeElement?.closest('li')?.getAttribute('data-line'))).toBe('hand2');
    // a partition goes to the other side, process by process
    await control(page, 'node-1').focus();
    await page.keyboard.press(' ');
    await page.keyboard.press('x');
    await settled(page);
    await control(page, 'line-more').last().click();
    expect(await control(page, 'side-1').isDisabled()).toBe(true);
    await control(page, 'side-2').click();
    await settled(page);
    expect((await scriptOf(page)).faults!.at(-1)).toEqual({ id: 'hand3', at: '6s', kind: 'partition', groups: [[1, 2], [0]] });
    expect(page.wrong).toEqual([]);
    await page.context().close();
  });
});

describe('branches', () => {
  const names = async (page: Page): Promise<string[]> =>
    (await stateOf(page)).script.branches?.map(({ name, future }) => (future ? name : `[${name}]`)) ?? [];

  test('the past is changed: the old future is kept, compared, opened, named, found in the link and in the history, and undone', async () => {
    const page = await openLab(site, linkTo(10_000_000));
    await seek(page, 5_000_000);
    const before = await sealed(page);
    await control(page, 'node-2').focus();
    await page.keyboard.press('c');
    await settled(page);
    expect(await names(page)).toEqual(['original', '[crash n2 (kill)]']);
    await expect.poll(() => control(page, 'toast-text').textContent()).toBe('Added: 5.000 s crash n2 (kill). What was to come is kept as branch “original”');

    await control(page, 'branches').click();
    await control(page, 'branch-compare').click();
    await expect.poll(() => control(page, 'beneath').textContent()).toBe('Faint beneath each: branch “original”');
    await page.keyboard.press('Escape');
    await expect.poll(() => control(page, 'branch-panel').isVisible()).toBe(false);
    await page.keyboard.press('v');
    await settled(page);
    expect(await names(page)).toEqual(['[original]', 'crash n2 (kill)']);
    expect((await scriptOf(page)).faults).toBeUndefined();
    await expect.poll(() => control(page, 'beneath').textContent()).toBe('Faint beneath each: branch “crash n2 (kill)”');

    await control(page, 'branches').click();
    await control(page, 'branch-name').last().fill('Ünïcödé 一次 ⚡');
    await control(page, 'branch-name').last().press('Enter');
    await expect.poll(() => names(page)).toEqual(['[original]', 'Ünïcödé 一次 ⚡']);
    await page.keyboard.press('Escape');

    const link = await sealed(page);
    const other = await openLab(site, link.slice(link.indexOf('#')));
    expect((await stateOf(other)).script).toEqual((await stateOf(page)).script);
    await expect.poll(() => control(other, 'beneath').textContent()).toBe('Faint beneath each: branch “Ünïcödé 一次 ⚡”');
    expect(await sealed(other)).toBe(link);
    await other.context().close();

    await page.goBack();
    await expect.poll(() => names(page)).toEqual(['[original]', 'crash n2 (kill)']);
    await undoAll(page);
    expect(await names(page)).toEqual([]);
    await expect.poll(() => page.url(), patient).toBe(before);
    expect(page.wrong).toEqual([]);
    await page.context().close();
  });

  test('with the keyboard alone: fork, delete, and a damaged branch is named', async () => {
    const page = await openLab(site, linkTo(5_000_000));
    await page.keyboard.press('f');
    await page.keyboard.press('f');
    expect(await names(page)).toEqual(['original', 'branch 2', '[branch 3]']);
    await control(page, 'branches').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('branch-open');
    await page.evaluate(axe);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await page.evaluate(async () => {
      const { axe: tool } = window as unknown as { axe: { run(context: Document): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
      return (await tool.run(document)).violations.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 160)}`));
    })).toEqual([]);
    await control(page, 'branch-delete').last().press('Enter');
    expect(await names(page)).toEqual(['original', '[branch 2]']);
    await control(page, 'branch-delete').first().press('Enter');
    expect(await names(page)).toEqual([]);
    await page.context().close();
    const damaged = await openLab(site, `${linkTo(5_000_000)}&b=AAAA`);
    await expect.poll(() => control(damaged, 'banner').textContent()).toContain('“b” does not unpack');
    expect(await scriptOf(damaged)).toEqual(file);
    await damaged.context().close();
  });
});
