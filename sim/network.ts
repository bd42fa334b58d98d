/**
 * The network: propagation first, a pure function of (seed, link, true send instant, kind, copy, duplicate); then what
 * traffic can change: the queue of a link of finite bandwidth, and order.
 */
import type { Message, ProcessId, Time, Via } from '../src/contract.ts';
import { Rank, type Core, type Kind } from './core.ts';
import { DetectorError } from './detectorError.ts';
import type { MessageParams, Overlay } from './faults/fault.ts';
import { sampleLatency } from './latencies/index.ts';
import { addLink, takeSlot } from './links.ts';
import type { Loss } from './losses/loss.ts';
import { hashText, subkey } from './random.ts';
import type { Choice, LinkSpec } from './scenario.ts';
import { Row, causes, type Cause } from './trace.ts';
import { Region, Weather } from './weather.ts';

/** A chosen law with its table entry looked up, once. */
interface Spec extends LinkSpec { readonly lossLaw: Loss<unknown, unknown> | null }

export class Network {
  private readonly specs: readonly Spec[];
  private readonly specOf = new Map<number, number>();
  private readonly scripted = new Map<string, MessageParams>();
  /** Of the message at hand. */
  private readonly weather = new Weather();
  private readonly n: number;
  /** Who sends what goes by stream: the transport, which needs the network first. */
  byStream: (from: ProcessId, to: ProcessId, kind: number, message: Message, size: number) => void = () => undefined;
  private lastMessage: Message = { kind: '' };
  private lastKind = -1;

  constructor(private readonly core: Core) {
    const { scenario } = core;
    this.n = scenario.processes.length;
    this.specs = [scenario.network, ...scenario.links.map(link => link.spec)].map(spec => this.prepare(spec));
    scenario.links.forEach((link, i) => this.specOf.set(link.from * this.n + link.to, i + 1));
    for (const fault of scenario.faults) {
      if (fault.kind !== 'message') continue;
      const line = fault.params as unknown as MessageParams;
      this.scripted.set([line.from, line.to, line.sent, line.message, line.copy].join(' '), line);
    }
  }

  /** @throws DetectorError for what is no message, or goes to nobody */
  send(from: ProcessId, to: ProcessId, message: Message, via: Via | undefined): void {
    const kind = this.kindOf(from, message);
    if (!(to >= 0 && to < this.n) || to === from || to % 1 !== 0) {
      throw new DetectorError(this.core.world.now, from, `sends ${message.kind} to ${to === from ? 'itself' : `process ${String(to)}, which is nobody`}`);
    }
    const size = sizeOf(this.core.kinds[kind]!, message);
    this.count(from, kind, size);
    if (via === 'stream') this.byStream(from, to, kind, message, size);
    else this.transmit(from, to, kind, message, size, 0);
  }

  /** A packet of connection `id`; what it carries is the transport's affair. */
  packet(from: ProcessId, to: ProcessId, kind: number, payload: unknown, size: number, id: number): void {
    this.transmit(from, to, kind, payload, size, id);
  }

  count(from: ProcessId, kind: number, size: number): void {
    const { world, kinds } = this.core;
    if (!(size >= 0)) throw new DetectorError(world.now, from, `sends ${kinds[kind]!.name} of ${size} bytes`);
    const column = from * kinds.length + kind;
    world.messages[column]!++;
    world.bytes[column]! += size;
  }

  specOfLink(from: ProcessId, to: ProcessId): LinkSpec {
    return this.specs[this.specOf.get(from * this.n + to) ?? 0]!;
  }

  /** The kernel of an ended process answers a datagram. */
  unreachable(from: ProcessId, to: ProcessId): void {
    const kind = 'transport.unreachable';
    this.transmit(from, to, this.core.kindOf.get(kind)!, { kind }, 36, 0);
  }

  private transmit(from: ProcessId, to: ProcessId, kind: number, message: unknown, size: number, stream: number): void {
    const { world } = this.core;
    const link = this.linkOf(from, to);
    const copy = this.copyOf(link, kind);
    const spec = this.specs[world.links.spec[link]!]!;
    const overlays = world.overlays.length === 0 ? none : world.overlays.filter(o => o.from.includes(from) && o.to.includes(to));
    this.identify(link, spec, kind, copy);
    const lost = this.isLost(link, spec, overlays, stream !== 0);
    const delay = this.delayOf(spec, overlays);
    const cause = this.obstacle(from, to, lost);
    const wait = cause === null ? this.queueFor(from, to, link, spec, overlays, size) : 0;
    const script = this.scripted.size === 0 ? undefined : this.scripted.get([from, to, world.now, this.core.kinds[kind]!.name, copy].join(' '));
    const extra = script ? script.do.delay : 0;
    const arrival = world.now + wait + Math.max(1, delay) + extra;
    const fate = cause ?? (wait < 0 ? 'queueFull' : script?.do.drop ? 'script' : null);
    this.dispatch(from, to, link, kind, copy, 0, message, stream, this.inOrder(link, spec, arrival, fate), fate);
    if (fate === null && spec.duplicate > 0) this.duplicate(from, to, link, spec, overlays, kind, copy, message, stream);
  }

  private duplicate(from: ProcessId, to: ProcessId, link: number, spec: Spec, overlays: readonly Overlay[], kind: number, copy: number, message: unknown, stream: number): void {
    if (!this.weather.region(Region.duplicate).below(spec.duplicate)) return;
    this.weather.duplicate();
    const arrival = this.core.world.now + Math.max(1, this.delayOf(spec, overlays));
    this.dispatch(from, to, link, kind, copy, 1, message, stream, this.inOrder(link, spec, arrival, null), null);
  }

  private dispatch(from: ProcessId, to: ProcessId, link: number, kind: number, copy: number, duplicate: number, message: unknown, stream: number, arrival: Time, fate: Cause | null): void {
    const { core } = this;
    if (fate !== null) {
      core.packetRow(Row.loses, from, to, arrival, kind + (causes.indexOf(fate) << 16));
      return;
    }
    core.packetRow(Row.sends, from, to, arrival, kind);
    if (arrival > core.scenario.horizon) return;
    const { packets } = core.world;
    const slot = takeSlot(packets);
    packets.from[slot] = from;
    packets.to[slot] = to;
    packets.link[slot] = link;
    packets.kind[slot] = kind;
    packets.copy[slot] = copy;
    packets.duplicate[slot] = duplicate;
    packets.stream[slot] = stream;
    packets.sentAt[slot] = core.world.now;
    packets.message[slot] = message;
    core.push(arrival, Rank.delivery, slot);
  }

  private linkOf(from: ProcessId, to: ProcessId): number {
    const { links } = this.core.world;
    const known = links.rows.get(from * this.n + to);
    if (known !== undefined) return known;
    const spec = this.specOf.get(from * this.n + to) ?? 0;
    const link = addLink(links, from, to, this.n, this.core.root, spec);
    const { lossLaw, loss } = this.specs[spec]!;
    links.loss[link] = lossLaw === null ? null : lossLaw.init(loss!.params, subkey(this.core.root, from, to, Region.loss));
    return link;
  }

  /** The ordinal of this message among those of its kind on its link at this instant. */
  private copyOf(link: number, kind: number): number {
    const { world } = this.core;
    const { links, copies } = world;
    if (links.instant[link] !== world.now) {
      links.instant[link] = world.now;
      links.firstKind[link] = kind;
      return 0;
    }
    if (world.copiesAt !== world.now) {
      copies.clear();
      world.copiesAt = world.now;
    }
    const row = link * this.core.kinds.length + kind;
    const copy = copies.get(row) ?? (links.firstKind[link] === kind ? 1 : 0);
    copies.set(row, copy + 1);
    return copy;
  }

  private identify(link: number, spec: Spec, kind: number, copy: number): void {
    const { links, now } = this.core.world;
    const { keyA, keyB } = links;
    if (spec.coherence > 0) this.weather.identify(keyA[link]!, keyB[link]!, Math.floor(now / spec.coherence), 0);
    else this.weather.identify(keyA[link]!, keyB[link]!, now, this.core.kinds[kind]!.hash + copy);
  }

  /** The base law always runs on beneath an overlay. */
  private isLost(link: number, spec: Spec, overlays: readonly Overlay[], isStream: boolean): boolean {
    const { world } = this.core;
    const { lossLaw } = spec;
    let lost = lossLaw !== null && !(isStream && sparesStreams(spec.loss!)) && lossLaw.lost(spec.loss!.params, world.links.loss[link], world.now, this.weather.region(Region.loss));
    for (const overlay of overlays) {
      if (overlay.loss && !(isStream && sparesStreams(overlay.loss))) lost = this.overlaidLoss(overlay.loss, overlay.fault, link);
    }
    return lost;
  }

  private overlaidLoss(choice: Choice, fault: string, link: number): boolean {
    const { world, root } = this.core;
    const law = this.lossLaw(choice);
    const { overlaid, from, to } = world.links;
    const name = `${fault} ${from[link]} ${to[link]}`;
    if (!overlaid.has(name)) overlaid.set(name, law.init(choice.params, subkey(root, hashText(name))));
    return law.lost(choice.params, overlaid.get(name), world.now, this.weather.region(hashText(fault)));
  }

  private delayOf(spec: Spec, overlays: readonly Overlay[]): number {
    let law = spec.latency;
    let extra = 0;
    for (const overlay of overlays) {
      law = overlay.latency ?? law;
      extra += overlay.add;
    }
    if (spec.reorder > 0 && this.weather.region(Region.reorder).below(spec.reorder)) extra += spec.reorderBy;
    return sampleLatency(law, this.weather.region(Region.latency), this.core.registry.latencies, this.core.world.now) + extra;
  }

  private obstacle(from: ProcessId, to: ProcessId, lost: boolean): Cause | null {
    const { processes, cuts } = this.core.world;
    if (processes.blackholed[from]! > 0 && !this.core.shareHost(from, to)) return 'blackhole';
    if (cuts.size > 0 && cuts.has(from * this.n + to)) return 'cut';
    return lost ? 'loss' : null;
  }

  /** How long the packet waits and takes to be put on the wire; −1 when the queue has no room. */
  private queueFor(from: ProcessId, to: ProcessId, link: number, spec: Spec, overlays: readonly Overlay[], size: number): number {
    const bandwidth = overlays.reduce((width, overlay) => overlay.bandwidth || width, spec.bandwidth) * (1 - spec.background);
    if (bandwidth <= 0) return 0;
    const { world } = this.core;
    const wait = Math.max(0, world.links.busyUntil[link]! - world.now);
    if ((wait * bandwidth) / 8e6 > spec.queue - size) {
      world.queueDrops++;
      return -1;
    }
    const done = wait + Math.ceil((size * 8e6) / bandwidth);
    world.links.busyUntil[link] = world.now + done;
    if (wait > 0) {
      world.queued++;
      world.queueWait += wait;
      if (wait > (world.busiest?.wait ?? 0)) world.busiest = { from, to, wait };
    }
    return done;
  }

  private inOrder(link: number, spec: Spec, arrival: Time, fate: Cause | null): Time {
    if (spec.order === 'free' || fate !== null) return arrival;
    const { lastArrival } = this.core.world.links;
    lastArrival[link] = Math.max(arrival, lastArrival[link]!);
    return lastArrival[link]!;
  }

  private kindOf(from: ProcessId, message: Message): number {
    if (message === this.lastMessage) return this.lastKind;
    const kind = this.core.kindOf.get(message?.kind);
    if (kind === undefined || this.core.kinds[kind]!.purpose === null) {
      throw new DetectorError(this.core.world.now, from, `sends a message of kind ${JSON.stringify(message?.kind)}, which its table does not list`);
    }
    this.lastMessage = message;
    this.lastKind = kind;
    return kind;
  }

  private lossLaw(choice: Choice): Loss<unknown, unknown> {
    return this.core.registry.losses[choice.kind] as Loss<unknown, unknown>;
  }

  private prepare(spec: LinkSpec): Spec {
    return { ...spec, lossLaw: spec.loss ? this.lossLaw(spec.loss) : null };
  }
}

const none: readonly Overlay[] = [];

const sparesStreams = (loss: Choice): boolean => loss.params.applies === 'datagram';

const sizeOf = (kind: Kind, message: Message): number => (typeof kind.bytes === 'number' ? kind.bytes : kind.bytes(message));
