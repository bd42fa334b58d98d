import { describe, expect, test } from 'vitest';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { addressOf, readAddress } from '../../../../ui/lab/address.ts';
import { initialState } from '../../../../ui/lab/state.ts';
import { readChoice, spellChoice, type Choice } from '../../../../ui/lab/systems/choice.ts';
import { fetchNamed, keep, presetIn } from '../../../../ui/lab/systems/named.ts';
import { isIntact, rebased } from '../../../../ui/lab/systems/rebase.ts';
import { sheetOf } from '../../../../ui/lab/systems/sheet.ts';

const own = { id: 'fault', at: '9s', kind: 'crash', process: [0] };
const line = { id: 'hand1', at: '12s', kind: 'pause', process: 1 };
const base: ScenarioFile = { flatline: 1, seed: 'a', horizon: '30s', service: { kind: 'raft', timeout: '1s' }, faults: [own] };

describe('what was changed by hand', () => {
  test('leaves the options in charge as long as it is not the system itself', () => {
    expect(isIntact(base, base)).toBe(true);
    expect(isIntact(base, { ...base, seed: 'b', horizon: '60s', faults: [own, line] })).toBe(true);
    expect(isIntact(base, { ...base, service: { kind: 'raft', timeout: '2s' } })).toBe(false);
    expect(isIntact(base, { ...base, network: { latency: '2ms' } })).toBe(false);
  });

  test('stays when other options are chosen, and the system’s own fault moves with them', () => {
    const next: ScenarioFile = { ...base, service: { kind: 'raft', timeout: '5s' }, horizon: '50s', faults: [{ ...own, at: '15s' }] };
    expect(rebased(base, base, next)).toEqual(next);
    expect(rebased(base, { ...base, seed: 'b', faults: [own, line] }, next)).toEqual({ ...next, seed: 'b', faults: [{ ...own, at: '15s' }, line] });
    expect(rebased(base, { ...base, faults: [{ ...own, at: '10s' }] }, next).faults).toEqual([{ ...own, at: '10s' }]);
    expect(rebased(base, { ...base, faults: [] }, next).faults).toEqual([]);
  });
});

describe('the link of a system', () => {
  const choice: Choice = { system: 'etcd', fault: 'hang', settings: { 'heartbeat-interval': '200', 'election-timeout': '2000' } };
  const preset = spellChoice(choice);
  const consult = (question: { readonly ask: string; readonly choice?: Choice }, answered: (answer: never) => void): void => answered(sheetOf(question.choice!) as never);
  const fetched = (link: string): Record<string, ScenarioFile> => {
    const presets = {};
    fetchNamed(presetIn(link), presets, consult as never, problem => expect(problem).toBeUndefined());
    return presets;
  };

  test.each<[string, (file: ScenarioFile) => ScenarioFile]>([
    ['as it is set', file => file], ['with a line added', file => ({ ...file, faults: [...file.faults!, line] })], ['changed by hand', file => ({ ...file, network: { latency: '5ms' } })],
  ])('%s is short, and round trips', (_what, change) => {
    const { file } = sheetOf(choice);
    const known = {};
    keep(known, preset, file!);
    const link = addressOf({ ...initialState({ preset, file: change(file!), variant: 0 }), cursor: 7_000_000 }, known);
    expect(link.length).toBeLessThan(300);
    expect(presetIn(link)).toBe(preset);
    const { address, damage } = readAddress(link, fetched(link));
    expect(damage).toEqual([]);
    expect(address.script).toEqual({ preset, file: change(file!), variant: 0 });
    expect(readChoice(address.script!.preset)).toEqual(choice);
  });

  test('one that is refused says why; any other scenario is not asked about', () => {
    const problems: (string | undefined)[] = [];
    const ask = (named: string | undefined): void => fetchNamed(named, {}, consult as never, problem => problems.push(problem));
    ask('etcd --set heartbeat-interval=200');
    ask('etcd --set heartbeat-interval=400');
    ask(undefined);
    expect(problems).toEqual([undefined, 'election-timeout is at least five times heartbeat-interval', undefined]);
    expect(presetIn('#/lab?s=!!')).toBeUndefined();
    expect(presetIn('#/lab?preset=etcd&t=1')).toBe('etcd');
  });
});
