import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { NEVER, ms, sec } from '../../../../src/time.ts';
import { builtIn } from '../../../../sim/builtIn.ts';
import { resolve } from '../../../../sim/resolve.ts';
import { begin, simulate } from '../../../../sim/run.ts';
import type { ScenarioFile } from '../../../../sim/scenario.ts';
import { Row, type RowCode } from '../../../../sim/trace.ts';
import { variants } from '../../../../sim/variants.ts';
import { decisions } from '../../../../ui/lab/estimates.ts';
import { index, instant, inWords, type TraceIndex } from '../../../../ui/lab/model.ts';
import { sentence, splitBrain } from '../../../../ui/lab/told.ts';
import { Story, ack, write } from '../../../support/labStory.ts';

const told = (tale: Story, at: number, code: RowCode, process: number): string => {
  const run = index(tale.trace(), tale.scenario()), { trace } = run;
  return sentence(run, Array.from(trace.code.keys()).find(row => trace.time[row] === at && trace.code[row] === code && trace.a[row] === process && trace.m[row] !== 1)!);
};
/** Beats of n1 to n0 until 10 s, each 10 ms under way. */
const beats = (): Story => {
  const tale = new Story(3, 60 * sec).start();
  for (let t = 1; t <= 10; t++) tale.packet(t * sec, 1, 0, 10 * ms);
  return tale;
};

describe('by hand, to the millisecond', () => {
  test.each<[string, Story, number, RowCode, number, string]>([
    ['four lost', [11, 12, 13, 14].reduce((tale, t) => tale.lost(t * sec, 1, 0, 10 * ms), beats()).row(14.51 * sec, Row.suspects, 0, 1), 14.51 * sec, Row.suspects, 0,
      'n0 suspects n1, wrongly: no heartbeat for 4.500 s; the last 4 beats were lost on n1→n0, sent from 11.000 s to 14.000 s.'],
    ['a full queue', beats().lost(11 * sec, 1, 0, ms, 'queueFull').row(12.01 * sec, Row.suspects, 0, 1), 12.01 * sec, Row.suspects, 0,
      'n0 suspects n1, wrongly: no heartbeat for 2 s; the last beat was dropped at a full queue on n1→n0, sent at 11.000 s.'],
    ['two reasons', beats().lost(11 * sec, 1, 0, ms).lost(12 * sec, 1, 0, ms, 'script').row(13.01 * sec, Row.suspects, 0, 1), 13.01 * sec, Row.suspects, 0,
      'n0 suspects n1, wrongly: no heartbeat for 3 s; the last 2 beats were lost or dropped by the fault script on n1→n0, sent at 11.000 s and 12.000 s.'],
    ['unread', beats().row(11 * sec, Row.sends, 1, 0, 11.005 * sec).row(12 * sec, Row.sends, 1, 0, 12.005 * sec).row(13.01 * sec, Row.suspects, 0, 1), 13.01 * sec, Row.suspects, 0,
      'n0 suspects n1, wrongly: no heartbeat for 3 s; 2 beats lie unread at n0.'],
    ['a cut that was joined, and cut again', beats().row(10.1 * sec, Row.cuts, 1, 0).row(10.2 * sec, Row.joins, 1, 0).row(10.75 * sec, Row.cuts, 1, 0).row(13.01 * sec, Row.suspects, 0, 1), 13.01 * sec, Row.suspects, 0,
      'n0 suspects n1, wrongly: no heartbeat for 3 s; the path n1→n0 has been cut since 10.750 s.'],
    ['failed, after it was suspected', beats().row(10.2 * sec, Row.crashes, 1).row(13.01 * sec, Row.suspects, 0, 1).row(16.5 * sec, Row.fails, 0, 1), 16.5 * sec, Row.fails, 0,
      'n0 declares n1 failed, 6.300 s after its crash: no heartbeat for 6.490 s; it has suspected it for 3.490 s.'],
    ['trust, by a late beat', beats().row(13.01 * sec, Row.suspects, 0, 1).row(11 * sec, Row.sends, 1, 0, 14.25 * sec).row(14.25 * sec, Row.receives, 1, 0, 11 * sec).row(14.25 * sec, Row.trusts, 0, 1), 14.25 * sec, Row.trusts, 0,
      'n0 trusts n1 again: push.beat of n1 came, sent 3.250 s before; the mistake lasted 1.240 s.'],
    ['trust in one that has crashed', beats().row(12 * sec, Row.crashes, 1).row(13.01 * sec, Row.suspects, 0, 1).row(11 * sec, Row.sends, 1, 0, 14.25 * sec).row(14.25 * sec, Row.receives, 1, 0, 11 * sec).row(14.25 * sec, Row.trusts, 0, 1), 14.25 * sec, Row.trusts, 0,
      'n0 trusts n1 again: push.beat of n1 came, sent 3.250 s before; wrongly, for it crashed 2.250 s before.'],
    ['trust at a look', beats().row(13.01 * sec, Row.suspects, 0, 1).packet(13.4 * sec, 1, 0, 10 * ms).row(14 * sec, Row.trusts, 0, 1), 14 * sec, Row.trusts, 0,
      'n0 trusts n1 again: it had heard it 590 ms before; the mistake lasted 990 ms.'],
    ['a stronger verdict taken back is one mistake', beats().row(12 * sec, Row.suspects, 0, 1).row(13 * sec, Row.fails, 0, 1).row(13.5 * sec, Row.trusts, 0, 1), 13.5 * sec, Row.trusts, 0,
      'n0 trusts n1 again: the mistake lasted 1.500 s.'],
    ['a leader by suspicion', beats().note(sec, 1, { kind: 'acts', resource: 0, epoch: 1, until: NEVER }).row(12.5 * sec, Row.suspects, 0, 1).note(12.5 * sec, 0, { kind: 'acts', resource: 0, epoch: 2, until: 20 * sec }), 12.5 * sec, Row.notes, 0,
      'n0 acts as leader, epoch 2, until its own clock reads 20 s: it suspects n1; n1 (epoch 1) still acts.'],
    ['a leader by a message', beats().note(0, 1, { kind: 'acts', resource: 0, epoch: 1, until: 9 * sec }).packet(12.4 * sec, 2, 0, 100 * ms, write).note(12.5 * sec, 0, { kind: 'acts', resource: 0, epoch: 2, until: NEVER }), 12.5 * sec, Row.notes, 0,
      'n0 acts as leader, epoch 2: primaryBackup.write of n2 came, sent 100 ms before; n1 (epoch 1) acted until 9.000 s.'],
    ['a leader that slept', beats().note(0, 1, { kind: 'acts', resource: 0, epoch: 1, until: 5 * sec }).row(4 * sec, Row.pauses, 1).row(12.5 * sec, Row.resumes, 1).note(12.5 * sec, 1, { kind: 'yields', resource: 0, epoch: 1 }), 12.5 * sec, Row.notes, 1,
      'n1 no longer leads, epoch 1: it has been paused for 8.500 s.'],
    ['a leader whose time is over', beats().note(0, 1, { kind: 'acts', resource: 0, epoch: 1, until: 5 * sec }).note(12.5 * sec, 1, { kind: 'yields', resource: 0, epoch: 1 }), 12.5 * sec, Row.notes, 1,
      'n1 no longer leads, epoch 1: its authority was over 7.500 s before.'],
  ])('%s', (_, tale, at, code, process, expected) => expect(told(tale, at, code, process)).toBe(expected));

  test('of who asks, what had no answer: the question, or the answer, was lost', () => {
    const tale = new Story(2, 60 * sec).start();
    const ping = 0;
    for (let t = 1; t <= 3; t++) tale.packet(t * sec, 0, 1, 10 * ms, ping).packet(t * sec + 10 * ms, 1, 0, 10 * ms, ack);
    tale.lost(4 * sec, 0, 1, 10 * ms, 'loss', ping).packet(5 * sec, 0, 1, 10 * ms, ping).lost(5.01 * sec, 1, 0, 10 * ms, 'loss', ack).row(6 * sec, Row.suspects, 0, 1);
    const trace = { ...tale.trace(), kinds: ['pull.ping', 'pull.ack', 'any.write'] }, scenario = { ...tale.scenario(), detector: { kind: 'pull', params: {} } } as unknown as TraceIndex['scenario'];
    const run = index(trace, scenario);
    expect(sentence(run, run.verdicts[0]!)).toBe('n0 suspects n1, wrongly: its last 2 questions have had no answer for 2 s, since 4.000 s; '
      + '1 question was lost on n0→n1, sent at 4.000 s; the last beat was lost on n1→n0, sent at 5.010 s.');
  });

  test('what others told, where the detector listens to them', () => {
    const tale = new Story(3, 60 * sec).start().row(5 * sec, Row.crashes, 1).packet(9 * sec, 2, 0, 4 * ms).row(9.004 * sec, Row.suspects, 0, 1);
    const run = index(tale.trace(), { ...tale.scenario(), detector: { kind: 'swim', params: {} } } as unknown as TraceIndex['scenario']);
    expect(sentence(run, run.verdicts[0]!)).toBe('n0 suspects n1, 4.004 s after its crash: n2 told it, by push.beat sent 4 ms before.');
  });

  test('clocks that do not keep true time', () => {
    const tale = beats().row(13.01 * sec, Row.suspects, 0, 1);
    const clocks = [{ process: 0, from: 0, local: 0, driftPpm: 40 }, { process: 1, from: 0, local: 0, driftPpm: 0 }, { process: 1, from: 3 * sec, local: 3 * sec, driftPpm: -400_000 }, { process: 0, from: 11 * sec, local: 16 * sec + 440, driftPpm: 40 }];
    const run = index({ ...tale.trace(), clocks }, tale.scenario());
    expect(sentence(run, run.verdicts[0]!)).toBe('n0 suspects n1, wrongly: no heartbeat for 3 s; n1 sent none in that time; the clock of n1 runs at 60 % of true time; the clock of n0 was set forward by 5 s at 11.000 s.');
  });

  test('split-brain', () => {
    const both = (tale: Story): string => {
      const { leadership, ...run } = index(tale.note(sec, 0, { kind: 'acts', resource: 0, epoch: 3, until: 40 * sec }).note(31.4 * sec, 2, { kind: 'acts', resource: 0, epoch: 4, until: NEVER })
        .note(33.15 * sec, 0, { kind: 'yields', resource: 0, epoch: 3 }).trace(), tale.scenario());
      return splitBrain({ leadership, ...run }, leadership.splitBrains[0]!);
    };
    const which = 'Split-brain for 1.750 s, from 31.400 s: n0 (epoch 3) and n2 (epoch 4) act on one resource;';
    expect(both(beats())).toBe(`${which} n0 holds its authority until its own clock reads 40 s.`);
    expect(both(beats().row(30 * sec, Row.cuts, 2, 0))).toBe(`${which} the path n2→n0 has been cut since 30.000 s.`);
    expect(both(beats().row(25 * sec, Row.pauses, 0).row(31.4 * sec, Row.resumes, 0))).toBe(`${which} n0 has just gone on after a pause of 6.400 s.`);
  });
});

describe('what the estimator said is part of it', () => {
  const decided = (detector: object): string[] => {
    const file: ScenarioFile = {
      flatline: 1, seed: 'why', horizon: '20s', processes: 2, detector: { kind: 'push', interval: '1s', phase: 'zero', ...detector } as NonNullable<ScenarioFile['detector']>,
      network: { latency: { kind: 'constant', value: '10ms' } }, faults: [{ id: 'a', at: '10500ms', kind: 'crash', process: 1 }],
    };
    const engine = begin(file, { seekable: true, trace: 'full' });
    engine.advance(engine.scenario.horizon);
    const run = index(engine.trace(), engine.scenario, builtIn), { trace } = run;
    const rows = [...run.verdicts].filter(row => trace.a[row] === 0 && trace.time[row]! > 10.5 * sec);
    const said = decisions({ engine, registry: builtIn }, rows.map(row => ({ monitor: 0, peer: 1, at: trace.time[row]! })));
    return rows.map((row, i) => sentence(run, row, said[i]!));
  };

  test.each<[string, object, string]>([
    ['fixed', { estimator: { kind: 'fixed', timeout: '3s' } }, 'n0 suspects n1, 2.510 s after its crash: no heartbeat for 3 s, its timeout.'],
    ['chen', { estimator: { kind: 'chen', interval: '1s', margin: '500ms' } }, 'n0 suspects n1, 1.010 s after its crash: no heartbeat for 1.500 s, its limit of expected arrival 1 s + margin 500 ms.'],
    ['missed', { estimator: { kind: 'missed', interval: '1s', k: 3, offset: '500ms' } }, 'n0 suspects n1, 3 s after its crash: no heartbeat for 3.490 s, the count of missed beats reached 3.'],
    // ten gaps of 1 s, and the two assumed, 250 ms off: a deviation of 250 √(2 ⁄ 12) = 102.06 ms, of which φ 8 takes 5.226; at 1.990 s there are 9.700
    ['φ', { estimator: { kind: 'phi', flavour: 'akka', acceptableHeartbeatPause: '0s' } }, 'n0 suspects n1, 1.043 s after its crash: no heartbeat for 1.533 s, Akka’s φ reached 8.00.'],
    ['φ that is looked at once a second', { checkEvery: '1s', checkPhase: 'zero', estimator: { kind: 'phi', flavour: 'akka', acceptableHeartbeatPause: '0s' } }, 'n0 suspects n1, 1.500 s after its crash: no heartbeat for 1.990 s, Akka’s φ had come to 34.70, of 8.00 at which it decides.'],
  ])('%s', (_, detector, expected) => {
    expect(decided(detector)).toEqual([expected]);
  });
});

interface Told { readonly run: TraceIndex; readonly name: string }
const stories: readonly Told[] = readdirSync(new URL('../../../../scenarios', import.meta.url)).filter(file => file.endsWith('.json') && file !== 'schema.json').flatMap(file => {
  const story = JSON.parse(readFileSync(new URL(`../../../../scenarios/${file}`, import.meta.url), 'utf8')) as ScenarioFile;
  return variants(story).map(({ file: one, label }) => {
    const scenario = resolve(one, builtIn);
    return { name: `${file} ${label}`, run: index(simulate(one, { trace: 'full' }).trace, scenario, builtIn) };
  });
});

test('there are stories, with verdicts', () => {
  expect(stories.length).toBeGreaterThan(40);
  expect(stories.reduce((sum, { run }) => sum + run.verdicts.length, 0)).toBeGreaterThan(700);
});

describe.each(stories)('$name', ({ run }) => {
  const { trace } = run;

  test('every verdict has a sentence with a cause', () => {
    for (const row of run.verdicts) {
      const said = sentence(run, row);
      expect(said).toMatch(/^\S.*\.$/);
      expect(said).not.toMatch(/undefined|NaN|Infinity|: \.|;\.|; ;|: ;/);
      if (trace.code[row] !== Row.notes) expect(said).toContain(': ');
    }
    for (const span of run.leadership.splitBrains) expect(splitBrain(run, span)).toMatch(/^Split-brain .*: .* and|accepts .*; .*\.$/);
  });

  test('every time and length in it is one of the trace', () => {
    const instants = new Set<string>(), at = new Set<number>([0]);
    for (let row = 0; row < trace.length; row++) {
      at.add(trace.time[row]!).add(trace.x[row]!);
      instants.add(instant(trace.time[row]!)).add(instant(trace.x[row]!));
    }
    for (const { from, to } of run.leadership.segments) at.add(from).add(to);
    for (const { to } of run.leadership.segments) instants.add(instant(to));
    const all = Float64Array.from(at).sort();
    for (const row of [...run.verdicts].slice(0, 150)) {
      const t = trace.time[row]!, said = sentence(run, row), note = trace.code[row] === Row.notes ? trace.notes[trace.x[row]!]! : null;
      for (const [figure, until] of figuresOf(said)) {
        const fits = until ? note?.kind === 'acts' && inWords(note.until) === figure : instants.has(figure) || isAgo(figure, t, all);
        expect(fits, `${figure} of “${said}”`).toBe(true);
      }
    }
  });

  test('of beats that were lost, it tells their true number', () => {
    for (const row of run.verdicts) {
      const match = /the last (?:(\d+) )?beats? w(?:as|ere) lost on/.exec(sentence(run, row));
      if (match) expect(Number(match[1] ?? 1)).toBe(lostSince(run, row));
    }
  });
});

/** Lengths and instants; those that stand on a process's own clock are told apart. */
const figuresOf = (said: string): [string, boolean][] =>
  [...said.matchAll(/(own clock reads )?(\d+(?:\.\d+)? (?:s|ms|µs))(?![\w%])/g)].map(match => [match[2]!, match[1] !== undefined]);

/** Whether a length as it is written is that from some moment of the trace until `t`. */
function isAgo(figure: string, t: number, all: Float64Array): boolean {
  const [value, unit] = figure.split(' ') as [string, 's' | 'ms' | 'µs'];
  const near = Number(value) * { s: sec, ms, µs: 1 }[unit];
  return all.some(moment => Math.abs(t - moment - near) < 1_000 && inWords(t - moment) === figure);
}

/** Counted from the trace row by row: heartbeats of the peer that were lost since it sent the last one that came. */
function lostSince({ trace, purposes }: TraceIndex, verdict: number): number {
  const [monitor, peer] = [trace.a[verdict], trace.b[verdict]];
  let sent = -1;
  const isBeat = (row: number): boolean => trace.a[row] === peer && trace.b[row] === monitor && trace.kinds[trace.m[row]! & 0xffff]!.endsWith('.beat') && purposes[trace.m[row]! & 0xffff] === 'heartbeat';
  const control = (row: number): boolean => isBeat(row) || (trace.a[row] === peer && trace.b[row] === monitor && /bfd\.control/.test(trace.kinds[trace.m[row]! & 0xffff]!));
  for (let row = 0; row < verdict; row++) if (trace.code[row] === Row.receives && control(row)) sent = trace.x[row]!;
  let count = 0;
  for (let row = 0; row < trace.length && trace.time[row]! <= trace.time[verdict]!; row++) if (trace.code[row] === Row.loses && control(row) && trace.time[row]! > sent) count++;
  return count;
}
