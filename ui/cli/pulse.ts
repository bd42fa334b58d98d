/**
 * Where a user's code is, readable from another thread: what it was asked to do, in which process, at what time. It
 * lies in shared memory, because a thread that spins can no longer answer.
 */
import type { AnyDetector, AnyEstimator, Port, Start, Time } from '../../src/contract.ts';

const calls = ['idle', 'load', 'init', 'receive', 'wake', 'deadline', 'opinion', 'observe', 'freshUntil', 'freshFrom', 'level'] as const;
export type Call = (typeof calls)[number];

export interface Moment { readonly beats: number; readonly call: Call; readonly process: number; readonly time: Time }

export class Pulse {
  /** Calls so far; the call; the process, or −1; the time. */
  private readonly cells: Float64Array;

  constructor(readonly memory = new SharedArrayBuffer(4 * Float64Array.BYTES_PER_ELEMENT)) {
    this.cells = new Float64Array(memory);
    if (this.cells[0] === 0) this.cells[2] = -1;
  }

  /** Marks a call; what it returns is for `leave`. A call that knows neither process nor time keeps those of the last. */
  enter(call: Call, process = this.cells[2]!, time = this.cells[3]!): number {
    const before = this.cells[1]!;
    this.cells[0]!++;
    this.cells[1] = calls.indexOf(call);
    this.cells[2] = process;
    this.cells[3] = time;
    return before;
  }

  /** Back to what was going on before: a detector may be in the middle of asking its estimator. */
  leave(before: number): void {
    this.cells[0]!++;
    this.cells[1] = before;
  }

  moment(): Moment {
    const [beats, call, process, time] = this.cells as unknown as [number, number, number, number];
    return { beats, call: calls[call]!, process, time };
  }
}

interface Kept { readonly self: number; readonly inner: unknown }

/** `body`, marking where it is. A throw leaves the mark as it is: the run ends there. */
function marked<R>(pulse: Pulse, call: Call, body: () => R, process?: number, time?: Time): R {
  const before = pulse.enter(call, process, time);
  const result = body();
  pulse.leave(before);
  return result;
}

/** The same detector, whose calls show on the pulse. */
export function watched(detector: AnyDetector, pulse: Pulse): AnyDetector {
  return {
    ...detector,
    init: (start: Start<unknown>, port: Port): Kept =>
      ({ self: start.self, inner: marked(pulse, 'init', () => detector.init(start, port), start.self, start.now) }),
    receive: ({ self, inner }: Kept, now, from, message, port) =>
      marked(pulse, 'receive', () => detector.receive(inner, now, from, message, port), self, now),
    wake: ({ self, inner }: Kept, now, port) => marked(pulse, 'wake', () => detector.wake(inner, now, port), self, now),
    deadline: ({ self, inner }: Kept) => marked(pulse, 'deadline', () => detector.deadline(inner), self),
    opinion: ({ self, inner }: Kept, peer) => marked(pulse, 'opinion', () => detector.opinion(inner, peer), self),
    ...(detector.watch && { watch: ({ inner }: Kept, peer: number) => detector.watch!(inner, peer) }),
    ...(detector.durable && { durable: ({ inner }: Kept) => detector.durable!(inner) }),
  };
}

/** The same estimator, whose calls show on the pulse; the process is the one whose detector asks. */
export function watchedEstimator(estimator: AnyEstimator, pulse: Pulse): AnyEstimator {
  const mark = <R>(call: Call, body: () => R, time?: Time): R => marked(pulse, call, body, undefined, time);
  return {
    ...estimator,
    init: (params, now) => mark('init', () => estimator.init(params, now), now),
    observe: (state, now, beat) => mark('observe', () => estimator.observe(state, now, beat), now),
    freshUntil: state => mark('freshUntil', () => {
      const until = estimator.freshUntil(state);
      if (typeof until !== 'number' || until !== until) throw new Error(`it answers ${String(until)}, not a time`);
      return until;
    }),
    level: (state, now) => mark('level', () => estimator.level(state, now), now),
    ...(estimator.freshFrom && { freshFrom: state => mark('freshFrom', () => estimator.freshFrom!(state)) }),
  };
}
