/**
 * One monitored pair, walked alone: the sender's beats, the weather of their link and the monitor's own estimator, without
 * an engine. The very draws of a run, and the code that judges in one, so that what it finds is what the run would find.
 */
import type { AnyEstimator, Port, ProcessId, Time } from '../../src/contract.ts';
import { pushWith, type PushParams } from '../../src/detectors/pushWith.ts';
import { hear, settleDue, type Watchlist } from '../../src/detectors/watchlist.ts';
import { NEVER } from '../../src/time.ts';
import { clocks, localTime, trueTime, type ClockData } from '../clock.ts';
import { sampleLatency } from '../sampleLatency.ts';
import type { Loss } from '../losses/loss.ts';
import { Draw, hashText, rootKey, subkey, type Key } from '../random.ts';
import type { Registry } from '../registry.ts';
import type { LinkSpec, Scenario } from '../scenario.ts';
import { Region, Weather } from '../weather.ts';
import { cloned } from './cloned.ts';

/** The pair: who watches whom. */
export interface Pair { readonly monitor: ProcessId; readonly monitored: ProcessId }

/** A beat on its way. */
interface Flight { readonly at: Time; readonly seq: number; readonly sentAt: Time }

/** All of a pair at one instant. Plain data: a copy of it is a branch. */
export interface Particle {
  now: Time;
  /** The key of the link's weather from now on. */
  key: Key;
  readonly loss: unknown;
  list: Watchlist;
  /** Whether the list is that of the original, not to be changed. */
  borrows: boolean;
  seq: number;
  /** By the sender's clock, and by true time. */
  nextBeat: Time;
  sendsAt: Time;
  /** Soonest first. */
  readonly flights: Flight[];
  /** The newest beat heard, −1 before the first; and how many were taken in trust since the last mistake, NEVER before there was one. */
  newest: number;
  calm: number;
  lastArrival: Time;
  /**
   * Of a beat whose delay is being drawn, digit by digit from the slow end: how many digits are known to be 0, −1 for none
   * at all; and the share of delays that are longer.
   */
  digits: number;
  share: number;
}

const kind = 'push.beat';
const kindHash = hashText(kind);
/** The share of delays that are longer, once so many digits of it (each one of four) are known to be 0. */
export const shares: readonly number[] = Array.from({ length: 41 }, (_, digits) => Array.from({ length: digits }).reduce((share: number) => share / 4, 1));

export class Lane {
  readonly params: PushParams;
  readonly spec: LinkSpec;
  private readonly estimator: AnyEstimator;
  private readonly lossLaw: Loss<unknown, unknown> | null;
  private readonly slowness: ((share: number) => number) | null;
  private readonly clock: ClockData;
  private readonly weather = new Weather();
  private readonly draw = new Draw();
  /** Set by the port when the monitor begins to suspect. */
  private mistaken = false;
  private readonly port: Port<never>;
  /** The shortest delay, or less. */
  readonly leastDelay: number;
  /** Beats sent so far, by all particles. */
  beats = 0;

  constructor(readonly scenario: Scenario, private readonly registry: Registry, readonly pair: Pair) {
    const { processes, hosts, links, network } = scenario;
    this.params = processes[pair.monitored]!.params as PushParams;
    this.spec = links.find(({ from, to }) => from === pair.monitored && to === pair.monitor)?.spec ?? network;
    this.estimator = registry.estimators[this.judge.estimator.kind]!;
    this.lossLaw = this.spec.loss ? registry.losses[this.spec.loss.kind] as Loss<unknown, unknown> : null;
    this.slowness = slownessOf(this.spec, registry);
    this.leastDelay = this.slowness === null ? 1 : this.delayBeyond(1 - shares[20]!);
    const own = processes.map(process => hosts[process.host]!);
    this.clock = clocks(own.map(host => host.offset), own.map(host => host.driftPpm));
    const ignored = (): void => undefined;
    this.port = {
      random: () => 0, send: ignored, close: ignored, note: ignored, trust: ignored, fail: ignored, suspect: () => { this.mistaken = true; },
    };
  }

  /** What the monitor judges by. */
  get judge(): PushParams { return this.scenario.processes[this.pair.monitor]!.params as PushParams; }

  /** Whether delays can be drawn digit by digit. */
  get hasTail(): boolean { return this.slowness !== null; }


  /** The share of beats that are lost, where the law's parameters say it; else 0. */
  get averageLoss(): number {
    const { average = 0, toBad = -1, toGood = 1, lossInGood = 0, lossInBad = 1 } = (this.spec.loss?.params ?? {}) as Readonly<Record<string, number>>;
    return toBad < 0 ? average : (toBad * lossInBad + toGood * lossInGood) / Math.max(1e-300, toBad + toGood);
  }

  /** The pair as it starts in a run of that seed. */
  start(seed: string): Particle {
    const { monitor, monitored } = this.pair;
    const root = rootKey(seed);
    const sender = this.begin(monitored, root);
    const { list } = this.begin(monitor, root);
    const key = subkey(root, monitored, monitor);
    const loss = this.lossLaw === null ? null : this.lossLaw.init(this.spec.loss!.params, subkey(root, monitored, monitor, Region.loss));
    return {
      now: 0, key, loss, list, borrows: false, seq: 0, nextBeat: sender.nextBeat, sendsAt: this.trueTimeOf(sender.nextBeat), flights: [],
      newest: -1, calm: NEVER, lastArrival: 0, digits: -1, share: 1,
    };
  }

  /** Lets the soonest event happen: a send, an arrival, a look of the monitor, or one more digit of a delay. Answers whether a mistake began. */
  step(particle: Particle, digits: number): boolean {
    this.mistaken = false;
    if (particle.digits >= 0) this.drawOn(particle, digits);
    else {
      const arrives = particle.flights.length > 0 ? particle.flights[0]!.at : NEVER;
      const looks = this.wakesAt(particle);
      if (arrives <= looks && arrives <= particle.sendsAt) this.arrive(particle);
      else if (looks <= particle.sendsAt) this.look(particle, looks);
      else this.send(particle, digits);
    }
    return this.mistaken;
  }

  /**
   * A copy whose weather is its own from now on: `word` tells it from its siblings. Most copies end before the monitor has
   * heard or looked again, so it borrows the monitor's list until then: the original must wait, or be let go by `part`.
   */
  branch(particle: Particle, word: number): Particle {
    const copy = { ...particle, loss: cloned(particle.loss), flights: particle.flights.slice(), borrows: true };
    copy.key = subkey(particle.key, particle.now | 0, Math.floor(particle.now / 0x1_0000_0000), particle.digits, word);
    this.lossLaw?.branch?.(this.spec.loss!.params, copy.loss, copy.now, subkey(copy.key, Region.loss));
    if (copy.digits >= 0) copy.share = this.draw.start(copy.key.a, copy.key.b).absorb(Region.latency).next() * shares[copy.digits]!;
    return copy;
  }

  /** A branch that outlasts the next step of the original. */
  part(particle: Particle, word: number): Particle {
    const copy = this.branch(particle, word);
    own(copy);
    return copy;
  }

  /** When the monitor begins to suspect if nothing more is heard, by true time. Before now where it does already. */
  decidesAt({ list }: Particle): Time {
    return list.trusted[0] === 0 ? 0 : this.trueTimeAt(this.pair.monitor, list.due[0]!);
  }

  /** The delay that this share of the beats exceeds. */
  delayBeyond(share: number): number {
    return Math.max(1, this.slowness!(share));
  }

  private begin(process: ProcessId, root: Key): { list: Watchlist; nextBeat: Time } {
    const { scenario, pair } = this;
    const key = subkey(root, hashText('process'), process, 0);
    let draws = 0;
    const port: Port = { ...this.port, random: () => this.draw.start(key.a, key.b).absorb(draws++).next() };
    const watchedBy = scenario.watches.flatMap((peers, monitor) => (peers.includes(process) ? [monitor] : []));
    return pushWith(this.registry.estimators).init({
      self: process, roles: scenario.processes.map(({ role }) => role), peers: [], watchedBy,
      watches: process === pair.monitor ? [pair.monitored] : scenario.watches[process]!,
      params: scenario.processes[process]!.params as PushParams, now: localTime(this.clock, process, 0), incarnation: 0,
    }, port);
  }

  private send(particle: Particle, digits: number): void {
    const now = particle.now = particle.sendsAt;
    this.beats++;
    this.weather.identify(particle.key.a, particle.key.b, now, kindHash);
    if (this.lossLaw?.lost(this.spec.loss!.params, particle.loss, now, this.weather.region(Region.loss))) {
      this.plan(particle);
    } else if (digits > 0) {
      particle.share = this.weather.region(Region.latency).next();
      particle.digits = 0;
    } else {
      this.fly(particle, sampleLatency(this.spec.latency, this.weather.region(Region.latency), this.registry.latencies, now));
    }
  }

  private drawOn(particle: Particle, digits: number): void {
    if (particle.digits < digits && particle.share < shares[particle.digits + 1]!) particle.digits++;
    else {
      particle.digits = -1;
      this.fly(particle, this.slowness!(particle.share));
    }
  }

  private fly(particle: Particle, delay: number): void {
    const { flights, now } = particle;
    let at = now + Math.max(1, delay);
    if (this.spec.order === 'fifo') at = particle.lastArrival = Math.max(at, particle.lastArrival);
    let place = flights.length;
    while (place > 0 && flights[place - 1]!.at > at) place--;
    flights.splice(place, 0, { at, seq: particle.seq, sentAt: localTime(this.clock, this.pair.monitored, now) });
    this.plan(particle);
  }

  private plan(particle: Particle): void {
    const { monitored } = this.pair;
    const { pacing, interval } = this.params;
    particle.seq++;
    particle.nextBeat = (pacing === 'fixedDelay' ? localTime(this.clock, monitored, particle.now) : particle.nextBeat) + interval;
    particle.sendsAt = this.trueTimeOf(particle.nextBeat);
  }

  private arrive(particle: Particle): void {
    const { at, seq, sentAt } = particle.flights.shift()!;
    particle.now = at;
    own(particle);
    if (seq > particle.newest) particle.newest = seq;
    hear(particle.list, this.estimator, 0, localTime(this.clock, this.pair.monitor, at), { incarnation: 0, seq, sentAt }, this.port);
    if (this.mistaken) particle.calm = 0;
    else if (particle.list.trusted[0] === 1) particle.calm++;
  }

  private look(particle: Particle, at: Time): void {
    particle.now = at;
    own(particle);
    const { list } = particle;
    settleDue(list, this.estimator, localTime(this.clock, this.pair.monitor, at), this.port);
    if (this.mistaken) particle.calm = 0;
  }

  private wakesAt({ list, now }: Particle): Time {
    return Math.max(now, this.trueTimeAt(this.pair.monitor, list.next));
  }

  private trueTimeOf(local: Time): Time { return this.trueTimeAt(this.pair.monitored, local); }

  private trueTimeAt(process: ProcessId, local: Time): Time {
    return trueTime(this.clock, process, local);
  }
}

/** The law of delay read from its slow end, where it can be. */
function slownessOf({ latency }: LinkSpec, registry: Registry): ((share: number) => number) | null {
  const law = registry.latencies[latency.kind]!;
  return law.beyond ? share => law.beyond!(latency.params, share) : null;
}

/** Makes a borrowed list its own: a copy that shares only what nobody changes. */
function own(particle: Particle): void {
  if (!particle.borrows) return;
  const { list } = particle;
  const { estimates, incarnations, trusted, due, guard } = list;
  particle.borrows = false;
  particle.list = {
    ...list, estimates: [cloned(estimates[0])], incarnations: incarnations.slice(), trusted: trusted.slice(), due: due.slice(),
    guard: guard && { ...guard },
  };
}
