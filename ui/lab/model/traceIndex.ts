/**
 * A trace made quick to ask: built once for a run, then every question is a binary search. Plain data throughout, so that
 * it may be built in a worker and sent.
 */
import type { Purpose, Time } from '../../../src/contract.ts';
import type { Registry } from '../../../sim/registry.ts';
import type { Scenario } from '../../../sim/scenario.ts';
import { Row, type Trace } from '../../../sim/trace.ts';
import { group, track, type Grouped, type Tracked } from './grouped.ts';
import { leadership, type Leadership } from './leadership.ts';
import { collectPackets, type Packets } from './packets.ts';
import { purposesOf } from './purposes.ts';
import { beliefs, truths, type Belief, type Truth } from './slices.ts';

export interface TraceIndex {
  readonly trace: Trace;
  readonly scenario: Scenario;
  /** How many processes. */
  readonly count: number;
  readonly names: readonly string[];
  readonly end: Time;
  /** Which opinion the measures count: `failed` where the detector ever uses it. */
  readonly decisive: 'suspected' | 'failed';
  /** 1 where monitor watches peer, at monitor × count + peer. */
  readonly watched: Uint8Array;
  /** Opinion rows by monitor × count + peer; states index `beliefs`. */
  readonly opinions: Tracked;
  /** The same rows in the order of the trace. */
  readonly opinionRows: Int32Array;
  /** All rows of truth and of cuts, in the order of the trace. */
  readonly worldly: Int32Array;
  /** Crashes, recoveries, pauses and resumptions by process; states index `truths`. */
  readonly truths: Tracked;
  /** Cuts and joins by from × count + to; 1 while nothing sent arrives. */
  readonly cuts: Tracked;
  /** Packet rows by from × count + to: empty unless the trace is full. */
  readonly links: Grouped;
  /** Notes by process. */
  readonly notes: Grouped;
  readonly packets: Packets;
  /** By message kind; null for what the world itself makes. */
  readonly purposes: readonly (Purpose | null)[];
  /** Rows in which a suspicion began, grew stronger or ended, and those in which a leader acted or yielded. */
  readonly verdicts: Int32Array;
  /** Rows in which a line of the fault script began or ended. */
  readonly faults: Int32Array;
  readonly leadership: Leadership;
}

export function index(trace: Trace, scenario: Scenario, registry?: Registry): TraceIndex {
  const count = scenario.processes.length;
  const { a, b } = trace;
  const pair = (row: number): number => a[row]! * count + b[row]!;
  const byProcess = (row: number): number => a[row]!;
  const opinions = trackOpinions(trace, group(trace, [Row.trusts, Row.suspects, Row.fails], count * count, pair));
  const notes = group(trace, [Row.notes], count, byProcess);
  const truth = trackTruth(trace, group(trace, [Row.crashes, Row.recovers, Row.pauses, Row.resumes], count, byProcess));
  return {
    trace, scenario, count, names: scenario.processes.map(process => process.name), end: scenario.horizon,
    decisive: trace.code.includes(Row.fails) ? 'failed' : 'suspected',
    watched: watchedOf(scenario, count), opinions, opinionRows: opinions.rows.slice().sort(), truths: truth,
    worldly: group(trace, worldlyCodes, 1, () => 0).rows,
    cuts: trackCuts(trace, group(trace, [Row.cuts, Row.joins], count * count, pair)),
    links: group(trace, [Row.sends, Row.loses, Row.receives, Row.drops], count * count, pair),
    notes, packets: collectPackets(trace), purposes: purposesOf(trace.kinds, scenario, registry),
    verdicts: verdictRows(trace, opinions), faults: group(trace, [Row.begins, Row.ends], 1, () => 0).rows,
    leadership: leadership(trace, scenario),
  };
}

function watchedOf(scenario: Scenario, count: number): Uint8Array {
  const watched = new Uint8Array(count * count);
  scenario.watches.forEach((peers, monitor) => peers.forEach(peer => { watched[monitor * count + peer] = 1; }));
  return watched;
}

const beliefCodes = Object.fromEntries(beliefs.map((belief, code) => [belief, code])) as Readonly<Record<Belief, number>>;
export const beliefCode = (belief: Belief): number => beliefCodes[belief];
export const truthCode = (truth: Truth): number => truths.indexOf(truth);

const opinionCode: Readonly<Record<number, number>> = {
  [Row.trusts]: beliefCode('trusted'), [Row.suspects]: beliefCode('suspected'), [Row.fails]: beliefCode('failed'),
};

const worldlyCodes = [Row.crashes, Row.recovers, Row.pauses, Row.resumes, Row.cuts, Row.joins];

/** The belief that an opinion row leads to: one recorded after `init` (m = 1) is no evidence, nothing was heard yet. */
export function beliefAfter(trace: Trace, row: number): number {
  return trace.m[row] === 1 ? beliefCode('unheard') : opinionCode[trace.code[row]!]!;
}

const trackOpinions = (trace: Trace, grouped: Grouped): Tracked => track(grouped, row => beliefAfter(trace, row));

/** A process may be paused and crash, and is then crashed; what it was before shows again after. */
function trackTruth(trace: Trace, grouped: Grouped): Tracked {
  let crashed = false, paused = false;
  return track(grouped, (row, _, fresh) => {
    if (fresh) crashed = paused = false;
    const code = trace.code[row];
    if (code === Row.crashes || code === Row.recovers) crashed = code === Row.crashes;
    else paused = code === Row.pauses;
    return truthCode(crashed ? 'crashed' : paused ? 'paused' : 'running');
  });
}

const trackCuts = (trace: Trace, grouped: Grouped): Tracked => track(grouped, row => (trace.code[row] === Row.cuts ? 1 : 0));

/** A first sign of life is no verdict; a suspicion is, and its end. */
function verdictRows(trace: Trace, opinions: Tracked): Int32Array {
  const rows: number[] = [];
  for (let g = 0; g + 1 < opinions.start.length; g++) {
    let before = 0;
    for (let i = opinions.start[g]!; i < opinions.start[g + 1]!; i++) {
      const belief = opinions.state[i]!;
      if (belief !== before && Math.max(belief, before) >= beliefCode('suspected') && belief !== beliefCode('unheard')) rows.push(opinions.rows[i]!);
      before = belief;
    }
  }
  return Int32Array.from([...rows, ...leaderRows(trace)]).sort();
}

/** Where a leader begins or ends; a renewal of what it holds is no event. */
function leaderRows(trace: Trace): number[] {
  const rows: number[] = [], last = new Map<string, string>();
  for (let row = 0; row < trace.length && trace.notes.length > 0; row++) {
    if (trace.code[row] !== Row.notes) continue;
    const note = trace.notes[trace.x[row]!]!;
    if (note.kind !== 'claims' && note.kind !== 'acts' && note.kind !== 'yields') continue;
    const leader = `${trace.a[row]!} ${note.resource}`, said = `${note.kind} ${note.epoch}`;
    if (last.get(leader) !== said) rows.push(row);
    last.set(leader, said);
  }
  return rows;
}
