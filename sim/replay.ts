/**
 * One estimator over recorded arrivals: what it would have said, and how good that was. The rules are those of a
 * simulated monitor (the same watch list), so a beat at the instant of a deadline counts as received.
 */
import type { AnyEstimator, Beat, Duration, Port, Time } from '../src/contract.ts';
import { hear, settleDue, watchlist, type Watchlist } from '../src/detectors/watchlist.ts';
import type { EstimatorChoice } from '../src/parameters.ts';
import { NEVER } from '../src/time.ts';

/** A row of a recording, in whole microseconds. */
export interface RecordedBeat {
  readonly seq: number;
  /** By the sender's clock. */
  readonly sent: Time;
  /** By the receiver's; null if it never came. */
  readonly received: Time | null;
}

export interface Transition { readonly at: Time; readonly to: 'trusted' | 'suspected' }

/** The freshness point that held once `seq` was the newest beat heard. */
export interface Freshness { readonly seq: number; readonly until: Time }

export interface Replay {
  /** Rising. Between the first and the last arrival; times count from the recording's earliest. */
  readonly transitions: readonly Transition[];
  /** The opinion right after the first arrival. */
  readonly trustedAtFirst: boolean;
  readonly from: Time;
  readonly until: Time;
  readonly beats: readonly RecordedBeat[];
  /** By rising seq. */
  readonly freshness: readonly Freshness[];
}

/** @throws RangeError if no estimator has that name, or nothing arrived. */
export function replay(recording: readonly RecordedBeat[], choice: EstimatorChoice, estimators: Readonly<Record<string, AnyEstimator>>): Replay {
  const estimator = Object.hasOwn(estimators, choice.kind) ? estimators[choice.kind] : undefined;
  if (!estimator) throw new RangeError(`no estimator is called "${choice.kind}"`);
  const beats = fromZero(recording);
  const arrivals = beats.filter(beat => beat.received !== null).sort((a, b) => a.received! - b.received!);
  const [first] = arrivals;
  if (!first) throw new RangeError('the recording holds no arrival');
  const monitor = new Monitor(estimator, choice);
  for (const arrival of arrivals) monitor.hear(arrival);
  return { ...monitor.finish(), beats, from: first.received!, until: arrivals.at(-1)!.received! };
}

/** Estimators may take time 0 for "not yet", so the earliest instant becomes 1 s. */
const origin: Time = 1_000_000;

function fromZero(recording: readonly RecordedBeat[]): readonly RecordedBeat[] {
  const earliest = recording.reduce((least, { sent, received }) => Math.min(least, sent, received ?? sent), Infinity);
  const shift = origin - earliest;
  return recording.map(({ seq, sent, received }) => ({ seq, sent: sent + shift, received: received === null ? null : received + shift }));
}

/** A monitor of one peer, in recorded time. */
class Monitor {
  private readonly list: Watchlist;
  private readonly transitions: Transition[] = [];
  private readonly freshness = new Map<number, Time>();
  private trustedAtFirst: boolean | undefined;
  private now: Time = 0;
  private newest = -Infinity;

  constructor(private readonly estimator: AnyEstimator, choice: EstimatorChoice) {
    this.list = watchlist(estimator, choice.params, [0], 1, { every: 0, first: 0, longestPause: NEVER }, origin);
  }

  hear({ seq, sent, received }: RecordedBeat): void {
    const at = received!;
    while (this.list.next < at) {
      this.now = this.list.next;
      settleDue(this.list, this.estimator, this.now, this.port);
    }
    this.now = at;
    const beat: Beat = { incarnation: 0, seq, sentAt: sent };
    hear(this.list, this.estimator, 0, at, beat, this.port);
    this.trustedAtFirst ??= this.list.trusted[0] === 1;
    this.newest = Math.max(this.newest, seq);
    this.freshness.set(this.newest, this.estimator.freshUntil(this.list.estimates[0]));
  }

  finish(): Pick<Replay, 'transitions' | 'trustedAtFirst' | 'freshness'> {
    return {
      transitions: this.transitions, trustedAtFirst: this.trustedAtFirst!,
      freshness: [...this.freshness].map(([seq, until]) => ({ seq, until })),
    };
  }

  /** What is said before the first arrival, and trust that was there already, is no transition. */
  private say(to: Transition['to']): void {
    const before = this.transitions.at(-1)?.to ?? (this.trustedAtFirst ? 'trusted' : 'suspected');
    if (this.trustedAtFirst !== undefined && to !== before) this.transitions.push({ at: this.now, to });
  }

  private readonly port: Port<never> = {
    trust: () => this.say('trusted'), suspect: () => this.say('suspected'),
    // an estimator only judges: the rest of a port is for detectors
    fail: () => undefined, random: () => 0, send: () => undefined, close: () => undefined, note: () => undefined,
  };
}

/** Each time spent wrong, cut to the measured part; one open at its end counts as it is. */
export interface Mistake { readonly from: Time; readonly to: Time; /** It began within the measured part. */ readonly begun: boolean }

/** The sender ran throughout, so every suspicion is a mistake. @param warmUp not measured, from the first arrival on */
export function mistakes({ transitions, trustedAtFirst, from, until }: Replay, warmUp: Duration = 0): readonly Mistake[] {
  const start = Math.min(until, from + warmUp);
  const found: Mistake[] = [];
  let since: Time | undefined = trustedAtFirst ? undefined : from;
  const close = (to: Time): void => {
    if (since !== undefined && to > start) found.push({ from: Math.max(start, since), to, begun: since >= start && since > from });
    since = undefined;
  };
  for (const { at, to } of transitions) {
    if (to === 'suspected') since = at;
    else close(at);
  }
  close(until);
  return found;
}

/** T_D, had the sender crashed at some instant of the recording. */
export interface SuddenDeaths {
  /** Over crashes at a uniform instant; null where the estimator would never have noticed. */
  readonly mean: Duration | null;
  /** A crash right after a beat left, at the worst of them; null likewise. */
  readonly worst: Duration | null;
  /** How many beats that rests on. */
  readonly beats: number;
}

/**
 * Right after each beat, and anywhere between it and the next: the beats that had left still arrive, nothing follows,
 * and suspicion falls at the freshness point that the newest of them sets. Already suspected by then counts 0.
 */
export function suddenDeaths({ beats, freshness, from }: Replay, warmUp: Duration = 0): SuddenDeaths {
  const start = warmUp === 0 ? -Infinity : from + warmUp;
  const sent = beats.filter(beat => beat.sent >= start && beat.seq >= freshness[0]!.seq).sort((a, b) => a.seq - b.seq);
  let [area, length, worst, count, place] = [0, 0, 0, 0, 0];
  for (const [i, beat] of sent.entries()) {
    while (place + 1 < freshness.length && freshness[place + 1]!.seq <= beat.seq) place++;
    const { until } = freshness[place]!;
    if (until >= NEVER) return { mean: null, worst: null, beats: sent.length };
    worst = Math.max(worst, until - beat.sent);
    const gap = (sent[i + 1]?.sent ?? beat.sent) - beat.sent;
    if (gap <= 0) continue;
    const seen = Math.min(gap, Math.max(0, until - beat.sent));
    // the mean of until − c over the part of the gap in which that is positive, times its length
    area += seen * (until - beat.sent) - (seen * seen) / 2;
    length += gap;
    count++;
  }
  return { mean: length > 0 ? area / length : null, worst: count > 0 ? worst : null, beats: count };
}
