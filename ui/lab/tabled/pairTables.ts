/** What one monitor thinks of one peer as tables: its suspicion over time, and the silences between heartbeats. */
import type { Time } from '../../../src/contract.ts';
import { Row } from '../../../sim/trace.ts';
import { binned, reachOf, samplesOf, type ArrivalsSlice } from '../charts/arrivals.ts';
import { thresholdWords } from '../charts/suspicion.ts';
import { inWords, instant, type Pair, type TraceIndex, type Window } from '../model.ts';
import { after, afterTime } from '../model/grouped.ts';
import { beliefAfter } from '../model/traceIndex.ts';
import { beliefs } from '../model/slices.ts';
import type { LevelSeries, Watched } from '../protocol.ts';
import { NEVER } from '../../../src/time.ts';
import { number } from '../quantities.ts';
import { leftOut, mostRows, type Table } from './table.ts';

/** Into so many parts the time in view is cut, and the silences. */
const readings = 20, bins = 12;

/** The level as it was sampled, evenly over the window, and every change of opinion to the microsecond. */
export function levelTable(index: TraceIndex, pair: Pair, window: Window, levels: LevelSeries | null, watched: Watched | null): Table {
  const { names } = index, sampled = levels ? readingsOf(levels, window) : [], changes = changesOf(index, pair, window);
  const all = [...sampled, ...changes].sort((one, other) => one.at - other.at), rows = all.slice(0, mostRows);
  return {
    caption: `How suspicious ${names[pair.monitor]!} is of ${names[pair.peer]!} from ${instant(window.from)} to ${instant(window.to)}; ${thresholdWords(watched)}`,
    head: ['when', 'level, share of the threshold', 'what'], rows: rows.map(({ at, level, what }) => [instant(at), level, what]),
    ...leftOut(rows.length, all.length, 'readings', 'show less time to see them'),
  };
}

interface Reading { readonly at: Time; readonly level: string; readonly what: string }

function readingsOf({ time, level }: LevelSeries, { from, to }: Window): Reading[] {
  const places = Array.from({ length: readings + 1 }, (_, i) => after(time, from + (to - from) * i / readings) - 1).filter(i => i >= 0 && time[i]! >= from);
  return [...new Set(places)].filter(i => !Number.isNaN(level[i]!)).map(i => ({ at: time[i]!, level: level[i]! > 1_000 ? 'over 100,000 %' : `${number(100 * level[i]!)} %`, what: level[i]! >= 1 ? 'over the threshold' : '' }));
}

function changesOf({ trace, opinions, count, names }: TraceIndex, { monitor, peer }: Pair, { from, to }: Window): Reading[] {
  const pair = monitor * count + peer, first = afterTime(trace, opinions, pair, from - 1), last = afterTime(trace, opinions, pair, to);
  const verb = { unheard: 'begins to watch', trusted: 'trusts', suspected: 'suspects', failed: 'declares failed', none: '' };
  return Array.from(opinions.rows.subarray(first, last)).filter(row => trace.code[row]! <= Row.fails)
    .map(row => ({ at: trace.time[row]!, level: '–', what: `${names[monitor]!} ${verb[beliefs[beliefAfter(trace, row)]!]} ${names[peer]!}` }));
}

/** The bars of the histogram, wider than they are drawn; what the caption says of the silence now is where the marks stand. */
export function silenceTable({ names }: TraceIndex, { monitor, peer }: Pair, slice: ArrivalsSlice): Table {
  const samples = samplesOf(slice), reach = reachOf(slice), counts = binned(samples, reach, bins), { elapsed, deadline = null } = slice;
  const now = [elapsed === null ? 'not heard yet' : `silent for ${inWords(elapsed)} now`, deadline === null || deadline >= NEVER ? '' : `decides after ${inWords(deadline)}`].filter(Boolean).join(', ');
  const edge = (i: number): string => inWords(Math.round(reach * i / bins));
  return {
    caption: `Silences between heartbeats of ${names[peer]!} that ${names[monitor]!} has heard: ${samples.length}; ${now}`, head: ['from', 'to', 'how many'],
    rows: [...counts].flatMap((many, i) => (many > 0 ? [[edge(i), edge(i + 1), String(many)]] : [])),
  };
}
