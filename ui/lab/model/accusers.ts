import type { Time } from '../../../src/contract.ts';
import { Row } from '../../../sim/trace.ts';
import { eachOpinion } from './disagreement.ts';
import { beliefAfter, type TraceIndex } from './traceIndex.ts';
import { suspects } from './truth.ts';

/**
 * Who said so first. A peer is accused from the instant at which somebody suspects whom nobody suspected until nobody
 * does any more; its accusers are those who suspected it in that first instant, not those who did so later.
 */
export interface Accusers {
  /** By monitor × count + peer: how many accusations it has begun. */
  readonly begun: Uint32Array;
  /** 1 where the accusation that it began still stands. */
  readonly standing: Uint8Array;
}

/** Accusations begun (pair) and over (−1 − peer), in the order of time. */
interface Turns { readonly time: Float64Array; readonly what: Int32Array }

interface Kept extends Accusers { readonly turns: Turns; next: number }

const kept = new WeakMap<TraceIndex, Kept>();

/** At `t`. The same columns every time: forwards only what is new is read. */
export function accusersAt(index: TraceIndex, t: Time): Accusers {
  let all = kept.get(index);
  if (!all) kept.set(index, all = { turns: turnsOf(index), next: 0, begun: new Uint32Array(index.count ** 2), standing: new Uint8Array(index.count ** 2) });
  const { turns: { time, what }, begun, standing } = all;
  if (all.next > 0 && time[all.next - 1]! > t) {
    begun.fill(0);
    standing.fill(0);
    all.next = 0;
  }
  for (; all.next < time.length && time[all.next]! <= t; all.next++) {
    const turn = what[all.next]!;
    if (turn >= 0) {
      begun[turn]! += 1;
      standing[turn] = 1;
    } else for (let monitor = 0; monitor < index.count; monitor++) standing[monitor * index.count + (-1 - turn)] = 0;
  }
  return all;
}

function turnsOf(index: TraceIndex): Turns {
  const { trace, count } = index, suspecting = new Uint8Array(count * count), crashed = new Uint8Array(count);
  const many = new Int32Array(count), since = new Float64Array(count), time: number[] = [], what: number[] = [];
  const tell = (at: Time, turn: number): void => { time.push(at); what.push(turn); };
  const set = (monitor: number, peer: number, suspected: boolean, at: Time): void => {
    const pair = monitor * count + peer;
    if (suspecting[pair] === Number(suspected)) return;
    suspecting[pair] = Number(suspected);
    if (suspected && many[peer] === 0) since[peer] = at;
    many[peer]! += suspected ? 1 : -1;
    if (suspected && since[peer] === at) tell(at, pair);
    if (many[peer] === 0) tell(at, -1 - peer);
  };
  eachOpinion(index, row => {
    const code = trace.code[row]!, a = trace.a[row]!, at = trace.time[row]!;
    if (code <= Row.fails) set(a, trace.b[row]!, crashed[a] === 0 && suspects(index, beliefAfter(trace, row)), at);
    else if (code === Row.recovers) crashed[a] = 0;
    else if (code === Row.crashes) {
      crashed[a] = 1;
      for (let peer = 0; peer < count; peer++) set(a, peer, false, at);
    }
  });
  return { time: Float64Array.from(time), what: Int32Array.from(what) };
}
