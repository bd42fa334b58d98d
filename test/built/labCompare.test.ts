/** Compare as it is shipped: one weather, the command's own figures, and every way to it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { simulate } from '../../sim/run.ts';
import type { Report } from '../../sim/report.ts';
import type { ScenarioFile } from '../../sim/scenario.ts';
import type { PairedReport } from '../../sim/statistics.ts';
import { systems } from '../../scenarios/systems/index.ts';
import { played } from '../../scenarios/systems/play.ts';
import { compareCsv } from '../../ui/cli/compareCsv.ts';
import { addressOf } from '../../ui/lab/compare/address.ts';
import { asScenario, comparisonOf, fileOf } from '../../ui/lab/compare/columns.ts';
import { initialState, type CompareState } from '../../ui/lab/compare/state.ts';
import { packedJson } from '../../ui/lab/packing.ts';
import { control, desktop, openSite, phone, projector, type Site } from '../support/labPage.ts';

/** A busy machine takes its time. */
const patient = { timeout: 20_000 };

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site?.close());

interface Probe {
  readonly ready: Promise<void>;
  state(): CompareState;
  seek(to: number): void;
  digests(at?: number): Promise<readonly string[]>;
  reports(): { readonly reports: readonly Report[]; readonly paired: readonly PairedReport[] } | null;
  net(): readonly string[];
}
const probe = <T>(page: Page, ask: (lab: Probe) => T | Promise<T>): Promise<T> =>
  page.evaluate(`(${String(ask)})(window.__lab)`) as Promise<T>;

async function openCompare(hash: string, options: BrowserContextOptions = {}): Promise<Page & { readonly wrong: string[] }> {
  const page = await (await site.browser.newContext({ viewport: desktop, ...options })).newPage();
  const wrong: string[] = [];
  page.on('pageerror', error => wrong.push(String(error)));
  await page.goto(site.url + hash);
  await page.waitForFunction('window.__lab');
  await probe(page, lab => lab.ready);
  return Object.assign(page, { wrong });
}

const weather: ScenarioFile = {
  flatline: 1, title: 'Small', seed: 'small', horizon: '20s', processes: 3, network: { latency: { kind: 'constant', value: '10ms' } },
  faults: [{ id: 'a', at: '7250ms', kind: 'crash', how: 'kill', process: 1 }],
};
const push = (timeout: string): Record<string, unknown> => ({ kind: 'push', interval: '500ms', phase: 'zero', estimator: { kind: 'fixed', timeout } });
const small: ScenarioFile = { ...weather, detectors: [push('2s'), push('3s')] };
const stormy: ScenarioFile = { ...small, network: { latency: { kind: 'lognormal', median: '20ms', p99: '300ms' }, loss: { kind: 'independent', average: 0.2 } } };
const stateFor = (file: ScenarioFile): CompareState => initialState(comparisonOf({ preset: '', file, variant: 0 }));
const linkTo = (file: ScenarioFile, more: Partial<CompareState> = {}): string => addressOf({ ...stateFor(file), ...more }, {}).replace('t=0&', '').replace(/&t=0$/, '');

describe('one weather', () => {
  test('every column has the digest that it has in Node, and goes on having it when another is removed', async () => {
    const page = await openCompare(linkTo(stormy));
    await control(page, 'add').click();
    await expect.poll(() => control(page, 'column').count(), patient).toBe(3);
    await expect.poll(() => probe(page, async lab => (await lab.digests()).length), patient).toBe(3);
    const { comparison } = await probe(page, lab => lab.state());
    const expected = comparison.columns.map(column => simulate(fileOf(comparison.weather, column)).digest);
    expect(await probe(page, lab => lab.digests())).toEqual(expected);
    await expect.poll(() => control(page, 'weather').textContent(), patient).toMatch(/^The same for all: [\d,]+ messages left at the same instant as in A, each with the same latency and the same fate\.$/);
    await control(page, 'remove').nth(1).click();
    await expect.poll(() => probe(page, lab => lab.digests()), patient).toEqual([expected[0], expected[2]]);
    expect(await control(page, 'digest').allTextContents()).toEqual([expected[0], expected[2]].map(digest => `digest of this run: ${digest}`));
    expect(await control(page, 'remove').first().isDisabled()).toBe(true);
    expect(await probe(page, lab => lab.net())).toEqual([]);
    expect(page.wrong).toEqual([]);
    await page.context().close();
  });

  test('the first divergence is where the oracle has it, in words, and the view goes there by itself', async () => {
    const page = await openCompare(linkTo(small));
    await expect.poll(() => probe(page, lab => lab.state().cursor), patient).toBe(9_010_000);
    await expect.poll(() => control(page, 'difference').textContent(), patient).toMatch(
      /^At 9\.010 s in A n0 suspects n1, in B it does not\. A: n0 suspects n1, 1\.760 s after its crash: .* B: the same 1 s later, at 10\.010 s\.$/);
    await probe(page, lab => lab.seek(1_000_000));
    await expect.poll(() => control(page, 'difference').textContent(), patient).toBe('At this moment all columns think alike. They next differ at 9.010 s.');
    await control(page, 'first-divergence').click();
    expect(await probe(page, lab => lab.state().cursor)).toBe(9_010_000);
    await control(page, 'lanes-table').click();
    await expect.poll(() => page.locator('.lanes details > div > table tbody tr').allTextContents(), patient).toEqual([
      'n0 watches n1crashedsuspectedtrusted', 'n2 watches n1crashedsuspectedtrusted',
    ]);
    expect(await control(page, 'table-differences').locator('tbody tr').allTextContents()).toEqual(['9.010 s10.010 s1 sn0 about n1']);
    await expect.poll(() => control(page, 'figures').locator('[data-path="detectionTime.mean"] td').allTextContents(), patient).toEqual(['1.76 s', '2.76 s', '+1 s']);
    await page.context().close();
  });

  test('over seeds, the figures are those of the command, to the last digit', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'compare-')), 'stormy.json');
    writeFileSync(path, JSON.stringify(asScenario(stateFor(stormy).comparison)));
    const ran = spawnSync(process.execPath, ['dist/cli/flatline.js', 'compare', path, '--runs', '20', '--json', '--quiet'], { encoding: 'utf8' });
    expect(ran.status, ran.stderr).toBe(0);
    const command = JSON.parse(ran.stdout) as { reports: Report[]; paired: PairedReport[] };
    const page = await openCompare(linkTo(stormy, { scope: 'seeds', seeds: 20 }));
    await expect.poll(() => probe(page, lab => lab.reports()?.reports[0]?.runs), patient).toBe(20);
    const shown = (await probe(page, lab => lab.reports()))!;
    const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
    expect(shown.reports.map(report => ({ ...report, warnings: [] }))).toEqual(
      command.reports.map(report => plain({ ...report, warnings: [], pooled: { ...report.pooled, pairs: {} } })));
    expect(shown.paired).toEqual(command.paired.map(({ runs, differences }) => ({ runs, differences })));
    const [low, high] = command.paired[0]!.differences['detectionTime.p50']!.difference.ci95!;
    const inTable = await control(page, 'figures').locator('[data-path="detectionTime.p50"] td.difference .range').textContent();
    expect(inTable!.split(' … ').map(text => Number(text.replace('−', '-')) * 1_000)).toEqual([low, high].map(each => expect.closeTo(each, -1)));
    const taken = async (what: string): Promise<string> => {
      await control(page, 'exports').click();
      const [download] = await Promise.all([page.waitForEvent('download'), control(page, `export-${what}`).click()]);
      return readFileSync(await download.path(), 'utf8');
    };
    expect(await taken('csv')).toBe(compareCsv(shown));
    expect(JSON.parse(await taken('report'))).toEqual(plain(shown));
    expect(await taken('svg')).toMatch(/^<svg [^]*they differ[^]*<\/svg>\n$/);
    expect(await control(page, 'without-interval').textContent()).toContain('No interval of T_D, p99: an interval wants 368 independent samples of each.');
    await page.context().close();
  });

  test('runs over seeds say how far they are, and can be stopped and gone on with', async () => {
    const page = await openCompare(linkTo({ ...stormy, horizon: '10m' }));
    await control(page, 'seeds').fill('2000');
    await control(page, 'seeds').press('Enter');
    await expect.poll(() => control(page, 'seeding-words').textContent(), patient).toMatch(/^\d+ of \d+ runs, about \d+ (s|min) left$/);
    await control(page, 'seeding-cancel').click();
    expect(await control(page, 'seeding-words').textContent()).toBe('Stopped: the table is of the rounds that were done.');
    await control(page, 'scope-run').click();
    await expect.poll(() => control(page, 'figures').locator('caption').textContent(), patient).toBe('Of this run');
    await page.context().close();
  });
});

describe('links', () => {
  test('what is copied opens the same columns at the same moment', async () => {
    const page = await openCompare(linkTo(small), { permissions: ['clipboard-read', 'clipboard-write'] });
    await control(page, 'options').first().click();
    await control(page, 'option-timeout').first().fill('2500ms');
    await control(page, 'option-timeout').first().press('Enter');
    await control(page, 'duplicate').nth(1).click();
    await control(page, 'window-in').click();
    await probe(page, lab => lab.seek(9_123_000));
    await control(page, 'share').click();
    await expect.poll(() => control(page, 'toast-text').textContent(), patient).toContain('Link copied');
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await openCompare(link.slice(link.indexOf('#')));
    const [before, after] = [await probe(page, lab => lab.state()), await probe(other, lab => lab.state())];
    expect(after).toEqual({ ...before, comparison: { ...before.comparison, columns: before.comparison.columns.map((column, id) => ({ ...column, id })) } });
    expect(await control(other, 'opinion').count()).toBe(3);
    await page.context().close();
    await other.context().close();
  });

  test('a column opens in the Lab, and Back comes back; a change can be undone with Back', async () => {
    const page = await openCompare(linkTo(small));
    await control(page, 'add').click();
    await expect.poll(() => control(page, 'column').count(), patient).toBe(3);
    await page.goBack();
    await expect.poll(() => control(page, 'column').count(), patient).toBe(2);
    await control(page, 'open-in-lab').nth(1).click();
    await expect.poll(() => control(page, 'choose-detector').count(), patient).toBe(1);
    expect(await page.evaluate(() => location.hash)).toMatch(/^#\/lab\?.*t=9010/);
    await expect.poll(() => control(page, 'option-timeout').inputValue(), patient).toBe('3s');
    await page.goBack();
    await expect.poll(() => control(page, 'column').count(), patient).toBe(2);
    expect(page.wrong).toEqual([]);
    await page.context().close();
  });

  test('a real system with options of its own is there on a page that has never seen it, and when another is gone to', async () => {
    const etcd = systems.find(({ name }) => name === 'etcd')!;
    const withBeats = (every: string): readonly [link: string, service: unknown] =>
      [`#/compare?s=${packedJson({ preset: `etcd --set heartbeat-interval=${every}` })}`, played({ system: etcd, settings: { 'heartbeat-interval': every } }).service];
    const [[link, service], [next, another]] = [withBeats('150'), withBeats('200')];
    const page = await openCompare(link);
    const shown = (): Promise<unknown> => probe(page, lab => lab.state().comparison.columns[0]!.service);
    expect(await shown()).toEqual(service);
    await page.evaluate(hash => { location.hash = hash; }, next);
    await expect.poll(shown, patient).toEqual(another);
    expect(await control(page, 'toast-text').count()).toBe(0);
    await page.context().close();
  });

  test('a scenario that cannot be run is said of its column, and a damaged field by name', async () => {
    const page = await openCompare(`${linkTo({ ...small, detectors: [push('2s'), push('3s'), { kind: 'push', interval: 'often' }] })}&k=none`);
    await expect.poll(() => control(page, 'failure').textContent(), patient).toMatch(/^Wrong at \$\.detector\.interval: .* This column is left out\.$/);
    await expect.poll(() => control(page, 'toast-text').textContent(), patient).toMatch(/^This link is damaged: “k”/);
    expect(await probe(page, async lab => (await lab.digests()).length)).toBe(2);
    await page.context().close();
  });
});

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
async function violations(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { axe: tool } = window as unknown as { axe: { run(context: Document, options: unknown): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
    const { violations: found } = await tool.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } });
    return found.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 240)}`));
  });
}
const overflow = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

describe('axe finds nothing, light and dark', () => {
  test.each(Object.entries({ desktop, projector, phone }))('%s', async (name, viewport) => {
    const page = await openCompare('#/compare?preset=threeTimeouts&k=2', { viewport, colorScheme: 'light', ...(name === 'phone' && { hasTouch: true, isMobile: true }) });
    await expect.poll(() => control(page, 'figures').locator('caption').textContent(), patient).toMatch(/^Over 2 seeds/);
    await control(page, 'options').nth(2).click();
    await control(page, 'lanes-table').click();
    await page.evaluate(axe);
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme']), patient).toBe('dark');
    expect(await violations(page)).toEqual([]);
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    const small = await page.evaluate(least => [...document.querySelectorAll('button, select, input, summary')].filter(element => {
      const { width, height } = element.getBoundingClientRect();
      return width > 0 && (height < (element.matches('[type="checkbox"], [type="range"], summary') ? 24 : least) || width < 24);
    }).map(element => element.outerHTML.slice(0, 100)), name === 'phone' ? 40 : 24);
    expect(small).toEqual([]);
    if (name === 'projector') await beforeRoom(page);
    await page.context().close();
  });
});

/** Large, with the keys of a clicker, found in the link; Esc steps out. */
async function beforeRoom(page: Page): Promise<void> {
  await probe(page, lab => lab.seek(0));
  await page.keyboard.press('d');
  await expect.poll(() => page.url(), patient).toContain('present=1');
  await page.keyboard.press('PageDown');
  expect(await probe(page, lab => lab.state().cursor)).toBeGreaterThan(0);
  const seen = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('#page *')]
    .filter(one => one.checkVisibility({ visibilityProperty: true }) && [...one.childNodes].some(child => child.nodeType === 3 && child.textContent!.trim()) && !one.closest('.hidden'))
    .map(one => [Number.parseFloat(getComputedStyle(one).fontSize), one.outerHTML.slice(0, 80)] as const));
  expect(seen.filter(([size]) => size < 18)).toEqual([]);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.keyboard.press('Escape');
  await expect.poll(() => page.url(), patient).not.toContain('present=1');
}
