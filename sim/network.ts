/**
 * The network: propagation first, a pure function of (seed, link, true send instant, kind, copy, duplicate); then what
 * traffic can change: the queue of a link of finite bandwidth, and order.
 */
import type { Message, ProcessId, Time, Via } from '../src/contract.ts';
import { Rank, rankShift, type Core, type Kind } from './core.ts';
import { DetectorError } from './detectorError.ts';
import type { MessageParams, Overlay } from './faults/fault.ts';
import type { AnyLatency } from './latencies/latency.ts';
import { inOrder, queueFor } from './linkQueue.ts';
import { Numeral, Word, addLink, findLink, joins, packet, rowNumbers, rowWords } from './links.ts';
import type { Loss } from './losses/loss.ts';
import { hashText, subkey } from './random.ts';
import { latencyOf, sampleLatency, sampleLaw } from './sampleLatency.ts';
import type { Choice, LinkSpec } from './scenario.ts';
import { Row, causes, type Cause } from './trace.ts';
import { Region, Weather } from './weather.ts';
import { HotWord, hotWords } from './world.ts';

/** A chosen law with its table entry looked up, once. */
interface Spec extends LinkSpec {
  readonly lossLaw: Loss<unknown, unknown> | null;
  readonly latencyLaw: AnyLatency;
  /** Nothing but loss and latency: no queue, no order, no copies, no weather that messages share. */
  readonly plain: boolean;
}

export class Network {
  private readonly specs: readonly Spec[];
  private readonly specOf = new Map<number, number>();
  private readonly scripted = new Map<string, MessageParams>();
  /** Of the message at hand. */
  private readonly weather = new Weather();
  private readonly n: number;
  /** Who sends what goes by stream: the transport, which needs the network first. */
  byStream: (from: ProcessId, to: ProcessId, kind: number, message: Message, size: number) => void = () => undefined;
  /** And what closes its connections. */
  close: (from: ProcessId, to: ProcessId) => void = () => undefined;
  /** While somebody listens: of every packet that leaves, what it carries, and how many bytes that is. */
  heard: ((from: ProcessId, to: ProcessId, kind: number, copy: number, payload: unknown, size: number) => void) | null = null;
  private lastName = '';
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
    const { kinds, world: { now, messages } } = this.core;
    const kind = message?.kind === this.lastName ? this.lastKind : this.kindOf(from, message);
    if (!(to >= 0 && to < this.n) || to === from || to % 1 !== 0) {
      throw new DetectorError(now, from, `sends ${message.kind} to ${to === from ? 'itself' : `process ${String(to)}, which is nobody`}`);
    }
    const { bytes: fixed } = kinds[kind]!;
    if (typeof fixed === 'number' && fixed >= 0 && via !== 'stream') {
      (messages[kind] ??= new Float64Array(this.n))[from]!++;
      this.transmit(from, to, kind, message, fixed, 0);
    } else this.sendMeasured(from, to, kind, message, via);
  }

  private sendMeasured(from: ProcessId, to: ProcessId, kind: number, message: Message, via: Via | undefined): void {
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
    const { world: { now, messages, bytes }, kinds } = this.core;
    if (!(size >= 0)) throw new DetectorError(now, from, `sends ${kinds[kind]!.name} of ${size} bytes`);
    (messages[kind] ??= new Float64Array(this.n))[from]!++;
    if (variesInSize(kinds[kind]!)) (bytes[kind] ??= new Float64Array(this.n))[from]! += size;
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
    if (this.heard !== null) this.heard(from, to, kind, copy, message, size);
    const spec = this.specs[world.links.words[link * rowWords + Word.spec]!]!;
    if (stream === 0 && spec.plain && this.isCalm(from)) {
      this.fly(from, to, link, spec, kind, copy, message);
      return;
    }
    const overlays = world.overlays.length === 0 ? none : world.overlays.filter(o => o.from.includes(from) && o.to.includes(to));
    this.identify(link, spec, kind, copy);
    const lost = this.isLost(link, spec, overlays, stream !== 0);
    const delay = this.delayOf(spec, overlays);
    const cause = this.obstacle(from, to, lost);
    const wait = cause === null ? queueFor(world, from, to, link, spec, overlays, size) : 0;
    const script = this.scripted.size === 0 ? undefined : this.scripted.get([from, to, world.now, this.core.kinds[kind]!.name, copy].join(' '));
    const extra = script ? script.do.delay : 0;
    const arrival = world.now + wait + Math.max(1, delay) + extra;
    const fate = cause ?? (wait < 0 ? 'queueFull' : script?.do.drop ? 'script' : null);
    this.dispatch(from, to, link, kind, copy, 0, message, stream, inOrder(world.links, link, spec, arrival, fate), fate);
    if (fate === null && spec.duplicate > 0) this.duplicate(from, to, link, spec, overlays, kind, copy, message, stream);
  }

  /** No fault that is under way, and no line of the script, concerns what this process sends. */
  private isCalm(from: ProcessId): boolean {
    const { overlays, cuts, processes } = this.core.world;
    return overlays.length === 0 && cuts.size === 0 && this.scripted.size === 0 && processes.blackholed[from] === 0;
  }

  /** A datagram on a plain link in calm weather: what `transmit` comes to there, and most of what a run does. */
  private fly(from: ProcessId, to: ProcessId, link: number, spec: Spec, kind: number, copy: number, message: unknown): void {
    const { core, weather } = this;
    const { world, trace, queue } = core;
    const { now, packets, links: { words } } = world;
    weather.identify(words[link * rowWords + Word.keyA]!, words[link * rowWords + Word.keyB]!, now, core.kinds[kind]!.hash + copy);
    const { lossLaw, latencyLaw } = spec;
    const lost = lossLaw !== null && lossLaw.lost(spec.loss!.params, world.links.loss[link], now, weather.region(Region.loss));
    if (lost && !trace.packets) return;
    const delay = sampleLaw(latencyLaw, spec.latency.params, weather.region(Region.latency), core.registry.latencies, now);
    const arrival = now + (delay > 1 ? delay : 1);
    if (trace.packets || arrival > core.scenario.horizon) {
      this.dispatch(from, to, link, kind, copy, 0, message, 0, arrival, lost ? 'loss' : null);
      return;
    }
    queue.push(arrival, (Rank.delivery << rankShift) | packet(packets, from, to, link, kind, copy, 0, 0, now, message));
  }

  private duplicate(from: ProcessId, to: ProcessId, link: number, spec: Spec, overlays: readonly Overlay[], kind: number, copy: number, message: unknown, stream: number): void {
    if (!this.weather.region(Region.duplicate).below(spec.duplicate)) return;
    this.weather.duplicate();
    const arrival = this.core.world.now + Math.max(1, this.delayOf(spec, overlays));
    this.dispatch(from, to, link, kind, copy, 1, message, stream, inOrder(this.core.world.links, link, spec, arrival, null), null);
  }

  private dispatch(from: ProcessId, to: ProcessId, link: number, kind: number, copy: number, duplicate: number, message: unknown, stream: number, arrival: Time, fate: Cause | null): void {
    const { core } = this;
    if (fate !== null) {
      core.packetRow(Row.loses, from, to, arrival, kind + (causes.indexOf(fate) << 16));
      return;
    }
    core.packetRow(Row.sends, from, to, arrival, kind);
    if (arrival > core.scenario.horizon) return;
    const { packets, now } = core.world;
    core.push(arrival, Rank.delivery, packet(packets, from, to, link, kind, copy, duplicate, stream, now, message));
  }

  /** Most often the one used last, or, in a broadcast, the one made after it. */
  private linkOf(from: ProcessId, to: ProcessId): number {
    const { links, processes: { words } } = this.core.world;
    const last = from * hotWords + HotWord.link;
    if (joins(links, words[last]!, from, to)) return words[last]!;
    return words[last] = joins(links, words[last]! + 1, from, to) ? words[last]! + 1 : this.foundLink(from, to);
  }

  private foundLink(from: ProcessId, to: ProcessId): number {
    const { links } = this.core.world;
    const known = findLink(links, from, to);
    if (known >= 0) return known;
    const spec = this.specOf.get(from * this.n + to) ?? 0;
    const link = addLink(links, from, to, this.core.root, spec);
    const { lossLaw, loss } = this.specs[spec]!;
    links.loss[link] = lossLaw === null ? null : lossLaw.init(loss!.params, subkey(this.core.root, from, to, Region.loss));
    return link;
  }

  /** The ordinal of this message among those of its kind on its link at this instant. */
  private copyOf(link: number, kind: number): number {
    const { world } = this.core;
    const { links: { words, numbers }, copies } = world;
    if (numbers[link * rowNumbers + Numeral.instant] !== world.now) {
      numbers[link * rowNumbers + Numeral.instant] = world.now;
      words[link * rowWords + Word.firstKind] = kind;
      return 0;
    }
    if (world.copiesAt !== world.now) {
      copies.clear();
      world.copiesAt = world.now;
    }
    const row = link * this.core.kinds.length + kind;
    const copy = copies.get(row) ?? (words[link * rowWords + Word.firstKind] === kind ? 1 : 0);
    copies.set(row, copy + 1);
    return copy;
  }

  private identify(link: number, spec: Spec, kind: number, copy: number): void {
    const { links: { words }, now } = this.core.world;
    const keyA = words[link * rowWords + Word.keyA]!;
    const keyB = words[link * rowWords + Word.keyB]!;
    if (spec.coherence > 0) this.weather.identify(keyA, keyB, Math.floor(now / spec.coherence), 0);
    else this.weather.identify(keyA, keyB, now, this.core.kinds[kind]!.hash + copy);
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
    const { overlaid, words } = world.links;
    const name = `${fault} ${words[link * rowWords + Word.from]} ${words[link * rowWords + Word.to]}`;
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

  private kindOf(from: ProcessId, message: Message): number {
    const kind = this.core.kindOf.get(message?.kind);
    if (kind === undefined || this.core.kinds[kind]!.purpose === null) {
      throw new DetectorError(this.core.world.now, from, `sends a message of kind ${JSON.stringify(message?.kind)}, which its table does not list`);
    }
    this.lastName = message.kind;
    this.lastKind = kind;
    return kind;
  }

  private lossLaw(choice: Choice): Loss<unknown, unknown> {
    return this.core.registry.losses[choice.kind] as Loss<unknown, unknown>;
  }

  private prepare(spec: LinkSpec): Spec {
    return {
      ...spec, lossLaw: spec.loss ? this.lossLaw(spec.loss) : null,
      latencyLaw: latencyOf(spec.latency, this.core.registry.latencies),
      plain: spec.bandwidth <= 0 && spec.order === 'free' && spec.duplicate <= 0 && spec.reorder <= 0 && spec.coherence <= 0,
    };
  }
}

const none: readonly Overlay[] = [];

const sparesStreams = (loss: Choice): boolean => loss.params.applies === 'datagram';

/** What kernels send has no size of its own: it carries what others sent. */
export const variesInSize = (kind: Kind): boolean => kind.purpose === null || typeof kind.bytes !== 'number';

const sizeOf = (kind: Kind, message: Message): number => (typeof kind.bytes === 'number' ? kind.bytes : kind.bytes(message));
