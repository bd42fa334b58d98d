/**
 * Leadership and writes: MEASURES.md, "A group". A service says by notes what it believes and does; here is what that
 * meant, in true time.
 */
import type { ProcessId, Time } from '../src/contract.ts';
import { sec } from '../src/time.ts';
import { Availability } from './measures/availability.ts';
import { authority, type Reign } from './measures/authority.ts';
import { Failovers } from './measures/failover.ts';
import { addHarm, noHarm } from './measures/harm.ts';
import type { LeadershipData, SpanData } from './measures/measured.ts';
import { Operations } from './measures/operations.ts';
import { rivalries, type Rivalry } from './measures/rivalry.ts';
import { sumOf, type Interval } from './measures/spans.ts';
import type { Scenario } from './scenario.ts';
import { Row, type Trace } from './trace.ts';

export type { Reign } from './measures/authority.ts';
export type { Rivalry } from './measures/rivalry.ts';
export type { Interval } from './measures/spans.ts';

/** One resource and its leaders: what the laboratory draws. Intervals hold their first instant, and not their last. */
export interface ResourceHistory {
  readonly resource: number;
  readonly acting: readonly Reign[];
  readonly claiming: readonly Reign[];
  /** Two or more act; the instants of operations accepted while another acted, where no interval covers them, are empty intervals. */
  readonly splitBrain: readonly Rivalry[];
  readonly dualClaim: readonly Rivalry[];
  readonly leaderless: readonly Interval[];
}

type Setting = Pick<Scenario, 'processes' | 'warmUp' | 'horizon' | 'service'>;

/** Null where nobody ever said a word about a resource. */
export function leadership(scenario: Setting, trace: Trace): LeadershipData | null {
  if (trace.notes.length === 0 && scenario.service === null) return null;
  return assess(scenario, trace).data;
}

/** Who acted on what, and when. */
export function histories(scenario: Setting, trace: Trace): readonly ResourceHistory[] {
  return trace.notes.length === 0 ? [] : assess(scenario, trace).histories;
}

function assess(scenario: Setting, trace: Trace): { data: LeadershipData; histories: ResourceHistory[] } {
  const { warmUp, horizon } = scenario;
  const reigns = authority(trace, scenario.processes.length, horizon);
  const walk = new Walk(trace, reigns.acting, warmUp, horizon);
  const list = walk.resources.map(resource => historyOf(resource, reigns, walk.of(resource), horizon));
  const room = Math.max(0, horizon - warmUp) * list.length;
  const spans = (intervals: (history: ResourceHistory) => readonly Interval[]): SpanData =>
    sumOf(list.flatMap(intervals), warmUp, horizon, room);
  const harm = noHarm();
  for (const history of list) addHarm(harm, walk.of(history.resource), openAt(history, horizon), p => walk.crashed.has(p));
  const overlapWrites: Record<number, number> = {};
  for (const resource of walk.resources) {
    for (const [process, count] of Object.entries(walk.of(resource).overlapWrites)) {
      overlapWrites[Number(process)] = (overlapWrites[Number(process)] ?? 0) + count;
    }
  }
  const { opTimeout } = (scenario.service?.params ?? {}) as { opTimeout?: number };
  const data = {
    splitBrain: spans(h => h.splitBrain), dualClaim: spans(h => h.dualClaim), leaderless: spans(h => h.leaderless),
    overlapWrites, ...harm, probes: walk.availability.finish(opTimeout ?? sec, warmUp, horizon), failovers: walk.failovers.finish(),
  };
  return { data, histories: list };
}

function historyOf(
  resource: number, { acting, claiming }: { acting: readonly Reign[]; claiming: readonly Reign[] }, operations: Operations, horizon: Time,
): ResourceHistory {
  const own = { acting: acting.filter(r => r.resource === resource), claiming: claiming.filter(r => r.resource === resource) };
  const acts = rivalries(own.acting, horizon);
  return {
    resource, ...own, dualClaim: rivalries(own.claiming, horizon).several, leaderless: acts.nobody,
    splitBrain: withClashes(acts.several, operations),
  };
}

/** An operation accepted at an instant when another acts is itself split-brain, whatever the intervals say. */
function withClashes(rivalry: readonly Rivalry[], { clashes }: Operations): Rivalry[] {
  const instants = new Map<Time, Set<ProcessId>>();
  let next = 0;
  for (const { at, process } of clashes) {
    while (next < rivalry.length && rivalry[next]!.to <= at) next++;
    if (next < rivalry.length && rivalry[next]!.from <= at) continue;
    instants.set(at, (instants.get(at) ?? new Set()).add(process));
  }
  const added = [...instants].map(([at, processes]): Rivalry => ({ from: at, to: at, processes: [...processes] }));
  return [...rivalry, ...added].sort((x, y) => x.from - y.from);
}

const openAt = ({ splitBrain, dualClaim }: ResourceHistory, horizon: Time): boolean =>
  [...splitBrain, ...dualClaim].some(({ to }) => to === horizon);

/** One pass over the rows for what follows from their order. */
class Walk {
  readonly availability = new Availability();
  readonly failovers = new Failovers();
  readonly crashed = new Set<ProcessId>();
  private readonly operations = new Map<number, Operations>();
  private readonly incarnation = new Map<ProcessId, number>();
  /** The process whose restart is being read: its `init` and the effects of that. */
  private restarting: ProcessId = -1;

  constructor(private readonly trace: Trace, private readonly acting: readonly Reign[], private readonly warmUp: Time, horizon: Time) {
    for (const note of trace.notes) if (note.kind !== 'reaches') this.of(note.resource);
    for (let row = 0; row < trace.length && trace.time[row]! < horizon; row++) this.row(row);
  }

  get resources(): readonly number[] {
    return [...this.operations.keys()].sort((x, y) => x - y);
  }

  of(resource: number): Operations {
    let operations = this.operations.get(resource);
    if (!operations) {
      operations = new Operations(this.acting.filter(reign => reign.resource === resource), this.warmUp);
      this.operations.set(resource, operations);
    }
    return operations;
  }

  private row(row: number): void {
    const { trace } = this;
    const code = trace.code[row]!;
    const process = trace.a[row]!;
    const effect = code === Row.notes || (code <= Row.fails && trace.m[row] === 0);
    if (process !== this.restarting || !effect) this.restarting = -1;
    if (code === Row.crashes) this.crashed.add(process);
    else if (code === Row.recovers) this.recover(process, trace.x[row]!);
    else if (code === Row.notes) this.note(process, row);
    this.failovers.row(trace, row);
  }

  private note(process: ProcessId, row: number): void {
    const note = this.trace.notes[this.trace.x[row]!]!;
    const now = this.trace.time[row]!;
    this.availability.note(process, now, note);
    if (note.kind !== 'reaches') this.of(note.resource).note(process, now, note, process === this.restarting);
  }

  private recover(process: ProcessId, incarnation: number): void {
    this.crashed.delete(process);
    if (incarnation > (this.incarnation.get(process) ?? 0)) this.restarting = process;
    this.incarnation.set(process, incarnation);
  }
}
