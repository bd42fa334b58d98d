/**
 * What leaves again on a connection, and when. By `resend: 'timeout'` nothing but a timer finds a loss: 200 ms after the
 * oldest outstanding segment left, then doubling. By `'early'` a kernel looks as Linux does (RFC 8985: RACK-TLP, on by default
 * since 4.18; tcp_recovery.c, tcp_schedule_loss_probe in tcp_output.c): what left before something that has arrived is lost,
 * less a quarter of the least round trip for overtaking; and before the timeouts begin, what left last leaves once more as a
 * probe. So one lost segment with nothing behind it is tried at 0, 200, 400, 800 ms, and one with something behind it leaves
 * again when that is acknowledged. There is no congestion window and no delayed acknowledgement.
 */
import type { Duration, Time } from '../src/contract.ts';
import { NEVER, ms, sec } from '../src/time.ts';
import type { End } from './connections.ts';
import type { Core } from './core.ts';
import type { Network } from './network.ts';
import { retransmission } from './transportKinds.ts';

/** Linux TCP_RTO_MIN and TCP_RTO_MAX. */
const firstTimeout = 200 * ms;
const longestTimeout = 120 * sec;
/** TCP_TIMEOUT_MIN: two ticks of a kernel at 250 Hz. */
const probeMargin = 8 * ms;
/** So many segments that arrived out of order prove the loss of what is missing: no allowance for overtaking. */
const enoughHeld = 3;
const none: readonly number[] = [];

/** An acknowledgement as an 'early' kernel sends it; the others say just `first`. */
export interface Ack {
  /** The first number that is missing. */
  readonly first: number;
  /** When the packet left that it answers: its timestamp, echoed. */
  readonly echo: Time;
  /** What has arrived beyond that: selective acknowledgement. */
  readonly held: readonly number[];
}

export class Resending {
  private readonly code: number;

  constructor(private readonly core: Core, private readonly network: Network, private readonly arm: (end: End, at: Time) => void) {
    this.code = core.kindOf.get(retransmission)!;
  }

  private get now(): Time { return this.core.world.now; }
  private isEarly({ self, peer }: End): boolean { return this.network.specOfLink(self, peer).resend === 'early'; }

  /** What an end says of what it has, when a packet came that left at `echo`. */
  ackOf(end: End, echo: Time): number | Ack {
    return this.isEarly(end) ? { first: end.expected, echo, held: end.held.size > 0 ? [...end.held.keys()] : none } : end.expected;
  }

  /** The last of `outgoing` left for the first time. */
  left(end: End): void {
    end.left.push(this.now);
    if (end.outgoing.length === 1) this.attend(end);
    else this.hurry(end);
  }

  /** All of `outgoing` left, together and for the first time. */
  poured(end: End): void {
    end.left = end.outgoing.map(() => this.now);
    end.resentAt = this.now;
    this.attend(end);
  }

  /** Waits for the oldest outstanding segment, from when it left. */
  private attend(end: End): void {
    end.waitsSince = Math.max(end.outgoing[0]!.sentAt, end.resentAt);
    end.timeout = firstTimeout;
    const { giveUp } = this.network.specOfLink(end.self, end.peer);
    const since = this.isEarly(end) ? Math.max(end.left[0]!, this.now + 1 - firstTimeout) : end.waitsSince;
    this.arm(end, Math.min(since + firstTimeout, end.waitsSince + giveUp));
    this.hurry(end);
  }

  /** Where several are outstanding, a probe need not wait for an acknowledgement that may be delayed. */
  private hurry(end: End): void {
    if (!this.isEarly(end) || end.isProbed || end.timedOut || end.outgoing.length < 2 || end.leastTrip === NEVER) return;
    const at = this.now + 2 * end.leastTrip + probeMargin;
    if (at < end.timer) this.arm(end, at);
  }

  /** Its timer rang, and it is not time to give up yet: that would be at `limit`. */
  due(end: End, limit: Time): void {
    if (this.isEarly(end) && !end.isProbed && !end.timedOut) return this.probe(end, limit);
    end.timedOut = true;
    this.again(end, 0);
    end.timeout = Math.min(2 * end.timeout, longestTimeout);
    this.arm(end, Math.min(this.now + end.timeout, limit));
  }

  private probe(end: End, limit: Time): void {
    end.isProbed = true;
    this.again(end, Math.max(0, end.outgoing.findLastIndex(({ seq }) => !end.arrived.has(seq))));
    this.arm(end, Math.min(Math.max(this.now + 1, end.left[0]! + firstTimeout), limit));
  }

  /** Whether everything is acknowledged now that was not. After a timeout, all that is still outstanding is taken for lost. */
  acknowledged(end: End, ack: number | Ack): boolean {
    const { first, echo, held } = typeof ack === 'number' ? { first: ack, echo: null, held: none } : ack;
    const oldest = end.outgoing[0];
    const passed = oldest ? Math.max(0, first - oldest.seq) : 0;
    if (echo !== null) this.learn(end, first, this.now - echo, held);
    if (passed > 0) this.pass(end, passed);
    if (end.outgoing.length === 0) return passed > 0;
    if (echo !== null) this.resend(end, this.lostBefore(end, echo));
    if (passed === 0) return false;
    this.attend(end);
    return false;
  }

  private learn(end: End, first: number, trip: Duration, held: readonly number[]): void {
    end.leastTrip = Math.min(end.leastTrip, trip);
    for (const seq of held) end.arrived.add(seq);
    if (end.arrived.size > 0) for (const seq of end.arrived) if (seq < first) end.arrived.delete(seq);
  }

  private pass(end: End, count: number): void {
    end.outgoing.splice(0, count);
    end.left.splice(0, count);
    end.timer = NEVER;
    end.isProbed = false;
    if (!end.timedOut) return;
    Object.assign(end, { timedOut: false, resentAt: this.now, isProbed: true });
    end.outgoing.forEach(({ seq }, i) => { if (!end.arrived.has(seq)) this.again(end, i); });
  }

  /** Places in `outgoing`. */
  private lostBefore({ outgoing, left, arrived, leastTrip }: End, echo: Time): readonly number[] {
    const before = echo - (arrived.size >= enoughHeld ? 0 : leastTrip / 4);
    if (!left.some(at => at < before)) return none;
    return outgoing.flatMap(({ seq }, i) => (!arrived.has(seq) && left[i]! < before ? [i] : none));
  }

  private resend(end: End, places: readonly number[]): void {
    if (places.length === 0) return;
    for (const place of places) this.again(end, place);
    end.isProbed = true;
    end.timeout = firstTimeout;
    this.arm(end, this.now + firstTimeout);
  }

  private again(end: End, place: number): void {
    const segment = end.outgoing[place]!;
    end.left[place] = this.now;
    this.network.count(end.self, this.code, segment.bytes);
    this.network.packet(end.self, end.peer, segment.kind, segment, segment.bytes, end.id);
  }
}
