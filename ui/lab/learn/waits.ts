import type { Duration, Time } from '../../../src/contract.ts';
import { parseDuration } from '../../../src/parameters.ts';
import type { Beat, Wait } from '../../../scenarios/lessons/lesson.ts';
import { Row, type Trace } from '../../../sim/trace.ts';
import type { TraceIndex } from '../model.ts';

/** A time as lessons write it. */
export function timeOf(words: string): Duration {
  const time = parseDuration(words);
  if (time === undefined) throw new Error(`a lesson says "${words}", which is no time`);
  return time;
}

export const startOf = ({ from = '0s' }: Beat): Time => timeOf(from);
export const capOf = (beat: Beat): Time => startOf(beat) + timeOf(beat.within);

/** When the wait of a beat is over in this run: null if it never is. */
export function overAt(index: TraceIndex, beat: Beat): Time | null {
  const { until } = beat;
  if ('at' in until) return timeOf(until.at);
  const wanted = until.nth ?? 1;
  const when = happened(index, until).sort((one, other) => one - other)[wanted - 1];
  return when === undefined ? null : Math.min(index.end, Math.max(startOf(beat), when + timeOf(until.plus ?? '0s')));
}

type Event = Exclude<Wait, { readonly at: string }>;
type Told = Extract<Event, { readonly event: keyof typeof codes }>;

/** All instants of the run at which this happens. */
function happened(index: TraceIndex, wait: Event): Time[] {
  const { trace, leadership } = index;
  if (!isTold(wait)) return leadership.splitBrains.map(({ from, to }) => (wait.event === 'splitBrain' ? from : to));
  const times: Time[] = [];
  for (let row = 0; row < trace.length; row++) if (tells(trace, row, wait)) times.push(trace.time[row]!);
  return times;
}

const codes = {
  suspicion: [Row.suspects, Row.fails], trust: [Row.trusts], arrival: [Row.receives], loss: [Row.loses, Row.drops],
  crash: [Row.crashes], recovery: [Row.recovers], pause: [Row.pauses], resumption: [Row.resumes], acts: [Row.notes], yields: [Row.notes], fences: [Row.notes],
} as const satisfies Record<string, readonly number[]>;

const isTold = (wait: Event): wait is Told => Object.hasOwn(codes, wait.event);

function tells(trace: Trace, row: number, wait: Told): boolean {
  if (!(codes[wait.event] as readonly number[]).includes(trace.code[row]!)) return false;
  const [a, b] = [trace.a[row], trace.b[row]];
  // the opinion that a monitor begins with is no news
  if ('monitor' in wait) return a === wait.monitor && b === wait.peer && trace.m[row] !== 1;
  if ('from' in wait) return a === wait.from && b === wait.to;
  return a === wait.process && (trace.code[row] !== Row.notes || trace.notes[trace.x[row]!]!.kind === wait.event);
}
