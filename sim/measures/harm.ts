/** What clients suffered, in operations: MEASURES.md, "Harm". */
import type { ProcessId, Time } from '../../src/contract.ts';
import type { Operation, Operations } from './operations.ts';

export interface Harm {
  acknowledgedWrites: number;
  readonly lost: { overlap: number; replicationLag: number; unresolved: number };
  staleReads: number;
  fencedWrites: number;
  lateEffects: number;
}

export const noHarm = (): Harm => ({
  acknowledgedWrites: 0, lost: { overlap: 0, replicationLag: 0, unresolved: 0 }, staleReads: 0, fencedWrites: 0, lateEffects: 0,
});

/**
 * Adds one resource's. `rivalryOpen`: two still act or claim at the horizon; `crashed`: at the horizon. A write is
 * unresolved if all who still have it are crashed, or if it was accepted in a rivalry that nothing has decided yet.
 */
export function addHarm(harm: Harm, operations: Operations, rivalryOpen: boolean, crashed: (process: ProcessId) => boolean): void {
  for (const operation of operations.byId.values()) {
    if (!operation.write) continue;
    if (operation.fenced) harm.fencedWrites++;
    if (operation.late) harm.lateEffects++;
    if (operation.acknowledgedAt === null) continue;
    harm.acknowledgedWrites++;
    const fate = fateOf(operation, rivalryOpen, crashed);
    if (fate) harm.lost[fate]++;
  }
  harm.staleReads += staleReads(operations);
}

function fateOf(operation: Operation, rivalryOpen: boolean, crashed: (process: ProcessId) => boolean): keyof Harm['lost'] | null {
  if (operation.holders.size === 0) return null;
  if (operation.lostAt !== null) return operation.overlap ? 'overlap' : 'replicationLag';
  const safe = [...operation.holders].some(([process, has]) => has && !crashed(process));
  return !safe || (operation.overlap && rivalryOpen) ? 'unresolved' : null;
}

/** Before a stale one was invoked, a write had been acknowledged that was accepted after all that the answer reflects. */
function staleReads(operations: Operations): number {
  const acknowledged = [...operations.byId.values()].filter(o => o.write && o.acknowledgedAt !== null && o.order >= 0)
    .sort((x, y) => x.acknowledgedAt! - y.acknowledgedAt!);
  const reads = [...operations.serves.values()].map(serve => ({ serve, read: operations.byId.get(serve.operation)! }))
    .filter(({ read }) => read.invokedAt !== null && read.acknowledgedAt !== null)
    .sort((x, y) => x.read.invokedAt! - y.read.invokedAt!);
  const newest = new Newest();
  let stale = 0;
  let next = 0;
  for (const { serve, read } of reads) {
    for (; next < acknowledged.length && acknowledged[next]!.acknowledgedAt! < read.invokedAt!; next++) newest.add(acknowledged[next]!);
    if (newest.order(read.invokedAt!) > serve.reflectsOrder) stale++;
  }
  return stale;
}

/** The newest of some writes that is not lost yet. A lost one is counted as lost, not again by every read after it. */
class Newest {
  private readonly byOrder: Operation[] = [];

  add(operation: Operation): void {
    let at = this.byOrder.length;
    while (at > 0 && this.byOrder[at - 1]!.order > operation.order) at--;
    this.byOrder.splice(at, 0, operation);
  }

  order(now: Time): number {
    while ((this.byOrder.at(-1)?.lostAt ?? Infinity) <= now) this.byOrder.pop();
    return this.byOrder.at(-1)?.order ?? -1;
  }
}
