/**
 * The contract that every failure detector, service and estimator keeps.
 *
 * A detector is a table of functions over a plain-data state. Time comes in as an argument, effects go out through a
 * port that only records, and it never sets a timer: it answers when it next wants waking. So one simulator, one UDP
 * driver and one set of laws serve them all, and `structuredClone(state)` is a snapshot.
 */
import type { Duration, Time } from './time.ts';
import type { ParameterTable } from './parameters.ts';

export type { Duration, Time, ParameterTable };

/** Dense, 0 … n−1: it indexes columns. */
export type ProcessId = number;
export type Via = 'datagram' | 'stream';

/**
 * Most detectors use two. `failed` is the strongest verdict that this detector can now give of that peer; where it has
 * one verdict of a peer but two of others, it calls `fail`. A peer that it forgets keeps its last verdict.
 */
export type Opinion = 'trusted' | 'suspected' | 'failed';

/** What a message is for, so that load can be told apart. */
export type Purpose = 'heartbeat' | 'ack' | 'gossip' | 'relay' | 'election' | 'application';

/** `kind` is 'owner.name'. Immutable: one object may go to many peers. */
export interface Message { readonly kind: string }

/** Made by the world, never sent. */
export interface Signal extends Message {
  readonly kind: 'transport.opened' | 'transport.refused' | 'transport.reset' | 'transport.unreachable';
}

/** What a service did. */
export type Note =
  /** Believes that it leads, or no longer. */
  | { readonly kind: 'claims' | 'yields'; readonly resource: number; readonly epoch: number }
  /** Would serve a request now, on authority held until (its own clock) …; NEVER for unbounded. */
  | { readonly kind: 'acts'; readonly resource: number; readonly epoch: number; readonly until: Time }
  /** By a client. */
  | { readonly kind: 'invokes' | 'acknowledged'; readonly resource: number; readonly operation: number; readonly access: 'read' | 'write' }
  | { readonly kind: 'accepts' | 'stores' | 'fences' | 'discards'; readonly resource: number; readonly operation: number; readonly epoch: number }
  /** A read, and the newest write in it. */
  | { readonly kind: 'serves'; readonly resource: number; readonly operation: number; readonly reflects: number; readonly epoch: number }
  /** A named step on the way: routed, restarted, evicted, sdown, newLeader … */
  | { readonly kind: 'reaches'; readonly milestone: string; readonly about: ProcessId };

/** Where effects go. Calls are recorded in order and performed after the handler returns. */
export interface Port<M extends Message = Message> {
  /** Uniform in [0, 1), from this process's own stream. */
  random(): number;
  send(to: ProcessId, message: M, via?: Via): void;
  /** Closes the stream to that peer, if one is open. */
  close(to: ProcessId): void;
  /** Also at the first accepted evidence of a peer, or of a new incarnation, even if already trusted: that ends `unheard`. */
  trust(peer: ProcessId): void;
  suspect(peer: ProcessId): void;
  fail(peer: ProcessId): void;
  note(event: Note): void;
}

export interface Start<P> {
  readonly self: ProcessId;
  /** The role of every process, by id; '' where it has none. */
  readonly roles: readonly string[];
  /** Whom it may talk to. */
  readonly peers: readonly ProcessId[];
  readonly watches: readonly ProcessId[];
  readonly watchedBy: readonly ProcessId[];
  readonly params: P;
  readonly now: Time;
  /** 0 at first, one more after each restart. */
  readonly incarnation: number;
  /** What survived the crash. */
  readonly durable?: unknown;
}

/** One process's failure-detection protocol. S is plain data: `structuredClone(S)` is a snapshot. */
export interface Detector<P, S, M extends Message> {
  readonly name: string;
  /** What it is, in one sentence: for pickers and `flatline describe`. */
  readonly summary?: string;
  readonly parameters: ParameterTable<P>;
  /** Which of its host's clocks `now` is read from; 'monotonic' (drifts, never steps) by default. */
  readonly clock?: 'monotonic' | 'wall' | ((params: P) => 'monotonic' | 'wall');
  readonly messages: {
    readonly [K in M['kind']]: { readonly purpose: Purpose; readonly bytes: number | ((message: Extract<M, { kind: K }>) => number) };
  };
  /** Effects follow in the same step; nothing is received before. */
  init(start: Start<P>, port: Port<M>): S;
  receive(state: S, now: Time, from: ProcessId, message: M | Signal, port: Port<M>): void;
  wake(state: S, now: Time, port: Port<M>): void;
  /** No later than the next instant at which `wake` would do something. Earlier is allowed, and harmless. After a due wake: later than now. */
  deadline(state: S): Time;
  opinion(state: S, peer: ProcessId): Opinion;
  /** For the inspector, on a restored state. `due`: when the opinion next changes if nothing more is heard, where that is later than its estimator has it. */
  watch?(state: S, peer: ProcessId): { readonly estimator: string; readonly state: unknown; readonly due?: Time } | undefined;
  /** Immutable: replaced, never changed in place; a new one is stored before that handler's sends. */
  durable?(state: S): unknown;
}

/** Any detector: how a registry and the engine hold one. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each keeps its own parameter, state and message types
export type AnyDetector = Detector<any, any, any>;

/**
 * What is done about a suspicion. A service is a detector made over another: it wraps the inner state, hears the inner
 * opinions before passing them on, and adds messages and deadlines of its own.
 */
export interface Service<P> {
  readonly name: string;
  /** What it is, in one sentence: for pickers and `flatline describe`. */
  readonly summary?: string;
  readonly parameters: ParameterTable<P>;
  /** 'none' where its own messages are the heartbeat: `over` then takes null, and throws over a detector. 'detector' by default. */
  readonly inner?: 'detector' | 'none';
  /** Roles of the processes by id: it may add processes (clients) behind the `count` that the scenario names. */
  roles(params: P, count: number): readonly string[];
  /** The detector that runs on every process. */
  over(inner: AnyDetector | null): AnyDetector;
}

/** The parameters of a service's detector: its own, and those of the detector inside. */
export interface ServiceParams<P> { readonly service: P; readonly inner: unknown }

/** One process's view of ONE other. A beat is ordered by (incarnation, seq). */
export interface Beat { readonly incarnation: number; readonly seq: number; /** The sender's clock. */ readonly sentAt: Time }

/** What an estimator makes of what it has heard, to be drawn and told. Silences count from `since`, in microseconds. */
export interface Portrait {
  /** What suspicion is called, in a sentence that ends in "reached 8". */
  readonly name: string;
  readonly formula: string;
  /** For an axis. */
  readonly symbol: string;
  readonly kind: 'number' | 'share' | 'count' | 'duration';
  /** At how much of it is decided: the level is its share of this. */
  readonly threshold: number;
  /** From when silence counts, mostly the newest beat. */
  readonly since: Time;
  /** After how much silence the next beat would come, were it as each of those remembered; oldest first. */
  readonly samples: readonly number[];
  /** How many of the first of them were never measured, but assumed before the first beat. */
  readonly assumed: number;
  /** What the silence is made of at which it decides, in order: they add up to it. */
  readonly parts: readonly { readonly name: string; readonly length: number }[];
}

export interface Estimator<P, S> {
  readonly name: string;
  /** What it is, in one sentence: for pickers and `flatline describe`. */
  readonly summary?: string;
  readonly parameters: ParameterTable<P>;
  init(params: P, now: Time): S;
  observe(state: S, now: Time, beat: Beat): void;
  /** The freshness point τ: the first microsecond at which it is not trusted, if nothing more is heard. */
  freshUntil(state: S): Time;
  /** When trust begins again, for rules that restore it later than the beat; at once by default. */
  freshFrom?(state: S): Time;
  /** Suspicion as a share of the decision threshold: 1 is always the decision. For drawing and for laws. */
  level(state: S, now: Time): number;
  /** Mean, deviation, window size … for the inspector and the sentence of cause. Durations in microseconds. */
  explain?(state: S, now: Time): Readonly<Record<string, number>>;
  portrait?(state: S): Portrait;
  /** Of the law that it fits to its samples: how likely the next beat is to come after that much silence, per microsecond. */
  density?(state: S, silence: Duration): number;
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
export type AnyEstimator = Estimator<any, any>;

type Heard = (opinion: 'trust' | 'suspect' | 'fail', peer: ProcessId) => void;

/** A port for an inner detector: the service hears each opinion, then it is passed on. One per table, reused, never kept in a state. */
export interface Overhearing extends Port { readonly through: (port: Port, heard: Heard) => Port }

export function overhear(): Overhearing {
  let out!: Port;
  let heard!: Heard;
  const port: Overhearing = {
    through(to, hear) { out = to; heard = hear; return port; },
    random: () => out.random(),
    send: (to, message, via) => out.send(to, message, via),
    close: to => out.close(to),
    note: event => out.note(event),
    trust(peer) { heard('trust', peer); out.trust(peer); },
    suspect(peer) { heard('suspect', peer); out.suspect(peer); },
    fail(peer) { heard('fail', peer); out.fail(peer); },
  };
  return port;
}
