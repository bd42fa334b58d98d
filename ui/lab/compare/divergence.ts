/** Where the columns differ in what they believe, under one weather. */
import type { Time } from '../../../src/contract.ts';
import type { Pair, TraceIndex, Window } from '../model.ts';
import { truthCodeAt, suspects } from '../model/truth.ts';
import { stateAt } from '../model/grouped.ts';
import { beliefCode, truthCode } from '../model/traceIndex.ts';

/** A time in which some column suspects where another does not; `pair` is the first over whom they differ. */
export interface Divergence extends Window { readonly pair: Pair }

/** Whether each column suspects, of one pair at one instant. What is not heard of yet is not suspected; the dead have no opinion. */
export function opinionsAt(columns: readonly TraceIndex[], { monitor, peer }: Pair, t: Time): readonly boolean[] {
  return columns.map(index => truthCodeAt(index, monitor, t) !== crashed
    && suspects(index, stateAt(index.trace, index.opinions, monitor * index.count + peer, t, unheard)));
}

const crashed = truthCode('crashed'), unheard = beliefCode('unheard');

/** Every maximal time in which the columns differ over anybody, in order. */
export function divergences(columns: readonly TraceIndex[]): readonly Divergence[] {
  const [first] = columns;
  if (!first) return [];
  const each: Divergence[] = [];
  for (let monitor = 0; monitor < first.count; monitor++) {
    for (let peer = 0; peer < first.count; peer++) {
      if (first.watched[monitor * first.count + peer]) each.push(...ofPair(columns, { monitor, peer }, first.end));
    }
  }
  return joined(each.sort((one, other) => one.from - other.from || one.pair.peer - other.pair.peer || one.pair.monitor - other.pair.monitor));
}

/** The times in which the columns differ over this pair. */
export function ofPair(columns: readonly TraceIndex[], pair: Pair, end: Time): readonly Divergence[] {
  const found: Divergence[] = [];
  let since: Time | null = null;
  for (const t of changesOf(columns, pair)) {
    const differs = t < end && new Set(opinionsAt(columns, pair, t)).size > 1;
    if (differs) since ??= t;
    else if (since !== null) {
      found.push({ from: since, to: t, pair });
      since = null;
    }
  }
  return since === null ? found : [...found, { from: since, to: end, pair }];
}

/** The instants at which any column may change its opinion of the pair, or the monitor falls silent. */
function changesOf(columns: readonly TraceIndex[], { monitor, peer }: Pair): readonly Time[] {
  const times = new Set<Time>();
  for (const { trace, opinions, truths, count } of columns) {
    const at = monitor * count + peer;
    for (let i = opinions.start[at]!; i < opinions.start[at + 1]!; i++) times.add(trace.time[opinions.rows[i]!]!);
    for (let i = truths.start[monitor]!; i < truths.start[monitor + 1]!; i++) times.add(trace.time[truths.rows[i]!]!);
  }
  return [...times].sort((one, other) => one - other);
}

/** Those that touch are one; the first names it. */
function joined(sorted: readonly Divergence[]): readonly Divergence[] {
  const whole: Divergence[] = [];
  for (const one of sorted) {
    const last = whole.at(-1);
    if (last && one.from <= last.to) whole[whole.length - 1] = { ...last, to: Math.max(last.to, one.to) };
    else whole.push(one);
  }
  return whole;
}
