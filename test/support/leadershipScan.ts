/** Leadership a second time: who acts and who claims is asked again at every microsecond of a short trace. */
import type { Note } from '../../src/contract.ts';
import { Row, hows, type Trace } from '../../sim/trace.ts';

export interface Seen { readonly count: number; readonly total: number; readonly longest: number }
export interface ScannedLeadership {
  readonly splitBrain: Seen; readonly dualClaim: Seen; readonly leaderless: Seen; readonly overlapWrites: Record<number, number>;
}

interface Holding { readonly at: number; readonly until: number }

/** Whether the clock of a process reads `local` or more at true time `t`, in whole numbers. */
function reads(trace: Trace, process: number, t: number, local: number): boolean {
  const segments = trace.clocks.filter(segment => segment.process === process && segment.from <= t);
  const segment = segments.at(-1) ?? { from: 0, local: 0, driftPpm: 0 };
  const elapsed = t - segment.from;
  return elapsed * (1_000_000 + segment.driftPpm) >= (local - segment.local) * 1_000_000;
}

export function scanLeadership(trace: Trace, processes: number, warmUp: number, horizon: number): ScannedLeadership {
  const notes = trace.notes.filter(note => note.kind !== 'reaches');
  const resources = [...new Set(notes.map(note => note.resource))];
  const found = { splitBrain: [] as number[], dualClaim: [] as number[], leaderless: [] as number[], overlapWrites: {} as Record<number, number> };
  for (const resource of resources) {
    const acting: number[][] = [];
    const claiming: number[][] = [];
    const acts = new Map<number, Holding>();
    const claims = new Set<number>();
    const idle = new Map<number, Set<string>>(Array.from({ length: processes }, (_, p) => [p, new Set<string>()]));
    const incarnation = Array<number>(processes).fill(0);
    const accepted: { t: number; process: number }[] = [];
    for (let t = 0; t < horizon; t++) {
      for (let i = 0; i < trace.length; i++) if (trace.time[i] === t) apply(i, t);
      // it has been reached once, so it stays reached, whatever the clock does then
      for (const [process, { until }] of acts) if (reads(trace, process, t, until)) acts.delete(process);
      acting.push([...acts.keys()].filter(process => idle.get(process)!.size === 0));
      claiming.push([...claims]);
    }
    found.leaderless.push(...runs(acting.map(who => who.length === 0)));
    found.dualClaim.push(...runs(claiming.map(who => who.length >= 2)));
    found.splitBrain.push(...runs(acting.map(who => who.length >= 2)));
    const instants = new Set<number>();
    for (const { t, process } of accepted) {
      if (t < warmUp || !acting[t]!.some(other => other !== process)) continue;
      found.overlapWrites[process] = (found.overlapWrites[process] ?? 0) + 1;
      if (acting[t]!.length < 2) instants.add(t);
    }
    found.splitBrain.push(...[...instants].map(() => 0));

    function apply(i: number, t: number): void {
      const process = trace.a[i]!;
      switch (trace.code[i]) {
        case Row.crashes:
          idle.get(process)!.add('crash');
          if (hows[trace.x[i]!] === 'kill') forget(process);
          break;
        case Row.recovers:
          idle.get(process)!.delete('crash');
          if (trace.x[i]! > incarnation[process]!) forget(process);
          incarnation[process] = trace.x[i]!;
          break;
        case Row.pauses: idle.get(process)!.add('pause'); break;
        case Row.resumes: idle.get(process)!.delete('pause'); break;
        case Row.notes: heed(process, trace.notes[trace.x[i]!]!, t); break;
      }
    }
    function forget(process: number): void {
      acts.delete(process);
      claims.delete(process);
    }
    function heed(process: number, note: Note, t: number): void {
      if (note.kind === 'reaches' || note.resource !== resource) return;
      if (note.kind === 'acts') acts.set(process, { at: t, until: note.until });
      else if (note.kind === 'claims') claims.add(process);
      else if (note.kind === 'yields') forget(process);
      else if (note.kind === 'accepts') accepted.push({ t, process });
    }
  }

  /** Lengths of the maximal runs of true, from the warm-up on. */
  function runs(holds: readonly boolean[]): number[] {
    const lengths: number[] = [];
    let length = 0;
    for (let t = warmUp; t <= horizon; t++) {
      if (t < horizon && holds[t]) length++;
      else if (length > 0) {
        lengths.push(length);
        length = 0;
      }
    }
    return lengths;
  }
  const seen = (lengths: readonly number[]): Seen =>
    ({ count: lengths.length, total: lengths.reduce((sum, x) => sum + x, 0), longest: Math.max(0, ...lengths) });
  return {
    splitBrain: seen(found.splitBrain), dualClaim: seen(found.dualClaim), leaderless: seen(found.leaderless), overlapWrites: found.overlapWrites,
  };
}
