/** A run made by hand, in which every picture has something to show, and whose every length is known. */
import type { Note } from '../../src/contract.ts';
import { NEVER, ms, sec } from '../../src/time.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { Row, TraceWriter, causes, type RowCode, type Trace } from '../../sim/trace.ts';

export const beat = 0, ack = 1, write = 2;
const kinds = ['push.beat', 'pull.ack', 'primaryBackup.write'];

interface Line { readonly at: number; readonly code: RowCode; readonly a: number; readonly b: number; readonly x: number; readonly m: number; readonly note?: Note }

/** Rows may be told in any order; `trace` sorts them by time, and those of one instant stay as told. */
export class Story {
  private readonly lines: Line[] = [];
  constructor(readonly count: number, readonly horizon: number) {}

  row(at: number, code: RowCode, a: number, b = -1, x = 0, m = 0): this {
    this.lines.push({ at, code, a, b, x, m });
    return this;
  }

  note(at: number, process: number, note: Note): this {
    this.lines.push({ at, code: Row.notes, a: process, b: -1, x: 0, m: 0, note });
    return this;
  }

  /** Everyone starts trusting everyone, and has heard nothing. */
  start(): this {
    this.eachPair((q, p) => this.row(0, Row.trusts, q, p, 0, 1));
    return this;
  }

  packet(at: number, from: number, to: number, latency: number, kind = beat): this {
    return this.row(at, Row.sends, from, to, at + latency, kind).row(at + latency, Row.receives, from, to, at, kind);
  }

  lost(at: number, from: number, to: number, latency: number, cause: (typeof causes)[number] = 'loss', kind = beat): this {
    return this.row(at, Row.loses, from, to, at + latency, kind + 65_536 * causes.indexOf(cause));
  }

  eachPair(visit: (monitor: number, peer: number) => void): void {
    for (let q = 0; q < this.count; q++) for (let p = 0; p < this.count; p++) if (q !== p) visit(q, p);
  }

  trace(): Trace {
    const writer = new TraceWriter(kinds, true);
    const sorted = this.lines.map((line, i) => ({ line, i })).sort((one, other) => one.line.at - other.line.at || one.i - other.i);
    for (const { line: { at, code, a, b, x, m, note } } of sorted) {
      if (note) writer.note(at, a, note);
      else writer.row(at, code, a, b, x, m);
    }
    return writer.finish();
  }

  scenario(faults: Scenario['faults'] = []): Scenario {
    const link = {
      latency: { kind: 'constant', params: { value: 10 * ms } }, loss: null, duplicate: 0, reorder: 0, reorderBy: 0, order: 'free' as const,
      bandwidth: 0, queue: 0, background: 0, coherence: 0,
    };
    return {
      title: 'By hand', story: '', seed: 'hand', horizon: this.horizon, warmUp: 0,
      processes: Array.from({ length: this.count }, (_, i) => ({ name: `n${i}`, role: '', host: i, params: {} })),
      hosts: Array.from({ length: this.count }, (_, i) => ({ name: `h${i}`, offset: 0, driftPpm: 0, serviceTime: 0, buffer: 1_000 })),
      watches: Array.from({ length: this.count }, (_, q) => Array.from({ length: this.count }, (_, p) => p).filter(p => p !== q)),
      detector: { kind: 'push', params: {} }, service: null, network: link, links: [], faults, expect: [],
    } as unknown as Scenario;
  }
}

const fault = (id: string, kind: string, at: number, lasts: number | null, params: Record<string, unknown>): Scenario['faults'][number] =>
  ({ id, kind, at, lasts, every: null, until: NEVER, params });

const latency = 10 * ms, timeout = 3 * sec;
/** When who cannot send, or not reach whom. */
const paused = { process: 2, from: 30 * sec, to: 34.5 * sec }, crash = { process: 4, from: 40.5 * sec, to: 52 * sec };
const cut = { from: 45 * sec, to: 50.5 * sec }, side = [0, 0, 1, 1, 1];
const lostFrom = 20 * sec, lostTo = 22.5 * sec;

/**
 * Five processes, beats every second on the second, 10 ms under way, a timeout of 3 s from the last arrival.
 * - n3→n1 loses the beats of 20, 21 and 22 s: n1 wrongly suspects n3 in [22.010, 23.010]: T_M = 1.000 s.
 * - n2 pauses in [30, 34.5]: the others suspect it in [32.010, 34.510], excused.
 * - n4 crashes in [40.5, 52]: all suspect it at 43.010: T_D = 2.510 s.
 * - n0, n1 are cut from n2, n3, n4 in [45, 50.5]; each side suspects the other in [47.010, 51.010].
 * - n2 acts in [1, 50.6], n0 in [47.2, 60]: split-brain of 3.400 s.
 */
export function labStory(): { trace: Trace; scenario: Scenario } {
  const story = new Story(5, 60 * sec).start();
  for (let at = 0; at < 60; at++) story.eachPair((q, p) => tellBeat(story, at * sec, p, q));
  story.eachPair((q, p) => tellOpinions(story, q, p));
  tellTruth(story);
  for (const at of [1, 20, 40]) story.note(at * sec, 2, { kind: 'acts', resource: 0, epoch: 1, until: NEVER });
  story.note(47.2 * sec, 0, { kind: 'claims', resource: 0, epoch: 2 }).note(47.2 * sec, 0, { kind: 'acts', resource: 0, epoch: 2, until: NEVER });
  story.note(50.6 * sec, 2, { kind: 'yields', resource: 0, epoch: 1 });
  return { trace: story.trace(), scenario: story.scenario([
    fault('a', 'pause', paused.from, paused.to - paused.from, { process: [2] }), fault('b', 'crash', crash.from, crash.to - crash.from, { process: [4] }),
    fault('c', 'partition', cut.from, cut.to - cut.from, { groups: [[0, 1], [2, 3, 4]] }),
  ]) };
}

const within = (t: number, { from, to }: { from: number; to: number }): boolean => t >= from && t < to;
const silent = (t: number, p: number): boolean =>
  (p === paused.process && within(t, paused)) || (p === crash.process && within(t, crash));

function tellBeat(story: Story, at: number, from: number, to: number): void {
  if (silent(at, from)) return;
  if (side[from] !== side[to] && within(at, cut)) story.lost(at, from, to, latency, 'cut');
  else if (from === 3 && to === 1 && at >= lostFrom && at <= lostTo) story.lost(at, from, to, latency);
  else if (to === crash.process && within(at, crash)) story.row(at, Row.sends, from, to, at + latency, beat).row(at + latency, Row.drops, from, to, at, beat + 65_536 * causes.indexOf('noProcess'));
  else if (to === paused.process && within(at, paused)) story.row(at, Row.sends, from, to, at + latency, beat).row(paused.to, Row.receives, from, to, at, beat);
  else story.packet(at, from, to, latency);
}

function tellOpinions(story: Story, q: number, p: number): void {
  story.row(latency, Row.trusts, q, p);
  if (q === 1 && p === 3) mistake(story, q, p, lostFrom - sec, lostTo + 0.5 * sec);
  if (p === paused.process) mistake(story, q, p, 29 * sec, paused.to);
  if (p === crash.process) mistake(story, q, p, 40 * sec, crash.to);
  if (side[p] !== side[q] && p !== crash.process && q !== crash.process) mistake(story, q, p, 44 * sec, 51 * sec);
  if (q === crash.process) story.row(crash.to, Row.trusts, q, p, 0, 1).row(crash.to + sec + latency, Row.trusts, q, p);
}

/** Suspected a timeout after the last beat came, trusted again when the next one does. */
function mistake(story: Story, q: number, p: number, last: number, next: number): void {
  if (q === crash.process && last + timeout >= crash.from && last < crash.to) return;
  story.row(last + latency + timeout, Row.suspects, q, p).row(next + latency, Row.trusts, q, p);
}

function tellTruth(story: Story): void {
  story.row(paused.from, Row.begins, 0, 0).row(paused.from, Row.pauses, 2).row(paused.to, Row.ends, 0, 0).row(paused.to, Row.resumes, 2);
  story.row(crash.from, Row.begins, 1, 0).row(crash.from, Row.crashes, 4).row(crash.to, Row.ends, 1, 0).row(crash.to, Row.recovers, 4, -1, 1);
  story.row(cut.from, Row.begins, 2, 0).row(cut.to, Row.ends, 2, 0);
  story.eachPair((q, p) => {
    if (side[q] !== side[p]) story.row(cut.from, Row.cuts, q, p).row(cut.to, Row.joins, q, p);
  });
}
