/**
 * Rows of some shards of a plan, put into the order of their tasks. Associative, commutative and idempotent: parts may
 * be merged in any order and grouping, and some twice; all of them give the bytes of the whole.
 */
import { shareOf, type Manifest } from '../../sim/sweep/shards.ts';
import { exits, Failure } from './failure.ts';
import { rangesText, readRanges } from './shardRanges.ts';

/** Beside rows of some shards, but not of all: a {@link Manifest} that says of which. Its `shard.index` is the first of them. */
export type MergedManifest = Manifest & { readonly shards?: string };

/** Finished rows, in the order of their tasks. */
export interface Part {
  /** What messages call it. */
  readonly name: string;
  readonly manifest: MergedManifest;
  rows(): Iterable<string>;
}

export const incompatible = (message: string): Failure => new Failure(exits.incompatible, message);

/** Which shards are in it, in order. */
export function shardsIn({ name, manifest: { shard, shards } }: Part): readonly number[] {
  if (shards === undefined) return [shard.index];
  const list = readRanges(shards, shard.of);
  if (!list) throw incompatible(`${name}: its manifest lists the shards "${shards}", which are none of ${shard.of}`);
  return list;
}

const sames: readonly { readonly what: string; readonly of: (manifest: Manifest) => unknown }[] = [
  { what: 'made by Flatline', of: manifest => manifest.flatline },
  { what: 'of the plan', of: manifest => manifest.plan },
  { what: 'with a number of tasks of', of: manifest => manifest.tasks },
  { what: 'a shard of', of: manifest => manifest.shard.of },
  { what: 'with the columns', of: manifest => JSON.stringify(manifest.columns) },
  { what: 'in the format', of: manifest => manifest.format },
];

/** @throws Failure where two of them are not of one sweep */
export function agree(parts: readonly Part[]): void {
  const [first, ...others] = parts;
  for (const other of others) {
    const differing = sames.find(({ of }) => of(first!.manifest) !== of(other.manifest));
    if (!differing) continue;
    const { what, of } = differing;
    throw incompatible(`${first!.name} is ${what} ${String(of(first!.manifest))}, ${other.name} ${what} ${String(of(other.manifest))}: they are no parts of one sweep`);
  }
}

/** Of all shards of the parts' plan, those that none of the parts holds. */
export function missingFrom(parts: readonly Part[]): readonly number[] {
  const held = new Set(parts.flatMap(shardsIn));
  return Array.from({ length: parts[0]!.manifest.shard.of }, (_, i) => i + 1).filter(index => !held.has(index));
}

/** What the manifest of the merged rows says, but for the bytes: that of the whole where all shards are there. */
export function mergedManifest(parts: readonly Part[]): Omit<MergedManifest, 'sha256' | 'format'> {
  const { flatline, plan, tasks, shard: { of }, columns } = parts[0]!.manifest;
  const missing = new Set(missingFrom(parts));
  const held = Array.from({ length: of }, (_, i) => i + 1).filter(index => !missing.has(index));
  const planned = held.reduce((sum, index) => sum + shareOf(tasks, { index, of }), 0);
  const some = { shard: { index: held[0]!, of }, shards: rangesText(held) };
  return { flatline, plan, ...(missing.size === 0 ? { shard: { index: 1, of: 1 } } : some), tasks, planned, finished: planned, columns };
}

/** The rows of all parts, in the order of their tasks. @throws Failure where a row is not there, not in its place, or told in two ways */
export function* mergedRows(parts: readonly Part[]): Generator<string> {
  const { plan, tasks, shard: { of } } = parts[0]!.manifest;
  const open = parts.map(part => ({ part, shards: new Set(shardsIn(part)), rows: part.rows()[Symbol.iterator]() }));
  const holders = Array.from({ length: of }, (_, i) => open.filter(({ shards }) => shards.has(i + 1)));
  for (let task = 0; task < tasks; task += 1) {
    let said: string | undefined;
    for (const { part, rows } of holders[task % of]!) {
      const row = rows.next();
      if (row.done || !row.value.startsWith(`{"run_id":"${plan}-${task}"`)) throw incompatible(`${part.name}: the row of task ${task} is not in its place`);
      if (said !== undefined && said !== row.value) throw incompatible(`${part.name}: another part tells task ${task} otherwise`);
      said = row.value;
    }
    if (said !== undefined) yield said;
  }
  const longer = open.find(({ rows }) => !rows.next().done);
  if (longer) throw incompatible(`${longer.part.name}: holds more rows than its shards have tasks`);
}
