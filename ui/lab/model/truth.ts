import type { ProcessId, Time } from '../../../src/contract.ts';
import { Row, hows, type How } from '../../../sim/trace.ts';
import { afterTime, stateAt } from './grouped.ts';
import { beliefs, truths, type Belief, type Truth } from './slices.ts';
import { beliefCode, truthCode, type TraceIndex } from './traceIndex.ts';

const crashed = truthCode('crashed');

export function truthAt(index: TraceIndex, process: ProcessId, t: Time): Truth {
  return truths[truthCodeAt(index, process, t)]!;
}

export const truthCodeAt = (index: TraceIndex, process: ProcessId, t: Time): number => stateAt(index.trace, index.truths, process, t, 0);

/** Since when it has been what it is at `t`; 0 if since the start. */
export function truthSince(index: TraceIndex, process: ProcessId, t: Time): Time {
  const { truths: column, trace } = index;
  let i = afterTime(trace, column, process, t) - 1;
  const first = column.start[process]!;
  if (i < first) return 0;
  while (i > first && column.state[i - 1] === column.state[i]) i--;
  return i === first && column.state[i] === 0 ? 0 : trace.time[column.rows[i]!]!;
}

/** How it crashed, if it is crashed at `t`. */
export function crashedHow(index: TraceIndex, process: ProcessId, t: Time): How | null {
  const { truths: column, trace } = index;
  for (let i = afterTime(trace, column, process, t) - 1; i >= column.start[process]!; i--) {
    if (column.state[i] !== crashed) return null;
    if (trace.code[column.rows[i]!] === Row.crashes) return hows[trace.x[column.rows[i]!]!] ?? null;
  }
  return null;
}

/** What `monitor` believes of `peer`: nothing while it is itself crashed. */
export function beliefAt(index: TraceIndex, monitor: ProcessId, peer: ProcessId, t: Time): Belief {
  return beliefs[beliefCodeAt(index, monitor, peer, t)]!;
}

export function beliefCodeAt(index: TraceIndex, monitor: ProcessId, peer: ProcessId, t: Time): number {
  const pair = monitor * index.count + peer;
  if (!index.watched[pair] || truthCodeAt(index, monitor, t) === crashed) return beliefCode('none');
  return stateAt(index.trace, index.opinions, pair, t, beliefCode('unheard'));
}

/** Whether a packet sent at `t` is cut off. */
export function cutAt(index: TraceIndex, from: ProcessId, to: ProcessId, t: Time): boolean {
  return stateAt(index.trace, index.cuts, from * index.count + to, t, 0) === 1;
}

/** Whether somebody still suspects it as they did before `since`, when it came back. */
export function suspectedSinceBefore(index: TraceIndex, process: ProcessId, since: Time, t: Time): boolean {
  if (since === 0) return false;
  const { opinions, trace, count } = index;
  for (let monitor = 0; monitor < count; monitor++) {
    const last = afterTime(trace, opinions, monitor * count + process, t) - 1;
    if (last < opinions.start[monitor * count + process]! || !suspects(index, opinions.state[last]!)) continue;
    if (trace.time[opinions.rows[last]!]! < since && truthCodeAt(index, monitor, t) !== crashed) return true;
  }
  return false;
}

/** Whether this belief is the suspicion that the measures count. */
export function suspects(index: TraceIndex, belief: number): boolean {
  return belief >= beliefCode(index.decisive);
}

/** When it last came back from a crash that it was in at some time between the two; null if there was none. */
export function crashedBetween(index: TraceIndex, process: ProcessId, since: Time, until: Time): Time | null {
  const { truths: column, trace } = index;
  for (let i = afterTime(trace, column, process, until) - 1; i > column.start[process]!; i--) {
    const at = trace.time[column.rows[i]!]!;
    if (at < since) return null;
    if (column.state[i - 1] === crashed && column.state[i] !== crashed) return at;
  }
  return null;
}
