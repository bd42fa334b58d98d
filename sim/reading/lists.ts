import type { ProcessId } from '../../src/contract.ts';
import type { Duration } from '../../src/time.ts';
import { ms, sec, us } from '../../src/time.ts';
import type { Choice } from '../scenario.ts';
import { readLaw, type Context } from './choose.ts';
import type { Place } from './place.ts';
import { printed } from './printed.ts';
import type { Select } from './select.ts';

export function readParts(place: Place, what: string, context: Context): readonly { weight: number; law: Choice }[] {
  const parts = place.list(what, 100);
  if (parts.length === 0) place.fail(`${what} must hold at least one part`);
  return parts.map(part => {
    part.keys(['weight', 'law'], 'a part');
    return {
      weight: part.at('weight').number('weight', { min: 0, max: 1e9 }),
      law: readLaw(part.at('law'), 'law', context),
    };
  });
}

export function readQuantiles(place: Place, what: string): readonly (readonly [number, Duration])[] {
  const points = place.list(what, 10_000);
  if (points.length === 0) place.fail(`${what} must hold at least one point`);
  return points.map(point => {
    const [share, delay, ...rest] = point.list('a point', 2);
    if (!share || !delay || rest.length > 0) point.fail('a point must be a pair such as [0.99, "20ms"]');
    return [share!.number('a share', { min: 0, max: 1 }), delay!.duration('a delay', { min: 0 })] as const;
  });
}

const units = { us, ms, s: sec } as const;
const longestSeries = 100_000;

/** Many durations: a list of them, or plain numbers under their unit, `{ "us": [0, 50123, 100200] }`. */
export function readSeries(place: Place, what: string): readonly Duration[] {
  const [unit] = Array.isArray(place.value) ? [] : place.keys(Object.keys(units), what);
  const items = (unit === undefined && !Array.isArray(place.value))
    ? place.fail(`${what} must be a list of durations, or numbers under their unit such as { "us": [0, 100, 250] }`)
    : (unit === undefined ? place : place.at(unit)).list(what, longestSeries);
  if (items.length === 0) place.fail(`${what} must hold at least one entry`);
  if (unit === undefined) return items.map(item => item.duration('an entry', { min: 0 }));
  return items.map(item => Math.round(item.number('an entry', { min: 0, max: 1e15 }) * units[unit as keyof typeof units]));
}

/** Disjoint groups, two or more. Processes in none of them stay connected to all. */
export function readGroups(place: Place, what: string, select: Select): readonly (readonly ProcessId[])[] {
  const groups = place.list(what, 200_000);
  if (groups.length < 2) place.fail(`${what} must hold two groups or more`);
  const seen = new Map<ProcessId, number>();
  return groups.map((group, i) => {
    const ids = select(group, 'a group');
    for (const id of ids) {
      if (seen.has(id)) group.fail(`process ${id} is already in group ${seen.get(id)}: a process is on one side only`);
      seen.set(id, i);
    }
    return ids;
  });
}

/** [from, to] pairs of different processes. */
export function readPairs(place: Place, what: string, select: Select): readonly (readonly [ProcessId, ProcessId])[] {
  const pairs = place.list(what, 5_000_000);
  if (pairs.length === 0) place.fail(`${what} must hold at least one pair`);
  return pairs.map(pair => {
    if (!Array.isArray(pair.value) || pair.value.length !== 2) pair.fail(`must be a pair of processes such as [0, 1], not ${printed(pair.value)}`);
    const [from, to] = pair.list('a pair', 2).map(item => select(item, 'a process', true)[0]!) as [number, number];
    return from === to ? pair.fail(`pairs process ${from} with itself`) : [from, to] as const;
  });
}
