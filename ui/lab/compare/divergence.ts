/** Where the columns differ under one weather: in whom they suspect, or in who acts as leader. */
import type { ProcessId, Time } from '../../../src/contract.ts';
import { leadersAt, listed, type Pair, type TraceIndex, type Window } from '../model.ts';
import { truthCodeAt, suspects } from '../model/truth.ts';
import { stateAt } from '../model/grouped.ts';
import { beliefCode, truthCode } from '../model/traceIndex.ts';

/** A time in which columns differ. `pair` is the first over whom one suspects where another does not; null where they differ only in who leads. */
export interface Divergence extends Window { readonly pair: Pair | null }

/** Whether each column suspects, of one pair at one instant. What is not heard of yet is not suspected; the dead have no opinion. */
export function opinionsAt(columns: readonly TraceIndex[], { monitor, peer }: Pair, t: Time): readonly boolean[] {
  return columns.map(index => truthCodeAt(index, monitor, t) !== crashed
    && suspects(index, stateAt(index.trace, index.opinions, monitor * index.count + peer, t, unheard)));
}

const crashed = truthCode('crashed'), unheard = beliefCode('unheard');

/** Who acts as leader of what, in each column. */
export const actingAt = (columns: readonly TraceIndex[], t: Time): readonly string[] => columns.map(index => {
  const acting = leadersAt(index, t).filter(({ acts }) => acts).map(({ process, resource }) => index.names[process]! + (index.leadership.resources.length > 1 ? ` of ${resource}` : ''));
  return listed([...new Set(acting)].sort());
});

/** Every maximal time in which the columns differ over one process, or over who leads, in order. */
export function divergences(columns: readonly TraceIndex[]): readonly Divergence[] {
  const [first] = columns;
  if (!first) return [];
  const each: Divergence[] = [];
  for (let monitor = 0; monitor < first.count; monitor++) {
    for (let peer = 0; peer < first.count; peer++) {
      if (first.watched[monitor * first.count + peer]) each.push(...ofPair(columns, { monitor, peer }, first.end));
    }
  }
  const rank = ({ pair }: Divergence): number => (pair ? pair.peer * first.count + pair.monitor : first.count * first.count);
  return joined([...each, ...ofLeaders(columns, first.end)].sort((one, other) => one.from - other.from || rank(one) - rank(other)));
}

/** The times in which the columns differ over this pair. */
export const ofPair = (columns: readonly TraceIndex[], pair: Pair, end: Time): readonly Divergence[] =>
  spans(changesOf(columns, pair), end, t => new Set(opinionsAt(columns, pair, t)).size > 1).map(span => ({ ...span, pair }));

/** The times in which another acts as leader in one column than in another. */
function ofLeaders(columns: readonly TraceIndex[], end: Time): readonly Divergence[] {
  const times = new Set(columns.flatMap(({ leadership: { segments } }) => segments.flatMap(({ from, to }) => [from, to])));
  return spans([...times].sort((one, other) => one - other), end, t => new Set(actingAt(columns, t)).size > 1).map(span => ({ ...span, pair: null }));
}

/** From when to when something holds that changes at these instants only. */
function spans(times: readonly Time[], end: Time, holds: (t: Time) => boolean): readonly Window[] {
  const found: Window[] = [];
  let since: Time | null = null;
  for (const t of times) {
    if (t < end && holds(t)) since ??= t;
    else if (since !== null) {
      found.push({ from: since, to: t });
      since = null;
    }
  }
  return since === null ? found : [...found, { from: since, to: end }];
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

/** Those over the same process that touch are one, however many watch it: the first names it. Over another it is another difference, at the same time or not. */
function joined(sorted: readonly Divergence[]): readonly Divergence[] {
  const whole: Divergence[] = [];
  const newest = new Map<ProcessId | undefined, number>();
  for (const one of sorted) {
    const at = newest.get(one.pair?.peer), last = at === undefined ? undefined : whole[at];
    if (last && one.from <= last.to) whole[at!] = { ...last, to: Math.max(last.to, one.to) };
    else newest.set(one.pair?.peer, whole.push(one) - 1);
  }
  return whole;
}
