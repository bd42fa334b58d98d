/**
 * Runs any detector, or a service over one, in real time over UDP, and over TCP what it sends by stream: this and `udp/`
 * are all of the library that is not pure.
 *
 * What it promises is what the contract asks of a world: effects are recorded, and performed after the handler; what is
 * durable is stored before that handler's sends; nothing is received before `init` has returned. Timers of an operating
 * system fire early and late, which the contract lets a detector survive. What streams promise is in `udp/streams.ts`.
 */
import { randomInt } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIP, isIPv6 } from 'node:net';
import type { AnyDetector, Duration, Message, Note, Opinion, Port, ProcessId, Signal, Via } from './contract.ts';
import { NEVER, sec, type Time } from './time.ts';
import { Streams } from './udp/streams.ts';
import { envelopeIn, written } from './udp/wire.ts';

export interface Address { readonly host: string; readonly port: number }

export interface UdpOptions {
  readonly detector: AnyDetector;
  /** Complete, durations in microseconds: see `defaults` in parameters.ts. For a service `{ service, inner }`. */
  readonly params: unknown;
  readonly self: ProcessId;
  /** Of every process, by id, for datagrams and streams. Each sends datagrams from its own, so one from elsewhere is foreign. */
  readonly addresses: readonly Address[];
  /** By monitor: whom it watches. Everyone watches everyone else by default. */
  readonly watches?: readonly (readonly ProcessId[])[];
  readonly roles?: readonly string[];
  /** 0 at first and one more after each restart: whoever starts the process has to remember it. 0 by default. */
  readonly incarnation?: number;
  /** What `store` was last given by the incarnation before. */
  readonly durable?: unknown;
  /** Stores what has to survive a crash; when it returns, it must be safe. */
  readonly store?: (durable: unknown) => void;
  /** How long an opening of a stream is tried, in microseconds: 127 s by default, which is also Linux's own limit (tcp_syn_retries). */
  readonly connectLimit?: Duration;
  /** Uniform in [0, 1); from the system's generator by default. */
  readonly random?: () => number;
  /** `at` is this process's clock, in microseconds. */
  readonly onOpinion?: (peer: ProcessId, opinion: Opinion, at: Time) => void;
  readonly onNote?: (note: Note, at: Time) => void;
  /** Closes when aborted. */
  readonly signal?: AbortSignal;
}

/** Messages so far, by datagram or stream. */
export interface UdpCounts {
  sent: number;
  received: number;
  /** Not in this format, or of a kind that the detector does not know. A stream ends with it. */
  malformed: number;
  /** Not from the address of the process that it names, or from no other process. */
  foreign: number;
  /** From an incarnation before one already heard. */
  outdated: number;
  /** What the system said about a socket, about sending, or about a datagram sent before: that counts as lost. */
  errors: number;
}

export interface UdpProcess {
  opinion(peer: ProcessId): Opinion;
  /** The live state: to be read, never changed. */
  state(): unknown;
  /** The clock that the detector sees, now. */
  now(): Time;
  readonly counts: Readonly<UdpCounts>;
  close(): void;
  /** Resolves when closed; rejects when the detector threw, span, or asked for what is not there. */
  readonly closed: Promise<void>;
}

type Effect =
  | { readonly kind: 'send'; readonly to: ProcessId; readonly message: Message; readonly via: Via }
  | { readonly kind: 'close'; readonly to: ProcessId }
  | { readonly kind: 'opinion'; readonly peer: ProcessId; readonly opinion: Opinion }
  | { readonly kind: 'note'; readonly note: Note };

/** A longer delay would fire at once: the timer is an int32 of milliseconds. Waking early does nothing. */
const longestDelay = 0x7fff_ffff;
/** Nobody tells when a wall clock is set, so a detector that reads one is woken this often. */
const longestDelayByWall = 1_000;
const bits48 = 0x1_0000_0000_0000;
const systemRandom = (): number => randomInt(bits48 - 1) / bits48;

const monotonic = (): Time => Number(process.hrtime.bigint() / 1_000n);
const wall = (): Time => Date.now() * 1_000;

/**
 * Binds to `addresses[self]`, for datagrams and for streams, and starts the detector.
 * @throws (rejects) what binding says (EADDRINUSE …), and what the detector's `init` throws.
 */
export async function runOverUdp(options: UdpOptions): Promise<UdpProcess> {
  checkOptions(options);
  options.signal?.throwIfAborted();
  const { host, port } = options.addresses[options.self]!;
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  const driver = new Driver(options, socket);
  await driver.listen();
  return driver.start();
}

function checkOptions({ self, addresses, incarnation = 0 }: UdpOptions): void {
  if (!(self in addresses)) throw new RangeError(`self is ${self}, but there are ${addresses.length} addresses`);
  if (!Number.isSafeInteger(incarnation) || incarnation < 0) throw new RangeError(`incarnation must be a whole number from 0, not ${incarnation}`);
}

class Driver implements UdpProcess {
  readonly counts: UdpCounts = { sent: 0, received: 0, malformed: 0, foreign: 0, outdated: 0, errors: 0 };
  readonly closed: Promise<void>;
  readonly now: () => Time;
  private current: unknown;
  private stored: unknown;
  private readonly effects: Effect[] = [];
  private readonly incarnations = new Map<ProcessId, number>();
  private readonly port: Port;
  private readonly streams: Streams;
  private timer: NodeJS.Timeout | undefined;
  private settled = false;
  private resolve!: () => void;
  private reject!: (error: unknown) => void;

  constructor(private readonly options: UdpOptions, private readonly socket: Socket) {
    const { clock } = options.detector;
    this.now = (typeof clock === 'function' ? clock(options.params) : clock) === 'wall' ? wall : monotonic;
    this.port = recording(this.effects, options.random ?? systemRandom);
    this.stored = options.durable;
    const { self, addresses, detector, incarnation = 0, connectLimit = 127 * sec } = options;
    this.streams = new Streams({
      self, addresses, detector, incarnation, connectLimit, counts: this.counts,
      admits: (from, life) => this.admits(from, life), hear: (from, message) => this.hear(from, message),
    });
    this.closed = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
  }

  async listen(): Promise<void> {
    try {
      await this.streams.listen();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** What fails here is thrown to the caller, and `closed` merely resolves. */
  start(): this {
    const { self, addresses, roles, params, watches, incarnation = 0, durable, signal } = this.options;
    const peers = addresses.map((_, id) => id).filter(id => id !== self);
    const watchedBy = watches ? peers.filter(peer => watches[peer]?.includes(self)) : peers;
    this.socket.on('message', (bytes, sender) => this.arrive(bytes, sender));
    this.socket.on('error', () => { this.counts.errors++; });
    signal?.addEventListener('abort', () => this.close(), { once: true });
    const begin = { self, peers, params, incarnation, watchedBy, watches: watches ? watches[self] ?? [] : peers, now: this.now() };
    try {
      this.current = this.options.detector.init({
        ...begin, roles: roles ?? addresses.map(() => ''), ...(durable === undefined ? {} : { durable }),
      }, this.port);
      this.perform(begin.now);
    } catch (error) {
      this.close();
      throw error;
    }
    return this;
  }

  opinion(peer: ProcessId): Opinion { return this.options.detector.opinion(this.current, peer); }
  state(): unknown { return this.current; }
  close(): void { this.end(this.resolve); }

  private end(settle: () => void): void {
    if (this.settled) return;
    this.settled = true;
    clearTimeout(this.timer);
    this.socket.close();
    this.streams.end();
    settle();
  }

  private arrive(bytes: Buffer, sender: RemoteInfo): void {
    if (this.settled) return;
    const envelope = envelopeIn(bytes.toString('utf8'), this.options.detector);
    if (!envelope) this.counts.malformed++;
    else if (!this.isPeer(envelope.from, sender)) this.counts.foreign++;
    else if (this.admits(envelope.from, envelope.incarnation)) this.hear(envelope.from, envelope.message);
  }

  private isPeer(from: ProcessId, sender: RemoteInfo): boolean {
    const address = this.options.addresses[from];
    if (!address || from === this.options.self || sender.port !== address.port) return false;
    return isIP(address.host) === 0 || address.host === sender.address;
  }

  /** Whether that is no life before one already heard. */
  private admits(from: ProcessId, incarnation: number): boolean {
    const isOutdated = incarnation < (this.incarnations.get(from) ?? 0);
    if (isOutdated) this.counts.outdated++;
    else this.incarnations.set(from, incarnation);
    return !isOutdated;
  }

  private hear(from: ProcessId, message: Message | Signal): void {
    if (this.settled) return;
    if (!message.kind.startsWith('transport.')) this.counts.received++;
    this.step(now => this.options.detector.receive(this.current, now, from, message, this.port));
  }

  /** After a stall the messages that wait are read before anyone is judged by the clock: an arrival counts as received. */
  private ring(): void {
    setImmediate(() => {
      if (this.settled) return;
      const due = this.options.detector.deadline(this.current);
      this.step(now => {
        this.options.detector.wake(this.current, now, this.port);
        if (due <= now && this.options.detector.deadline(this.current) <= now) {
          throw new Error(`${this.options.detector.name} does not get past its deadline`);
        }
      });
    });
  }

  private step(handler: (now: Time) => void): void {
    try {
      const now = this.now();
      handler(now);
      this.perform(now);
    } catch (error) {
      this.end(() => this.reject(error));
    }
  }

  private perform(now: Time): void {
    this.save();
    for (const effect of this.effects.splice(0)) {
      if (this.settled) return;
      if (effect.kind === 'send') this.send(effect.to, effect.message, effect.via);
      else if (effect.kind === 'close') this.streams.close(effect.to);
      else if (effect.kind === 'note') this.options.onNote?.(effect.note, now);
      else this.options.onOpinion?.(effect.peer, effect.opinion, now);
    }
    this.arm();
  }

  private save(): void {
    const durable: unknown = this.options.detector.durable?.(this.current);
    if (durable === this.stored) return;
    this.options.store?.(durable);
    this.stored = durable;
  }

  private send(to: ProcessId, message: Message, via: Via): void {
    const address = this.options.addresses[to];
    if (!address) throw new RangeError(`${this.options.detector.name} sends to process ${to}, and there is none`);
    const { self: from, incarnation = 0 } = this.options;
    this.counts.sent++;
    if (via === 'stream') return this.streams.send(to, message);
    this.socket.send(written({ from, incarnation, message }), address.port, address.host, error => {
      if (error) this.counts.errors++;
    });
    return undefined;
  }

  private arm(): void {
    if (this.settled) return;
    clearTimeout(this.timer);
    const deadline = this.options.detector.deadline(this.current);
    if (deadline === NEVER) return;
    const delay = Math.ceil((deadline - this.now()) / 1_000);
    this.timer = setTimeout(() => this.ring(), Math.min(Math.max(delay, 0), this.now === wall ? longestDelayByWall : longestDelay));
  }
}

function recording(effects: Effect[], random: () => number): Port {
  const opine = (opinion: Opinion) => (peer: ProcessId): void => { effects.push({ kind: 'opinion', peer, opinion }); };
  return {
    random,
    send(to, message, via = 'datagram') { effects.push({ kind: 'send', to, message, via }); },
    close(to) { effects.push({ kind: 'close', to }); },
    trust: opine('trusted'), suspect: opine('suspected'), fail: opine('failed'),
    note(note) { effects.push({ kind: 'note', note }); },
  };
}
