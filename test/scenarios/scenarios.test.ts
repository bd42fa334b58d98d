import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../sim/builtIn.ts';
import { measure } from '../../sim/qos.ts';
import { judge } from '../../sim/report.ts';
import { resolveAll } from '../../sim/resolve.ts';
import { simulate } from '../../sim/run.ts';
import { pool } from '../../sim/statistics.ts';
import { Row } from '../../sim/trace.ts';
import { variants } from '../../sim/variants.ts';
import { warnings } from '../../sim/warnings.ts';
import type { Scenario, ScenarioFile } from '../../sim/scenario.ts';
import { sec } from '../../src/time.ts';

const folder = new URL('../../scenarios/', import.meta.url);
const files = readdirSync(folder).filter(name => name.endsWith('.json') && name !== 'schema.json')
  .map(name => [name.slice(0, -5), JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as ScenarioFile] as const);

const stories = [
  'oneCrash', 'lostHeartbeat', 'pauseTakenForDeath', 'latencyTail', 'burstyLoss', 'oneWayPartition', 'observerPaused', 'splitBrain',
  'splitBrainQuorum', 'splitBrainFencing', 'selfCongestion', 'slowClock', 'recordedPauses', 'firstSteps',
];

test('every story of the plan is there', () => expect(files.map(([name]) => name)).toEqual(expect.arrayContaining(stories)));

const report = (scenario: Scenario): ReturnType<typeof pool> =>
  pool([measure(simulate(scenario))], { scenario, version: 'test' });

describe.each(files)('%s', (_name, file) => {
  const all = resolveAll(file, builtIn);
  test('tells one story in two to four sentences', () => {
    expect(file.title).toMatch(/^\S.{3,60}$/);
    const sentences = file.story!.split(/(?<=[.!?])\s+(?=[A-Z])/);
    expect(sentences.length).toBeGreaterThanOrEqual(2);
    expect(sentences.length).toBeLessThanOrEqual(4);
    expect(typeof file.seed).toBe('string');
  });
  test('takes between twenty seconds and two minutes', () => {
    expect(all[0]!.scenario.horizon).toBeGreaterThanOrEqual(20 * sec);
    expect(all[0]!.scenario.horizon).toBeLessThanOrEqual(120 * sec);
  });
  test('is wise: no warning', () => expect(all.flatMap(({ scenario }) => warnings(scenario))).toEqual([]));
  test('shows something wrong within seven seconds', () => {
    for (const { scenario } of all) {
      const { trace } = simulate(scenario);
      const wrong = [Row.begins, Row.suspects, Row.fails, Row.crashes, Row.pauses, Row.cuts] as readonly number[];
      const first = trace.code.findIndex((code, i) => wrong.includes(code) && trace.time[i]! >= sec);
      expect(trace.time[first]).toBeLessThanOrEqual(7 * sec);
    }
  });
  test('holds what it asserts', () => {
    for (const { scenario } of all) expect(judge(report(scenario), scenario.expect).filter(judgement => !judgement.holds)).toEqual([]);
  });
  test('is the same scenario when each of its detectors is taken alone', () => {
    const alone = variants(file).map(variant => ({ label: variant.label, scenario: resolveAll(variant.file, builtIn)[0]!.scenario }));
    expect(alone).toEqual(all);
  });
});

describe('the stories that belong together differ in what they say', () => {
  const read = (name: string): Record<string, unknown> => files.find(([own]) => own === name)![1] as unknown as Record<string, unknown>;
  test('the quorum is the only protection that the second split-brain adds', () => {
    const [plain, quorum] = [read('splitBrain'), read('splitBrainQuorum')];
    for (const key of ['seed', 'horizon', 'processes', 'network', 'detector', 'faults']) expect(quorum[key]).toEqual(plain[key]);
  });
  test('the two links of the loss story lose the same on average', () => {
    const links = read('burstyLoss')['links'] as { loss: { average: number; kind: string } }[];
    expect(links.map(({ loss }) => loss.average)).toEqual([0.1, 0.1]);
    expect(new Set(links.map(({ loss }) => loss.kind)).size).toBe(2);
  });
});
