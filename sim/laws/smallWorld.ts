/**
 * A world of a few processes in which a detector can be watched closely: naive, slow and obvious. What becomes of a
 * message depends on its link, its kind and its place among those of that kind, so nothing that one pair does changes the
 * luck of another, no service that of the detector inside, and an early wake nobody's.
 */
import type { AnyDetector, Duration, Message, Opinion, Port, ProcessId, Signal, Start, Time, Via } from '../../src/contract.ts';
import { mix } from '../random.ts';

/** What becomes of a message. */
export interface Fate { readonly travel: Duration; readonly lost: boolean; readonly twice: boolean }

/** The process ends; or ends, and begins again as the next incarnation. */
export interface Turn { readonly at: Time; readonly process: ProcessId; readonly kind: 'crash' | 'restart' }

export interface Setting {
  readonly params: unknown;
  readonly watches: readonly (readonly ProcessId[])[];
  /** By process; '' where there are none. */
  readonly roles?: readonly string[];
  readonly fates: readonly Fate[];
  readonly turns: readonly Turn[];
  readonly horizon: Time;
  readonly luck: number;
}

export interface Call { readonly at: Time; readonly process: ProcessId; readonly call: 'trust' | 'suspect' | 'fail'; readonly peer: ProcessId }
export interface Letter {
  readonly from: ProcessId; readonly to: ProcessId; readonly sent: Time; readonly arrives: Time; readonly message: Message;
  readonly incarnation: number; readonly order: number;
}

/** One handler has returned. */
export interface Moment {
  readonly at: Time;
  readonly process: ProcessId;
  readonly why: 'init' | 'receive' | 'wake' | 'early';
  readonly state: unknown;
  readonly calls: readonly Call[];
  readonly sends: number;
}

export interface Play {
  readonly calls: readonly Call[];
  readonly letters: readonly Letter[];
  readonly received: readonly Letter[];
  /** What each process thinks of each that it watches, at the end; by monitor, then in the order of `watches`. */
  readonly opinions: readonly (readonly Opinion[])[];
  readonly running: readonly boolean[];
}

export interface Meddling {
  /** Wake everybody then, due or not. */
  readonly early?: readonly Time[];
  /** Put a clone in the place of the state after every step. */
  readonly cloning?: boolean;
  /** Other luck for the links to and from this process. */
  readonly unlucky?: ProcessId;
  /** Told of every step. A sentence ends the play with that error. */
  readonly watch?: (moment: Moment) => string | null;
  /** Letters that vanish at their arrival. */
  readonly intercept?: (letter: Letter, received: readonly Letter[]) => boolean;
}

/** A detector that breaks the contract so that the play cannot go on. */
export class Foul extends Error { override readonly name = 'Foul'; }

const never = Number.MAX_SAFE_INTEGER;

export function play(detector: AnyDetector, setting: Setting, meddling: Meddling = {}): Play {
  return new SmallWorld(detector, setting, meddling).run();
}

class SmallWorld {
  private now: Time = 0;
  private readonly states: unknown[] = [];
  private readonly incarnations: number[];
  private readonly running: boolean[];
  private readonly draws: number[];
  private readonly ordinals = new Map<string, number>();
  private readonly streams = new Map<string, Time>();
  private readonly calls: Call[] = [];
  private readonly letters: Letter[] = [];
  private readonly received: Letter[] = [];
  private readonly post: Letter[] = [];
  private sends = 0;

  constructor(private readonly detector: AnyDetector, private readonly setting: Setting, private readonly meddling: Meddling) {
    this.incarnations = setting.watches.map(() => 0);
    this.running = setting.watches.map(() => true);
    this.draws = setting.watches.map(() => 0);
  }

  run(): Play {
    const { watches, turns, horizon } = this.setting;
    const script = turns.toSorted((a, b) => a.at - b.at);
    const early = [...(this.meddling.early ?? [])].sort((a, b) => a - b);
    watches.forEach((_, process) => this.init(process));
    for (;;) {
      const due = this.due();
      this.now = Math.min(script[0]?.at ?? never, this.post[0]?.arrives ?? never, due.at, early[0] ?? never);
      if (this.now > horizon) break;
      if (script[0]?.at === this.now) this.turn(script.shift()!);
      else if (this.post[0]?.arrives === this.now) this.deliver(this.post.shift()!);
      else if (due.at === this.now) this.wake(due.process);
      else this.early(early.shift()!);
    }
    const opinions = watches.map((peers, q) => peers.map(p => this.detector.opinion(this.states[q], p)));
    return { calls: this.calls, letters: this.letters, received: this.received, opinions, running: this.running };
  }

  /** The soonest deadline, the lowest process first. */
  private due(): { at: Time; process: ProcessId } {
    let soonest = { at: never, process: -1 };
    for (const [process, runs] of this.running.entries()) {
      const at = runs ? Math.max(this.now, this.detector.deadline(this.states[process])) : never;
      if (at < soonest.at) soonest = { at, process };
    }
    return soonest;
  }

  private init(process: ProcessId): void {
    const { watches, params } = this.setting;
    const durable = this.states[process] === undefined ? undefined : this.detector.durable?.(this.states[process]);
    const start: Start<unknown> = {
      self: process, roles: watches.map((_, p) => this.setting.roles?.[p] ?? ''), peers: watches.map((_, p) => p).filter(p => p !== process),
      watches: watches[process]!, watchedBy: watches.flatMap((peers, q) => peers.includes(process) ? [q] : []),
      params, now: this.now, incarnation: this.incarnations[process]!, durable,
    };
    this.step(process, 'init', port => { this.states[process] = this.detector.init(start, port); });
  }

  private wake(process: ProcessId): void {
    this.step(process, 'wake', port => this.detector.wake(this.states[process], this.now, port));
    const next = this.detector.deadline(this.states[process]);
    if (!(next > this.now)) throw new Foul(`at ${this.now} process ${process} was woken, and wants to be woken at ${next} again`);
  }

  private early(at: Time): void {
    for (const [process, runs] of this.running.entries()) {
      if (runs && this.detector.deadline(this.states[process]) > at) {
        this.step(process, 'early', port => this.detector.wake(this.states[process], at, port));
      }
    }
  }

  private turn({ process, kind }: Turn): void {
    if (kind === 'crash') {
      this.running[process] = false;
      return;
    }
    this.running[process] = true;
    this.incarnations[process]!++;
    this.init(process);
  }

  private deliver(letter: Letter): void {
    if (!this.running[letter.to] || this.meddling.intercept?.(letter, this.received)) return;
    this.received.push(letter);
    const message = letter.message as Message & Signal;
    this.step(letter.to, 'receive', port => this.detector.receive(this.states[letter.to], this.now, letter.from, message, port));
  }

  private step(process: ProcessId, why: Moment['why'], handler: (port: Port) => void): void {
    const [calls, sends] = [this.calls.length, this.sends];
    handler(this.port(process));
    if (this.meddling.cloning) this.states[process] = structuredClone(this.states[process]);
    const { watch } = this.meddling;
    if (!watch) return;
    const wrong = watch({ at: this.now, process, why, state: this.states[process], calls: this.calls.slice(calls), sends: this.sends - sends });
    if (wrong !== null) throw new Foul(wrong);
  }

  private port(process: ProcessId): Port {
    const call = (name: Call['call']) => (peer: ProcessId): void => void this.calls.push({ at: this.now, process, call: name, peer });
    return {
      random: () => this.random(process), send: (to, message, via) => this.send(process, to, message, via),
      close: () => undefined, note: () => undefined, trust: call('trust'), suspect: call('suspect'), fail: call('fail'),
    };
  }

  private random(process: ProcessId): number {
    const word = mix(mix(this.setting.luck ^ mix(process + 1)) + mix(this.incarnations[process]! + 77) + this.draws[process]!++);
    return (word >>> 0) / 2 ** 32;
  }

  private fate(from: ProcessId, to: ProcessId, kind: string): Fate {
    const { fates } = this.setting;
    const link = `${from}→${to} ${kind}`;
    const order = this.ordinals.get(link) ?? 0;
    this.ordinals.set(link, order + 1);
    const other = this.meddling.unlucky === from || this.meddling.unlucky === to ? 1_000 : 0;
    return fates[(mix(from * 64 + to + other) + order >>> 0) % fates.length]!;
  }

  /** A stream loses nothing and keeps its order; that is all this world knows of streams. */
  private send(from: ProcessId, to: ProcessId, message: Message, via: Via = 'datagram'): void {
    this.sends++;
    const { travel, lost, twice } = this.fate(from, to, message.kind);
    const link = `${from}→${to}`;
    const stream = via === 'stream';
    const arrives = stream ? Math.max(this.now + travel, this.streams.get(link) ?? 0) : this.now + travel;
    if (stream) this.streams.set(link, arrives);
    const letter = { from, to, sent: this.now, arrives, message: frozen(message), incarnation: this.incarnations[from]!, order: this.letters.length };
    this.letters.push(letter);
    if (stream || !lost) this.mail(letter);
    if (!stream && !lost && twice) this.mail({ ...letter, arrives: arrives + travel });
  }

  /** Into the order of arrival, from the end: most are the last to arrive, or nearly. */
  private mail(letter: Letter): void {
    let place = this.post.length;
    while (place > 0 && later(this.post[place - 1]!, letter)) place--;
    this.post.splice(place, 0, letter);
  }
}

const later = (a: Letter, b: Letter): boolean =>
  (a.arrives - b.arrives || a.to - b.to || a.from - b.from || a.order - b.order) > 0;

/** A message goes to many peers: whoever changes one is found out. */
function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
}
