/**
 * Clocks are per process: an offset, a drift in parts per million, steps. Local time is a rising function of true time
 * between steps; a deadline maps back to the first true microsecond at which the clock has reached it.
 */
import type { Duration, ProcessId, Time } from '../src/contract.ts';
import { NEVER } from '../src/time.ts';
import type { ClockSegment } from './trace.ts';

/**
 * One row a process: from true time `from` on it reads `local` + elapsed × (1 + ppm ⋅ 10⁻⁶). `asked` is the sum of what
 * its host and the faults ask for, of which `ppm` is as much as a clock can have.
 */
export interface ClockData extends Rates { asked: Float64Array }
interface Rates { from: Float64Array; local: Float64Array; ppm: Float64Array }

/** Several faults may slow one clock: at a tenth of its rate it still runs, so that every deadline comes. */
const slowest = -900_000;
const fastest = 9_000_000;

export const clocks = (offsets: readonly Duration[], ppm: readonly number[]): ClockData => ({
  from: new Float64Array(offsets.length), local: Float64Array.from(offsets),
  ppm: Float64Array.from(ppm), asked: Float64Array.from(ppm),
});

export function localTime(clock: Rates, process: ProcessId, time: Time): Time {
  const elapsed = time - clock.from[process]!;
  const ppm = clock.ppm[process]!;
  return clock.local[process]! + elapsed + (ppm === 0 ? 0 : Math.floor((elapsed * ppm) / 1e6));
}

/** The first true time, not before the segment's start, at which the clock reads `local` or more. */
export function trueTime(clock: Rates, process: ProcessId, local: Time): Time {
  if (local >= NEVER) return NEVER;
  const from = clock.from[process]!;
  const ahead = local - clock.local[process]!;
  const ppm = clock.ppm[process]!;
  if (ahead <= 0) return from;
  if (ppm === 0) return from + Math.ceil(ahead);
  let time = from + Math.floor(ahead / (1 + ppm / 1e6));
  while (localTime(clock, process, time) < local) time++;
  while (time > from && localTime(clock, process, time - 1) >= local) time--;
  return time;
}

/** Begins a new segment at `now`: the reading moves by `step`, the rate by `byPpm`. */
export function setClock(clock: ClockData, process: ProcessId, now: Time, step: Duration, byPpm: number): ClockSegment {
  const local = localTime(clock, process, now) + step;
  const asked = clock.asked[process]! + byPpm;
  const ppm = Math.min(fastest, Math.max(slowest, asked));
  clock.asked[process] = asked;
  clock.from[process] = now;
  clock.local[process] = local;
  clock.ppm[process] = ppm;
  return { process, from: now, local, driftPpm: ppm };
}
