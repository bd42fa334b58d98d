/**
 * Where requests were sent, of a service that routes (MEASURES.md, the row of loadBalancer), read from its notes: `balances`
 * says at a balancer's start whom it may send to, `routed` and `rerouted` where a request went, `excluded` and `included`
 * whom it leaves out, `panic` and `panicEnds` when it leaves out nobody any more.
 */
import type { Note, ProcessId, Time } from '../../src/contract.ts';
import type { Scenario } from '../scenario.ts';
import { Row, type Trace } from '../trace.ts';
import type { RoutingData } from './measured.ts';
import { sumOf, type Interval } from './spans.ts';
import { Truth } from './truth.ts';

type Setting = Pick<Scenario, 'processes' | 'warmUp' | 'horizon'>;

/** Undefined where nobody balances. */
export function routing({ processes, warmUp, horizon }: Setting, trace: Trace): RoutingData | undefined {
  if (!trace.notes.some(note => note.kind === 'reaches' && note.milestone === 'balances')) return undefined;
  const walk = new Walk(processes.length, warmUp);
  for (let row = 0; row < trace.length; row++) walk.apply(trace, row);
  return walk.finish(horizon);
}

/** Intervals of a condition of several things; what begins and ends in one instant has not been. */
class Conditions {
  readonly intervals: Interval[] = [];
  private readonly since = new Map<number, Time>();

  set(which: number, holds: boolean, now: Time): void {
    const from = this.since.get(which);
    if (holds === (from !== undefined)) return;
    if (holds) this.since.set(which, now);
    else {
      this.since.delete(which);
      if (from! < now) this.intervals.push({ from: from!, to: now });
    }
  }

  end(now: Time): readonly Interval[] {
    for (const which of this.since.keys()) this.set(which, false, now);
    return this.intervals;
  }
}

interface Pair { readonly balancer: ProcessId; readonly backend: ProcessId; excluded: boolean }

class Walk {
  private readonly truth: Truth;
  private readonly pairs = new Map<number, Pair>();
  /** By balancer. */
  private readonly panics = new Map<ProcessId, boolean>();
  private readonly wrong = new Conditions();
  private readonly open = new Conditions();
  private routed = 0;
  private misroutes = 0;

  constructor(private readonly processes: number, private readonly warmUp: Time) {
    this.truth = new Truth(processes);
  }

  apply(trace: Trace, row: number): void {
    const [code, at] = [trace.code[row], trace.time[row]!];
    this.truth.apply(trace, row);
    if (code === Row.notes) this.note(trace.a[row]!, trace.notes[trace.x[row]!]!, at);
    else if (code === Row.crashes || code === Row.recovers) this.weigh(at);
  }

  private note(by: ProcessId, note: Note, at: Time): void {
    if (note.kind !== 'reaches') return;
    const { milestone, about } = note;
    const key = by * this.processes + about;
    if (milestone === 'balances') {
      this.pairs.set(key, { balancer: by, backend: about, excluded: false });
      this.panics.set(by, false);
    } else if (milestone === 'routed' || milestone === 'rerouted') this.sent(by, about, at);
    else if (milestone === 'excluded' || milestone === 'included') {
      const pair = this.pairs.get(key);
      if (pair) pair.excluded = milestone === 'excluded';
    } else if (this.panics.has(by) && (milestone === 'panic' || milestone === 'panicEnds')) this.panics.set(by, milestone === 'panic');
    else return;
    this.weigh(at);
  }

  /** To one that has ended, hangs, or cannot be reached at all. */
  private sent(by: ProcessId, to: ProcessId, at: Time): void {
    if (!this.panics.has(by) || at < this.warmUp) return;
    this.routed++;
    if (this.truth.crashed[to] === 1) this.misroutes++;
  }

  /** Only a balancer that runs leaves anybody out. */
  private weigh(now: Time): void {
    const { crashed } = this.truth;
    for (const [key, { balancer, backend, excluded }] of this.pairs) {
      this.wrong.set(key, excluded && crashed[balancer] === 0 && crashed[backend] === 0, now);
    }
    for (const [balancer, panics] of this.panics) this.open.set(balancer, panics && crashed[balancer] === 0, now);
  }

  finish(horizon: Time): RoutingData | undefined {
    if (this.pairs.size === 0) return undefined;
    const { routed, misroutes, warmUp } = this;
    const span = Math.max(0, horizon - warmUp);
    return {
      routed, misroutes,
      wronglyExcluded: sumOf(this.wrong.end(horizon), warmUp, horizon, span * this.pairs.size),
      failOpen: sumOf(this.open.end(horizon), warmUp, horizon, span * this.panics.size),
    };
  }
}
