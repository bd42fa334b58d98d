import { expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { resolveAll } from '../../../sim/resolve.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { withService } from '../../../ui/lab/services.ts';
import { tablesOf } from '../../../ui/lab/tables.ts';

const { services } = tablesOf(builtIn);
const file: ScenarioFile = { flatline: 1, horizon: '10s', processes: 3, detector: { kind: 'pull' } };

test('a service that stands alone puts the detector away', () => {
  const raft = withService(file, { kind: 'raft' }, services);
  expect(raft).toEqual({ flatline: 1, horizon: '10s', processes: 3, service: { kind: 'raft' } });
});

test('another service keeps the detector, and gets one where there is none', () => {
  expect(withService(file, { kind: 'primaryBackup' }, services).detector).toEqual({ kind: 'pull' });
  const raft = withService(file, { kind: 'raft' }, services);
  expect(withService(raft, { kind: 'primaryBackup' }, services).detector).toEqual({ kind: 'push' });
  expect(withService(raft, null, services)).toEqual({ flatline: 1, horizon: '10s', processes: 3, detector: { kind: 'push' } });
});

test('several detectors to compare are kept', () => {
  const { detector: _one, ...rest } = file;
  const several = { ...rest, detectors: [{ kind: 'push' }, { kind: 'pull' }] };
  expect(withService(several, { kind: 'primaryBackup' }, services).detectors).toHaveLength(2);
});

test.each(Object.keys(services))('whatever stood there before, %s can be chosen, and runs', kind => {
  for (const before of [file, withService(file, { kind: 'raft' }, services), withService(file, { kind: 'primaryBackup' }, services)]) {
    expect(() => resolveAll(withService(before, { kind }, services), builtIn)).not.toThrow();
  }
});
