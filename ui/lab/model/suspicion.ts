import { Row } from '../../../sim/trace.ts';
import { lastHeard, sinceHeard } from './arrivals.ts';
import { stateAt } from './grouped.ts';
import { wholeLane } from './segments.ts';
import type { LaneSegment, Pair } from './slices.ts';
import { beliefCode, type TraceIndex } from './traceIndex.ts';
import { cutAt, truthAt, truthSince } from './truth.ts';
import { inWords, plural } from './words.ts';

/** "n1 suspects n3, wrongly: no heartbeat for 3.004 s; the last 2 beats were lost on n3→n1". */
export function suspicion(index: TraceIndex, row: number): string {
  const { trace, names } = index;
  const pair = { monitor: trace.a[row]!, peer: trace.b[row]! }, t = trace.time[row]!;
  const verb = trace.code[row] === Row.fails ? 'declares' : 'suspects', object = names[pair.peer]! + (verb === 'declares' ? ' failed' : '');
  if (trace.m[row] === 1) return `${names[pair.monitor]!} starts by suspecting ${object}, of which it has heard nothing`;
  const because = [silence(index, pair, t), explanation(index, pair, t)].filter(Boolean).join('; ');
  return `${names[pair.monitor]!} ${verb} ${object}${judged(index, pair, t)}${because ? `: ${because}` : ''}`;
}

/** Truth, which the monitor does not know. */
function judged(index: TraceIndex, { peer }: Pair, t: number): string {
  if (truthAt(index, peer, t) === 'crashed') return `, ${inWords(t - truthSince(index, peer, t))} after its crash`;
  return ', wrongly';
}

function silence(index: TraceIndex, { monitor, peer }: Pair, t: number): string {
  if (index.links.rows.length === 0) return '';
  const heard = lastHeard(index, monitor, peer, t);
  return heard < 0 ? 'it has never heard of it' : `no heartbeat for ${inWords(t - index.trace.time[heard]!)}`;
}

/** What in truth kept the beats away, the first that applies as in the measures. */
function explanation(index: TraceIndex, pair: Pair, t: number): string {
  const { names } = index, { monitor, peer } = pair;
  const self = names[monitor]!, other = names[peer]!;
  if (truthAt(index, peer, t) === 'crashed') return '';
  if (truthAt(index, monitor, t - 1) === 'paused') {
    return `${self} was itself paused for ${inWords(t - truthSince(index, monitor, t - 1))}, and looks at the clock before its messages`;
  }
  if (truthAt(index, peer, t) === 'paused') return `${other} has been paused for ${inWords(t - truthSince(index, peer, t))}`;
  if (cutAt(index, peer, monitor, t)) return `the path ${other}→${self} is cut`;
  return missing(index, pair, t);
}

/** The beats sent since the one last heard: how many were lost, and whether others are merely late. */
function missing(index: TraceIndex, pair: Pair, t: number): string {
  const fates = sinceHeard(index, pair, t);
  const lost = fates.filter(fate => fate !== null).length, late = fates.length - lost;
  const where = `${index.names[pair.peer]!}→${index.names[pair.monitor]!}`;
  if (lost > 0) {
    const all = lost === fates.length ? 'the last ' : '', those = lost === 1 ? 'beat was' : `${lost} beats were`;
    return `${all || (lost === 1 ? 'a ' : '')}${those} lost on ${where}${late ? `, ${plural(late, 'other')} still under way` : ''}`;
  }
  return late > 0 ? `${late === 1 ? 'a beat is' : `${late} beats are`} still under way on ${where}` : '';
}

/** "n1 trusts n3 again: a beat came; the mistake had lasted 1.2 s". */
export function trustRegained(index: TraceIndex, row: number): string {
  const { trace, names } = index;
  const pair = { monitor: trace.a[row]!, peer: trace.b[row]! }, t = trace.time[row]!;
  const self = names[pair.monitor]!, other = names[pair.peer]!;
  if (trace.m[row] === 1) return `${self} starts to watch ${other}, of which it has heard nothing`;
  const before = stateAt(trace, index.opinions, pair.monitor * index.count + pair.peer, t - 1, beliefCode('unheard'));
  if (before <= beliefCode('unheard')) return `${self} hears of ${other} for the first time`;
  if (before === beliefCode('trusted')) return `${self} has new evidence of ${other}`;
  const ended = mistakeBefore(index, pair, t);
  return `${self} trusts ${other} again${ended ? `: ${ended}` : ''}`;
}

function mistakeBefore(index: TraceIndex, pair: Pair, t: number): string {
  const segments = wholeLane(index, pair).segments;
  let i = segments.findIndex(segment => segment.to === t);
  if (i < 0) return '';
  const { verdict, excuse } = segments[i]!;
  if (verdict === 'truePositive') return 'it has recovered, or an old beat came late';
  while (i > 0 && same(segments[i - 1]!, segments[i]!)) i--;
  const length = inWords(t - segments[i]!.from);
  return excuse === 'recovered' ? `it had recovered ${length} before` : `the mistake lasted ${length}`;
}

const same = (one: LaneSegment, other: LaneSegment): boolean => one.verdict === other.verdict && one.excuse === other.excuse;
