/**
 * Clocks are per process: an offset, a drift in parts per million, steps. Local time is a rising function of true time
 * between steps; a deadline maps back to the first true microsecond at which the clock has reached it.
 */
import type { Duration, ProcessId, Time } from '../src/contract.ts';
import { NEVER } from '../src/time.ts';
import type { ClockSegment } from './trace.ts';

/**
 * Four numbers a process: from true time `from` on it reads `local` + elapsed × (1 + ppm ⋅ 10⁻⁶). `asked` is the sum of
 * what its host and the faults ask for, of which `ppm` is as much as a clock can have. A row, because every event reads it.
 */
export type ClockData = Float64Array;
const width = 4;
const Column = { from: 0, local: 1, ppm: 2, asked: 3 } as const;

/** Several faults may slow one clock: at a tenth of its rate it still runs, so that every deadline comes. */
const slowest = -900_000;
const fastest = 9_000_000;

export const clocks = (offsets: readonly Duration[], ppm: readonly number[]): ClockData =>
  Float64Array.from({ length: width * offsets.length }, (_, i) => [0, offsets[i >> 2]!, ppm[i >> 2]!, ppm[i >> 2]!][i & 3]!);

/** The clock of one segment alone, as that of process 0. */
export const clockOf = ({ from, local, driftPpm }: Pick<ClockSegment, 'from' | 'local' | 'driftPpm'>): ClockData =>
  Float64Array.of(from, local, driftPpm, driftPpm);

export const segmentOf = (clock: ClockData, process: ProcessId): ClockSegment => {
  const at = width * process;
  return { process, from: clock[at + Column.from]!, local: clock[at + Column.local]!, driftPpm: clock[at + Column.ppm]! };
};

/** In parts per million; 0 for one that keeps true time's pace. */
export const driftOf = (clock: ClockData, process: ProcessId): number => clock[width * process + Column.ppm]!;

export function localTime(clock: ClockData, process: ProcessId, time: Time): Time {
  const at = width * process;
  const elapsed = time - clock[at + Column.from]!;
  const ppm = clock[at + Column.ppm]!;
  return clock[at + Column.local]! + elapsed + (ppm === 0 ? 0 : Math.floor((elapsed * ppm) / 1e6));
}

/** The first true time, not before the segment's start, at which the clock reads `local` or more. */
export function trueTime(clock: ClockData, process: ProcessId, local: Time): Time {
  if (local >= NEVER) return NEVER;
  const at = width * process;
  const from = clock[at + Column.from]!;
  const ahead = local - clock[at + Column.local]!;
  const ppm = clock[at + Column.ppm]!;
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
  const asked = clock[width * process + Column.asked]! + byPpm;
  const ppm = Math.min(fastest, Math.max(slowest, asked));
  clock.set([now, local, ppm, asked], width * process);
  return { process, from: now, local, driftPpm: ppm };
}
