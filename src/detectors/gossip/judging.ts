/** When a counter that stands still is too old: by its age alone, or by what its growth was like so far. */
import type { Duration, ProcessId, Time } from '../../contract.ts';
import { phi, type PhiState } from '../../estimators/phi.ts';
import { NEVER } from '../../time.ts';
import { mayJudge, type LocalPause } from '../localPause.ts';
import type { Heartbeats } from './heartbeats.ts';

export interface Judging {
  readonly judge: 'age' | 'phi';
  readonly failAfter: Duration;
  readonly threshold: number;
  readonly initialInterval: Duration;
  readonly maxInterval: Duration;
  readonly maxLocalPause: Duration;
}

/** By process, for those that are watched. */
export interface Judge {
  readonly estimates: (PhiState | null)[];
  readonly guard: LocalPause | null;
}

const fresh = ({ threshold, initialInterval: initialValue, maxInterval }: Judging, now: Time): PhiState =>
  phi.init({ flavour: 'cassandra', threshold, initialValue, maxInterval }, now);

export function judgeOf(params: Judging, watched: Uint8Array, now: Time): Judge {
  if (params.judge === 'age') return { estimates: [], guard: null };
  return {
    estimates: Array.from(watched, isWatched => (isWatched === 1 ? fresh(params, now) : null)),
    guard: params.maxLocalPause === NEVER ? null : { longest: params.maxLocalPause, lastLook: now, lastPause: now - params.maxLocalPause },
  };
}

/** Its counter grew. The counter is the sequence number; of the send instant nothing is known. */
export function grew({ estimates }: Judge, params: Judging, peer: ProcessId, counter: number, isNew: boolean, now: Time): void {
  if (params.judge === 'age') return;
  if (isNew) estimates[peer] = fresh(params, now);
  phi.observe(estimates[peer]!, now, { incarnation: 0, seq: counter, sentAt: now });
}

/** The first instant at which it is too old, if it does not grow. */
export const failsAt = ({ estimates }: Judge, params: Judging, { grownAt }: Heartbeats, peer: ProcessId): Time =>
  (params.judge === 'age' ? grownAt[peer]! + params.failAfter + 1 : phi.freshUntil(estimates[peer]!));

/** Whoever stood still itself judges nobody. */
export const judgesNow = ({ guard }: Judge, now: Time): boolean => guard === null || mayJudge(guard, now);
