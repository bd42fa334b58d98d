/** Runs the detectors: init, receive, wake, and the effects that they recorded. */
import type { Message, Note, Port, ProcessId, Start, Time, Via } from '../src/contract.ts';
import { NEVER } from '../src/time.ts';
import { localTime, trueTime } from './clock.ts';
import { Rank, rankShift, type Core } from './core.ts';
import { chain } from './digest.ts';
import { DetectorError } from './detectorError.ts';
import { freeSlot } from './links.ts';
import { ownDraw } from './ownDraw.ts';
import { hashText } from './random.ts';
import { Row } from './trace.ts';
import { HotNumber, HotWord, hotNumbers, hotWords } from './world.ts';

const Effect = { send: 0, close: 1, trust: 2, suspect: 3, fail: 4, note: 5 } as const;

/** Records what a handler asks for; `Processes` performs it after the handler has returned. */
class EffectPort implements Port {
  length = 0;
  readonly effect: number[] = [];
  readonly peer: ProcessId[] = [];
  readonly item: unknown[] = [];
  readonly via: (Via | undefined)[] = [];
  draw: () => number = () => 0;

  random(): number { return this.draw(); }
  send(to: ProcessId, message: Message, via?: Via): void { this.record(Effect.send, to, message, via); }
  close(to: ProcessId): void { this.record(Effect.close, to, null, undefined); }
  trust(peer: ProcessId): void { this.record(Effect.trust, peer, null, undefined); }
  suspect(peer: ProcessId): void { this.record(Effect.suspect, peer, null, undefined); }
  fail(peer: ProcessId): void { this.record(Effect.fail, peer, null, undefined); }
  note(event: Note): void { this.record(Effect.note, -1, event, undefined); }

  private record(effect: number, peer: ProcessId, item: unknown, via: Via | undefined): void {
    const i = this.length++;
    this.effect[i] = effect;
    this.peer[i] = peer;
    this.item[i] = item;
    this.via[i] = via;
  }
}

const opinionRow = { trusted: Row.trusts, suspected: Row.suspects, failed: Row.fails } as const;

/** Where sends go, and the closing of connections. */
export interface Wire {
  send(from: ProcessId, to: ProcessId, message: Message, via: Via | undefined): void;
  close(from: ProcessId, to: ProcessId): void;
}

/** By process, who watches it. Each list exactly as long as it has to be: there may be a hundred thousand. */
function monitorsOf(watches: readonly (readonly ProcessId[])[]): readonly (readonly ProcessId[])[] {
  const starts = new Int32Array(watches.length + 1);
  for (const peers of watches) for (const peer of peers) starts[peer + 1]!++;
  for (let i = 0; i < watches.length; i++) starts[i + 1]! += starts[i]!;
  const all = new Int32Array(starts[watches.length]!);
  const next = starts.slice();
  watches.forEach((peers, monitor) => { for (const peer of peers) all[next[peer]!++] = monitor; });
  return watches.map((_, process) => {
    const [from, to] = [starts[process]!, starts[process + 1]!];
    return to - from === 1 ? [all[from]!] : Array.from(all.subarray(from, to));
  });
}

export class Processes {
  private readonly port = new EffectPort();
  private current: ProcessId = -1;
  private readonly roles: readonly string[];
  private readonly watchedBy: readonly (readonly ProcessId[])[];

  constructor(private readonly core: Core, private readonly wire: Wire) {
    this.port.draw = () => this.ownDraw();
    this.roles = core.scenario.processes.map(process => process.role);
    this.watchedBy = monitorsOf(core.scenario.watches);
  }

  /** The first start, or a restart: the detector's `init`, its effects, and its opinions as they are after it. */
  start(process: ProcessId): void {
    const { world, scenario, detector } = this.core;
    const { processes } = world;
    this.run(process, () => {
      processes.states[process] = detector.init(this.startOf(process), this.port);
    });
    for (const peer of scenario.watches[process]!) {
      const opinion = this.guard(process, () => detector.opinion(processes.states[process], peer));
      const code = opinionRow[opinion];
      if (code === undefined) throw new DetectorError(world.now, process, `its opinion of process ${peer} is ${JSON.stringify(opinion)}`);
      this.core.row(code, process, peer, 0, 1);
    }
    this.reschedule(process);
  }

  /** Hands it the packet in `slot`, which is free again before the detector hears of it. */
  receive(process: ProcessId, slot: number): void {
    const { core, port } = this;
    const { world, detector } = core;
    const { packets, processes } = world;
    const from = packets.from[slot]!;
    const kind = packets.kind[slot]!;
    const message = packets.message[slot] as Message;
    if (core.trace.packets) core.row(Row.receives, from, process, packets.sentAt[slot]!, kind);
    freeSlot(packets, slot);
    chain(processes.words, process * hotWords + HotWord.chain, world.now, core.kinds[kind]!.hash, from);
    port.length = 0;
    this.current = process;
    let deadline: Time;
    try {
      const state = processes.states[process];
      detector.receive(state, localTime(world.clock, process, world.now), from, message, port);
      deadline = detector.deadline(state);
    } catch (error) {
      throw this.blame(process, error);
    }
    if (port.length > 0 || detector.durable) this.perform(process);
    const { numbers } = processes;
    const at = process * hotNumbers;
    if (deadline !== numbers[at + HotNumber.deadline] || numbers[at + HotNumber.wakeAt]! >= NEVER) this.awaitDeadline(process, deadline);
  }

  /** Wakes a process whose deadline has come; an early call finds that out and does nothing. */
  wakeIfDue(process: ProcessId): void {
    const { port, core: { world, detector } } = this;
    const now = localTime(world.clock, process, world.now);
    // as it was answered after the last handler; less than 0 when the clock has been set since
    let deadline: Time = world.processes.numbers[process * hotNumbers + HotNumber.deadline]!;
    if (deadline < 0) deadline = this.deadlineOf(process);
    if (deadline <= now) {
      port.length = 0;
      this.current = process;
      try {
        const state = world.processes.states[process];
        detector.wake(state, now, port);
        deadline = detector.deadline(state);
      } catch (error) {
        throw this.blame(process, error);
      }
      this.perform(process);
      if (deadline <= now) throw new DetectorError(world.now, process, `its deadline did not advance: after a wake at ${now} it still asks for ${deadline}`);
    }
    this.awaitDeadline(process, deadline);
  }

  /** Asks for the deadline, and awaits it. */
  reschedule(process: ProcessId): void {
    this.awaitDeadline(process, this.deadlineOf(process));
  }

  /** Puts a wake into the queue unless a sooner one is there: that one will ask again. */
  private awaitDeadline(process: ProcessId, deadline: Time): void {
    if (typeof deadline !== 'number' || deadline !== deadline) throw this.blame(process, new Error(`its deadline is ${String(deadline)}, not a time`));
    const { world } = this.core;
    const { numbers } = world.processes;
    const known = process * hotNumbers + HotNumber.deadline;
    const wakeAt = process * hotNumbers + HotNumber.wakeAt;
    if (deadline === numbers[known] && numbers[wakeAt]! < NEVER) return;
    numbers[known] = deadline;
    const at = Math.max(world.now, trueTime(world.clock, process, deadline));
    if (at >= numbers[wakeAt]! || at > this.core.scenario.horizon) return;
    numbers[wakeAt] = at;
    this.core.queue.push(at, (Rank.wake << rankShift) | process);
  }

  now(process: ProcessId): Time {
    return localTime(this.core.world.clock, process, this.core.world.now);
  }

  private deadlineOf(process: ProcessId): Time {
    try {
      return this.core.detector.deadline(this.core.world.processes.states[process]);
    } catch (error) {
      throw this.blame(process, error);
    }
  }

  private run(process: ProcessId, handler: () => void): void {
    this.port.length = 0;
    this.current = process;
    this.guard(process, handler);
    this.perform(process);
  }

  private guard<T>(process: ProcessId, call: () => T): T {
    try {
      return call();
    } catch (error) {
      throw this.blame(process, error);
    }
  }

  private blame(process: ProcessId, error: unknown): DetectorError {
    if (error instanceof DetectorError) return error;
    const problem = error instanceof Error ? error.message : String(error);
    return new DetectorError(this.core.world.now, process, problem, { cause: error });
  }

  private perform(process: ProcessId): void {
    const { core, port } = this;
    const { detector, world } = core;
    if (detector.durable) world.processes.durable[process] = detector.durable(world.processes.states[process]);
    for (let i = 0; i < port.length; i++) {
      const effect = port.effect[i]!;
      if (effect === Effect.send) this.wire.send(process, port.peer[i]!, port.item[i] as Message, port.via[i]);
      else if (effect === Effect.note) this.note(process, port.item[i] as Note);
      else if (effect === Effect.close) this.wire.close(process, port.peer[i]!);
      else this.opine(process, port.peer[i]!, effect);
    }
  }

  private opine(process: ProcessId, peer: ProcessId, effect: number): void {
    const { core } = this;
    if (!(peer >= 0 && peer < core.scenario.processes.length)) {
      throw new DetectorError(core.world.now, process, `has an opinion of process ${String(peer)}, which is nobody`);
    }
    const code = effect === Effect.trust ? Row.trusts : effect === Effect.suspect ? Row.suspects : Row.fails;
    core.row(code, process, peer, 0, 0);
    chain(core.world.processes.words, process * hotWords + HotWord.chain, core.world.now, code, peer);
  }

  private note(process: ProcessId, note: Note): void {
    const { core } = this;
    const { processes } = core.world;
    for (const [key, value] of Object.entries(note ?? { kind: note })) {
      if ((typeof value !== 'number' && typeof value !== 'string') || value !== value) {
        throw new DetectorError(core.world.now, process, `notes ${JSON.stringify(note)}, whose ${key} is ${String(value)}`);
      }
      chain(processes.words, process * hotWords + HotWord.chain, core.world.now, Row.notes, typeof value === 'number' ? value % 0x7fff_ffff : hashText(value));
    }
    core.note(process, note);
  }

  private startOf(process: ProcessId): Start<unknown> {
    const { scenario, world } = this.core;
    const n = scenario.processes.length;
    return {
      self: process, roles: this.roles, watches: scenario.watches[process]!, watchedBy: this.watchedBy[process]!,
      // Made when asked for: a hundred thousand senders that never ask must not hold a list each.
      get peers() { return Array.from({ length: n - 1 }, (_, i) => (i < process ? i : i + 1)); },
      params: scenario.processes[process]!.params, now: this.now(process),
      incarnation: world.processes.incarnation[process]!, durable: world.processes.durable[process],
    };
  }

  private ownDraw(): number {
    const { world } = this.core;
    return ownDraw(this.core.root, this.current, world.processes.incarnation[this.current]!, world.processes.draws[this.current]!++);
  }
}
