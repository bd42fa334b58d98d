import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../../sim/builtIn.ts';
import { begin } from '../../../sim/run.ts';
import type { ScenarioFile } from '../../../sim/scenario.ts';
import { Row } from '../../../sim/trace.ts';
import { variants } from '../../../sim/variants.ts';
import { decisions, everyone, watched, type Held } from '../../../ui/lab/estimates.ts';
import { index, lastHeard, truthAt, type TraceIndex } from '../../../ui/lab/model.ts';

const story = (name: string): ScenarioFile => JSON.parse(readFileSync(new URL(`../../../scenarios/${name}.json`, import.meta.url), 'utf8')) as ScenarioFile;

function held(file: ScenarioFile): Held & { readonly run: TraceIndex } {
  const engine = begin(file, { seekable: true, trace: 'full' });
  engine.advance(engine.scenario.horizon);
  return { engine, registry: builtIn, run: index(engine.trace(), engine.scenario, builtIn) };
}

/** Suspicions of processes that had been heard of, but for those right after a pause of the monitor itself. */
const suspicions = (run: TraceIndex): number[] => Array.from(run.trace.code.keys()).filter(row => {
  const { code, m, a, b, time } = run.trace;
  return code[row] === Row.suspects && m[row] !== 1 && lastHeard(run, a[row]!, b[row]!, time[row]!) >= 0 && truthAt(run, a[row]!, time[row]! - 1) !== 'paused';
});

describe.each<[string, ScenarioFile]>([
  ['oneCrash', story('oneCrash')], ['latencyTail', story('latencyTail')], ['slowClock', story('slowClock')], ['clusterSplits', story('clusterSplits')], ['splitBrain', story('splitBrain')],
  ...variants(story('threeTimeouts')).map(({ file, label }): [string, ScenarioFile] => [label, file]),
  ['a monitor that looks once a second', { ...story('threeTimeouts'), detectors: undefined, detector: { kind: 'push', interval: '500ms', checkEvery: '1s', estimator: { kind: 'phi' } } } as unknown as ScenarioFile],
])('%s', (_, file) => {
  const whole = held(file), { run, engine } = whole, { trace } = run;
  const rows = suspicions(run).slice(0, 60);

  test('what is foreseen after the last beat is what happens', () => {
    expect(rows.length).toBeGreaterThan(1);
    const changes = trace.clocks.filter(({ from }) => from > 0).map(({ from }) => from);
    for (const row of rows) {
      const pair = { monitor: trace.a[row]!, peer: trace.b[row]! }, since = trace.time[lastHeard(run, pair.monitor, pair.peer, trace.time[row]!)]!;
      if (changes.some(at => at >= since && at <= trace.time[row]!)) continue;
      engine.seek(since);
      expect(watched(whole, pair)).toMatchObject({ decides: trace.time[row]!, at: since });
    }
  });

  test('the level has reached the threshold at the decision, and not before its deadline', () => {
    const moments = rows.map(row => ({ monitor: trace.a[row]!, peer: trace.b[row]!, at: trace.time[row]! }));
    const reversed = decisions(whole, [...moments].reverse()).toReversed();
    for (const [i, decision] of decisions(whole, moments).entries()) {
      expect(decision!.level).toBeGreaterThanOrEqual(1);
      expect(decision!.at).toBe(moments[i]!.at);
      expect(decision).toEqual(reversed[i]);
      engine.seek(decision!.deadline - 1);
      if (decision!.decides === decision!.deadline) expect(watched(whole, moments[i]!)!.level).toBeLessThan(1);
    }
  });

  test('the parts of the picture add up to the silence at which it decides', () => {
    const { scenario: { hosts } } = run, [row] = rows;
    const [decision] = decisions(whole, [{ monitor: trace.a[row!]!, peer: trace.b[row!]!, at: trace.time[row!]! }]);
    const { silent, parts, samples, reach } = decision!.portrait!;
    expect(hosts.length).toBeGreaterThan(1);
    expect(silent).toBeGreaterThanOrEqual(Math.floor(parts.reduce((sum, { length }) => sum + length, 0)));
    expect(reach).toBeGreaterThan(Math.max(...samples, 0));
  });
});

test('of a pair that nobody watches, and of a detector without an estimator, nothing is said', () => {
  const swim = held(story('swimAsksAFriend'));
  expect(decisions(swim, [{ monitor: 0, peer: 1, at: 5_000_000 }, { monitor: 1, peer: 1, at: 1 }])).toEqual([null, null]);
});

test('everyone’s level is what each is asked alone', () => {
  const whole = held(story('latencyTail')), { run, engine } = whole;
  engine.seek(7_000_000);
  const { level, at } = everyone(whole);
  expect(at).toBe(7_000_000);
  for (let monitor = 0; monitor < run.count; monitor++) {
    for (let peer = 0; peer < run.count; peer++) {
      const alone = run.watched[monitor * run.count + peer] ? watched(whole, { monitor, peer })?.level : undefined;
      expect(level[monitor * run.count + peer]).toBe(alone === undefined ? Number.NaN : Math.fround(alone));
    }
  }
});
