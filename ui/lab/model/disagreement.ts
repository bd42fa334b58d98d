import type { Duration, ProcessId, Time } from '../../../src/contract.ts';
import { Row } from '../../../sim/trace.ts';
import { after } from './grouped.ts';
import type { Window } from './slices.ts';
import { beliefAfter, beliefCode, type TraceIndex } from './traceIndex.ts';
import { suspects } from './truth.ts';

/** One reading of all opinions beside the truth. A paused process runs; who has crashed, or heard nothing yet, has no opinion. */
export interface Disagreement {
  /** From time[i] on, until the next: how many opinions are off the truth, of how many. */
  readonly time: Float64Array;
  readonly wrong: Int32Array;
  readonly of: Int32Array;
  /** The largest share in each block of steps: a wide pixel need not read them all. */
  readonly blocks: Float64Array;
  /** By process: how long opinions about it, and of it, were off the truth, all added up. */
  readonly about: Float64Array;
}

const block = 64;
const kept = new WeakMap<TraceIndex, Disagreement>();

export function disagreement(index: TraceIndex): Disagreement {
  let all = kept.get(index);
  if (!all) kept.set(index, all = new Reading(index).finish());
  return all;
}

/** Rows of opinions and of crashes, as they happened; `settled` after each instant that has any. */
export function eachOpinion({ trace, opinionRows, worldly }: TraceIndex, visit: (row: number) => void, settled: (at: Time) => void = () => {}): void {
  for (let i = 0, k = 0; i < opinionRows.length || k < worldly.length;) {
    const row = i < opinionRows.length && (k >= worldly.length || opinionRows[i]! < worldly[k]!) ? opinionRows[i++]! : worldly[k++]!;
    visit(row);
    const next = Math.min(i < opinionRows.length ? trace.time[opinionRows[i]!]! : Infinity, k < worldly.length ? trace.time[worldly[k]!]! : Infinity);
    if (next > trace.time[row]!) settled(trace.time[row]!);
  }
}

class Reading {
  private readonly crashed: Uint8Array;
  private readonly belief: Uint8Array;
  /** By pair: 0 no opinion, 1 right, 2 off. */
  private readonly state: Uint8Array;
  private readonly since: Float64Array;
  private readonly about: Float64Array;
  private readonly steps: { at: Time; wrong: number; of: number }[] = [{ at: 0, wrong: 0, of: 0 }];
  private wrong = 0;
  private of = 0;

  constructor(private readonly index: TraceIndex) {
    const { count } = index;
    this.crashed = new Uint8Array(count);
    this.about = new Float64Array(count);
    this.belief = new Uint8Array(count * count);
    this.state = new Uint8Array(count * count);
    this.since = new Float64Array(count * count);
  }

  finish(): Disagreement {
    const { index } = this;
    eachOpinion(index, row => this.read(row), at => this.step(at));
    this.state.forEach((state, pair) => { if (state === 2) this.tell(pair, index.end); });
    const share = (i: number): number => this.steps[i]!.wrong / Math.max(1, this.steps[i]!.of);
    const blocks = new Float64Array(Math.ceil(this.steps.length / block));
    this.steps.forEach((_, i) => { blocks[i / block | 0] = Math.max(blocks[i / block | 0]!, share(i)); });
    return {
      time: Float64Array.from(this.steps, step => step.at), wrong: Int32Array.from(this.steps, step => step.wrong),
      of: Int32Array.from(this.steps, step => step.of), blocks, about: this.about,
    };
  }

  private read(row: number): void {
    const { trace, count } = this.index, code = trace.code[row]!, a = trace.a[row]!;
    if (code <= Row.fails) {
      this.belief[a * count + trace.b[row]!] = beliefAfter(trace, row);
      this.judge(a, trace.b[row]!, trace.time[row]!);
    } else if (code === Row.crashes || code === Row.recovers) {
      this.crashed[a] = code === Row.crashes ? 1 : 0;
      for (let other = 0; other < count; other++) {
        this.judge(other, a, trace.time[row]!);
        this.judge(a, other, trace.time[row]!);
      }
    }
  }

  private judge(monitor: ProcessId, peer: ProcessId, at: Time): void {
    const { index, crashed, state } = this, pair = monitor * index.count + peer, belief = this.belief[pair]!, was = state[pair]!;
    const holds = index.watched[pair] && !crashed[monitor] && belief > beliefCode('unheard');
    const next = !holds ? 0 : suspects(index, belief) === (crashed[peer] === 1) ? 1 : 2;
    if (next === was) return;
    if (was === 2) this.tell(pair, at);
    if (next === 2) this.since[pair] = at;
    this.wrong += Number(next === 2) - Number(was === 2);
    this.of += Number(next > 0) - Number(was > 0);
    state[pair] = next;
  }

  private tell(pair: number, at: Time): void {
    const { index: { count }, about } = this, lasted: Duration = at - this.since[pair]!;
    about[Math.floor(pair / count)]! += lasted;
    about[pair % count]! += lasted;
  }

  private step(at: Time): void {
    const last = this.steps.at(-1)!;
    if (last.wrong === this.wrong && last.of === this.of) return;
    if (last.at === at) this.steps.pop();
    this.steps.push({ at, wrong: this.wrong, of: this.of });
  }
}

/** The step that holds at `t`. */
export function disagreementAt({ time, wrong, of }: Disagreement, t: Time): { readonly wrong: number; readonly of: number } {
  const i = Math.max(0, after(time, t) - 1);
  return { wrong: wrong[i]!, of: of[i]! };
}

/** The largest share that is off the truth at any time of the stretch. */
export function worstWithin({ time, wrong, of, blocks }: Disagreement, { from, to }: Window): number {
  const last = Math.max(0, after(time, to) - 1);
  let worst = 0;
  for (let i = Math.max(0, after(time, from) - 1); i <= last;) {
    if (i % block === 0 && i + block <= last) {
      worst = Math.max(worst, blocks[i / block]!);
      i += block;
    } else {
      worst = Math.max(worst, wrong[i]! / Math.max(1, of[i]!));
      i++;
    }
  }
  return worst;
}
