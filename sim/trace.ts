/**
 * The trace is the only thing that leaves the engine: append-only columns in the order in which things happened.
 * Measures, charts and tables are functions of it.
 */
import type { Note, ProcessId, Time } from '../src/contract.ts';

/** What a row tells. The columns a, b, x and m mean what each comment says. */
export const Row = {
  // opinions: monitor a, of peer b
  trusts: 1, suspects: 2, fails: 3,
  // ground truth of process a
  /** x: index into `hows`. */
  crashes: 10,
  /** x: the incarnation from now on. */
  recovers: 11,
  pauses: 12, resumes: 13,
  /** No packet sent from a to b arrives, or one does again. */
  cuts: 14, joins: 15,
  /** The fault line a (index in the scenario), occurrence b, begins or ends. */
  begins: 16, ends: 17,
  // packets, only in a full trace: from a to b, message kind m (index into `kinds`)
  /** x: when it arrives. */
  sends: 20,
  /** On its way but lost, x: when it would have arrived; m: kind + 65536 × index into `causes`. */
  loses: 21,
  /** Handed to the process, x: its send instant. */
  receives: 22,
  /** Arrived, but nobody took it, x: its send instant; m: kind + 65536 × index into `causes`. */
  drops: 23,
  /** A service of process a noted something; x: index into `notes`. */
  notes: 30,
} as const;
export type RowCode = (typeof Row)[keyof typeof Row];

export const hows = ['kill', 'hang', 'blackhole'] as const;
export type How = (typeof hows)[number];

/** Why a packet did not reach its process. */
export const causes = ['loss', 'cut', 'queueFull', 'blackhole', 'noProcess', 'bufferFull', 'script'] as const;
export type Cause = (typeof causes)[number];

/** From `from` (true time) on, until its next segment, the clock of `process` reads `local` + elapsed × (1 + driftPpm ⋅ 10⁻⁶). */
export interface ClockSegment {
  readonly process: ProcessId;
  readonly from: Time;
  readonly local: Time;
  readonly driftPpm: number;
}

export interface Trace {
  readonly length: number;
  readonly time: Float64Array;
  readonly code: Uint8Array;
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly x: Float64Array;
  readonly m: Int32Array;
  readonly notes: readonly Note[];
  readonly kinds: readonly string[];
  readonly clocks: readonly ClockSegment[];
}

const chunkRows = 1 << 14;

interface Chunk { time: Float64Array; code: Uint8Array; a: Int32Array; b: Int32Array; x: Float64Array; m: Int32Array }

const freshChunk = (): Chunk => ({
  time: new Float64Array(chunkRows), code: new Uint8Array(chunkRows), a: new Int32Array(chunkRows),
  b: new Int32Array(chunkRows), x: new Float64Array(chunkRows), m: new Int32Array(chunkRows),
});

export class TraceWriter {
  private readonly full: Chunk[] = [];
  private chunk = freshChunk();
  private used = 0;
  readonly notes: Note[] = [];
  readonly clocks: ClockSegment[] = [];

  /** `packets`: also the rows about single packets. */
  constructor(readonly kinds: readonly string[], readonly packets: boolean) {}

  row(time: Time, code: RowCode, a: number, b: number, x: number, m: number): void {
    if (this.used === chunkRows) {
      this.full.push(this.chunk);
      this.chunk = freshChunk();
      this.used = 0;
    }
    const i = this.used++;
    const { chunk } = this;
    chunk.time[i] = time;
    chunk.code[i] = code;
    chunk.a[i] = a;
    chunk.b[i] = b;
    chunk.x[i] = x;
    chunk.m[i] = m;
  }

  note(time: Time, process: ProcessId, note: Note): void {
    this.row(time, Row.notes, process, -1, this.notes.push(note) - 1, 0);
  }

  /** All that was written so far, as whole columns. */
  finish(): Trace {
    const length = this.full.length * chunkRows + this.used;
    return {
      length, notes: this.notes, kinds: this.kinds, clocks: this.clocks,
      time: this.join('time', new Float64Array(length)), code: this.join('code', new Uint8Array(length)),
      a: this.join('a', new Int32Array(length)), b: this.join('b', new Int32Array(length)),
      x: this.join('x', new Float64Array(length)), m: this.join('m', new Int32Array(length)),
    };
  }

  private join<T extends Float64Array | Int32Array | Uint8Array>(column: keyof Chunk, whole: T): T {
    this.full.forEach((chunk, i) => whole.set(chunk[column], i * chunkRows));
    whole.set(this.chunk[column].subarray(0, this.used), this.full.length * chunkRows);
    return whole;
  }
}
