/**
 * Streams: what the kernels at both ends of a connection do. A lost segment is sent again, so on a stream loss is delay,
 * and what comes behind it waits. The rules are TCP's (RFC 9293; timers as Linux has them), with the round trip left
 * out: the retransmission timeout is always its least, 200 ms, doubling; there is no congestion window, so what is sent
 * leaves at once. What leaves again, and when: resending.ts. A message is one segment, and a packet of its own kind: its
 * weather is that of a datagram sent at the same instant. Everything but a first transmission is counted under `transport.…`.
 *
 * To close is to abort: what is unacknowledged goes with the connection, and the other end is told by a reset, if that
 * arrives. What a kernel has acknowledged its process still receives, in order, before the signal of the end.
 */
import type { Message, ProcessId, Signal, Time } from '../src/contract.ts';
import { NEVER, sec } from '../src/time.ts';
import { endOf, endsOf, renew, type End, type Segment, type StreamData } from './connections.ts';
import { Rank, type Core } from './core.ts';
import { freeSlot, packet } from './links.ts';
import { idleStep, restsUntil } from './idleConnections.ts';
import type { Network } from './network.ts';
import { Resending, type Ack } from './resending.ts';

/** RFC 6298 §2.1: the first wait for an answer to an opening. */
const firstOpening = 1 * sec;
/** Linux TCP_RTO_MAX. */
const longestTimeout = 120 * sec;
/** An IPv4 and a TCP header without options. */
const header = 40;

/** Hands what is in that slot to its process, or lets it wait there. */
export type Deliver = (process: ProcessId, slot: number) => void;

export class Transport {
  private readonly n: number;
  private readonly code: Readonly<Record<'open' | 'accept' | 'ack' | 'probe' | 'reset' | 'refused', number>>;
  private readonly resending: Resending;
  private deliver: Deliver = () => undefined;

  constructor(private readonly core: Core, private readonly network: Network) {
    const { kindOf } = core;
    this.n = core.scenario.processes.length;
    const code = (name: string): number => kindOf.get(`transport.${name}`)!;
    this.code = {
      open: code('open'), accept: code('accept'), ack: code('ack'), probe: code('probe'), reset: code('reset'), refused: code('refused'),
    };
    this.resending = new Resending(core, network, (end, at) => this.arm(end, at));
    network.byStream = (from, to, kind, message, bytes) => this.send(from, to, kind, message, bytes);
    network.close = (from, to) => this.close(from, to);
  }

  private get data(): StreamData { return this.core.world.streams; }
  private get now(): Time { return this.core.world.now; }

  /** To be called once, by the hosts on which this runs. */
  serves(deliver: Deliver): void { this.deliver = deliver; }

  // what the process asks for

  private send(from: ProcessId, to: ProcessId, kind: number, message: Message, bytes: number): void {
    const end = endOf(this.data, from, to, this.n);
    if (end.id === 0) this.open(end);
    const segment = { seq: end.next++, kind, message, bytes, sentAt: this.now };
    end.outgoing.push(segment);
    if (end.opening) return;
    this.network.packet(from, to, kind, segment, bytes, end.id);
    this.resending.left(end);
  }

  close(from: ProcessId, to: ProcessId): void {
    const row = this.data.rows.get(from * this.n + to);
    if (row === undefined) return;
    const end = this.data.ends[row]!;
    if (end.id !== 0 && !end.opening) this.control(end, this.code.reset);
    renew(end, 0, false);
  }

  // what arrives

  /** A packet at a kernel that runs, of a process that has not ended. */
  arrive(slot: number): void {
    const { packets } = this.core.world;
    const end = endOf(this.data, packets.to[slot]!, packets.from[slot]!, this.n);
    const [kind, id, sentAt, payload] = [packets.kind[slot]!, packets.stream[slot]!, packets.sentAt[slot]!, packets.message[slot]];
    freeSlot(packets, slot);
    if (kind === this.code.open) this.asked(end, id, sentAt);
    else if (end.id !== id) this.disown(end.self, end.peer, kind, id);
    else if (kind === this.code.reset || kind === this.code.refused) this.ended(end, end.opening && kind === this.code.refused, sentAt);
    else {
      if (end.opening) this.opened(end, sentAt);
      if (end.id !== id) return;
      end.heardAt = this.now;
      end.probes = 0;
      if (kind === this.code.probe) this.answer(end.self, end.peer, this.code.ack, end.expected, id);
      else if (kind === this.code.ack) this.acknowledged(end, payload as number | Ack);
      else if (kind !== this.code.accept) this.taken(end, payload as Segment, sentAt);
    }
  }

  /** A kernel answers for what it does not know: an opening is refused, anything else reset, and those two never answered. */
  disown(self: ProcessId, peer: ProcessId, kind: number, id: number): void {
    if (kind === this.code.reset || kind === this.code.refused) return;
    this.answer(self, peer, kind === this.code.open ? this.code.refused : this.code.reset, null, id);
  }

  /**
   * The other end wants connection `id`. Of two simultaneous openings the lower id's holds. One that is newer than a
   * connection still held here comes from an end that has forgotten that one; but not if it left before that end agreed
   * to it: then it is the opening that lost.
   */
  private asked(end: End, id: number, sentAt: Time): void {
    if (end.id !== id && !end.opening && end.id !== 0) {
      if (id < end.id || sentAt <= end.provedAt) return;
      const unused = end.next === 0 && end.expected === 0;
      if (unused) renew(end, 0, false);
      else this.ended(end, false, sentAt);
    }
    if (end.opening && end.self < end.peer) return;
    if (end.id !== id) this.agree(end, id, sentAt);
    else this.control(end, this.code.accept);
  }

  private agree(end: End, id: number, sentAt: Time): void {
    const waiting = end.opening ? end.outgoing : [];
    renew(end, id, false);
    Object.assign(end, { provedAt: sentAt, heardAt: this.now, outgoing: waiting, next: waiting.length });
    this.control(end, this.code.accept);
    this.pour(end);
  }

  private opened(end: End, sentAt: Time): void {
    Object.assign(end, { opening: false, provedAt: sentAt, heardAt: this.now, timer: NEVER });
    this.pour(end);
    this.signal(end, end.id, 'transport.opened', sentAt);
  }

  /** Everything that waited for the connection leaves. */
  private pour(end: End): void {
    if (end.outgoing.length === 0) return this.rest(end);
    for (const segment of end.outgoing) this.network.packet(end.self, end.peer, segment.kind, segment, segment.bytes, end.id);
    this.resending.poured(end);
  }

  /** In order and once: the rest waits for its turn, or was here before. Every segment is acknowledged at once. */
  private taken(end: End, segment: Segment, leftAt: Time): void {
    const ready: Segment[] = [];
    if (segment.seq >= end.expected) end.held.set(segment.seq, segment);
    for (let next = end.held.get(end.expected); next; next = end.held.get(end.expected)) {
      end.held.delete(end.expected++);
      ready.push(next);
    }
    this.answer(end.self, end.peer, this.code.ack, this.resending.ackOf(end, leftAt), end.id);
    const { self, peer, id } = end;
    for (const { kind, message, sentAt } of ready) this.pass(self, peer, id, kind, message, sentAt);
  }

  private acknowledged(end: End, ack: number | Ack): void {
    if (this.resending.acknowledged(end, ack)) this.rest(end);
  }

  /** The connection is over for this end: its process hears so. */
  private ended(end: End, refused: boolean, sentAt: Time): void {
    const { id } = end;
    renew(end, 0, false);
    this.signal(end, id, refused ? 'transport.refused' : 'transport.reset', sentAt);
  }

  // timers

  expire(row: number): void {
    const end = this.data.ends[row]!;
    if (end.queuedAt !== this.now) return;
    end.queuedAt = NEVER;
    if (this.core.world.processes.frozen[end.self]! > 0) return;
    if (end.timer > this.now) this.enter(end);
    else this.due(end);
  }

  /** A kernel that goes on finds what came due while it stood still. */
  thaw(process: ProcessId): void {
    for (const end of endsOf(this.data, process)) {
      if (end.timer <= this.now) this.due(end);
      else this.enter(end);
    }
  }

  private due(end: End): void {
    if (!end.opening && end.outgoing.length === 0) return this.idle(end);
    const { connectLimit, giveUp } = this.network.specOfLink(end.self, end.peer);
    const limit = end.waitsSince + (end.opening ? connectLimit : giveUp);
    if (this.now >= limit) return this.abandon(end);
    if (!end.opening) return this.resending.due(end, limit);
    this.control(end, this.code.open);
    end.timeout = Math.min(2 * end.timeout, longestTimeout);
    this.arm(end, Math.min(this.now + end.timeout, limit));
  }

  private abandon(end: End): void {
    const { id, opening } = end;
    renew(end, 0, false);
    this.signal(end, id, opening ? 'transport.unreachable' : 'transport.reset', this.now);
  }

  private open(end: End): void {
    renew(end, this.data.next++, true);
    this.control(end, this.code.open);
    end.waitsSince = this.now;
    end.timeout = firstOpening;
    this.arm(end, this.now + Math.min(firstOpening, this.network.specOfLink(end.self, end.peer).connectLimit));
  }

  private rest(end: End): void { this.arm(end, restsUntil(end, this.network.specOfLink(end.self, end.peer))); }

  private idle(end: End): void {
    const { does, until } = idleStep(end, this.network.specOfLink(end.self, end.peer), this.now);
    if (does !== 'waits') this.control(end, does === 'asks' ? this.code.probe : this.code.reset);
    if (does === 'endsIt') this.abandon(end);
    else this.arm(end, until);
  }

  private arm(end: End, at: Time): void {
    end.timer = at;
    this.enter(end);
  }

  /** One live entry an end; one that turns out to be early enters itself anew. */
  private enter(end: End): void {
    if (end.timer >= end.queuedAt) return;
    end.queuedAt = end.timer;
    this.core.push(end.timer, Rank.transport, this.data.rows.get(end.self * this.n + end.peer)!);
  }

  // what happens to the process

  /** It was killed, and its kernel says so on every connection. */
  kill(process: ProcessId): void {
    for (const end of endsOf(this.data, process)) {
      if (!end.opening && this.core.world.processes.frozen[process] === 0) this.control(end, this.code.reset);
    }
    this.forget(process);
  }

  /** It begins anew, without a word to anybody. */
  forget(process: ProcessId): void {
    for (const end of endsOf(this.data, process)) renew(end, 0, false);
    this.data.lives.set(process, this.data.next);
  }

  /** Whether what was handed up came on a connection of an earlier life. */
  isPast(process: ProcessId, id: number): boolean { return id < (this.data.lives.get(process) ?? 0); }

  // packets and signals

  private control(end: End, kind: number): void { this.answer(end.self, end.peer, kind, null, end.id); }

  private answer(self: ProcessId, peer: ProcessId, kind: number, payload: unknown, id: number): void {
    this.network.count(self, kind, header);
    this.network.packet(self, peer, kind, payload, header, id);
  }

  private signal(end: End, id: number, kind: Signal['kind'], sentAt: Time): void {
    this.pass(end.self, end.peer, id, this.core.kindOf.get(kind)!, { kind }, sentAt);
  }

  private pass(self: ProcessId, peer: ProcessId, id: number, kind: number, message: Message, sentAt: Time): void {
    const { packets } = this.core.world;
    const slot = packet(packets, peer, self, -1, kind, ++this.data.handed, 0, -id, sentAt, message);
    this.deliver(self, slot);
  }
}
