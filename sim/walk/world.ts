/** What all links of a walk share: truth, clocks, keys, and who watches whom. */
import type { AnyDetector, ProcessId, Time } from '../../src/contract.ts';
import type { PushParams } from '../../src/detectors/pushWith.ts';
import { BuiltInEngine } from '../builtInEngine.ts';
import { clocks, segmentOf, type ClockData } from '../clock.ts';
import type { Load } from '../engine.ts';
import type { CrashParams } from '../faults/crash.ts';
import { Pairs } from '../measures/pairs.ts';
import { hashText, rootKey, type Key } from '../random.ts';
import type { Registry } from '../registry.ts';
import type { LinkSpec, Scenario } from '../scenario.ts';
import { Row, type Trace } from '../trace.ts';
import { Link } from './link.ts';
import { Schedule } from './schedule.ts';

export const beatKind = 'push.beat';

export class WalkedWorld {
  readonly root: Key;
  readonly clock: ClockData;
  readonly pairs: Pairs;
  readonly detector: AnyDetector;
  /** The rows that no detector writes; and what kinds of messages there are. */
  readonly truth: Trace;
  readonly idle: Load;
  /** When a process ends or hangs; after the horizon if it does not. */
  readonly crashAt: Float64Array;
  readonly beatHash = hashText(beatKind);
  private readonly specs = new Map<number, LinkSpec>();

  constructor(readonly scenario: Scenario, readonly registry: Registry) {
    const { processes, hosts, watches, horizon, links } = scenario;
    this.root = rootKey(scenario.seed);
    this.clock = clocks(processes.map(({ host }) => hosts[host]!.offset), processes.map(({ host }) => hosts[host]!.driftPpm));
    // Faults happen as they would if nobody watched anybody, and nobody were there but those whom they hit.
    const hit = 1 + Math.max(0, ...scenario.faults.flatMap(({ params }) => (params as unknown as CrashParams).process));
    const engine = new BuiltInEngine({ ...scenario, processes: processes.slice(0, hit), watches: processes.slice(0, hit).map(() => []) }, { registry });
    engine.advance(horizon);
    this.truth = { ...engine.trace(), clocks: processes.map((_, process) => segmentOf(this.clock, process)) };
    this.idle = engine.load();
    this.pairs = new Pairs(watches);
    this.detector = registry.detectors[scenario.detector!.kind]!;
    this.crashAt = new Float64Array(processes.length).fill(horizon + 1);
    for (let row = this.truth.length - 1; row >= 0; row--) {
      if (this.truth.code[row] === Row.crashes) this.crashAt[this.truth.a[row]!] = this.truth.time[row]!;
    }
    for (const { from, to, spec } of links) this.specs.set(from * processes.length + to, spec);
  }

  params(process: ProcessId): PushParams { return this.scenario.processes[process]!.params as PushParams; }

  /** The link on which `from` beats to `to`. */
  link(from: ProcessId, to: ProcessId): Link {
    const { scenario: { processes, network }, root, registry } = this;
    return new Link(root, from, to, this.specs.get(from * processes.length + to) ?? network, registry);
  }

  schedule(sender: ProcessId): Schedule {
    return new Schedule(this.clock, sender, this.root, this.params(sender), this.crashAt[sender]!);
  }

  /** The first instant at which that process can no longer hear or change its mind. */
  deafFrom(monitor: ProcessId): Time { return this.crashAt[monitor]!; }

  /** What was sent: a beat to each monitor, on schedule. */
  load(): Load {
    const { idle, pairs, detector } = this;
    const kind = idle.kinds.indexOf(beatKind);
    const size = (detector.messages as Record<string, { bytes: number }>)[beatKind]!.bytes;
    const column = (): Float64Array => new Float64Array(pairs.watchedBy.length * idle.kinds.length);
    const [messages, bytes] = [column(), column()];
    pairs.watchedBy.forEach((monitors, process) => {
      const sent = monitors.length === 0 ? 0 : monitors.length * this.schedule(process).count();
      messages[process * idle.kinds.length + kind] = sent;
      bytes[process * idle.kinds.length + kind] = sent * size;
    });
    return { ...idle, messages, bytes };
  }
}
