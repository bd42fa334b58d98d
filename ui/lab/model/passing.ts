import type { Duration } from '../../../src/contract.ts';
import { reachOf } from './packets.ts';
import type { Window } from './slices.ts';
import type { TraceIndex } from './traceIndex.ts';

/**
 * How many messages pass between neighbouring columns of the space–time diagram, in even slices of the run, summed up: so that
 * a picture of any stretch costs by its pixels. A message counts at the middle of its way, a lost one between the columns that it came to.
 */
export interface Passing {
  /** Between columns 0 and 1, 1 and 2, … */
  readonly gaps: number;
  readonly slices: number;
  readonly width: Duration;
  /** At slice × gaps + gap: how many until the beginning of that slice. */
  readonly taken: Float64Array;
  readonly lost: Float64Array;
}

const most = 8_192;
const kept = new WeakMap<TraceIndex, Passing>();

export function passing(index: TraceIndex): Passing {
  let all = kept.get(index);
  if (!all) kept.set(index, all = collect(index));
  return all;
}

function collect({ packets, trace, count, end }: TraceIndex): Passing {
  const gaps = Math.max(1, count - 1), slices = Math.max(1, Math.min(most, Math.ceil(end / 1_000))), width = Math.max(1, end / slices);
  const taken = new Float64Array((slices + 1) * gaps), lost = new Float64Array((slices + 1) * gaps);
  for (let k = 0; k < packets.count; k++) {
    const row = packets.row[k]!, from = trace.a[row]!, to = trace.b[row]!, reach = reachOf(packets.fate[k]!);
    const middle = packets.sent[k]! + 0.5 * reach * (packets.until[k]! - packets.sent[k]!);
    const slice = Math.min(slices - 1, Math.floor(middle / width)), at = (slice + 1) * gaps;
    const stop = from + (to - from) * reach, low = Math.floor(Math.min(from, stop)), high = Math.ceil(Math.max(from, stop));
    // as differences along the gaps, which are summed below
    taken[at + low]! += 1;
    if (high < gaps) taken[at + high]! -= 1;
    if (packets.fate[k] !== 0) lost[at + Math.min(gaps - 1, to > from ? Math.max(low, high - 1) : low)]! += 1;
  }
  for (let slice = 1; slice <= slices; slice++) {
    for (let gap = 0, passes = 0; gap < gaps; gap++) {
      const i = slice * gaps + gap;
      passes += taken[i]!;
      taken[i] = passes + taken[i - gaps]!;
      lost[i]! += lost[i - gaps]!;
    }
  }
  return { gaps, slices, width, taken, lost };
}

/** How many of a column of sums fall into a stretch of time; parts of a slice count by their share. */
export function within({ gaps, slices, width }: Passing, sums: Float64Array, gap: number, { from, to }: Window): number {
  const until = (t: number): number => {
    const place = Math.min(slices, Math.max(0, t / width)), slice = Math.min(slices - 1, Math.floor(place));
    const before = sums[slice * gaps + gap]!;
    return before + (place - slice) * (sums[(slice + 1) * gaps + gap]! - before);
  };
  return until(to) - until(from);
}
