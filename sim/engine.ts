/**
 * The engine: takes the soonest event, lets it happen, takes the next. A scenario goes in, a trace comes out; nothing
 * else leaves, and nothing but the scenario decides what happens.
 */
import type { AnyDetector, Duration, Message, ProcessId, Purpose, Time } from '../src/contract.ts';
import { Checkpoints } from './checkpoints.ts';
import { localTime, segmentOf, trueTime } from './clock.ts';
import { Core, Rank, indexMask, rankShift } from './core.ts';
import { Sum } from './digest.ts';
import { Hosts } from './hosts.ts';
import { Word, linksInOrder, rowWords } from './links.ts';
import { Network, variesInSize } from './network.ts';
import { Processes } from './processes.ts';
import type { Registry } from './registry.ts';
import type { Scenario } from './scenario.ts';
import { Script } from './script.ts';
import type { Trace } from './trace.ts';
import { Transport } from './transport.ts';
import { HotWord, hotWords } from './world.ts';

export { DetectorError } from './detectorError.ts';

export interface EngineOptions {
  /** Everything that a scenario may choose by name; what is built in, by default. */
  readonly registry?: Registry;
  /** 'full' records every packet; 'verdicts' (the default) opinions, truth and notes only. */
  readonly trace?: 'verdicts' | 'full';
  /** Keep checkpoints, so that `seek` is quick and may go back. */
  readonly seekable?: boolean;
}

/** Messages and bytes sent, by process × kinds.length + kind. */
export interface Load {
  readonly kinds: readonly string[];
  /** What each kind is for; null for what only kernels send: openings, acknowledgements, further transmissions, signals. */
  readonly purposes: readonly (Purpose | null)[];
  readonly messages: Float64Array;
  readonly bytes: Float64Array;
  /** The link on which a packet waited longest, and how long; null if none ever waited. */
  readonly busiest: { readonly from: ProcessId; readonly to: ProcessId; readonly wait: Duration } | null;
  /** Packets that waited for a link of finite bandwidth, and how long together. */
  readonly queued: number;
  readonly queueWait: Duration;
  /** Packets for which such a link had no room. */
  readonly queueDrops: number;
}

/** An estimator at work. Its times are those of its monitor's clock: what that reads at a true time, and when it reads so much. */
export interface Seen {
  readonly estimator: string;
  readonly state: unknown;
  readonly due?: Time;
  readonly read: (at: Time) => Time;
  readonly when: (local: Time) => Time;
}

/** One packet by name: who sent it to whom, when, and which of those of its kind that left then. */
export interface PacketName { readonly from: ProcessId; readonly to: ProcessId; readonly sent: Time; readonly kind: string; readonly copy: number }

/** What a packet carries: a process's own message, or null for what kernels say; and how many bytes that is. */
export interface Carried { readonly message: Message | null; readonly bytes: number }

export class Engine {
  private readonly core: Core;
  private readonly network: Network;
  private readonly processes: Processes;
  private readonly hosts: Hosts;
  private readonly transport: Transport;
  private readonly script: Script;
  private readonly checkpoints: Checkpoints | null;
  /** The rows of the links in order, as long as none is added: a replay adds the same ones in the same order. */
  private rows: Uint32Array = new Uint32Array();
  /** Events handled since the start or the last seek. */
  replayed = 0;

  constructor(readonly scenario: Scenario, options: EngineOptions & { readonly registry: Registry }) {
    const { registry } = options;
    this.core = new Core(scenario, registry, detectorOf(scenario, registry), options.trace === 'full');
    const network = this.network = new Network(this.core);
    this.transport = new Transport(this.core, network);
    this.processes = new Processes(this.core, network);
    this.hosts = new Hosts(this.core, this.processes, network, this.transport);
    this.script = new Script(this.core, this.hosts);
    const pairs = scenario.watches.reduce((sum, peers) => sum + peers.length, 0);
    this.checkpoints = options.seekable ? new Checkpoints(pairs * 8 + scenario.processes.length * 16) : null;
    this.begin();
  }

  get now(): Time { return this.core.world.now; }

  /** Handles every event up to and including `until`. @throws DetectorError */
  advance(until: Time): void {
    const { core } = this;
    const end = Math.min(until, this.scenario.horizon);
    for (let time = core.queue.peekTime(); time <= end;) time = this.instant(time);
    core.world.now = Math.max(core.world.now, end);
    core.recordedUntil = Math.max(core.recordedUntil, end);
  }

  /**
   * The world as it was after every event at `time`: the nearest checkpoint, and a replay from there. Rows already
   * written stay. Going back needs `seekable`.
   * @throws RangeError when asked to go back without checkpoints
   */
  seek(time: Time): void {
    this.replayed = 0;
    const { now } = this.core.world;
    const world = this.checkpoints?.before(time, time < now ? -1 : now);
    if (world) this.core.adopt(world);
    else if (time < now) throw new RangeError('only an engine made with { seekable: true } goes back');
    this.advance(time);
  }

  /** The digest up to now: 16 hexadecimal digits, the same in every JavaScript engine. */
  digest(): string {
    const { links, processes } = this.core.world;
    const sum = new Sum();
    if (this.rows.length !== links.count) this.rows = linksInOrder(links);
    for (const row of this.rows) {
      const at = row * rowWords + Word.chain;
      sum.add(links.words[at]!);
      sum.add(links.words[at + 1]!);
    }
    for (let process = 0; process < this.scenario.processes.length; process++) {
      const at = process * hotWords + HotWord.chain;
      sum.add(processes.words[at]!);
      sum.add(processes.words[at + 1]!);
    }
    return sum.hex();
  }

  trace(): Trace { return this.core.trace.finish(); }

  load(): Load {
    const { kinds, world: { messages, bytes, busiest, queued, queueWait, queueDrops } } = this.core;
    const n = this.scenario.processes.length;
    return {
      kinds: kinds.map(kind => kind.name), purposes: kinds.map(kind => kind.purpose), busiest, queued, queueWait, queueDrops,
      messages: interleaved(kinds.map((_, kind) => [messages[kind], 1]), n),
      bytes: interleaved(kinds.map((kind, i) => (variesInSize(kind) ? [bytes[i], 1] : [messages[i], kind.bytes as number])), n),
    };
  }

  /** The estimator with which `monitor` watches `peer`, as it is now; undefined where there is none. */
  watch(monitor: ProcessId, peer: ProcessId): Seen | undefined {
    const seen = this.core.detector.watch?.(this.core.world.processes.states[monitor], peer);
    const { clock } = this.core.world;
    return seen && { ...seen, read: at => localTime(clock, monitor, at), when: local => trueTime(clock, monitor, local) };
  }

  /**
   * What this packet carried, which no trace holds: its instant happens once more, and the engine stands after it.
   * Undefined where none such leaves, or at the very start, which happens only once.
   */
  carried({ from, to, sent, kind, copy }: PacketName): Carried | undefined {
    const code = this.core.kindOf.get(kind);
    let found: Carried | undefined;
    if (sent > 0) this.seek(sent - 1);
    this.network.heard = (a, b, k, c, payload, bytes) => { if (a === from && b === to && k === code && c === copy) found = { message: messageIn(payload), bytes }; };
    this.advance(sent);
    this.network.heard = null;
    return found;
  }

  private begin(): void {
    const { core } = this;
    for (const [process] of this.scenario.processes.entries()) {
      core.trace.clocks.push(segmentOf(core.world.clock, process));
    }
    this.script.start();
    for (const process of this.scenario.processes.keys()) this.processes.start(process);
    this.advance(0);
    this.checkpoints?.consider(core.world, 0);
  }

  /** Everything that happens at one instant, in the stated order; and when the next one is. */
  private instant(time: Time): Time {
    const { queue, world } = this.core;
    world.now = time;
    let next = time;
    let events = 0;
    for (; next === time; events++) {
      const code = queue.pop();
      this.happen(code >>> rankShift, code & indexMask);
      next = queue.peekTime();
    }
    this.replayed += events;
    this.checkpoints?.consider(world, events);
    return next;
  }

  private happen(rank: number, index: number): void {
    if (rank === Rank.delivery) this.hosts.arrive(index);
    else if (rank === Rank.wake) this.hosts.wake(index);
    else if (rank === Rank.fault) this.script.happen(index);
    else if (rank === Rank.served) this.hosts.served(index);
    else this.transport.expire(index);
  }
}

/** A stream wraps what it carries; what kernels say to each other is no message. */
function messageIn(payload: unknown): Message | null {
  if (typeof payload !== 'object' || payload === null) return null;
  return 'message' in payload && 'seq' in payload && 'sentAt' in payload ? payload.message as Message : 'kind' in payload ? payload as Message : null;
}

/** Columns by process, each with its factor, into one table by process × columns + column; a column that is missing is 0. */
function interleaved(columns: readonly (readonly [column: Float64Array | undefined, factor: number])[], processes: number): Float64Array {
  const table = new Float64Array(processes * columns.length);
  columns.forEach(([column, factor], place) => {
    if (column) for (let process = 0; process < processes; process++) table[process * columns.length + place] = factor * column[process]!;
  });
  return table;
}

function detectorOf(scenario: Scenario, registry: Registry): AnyDetector {
  const inner = scenario.detector ? registry.detectors[scenario.detector.kind]! : null;
  if (scenario.service) return registry.services[scenario.service.kind]!.over(inner);
  if (!inner) throw new Error('a scenario needs a detector or a service');
  return inner;
}

