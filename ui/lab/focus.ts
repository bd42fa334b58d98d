import type { ProcessId, Time } from '../../src/contract.ts';
import type { Scenario } from '../../sim/scenario.ts';
import { Row } from '../../sim/trace.ts';
import type { Pair, TraceIndex } from './model.ts';

/** Where to look when nobody has chosen: at whom the newest fault concerns, before the first one at whom it will. */
export function followedPair(index: TraceIndex, cursor: Time): Pair | null {
  const { trace, scenario, faults } = index;
  let newest = -1;
  for (const row of faults) {
    if (trace.code[row] !== Row.begins) continue;
    if (newest >= 0 && trace.time[row]! > cursor) break;
    newest = trace.a[row]!;
  }
  return (newest < 0 ? null : concerned(scenario, newest)) ?? firstPair(scenario);
}

const lists = (value: unknown): readonly ProcessId[] => (Array.isArray(value) ? value.flat(2) : []) as ProcessId[];

function concerned(scenario: Scenario, fault: number): Pair | null {
  const { process, groups, from, to, pairs } = scenario.faults[fault]?.params ?? {};
  const hit = lists(process);
  if (hit.length > 0) return watcher(scenario, hit[0]!, hit);
  if (lists(from).length > 0 && lists(to).length > 0) return watched(scenario, lists(to), lists(from));
  const sides = Array.isArray(groups) && groups.length > 1 ? groups : Array.isArray(pairs) && pairs.length > 0 ? pairs[0] as unknown[] : [];
  return sides.length > 1 ? watched(scenario, lists([sides[0]]), lists([sides[1]])) : null;
}

/** Somebody outside who watches it; else anybody. */
function watcher({ watches }: Scenario, peer: ProcessId, hit: readonly ProcessId[]): Pair | null {
  const watching = watches.flatMap((peers, monitor) => (peers.includes(peer) ? [monitor] : []));
  const monitor = watching.find(one => !hit.includes(one)) ?? watching[0];
  return monitor === undefined ? null : { monitor, peer };
}

function watched({ watches }: Scenario, monitors: readonly ProcessId[], peers: readonly ProcessId[]): Pair | null {
  for (const monitor of monitors) for (const peer of peers) if (watches[monitor]?.includes(peer)) return { monitor, peer };
  return null;
}

function firstPair({ watches }: Scenario): Pair | null {
  const monitor = watches.findIndex(peers => peers.length > 0);
  return monitor < 0 ? null : { monitor, peer: watches[monitor]![0]! };
}
