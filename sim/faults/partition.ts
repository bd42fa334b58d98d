import type { ProcessId } from '../../src/contract.ts';
import type { FaultLaw } from './fault.ts';

export interface PartitionParams {
  /** Full: nothing passes between any two groups. Processes in none of them still reach everybody. */
  groups: readonly (readonly ProcessId[])[];
  /** One way: nothing from any of `from` reaches any of `to`. */
  from: readonly ProcessId[];
  to: readonly ProcessId[];
  /** Partial: nothing passes either way between the two of a pair. */
  pairs: readonly (readonly [ProcessId, ProcessId])[];
}

/** Links are cut: what is sent meanwhile never arrives. What was in flight does. */
export const partition: FaultLaw<PartitionParams> = {
  name: 'partition',
  summary: 'Links are cut: all between groups, one way, or single ones.',
  parameters: {
    groups: { default: [], kind: 'groups', low: 'two sides', high: 'every process alone' },
    from: { default: [], kind: 'processes', low: 'one sender is not heard', high: 'nobody is heard' },
    to: { default: [], kind: 'processes', low: 'one receiver is deaf', high: 'everybody is deaf to them' },
    pairs: { default: [], kind: 'pairs', low: 'one cable', high: 'a mesh full of holes' },
  },
  alternatives: [['groups'], ['from', 'to'], ['pairs']],
  problem({ from, to }) {
    const incomplete = (from.length === 0) !== (to.length === 0);
    if (incomplete) return { at: from.length === 0 ? 'from' : 'to', says: 'is missing: one way leads from somebody to somebody' };
    return from.length === 1 && to.length === 1 && from[0] === to[0] ? { at: 'to', says: 'must name another process than from' } : undefined;
  },
  begin(params, powers) {
    eachCut(params, (from, to) => powers.cut(from, to));
  },
  end(params, powers) {
    eachCut(params, (from, to) => powers.join(from, to));
  },
};

function eachCut(params: PartitionParams, cut: (from: ProcessId, to: ProcessId) => void): void {
  params.groups.forEach((group, i) => params.groups.forEach((other, j) => {
    if (i !== j) each(group, other, cut);
  }));
  each(params.from, params.to, cut);
  for (const [a, b] of params.pairs) {
    cut(a, b);
    cut(b, a);
  }
}

function each(from: readonly ProcessId[], to: readonly ProcessId[], cut: (from: ProcessId, to: ProcessId) => void): void {
  for (const a of from) for (const b of to) if (a !== b) cut(a, b);
}
