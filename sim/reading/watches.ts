import type { ProcessId } from '../../src/contract.ts';
import type { Place } from './place.ts';
import { printed } from './printed.ts';
import { readPairs } from './lists.ts';
import type { Select } from './select.ts';

export const mostPairs = 5_000_000;

/** By monitor, whom it watches in rising order. Processes that a service adds watch nobody and are not watched, unless pairs say so. */
export function readWatches(place: Place, counted: number, total: number, select: Select): readonly (readonly ProcessId[])[] {
  const watched = asked(place, counted, select);
  const none: readonly ProcessId[] = [];
  return Array.from({ length: total }, (_, monitor) => monitor < watched.length ? watched[monitor]! : none);
}

const nobody: readonly ProcessId[] = [];

type Watched = readonly (readonly ProcessId[])[];

function asked(place: Place, n: number, select: Select): Watched {
  const { value } = place;
  if (value === undefined || value === 'all') {
    checkPairs(place, n * (n - 1));
    return Array.from({ length: n }, (_, q) => range(n).filter(p => p !== q));
  }
  if (value === 'star') return Array.from({ length: n }, (_, q) => q === n - 1 ? range(n - 1) : nobody);
  if (Array.isArray(value)) return paired(place, select);
  if (typeof value !== 'object' || value === null) {
    place.fail(`watches must be "all", "star", { "ring": 2 } or a list of [monitor, monitored] pairs, not ${printed(value)}`);
  }
  place.keys(['ring'], 'watches');
  const k = place.at('ring').count('ring', { min: 1, max: Math.max(1, n - 1) });
  checkPairs(place, n * k);
  return Array.from({ length: n }, (_, q) => n === 1 ? [] : range(k).map(i => (q + 1 + i) % n).sort((a, b) => a - b));
}

function paired(place: Place, select: Select): Watched {
  const watched: Set<ProcessId>[] = [];
  readPairs(place, 'watches', select).forEach(([monitor, monitored], i) => {
    while (watched.length <= monitor) watched.push(new Set());
    if (watched[monitor]!.has(monitored)) place.list('watches', mostPairs)[i]!.fail(`${monitor} watches ${monitored} already`);
    watched[monitor]!.add(monitored);
  });
  return watched.map(set => [...set].sort((a, b) => a - b));
}

function checkPairs(place: Place, pairs: number): void {
  if (pairs <= mostPairs) return;
  place.fail(`makes ${pairs} watched pairs, and at most ${mostPairs} are allowed: name pairs, or use "star" or { "ring": 3 }`);
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
