import { describe, expect, test } from 'vitest';
import { systems } from '../../../../scenarios/systems/index.ts';
import { played } from '../../../../scenarios/systems/play.ts';
import { readChoice, spellChoice, type Choice } from '../../../../ui/lab/systems/choice.ts';
import { systemTitles } from '../../../../ui/lab/systems/names.ts';
import { beginningOf } from '../../../../ui/lab/systems/open.ts';
import { sheetOf } from '../../../../ui/lab/systems/sheet.ts';

const usual = (system: string, settings: Record<string, string> = {}): Choice => ({ system, settings });

describe('a choice has one spelling, and it is the command’s', () => {
  test.each<[Choice, string]>([
    [usual('etcd'), 'etcd'],
    [{ system: 'kubernetes-node', release: '1.31', fault: 'hang', target: 'api-server', lasts: '30s', settings: { nodes: '3', 'leader-elect': 'false' } },
      'kubernetes-node --release 1.31 --fault hang --target api-server --for 30s --set leader-elect=false --set nodes=3'],
  ])('%j', (choice, text) => {
    expect(spellChoice(choice)).toBe(text);
    expect(readChoice(text)).toEqual(choice);
  });
});

describe('every system', () => {
  test('is in the list, under its title', () => {
    expect(systemTitles).toEqual(Object.fromEntries(systems.map(({ name, title }) => [name, title])));
  });

  test.each(systems.map(system => [system.name, system] as const))('%s has a sheet with its own options', (name, system) => {
    const sheet = sheetOf(usual(name));
    expect(sheet.options.map(option => option.name)).toEqual(Object.keys(system.options));
    for (const { text, usual: standard } of sheet.options) expect(text).toBe(standard);
    // what is said of an untouched system is at most advice
    for (const remark of sheet.remarks) expect(remark.strength).toBe('advises');
    const { cursor, span, speed } = beginningOf(sheet.file!);
    expect(cursor).toBeGreaterThan(0);
    expect(span).toBeGreaterThanOrEqual(20_000_000);
    expect(speed).toBeLessThanOrEqual(100);
  });
});

test.each(['kubernetes-node', 'redis-sentinel'])('the scenario of %s is the command’s', name => {
  const system = systems.find(one => one.name === name)!;
  expect(sheetOf({ ...usual(name), release: '1.0', fault: 'hang', lasts: '20s' }).file).toEqual(played({ system, release: '1.0', fault: 'hang', lasts: 20_000_000 }));
});

describe('options', () => {
  test('are written in the units of the system, and follow the release', () => {
    const grace = (release?: string): string =>
      sheetOf({ ...usual('kubernetes-node'), ...(release && { release }) }).options.find(({ name }) => name === 'node-monitor-grace-period')!.text;
    expect([grace(), grace('1.32'), grace('1.31')]).toEqual(['50s', '50s', '40s']);
    expect(sheetOf(usual('kubernetes-node')).releases).toEqual(['1.32']);
    expect(sheetOf(usual('kubernetes-node', { nodeLeaseDurationSeconds: '20' })).file!.service).toMatchObject({ leaseDuration: '20s' });
  });

  test('one that is out of its range is said beside it', () => {
    expect(sheetOf(usual('kubernetes-node', { nodes: '0', zones: 'two' }))).toMatchObject({
      file: null, remarks: [{ options: ['nodes'], strength: 'refuses' }, { options: ['zones'], says: 'kubernetes-node: zones is a whole number, at least 1, at most 100, not "two"' }],
    });
  });

  test('a broken rule is said beside the options that it reads, those that were set first', () => {
    const { file, remarks } = sheetOf(usual('kubernetes-node', { 'leader-elect-renew-deadline': '20s' }));
    expect(file).toBeNull();
    expect(remarks).toEqual([{
      says: 'leader-elect-lease-duration must be greater than leader-elect-renew-deadline', strength: 'refuses',
      options: ['leader-elect-renew-deadline', 'leader-elect', 'leader-elect-lease-duration'],
    }]);
  });

  test('what is only unwise is said, and runs', () => {
    const { file, remarks } = sheetOf(usual('kubernetes-node', { workload: 'forced' }));
    expect(file).not.toBeNull();
    expect(remarks).toContainEqual({ options: ['workload'], says: 'a pod deleted by force may still run: its identity then runs twice', strength: 'advises' });
  });

  test('what cannot be played says why', () => {
    expect(sheetOf({ ...usual('etcd'), lasts: 'long' }).remarks[0]!.says).toContain('such as 30s');
    expect(sheetOf({ ...usual('etcd'), fault: 'pause' }).remarks[0]!.says).toContain('needs to know how long');
    expect(sheetOf({ ...usual('etcd'), target: 'nobody' }).remarks[0]!.says).toContain('no role or process is called "nobody"');
    expect(() => sheetOf(usual('etct'))).toThrow('no system is called "etct"');
    expect(sheetOf(usual('etcd', { patience: '1s' })).remarks[0]!.says).toMatch(/^etcd has no option "patience"/);
  });
});
