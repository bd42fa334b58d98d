/** Why: the sentence of each verdict, the way to the next of a kind, and the same words to take away. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { control, openLab, openSite, stateOf, type Site } from '../support/labPage.ts';

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site.close());

describe('finding a moment', () => {
  test('by keyboard alone: what there is, how often, the next one, its sentence, and all of them as text', async () => {
    const page = await openLab(site, '#/lab?preset=threeTimeouts&t=1000', { permissions: ['clipboard-read', 'clipboard-write'] });
    await page.keyboard.press('/');
    await expect.poll(() => control(page, 'find-panel').isVisible()).toBe(true);
    expect(await control(page, 'find-panel').locator('.kinds').textContent()).toMatch(/suspicions 34.*wrong suspicions 32.*detections 2.*lost heartbeats \d+.*leader changes 0.*split-brains 0/);
    await page.keyboard.press('ArrowRight');
    expect((await stateOf(page)).filter).toBe('mistake');
    await control(page, 'find-next').press('Enter');
    expect(Math.round((await stateOf(page)).cursor / 1_000)).toBe(2_432);
    const said = 'n1 suspects n2, wrongly: no heartbeat for 1.200 s, its timeout; the last 2 beats were lost on n2→n1, sent at 1.707 s and 2.207 s.';
    await expect.poll(() => control(page, 'narration').textContent()).toBe(said);
    await expect.poll(() => control(page, 'live').textContent()).toBe(`2.432 s ${said}`);
    await control(page, 'copy-found').press('Enter');
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain(`2.432 s  ${said}\n`);
    expect((await page.evaluate(() => navigator.clipboard.readText())).split('\n')).toHaveLength(32);
    await page.keyboard.press('Escape');
    await expect.poll(() => control(page, 'find-panel').isVisible()).toBe(false);
    expect(page.wrong).toEqual([]);
    await page.context().close();
  });

  test('a moment of the list is a click away, and K still goes to the next verdict', async () => {
    const page = await openLab(site, '#/lab?preset=splitBrain&t=1000');
    await control(page, 'find').click();
    await control(page, 'find-splitBrain').check();
    await expect.poll(() => control(page, 'found-one').allTextContents()).toEqual([
      '4.628 s Split-brain for 10.431 s, from 4.628 s: n0 (epoch 1) and n1 (epoch 2) act on one resource; the path n1→n0 has been cut since 3.000 s.']);
    await control(page, 'found-one').click();
    const { cursor } = await stateOf(page);
    expect(Math.round(cursor / 1_000)).toBe(4_628);
    await page.keyboard.press('Escape');
    await page.keyboard.press('k');
    expect((await stateOf(page)).cursor).toBeGreaterThan(cursor);
    await control(page, 'describe').click();
    await expect.poll(() => control(page, 'toast').textContent()).toMatch(/Last verdict, at 4\.637 s: n2 suspects n0, wrongly: no heartbeat for 2 s; the path n0→n2 has been cut since 3\.000 s\./);
    await page.context().close();
  });
});

test('while it plays fast, at most one thing a second is told aloud', async () => {
  const page = await openLab(site, '#/lab?preset=slowClock&t=0');
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { told: times });
    new MutationObserver(() => times.push(performance.now())).observe(document.querySelector('[data-testid="live"]')!, { childList: true, characterData: true, subtree: true });
  });
  await control(page, 'speed').fill('50');
  await control(page, 'play').click();
  await page.waitForTimeout(3_200);
  const times = await page.evaluate(() => (window as unknown as { told: number[] }).told);
  expect(times.length).toBeGreaterThan(1);
  for (let i = 1; i < times.length; i++) expect(times[i]! - times[i - 1]!).toBeGreaterThan(950);
  await page.context().close();
});
