/**
 * How the tasks of a plan are shared out. Strided, so that every shard gets its part of every setting, and shards of
 * one plan take about as long as each other. A row is a function of the plan and the number of its task alone: which
 * shard, worker or attempt computes it never shows.
 */
import type { ColumnKind } from './columns.ts';

/** Shard `index` of `of`, counted from 1. */
export interface Shard { readonly index: number; readonly of: number }

/** All of it. */
export const whole: Shard = { index: 1, of: 1 };

/** "3/16". Undefined where it is none. */
export function readShard(text: string): Shard | undefined {
  const match = /^(\d{1,7})\/(\d{1,7})$/.exec(text.trim());
  const [index, of] = [Number(match?.[1]), Number(match?.[2])];
  return index >= 1 && index <= of ? { index, of } : undefined;
}

export const shardText = ({ index, of }: Shard): string => `${index}/${of}`;

/** Whether a task, counted from 0, is this shard's. */
export const belongs = (task: number, { index, of }: Shard): boolean => task % of === index - 1;

/** How many of so many tasks are this shard's. */
export const shareOf = (tasks: number, { index, of }: Shard): number => Math.max(0, Math.ceil((tasks - index + 1) / of));

/** The tasks of a shard, in order. */
export function* tasksOf(tasks: number, { index, of }: Shard): Generator<number> {
  for (let task = index - 1; task < tasks; task += of) yield task;
}

/** What a shard's files are called, before their endings `.jsonl`, `.manifest.json` and `.journal`. */
export const partName = ({ index, of }: Shard): string => `part-${index}-of-${of}`;

/** What lies beside every finished file of rows: what it holds, and that it holds all of it. Written last. */
export interface Manifest {
  /** The version of Flatline that made it. */
  readonly flatline: string;
  /** {@link Plan.hash}: equal plans, equal rows. */
  readonly plan: string;
  readonly shard: Shard;
  /** Tasks of the whole plan; of this shard; and rows in the file: the last two are equal. */
  readonly tasks: number;
  readonly planned: number;
  readonly finished: number;
  readonly format: 'jsonl' | 'csv' | 'parquet';
  /** Of the file's bytes, in hexadecimal. */
  readonly sha256: string;
  /** Name and kind of each column, in order: enough to write the rows in another format. */
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[];
}
