/** Hosts: whether a process runs, what arrives while it does not, how fast it serves. Here faults take hold. */
import type { AnyDetector, Duration, ProcessId } from '../src/contract.ts';
import { NEVER } from '../src/time.ts';
import { setClock } from './clock.ts';
import { Rank, type Core } from './core.ts';
import { chain } from './digest.ts';
import type { Powers, ResumeOrder } from './faults/fault.ts';
import { LinkPowers } from './linkPowers.ts';
import { Word, freeSlot, rowWords } from './links.ts';
import type { Network } from './network.ts';
import type { Processes } from './processes.ts';
import type { Transport } from './transport.ts';
import { Row, causes, hows, type Cause, type How } from './trace.ts';
import { HotNumber, HotWord, hotNumbers, hotWords, type ProcessData } from './world.ts';

export class Hosts extends LinkPowers implements Powers {
  constructor(
    core: Core, private readonly processes: Processes, private readonly network: Network, private readonly transport: Transport,
  ) {
    super(core);
    transport.serves((process, slot) => (this.runs(process) ? this.serve(process, slot) : this.wait(process, slot)));
  }

  private get data(): ProcessData { return this.core.world.processes; }

  // what arrives

  arrive(slot: number): void {
    const { core } = this;
    const { packets, links, now, processes: data } = core.world;
    const process = packets.to[slot]!;
    chain(links.words, packets.link[slot]! * rowWords + Word.chain, now, core.kinds[packets.kind[slot]!]!.hash + packets.duplicate[slot]!, packets.sentAt[slot]! | 0);
    if (data.words[process * hotWords + HotWord.hindered] === 0 && packets.stream[slot] === 0) this.processes.receive(process, slot);
    else if (data.blackholed[process]! > 0 && !core.shareHost(packets.from[slot]!, process)) this.drop(slot, 'blackhole');
    else if (packets.stream[slot] !== 0) this.reach(process, slot);
    else if (data.ended[process]! > 0) this.refuse(slot);
    else if (!this.runs(process)) this.wait(process, slot);
    else this.serve(process, slot);
  }

  /** A packet of a stream is its kernel's, whether the process runs or not; but one for which there is no room is lost. */
  private reach(process: ProcessId, slot: number): void {
    const { core, data } = this;
    const { packets } = core.world;
    if (data.ended[process]! > 0) this.disown(slot);
    else if (data.frozen[process]! > 0) this.wait(process, slot);
    else if (core.kinds[packets.kind[slot]!]!.purpose !== null && !this.runs(process) && this.isFull(process)) this.drop(slot, 'bufferFull');
    else this.transport.arrive(slot);
  }

  private disown(slot: number): void {
    const { packets } = this.core.world;
    const [to, from, kind, id] = [packets.to[slot]!, packets.from[slot]!, packets.kind[slot]!, packets.stream[slot]!];
    this.drop(slot, 'noProcess');
    if (this.data.frozen[to] === 0) this.transport.disown(to, from, kind, id);
  }

  /** At a host of finite service rate, the first packet has been served; unless the process stands still, or is another by now. */
  served(process: ProcessId): void {
    const { serving, busyUntil } = this.data;
    if (busyUntil[process] !== this.core.world.now || !this.runs(process)) return;
    const queue = serving.get(process)!;
    const slot = queue.shift()!;
    if (queue.length > 0) this.serveFirst(process);
    if (this.isPast(slot)) this.drop(slot, 'noProcess');
    else this.take(slot);
  }

  wake(process: ProcessId): void {
    const { now, processes: data } = this.core.world;
    const wakeAt = process * hotNumbers + HotNumber.wakeAt;
    if (data.numbers[wakeAt] !== now) return;
    data.numbers[wakeAt] = NEVER;
    if (data.words[process * hotWords + HotWord.hindered] === 0 || this.runs(process)) this.processes.wakeIfDue(process);
  }

  private runs(process: ProcessId): boolean {
    const { ended, hung, paused } = this.data;
    return ended[process] === 0 && hung[process] === 0 && paused[process] === 0;
  }

  private serve(process: ProcessId, slot: number): void {
    if (this.hostOf(process).serviceTime === 0) return this.take(slot);
    const { serving } = this.data;
    const queue = serving.get(process) ?? [];
    serving.set(process, queue);
    if (queue.push(slot) === 1) this.serveFirst(process);
  }

  /** Whether it was handed up by a connection of an earlier life. */
  private isPast(slot: number): boolean {
    const { stream, to } = this.core.world.packets;
    return stream[slot]! < 0 && this.transport.isPast(to[slot]!, -stream[slot]!);
  }

  private serveFirst(process: ProcessId): void {
    const end = this.core.world.now + this.hostOf(process).serviceTime;
    this.data.busyUntil[process] = end;
    this.core.push(end, Rank.served, process);
  }

  private take(slot: number): void {
    this.processes.receive(this.core.world.packets.to[slot]!, slot);
  }

  private wait(process: ProcessId, slot: number): void {
    const { stream } = this.core.world.packets;
    if (stream[slot]! < 0) this.enqueue(process, slot);
    else if (this.isFull(process)) this.drop(slot, 'bufferFull');
    else this.backlogOf(process).push(slot);
  }

  private isFull(process: ProcessId): boolean {
    return (this.data.backlog.get(process)?.length ?? 0) >= this.hostOf(process).buffer;
  }

  private backlogOf(process: ProcessId): number[] {
    const { backlog } = this.data;
    const list = backlog.get(process) ?? [];
    backlog.set(process, list);
    return list;
  }

  /** What a kernel has acknowledged is never dropped, nor overtaken by what it handed up later. */
  private enqueue(process: ProcessId, slot: number): void {
    const { stream, copy } = this.core.world.packets;
    const backlog = this.backlogOf(process);
    let end = backlog.length;
    for (let i = end - 1; i >= 0 && !(stream[backlog[i]!]! < 0 && copy[backlog[i]!]! < copy[slot]!); i--) {
      if (stream[backlog[i]!]! < 0) end = i;
    }
    backlog.splice(end, 0, slot);
  }

  /** Nobody takes it, and the kernel says so; a signal itself is never answered. */
  private refuse(slot: number): void {
    const { core } = this;
    const { packets } = core.world;
    const from = packets.from[slot]!;
    const to = packets.to[slot]!;
    const isSignal = core.kinds[packets.kind[slot]!]!.purpose === null;
    this.drop(slot, 'noProcess');
    if (!isSignal) this.network.unreachable(to, from);
  }

  private drop(slot: number, cause: Cause): void {
    const { packets } = this.core.world;
    const kind = packets.kind[slot]! + (causes.indexOf(cause) << 16);
    this.core.packetRow(Row.drops, packets.from[slot]!, packets.to[slot]!, packets.sentAt[slot]!, kind);
    freeSlot(packets, slot);
  }

  // what faults do

  crash(process: ProcessId, how: How): void {
    for (const each of this.hit(process, how)) {
      const before = this.crashed(each);
      this.count(how)[each]!++;
      this.data.words[each * hotWords + HotWord.hindered]!++;
      if (how === 'kill') this.end(each);
      if (!before) this.core.row(Row.crashes, each, -1, hows.indexOf(how), 0);
    }
  }

  recover(process: ProcessId, how: How, restart: boolean): void {
    for (const each of this.hit(process, how)) {
      this.count(how)[each]!--;
      this.data.words[each * hotWords + HotWord.hindered]!--;
      const restarts = (how === 'kill' || restart) && this.data.ended[each] === 0;
      if (restarts) this.data.incarnation[each]!++;
      if (!this.crashed(each)) this.core.row(Row.recovers, each, -1, this.data.incarnation[each]!, 0);
      if (restarts) this.restart(each);
      else if (how === 'hang') this.goOn(each, 'messages');
    }
  }

  pause(process: ProcessId): void {
    this.data.words[process * hotWords + HotWord.hindered]!++;
    if (this.data.paused[process]!++ === 0) this.core.row(Row.pauses, process, -1, 0, 0);
  }

  resume(process: ProcessId, order: ResumeOrder): void {
    this.data.words[process * hotWords + HotWord.hindered]!--;
    if (--this.data.paused[process]! > 0) return;
    this.core.row(Row.resumes, process, -1, 0, 0);
    this.goOn(process, order);
  }

  freeze(process: ProcessId): void {
    for (const each of this.neighbours(process)) {
      this.data.frozen[each]!++;
      this.pause(each);
    }
  }

  thaw(process: ProcessId, order: ResumeOrder): void {
    for (const each of this.neighbours(process)) {
      this.data.frozen[each]!--;
      this.resume(each, order);
      if (this.data.frozen[each] === 0) this.wakeKernel(each);
    }
  }

  /** Its packets first, if the process has not taken them with all that waited; then its timers. */
  private wakeKernel(process: ProcessId): void {
    const { stream } = this.core.world.packets;
    const waited = this.backlogOf(process).splice(0);
    this.backlogOf(process).push(...waited.filter(slot => stream[slot]! <= 0));
    for (const slot of waited.filter(each => stream[each]! > 0)) this.reach(process, slot);
    this.transport.thaw(process);
  }

  step(process: ProcessId, by: Duration): void {
    if (this.clockOf(process) === 'wall') this.adjust(process, by, 0);
  }

  drift(process: ProcessId, byPpm: number): void { this.adjust(process, 0, byPpm); }

  private adjust(process: ProcessId, step: Duration, byPpm: number): void {
    const { world, trace, recordedUntil } = this.core;
    const segment = setClock(world.clock, process, world.now, step, byPpm);
    if (world.now > recordedUntil) trace.clocks.push(segment);
    this.data.numbers[process * hotNumbers + HotNumber.deadline] = -1;
    this.data.numbers[process * hotNumbers + HotNumber.wakeAt] = NEVER;
    if (this.runs(process)) this.processes.reschedule(process);
  }

  private clockOf(process: ProcessId): 'monotonic' | 'wall' {
    const { clock } = this.core.detector as AnyDetector;
    const params: unknown = this.core.scenario.processes[process]!.params;
    return (typeof clock === 'function' ? clock(params) : clock) ?? 'monotonic';
  }

  private count(how: How): Int32Array {
    return how === 'kill' ? this.data.ended : how === 'hang' ? this.data.hung : this.data.blackholed;
  }

  private crashed(process: ProcessId): boolean {
    return hows.some(how => this.count(how)[process]! > 0);
  }

  private hit(process: ProcessId, how: How): readonly ProcessId[] {
    return how === 'blackhole' ? this.neighbours(process) : [process];
  }

  private neighbours(process: ProcessId): readonly ProcessId[] {
    const { processes } = this.core.scenario;
    return [...processes.keys()].filter(other => processes[other]!.host === processes[process]!.host);
  }

  private end(process: ProcessId): void {
    this.transport.kill(process);
    this.forget(process);
    this.data.numbers[process * hotNumbers + HotNumber.wakeAt] = NEVER;
  }

  /** What waits, and what is being served, goes with the process. */
  private forget(process: ProcessId): void {
    const { backlog, serving, busyUntil } = this.data;
    for (const slot of [...serving.get(process) ?? [], ...backlog.get(process)?.splice(0) ?? []]) this.drop(slot, 'noProcess');
    serving.delete(process);
    busyUntil[process] = 0;
  }

  private restart(process: ProcessId): void {
    this.transport.forget(process);
    this.forget(process);
    this.data.restarts[process] = 1;
    this.goOn(process, 'messages');
  }

  /** Works off what waited, as one step, or spaced by the service time where there is one. */
  private goOn(process: ProcessId, order: ResumeOrder): void {
    if (!this.runs(process)) return;
    const { data } = this;
    data.numbers[process * hotNumbers + HotNumber.wakeAt] = NEVER;
    if (data.restarts[process]) {
      data.restarts[process] = 0;
      data.draws[process] = 0; // a new incarnation, a new stream
      data.numbers[process * hotNumbers + HotNumber.deadline] = -1;
      this.processes.start(process);
    }
    if (order === 'timers') this.processes.wakeIfDue(process);
    // what was to be served by now is begun afresh; what came meanwhile comes after it
    if (data.serving.get(process)?.length && data.busyUntil[process]! < this.core.world.now) this.serveFirst(process);
    const { stream } = this.core.world.packets;
    for (const slot of data.backlog.get(process)?.splice(0) ?? []) {
      if (stream[slot]! > 0) this.reach(process, slot);
      else this.serve(process, slot);
    }
    this.processes.reschedule(process);
  }

  private hostOf(process: ProcessId): Core['scenario']['hosts'][number] {
    return this.core.scenario.hosts[this.core.scenario.processes[process]!.host]!;
  }
}
