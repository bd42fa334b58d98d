import { followedPair } from '../focus.ts';
import type { Pair, TraceIndex } from '../model.ts';
import { divergences, type Divergence } from './divergence.ts';
import type { Seen } from './runs.ts';
import type { CompareState } from './state.ts';

/** What follows from the runs: worked out once for each list of them. */
export interface Looking {
  readonly indexes: () => readonly TraceIndex[];
  readonly divergences: () => readonly Divergence[];
  readonly pair: () => Pair | null;
}

export function lookingAt(state: () => CompareState, together: () => readonly Seen[]): Looking {
  let known: { readonly of: readonly Seen[]; readonly indexes: readonly TraceIndex[]; all: readonly Divergence[] | null } = { of: [], indexes: [], all: null };
  let last: Pair | null = null;
  const now = (): typeof known => {
    const of = together();
    if (known.of !== of) known = { of, indexes: of.map(({ shown }) => shown.index), all: null };
    return known;
  };
  const all = (): readonly Divergence[] => now().all ??= divergences(known.indexes);
  return {
    indexes: () => now().indexes,
    divergences: all,
    pair() {
      const next = lookedAt(state(), now().indexes[0], all());
      if (next?.monitor !== last?.monitor || next?.peer !== last?.peer) last = next;
      return last;
    },
  };
}

function lookedAt({ pair, cursor }: CompareState, index: TraceIndex | undefined, all: readonly Divergence[]): Pair | null {
  if (!index) return null;
  if (pair && index.watched[pair.monitor * index.count + pair.peer]) return pair;
  return all.findLast(({ from, pair: one }) => one && from <= cursor)?.pair ?? followedPair(index, cursor);
}
