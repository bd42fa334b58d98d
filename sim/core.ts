/** What the parts of the engine share: the world, its queue, the detector under test and where the trace goes. */
import type { AnyDetector, Message, Note, ProcessId, Purpose, Time } from '../src/contract.ts';
import { Calendar } from './calendar.ts';
import { endBefore } from './connections.ts';
import { packetBefore } from './links.ts';
import type { EventQueue } from './queue.ts';
import { hashText, rootKey, subkey, type Key } from './random.ts';
import type { Registry } from './registry.ts';
import type { Scenario } from './scenario.ts';
import { TraceWriter, type RowCode } from './trace.ts';
import { kernelKinds, retransmission, signalKinds } from './transportKinds.ts';
import { createWorld, type World } from './world.ts';

/** What happens at one instant happens in this order. The code of a queue entry is its rank and an index. */
export const Rank = { fault: 0, delivery: 1, served: 2, transport: 3, wake: 4 } as const;
export const rankShift = 28;
export const indexMask = (1 << rankShift) - 1;

/** A message kind: its size and what it is for. */
export interface Kind {
  readonly name: string;
  readonly hash: number;
  readonly purpose: Purpose | null;
  readonly bytes: number | ((message: Message) => number);
}

/** In code unit order, so that comparing indices compares names. */
function kindsOf(detector: AnyDetector): Kind[] {
  const declared = detector.messages as Record<string, { purpose: Purpose; bytes: Kind['bytes'] }>;
  return [...Object.keys(declared), ...signalKinds, ...kernelKinds, retransmission].sort((a, b) => (a < b ? -1 : 1)).map(name => ({
    name, hash: hashText(name), purpose: declared[name]?.purpose ?? null, bytes: declared[name]?.bytes ?? 36,
  }));
}

export class Core {
  world: World;
  queue!: EventQueue;
  readonly root: Key;
  readonly kinds: readonly Kind[];
  readonly kindOf: ReadonlyMap<string, number>;
  readonly trace: TraceWriter;
  /** Rows up to here are in the trace already: a replay does not write them again. */
  recordedUntil: Time = -1;
  /** The order of fault lines by id. */
  private readonly faultRank: readonly number[];

  constructor(
    readonly scenario: Scenario,
    readonly registry: Registry,
    readonly detector: AnyDetector,
    packets: boolean,
  ) {
    this.root = rootKey(scenario.seed);
    this.kinds = kindsOf(detector);
    this.kindOf = new Map(this.kinds.map((kind, i) => [kind.name, i]));
    this.trace = new TraceWriter(this.kinds.map(kind => kind.name), packets);
    this.faultRank = ranks(scenario.faults.map(fault => fault.id));
    this.world = createWorld(scenario, this.kinds.length);
    this.adopt(this.world);
  }

  /** Goes on from another state of the same run. */
  adopt(world: World): void {
    this.world = world;
    this.queue = new Calendar(world.queue, (a, b) => this.before(a, b));
  }

  key(...words: readonly number[]): Key {
    return subkey(this.root, ...words);
  }

  /** What they say to each other goes over no wire. */
  shareHost(one: ProcessId, other: ProcessId): boolean {
    const { processes } = this.scenario;
    return processes[one]!.host === processes[other]!.host;
  }

  push(time: Time, rank: number, index: number): void {
    if (time <= this.scenario.horizon) this.queue.push(time, (rank << rankShift) | index);
  }

  row(code: RowCode, a: number, b: number, x: number, m: number): void {
    if (this.world.now > this.recordedUntil) this.trace.row(this.world.now, code, a, b, x, m);
  }

  /** A row about a packet: only in a full trace. */
  packetRow(code: RowCode, from: ProcessId, to: ProcessId, x: number, m: number): void {
    if (this.trace.packets) this.row(code, from, to, x, m);
  }

  note(process: ProcessId, note: Note): void {
    if (this.world.now > this.recordedUntil) this.trace.note(this.world.now, process, note);
  }

  private before(a: number, b: number): boolean {
    const rank = a >>> rankShift;
    if (rank !== b >>> rankShift) return rank < b >>> rankShift;
    const i = a & indexMask;
    const j = b & indexMask;
    if (rank === Rank.fault) return this.faultBefore(i, j);
    if (rank === Rank.transport) return endBefore(this.world.streams, i, j);
    return rank === Rank.wake || rank === Rank.served ? i < j : packetBefore(this.world.packets, i, j);
  }

  /** Ends before beginnings, then by the line's id, then the earlier occurrence. */
  private faultBefore(i: number, j: number): boolean {
    const a = this.world.occurrences[i]!;
    const b = this.world.occurrences[j]!;
    if (a.begins !== b.begins) return b.begins;
    return (this.faultRank[a.fault]! - this.faultRank[b.fault]! || a.number - b.number) < 0;
  }
}

function ranks(ids: readonly string[]): number[] {
  const sorted = [...ids].sort((a, b) => (a < b ? -1 : 1));
  return ids.map(id => sorted.indexOf(id));
}
