/** A watched link, and what becomes of the beats on it: what the network does to a datagram, where nothing else can. */
import type { Duration, ProcessId, Time } from '../../src/contract.ts';
import { NEVER } from '../../src/time.ts';
import { sampleLatency } from '../sampleLatency.ts';
import type { Loss } from '../losses/loss.ts';
import { subkey, type Key } from '../random.ts';
import type { Registry } from '../registry.ts';
import type { LinkSpec } from '../scenario.ts';
import { Region, Weather } from '../weather.ts';

export class Link {
  readonly key: Key;
  /** Of the message last sent: when it arrives, and when the copy does that the network made; NEVER for not at all. */
  arrival: Time = NEVER;
  twin: Time = NEVER;
  private readonly law: Loss<unknown, unknown> | null;
  private readonly state: unknown;
  private readonly weather = new Weather();
  private lastArrival = 0;

  constructor(root: Key, from: ProcessId, to: ProcessId, readonly spec: LinkSpec, private readonly registry: Registry) {
    this.key = subkey(root, from, to);
    this.law = spec.loss === null ? null : registry.losses[spec.loss.kind] as Loss<unknown, unknown>;
    this.state = this.law?.init(spec.loss!.params, subkey(root, from, to, Region.loss)) ?? null;
  }

  /** Sends a message of the kind and copy that `word` stands for. Instants must not fall: some laws remember. */
  send(now: Time, word: number): void {
    const { spec, weather } = this;
    if (spec.coherence > 0) weather.identify(this.key.a, this.key.b, Math.floor(now / spec.coherence), 0);
    else weather.identify(this.key.a, this.key.b, now, word);
    const lost = this.law !== null && this.law.lost(spec.loss!.params, this.state, now, weather.region(Region.loss));
    this.arrival = lost ? NEVER : this.inOrder(now + Math.max(1, this.delay(now)));
    this.twin = lost || spec.duplicate === 0 ? NEVER : this.twinOf(now);
  }

  private twinOf(now: Time): Time {
    if (!this.weather.region(Region.duplicate).below(this.spec.duplicate)) return NEVER;
    this.weather.duplicate();
    return this.inOrder(now + Math.max(1, this.delay(now)));
  }

  private delay(now: Time): Duration {
    const { spec, weather } = this;
    const held = spec.reorder > 0 && weather.region(Region.reorder).below(spec.reorder) ? spec.reorderBy : 0;
    return sampleLatency(spec.latency, weather.region(Region.latency), this.registry.latencies, now) + held;
  }

  private inOrder(arrival: Time): Time {
    if (this.spec.order === 'free') return arrival;
    this.lastArrival = Math.max(arrival, this.lastArrival);
    return this.lastArrival;
  }
}
