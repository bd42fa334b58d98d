import type { MatrixOrder } from '../look.ts';
import { disagreement } from './disagreement.ts';
import { sidesBy } from './sides.ts';
import type { TraceIndex } from './traceIndex.ts';

/** By place, which process stands there; null for the order of their ids. Those that are alike stay in that order. */
export function orderOf(index: TraceIndex, order: MatrixOrder, cuts?: Uint8Array): Int32Array | null {
  if (order === 'disagreement') return sorted(disagreement(index).about.map(lasted => -lasted));
  if (order === 'side' && cuts?.includes(1)) return sorted(sidesBy(cuts, index.count));
  return null;
}

const sorted = (keys: ArrayLike<number>): Int32Array =>
  Int32Array.from({ length: keys.length }, (_, i) => i).sort((one, other) => keys[one]! - keys[other]! || one - other);
