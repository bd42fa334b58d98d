import type { ProcessId, Time } from '../../../src/contract.ts';
import type { TraceIndex } from './traceIndex.ts';
import { beliefCodeAt, suspects, truthAt, truthSince } from './truth.ts';
import { inWords } from './words.ts';

/** "n3, crashed 4.2 s ago; suspected by 2 of 4": the name of a node's button. */
export function describeProcess(index: TraceIndex, process: ProcessId, t: Time): string {
  const { observers, accusers } = observed(index, process, t);
  const truth = truthAt(index, process, t);
  const state = truth === 'running' ? 'running' : `${truth} ${inWords(t - truthSince(index, process, t))} ago`;
  const belief = observers.length === 0 ? 'watched by nobody' : `suspected by ${accusers.length} of ${observers.length}`;
  return `${index.names[process]!}, ${state}; ${belief}`;
}

/** Who watches it, and which of them suspect it. */
export function observed(index: TraceIndex, process: ProcessId, t: Time): { observers: string[]; accusers: string[] } {
  const observers: string[] = [], accusers: string[] = [];
  for (let monitor = 0; monitor < index.count; monitor++) {
    const belief = beliefCodeAt(index, monitor, process, t);
    if (belief === 0) continue;
    observers.push(index.names[monitor]!);
    if (suspects(index, belief)) accusers.push(index.names[monitor]!);
  }
  return { observers, accusers };
}
