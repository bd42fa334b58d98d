/** Traces by hand. */
import type { Note } from '../../src/contract.ts';
import { Row, TraceWriter, hows, type ClockSegment, type How, type Trace } from '../../sim/trace.ts';

export class Script {
  private readonly writer = new TraceWriter([], false);
  trusts(t: number, q: number, p: number): this { return this.row(t, Row.trusts, q, p); }
  suspects(t: number, q: number, p: number): this { return this.row(t, Row.suspects, q, p); }
  fails(t: number, q: number, p: number): this { return this.row(t, Row.fails, q, p); }
  /** The opinion with which a detector starts. */
  starts(t: number, q: number, p: number, opinion: 'trusts' | 'suspects' | 'fails' = 'trusts'): this { return this.row(t, Row[opinion], q, p, 0, 1); }
  crashes(t: number, p: number, how: How = 'kill'): this { return this.row(t, Row.crashes, p, -1, hows.indexOf(how)); }
  recovers(t: number, p: number, incarnation = 0): this { return this.row(t, Row.recovers, p, -1, incarnation); }
  pauses(t: number, p: number): this { return this.row(t, Row.pauses, p, -1); }
  resumes(t: number, p: number): this { return this.row(t, Row.resumes, p, -1); }
  cuts(t: number, from: number, to: number): this { return this.row(t, Row.cuts, from, to); }
  joins(t: number, from: number, to: number): this { return this.row(t, Row.joins, from, to); }
  note(t: number, process: number, note: Note): this { this.writer.note(t, process, note); return this; }
  clock(...segments: ClockSegment[]): this { this.writer.clocks.push(...segments); return this; }
  end(): Trace { return this.writer.finish(); }

  private row(time: number, code: (typeof Row)[keyof typeof Row], a: number, b: number, x = 0, m = 0): this {
    this.writer.row(time, code, a, b, x, m);
    return this;
  }
}
