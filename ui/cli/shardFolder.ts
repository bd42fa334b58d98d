/** The parts of a sweep as files: rows, and beside them a manifest that says whose they are. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { partName } from '../../sim/sweep/shards.ts';
import { badInput, Failure } from './failure.ts';
import { linesOf } from './lines.ts';
import { countVariable } from './shardAuto.ts';
import { incompatible, type MergedManifest, type Part } from './shardMerge.ts';
import { sha256Of } from './sweep/target.ts';

/** What a sweep's folder holds. */
export interface Found {
  /** All there. */
  readonly parts: readonly Part[];
  /** Begun. */
  readonly unfinished: readonly string[];
  /** Whose bytes are not those of their manifest, and how that is said. */
  readonly damaged: readonly string[];
  /** How many shards the names of the files speak of. */
  readonly of: number;
}

const named = /^part-(\d{1,7})-of-(\d{1,7})\.(jsonl|csv|parquet|manifest\.json|journal)$/;

const isManifest = (x: unknown): x is MergedManifest => {
  const { flatline, plan, shard, tasks, sha256, columns, format } = (x ?? {}) as Partial<MergedManifest>;
  return [flatline, plan, sha256, format].every(each => typeof each === 'string') && Number.isInteger(tasks)
    && Number.isInteger(shard?.index) && Number.isInteger(shard?.of) && shard!.index >= 1 && shard!.index <= shard!.of && Array.isArray(columns);
};

function readManifest(file: string): MergedManifest {
  if (!statSync(file, { throwIfNoEntry: false })) throw badInput(`${file}: there is no such manifest`);
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isManifest(read)) return read;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw badInput(`${file}: is no manifest of a part of a sweep`);
}

function partAt(rows: string, manifest: MergedManifest): Part {
  if (manifest.format !== 'jsonl') throw incompatible(`${rows}: only parts in JSONL can be merged (into any format), and this one is ${manifest.format}`);
  if (!statSync(rows, { throwIfNoEntry: false })?.isFile()) throw incompatible(`${rows}: is not there, and its manifest is`);
  const sum = sha256Of(rows);
  if (sum !== manifest.sha256) throw incompatible(`${rows}: its SHA-256 is ${sum.slice(0, 12)}…, and its manifest says ${manifest.sha256.slice(0, 12)}…`);
  return { name: rows, manifest, rows: () => linesOf(rows) };
}

/** Rows that were swept or merged into a file of any name. @throws Failure where its bytes are not those of its manifest */
export function partOf(rows: string): Part {
  if (!statSync(rows, { throwIfNoEntry: false })) throw badInput(`${rows}: there is no such file or directory`);
  const stem = rows.replace(/\.[a-z]+$/, '');
  return partAt(rows, readManifest(`${named.test(basename(rows)) ? stem : rows}.manifest.json`));
}

type Named = readonly [index: number, of: number];

function namesIn(folder: string): readonly Named[] {
  const matches = readdirSync(folder).map(file => named.exec(file)).filter(match => match !== null);
  const shards = new Map(matches.map(([, index, of]) => [`${index}/${of}`, [Number(index), Number(of)] as const]));
  return [...shards.values()].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
}

/** The plan that a manifest tells; undefined where there is none, or a damaged one. */
function planOf(manifest: string): string | undefined {
  try {
    return readManifest(manifest).plan;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** @throws Failure where a folder holds shards of another number than `of`, or of another plan: an array submitted in part, or another sweep */
export function refuseOthers(folder: string, of: number, plan: string): void {
  if (!isDirectory(folder)) return;
  const names = namesIn(folder);
  const other = names.find(name => name[1] !== of);
  if (other) throw incompatible(`${folder}: holds shards of ${other[1]}, and this is one of ${of}. Is ${countVariable} set, or is it another sweep's folder?`);
  for (const [index] of names) {
    const theirs = planOf(`${join(folder, partName({ index, of }))}.manifest.json`);
    if (theirs === undefined) continue;
    if (theirs !== plan) throw incompatible(`${folder}: holds shards of the plan ${theirs}, and this is one of ${plan}; give another folder`);
    return;
  }
}

/** @throws Failure where there is nothing of a sweep, or something of several */
export function found(folder: string): Found {
  const names = namesIn(folder);
  const counts = [...new Set(names.map(([, of]) => of))];
  if (counts.length === 0) throw badInput(`${folder}: holds no part of a sweep, such as part-1-of-16.jsonl`);
  if (counts.length > 1) throw incompatible(`${folder}: holds shards of ${counts.join(' and of ')}, and so of several sweeps`);
  const parts: Part[] = [];
  const [unfinished, damaged]: [string[], string[]] = [[], []];
  for (const [index, of] of names) {
    const stem = join(folder, partName({ index, of }));
    if (!statSync(`${stem}.manifest.json`, { throwIfNoEntry: false })) {
      unfinished.push(stem);
      continue;
    }
    try {
      const manifest = readManifest(`${stem}.manifest.json`);
      parts.push(partAt(`${stem}.${manifest.format}`, manifest));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      damaged.push(error.message);
    }
  }
  return { parts, unfinished, damaged, of: counts[0]! };
}

export const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
