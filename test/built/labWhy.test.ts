/** What the page says: the sentence of each verdict, the way to the next of a kind, and figures that anyone can work out by hand. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { simulate } from '../../sim/run.ts';
import type { FaultLine, ScenarioFile } from '../../sim/scenario.ts';
import { addressOf } from '../../ui/lab/address.ts';
import { lanesLayout, xOf } from '../../ui/lab/charts/lanesLayout.ts';
import { index } from '../../ui/lab/model.ts';
import { initialState } from '../../ui/lab/state.ts';
import { light } from '../../ui/lab/tokens.ts';
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

/** Beats at whole seconds, 10 ms under way, judged 5 s after the last of them; process 2 is the one that fails. */
const plain: ScenarioFile = {
  flatline: 1, title: '', seed: 'oracle', horizon: '60s', processes: 3, network: { latency: { kind: 'constant', value: '10ms' } },
  detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '5s' } },
};
const judging = (interval: string, timeout: string): Partial<ScenarioFile> => ({ detector: { kind: 'push', interval, phase: 'zero', estimator: { kind: 'fixed', timeout } } });
const crash = (at: string, process = 2, more: Partial<FaultLine> = {}): FaultLine => ({ id: `crash${process}`, at, kind: 'crash', process, ...more });
const beatOfTen = { id: 'beat', kind: 'message', from: 2, to: 0, sent: '10s', message: 'push.beat' } as unknown as FaultLine;

/** T_D from the crash to the last beat's arrival and the timeout after it; T_M from there to the next beat's arrival: by hand, for each. */
const worked: readonly (readonly [what: string, more: Partial<ScenarioFile>, detection: string, mistakes: string, duration: string])[] = [
  ['crash between two beats', { faults: [crash('40500ms')] }, '4.510 s', '0', '–'],
  ['crash while a beat is under way', { faults: [crash('40005ms')] }, '5.005 s', '0', '–'],
  ['crash just before a beat', { faults: [crash('39999ms')] }, '4.011 s', '0', '–'],
  ['shorter timeout', { ...judging('1s', '2500ms'), faults: [crash('10200ms')] }, '2.310 s', '0', '–'],
  ['more beats', { ...judging('500ms', '1200ms'), faults: [crash('20300ms')] }, '910 ms', '0', '–'],
  ['slower network', { ...judging('1s', '3s'), network: { latency: { kind: 'constant', value: '200ms' } }, faults: [crash('15100ms')] }, '3.100 s', '0', '–'],
  ['two crashes', { faults: [crash('20500ms', 1), crash('30500ms')] }, '4.510 s', '0', '–'],
  ['crash that ends', { faults: [crash('10500ms', 2, { for: '20s' })] }, '4.510 s', '0', '–'],
  ['pause', { faults: [{ id: 'p', at: '10500ms', for: '8s', kind: 'pause', process: 2 }] }, '–', '2', '3.500 s'],
  ['partition', { faults: [{ id: 'p', at: '10500ms', for: '7s', kind: 'partition', groups: [[2], [0, 1]] }] }, '–', '4', '3 s'],
  ['cut one way', { faults: [{ id: 'p', at: '20200ms', for: '6s', kind: 'partition', from: 2, to: 0 }] }, '–', '1', '2 s'],
  ['one beat lost', { ...judging('1s', '1500ms'), faults: [{ ...beatOfTen, do: 'drop' }] }, '–', '1', '500 ms'],
  ['one beat late', { ...judging('1s', '1500ms'), faults: [{ ...beatOfTen, do: { delay: '700ms' } }] }, '–', '1', '200 ms'],
];

const opened = (file: ScenarioFile, cursor: number, window = { from: 0, to: cursor }): string =>
  addressOf({ ...initialState({ preset: '', file, variant: 0 }), cursor, window, pair: { monitor: 0, peer: file.processes as number - 1 } }, {});
async function goTo(page: Page, file: ScenarioFile, hash: string): Promise<void> {
  await page.evaluate(to => { location.hash = to; }, hash);
  await page.waitForFunction(title => window.__lab.state().script.file.title === title && window.__lab.state().run.kind === 'ready', file.title);
}
const valueOf = (page: Page, row: RegExp): Promise<string> =>
  control(page, 'measures').locator('tbody tr').filter({ has: page.locator('th', { hasText: row }) }).locator('td').last().evaluate(cell => cell.firstChild!.textContent!);

/** Of the pixels in a box of a picture. */
const colours = (page: Page, testid: string, box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }): Promise<string[]> =>
  control(page, testid).evaluate((node, { x, y, width, height }) => {
    const canvas = node as HTMLCanvasElement, scale = canvas.width / canvas.clientWidth;
    const { data } = canvas.getContext('2d')!.getImageData(Math.round((x - width / 2) * scale), Math.round(y * scale), Math.round(width * scale), Math.round(height * scale));
    return [...new Set(Array.from({ length: data.length / 4 }, (_, i) => `#${Array.from(data.subarray(4 * i, 4 * i + 3), part => part.toString(16).padStart(2, '0')).join('')}`.toUpperCase()))];
  }, box);

describe('figures worked out by hand', () => {
  let page: Page;
  beforeAll(async () => { page = await openLab(site, '#/lab?preset=firstSteps&t=0', { colorScheme: 'light' }); });

  test('detection time, mistakes and their length: thirteen times, to the millisecond', async () => {
    for (const [title, more, ...expected] of worked) {
      const file = { ...plain, title, ...more };
      await goTo(page, file, opened(file, 60_000_000));
      await expect.poll(async () => [await valueOf(page, /^T_D .*, mean$/), await valueOf(page, /^mistakes$/), await valueOf(page, /^T_M .*, mean$/)], { message: title }).toEqual(expected);
    }
  });

  test('the lanes have the colours of truth below and of the verdict upon it, at every moment', async () => {
    const from = 5_000_000, until = 20_000_000;
    const verdicts = ['falsePositive', 'undetected', 'truePositive'] as const;
    for (const [title, more, moments] of [
      ['seen crash', { faults: [crash('10500ms')] }, [[8, 'running'], [12, 'crashed', 'undetected'], [14.9, 'crashed', 'undetected'], [15.2, 'crashed', 'truePositive'], [18, 'crashed', 'truePositive']]],
      ['seen loss', { ...judging('1s', '1500ms'), faults: [{ ...beatOfTen, do: 'drop' }] }, [[10, 'running'], [10.75, 'running', 'falsePositive'], [11.5, 'running']]],
      ['seen pause', { faults: [{ id: 'p', at: '10500ms', for: '8s', kind: 'pause', process: 2 }] }, [[12, 'muted'], [16, 'axis']]],
    ] as const satisfies readonly (readonly [string, Partial<ScenarioFile>, readonly (readonly [number, ...string[]])[]])[]) {
      const file: ScenarioFile = { ...plain, title, ...more as Partial<ScenarioFile> };
      await goTo(page, file, opened(file, until, { from, to: until }));
      const run = simulate(file, { trace: 'full' }), pairs = run.scenario.watches.flatMap((peers, monitor) => peers.map(peer => ({ monitor, peer })));
      const layout = lanesLayout(index(run.trace, run.scenario), { pairs }, (await control(page, 'canvas-lanes').boundingBox())!);
      const { y, height } = layout.pairs.find(({ pair }) => pair.monitor === 0 && pair.peer === 2)!;
      for (const [at, truth, verdict] of moments) {
        const x = xOf(layout, { from, to: until }, at * 1e6);
        await expect.poll(async () => {
          const seen = await colours(page, 'canvas-lanes', { x, y, width: 8, height });
          return [seen.includes(light[truth]), verdicts.filter(one => seen.includes(light[one]))];
        }, { message: `${title} at ${at} s` }).toEqual([true, verdict ? [verdict] : []]);
      }
    }
  });

  /** n1 last hears n0 at 29.010 s, and takes over 2.390 s later; its fourth announcement is the first to come through, at 33.150 s. */
  const kings: ScenarioFile = {
    flatline: 1, title: 'kings', seed: 'oracle', horizon: '40s', processes: 2, network: plain.network!, ...judging('1s', '2390ms'),
    service: { kind: 'primaryBackup', clients: 0, announceEvery: '870ms' }, faults: [{ id: 'cut', at: '29500ms', for: '3500ms', kind: 'partition', groups: [[0], [1]] }],
  };

  test('two act at once from 31.400 s to 33.150 s: one band of that length, a notch in the minimap, told aloud, and in the figures', async () => {
    await goTo(page, kings, opened(kings, 31_300_000, { from: 28_000_000, to: 36_000_000 }));
    await page.evaluate(() => {
      const written = Object.assign(window, { written: new Set<string>() }).written, { fillText } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.fillText = function (this: CanvasRenderingContext2D, ...given: Parameters<typeof fillText>) {
        written.add(given[0]);
        return fillText.apply(this, given);
      };
    });
    await expect.poll(() => valueOf(page, /^split-brain, how often$/)).toBe('1');
    expect(await valueOf(page, /^in total$/)).toBe('1.750 s');
    expect(await valueOf(page, /^the longest$/)).toBe('1.750 s');
    const { width, height } = (await control(page, 'canvas-minimap').boundingBox())!, below = { y: 0.55 * height, width: 6, height: 0.1 * height };
    for (const [at, notched] of [[30.5, false], [31.9, true], [32.7, true], [34, false]] as const) {
      const seen = await colours(page, 'canvas-minimap', { ...below, x: xOf({ left: 6, right: width - 6 }, { from: 0, to: 40 }, at) });
      expect(seen.includes(light.text), `notch at ${at} s`).toBe(notched);
    }
    await control(page, 'play').click();
    await expect.poll(() => page.evaluate(() => [...(window as unknown as { written: Set<string> }).written].filter(words => /split/i.test(words)))).toEqual(['split-brain 1.75 s: 2 act']);
    await expect.poll(() => control(page, 'live').textContent()).toMatch(/^Split-brain since 31\.400 s: n0 \(epoch 1\) and n1 \(epoch 2\) act on one resource/);
    await expect.poll(() => control(page, 'split-brain').textContent()).toBe('');
    expect((await stateOf(page)).cursor).toBeGreaterThanOrEqual(33_150_000);
  });
});

test('at a hundred times the speed at most one thing a second is told aloud', async () => {
  const file: ScenarioFile = { ...plain, ...judging('1s', '1500ms'), horizon: '10m', network: { ...plain.network, loss: { kind: 'independent', average: 0.2 } } };
  const page = await openLab(site, opened(file, 0, { from: 0, to: 60_000_000 }));
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { told: times });
    new MutationObserver(() => times.push(performance.now())).observe(document.querySelector('[data-testid="live"]')!, { childList: true, characterData: true, subtree: true });
  });
  await control(page, 'speed').fill('100');
  await control(page, 'play').click();
  await page.waitForTimeout(3_200);
  expect((await stateOf(page)).speed).toBe(100);
  const times = await page.evaluate(() => (window as unknown as { told: number[] }).told);
  expect(times.length).toBeGreaterThan(1);
  for (let i = 1; i < times.length; i++) expect(times[i]! - times[i - 1]!).toBeGreaterThan(950);
  await page.context().close();
});
