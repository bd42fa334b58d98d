import type { ProcessId, Time } from '../../../src/contract.ts';
import { sec } from '../../../src/time.ts';
import { Row } from '../../../sim/trace.ts';
import { afterTime } from './grouped.ts';
import type { TraceIndex } from './traceIndex.ts';

/** How many messages were sent between the two, either way, in the second before `t`. */
export function linkRate(index: TraceIndex, one: ProcessId, other: ProcessId, t: Time): number {
  return sentOn(index, one * index.count + other, t) + sentOn(index, other * index.count + one, t);
}

function sentOn({ trace, links }: TraceIndex, link: number, t: Time): number {
  let count = 0;
  for (let i = afterTime(trace, links, link, t) - 1; i >= links.start[link]!; i--) {
    const row = links.rows[i]!, code = trace.code[row];
    if (trace.time[row]! <= t - sec) break;
    if (code === Row.sends || code === Row.loses) count++;
  }
  return count;
}
