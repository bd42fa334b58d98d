import { expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { longForm } from '../../../ui/lab/laws.ts';
import { tablesOf } from '../../../ui/lab/tables.ts';

const { latencies } = tablesOf(builtIn);
const always = { kind: 'constant', option: 'value' };

test.each([
  ['5ms', { kind: 'constant', value: '5ms' }],
  [{ uniform: ['1ms', '20ms'] }, { kind: 'uniform', low: '1ms', high: '20ms' }],
  [{ lognormal: { median: '1ms', p99: '9ms' } }, { kind: 'lognormal', median: '1ms', p99: '9ms' }],
  [{ constant: '3ms' }, { kind: 'constant', value: '3ms' }],
  [{ kind: 'gamma', shape: 2, scale: '1ms' }, { kind: 'gamma', shape: 2, scale: '1ms' }],
  [undefined, null], [null, null], [['1ms'], null],
])('%j in full', (written, full) => expect(longForm(written, latencies, always)).toEqual(full));

test('the tables are plain data: they can be sent, and say what each entry is', () => {
  const tables = tablesOf(builtIn);
  expect(structuredClone(tables)).toEqual(tables);
  for (const entries of Object.values(tables)) {
    expect(Object.keys(entries).length).toBeGreaterThan(0);
    for (const [name, entry] of Object.entries(entries)) expect(entry.summary, name).not.toBe('');
  }
});
