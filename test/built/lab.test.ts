/** The laboratory as it is shipped: what a hand, a key and a link do to it. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtIn } from '../../sim/builtIn.ts';
import { resolveAll } from '../../sim/resolve.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import { measure } from '../../sim/qos.ts';
import { begin, simulate } from '../../sim/run.ts';
import { pool } from '../../sim/statistics.ts';
import { addressOf } from '../../ui/lab/address.ts';
import { longest, packedJson } from '../../ui/lab/packing.ts';
import { initialState } from '../../ui/lab/state.ts';
import { flatline } from '../support/flatline.ts';
import { control, openLab, openSite, scriptOf, settled, stateOf, type Site } from '../support/labPage.ts';

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site?.close());

const scenario = (name: string): ScenarioFile => JSON.parse(readFileSync(new URL(`../../scenarios/${name}.json`, import.meta.url), 'utf8')) as ScenarioFile;
const linkTo = (file: ScenarioFile, cursor = 0): string => addressOf({ ...initialState({ preset: '', file, variant: 0 }), cursor }, {});
const small: ScenarioFile = {
  flatline: 1, title: 'Small', seed: 'small', horizon: '20s', processes: 3,
  detector: { kind: 'push', interval: '500ms', phase: 'zero', estimator: { kind: 'fixed', timeout: '2s' } },
  network: { latency: { kind: 'constant', value: '10ms' } },
};

describe('opening', () => {
  test('a cluster plays at once, something fails within seconds, and nothing comes from elsewhere', async () => {
    const page = await openLab(site);
    expect(await stateOf(page)).toMatchObject({ playing: true, processes: 5 });
    await expect.poll(async () => (await control(page, 'node-3').getAttribute('aria-label')) ?? '', { timeout: 8_000 }).toMatch(/^n3, crashed/);
    expect((await stateOf(page)).cursor).toBeLessThan(6_000_000);
    await expect.poll(async () => (await control(page, 'node-3').getAttribute('aria-label')) ?? '', { timeout: 8_000 }).toMatch(/suspected by 4 of 4$/);
    await expect.poll(() => control(page, 'narration').textContent()).toMatch(/^n\d suspects n3, .* after its crash/);
    expect(await page.evaluate(() => window.__lab.net())).toEqual([]);
    expect(page.wrong).toEqual([]);
    await page.context().close();
  });

  test('every story opens, runs, says what it measured, and has the digest that it has in Node', async () => {
    const page = await openLab(site);
    const stories = control(page, 'preset').locator('optgroup[label="Stories"] option');
    await expect.poll(() => stories.count()).toBeGreaterThanOrEqual(40);
    const names = await stories.evaluateAll(options => options.map(option => (option as HTMLOptionElement).value));
    for (const name of names) {
      await control(page, 'preset').selectOption(name);
      await settled(page);
      expect(await stateOf(page), name).toMatchObject({ run: { kind: 'ready' }, script: { preset: name } });
      await expect.poll(() => control(page, 'measures').locator('tbody tr').count(), { message: name }).toBeGreaterThan(8);
      await expect.poll(() => page.locator('text=/NaN|undefined|Infinity/').count(), { message: name }).toBe(0);
      const [first] = resolveAll(scenario(name), builtIn);
      expect(await page.evaluate(() => window.__lab.digest()), name).toBe(simulate(first!.scenario).digest);
    }
    expect(page.wrong).toEqual([]);
    await page.context().close();
  });
});

describe('the fault script', () => {
  test('a crash by click and a crash by key are the same line', async () => {
    const scripts: ScenarioFile[] = [];
    for (const way of ['click', 'key'] as const) {
      const page = await openLab(site, linkTo(small, 7_250_000)), before = await page.evaluate(() => window.__lab.digest(7_249_999));
      if (way === 'click') {
        await control(page, 'node-1').click();
        await control(page, 'act-kill').click();
      } else {
        await control(page, 'node-1').focus();
        await page.keyboard.press('c');
      }
      await settled(page);
      scripts.push(await scriptOf(page));
      await expect.poll(() => control(page, 'toast-text').textContent()).toBe('Added: 7.250 s crash n1 (kill)');
      await expect.poll(() => control(page, 'line').count()).toBe(1);
      await expect.poll(() => control(page, 'node-1').getAttribute('aria-label')).toMatch(/^n1, crashed/);
      expect(await stateOf(page)).toMatchObject({ cursor: 7_250_000, playing: false });
      expect(await page.evaluate(() => window.__lab.digest(7_249_999))).toBe(before);
      await page.context().close();
    }
    expect(scripts[0]).toEqual(scripts[1]);
    expect(scripts[0]!.faults).toEqual([{ id: 'hand1', at: '7.25s', kind: 'crash', how: 'kill', process: 1 }]);
  });

  test('pause, recover, cut, heal and partition: by mouse and by keyboard the same script', async () => {
    const byMouse = await openLab(site, linkTo(small, 2_000_000));
    const choose = async (node: string, act: string): Promise<void> => {
      await control(byMouse, node).click();
      await control(byMouse, act).click();
    };
    await choose('node-0', 'act-pause');
    await choose('node-2', 'act-hang');
    await byMouse.evaluate(() => window.__lab.seek(3_000_000));
    await choose('node-2', 'act-recover');
    await choose('node-0', 'act-links');
    await control(byMouse, 'link-1').click();
    await control(byMouse, 'act-cut-there').click();
    await byMouse.evaluate(() => window.__lab.seek(4_000_000));
    await choose('node-0', 'act-links');
    await control(byMouse, 'link-1').click();
    await control(byMouse, 'act-heal').click();
    await choose('node-1', 'act-choose');
    await control(byMouse, 'partition').click();

    const byKey = await openLab(site, linkTo(small, 2_000_000));
    const press = async (node: string, ...keys: string[]): Promise<void> => {
      await control(byKey, node).focus();
      for (const key of keys) await byKey.keyboard.press(key);
    };
    await press('node-0', 'p');
    await press('node-2', 'Enter', 'ArrowDown', 'Enter');
    await byKey.evaluate(() => window.__lab.seek(3_000_000));
    await press('node-2', 'c');
    await press('node-0', 'l', 'Enter', 'ArrowDown', 'Enter');
    await byKey.evaluate(() => window.__lab.seek(4_000_000));
    await press('node-0', 'l', 'Enter', 'End', 'Enter');
    await press('node-1', ' ', 'x');

    const [one, other] = [await scriptOf(byMouse), await scriptOf(byKey)];
    expect(one.faults).toEqual([
      { id: 'hand1', at: '2s', for: '4s', kind: 'pause', process: 0 },
      { id: 'hand2', at: '2s', for: '1s', kind: 'crash', how: 'hang', process: 2 },
      { id: 'hand3', at: '3s', for: '1s', kind: 'partition', from: 0, to: 1 },
      { id: 'hand4', at: '4s', kind: 'partition', groups: [[1], [0, 2]] },
    ]);
    expect(other).toEqual(one);
    expect([...byMouse.wrong, ...byKey.wrong]).toEqual([]);
    await byMouse.context().close();
    await byKey.context().close();
  });

  test('a click on a link opens what can be done to it', async () => {
    const page = await openLab(site, linkTo({ ...small, processes: 5 }, 2_000_000));
    const centre = async (node: string): Promise<{ x: number; y: number }> => {
      const { x, y, width, height } = (await control(page, node).boundingBox())!;
      return { x: x + width / 2, y: y + height / 2 };
    };
    const [from, to] = [await centre('node-0'), await centre('node-1')];
    await page.mouse.click((from.x + to.x) / 2, (from.y + to.y) / 2);
    await expect.poll(() => control(page, 'menu').getAttribute('aria-label')).toMatch(/^Link n[01] – n[01]$/);
    await control(page, 'act-cut').click();
    const [line] = (await scriptOf(page)).faults!;
    expect((line!['pairs'] as number[][]).map(pair => pair.toSorted())).toEqual([[0, 1]]);
    await page.context().close();
  });

  test('a line dragged across the picture parts the cluster', async () => {
    const page = await openLab(site, linkTo({ ...small, processes: 5 }, 2_000_000));
    const box = (await control(page, 'canvas-topology').boundingBox())!;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x - 150, y - 20);
    await page.mouse.down();
    await page.mouse.move(x, y - 22, { steps: 4 });
    await page.mouse.move(x + 150, y - 20, { steps: 4 });
    await page.mouse.up();
    await settled(page);
    const faults = (await scriptOf(page)).faults!;
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatchObject({ at: '2s', kind: 'partition' });
    const groups = faults[0]!['groups'] as number[][];
    expect(groups.flat().sort()).toEqual([0, 1, 2, 3, 4]);
    await expect.poll(() => control(page, 'menu').count()).toBe(0);
    await page.keyboard.press('Control+z');
    await settled(page);
    for (const process of groups[0]!) {
      await control(page, `node-${process}`).focus();
      await page.keyboard.press(' ');
    }
    await page.keyboard.press('x');
    await settled(page);
    expect((await scriptOf(page)).faults, 'the same by keys').toEqual(faults);
    await page.context().close();
  });

  test('a line can be retimed, taken away and brought back; undo four times is the link that we began with', async () => {
    const page = await openLab(site, linkTo(small, 5_000_000));
    await expect.poll(() => page.url()).toContain('&d=');
    const before = page.url();
    await control(page, 'node-0').focus();
    await page.keyboard.press('p');
    await control(page, 'line-at').fill('6s');
    await control(page, 'line-at').press('Enter');
    await settled(page);
    await control(page, 'line-for').fill('2500ms');
    await control(page, 'line-for').press('Enter');
    await settled(page);
    expect((await scriptOf(page)).faults).toEqual([{ id: 'hand1', at: '6s', for: '2.5s', kind: 'pause', process: 0 }]);
    await control(page, 'line-remove').click();
    expect((await scriptOf(page)).faults).toEqual([]);
    await control(page, 'undo').click();
    for (let i = 0; i < 3; i++) await page.keyboard.press('Control+z');
    expect(await scriptOf(page)).toEqual(small);
    await expect.poll(() => page.url()).toBe(before);
    await control(page, 'redo').click();
    expect((await scriptOf(page)).faults).toHaveLength(1);
    await page.context().close();
  });

  test('what is no duration is refused beside the field, and the run stays', async () => {
    const page = await openLab(site, linkTo(small, 5_000_000));
    await control(page, 'option-interval').fill('often');
    await control(page, 'option-interval').press('Enter');
    await expect.poll(() => control(page, 'option-interval').getAttribute('aria-invalid')).toBe('true');
    await expect.poll(() => page.locator('.wrong').textContent()).toBe('A duration with its unit: 250ms, 3s, 10m.');
    expect(await scriptOf(page)).toEqual(small);
    await page.context().close();
  });
});

describe('what it says', () => {
  test('beats at whole seconds, 10 ms under way, 5 s timeout, crash at 40.5 s: suspected at 45.010 s, T_D 4.510 s', async () => {
    const page = await openLab(site, linkTo({
      ...small, horizon: '60s', detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '5s' } },
      faults: [{ id: 'a', at: '40500ms', kind: 'crash', process: 2 }],
    }, 45_010_000));
    await expect.poll(() => control(page, 'narration').textContent()).toBe('n1 suspects n2, 4.510 s after its crash: no heartbeat for 5 s, its timeout. And 1 more at that instant.');
    await expect.poll(() => control(page, 'narration-time').textContent()).toBe('45.010 s');
    await expect.poll(() => control(page, 'measures').textContent()).toContain('T_D detection time, mean4.510 s');
    expect(await control(page, 'measures').textContent()).toContain('mistakes0');
    await expect.poll(() => control(page, 'numbers').textContent()).toContain('decides at (if silent)45.010 s');
    await expect.poll(() => control(page, 'inspector-sentence').textContent()).toBe('n0 suspects n2. In truth n2 has crashed.');
    await page.evaluate(() => window.__lab.seek(44_000_000));
    await expect.poll(() => control(page, 'inspector-sentence').textContent()).toBe('n0 trusts n2. In truth n2 has crashed. If nothing more is heard, it suspects in 1.010 s.');
    await page.context().close();
  });

  test('a split-brain is announced while it lasts, and its figures are those of Node', async () => {
    const run = simulate(scenario('splitBrain'));
    const { splitBrain, lostWrites } = pool([measure(run)], { scenario: run.scenario, version: '' }).pooled;
    const page = await openLab(site, '#/lab?preset=splitBrain&t=10000');
    await expect.poll(() => control(page, 'split-brain').textContent()).toMatch(/^Split-brain since [\d.]+ s: n0 \(epoch 1\) and n1 \(epoch 2\) act on one resource; the path n1→n0 has been cut since 3\.000 s\.$/);
    await expect.poll(() => control(page, 'measures').textContent()).toContain(`split-brain, how often${splitBrain!.count}`);
    expect(await control(page, 'measures').textContent()).toContain(`lost writes${lostWrites!.total}`);
    await page.evaluate(() => window.__lab.seek(2_000_000));
    await expect.poll(() => control(page, 'split-brain').textContent()).toBe('');
    await page.context().close();
  });
});

describe('time', () => {
  test('scrub, type and step: the picture, the field and the address agree', async () => {
    const page = await openLab(site, linkTo({ ...small, faults: [{ id: 'a', at: '5s', kind: 'crash', process: 2 }] }, 1_000_000));
    await control(page, 'scrub').fill('4000');
    expect((await stateOf(page)).cursor).toBe(4_000_000);
    await control(page, 'time').fill('4.5 s');
    await control(page, 'time').press('Enter');
    expect((await stateOf(page)).cursor).toBe(4_500_000);
    await expect.poll(() => page.url()).toContain('t=4500&');
    await control(page, 'step').click();
    const { cursor } = await stateOf(page);
    expect(cursor).toBeGreaterThan(6_500_000);
    expect(cursor).toBeLessThan(7_100_000);
    await expect.poll(() => control(page, 'narration').textContent()).toMatch(/^n\d suspects n2, .* after its crash: no heartbeat for 2 s/);
    await control(page, 'step-back').click();
    expect((await stateOf(page)).cursor).toBeLessThan(1_000_000);
    await control(page, 'time').fill('soon');
    await control(page, 'time').press('Enter');
    await expect.poll(() => control(page, 'toast-text').textContent()).toContain('“soon” is no time');
    await page.context().close();
  });

  test('a hidden page draws nothing, stands still, and goes on at the same moment', async () => {
    const page = await openLab(site);
    expect((await stateOf(page)).playing).toBe(true);
    const draws = (): Promise<number> => page.evaluate(() => Object.values(window.__lab.draws()).reduce((sum, count) => sum + count, 0));
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.waitForTimeout(200);
    const [before, { cursor }] = [await draws(), await stateOf(page)];
    await page.waitForTimeout(400);
    expect(await draws()).toBe(before);
    expect(await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
      document.dispatchEvent(new Event('visibilitychange'));
      return window.__lab.state().cursor;
    })).toBe(cursor);
    await expect.poll(draws).toBeGreaterThan(before);
    await expect.poll(async () => (await stateOf(page)).cursor).toBeGreaterThan(cursor);
    await page.context().close();
  });

  test('who asks for less motion gets a page that stands still', async () => {
    const page = await openLab(site, '', { reducedMotion: 'reduce' });
    expect((await stateOf(page)).playing).toBe(false);
    await control(page, 'play').click();
    await expect.poll(async () => (await stateOf(page)).cursor).toBeGreaterThan(0);
    await page.context().close();
  });
});

describe('the link', () => {
  test('opens the same scenario at the same moment with the same digest', async () => {
    const page = await openLab(site);
    await control(page, 'play').click();
    await page.evaluate(() => window.__lab.seek(6_123_456));
    await control(page, 'node-4').focus();
    await page.keyboard.press('c');
    await settled(page);
    await control(page, 'monitor').selectOption('2');
    await expect.poll(() => page.url()).toMatch(/&d=[0-9a-f]{8}$/);
    const digest = await page.evaluate(() => window.__lab.digest(6_123_456));
    const there = await openLab(site, new URL(page.url()).hash);
    expect(await scriptOf(there)).toEqual(await scriptOf(page));
    expect(await stateOf(there)).toMatchObject({ cursor: 6_123_456, playing: false, pair: { monitor: 2, peer: 4 }, banner: null });
    expect(await there.evaluate(() => window.__lab.digest(6_123_456))).toBe(digest);
    expect(new URL(page.url()).hash.length).toBeLessThan(300);
    await page.context().close();
    await there.context().close();
  });

  test('made by another engine says so, and from when on the run is another: one can go there, and take it as it runs here', async () => {
    const page = await openLab(site, linkTo(small, 4_000_000)), there = `${linkTo(small, 4_000_000)}&m=`;
    await expect.poll(() => page.url()).toMatch(/&m=[\d.]+~[0-9a-f]{32}&d=[0-9a-f]{8}$/);
    const own = page.url(), [, engine, marks] = /&m=([\d.]+)~([0-9a-f]+)/.exec(own)!;
    // the tenth of sixteen marks, after twenty slices of 200 ms, is the first that differs: 12.5 slices, rounded up, and the one before
    const other = `${marks!.slice(0, 18)}${marks!.slice(18).replace(/./g, digit => (15 - Number.parseInt(digit, 16)).toString(16))}`;
    await page.evaluate(hash => { location.hash = hash; }, `${there}0.0.1~${other}&d=00000000`);
    const said = `This link was made by Flatline 0.0.1, and this is ${engine!}: from a moment between 2.400 s and 2.600 s on, the run that you see is not the one that was shared.`;
    await expect.poll(() => control(page, 'banner').locator('p').textContent()).toBe(said);
    await page.reload();
    await expect.poll(() => control(page, 'banner').locator('p').textContent(), { message: 'opened again' }).toBe(said);
    await control(page, 'banner-parting').click();
    expect((await stateOf(page)).cursor).toBe(2_400_000);
    await page.evaluate(() => window.__lab.seek(4_000_000));
    await control(page, 'banner-close').click();
    await expect.poll(() => control(page, 'banner').count()).toBe(0);
    await expect.poll(() => page.url()).toBe(own);
    await page.evaluate(hash => { location.hash = hash; }, `${linkTo(small, 4_000_000)}&d=00000000`);
    await expect.poll(() => control(page, 'banner').locator('p').textContent()).toContain('made by another version of the engine or of its scenario: up to this moment');
    expect(await control(page, 'banner-parting').isVisible()).toBe(false);
    await page.context().close();
  });

  test.each([
    ['#/lab?s=AAAA&t=1000', '“s” does not unpack'],
    ['#/lab?preset=nowhere', '“preset” names the scenario "nowhere"'],
    ['#/lab?t=soon', '“t” "soon" is no time'],
    [`#/lab?s=${'A'.repeat(longest + 1)}`, '“s” is 200001 characters long; at most 200000 can be read'],
    [`#/lab?s=${packedJson('x'.repeat(5_000_000))}`, '“s” unpacks to more than 4000000 bytes'],
  ])('damaged, %.30s: the field is named and the first scenario is shown', async (hash, words) => {
    const page = await openLab(site, hash);
    await expect.poll(() => control(page, 'banner').textContent()).toContain(words);
    expect(await stateOf(page)).toMatchObject({ run: { kind: 'ready' }, processes: 5 });
    expect(page.wrong).toEqual([]);
    await page.context().close();
  });

  test('to a scenario that is wrong: the place is named and the first scenario is shown', async () => {
    const page = await openLab(site, linkTo({ ...small, faults: [{ id: 'a', at: '3s', kind: 'crash', process: 77 }] }));
    await expect.poll(() => control(page, 'banner').textContent()).toContain('$.faults[0].process');
    await settled(page);
    expect(await stateOf(page)).toMatchObject({ run: { kind: 'ready' }, processes: 5 });
    await page.context().close();
  });

  test('to a run that takes too long can be cancelled, and leaves no empty page', async () => {
    const crowd = { ...small, processes: 200, horizon: '10m', detector: { kind: 'push', interval: '50ms', estimator: { kind: 'fixed', timeout: '1s' } } };
    const context = await site.browser.newContext();
    const page = await context.newPage();
    await page.goto(site.url + linkTo(crowd));
    await control(page, 'cancel').click();
    await page.evaluate(() => window.__lab.ready);
    expect(await stateOf(page)).toMatchObject({ run: { kind: 'ready' }, processes: 5 });
    await expect.poll(() => control(page, 'banner').textContent()).toContain('its run was cancelled');
    await context.close();
  });

  test('back and forward go through the edits', async () => {
    const page = await openLab(site, linkTo(small, 3_000_000));
    await control(page, 'node-0').focus();
    await page.keyboard.press('p');
    await settled(page);
    await page.goBack();
    await expect.poll(async () => (await scriptOf(page)).faults ?? []).toEqual([]);
    await page.goForward();
    await expect.poll(async () => (await scriptOf(page)).faults?.length).toBe(1);
    await page.context().close();
  });
});

describe('a file', () => {
  test('is what the command reads: saved, opened again, the same run', async () => {
    const page = await openLab(site, linkTo(small, 5_000_000), { acceptDownloads: true });
    await control(page, 'node-1').focus();
    await page.keyboard.press('c');
    await settled(page);
    const digest = await page.evaluate(() => window.__lab.digest());
    const coming = page.waitForEvent('download');
    await control(page, 'save').click();
    const saved = JSON.parse(readFileSync(await (await coming).path(), 'utf8')) as ScenarioFile;
    expect(saved).toEqual(await scriptOf(page));
    expect(simulate(saved).digest).toBe(digest);
    const other = await openLab(site);
    await control(other, 'open-input').setInputFiles({ name: 'mine.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(saved)) });
    await expect.poll(async () => (await stateOf(other)).script.file.title).toBe('Small');
    await settled(other);
    expect(await other.evaluate(() => window.__lab.digest())).toBe(digest);
    await page.context().close();
    await other.context().close();
  });

  test('that is no scenario is refused, and nothing changes', async () => {
    const page = await openLab(site, linkTo(small, 5_000_000));
    await control(page, 'open-input').setInputFiles({ name: 'poem.json', mimeType: 'application/json', buffer: Buffer.from('roses are red') });
    await expect.poll(() => control(page, 'toast-text').textContent()).toContain('“poem.json” cannot be opened');
    expect(await scriptOf(page)).toEqual(small);
    await page.context().close();
  });
});

describe('the worker', () => {
  test('has one digest on every way: as Node and the command have it, opened again, in a hidden tab, after twenty seeks, at any speed', async () => {
    const page = await openLab(site, '#/lab?preset=splitBrain&t=6000'), engine = begin(scenario('splitBrain'), { seekable: true });
    engine.advance(engine.scenario.horizon);
    const whole = (): Promise<string> => page.evaluate(() => window.__lab.digest()), expected = engine.digest();
    const ways: Record<string, string> = { opened: await whole(), command: (await flatline(['digest', 'splitBrain'])).out.trim() };
    await page.addInitScript(() => { Object.defineProperty(document, 'hidden', { configurable: true, get: () => true }); });
    await page.reload();
    await page.evaluate(() => window.__lab.ready);
    Object.assign(ways, { hidden: await whole() });
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => false });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    for (let i = 1; i <= 20; i++) {
      const at = (i * 7_654_321) % 30_000_000;
      engine.seek(at);
      expect(await page.evaluate(time => { window.__lab.seek(time); return window.__lab.digest(time); }, at), `at ${at}`).toBe(engine.digest());
    }
    Object.assign(ways, { seeks: await whole() });
    const told = async (): Promise<unknown> => [
      await page.locator('[data-testid^="node-"]').evaluateAll(all => all.map(one => one.getAttribute('aria-label'))), await control(page, 'narration').textContent(),
      await control(page, 'inspector-sentence').textContent(), await control(page, 'numbers').textContent(), await page.evaluate(at => window.__lab.digest(at), (await stateOf(page)).cursor),
    ];
    for (const [speed, place] of [['0.1×', '-50'], ['100×', '100']] as const) {
      await page.evaluate(() => window.__lab.seek(4_000_000));
      await control(page, 'speed').fill(place);
      await expect.poll(() => control(page, 'speed-one').textContent()).toBe(speed);
      await control(page, 'play').click();
      await expect.poll(async () => (await stateOf(page)).cursor).toBeGreaterThan(4_100_000);
      await control(page, 'play').click();
      const { cursor } = await stateOf(page);
      await page.waitForTimeout(300);
      const played = await told();
      await page.evaluate(() => window.__lab.seek(25_000_000));
      await page.evaluate(at => window.__lab.seek(at), cursor);
      await expect.poll(told, { message: `played at ${speed}, and sought` }).toEqual(played);
      Object.assign(ways, { [speed]: await whole() });
    }
    expect(ways).toEqual(Object.fromEntries(Object.keys(ways).map(way => [way, expected])));
    await page.context().close();
  });

  test('refuses a script with the place of the mistake; the last run stays, and undo mends it', async () => {
    const page = await openLab(site, linkTo(small, 5_000_000));
    await control(page, 'choose-latency').selectOption('lognormal');
    await settled(page);
    await control(page, 'option-p99').fill('1ms');
    await control(page, 'option-p99').press('Enter');
    await expect.poll(() => control(page, 'failure').textContent()).toContain('$.network.latency.p99');
    expect(await page.evaluate(() => window.__lab.digest())).toMatch(/^[0-9a-f]{16}$/);
    await control(page, 'failure-undo').click();
    await settled(page);
    expect((await stateOf(page)).run.kind).toBe('ready');
    await expect.poll(() => control(page, 'failure').count()).toBe(0);
    await page.context().close();
  });

  test('that dies is said so, and the page survives', async () => {
    const page = await openLab(site, linkTo(small, 5_000_000));
    for (const worker of page.workers()) await worker.evaluate(() => { setTimeout(() => { throw new Error('boom'); }); });
    await expect.poll(() => control(page, 'failure').textContent()).toContain('the worker that held this run has stopped');
    await control(page, 'node-0').focus();
    await page.keyboard.press('p');
    await settled(page);
    expect((await stateOf(page)).run.kind).toBe('ready');
    await page.context().close();
  });

  test('shows how far a long run is, keeps the page awake, and can be told to stop', async () => {
    const page = await openLab(site, linkTo(small, 5_000_000));
    const digest = await page.evaluate(() => window.__lab.digest());
    await control(page, 'processes').fill('200');
    await control(page, 'processes').press('Enter');
    await control(page, 'cancel').waitFor({ timeout: 20_000 });
    await page.evaluate(() => window.__lab.seek(6_000_000));
    expect((await stateOf(page)).cursor).toBe(6_000_000);
    await control(page, 'cancel').click();
    await control(page, 'cancelled').waitFor();
    expect((await stateOf(page)).run.kind).toBe('cancelled');
    expect(await page.evaluate(() => window.__lab.digest())).toBe(digest);
    await control(page, 'undo').click();
    await settled(page);
    expect((await stateOf(page)).run).toEqual({ kind: 'ready', digest });
    await page.context().close();
  }, 60_000);
});
