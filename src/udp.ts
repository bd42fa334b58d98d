/**
 * Runs any detector, or a service over one, in real time over UDP: the one file of the library that is not pure.
 *
 * What it promises is what the contract asks of a world: effects are recorded, and performed after the handler; what is
 * durable is stored before that handler's sends; nothing is received before `init` has returned. Timers of an operating
 * system fire early and late, which the contract lets a detector survive. Datagrams only: there are no streams yet.
 */
import { randomInt } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIP, isIPv6 } from 'node:net';
import type { AnyDetector, Message, Note, Opinion, Port, ProcessId, Via } from './contract.ts';
import { NEVER, type Time } from './time.ts';

export interface Address { readonly host: string; readonly port: number }

export interface UdpOptions {
  readonly detector: AnyDetector;
  /** Complete, durations in microseconds: see `defaults` in parameters.ts. For a service `{ service, inner }`. */
  readonly params: unknown;
  readonly self: ProcessId;
  /** Of every process, by id. Each sends from its own, so a datagram from elsewhere is foreign. */
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
  /** Uniform in [0, 1); from the system's generator by default. */
  readonly random?: () => number;
  /** `at` is this process's clock, in microseconds. */
  readonly onOpinion?: (peer: ProcessId, opinion: Opinion, at: Time) => void;
  readonly onNote?: (note: Note, at: Time) => void;
  /** Closes when aborted. */
  readonly signal?: AbortSignal;
}

/** Datagrams so far. */
export interface UdpCounts {
  sent: number;
  received: number;
  /** Not in this format, or of a kind that the detector does not know. */
  malformed: number;
  /** Not from the address of the process that it names, or from no other process. */
  foreign: number;
  /** From an incarnation before one already heard. */
  outdated: number;
  /** What the system said about sending, or about a datagram sent before: the datagram counts as lost. */
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
  | { readonly kind: 'send'; readonly to: ProcessId; readonly message: Message }
  | { readonly kind: 'opinion'; readonly peer: ProcessId; readonly opinion: Opinion }
  | { readonly kind: 'note'; readonly note: Note };

interface Envelope { readonly from: ProcessId; readonly incarnation: number; readonly message: Message }

/** A longer delay would fire at once: the timer is an int32 of milliseconds. Waking early does nothing. */
const longestDelay = 0x7fff_ffff;
/** Nobody tells when a wall clock is set, so a detector that reads one is woken this often. */
const longestDelayByWall = 1_000;
const bits48 = 0x1_0000_0000_0000;
const systemRandom = (): number => randomInt(bits48 - 1) / bits48;

const monotonic = (): Time => Number(process.hrtime.bigint() / 1_000n);
const wall = (): Time => Date.now() * 1_000;

/**
 * Binds to `addresses[self]` and starts the detector.
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
  return new Driver(options, socket).start();
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
  private timer: NodeJS.Timeout | undefined;
  private settled = false;
  private resolve!: () => void;
  private reject!: (error: unknown) => void;

  constructor(private readonly options: UdpOptions, private readonly socket: Socket) {
    const { clock } = options.detector;
    this.now = (typeof clock === 'function' ? clock(options.params) : clock) === 'wall' ? wall : monotonic;
    this.port = recording(this.effects, options.random ?? systemRandom);
    this.stored = options.durable;
    this.closed = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
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
    settle();
  }

  private arrive(bytes: Buffer, sender: RemoteInfo): void {
    if (this.settled) return;
    const envelope = readEnvelope(bytes, this.options.detector);
    if (!envelope) this.counts.malformed++;
    else if (!this.isPeer(envelope.from, sender)) this.counts.foreign++;
    else if (envelope.incarnation < (this.incarnations.get(envelope.from) ?? 0)) this.counts.outdated++;
    else this.receive(envelope);
  }

  private isPeer(from: ProcessId, sender: RemoteInfo): boolean {
    const address = this.options.addresses[from];
    if (!address || from === this.options.self || sender.port !== address.port) return false;
    return isIP(address.host) === 0 || address.host === sender.address;
  }

  private receive({ from, incarnation, message }: Envelope): void {
    this.counts.received++;
    this.incarnations.set(from, incarnation);
    this.step(now => this.options.detector.receive(this.current, now, from, message, this.port));
  }

  /** After a stall the datagrams that wait are read before anyone is judged by the clock: an arrival counts as received. */
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
      if (effect.kind === 'send') this.send(effect.to, effect.message);
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

  private send(to: ProcessId, message: Message): void {
    const address = this.options.addresses[to];
    if (!address) throw new RangeError(`${this.options.detector.name} sends to process ${to}, and there is none`);
    const { self: from, incarnation = 0 } = this.options;
    this.counts.sent++;
    this.socket.send(JSON.stringify({ flatline: 1, from, incarnation, message }), address.port, address.host, error => {
      if (error) this.counts.errors++;
    });
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

/** @throws on a stream: nothing here would keep its promises. */
function recording(effects: Effect[], random: () => number): Port {
  const opine = (opinion: Opinion) => (peer: ProcessId): void => { effects.push({ kind: 'opinion', peer, opinion }); };
  return {
    random,
    send(to, message, via: Via = 'datagram') {
      if (via === 'stream') throw new Error(`"${message.kind}" was to go by stream, and streams are not there yet: only datagrams`);
      effects.push({ kind: 'send', to, message });
    },
    close() { /* no stream is ever open */ },
    trust: opine('trusted'), suspect: opine('suspected'), fail: opine('failed'),
    note(note) { effects.push({ kind: 'note', note }); },
  };
}

/** Undefined unless it is what this version sends. What the fields of a message hold is the detector's own affair. */
function readEnvelope(bytes: Buffer, { messages }: AnyDetector): Envelope | undefined {
  let value: unknown;
  try { value = JSON.parse(bytes.toString('utf8')); } catch { return undefined; }
  if (typeof value !== 'object' || value === null) return undefined;
  const { flatline, from, incarnation, message } = value as Record<string, unknown>;
  const isWhole = (number: unknown): number is number => Number.isSafeInteger(number) && (number as number) >= 0;
  if (flatline !== 1 || !isWhole(from) || !isWhole(incarnation) || typeof message !== 'object' || message === null) return undefined;
  const { kind } = message as Record<string, unknown>;
  if (typeof kind !== 'string' || !Object.hasOwn(messages, kind)) return undefined;
  return { from, incarnation, message: { ...message, kind } };
}
