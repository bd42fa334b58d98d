/**
 * Streams between real processes, over TCP: what `send(…, 'stream')` and `close` mean in DESIGN.md, as far as an
 * operating system lets a process keep it. Each process listens on the port that its datagrams have. A connection
 * belongs to a pair: the first line names who opened it and the second who took it, then a message a line each way.
 *
 * Of two that open at once the lower id's connection holds. The higher keeps what it sent until its own is agreed to,
 * and sends it again by the other's; the lower never reads what comes by one that it does not agree to. So each message
 * is heard once, and in order.
 *
 * Where it differs from the simulated one (sim/transport.ts):
 * - `transport.opened` comes when the kernel has a connection, so of two that open at once both may hear it.
 * - A killed process' kernel says goodbye and not reset, unless something was unread: both are `transport.reset` here.
 * - Retries and retransmission are the system's: on Linux, openings after 1 s and doubling for 127 s at the most, if
 *   `connectLimit` leaves that long; 924.6 s for what is not acknowledged, and no option of a scenario's `giveUp`.
 * - What a kernel has acknowledged is heard before the reset only where it keeps that, as Linux does.
 * - A datagram to a process that has ended is silently lost: the system tells of port-unreachable only on connected sockets.
 * - Memory ends: what nobody takes off our hands breaks the connection once it is more than `longestBacklog`, and so does
 *   a message longer than `longestLine`.
 */
import { randomUUID } from 'node:crypto';
import { connect, createServer, isIP, type Server, type Socket } from 'node:net';
import type { AnyDetector, Duration, Message, ProcessId, Signal } from '../contract.ts';
import type { Address, UdpCounts } from '../udp.ts';
import { readLines } from './lines.ts';
import { agreementIn, messageIn, openingIn, written, type Opening } from './wire.ts';

export interface StreamOptions {
  readonly self: ProcessId;
  readonly incarnation: number;
  readonly addresses: readonly Address[];
  readonly detector: AnyDetector;
  readonly connectLimit: Duration;
  readonly counts: UdpCounts;
  /** Whether that life of it is not over; remembers it. */
  readonly admits: (from: ProcessId, incarnation: number) => boolean;
  readonly hear: (from: ProcessId, message: Message | Signal) => void;
}

/** Of a connection, what one end knows. */
interface End {
  readonly peer: ProcessId;
  readonly name: string;
  readonly socket: Socket;
  readonly isOpener: boolean;
  isOpen: boolean;
  /** The peer's life, since it has agreed or opened. */
  incarnation?: number;
  /** What the opener sent before that, and how long it is. */
  kept: string[];
  keptLength: number;
  limit?: NodeJS.Timeout;
  /** The peer's own opening, which lost. Not ended yet: ours may still be on its way there. */
  aside?: Socket;
}

/** Bytes that wait for a peer, before its connection is given up. */
export const longestBacklog = 4 << 20;
/** The timer is an int32 of milliseconds. */
const longestDelay = 0x7fff_ffff;

type Ending = Exclude<Signal['kind'], 'transport.opened'>;

/** What became of an opening. */
function refusal({ code }: NodeJS.ErrnoException): Ending {
  if (code === 'ECONNREFUSED') return 'transport.refused';
  return code === 'ECONNRESET' ? 'transport.reset' : 'transport.unreachable';
}

/** Where nobody listens, Linux may connect a port of its own choice to itself (a simultaneous opening, RFC 9293 §3.5). */
const isEcho = (socket: Socket): boolean => socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress;

const abort = (socket: Socket): void => { if (socket.connecting) socket.destroy(); else socket.resetAndDestroy(); };

export class Streams {
  private readonly ends = new Map<ProcessId, End>();
  /** By peer, the last connection of its making that was agreed to. */
  private readonly agreed = new Map<ProcessId, string>();
  /** By peer, the last of its own that it gave up for one of ours: its first line may still be on its way. */
  private readonly waived = new Map<ProcessId, string>();
  /** Connected, and nobody yet, the oldest first. */
  private readonly strangers = new Set<Socket>();
  private readonly server: Server;

  constructor(private readonly options: StreamOptions) {
    this.server = createServer({ noDelay: true }, socket => this.meet(socket));
  }

  /** @throws (rejects) what listening says. */
  listen(): Promise<void> {
    const { addresses, self, counts } = this.options;
    const { host, port } = addresses[self]!;
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject).on('error', () => { counts.errors++; });
        resolve();
      });
    });
  }

  send(to: ProcessId, message: Message): void {
    const end = this.ends.get(to) ?? this.open(to);
    this.write(end, `${JSON.stringify(message)}\n`);
  }

  close(to: ProcessId): void {
    const end = this.ends.get(to);
    if (end) this.drop(end);
  }

  /** Of all of them, as a kill would. */
  end(): void {
    this.server.close();
    for (const end of this.ends.values()) this.drop(end);
    for (const socket of this.strangers) socket.destroy();
  }

  // what this process asks for

  private open(to: ProcessId): End {
    const { self, incarnation, addresses, connectLimit } = this.options;
    const { host, port } = addresses[to]!;
    const own = addresses[self]!.host;
    const socket = connect({ host, port, noDelay: true, ...(isIP(own) !== 0 && isIP(own) === isIP(host) && { localAddress: own }) });
    const end: End = { peer: to, name: randomUUID(), socket, isOpener: true, isOpen: false, kept: [], keptLength: 0 };
    end.limit = setTimeout(() => this.tooLate(end), Math.min(Math.ceil(connectLimit / 1_000), longestDelay));
    this.ends.set(to, end);
    socket.on('connect', () => this.connected(end));
    this.attend(end);
    readLines(socket, line => this.read(end, line));
    this.say(end, `${written({ opens: end.name, from: self, to, incarnation, after: this.agreed.get(to) ?? null })}\n`);
    return end;
  }

  /** After a stall the answer may be there already, and is read first. */
  private tooLate(end: End): void {
    setImmediate(() => { if (!end.isOpen) this.ended(end, 'transport.unreachable'); });
  }

  private connected(end: End): void {
    clearTimeout(end.limit);
    end.isOpen = true;
    if (isEcho(end.socket)) this.ended(end, 'transport.refused');
    else this.options.hear(end.peer, { kind: 'transport.opened' });
  }

  private attend(end: End): void {
    const { socket } = end;
    socket.on('end', () => this.ended(end, 'transport.reset'));
    socket.on('error', error => this.ended(end, end.isOpen ? 'transport.reset' : refusal(error)));
    socket.on('close', () => this.ended(end, 'transport.reset'));
  }

  private write(end: End, line: string): void {
    if (end.incarnation === undefined) {
      end.kept.push(line);
      end.keptLength += line.length;
    }
    this.say(end, line);
  }

  private say(end: End, line: string): void {
    end.socket.write(line);
    // not at once: whoever sends is in the middle of a step
    if (Math.max(end.keptLength, end.socket.writableLength) > longestBacklog) setImmediate(() => this.ended(end, 'transport.reset'));
  }

  // what arrives

  private meet(socket: Socket): void {
    const { strangers, options } = this;
    strangers.add(socket);
    if (strangers.size > 2 * options.addresses.length + 8) {
      const [oldest] = strangers;
      strangers.delete(oldest!);
      oldest!.destroy();
    }
    let end: End | undefined;
    socket.on('error', () => undefined).on('close', () => { strangers.delete(socket); });
    readLines(socket, line => {
      if (end) this.read(end, line);
      else end = this.greet(socket, line);
    });
  }

  /** The peer opens a connection: undefined unless it is taken. */
  private greet(socket: Socket, line: string | null): End | undefined {
    const { counts, admits } = this.options;
    const opening = line === null ? undefined : openingIn(line);
    if (!opening) counts.malformed++;
    else if (!this.isPeer(opening, socket)) counts.foreign++;
    else if (admits(opening.from, opening.incarnation) && this.waived.get(opening.from) !== opening.opens) return this.asked(opening, socket);
    socket.destroy();
    return undefined;
  }

  private isPeer({ from, to }: Opening, socket: Socket): boolean {
    const { addresses, self } = this.options;
    const address = addresses[from];
    if (!address || from === self || to !== self) return false;
    return isIP(address.host) === 0 || address.host === socket.remoteAddress;
  }

  private asked(opening: Opening, socket: Socket): End | undefined {
    const before = this.ends.get(opening.from);
    const isOver = before !== undefined && isForgotten(before, opening, this.options.self);
    if (before && !isOver && this.options.self < opening.from) {
      this.strangers.delete(socket);
      before.aside?.destroy();
      before.aside = socket.pause();
      return undefined;
    }
    if (before) this.drop(before);
    const given = before && !isOver ? before : undefined;
    const end = this.agree(opening, socket, given?.name ?? null);
    for (const line of given?.kept ?? []) this.say(end, line);
    if (isOver) this.options.hear(opening.from, { kind: 'transport.reset' });
    return end;
  }

  private agree({ from, incarnation, opens }: Opening, socket: Socket, instead: string | null): End {
    const { options } = this;
    this.strangers.delete(socket);
    this.agreed.set(from, opens);
    const end: End = { peer: from, name: opens, socket, isOpener: false, isOpen: true, incarnation, kept: [], keptLength: 0 };
    this.ends.set(from, end);
    this.attend(end);
    this.say(end, `${written({ agrees: opens, from: options.self, incarnation: options.incarnation, instead })}\n`);
    return end;
  }

  private read(end: End, line: string | null): void {
    if (this.ends.get(end.peer) !== end) return;
    if (end.incarnation === undefined) return this.agreedTo(end, line);
    const message = line === null ? undefined : messageIn(line, this.options.detector);
    if (!message) return this.spoilt(end);
    if (this.options.admits(end.peer, end.incarnation)) this.options.hear(end.peer, message);
    else this.ended(end, 'transport.reset');
    return undefined;
  }

  private agreedTo(end: End, line: string | null): void {
    const agreement = line === null ? undefined : agreementIn(line);
    if (agreement?.agrees !== end.name || agreement.from !== end.peer) return this.spoilt(end);
    if (!this.options.admits(end.peer, agreement.incarnation)) return this.ended(end, 'transport.reset');
    end.incarnation = agreement.incarnation;
    [end.kept, end.keptLength] = [[], 0];
    if (agreement.instead !== null) this.waived.set(end.peer, agreement.instead);
    return undefined;
  }

  private spoilt(end: End): void {
    this.options.counts.malformed++;
    this.ended(end, 'transport.reset');
  }

  // how it ends

  /** Its process hears so, unless it knows. */
  private ended(end: End, how: Ending): void {
    if (this.ends.get(end.peer) !== end) return;
    this.drop(end);
    this.options.hear(end.peer, { kind: how });
  }

  private drop(end: End): void {
    this.ends.delete(end.peer);
    clearTimeout(end.limit);
    abort(end.socket);
    end.aside?.destroy();
  }
}

/**
 * Whether the peer, which opens a connection, has ended the one that is still held here; or else both opened at once.
 * The lower id never agrees to another's while its own lasts.
 */
function isForgotten({ isOpener, name, incarnation, peer }: End, { after, incarnation: life }: Opening, self: ProcessId): boolean {
  if (!isOpener || after === name) return true;
  return incarnation !== undefined && (life > incarnation || peer < self);
}
