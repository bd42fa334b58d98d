/**
 * What the contract itself costs: the bare loop, with weather by key, chained digests, and a stranger's detector called
 * through a port that holds its effects back until it has returned. No faults, clocks, streams, trace or measures: an
 * engine under the contract can come near this and no nearer to the C++ loop.
 */
import type { Message, Port, ProcessId, Start } from '../../src/contract.ts';
import { NEVER } from '../../src/time.ts';
import { chain } from '../../sim/digest.ts';
import { exponential } from '../../sim/latencies/exponential.ts';
import { independent } from '../../sim/losses/independent.ts';
import { subkey } from '../../sim/random.ts';
import { Region, Weather } from '../../sim/weather.ts';
import { BareCalendar } from './bareCalendar.ts';
import type { Counts } from './bareLoop.ts';
import { plainPush } from './plainPush.ts';

const second = 1_000_000;
/** A code is a process and this, or the slot of a packet. */
const wake = 1 << 28;
/** A row by link and by process: a key, and the chain of what arrived there. */
const width = 8;
const chained = 4;
const kind = 77;
const loss = { average: 0.01, applies: 'all' } as const;
const latency = { mean: 20_000, floor: 1_000 };

/** Held back until the handler has returned. */
class HeldPort implements Port {
  length = 0;
  readonly effects: ('send' | 'trust' | 'suspect')[] = [];
  readonly peers: ProcessId[] = [];
  readonly messages: (Message | null)[] = [];
  constructor(readonly random: () => number) {}
  send(to: ProcessId, message: Message): void { this.hold('send', to, message); }
  trust(peer: ProcessId): void { this.hold('trust', peer, null); }
  suspect(peer: ProcessId): void { this.hold('suspect', peer, null); }
  fail(): void { throw new Error('not of this workload'); }
  close(): void { throw new Error('not of this workload'); }
  note(): void { throw new Error('not of this workload'); }
  private hold(effect: 'send' | 'trust' | 'suspect', peer: ProcessId, message: Message | null): void {
    this.effects[this.length] = effect;
    this.peers[this.length] = peer;
    this.messages[this.length++] = message;
  }
}

/** As in `bareLoop`; in a star the last process is the monitor. */
export function contractLoop(shape: 'star' | 'mesh', n: number, seconds: number): Counts {
  const loop = new ContractLoop(shape, n);
  loop.run(seconds * second);
  const { sent, delivered, suspicions } = loop;
  return { ticks: sent / (shape === 'mesh' ? n - 1 : 1), delivered, suspicions };
}

class ContractLoop {
  sent = 0;
  delivered = 0;
  suspicions = 0;
  private readonly count: number;
  private readonly queue: BareCalendar;
  private readonly links: Int32Array;
  private readonly chains: Int32Array;
  private readonly wakeAt: Float64Array;
  private readonly deadlines: Float64Array;
  private readonly states: ReturnType<typeof plainPush.init>[] = [];
  private readonly weather = new Weather();
  private readonly port: HeldPort;
  // packets in flight, by slot
  private readonly free: number[] = [];
  private used = 0;
  private readonly from: Int32Array;
  private readonly to: Int32Array;
  private readonly sentAt: Float64Array;
  private readonly carried: Message[] = [];
  private now = 0;

  constructor(private readonly shape: 'star' | 'mesh', private readonly n: number) {
    const mesh = shape === 'mesh';
    const links = mesh ? n * n : n;
    const room = 4 * links + 4_096;
    this.count = mesh ? n : n + 1;
    this.queue = new BareCalendar(room, mesh ? n + 1.5 * n * n : 2.5 * n, 5 * second);
    this.links = new Int32Array(width * links);
    this.chains = new Int32Array(width * this.count);
    this.wakeAt = new Float64Array(this.count).fill(NEVER);
    this.deadlines = new Float64Array(this.count).fill(-1);
    [this.from, this.to, this.sentAt] = [new Int32Array(room), new Int32Array(room), new Float64Array(room)];
    let drawn = 0;
    this.port = new HeldPort(() => (drawn = (drawn + 0.618_033_988_75) % 1));
    for (let link = 0; link < links; link++) {
      const { a, b } = subkey({ a: 1, b: 2 }, link);
      this.links.set([a, b], width * link);
    }
  }

  run(end: number): void {
    this.start();
    for (;;) {
      const code = this.queue.pop();
      this.now = this.queue.time;
      if (this.now >= end) return;
      const process = code >= wake ? code - wake : this.to[code]!;
      if (process === 0 && this.now >= end / 2) continue;
      if (code >= wake) this.wake(process);
      else this.receive(code);
    }
  }

  private start(): void {
    const roles = Array.from({ length: this.count }, () => 'node');
    const others = (self: ProcessId): ProcessId[] => Array.from({ length: this.n }, (_, i) => i).filter(i => i !== self);
    const monitor = this.count - 1;
    const everyone = this.shape === 'star' ? others(monitor) : [];
    for (let self = 0; self < this.count; self++) {
      const peers = this.shape === 'mesh' ? others(self) : [];
      const [watches, watchedBy] = this.shape === 'mesh' ? [peers, peers] : self === monitor ? [everyone, []] : [[], [monitor]];
      const begin: Partial<Start<unknown>> = { self, roles, watches, watchedBy, now: 0, params: { interval: second, timeout: 3 * second } };
      this.states[self] = plainPush.init(begin as Parameters<typeof plainPush.init>[0], this.port);
      this.perform(self);
      this.expect(self, plainPush.deadline(this.states[self]!));
    }
  }

  private wake(process: ProcessId): void {
    if (this.wakeAt[process] !== this.now) return;
    this.wakeAt[process] = NEVER;
    const state = this.states[process]!;
    let deadline = this.deadlines[process]!;
    if (deadline <= this.now) {
      plainPush.wake(state, this.now, this.port);
      deadline = plainPush.deadline(state);
      this.perform(process);
    }
    this.expect(process, deadline);
  }

  private receive(slot: number): void {
    const { now, from, to, sentAt, carried } = this;
    const [sender, process, message] = [from[slot]!, to[slot]!, carried[slot]!];
    chain(this.links, this.linkOf(sender, process) * width + chained, now, kind, sentAt[slot]! | 0);
    chain(this.chains, process * width, now, kind, sender);
    this.free.push(slot);
    this.delivered++;
    const state = this.states[process]!;
    plainPush.receive(state, now, sender, message as Parameters<typeof plainPush.receive>[3], this.port);
    const deadline = plainPush.deadline(state);
    if (this.port.length > 0) this.perform(process);
    if (deadline !== this.deadlines[process] || this.wakeAt[process]! >= NEVER) this.expect(process, deadline);
  }

  private perform(process: ProcessId): void {
    const { port } = this;
    for (let i = 0; i < port.length; i++) {
      if (port.effects[i] === 'send') this.send(process, port.peers[i]!, port.messages[i]!);
      else this.opine(process, port.peers[i]!, port.effects[i] === 'suspect');
    }
    port.length = 0;
  }

  private opine(process: ProcessId, peer: ProcessId, isSuspected: boolean): void {
    if (isSuspected) this.suspicions++;
    chain(this.chains, process * width, this.now, Number(isSuspected), peer);
  }

  private send(sender: ProcessId, process: ProcessId, message: Message): void {
    const { weather, now, links } = this;
    const at = this.linkOf(sender, process) * width;
    this.sent++;
    weather.identify(links[at]!, links[at + 1]!, now, kind);
    if (independent.lost(loss, null, now, weather.region(Region.loss))) return;
    const slot = this.free.pop() ?? this.used++;
    this.from[slot] = sender;
    this.to[slot] = process;
    this.sentAt[slot] = now;
    this.carried[slot] = message;
    this.queue.push(now + exponential.sample(latency, weather.region(Region.latency), () => 0, now), slot);
  }

  private linkOf(sender: ProcessId, process: ProcessId): number {
    return this.shape === 'mesh' ? sender * this.n + process : sender;
  }

  private expect(process: ProcessId, deadline: number): void {
    if (deadline === this.deadlines[process] && this.wakeAt[process]! < NEVER) return;
    this.deadlines[process] = deadline;
    const at = Math.max(this.now, deadline);
    if (at >= this.wakeAt[process]!) return;
    this.wakeAt[process] = at;
    this.queue.push(at, wake + process);
  }
}
