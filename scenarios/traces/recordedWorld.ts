/** A recording as a world to put detectors into: the link's weather, and the pauses of both ends as faults. */
import type { Duration, Time } from '../../src/time.ts';
import { formatDuration } from '../../src/parameters.ts';
import type { RecordedBeat } from '../../sim/replay.ts';
import type { FaultLine } from '../../sim/scenario.ts';
import { ArrivalError } from './arrivals.ts';

/** A stretch in which one of the two processes was stopped. */
export interface RecordedPause { readonly who: string; readonly from: Time; readonly until: Time }

/** Columns `who,from_us,until_us`. @throws ArrivalError with the line number */
export function readPauses(text: string): readonly RecordedPause[] {
  const [heading, ...lines] = text.trim().split(/\r?\n/);
  if (heading !== 'who,from_us,until_us') throw new ArrivalError(1, 'needs the columns who,from_us,until_us');
  return lines.map((line, i) => {
    const [who, from, until, ...rest] = line.split(',');
    const pause = { who: who ?? '', from: Number(from), until: Number(until) };
    const whole = Number.isSafeInteger(pause.from) && Number.isSafeInteger(pause.until) && from !== '' && until !== '';
    if (!whole || rest.length > 0 || pause.until <= pause.from) throw new ArrivalError(i + 2, 'must name who was stopped, from when and until when');
    return pause;
  });
}

export interface RecordedWorld {
  readonly latency: { readonly kind: 'recorded'; readonly sent: { readonly us: readonly Time[] }; readonly delay: { readonly us: readonly Duration[] } };
  readonly faults: readonly FaultLine[];
}

/**
 * What was recorded from `from` on, for `length`. A beat that waited for a stopped receiver takes the median delay: the
 * waiting is done by the pause itself, in the receiver's backlog. Lost beats are left out: their neighbours speak for them.
 */
export function recordedWorld(beats: readonly RecordedBeat[], pauses: readonly RecordedPause[], from: Time, length: Duration): RecordedWorld {
  const arrived = beats.filter((beat): beat is RecordedBeat & { received: Time } => beat.received !== null && beat.sent >= from && beat.sent < from + length)
    .sort((a, b) => a.sent - b.sent);
  const delays = arrived.map(beat => beat.received - beat.sent).sort((a, b) => a - b);
  const median = delays[delays.length >> 1] ?? 0;
  const deaf = pauses.filter(pause => pause.who === 'receiver');
  const waited = (sent: Time, received: Time): boolean => deaf.some(pause => sent < pause.until && received >= pause.until);
  const delay = arrived.map(({ sent, received }) => waited(sent, received) ? median : received - sent);
  return {
    latency: { kind: 'recorded', sent: { us: arrived.map(({ sent }) => sent - from) }, delay: { us: delay } },
    faults: pauses.filter(pause => pause.from >= from && pause.until <= from + length).map((pause, i) => ({
      id: `${pause.who}${i + 1}`, at: formatDuration(pause.from - from), for: formatDuration(pause.until - pause.from), kind: 'pause', process: pause.who,
    })),
  };
}
