/** A sweep in the page's workers: the same code, and the same bytes. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { builtIn } from '../../sim/builtIn.ts';
import { columnsOf } from '../../sim/sweep/columns.ts';
import { planOf, type Asked } from '../../sim/sweep/plan.ts';
import { lineOf, rowsOf } from '../../sim/sweep/rows.ts';
import { openLab, openSite, type Site } from '../support/labPage.ts';

let site: Site;
beforeAll(async () => { site = await openSite(); });
afterAll(() => site?.close());

/** Laws, logarithms and powers of every kind, sampled and not. */
const asked = (more: Partial<Asked>): Asked => ({
  document: {
    flatline: 1, title: 'In the page', seed: 'page', horizon: '30s', processes: 4,
    detectors: [{ kind: 'push', interval: '500ms', estimator: { kind: 'phi' } }, { kind: 'swim' }],
    network: { latency: { kind: 'lognormal', median: '20ms', p99: '400ms' }, loss: { kind: 'bursts', average: 0.1, meanBurst: '1s' } },
    faults: [{ id: 'a', at: { uniform: ['5s', '9s'] }, for: '8s', kind: 'crash', process: 1 }],
  },
  vary: ['network.latency.median=1ms..100ms:log:3', 'network.loss.average=0.05,0.3'], ...more,
});

function inNode(of: Asked): string[] {
  const plan = planOf(of, builtIn);
  const [rows, names] = [rowsOf(plan, builtIn), columnsOf(plan).map(({ name }) => name)];
  return Array.from({ length: plan.tasks }, (_, task) => lineOf(names, rows(task)));
}

test('its rows are those of Node, byte for byte, for any number of workers', async () => {
  const page = await openLab(site);
  const swept = (of: Asked, jobs: number): Promise<readonly string[]> => page.evaluate(([what, count]) => window.__lab.sweep(what, count), [of, jobs] as const);
  const grid = asked({ runs: 2 });
  const expected = inNode(grid);
  expect(expected.length).toBe(24);
  for (const jobs of [1, 3]) expect(await swept(grid, jobs)).toEqual(expected);
  for (const kind of ['lhs', 'sobol'] as const) {
    const sampled = asked({ vary: ['network.latency.median=1ms..100ms:log', 'network.loss.average=0.05..0.3', 'processes=2..6'], design: { kind, samples: 4 } });
    expect(await swept(sampled, 2)).toEqual(inNode(sampled));
  }
  expect(await swept(asked({ vary: ['horizon=10q'] }), 2).catch(String)).toContain('$.horizon: horizon must be a duration');
  expect(page.wrong).toEqual([]);
  await page.context().close();
});
