/** The whole state of a run, as plain data: one `structuredClone` of it is a checkpoint. */
import type { ProcessId, Time } from '../src/contract.ts';
import { NEVER } from '../src/time.ts';
import { clocks, type ClockData } from './clock.ts';
import { noStreams, type StreamData } from './connections.ts';
import type { Overlay } from './faults/fault.ts';
import { noLinks, noPackets, type LinkData, type PacketData } from './links.ts';
import { emptyCalendar, type CalendarData } from './calendar.ts';
import type { Scenario } from './scenario.ts';

export const hotNumbers = 4;
export const hotWords = 8;

export const HotNumber = {
  /** The soonest live wake in the queue; NEVER for none. */
  wakeAt: 0,
  /** The deadline last answered, so that an unchanged one costs nothing. */
  deadline: 1,
} as const;

export const HotWord = {
  /** The hash chain of its deliveries and effects, two words. */
  chain: 4,
  /** How many faults hold it, and one more where its host serves at a finite rate: at 0, what arrives is taken at once. */
  hindered: 6,
  /** The row of the link on which it sent last. */
  link: 7,
} as const;

export interface ProcessData {
  /** The detector's, by process; undefined before the first `init`. */
  readonly states: unknown[];
  readonly durable: unknown[];
  readonly incarnation: Int32Array;
  /** Draws taken from its own stream. */
  readonly draws: Int32Array;
  /** What every event reads: 32 bytes each, at the places of `HotNumber` and `HotWord`, both views of one buffer. */
  readonly numbers: Float64Array;
  readonly words: Int32Array;
  // how many faults of each kind now hold it
  readonly ended: Int32Array;
  readonly hung: Int32Array;
  readonly blackholed: Int32Array;
  readonly paused: Int32Array;
  /** Those of its pauses in which its kernel stands still too. */
  readonly frozen: Int32Array;
  /** A restart that waits for the end of a pause. */
  readonly restarts: Uint8Array;
  /** Packets that arrived while it could not take them, by slot; no list for a process that never had any. */
  readonly backlog: Map<ProcessId, number[]>;
  /** Packets at a host of finite service rate, by slot, in order; the first is being served. */
  readonly serving: Map<ProcessId, number[]>;
  /** Until when. */
  readonly busyUntil: Float64Array;
}

/** An occurrence of a line of the fault script, as the queue names it. */
export interface Occurrence { readonly fault: number; readonly number: number; readonly begins: boolean }

export interface World {
  now: Time;
  /** Every event up to here has been handled. */
  readonly queue: CalendarData;
  readonly processes: ProcessData;
  readonly clock: ClockData;
  readonly links: LinkData;
  readonly packets: PacketData;
  readonly streams: StreamData;
  readonly occurrences: Occurrence[];
  /** from × n + to → how many faults cut it. */
  readonly cuts: Map<number, number>;
  overlays: Overlay[];
  /** How often a link sent messages of a kind at this instant, beyond the first: link × kinds + kind → number. */
  readonly copies: Map<number, number>;
  copiesAt: Time;
  /** Sent so far, by kind and then by process; no column for a kind that nobody sent. */
  readonly messages: (Float64Array | undefined)[];
  /** Only for kinds whose messages differ in size. */
  readonly bytes: (Float64Array | undefined)[];
  busiest: { from: ProcessId; to: ProcessId; wait: number } | null;
  queued: number;
  queueWait: number;
  queueDrops: number;
}

export function createWorld(scenario: Scenario, kinds: number): World {
  const n = scenario.processes.length;
  const hosts = scenario.processes.map(process => scenario.hosts[process.host]!);
  return {
    now: 0, queue: emptyCalendar(), processes: createProcesses(n, hosts.map(host => Number(host.serviceTime > 0))),
    clock: clocks(hosts.map(host => host.offset), hosts.map(host => host.driftPpm)),
    links: noLinks(), packets: noPackets(), streams: noStreams(), occurrences: [], cuts: new Map(), overlays: [],
    copies: new Map(), copiesAt: -1,
    messages: Array.from({ length: kinds }), bytes: Array.from({ length: kinds }), busiest: null, queued: 0, queueWait: 0, queueDrops: 0,
  };
}

function hot(hindered: readonly number[]): Pick<ProcessData, 'numbers' | 'words'> {
  const buffer = new ArrayBuffer(8 * hotNumbers * hindered.length);
  const [numbers, words] = [new Float64Array(buffer), new Int32Array(buffer)];
  hindered.forEach((count, process) => {
    numbers.set([NEVER, -1], process * hotNumbers);
    words[process * hotWords + HotWord.hindered] = count;
  });
  return { numbers, words };
}

const createProcesses = (n: number, hindered: readonly number[]): ProcessData => ({
  states: Array.from({ length: n }), durable: Array.from({ length: n }),
  incarnation: new Int32Array(n), draws: new Int32Array(n),
  ...hot(hindered),
  ended: new Int32Array(n), hung: new Int32Array(n), blackholed: new Int32Array(n), paused: new Int32Array(n), frozen: new Int32Array(n),
  restarts: new Uint8Array(n), backlog: new Map(),
  serving: new Map(), busyUntil: new Float64Array(n),
});
