/** When nobody, one or several lead one resource. */
import type { ProcessId, Time } from '../../src/contract.ts';
import type { Reign } from './authority.ts';
import type { Interval } from './spans.ts';

/** Maximal; `processes`: all who had a part in it, in rising order. */
export interface Rivalry extends Interval { readonly processes: readonly ProcessId[] }
export interface Rivalries { readonly several: readonly Rivalry[]; readonly nobody: readonly Interval[] }

interface Edge { readonly at: Time; readonly process: ProcessId; readonly by: 1 | -1 }

const edgesOf = (reigns: readonly Reign[]): Edge[] => reigns
  .flatMap(({ process, from, to }): Edge[] => [{ at: from, process, by: 1 }, { at: to, process, by: -1 }])
  .sort((x, y) => x.at - y.at);

/** Of the reigns over one resource, within [0, horizon). Read after all that happens in an instant. */
export function rivalries(reigns: readonly Reign[], horizon: Time): Rivalries {
  const several: Rivalry[] = [];
  const nobody: Interval[] = [];
  const leading = new Map<ProcessId, number>();
  let rivals: { from: Time; processes: Set<ProcessId> } | null = null;
  let emptySince: Time | null = 0;
  const edges = edgesOf(reigns);
  for (let i = 0; i <= edges.length; i++) {
    const at = i < edges.length ? edges[i]!.at : horizon;
    if (i > 0 && (i === edges.length || at > edges[i - 1]!.at)) read(edges[i - 1]!.at);
    if (i < edges.length) count(edges[i]!);
  }
  if (emptySince !== null && emptySince < horizon) nobody.push({ from: emptySince, to: horizon });
  return { several, nobody };

  function count({ process, by }: Edge): void {
    const total = (leading.get(process) ?? 0) + by;
    if (total === 0) leading.delete(process);
    else leading.set(process, total);
  }
  function read(at: Time): void {
    if (leading.size === 0) emptySince ??= at;
    else if (emptySince !== null) {
      if (emptySince < at) nobody.push({ from: emptySince, to: at });
      emptySince = null;
    }
    if (leading.size >= 2) {
      rivals ??= { from: at, processes: new Set() };
      for (const process of leading.keys()) rivals.processes.add(process);
    } else if (rivals) {
      several.push({ from: rivals.from, to: at, processes: [...rivals.processes].sort((x, y) => x - y) });
      rivals = null;
    }
  }
}

/** Who of these leads now; to be asked in the order of time. */
export class Roster {
  private readonly edges: readonly Edge[];
  private readonly leading = new Map<ProcessId, number>();
  private next = 0;
  constructor(reigns: readonly Reign[]) { this.edges = edgesOf(reigns); }

  /** Whether anybody but `process` leads after all that happens at `now`. */
  othersThan(process: ProcessId, now: Time): boolean {
    for (; this.next < this.edges.length && this.edges[this.next]!.at <= now; this.next++) {
      const { process: each, by } = this.edges[this.next]!;
      const total = (this.leading.get(each) ?? 0) + by;
      if (total === 0) this.leading.delete(each);
      else this.leading.set(each, total);
    }
    return this.leading.size > (this.leading.has(process) ? 1 : 0);
  }
}
