import type { Detector, Message, ProcessId, Signal, Start, Time } from '../../src/contract.ts';
import { recordingPort, type Effect } from './recordingPort.ts';

/** An effect, and the local time at which the detector asked for it. */
export type Timed = Effect & { readonly at: Time };

export interface Soloist<S, M extends Message> {
  readonly state: S;
  readonly timeline: Timed[];
  /** Wakes the detector at each deadline up to and including this instant. */
  rest(until: Time): void;
  /** Wakes it at each deadline before this instant, then delivers: an arrival at a deadline counts as received. */
  deliver(at: Time, from: ProcessId, message: M | Signal): void;
}

/** One process alone on a stage: messages come when the test says so, and wakes when the detector asks for them. */
export function soloist<P, S, M extends Message>(
  detector: Detector<P, S, M>, start: Pick<Start<P>, 'params'> & Partial<Start<P>>, randoms?: readonly number[],
): Soloist<S, M> {
  const port = recordingPort(randoms);
  const timeline: Timed[] = [];
  const peers = [1];
  const state = detector.init({
    self: 0, roles: ['', ''], peers, watches: peers, watchedBy: peers, now: 0, incarnation: 0, ...start,
  }, port);
  const note = (at: Time) => { for (const effect of port.take()) timeline.push({ ...effect, at }); };
  const wakeWhile = (isDue: (deadline: Time) => boolean) => {
    for (let at = detector.deadline(state); isDue(at); at = detector.deadline(state)) {
      detector.wake(state, at, port);
      if (detector.deadline(state) <= at) throw new Error(`${detector.name} does not get past ${at}`);
      note(at);
    }
  };
  note(start.now ?? 0);
  return {
    state, timeline,
    rest(until) { wakeWhile(deadline => deadline <= until); },
    deliver(at, from, message) {
      wakeWhile(deadline => deadline < at);
      detector.receive(state, at, from, message, port);
      note(at);
    },
  };
}

/** "at kind peer" of each verdict, times in ms: for comparing at a glance. */
export const verdicts = (timeline: readonly Timed[]): string[] => timeline.flatMap(effect =>
  effect.kind === 'trust' || effect.kind === 'suspect' || effect.kind === 'fail' ? [`${effect.at / 1_000} ${effect.kind} ${effect.peer}`] : []);
