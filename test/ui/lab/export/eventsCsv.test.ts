import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { builtIn } from '../../../../sim/builtIn.ts';
import { simulate } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { eventsCsv } from '../../../../ui/lab/export/eventsCsv.ts';
import { index } from '../../../../ui/lab/model.ts';

const file: ScenarioFile = {
  flatline: 1, seed: 'csv', horizon: '30s', processes: [{ name: 'a, b' }, { name: 'say "c"' }, { name: 'd' }],
  detector: { kind: 'push', interval: '1s', phase: 'zero', estimator: { kind: 'fixed', timeout: '5s' } },
  network: { latency: { kind: 'constant', value: '10ms' } }, faults: [{ id: 'x', at: '10500ms', for: '9s', kind: 'crash', process: 'd' }],
} as unknown as ScenarioFile;
const run = simulate(file, { trace: 'full' });
const of = index(run.trace, run.scenario, builtIn);
const rows = (filter: Parameters<typeof eventsCsv>[1]): Record<string, string>[] => parse(eventsCsv(of, filter), { columns: true, record_delimiter: '\r\n' });

test('one line for every event that passes, in order, whatever it is called', () => {
  expect(rows('all')).toHaveLength(run.trace.length);
  const told = rows('verdicts');
  expect(told).toHaveLength(of.verdicts.length);
  expect(told.filter(({ event }) => event === 'suspects').map(({ time_ms: at }) => at)).toEqual(['15010', '15010']);
  expect(told.find(({ event, sentence }) => event === 'suspects' && sentence!.startsWith('a, b suspects d'))).toBeDefined();
  const times = rows('all').map(({ time_ms: at }) => Number(at));
  expect(times).toEqual([...times].sort((one, other) => one - other));
});
